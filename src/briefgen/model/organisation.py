"""Who publishes, for whom: the organisation and its audiences."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from briefgen.model.base import Content, Id, Line, LocaleTag, MailAddress, Name, Reference, Text, WebAddress

CODE_MARK = "{code}"
"""Where the code of a recipient stands in an address that stops the mails."""


class Imprint(Content):
    """Who is legally responsible for a publication; printed at its end."""

    legal_name: Name
    address: Line
    registration: Line | None = None
    email: Name
    website: WebAddress
    statement: Text = Field(description="what every reader must know about the publisher")


class Brand(Content):
    """How the organisation looks: the folder of the theme in templates/, and a logo where there is one."""

    theme: Id = "theme"
    logo: Annotated[str, Reference("pictures")] | None = None


def parse_unsubscribe(value: object) -> object:
    """Refuse an address that mail programs cannot use by themselves (RFC 8058: https, and one reader's alone)."""
    if isinstance(value, str):
        hint = f"such as https://example.org/stop/{CODE_MARK}"
        before, *behind = value.split(CODE_MARK)
        # A browser keeps what stands behind a # to itself: the page would not hear whom to take off the list.
        if not before.startswith("https://") or "#" in before or len(behind) != 1 or not value.isascii():
            message = (
                'the address to unsubscribe begins with https:// and holds {code} once, not behind #; found "{found}"'
            )
            context = {"found": value[:80], "code": CODE_MARK, "hint": hint}
            raise PydanticCustomError("unsubscribe-address", message, context)
    return value


class Mail(Content):
    """Who sends the newsletters by e-mail, and how a reader stops them.

    ``unsubscribe`` is a page that takes a POST as well (RFC 8058). ``pictures`` is the address below which the pictures
    of mails lie; without it each mail carries its own.
    """

    sender: MailAddress
    name: Line | None = Field(default=None, description="stands before the sender's address; else the organisation")
    reply_to: MailAddress | None = None
    unsubscribe: Annotated[WebAddress, BeforeValidator(parse_unsubscribe)]
    unsubscribe_mail: MailAddress | None = None
    pictures: WebAddress | None = None


class Organisation(Content):
    """The publisher. ``language`` is the source language of every file that names none of its own."""

    name: Line
    short_name: Line | None = None
    language: LocaleTag
    locales: tuple[LocaleTag, ...] = Field(min_length=1, description="languages that catalogues are kept for")
    imprint: Imprint
    brand: Brand = Brand()
    mail: Mail | None = None


class Missing(StrEnum):
    """What an edition does with a text that has no current translation.

    ``block`` does not build it, ``fallback`` prints the source text marked with its own language, ``label``
    does the same and marks every page as a draft.
    """

    BLOCK = "block"
    FALLBACK = "fallback"
    LABEL = "label"


class Depth(StrEnum):
    """How much of a publication an audience gets. Each depth holds the ones before it.

    A part of a publication bears the least depth at which it is printed; one that bears none is ``standard``.
    """

    SUMMARY = "summary"
    STANDARD = "standard"
    FULL = "full"

    def reaches(self, mark: "Depth | None") -> bool:
        """Tell whether an audience of this depth gets a part with a mark."""
        order = list(Depth)
        return order.index(self) >= order.index(mark or Depth.STANDARD)


class Audience(Content):
    """Whom an edition is for. ``pages`` is the page budget, ``currency`` an ISO 4217 code.

    ``only``, ``omit``, ``order`` and ``ask`` name parts of publications; what a publication does not have means
    nothing there. ``reading_level`` is the least score of the reading-ease formula of the audience's language.
    """

    name: Name
    locale: LocaleTag
    register_: Literal["formal", "informal"] = Field(alias="register")
    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    paper: Literal["A4", "Letter"] = "A4"
    pages: int | None = Field(default=None, ge=1, le=60)
    outputs: tuple[str, ...] = ("pdf", "html")
    only: tuple[Id, ...] = Field(default=(), description="ids of the sections and blocks that this audience gets")
    omit: tuple[Id, ...] = Field(default=(), description="ids of blocks and sections that this audience does not get")
    order: tuple[Id, ...] = Field(default=(), description="ids of the sections that come first, in their order")
    depth: Depth = Depth.STANDARD
    ask: Id | None = Field(default=None, description="id of the one ask that is made, where there are several")
    reading_level: int | None = Field(default=None, ge=0, le=100, description="least reading ease; 100 is easiest")
    call_to_action: Line | None = None
    footer: Text | None = Field(default=None, description="what the law asks a mail to say; stands at its end")
    language: LocaleTag | None = None
    missing: Missing | None = None
