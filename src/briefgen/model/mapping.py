"""The mapping of a list of recipients: which of its columns say what. Written by hand, beside the list."""

import re
import unicodedata
from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from briefgen.model.base import Content, Id, Number, one_or_many
from briefgen.model.recipient import FieldKind

Encoding = Literal["utf-8", "windows-1252", "windows-1250", "iso-8859-1", "iso-8859-2", "iso-8859-15", "macintosh"]
Form = Literal["female", "male", "neutral"]
"""How a person is addressed; ``neutral`` is for who wants neither."""

Column = Annotated[
    str,
    # An é can be one sign or two, and nobody sees which.
    AfterValidator(partial(unicodedata.normalize, "NFC")),
    Field(min_length=1, max_length=200, description="a heading of the list, exactly as it stands"),
]
DATE = re.compile(r"(?P<first>YYYY|MM?|DD?)(?P<mark>[-/. ])(?P<second>MM?|DD?)(?P=mark)(?P<third>YYYY|MM?|DD?)")


def _column_alone(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


class Choice(Content):
    """A word for each recipient: what ``column`` says, translated by ``values``, and ``default`` where it is empty.

    Without a column it is ``default`` for everybody. Without ``values`` the cells hold the words themselves.
    """

    column: Column | None = None
    values: dict[str, str] = Field(default={}, description="what a cell holds: what it means")
    default: str | None = None

    @model_validator(mode="after")
    def _useful(self) -> Self:
        if self.column is None and (self.default is None or self.values):
            raise PydanticCustomError(
                "mapping-rule",
                "this rule names no column" + ("" if self.values else " and no default"),
                {"hint": "write column: with a heading of the list, or default: with what holds for everybody"},
            )
        return self


ChoiceField = Annotated[Choice, BeforeValidator(_column_alone, json_schema_input_type=str | Choice)]


class NameColumns(Content):
    """The parts of a name. ``prefix`` is what stands before a surname and is sorted apart: van der, de la.

    ``full`` is for lists that have a name in one column; the parts come first where they are known.
    """

    title: Column | None = None
    first: Column | None = None
    prefix: Column | None = None
    last: Column | None = None
    full: Column | None = None
    form: ChoiceField | None = Field(default=None, description="female, male or neutral")


class FieldColumn(Content):
    """A merge field and how its column is written.

    ``decimal`` is the decimal mark of numbers; ``format`` the order of a date in words such as DD-MM-YYYY; ``most``
    the highest amount that is believed.
    """

    column: Column
    type: FieldKind
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    currency_column: Column | None = None
    decimal: Literal[".", ","] | None = None
    format: str | None = None
    most: Number = Field(default=1_000_000, validate_default=True, gt=0)

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if self.type == "money" and (self.currency is None) == (self.currency_column is None):
            _refuse("an amount needs a currency or a currency-column, and not both", "write currency: EUR")
        if self.type != "money" and (self.currency or self.currency_column):
            _refuse(f"a {self.type} has no currency", "write type: money, or take the currency away")
        if self.decimal and self.type not in ("money", "number"):
            _refuse(f"a {self.type} has no decimal mark", "take it away", at="decimal")
        if self.format is not None:
            _check_format(self.type, self.format)
        return self


def _refuse(message: str, hint: str, at: str = "") -> None:
    # The text is ours alone: nothing in it is a place for pydantic to fill.
    raise PydanticCustomError("mapping-field", "{said}", {"said": message, "hint": hint} | ({"at": at} if at else {}))


def _check_format(kind: FieldKind, form: str) -> None:
    if kind != "date":
        _refuse(f"a {kind} has no format", "take it away", at="format")
    found = DATE.fullmatch(form)
    if not found or sorted(part[0] for part in found.group("first", "second", "third")) != ["D", "M", "Y"]:
        _refuse(f'"{form[:40]}" is no order of a date', "write it as YYYY-MM-DD, DD-MM-YYYY or D/M/YYYY", at="format")


Texts = Annotated[tuple[str, ...], BeforeValidator(one_or_many, json_schema_input_type=str | tuple[str, ...])]


class Suppression(Content):
    """Who gets nothing: the addresses in ``files``, and the rows in which ``column`` holds one of ``values``.

    A file has an address a line, or its HMAC-SHA-256 in hexadecimal, made with the key in the file ``hash_key``.
    """

    files: Texts = ()
    hash_key: str | None = None
    column: Column | None = None
    values: Texts = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.column is None) != (not self.values):
            raise PydanticCustomError(
                "mapping-rule",
                "a column of those who want nothing needs the values that say so, and values need a column",
                {"hint": "write both: column: opted_out and values: [yes]"},
            )
        return self


class ListMapping(Content):
    """What the columns of a list are. Each line names a heading of the list; what is left out is not known.

    ``key`` tells one person from another, the address unless given. ``code`` names a person in links that others see.
    """

    encoding: Encoding = "utf-8"
    delimiter: Literal[",", ";", "tab"] | None = None
    sheet: Annotated[str, Field(min_length=1)] | None = None
    table: Annotated[str, Field(min_length=1, max_length=130)] = "recipients"
    key: Column | None = None
    email: Column | None = None
    name: NameColumns = NameColumns()
    code: Column | None = None
    locale: ChoiceField | None = None
    audience: ChoiceField | None = None
    fields: dict[Id, FieldColumn] = Field(default={}, description="merge fields of newsletters")
    suppression: Suppression | None = None

    @model_validator(mode="after")
    def _keyed(self) -> Self:
        if self.key is None and self.email is None:
            raise PydanticCustomError(
                "mapping-rule",
                "nothing tells one person from another",
                {"hint": "name the column of the address (email:) or of a number that each person has (key:)"},
            )
        return self

    def named(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield every column that the mapping names, with the way to where it does."""
        yield from _named(self.model_dump(by_alias=True), ())

    def columns(self) -> frozenset[str]:
        """Return the columns that are read."""
        return frozenset(column for _, column in self.named())


def _named(values: dict[str, Any], steps: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    # A column stands below a key of this name, or is what a key at the top or below "name" holds.
    keys = ("column", "currency-column", *(() if steps else ("key", "email", "code")))
    for key, value in values.items():
        if isinstance(value, dict) and key != "values":
            yield from _named(value, (*steps, key))
        elif isinstance(value, str) and (key in keys or steps == ("name",)):
            yield (*steps, key), value
