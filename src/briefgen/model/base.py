"""What every content type is made of: strict models, ids, translatable text, references and dates."""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, LiteralString

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
LOCALE_PATTERN = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"


def hyphenate(name: str) -> str:
    """Return the name that editors write for a field: ``review_by`` is ``review-by`` in a file."""
    return name.replace("_", "-")


class Content(BaseModel):
    """Base of everything that people write by hand: frozen, and unknown fields are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=hyphenate)


@dataclass(frozen=True, slots=True)
class Translatable:
    """Marks a field as a message: it appears in the catalogues, with ``note`` for the translator."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class Untranslated:
    """Marks a field as a name: it is written the same in every language."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Marks a field as the id of another thing; ``kinds`` names the collections that may hold it."""

    kinds: tuple[str, ...]

    def __init__(self, *kinds: str) -> None:
        object.__setattr__(self, "kinds", kinds)


Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=80, description="lower-case words joined by hyphens")]
LocaleTag = Annotated[str, Field(pattern=LOCALE_PATTERN, description='a language tag such as "nl" or "es-PE"')]
Text = Annotated[str, Translatable(), Field(min_length=1, max_length=20_000)]
Line = Annotated[str, Translatable(), Field(min_length=1, max_length=400, pattern=r"^[^\n]*\n?$")]


def parse_web_address(value: object) -> object:
    """Refuse what no browser opens: a link without its scheme would lead into the reader's own files."""
    if isinstance(value, str) and not value.startswith(("https://", "http://")):
        hint = f"write https://{value}" if "://" not in value and "@" not in value else "only web addresses are links"
        raise PydanticCustomError(
            "web-address", '"{found}" does not begin with https://', {"found": value[:80], "hint": hint}
        )
    return value


WebAddress = Annotated[
    str,
    BeforeValidator(parse_web_address),
    Field(pattern=r"^https?://[^\s<>\"]+$", max_length=500, description="begins with https://"),
]
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOTTED = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
DOMAIN = rf"(?:{_LABEL}\.)+(?:[A-Za-z]{{2,63}}|[Xx][Nn]--[A-Za-z0-9-]{{0,58}}[A-Za-z0-9])"
"""The pattern of a domain with a dot in it; the last label has letters alone, or stands for one in other letters."""
ADDRESS = re.compile(rf"(?=.{{1,64}}@){_DOTTED}(?:\.{_DOTTED})*@(?=.{{4,253}}\Z){DOMAIN}")
"""An address that every mail server takes: ASCII, without quotes and comments (RFC 5321; no SMTPUTF8)."""


def parse_mail_address(value: object) -> object:
    """Refuse what is not one plain address: it stands in headers, where more text would be more headers."""
    if isinstance(value, str) and not ADDRESS.fullmatch(value):
        hint = "write the address alone, such as news@example.org"
        raise PydanticCustomError("mail-address", '"{found}" is no mail address', {"found": value[:80], "hint": hint})
    return value


MailAddress = Annotated[str, BeforeValidator(parse_mail_address), Field(description="such as news@example.org")]
Name = Annotated[
    str,
    Untranslated(),
    Field(min_length=1, max_length=200, description="a name as it is written: never translated"),
]


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as precise as its source: ``2015-12-10``, ``2015-12``, ``2015`` or ``1980s``.

    ``month`` and ``day`` are 1 where the precision does not reach them.
    """

    year: int
    month: int = 1
    day: int = 1
    precision: Precision = Precision.DAY

    def first_day(self) -> datetime.date:
        """Return the first day that the date can mean."""
        return datetime.date(self.year, self.month, self.day)

    def last_day(self) -> datetime.date:
        """Return the last day that the date can mean."""
        day = self.first_day()
        if self.precision is Precision.DAY:
            return day
        if self.precision is Precision.MONTH:
            following = datetime.date(day.year + day.month // 12, day.month % 12 + 1, 1)
            return following - datetime.timedelta(days=1)
        return datetime.date(day.year + (9 if self.precision is Precision.DECADE else 0), 12, 31)

    def __str__(self) -> str:
        """Return the date in the form that editors write."""
        if self.precision is Precision.DECADE:
            return f"{self.year}s"
        return self.first_day().isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision.value]]


def parse_number(value: object, at: str = "") -> object:
    """Refuse texts, which pydantic would read as numbers: 01234, 1_000 and 1e999999 are not what their writer meant.

    ``at`` names the field at fault, for validators of a whole model.
    """
    if not isinstance(value, str):
        return value
    context = {"found": value[:60], "hint": "write digits alone, with a point before the decimals: 1234.50"}
    raise PydanticCustomError(
        "field-type", 'expected a number, found "{found}"', context | {"at": at} if at else context
    )


LAST_YEAR = 9989  # the last whose decade the calendar of Python reaches the end of
_PARTIAL = re.compile(r"(\d{4})(?:(s)|-(\d{2})(?:-(\d{2}))?)?")


def parse_partial_date(value: object, at: str = "") -> PartialDate:
    """Read a partial date from what YAML gives: text, or a whole number for a bare year.

    ``at`` names the field at fault, for validators of a whole model.
    """
    if isinstance(value, PartialDate):
        return value
    found = _PARTIAL.fullmatch(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else None
    if not found:
        raise _no_date('expected a date such as 2015-12-10, 2015-12, 2015 or 1980s, found "{found}"', value, at)
    year, decade, month, day = found.groups()
    if not 1 <= int(year) <= LAST_YEAR:
        raise _no_date("{found} is not in the calendar", value, at)
    if decade:
        if int(year) % 10:
            raise _no_date("a decade ends in 0, such as 1980s; found {found}", value, at)
        return PartialDate(int(year), precision=Precision.DECADE)
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    try:
        datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise _no_date("{found} is not in the calendar", value, at) from None
    return PartialDate(int(year), int(month or 1), int(day or 1), precision)


def _no_date(message: LiteralString, value: object, at: str) -> PydanticCustomError:
    context = {"found": str(value), "hint": "look the date up in the source"}
    return PydanticCustomError("date-invalid", message, context | {"at": at} if at else context)


def parse_day(value: object) -> datetime.date:
    """Read a calendar day; anything less precise is refused."""
    if isinstance(value, datetime.date):
        return value
    partial = parse_partial_date(value)
    if partial.precision is not Precision.DAY:
        raise PydanticCustomError(
            "date-invalid", "expected a full date such as 2015-12-10, found {found}", {"found": str(value)}
        )
    return partial.first_day()


def one_or_many(value: Any) -> Any:
    """Let editors write a single reference without a list."""
    return [value] if isinstance(value, str) else value


Number = Annotated[Decimal, BeforeValidator(parse_number)]
PartialDateField = Annotated[
    PartialDate,
    PlainValidator(lambda value: parse_partial_date(value)),
    WithJsonSchema({"type": ["string", "integer"], "description": "2015-12-10, 2015-12, 2015 or 1980s"}),
]
Day = Annotated[datetime.date, PlainValidator(parse_day), WithJsonSchema({"type": "string", "format": "date"})]
SourceRefs = Annotated[tuple[Annotated[str, Reference("sources")], ...], BeforeValidator(one_or_many)]
