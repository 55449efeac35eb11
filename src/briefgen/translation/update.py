"""Refreshes the catalogues: new messages come in, changed ones turn stale, no translation is ever dropped."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from briefgen.load.catalogues.po import Entry, PoFile
from briefgen.model.messages import Message
from briefgen.translation.catalogues import as_po, grouped, header_comment, headers, plural_rule

# How alike an edited text must be to one that is gone for its translation to be worth offering.
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Existing:
    """A catalogue that is there: its text, and what it says."""

    text: str
    file: PoFile


@dataclass(frozen=True, slots=True)
class Updated:
    """A refreshed catalogue: its path below the translations folder, its text and entries, and what changed."""

    path: str
    text: str
    entries: tuple[Entry, ...]
    new: int
    stale: int
    gone: int


NOTHING = Existing("", PoFile({}))


def refresh_all(messages: Iterable[Message], locale: str, existing: Mapping[str, Existing]) -> Iterator[Updated]:
    """Yield every catalogue of a locale as it should be.

    ``messages`` are those that need a translation, ``existing`` holds the catalogues that are there, by path.
    """
    for path, rows in grouped(messages, locale).items():
        yield refresh(path, rows, locale, existing.get(path, NOTHING))


def refresh(
    path: str,
    messages: list[Message],
    locale: str,
    existing: Existing,
    taken: Mapping[str, Entry] = MappingProxyType({}),
) -> Updated:
    """Return one catalogue with these messages. A message keeps its translation when its text or its address stays.

    ``taken`` are entries by address that come in the place of those of the catalogue.
    """
    matcher = _Matcher(messages, _entries(existing.file))
    entries = tuple(_entry(message, taken.get(message.address, matcher.match(message)), locale) for message in messages)
    gone = [replace(entry, previous="") for entry in matcher.unused() if any(entry.texts)]
    new = sum(not any(entry.texts) for entry in entries)
    stale = sum(entry.fuzzy for entry in entries)
    head = headers(locale, messages[0].language, existing.file.headers)
    text = as_po(entries, gone, head, header_comment(existing.text))
    return Updated(path, text, entries, new, stale, len(gone))


def _entries(old: PoFile) -> dict[str, Entry]:
    """Return the entries of a catalogue by address, and those that are obsolete."""
    found = {entry.context: entry for entry in old.entries}
    for gone in old.obsolete:
        # Another text may have come to its address since.
        found[f"{gone.context} {gone.source[0]}" if gone.context in found else gone.context] = gone
    return found


class _Matcher:
    """Finds the old entry that a message continues."""

    def __init__(self, messages: list[Message], entries: dict[str, Entry]) -> None:
        self._left = dict(entries)
        wanted = {message.address: message for message in messages}
        # An entry whose text another message still has belongs to that message: the text has moved.
        self._exact: dict[str, Entry] = {}
        for address, message in wanted.items():
            entry = self._left.get(address)
            if entry is not None and entry.source[0] == message.text:
                self._exact[address] = self._left.pop(address)
        by_source: dict[str, list[str]] = {}
        for context, entry in self._left.items():
            by_source.setdefault(entry.source[0], []).append(context)
        for address, message in wanted.items():
            moved = by_source.get(message.text)
            if address not in self._exact and moved:
                self._exact[address] = self._left.pop(moved.pop(0))

    def match(self, message: Message) -> Entry | None:
        """Return the entry of the same text, else that of the same address, else that of a like text beside it."""
        if message.address in self._exact:
            return self._exact[message.address]
        if message.address in self._left:
            return self._left.pop(message.address)
        owner = message.address.rpartition(".")[0] or message.address
        likeness = _Likeness(message.text)
        for context, entry in self._left.items():
            if context.startswith(owner) and likeness.is_alike(entry.source[0]):
                return self._left.pop(context)
        return None

    def unused(self) -> Iterable[Entry]:
        return self._left.values()


def _entry(message: Message, old: Entry | None, locale: str) -> Entry:
    """Return the entry of a message, with the translation of the entry that it continues."""
    source = (message.text, message.plural) if message.plural else (message.text,)
    notes = (message.note,) if message.note else ()
    forms = plural_rule(locale)[0] if message.plural else 1
    if old is None:
        return Entry(message.address, source, ("",) * forms, notes=notes, place=message.place)
    previous, stale = "", any(old.texts) and (old.fuzzy or old.source != source)
    if stale:
        # An entry that was stale already keeps the text that its translation was made from.
        previous = (old.previous if old.fuzzy else "") or (old.source[0] if old.source != source else "")
    texts = (*old.texts, *("",) * forms)[:forms]
    return Entry(message.address, source, texts, stale, old.remarks, notes, previous, place=message.place)


class _Likeness:
    """Says how alike texts are to one text. What the cheap bounds rule out is not compared."""

    def __init__(self, text: str) -> None:
        # The matcher remembers what it knows of its second text.
        self._matcher = difflib.SequenceMatcher(None, "", text, autojunk=False)

    def is_alike(self, other: str) -> bool:
        """Tell whether a text is so alike that its translation is worth offering."""
        self._matcher.set_seq1(other)
        return (
            self._matcher.real_quick_ratio() >= ALIKE
            and self._matcher.quick_ratio() >= ALIKE
            and self._matcher.ratio() >= ALIKE
        )
