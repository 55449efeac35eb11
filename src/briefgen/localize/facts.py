"""Facts as text: in the reader's locale, with the wording that hedges them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Protocol

from briefgen.findings import Finding, Place
from briefgen.localize import formats
from briefgen.model.base import PartialDate, Precision
from briefgen.model.edition import View
from briefgen.model.evidence import Fact, Wording
from briefgen.model.library import Entry
from briefgen.model.messages import placeholders


class Converter(Protocol):
    """Turns amounts into the reader's currency."""

    @property
    def currency(self) -> str:
        """Return the code of that currency."""
        ...

    def converted(self, amount: Decimal) -> Decimal:
        """Return an amount in it."""
        ...


class Say(Protocol):
    """Returns one wording of the templates, filled in."""

    def __call__(self, key: str, **values: object) -> str:
        """Return the wording with this key."""
        ...


VARIANTS = ("", "plain", "bare", "year", "ordinal", "ordinal-feminine")


def forms(locale: str, fact: Fact, say: Say, converter: Converter | None = None) -> dict[str, str]:
    """Return the ways to print a fact, by variant: a text names one as ``{id:variant}``, none as ``{id}``.

    With a converter an amount is followed by what it is in the reader's currency, except in its bare forms.
    """
    plain = _plain(locale, fact, say)
    found = {"": hedged(fact, plain, say), "plain": plain, "bare": _bare(locale, fact, plain)}
    if converter is not None:
        value = formats.money(locale, converter.converted(_number(fact.value)), converter.currency)
        found[""] = say("fact-converted", value=found[""], converted=value)
    if isinstance(fact.value, PartialDate):
        found["year"] = str(fact.value.year)
    elif fact.type == "number" and fact.value is not None and fact.value == int(fact.value):
        found["ordinal"] = formats.ordinal(locale, int(fact.value), "masculine")
        found["ordinal-feminine"] = formats.ordinal(locale, int(fact.value), "feminine")
    return found


def unfit_forms(facts: Mapping[str, Entry[Fact]], text: str, place: Place) -> Iterator[Finding]:
    """Yield a finding for each placeholder of a text whose form its fact does not have."""
    for name, variant in placeholders(text):
        fact = facts.get(name)
        if fact is None:
            continue
        is_date = fact.value.type == "date"
        whole = fact.value.type == "number" and fact.value.value == int(fact.value.value or 0)  # type: ignore[arg-type]
        fits = (
            variant in ("", "plain", "bare")
            or (variant == "year" and is_date)
            or (variant.startswith("ordinal") and variant in VARIANTS and whole)
        )
        if not fits:
            hint = "a fact has the forms plain and bare; a date also year; a whole number also ordinal"
            yield Finding("placeholder-form", place, f"{{{name}:{variant}}} is not a form of this fact", hint)


def hedged(fact: Fact, plain: str, say: Say) -> str:
    """Return the value with its wording, such as "more than"; an exact value stays bare."""
    if fact.wording is Wording.EXACTLY:
        return plain
    if isinstance(fact.value, PartialDate) and fact.value.precision is Precision.DECADE:
        key = f"fact-{fact.wording.value}-decade"
        return say(key, value=plain, year=str(fact.value.year), short=f"{fact.value.year % 100:02d}")
    return say(f"fact-{fact.wording.value}", value=plain)


def _plain(locale: str, fact: Fact, say: Say) -> str:
    if isinstance(fact.value, PartialDate):
        return date_text(locale, fact.value, say)
    if fact.type == "range":
        return formats.number_range(locale, _number(fact.low), _number(fact.high))
    value = _number(fact.value)
    if fact.type == "share":
        return formats.percent(locale, value.scaleb(-2))
    if fact.type == "money" and fact.currency:
        return formats.money(locale, value, fact.currency)
    return formats.number(locale, value)


def _bare(locale: str, fact: Fact, plain: str) -> str:
    """Return a share without its percent sign, for figures that set the sign smaller; all else as it is."""
    return formats.number(locale, _number(fact.value)) if fact.type == "share" else plain


def _number(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)


def date_text(locale: str, date: PartialDate, say: Say) -> str:
    """Return a partial date as precisely as it is known."""
    if date.precision is Precision.DECADE:
        return say("date-decade", year=str(date.year), short=f"{date.year % 100:02d}")
    if date.precision is Precision.DAY:
        return formats.date(locale, date.first_day())
    return formats.date(locale, date.first_day(), "month" if date.precision is Precision.MONTH else "year")


def period_text(locale: str, period: str | None) -> str | None:
    """Return a period such as ``2011`` or ``2000/2011`` as years."""
    if period is None:
        return None
    start, _, end = period.partition("/")
    return formats.year_range(locale, int(start), int(end)) if end else start


def fact_view(name: str, fact: Fact, found: dict[str, str], locale: str) -> View:
    """Return a fact as templates see it, less its texts."""
    number = float(fact.value) if isinstance(fact.value, Decimal) else None
    return {
        "id": name,
        "type": fact.type,
        "text": found[""],
        "plain": found["plain"],
        "bare": found["bare"],
        "symbol": "%" if fact.type == "share" else "",
        "forms": found,
        "number": number,
        "period": period_text(locale, fact.period),
        "currency": fact.currency,
        "sources": list(fact.sources),
    }
