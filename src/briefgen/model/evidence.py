"""What may be claimed: facts with their sources, exchange rates and glossary terms."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from briefgen.model.base import (
    Content,
    Day,
    Line,
    LocaleTag,
    Name,
    Number,
    PartialDate,
    PartialDateField,
    Reference,
    SourceRefs,
    parse_number,
    parse_partial_date,
)


class Wording(StrEnum):
    """How a value is hedged; printed in the words of each language and never dropped."""

    EXACTLY = "exactly"
    ABOUT = "about"
    MORE_THAN = "more-than"
    AT_LEAST = "at-least"
    LESS_THAN = "less-than"
    AT_MOST = "at-most"
    NEARLY = "nearly"
    EARLY = "early"
    LATE = "late"


class Conflict(Content):
    """Another value for the same thing in a public source: shown by the checks, not hidden."""

    value: Number
    source: Annotated[str, Reference("sources")]
    note: str = ""


_VALUE = WithJsonSchema({"type": ["number", "string"], "description": "a number, or a date where type is date"})


class Fact(Content):
    """A value with everything that is needed to print it rightly.

    ``value`` is a number for ``number``, ``money`` (in ``currency``) and ``share`` (in percent, 0 to 100), a date
    for ``date``; ``range`` has ``low`` and ``high`` instead. Digits are kept as typed: 21.0 prints with its zero.
    """

    type: Literal["number", "share", "money", "date", "range"]
    value: Annotated[Decimal | PartialDate | None, _VALUE] = None
    low: Number | None = None
    high: Number | None = None
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    unit: Line | None = None
    wording: Wording = Wording.EXACTLY
    label: Line = Field(description="what is measured")
    population: Line | None = None
    place: Line | None = None
    period: str | None = Field(default=None, pattern=r"^\d{4}(/\d{4})?$", description="2011, or 2000/2011")
    as_of: PartialDateField | None = None
    review_by: Day | None = None
    sources: SourceRefs = ()
    conflicts: tuple[Conflict, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _values(cls, data: Any) -> Any:
        """Read the value of a date as one, for 2011 alone could be a number, and refuse numbers that are texts."""
        if isinstance(data, dict) and data.get("type") == "date" and "value" in data:
            return {**data, "value": parse_partial_date(data["value"], at="value")}
        if isinstance(data, dict) and "value" in data:
            parse_number(data["value"], at="value")
        return data

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if not self.sources:
            raise PydanticCustomError(
                "fact-source-missing",
                "a fact needs at least one source",
                {"hint": "add sources: [KEY] with a key from sources.yaml"},
            )
        if self.type == "range":
            if self.low is None or self.high is None or self.value is not None:
                raise PydanticCustomError("fact-value", "a range has low and high, and no value")
            if self.low > self.high:
                raise PydanticCustomError("fact-value", "low is greater than high")
            return self
        if self.value is None:
            raise PydanticCustomError("fact-value", "a fact of type {type} needs a value", {"type": self.type})
        if (self.type == "date") != isinstance(self.value, PartialDate):
            raise PydanticCustomError("fact-value", "the value does not fit the type {type}", {"type": self.type})
        if self.type == "money" and self.currency is None:
            raise PydanticCustomError("fact-value", "money needs a currency such as EUR")
        if self.type == "share" and isinstance(self.value, Decimal) and not 0 <= self.value <= 100:
            raise PydanticCustomError(
                "share-over-100",
                "a share lies between 0 and 100 percent, found {found}",
                {"found": str(self.value), "at": "value", "hint": "compare with the source; a ratio is a number"},
            )
        return self


class Person(Content):
    """An author: ``family`` and ``given`` for a person, ``literal`` for an organisation."""

    family: Name | None = None
    given: Name | None = None
    literal: Name | None = None


class Source(Content):
    """Where a claim comes from, in the field names of CSL-JSON. ``title`` stays in its own language."""

    type: Literal["webpage", "report", "article-journal", "legislation", "book", "dataset", "article-newspaper"]
    title: Name
    language: LocaleTag
    author: tuple[Person, ...] = ()
    issued: PartialDateField | None = None
    publisher: Name | None = None
    publisher_place: Name | None = None
    container_title: Name | None = None
    collection_title: Name | None = None
    number: str | None = None
    volume: str | None = None
    issue: str | None = None
    page: str | None = None
    url: Name | None = Field(default=None, description="address of the page; https:// may be left out")


class ExchangeRate(Content):
    """How much one unit of ``base`` was worth in ``quote`` on ``date``, from ``source``."""

    base: str = Field(pattern=r"^[A-Z]{3}$")
    quote: str = Field(pattern=r"^[A-Z]{3}$")
    rate: Number = Field(gt=0)
    date: Day
    source: Annotated[str, Reference("sources")]


class Forms(Content):
    """How a term may and may not be written in one language."""

    accepted: tuple[str, ...] = ()
    banned: tuple[str, ...] = ()


class GlossaryTerm(Content):
    """A term of the field. ``keep`` means that it stands unchanged in every language."""

    term: Name
    keep: bool = False
    note: str = Field(default="", description="for translators; not printed")
    forms: dict[LocaleTag, Forms] = Field(default_factory=dict)
