"""What an audience says of publications must be there: parts that it names, rates for the amounts that it reads."""

from collections.abc import Iterable, Iterator
from typing import Any

from briefgen.check.facts import unknown_currency
from briefgen.findings import Finding, Severity, did_you_mean
from briefgen.localize.formats import known_currency
from briefgen.localize.locales import known
from briefgen.localize.readers.rates import latest
from briefgen.localize.readers.reading import FORMULAS, formula
from briefgen.model.evidence import Fact
from briefgen.model.library import Entry, Library
from briefgen.model.messages import uses_of
from briefgen.model.organisation import Audience


def check(library: Library) -> Iterator[Finding]:
    """Yield a finding for each part that no publication of an audience has, and for each amount without a rate."""
    for rate in library.rates.values():
        for field, code in (("base", rate.value.base), ("quote", rate.value.quote)):
            if not known_currency(code):
                yield unknown_currency(code, rate.place(field))
    publications = list(library.publications())
    for audience in library.audiences.values():
        read = [entry for entry in publications if audience.id in entry.value.audiences]
        yield from _parts(audience, read or publications)
        yield from _rates(library, audience, read)
        yield from _reading(audience)


def _parts(audience: Entry[Audience], read: Iterable[Entry[Any]]) -> Iterator[Finding]:
    sections = [section for entry in read for section in entry.sections]
    headed = {section.id for section in sections}
    blocks = {block.id: block.kind for section in sections for block in section.blocks}
    either = {*headed, *(name for name in blocks if "." not in name)}
    for field, ids, word in (("only", either, "part"), ("omit", either, "part"), ("order", headed, "section")):
        for index, name in enumerate(getattr(audience.value, field)):
            if name not in ids:
                message = f'no {word} of this audience\'s publications is called "{name}"'
                yield Finding("part-unknown", audience.place(field, index), message, did_you_mean(name, ids))
    asks = [name for name, kind in blocks.items() if kind == "ask"]
    if audience.value.ask is not None and audience.value.ask not in asks:
        message = f'no publication of this audience has an ask "{audience.value.ask}"'
        yield Finding("ask-unknown", audience.place("ask"), message, did_you_mean(audience.value.ask, asks))


def _rates(library: Library, audience: Entry[Audience], read: Iterable[Entry[Any]]) -> Iterator[Finding]:
    """Yield a warning for each currency, at the first amount, that cannot be converted for an audience."""
    own = audience.value.currency
    missing: dict[str, Entry[Fact]] = {}
    for name in {use.target: None for entry in read for use in uses_of(entry) if "facts" in use.kinds}:
        fact = library.facts.get(name)
        code = fact.value.currency if fact else None
        if fact and code and code != own and known_currency(code) and latest(library, code, own) is None:
            missing.setdefault(code, fact)
    for code, fact in missing.items():
        message = f"{audience.id} reads amounts in {own}, and there is no rate from {code}: it is printed alone"
        hint = "add a rate to rates.yaml, with its date and source"
        yield Finding("rate-missing", fact.place("currency"), message, hint, Severity.WARNING)


def _reading(audience: Entry[Audience]) -> Iterator[Finding]:
    locale = audience.value.locale
    if audience.value.reading_level is not None and known(locale) and formula(locale) is None:
        message = f"there is no formula for the reading level of {locale}"
        hint = f"leave reading-level out; there are formulas for {', '.join(FORMULAS)}"
        yield Finding("reading-formula", audience.place("reading-level"), message, hint, Severity.WARNING)
