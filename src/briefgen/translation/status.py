"""Counts what is translated: one column a locale, one row a publication, or a catalogue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from briefgen.localize.editions import Localization
from briefgen.localize.locales import chain
from briefgen.localize.translator import Found
from briefgen.model.edition import Edition
from briefgen.translation.catalogues import WORDING, group
from briefgen.translation.exchange.units import State

# What is to do comes first.
ORDER = (State.UNTRANSLATED, State.STALE, State.TRANSLATED, State.APPROVED)
OTHER = "other"
"""The row of the texts that no publication prints."""


@dataclass(slots=True)
class Count:
    """How far the texts of a row are in a locale.

    ``source`` is how many of them are written in its language and need no translation. ``read`` tells whether any
    edition in this language prints them. ``left`` are the addresses of what is untranslated or stale.
    """

    read: bool = True
    source: int = 0
    states: dict[State, int] = field(default_factory=lambda: dict.fromkeys(ORDER, 0))
    left: list[tuple[str, State]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Return the number of texts that need a translation."""
        return sum(self.states.values())

    def percent(self, state: State) -> int:
        """Return the share of a state in whole percent: 100 is all, 0 is none, and nothing else is."""
        if self.states[state] in (0, self.total):
            return 100 if self.states[state] else 0
        return min(max(round(100 * self.states[state] / self.total), 1), 99)


Row = Mapping[str, Count]
"""The counts of one row, by locale."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """How far all translations are: the ``rows`` by name, in their order, and all texts together, each once."""

    locales: tuple[str, ...]
    rows: Mapping[str, Row]
    total: Row


def state_of(found: Found) -> State | None:
    """Return how far a text is that was looked up; None for one that is printed as it was written."""
    if found.state != "current":
        return State.STALE if found.state == "stale" else State.UNTRANSLATED
    if found.place is None:
        return None
    return State.APPROVED if found.approved else State.TRANSLATED


def by_publication(localization: Localization, editions: Iterable[Edition], locales: tuple[str, ...]) -> Matrix:
    """Count what the editions of each publication print, then the words of the designs, then what nothing prints.

    A column counts what editions in its language print; where there are none, what any edition does.
    """
    counter = _Counter(localization)
    made: dict[str, list[Edition]] = {entry.address: [] for entry in localization.library.publications()}
    for edition in editions:
        made[f"{edition.kind}/{edition.publication}"].append(edition)
    rows = {name: {locale: _printed(counter, own, locale) for locale in locales} for name, own in made.items()}
    rest = dict(localization.texts.messages)
    for address in {address for own in made.values() for edition in own for address in edition.messages}:
        rest.pop(address, None)
    design = [address for address in rest if address.startswith(f"{WORDING}#")]
    other = [address for address in rest if not address.startswith(f"{WORDING}#")]
    rows[WORDING] = {locale: counter.count(design, locale) for locale in locales}
    if other:
        rows[OTHER] = {locale: counter.count(other, locale, read=False) for locale in locales}
    return Matrix(locales, rows, _total(counter, localization, locales))


def by_catalogue(localization: Localization, locales: tuple[str, ...]) -> Matrix:
    """Count the texts of each catalogue."""
    counter = _Counter(localization)
    groups: dict[str, list[str]] = {}
    for message in localization.texts.messages.values():
        groups.setdefault(f"{group(message)}.{message.language}", []).append(message.address)
    rows = {name: {locale: counter.count(own, locale) for locale in locales} for name, own in groups.items()}
    return Matrix(locales, rows, _total(counter, localization, locales))


def _printed(counter: "_Counter", editions: list[Edition], locale: str) -> Count:
    here = [edition for edition in editions if locale in chain(edition.locale)]
    printed = dict.fromkeys(address for edition in here or editions for address in edition.messages)
    return counter.count(printed, locale, read=bool(here))


def _total(counter: "_Counter", localization: Localization, locales: tuple[str, ...]) -> Row:
    return {locale: counter.count(localization.texts.messages, locale) for locale in locales}


class _Counter:
    """Counts states. What several publications print is looked up once."""

    def __init__(self, localization: Localization) -> None:
        self._localization = localization
        self._known: dict[str, dict[str, State | None]] = {}

    def count(self, addresses: Iterable[str], locale: str, read: bool = True) -> Count:
        if locale not in self._known:
            find = self._localization.translator(locale).find
            messages = self._localization.texts.messages
            self._known[locale] = {address: state_of(find(message)) for address, message in messages.items()}
        count, known = Count(read), self._known[locale]
        for address in addresses:
            state = known[address]
            if state is None:
                count.source += 1
                continue
            count.states[state] += 1
            if state in (State.UNTRANSLATED, State.STALE):
                count.left.append((address, state))
        return count
