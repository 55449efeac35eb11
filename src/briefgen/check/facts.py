"""Facts grow old and contradict each other: both are shown, not hidden."""

import datetime
from collections.abc import Iterator

from briefgen.findings import Finding, Place, Severity
from briefgen.localize.formats import known_currency
from briefgen.model.library import Library


def unknown_currency(code: str, place: Place) -> Finding:
    """Return the finding for a currency that does not exist."""
    return Finding("currency-unknown", place, f'"{code}" is no currency', "use its ISO 4217 code, such as EUR or PEN")


def check(library: Library, today: datetime.date) -> Iterator[Finding]:
    """Yield a warning for each fact that is due for review, and for each value that another source gives."""
    for entry in library.facts.values():
        fact = entry.value
        if fact.currency and not known_currency(fact.currency):
            yield unknown_currency(fact.currency, entry.place("currency"))
        if fact.review_by and fact.review_by < today:
            message = f'the fact "{entry.id}" was to be looked up again by {fact.review_by.isoformat()}'
            hint = "look at its source, correct it where needed, and move review-by"
            yield Finding("fact-review-due", entry.place("review-by"), message, hint, Severity.WARNING)
        for conflict in fact.conflicts:
            message = f'for "{entry.id}" the source {conflict.source} has {conflict.value}, not {fact.value}'
            hint = "keep what the better source says, and waive this where it stands: # allow fact-conflict: reason"
            yield Finding("fact-conflict", entry.key("conflicts"), message, hint, Severity.WARNING)
