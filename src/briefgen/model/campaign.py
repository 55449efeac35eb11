"""Tags: how another system names what it knows of a subscriber, so that it can send a newsletter itself."""

from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from briefgen.model.base import Content, Id, Name

FIELD_MARK = "{field}"
COMMENT_MARK = "{comment}"


def parse_pattern(value: object) -> object:
    """Refuse a pattern that does not say where the name of the field goes."""
    if isinstance(value, str) and value.count(FIELD_MARK) != 1:
        message = 'the pattern holds {field} once, for the name of a field; found "{found}"'
        context = {"field": FIELD_MARK, "found": value[:80], "hint": "such as *|{field}|*"}
        raise PydanticCustomError("campaign-pattern", message, context)
    return value


def parse_comment(value: object) -> object:
    """Refuse a pattern that does not say where the comment goes."""
    if isinstance(value, str) and value.count(COMMENT_MARK) != 1:
        message = 'the pattern holds {comment} once, for a comment in the HTML; found "{found}"'
        context = {"comment": COMMENT_MARK, "found": value[:80], "hint": "such as {{ Safe `{comment}` }}"}
        raise PydanticCustomError("campaign-pattern", message, context)
    return value


Pattern = Annotated[str, BeforeValidator(parse_pattern), Field(max_length=200, pattern=r"^[^<>\n]+$")]
Tag = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^<>\n]+$")]


class Tags(Content):
    """The tags of one system.

    ``field`` prints a field, ``when`` begins what is only said where it is known, ``otherwise`` and ``end`` go on and
    end it. ``fields`` maps the merge fields of newsletters to the names that the system has for them. ``unsubscribe``
    is the tag for the address at which a subscriber stops the mails. ``comment`` says how a
    comment is kept by a system that takes them out of HTML, with all that Outlook reads in them.
    """

    name: Name
    field: Pattern
    when: Pattern
    otherwise: Tag
    end: Tag
    unsubscribe: Tag
    comment: Annotated[Tag, BeforeValidator(parse_comment)] | None = None
    fields: dict[Id, Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.]*$", max_length=100)]]
