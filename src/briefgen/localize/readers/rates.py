"""Amounts in the reader's own currency: at a dated rate with a source, rounded, and beside the original."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from briefgen.localize import formats
from briefgen.localize.facts import Say
from briefgen.model.evidence import ExchangeRate
from briefgen.model.library import Entry, Library

DIGITS = 3
"""A rate of one day makes no amount exact: more significant digits than these would only seem so."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """How amounts of one currency are printed in another; ``id`` is that of the note that says so."""

    id: str
    rate: ExchangeRate
    currency: str

    def converted(self, amount: Decimal) -> Decimal:
        """Return an amount in the reader's currency, rounded half up to three significant digits."""
        with localcontext(prec=60):
            value = amount * self.rate.rate if self.rate.quote == self.currency else amount / self.rate.rate
            step = Decimal(1).scaleb(max(value.adjusted() - DIGITS + 1, -2))
            return value.quantize(step, rounding=ROUND_HALF_UP)

    def note(self, locale: str, say: Say) -> str:
        """Return the sentence that gives the rate and its date."""
        one = formats.money(locale, 1, self.rate.base)
        digits = max(2, -int(self.rate.rate.as_tuple().exponent))
        worth = formats.money(locale, self.rate.rate, self.rate.quote, digits)
        return say("rate-note", one=one, worth=worth, date=formats.date(locale, self.rate.date))


def conversion(library: Library, base: str, currency: str) -> Conversion | None:
    """Return how amounts of a currency become those of another; None where no rate leads there."""
    found = latest(library, base, currency)
    return None if found is None else Conversion(f"rate-{base}-{currency}".lower(), found.value, currency)


def latest(library: Library, base: str, currency: str) -> Entry[ExchangeRate] | None:
    """Return the newest rate between two currencies, in whichever direction it is given."""
    pair = {base, currency}
    found = [entry for entry in library.rates.values() if {entry.value.base, entry.value.quote} == pair]
    return max(found, key=lambda entry: entry.value.date, default=None)
