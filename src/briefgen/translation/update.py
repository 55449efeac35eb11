"""Refreshes the catalogues: new messages come in, changed ones turn stale, no translation is ever dropped."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry

from briefgen.load.catalogues import own_headers, parse, texts
from briefgen.localize.locales import babel_locale
from briefgen.model.messages import Message, has_placeholder
from briefgen.translation.catalogues import as_po, earlier_text, grouped, header_comment, headers, remarks

# How alike an edited text must be to one that is gone for its translation to be worth offering.
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Updated:
    """A refreshed catalogue: its path below the translations folder, its text, and what changed."""

    path: str
    text: str
    new: int
    stale: int
    gone: int


def refresh_all(messages: Iterable[Message], locale: str, existing: dict[str, str]) -> Iterator[Updated]:
    """Yield every catalogue of a locale as it should be.

    ``messages`` are those that need a translation, ``existing`` holds the texts of the catalogues that are there.
    """
    for path, rows in grouped(messages, locale).items():
        yield refresh(path, rows, locale, existing.get(path, ""))


def refresh(
    path: str, messages: list[Message], locale: str, text: str, taken: Mapping[str, Entry] = MappingProxyType({})
) -> Updated:
    """Return one catalogue with these messages. A message keeps its translation when its text or its address stays.

    ``taken`` are entries by address that come in the place of those of the catalogue.
    """
    old = parse(text) if text else Catalog()
    catalog = Catalog(locale=babel_locale(locale))
    matcher = _Matcher(messages, _entries(old))
    stale = new = 0
    for message in messages:
        entry = matcher.match(message)
        entry = taken.get(message.address, entry)
        translated = entry is not None and any(texts(entry.string))
        is_stale = bool(translated and entry and (entry.fuzzy or _source(entry) != message.text))
        new += not translated
        stale += is_stale
        _add(catalog, message, entry, is_stale)
    for entry in matcher.unused():
        if any(texts(entry.string)):
            entry.user_comments = remarks(entry)
            catalog.obsolete[(_source(entry), entry.context or "")] = entry
    gone = len(catalog.obsolete)
    head = headers(locale, messages[0].language, own_headers(text))
    return Updated(path, as_po(catalog, head, header_comment(text)), new, stale, gone)


def _entries(old: Catalog) -> dict[str, Entry]:
    """Return the entries of a catalogue by address, and those that are obsolete."""
    found = {entry.context: entry for entry in old if entry.id and entry.context}
    for gone in old.obsolete.values():
        if gone.id and gone.context:
            # Another text may have come to its address since.
            found[f"{gone.context} {_source(gone)}" if gone.context in found else gone.context] = gone
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
            if entry is not None and _source(entry) == message.text:
                self._exact[address] = self._left.pop(address)
        by_source: dict[str, list[str]] = {}
        for context, entry in self._left.items():
            by_source.setdefault(_source(entry), []).append(context)
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
        for context, entry in self._left.items():
            if context.startswith(owner) and _alike(_source(entry), message.text) >= ALIKE:
                return self._left.pop(context)
        return None

    def unused(self) -> Iterable[Entry]:
        return self._left.values()


def _add(catalog: Catalog, message: Message, entry: Entry | None, stale: bool) -> None:
    flags = {"python-brace-format"} if has_placeholder(message.text) else set()
    previous = ""
    if stale and entry is not None:
        flags.add("fuzzy")
        # An entry that was stale already keeps the text that its translation was made from.
        was = earlier_text(entry) if entry.fuzzy else ""
        previous = was or (_source(entry) if _source(entry) != message.text else "")
    identity = (message.text, message.plural) if message.plural else message.text
    catalog.add(
        identity,
        entry.string if entry is not None else None,
        locations=[(message.place.path, message.place.line)],
        flags=flags,
        auto_comments=[message.note] if message.note else [],
        user_comments=remarks(entry) if entry is not None else [],
        previous_id=(previous,) if previous else (),
        context=message.address,
    )


def _source(entry: Entry) -> str:
    return str(entry.id[0] if isinstance(entry.id, tuple | list) else entry.id)


def _alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
