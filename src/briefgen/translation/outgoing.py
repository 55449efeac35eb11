"""What a translator gets to know of each text: its place, room, terms, and earlier translations of like texts."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from briefgen.load.catalogues import approval_of, without_approvals
from briefgen.load.catalogues.po import Entry
from briefgen.localize.locales import chain, same_language
from briefgen.model.catalogue import Catalogue
from briefgen.model.library import Entry as Thing
from briefgen.model.library import Library
from briefgen.model.messages import Message, messages_of, reached
from briefgen.model.room import room
from briefgen.translation.catalogues import WORDING, plural_rule
from briefgen.translation.exchange.units import State, Suggestion, Unit, digest

# How alike two texts must be, in percent, for the translation of one to help with the other.
HELPFUL = 60
SUGGESTIONS = 3


def units(message: Message, entry: Entry | None, locale: str, where: str) -> list[Unit]:
    """Return a message as the units that it is for this locale: one, or one for each plural form."""
    identity = (message.text, message.plural) if message.plural else (message.text,)
    number = plural_rule(locale)[0] if message.plural else 1
    strings = (*(entry.texts if entry else ()), *("",) * number)[:number]
    comment = "\n".join(without_approvals(entry.remarks)) if entry else ""
    previous = entry.previous if entry and entry.fuzzy else ""
    found = []
    for form, text in enumerate(strings):
        which = f"{where} (plural form {form + 1} of {number})" if message.plural else where
        source = identity[0] if form == 0 else identity[-1]
        found.append(
            Unit(
                message.address,
                identity,
                form if message.plural else None,
                text,
                _state(entry, text),
                message.place,
                which,
                message.note,
                room(source),
                comment,
                previous,
            )
        )
    return found


def _state(entry: Entry | None, text: str) -> State:
    if entry is None or not text:
        return State.UNTRANSLATED
    if entry.fuzzy:
        return State.STALE
    return State.APPROVED if approval_of(entry) else State.TRANSLATED


def concerned(library: Library, publication: str) -> set[str]:
    """Return the addresses of the messages of a publication and of everything that it refers to.

    ``publication`` is its id, or ``wording`` for the words of the designs, which all publications share. The result is
    empty when there is none of it.
    """
    start = [entry for entry in library.publications() if publication in (entry.id, entry.address)]
    if not start and publication == WORDING:
        return {f"{WORDING}#{key}" for key in library.wording.words}
    return {message.address for thing in reached(library, start) for message in messages_of(thing)}


def places(library: Library) -> dict[str, str]:
    """Return the place of each message in its document, in words: "Visits › Why now › paragraph 2"."""
    return {address: place for thing in library.entries() for address, place in _places(thing)}


def _places(thing: Thing[Any]) -> Iterator[tuple[str, str]]:
    fields = ("title", "name", "label", "term", "file")
    title = next((str(value) for field in fields if (value := getattr(thing.value, field, None))), thing.id)
    blocks: dict[str, str] = {}
    for section in thing.sections:
        heading = section.heading or "opening"
        blocks[section.id] = f"{heading} › heading"
        counts: dict[str, int] = {}
        for block in section.blocks:
            kind = "paragraph" if block.kind == "prose" else block.kind
            counts[kind] = counts.get(kind, 0) + 1
            blocks[block.id] = f"{heading} › {kind} {counts[kind]}"
    for message in messages_of(thing):
        name = message.address.partition("#")[2]
        owner = next((own for own in sorted(blocks, key=len, reverse=True) if f"{name}.".startswith(f"{own}.")), "")
        rest = name.removeprefix(owner).removeprefix(".")
        yield message.address, " › ".join(filter(None, (title, blocks.get(owner, ""), rest)))


class Glossary:
    """Finds the terms of the glossary in a text."""

    def __init__(self, library: Library, language: str, locale: str) -> None:
        self._rows: list[tuple[re.Pattern[str], str]] = []
        for entry in library.terms.values():
            term = entry.value
            spellings = {term.term}
            for tag in chain(language):
                if tag in term.forms:
                    spellings |= set(term.forms[tag].accepted)
            pattern = "|".join(re.escape(each) for each in sorted(spellings, key=len, reverse=True))
            target = next((term.forms[tag] for tag in chain(locale) if tag in term.forms), None)
            line = f"{term.term} stays as it is" if term.keep else term.term
            if target and not term.keep:
                line += f" → {', '.join(target.accepted)}" if target.accepted else ""
                line += f" (not: {', '.join(target.banned)})" if target.banned else ""
            # A name that stays is written one way only; INFANT is no infant.
            flags = re.NOFLAG if term.keep else re.IGNORECASE
            self._rows.append((re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", flags), f"{line}. {term.note}".strip(". ")))

    def terms(self, text: str) -> tuple[str, ...]:
        """Return what the glossary says of the terms that occur in a text, a line each."""
        return tuple(line for pattern, line in self._rows if pattern.search(text))


class Memory:
    """The translations of all catalogues from one language into one locale, to find like texts in."""

    def __init__(self, catalogues: Iterable[Catalogue], language: str, locale: str) -> None:
        rows: dict[tuple[str, str], str] = {}
        for catalogue in catalogues:
            if same_language(catalogue.source_language or language, language) and catalogue.locale in chain(locale):
                for found in catalogue.translations.values():
                    # The words of the designs are short: half of what is like them means something else.
                    is_word = found.address.startswith(f"{WORDING}#")
                    if found.text and not found.fuzzy and not found.plurals and not is_word:
                        rows.setdefault((found.source, found.text), found.address)
        self._rows = list(rows.items())
        self._sources = [source for (source, _), _ in self._rows]

    def like(self, unit: Unit) -> tuple[Suggestion, ...]:
        """Return the translations of the texts that are most like a unit's, the best first, and not its own.

        Needs rapidfuzz, of the extra ``exchange``.
        """
        from rapidfuzz import fuzz, process

        found = process.extract(
            unit.source, self._sources, scorer=fuzz.ratio, score_cutoff=HELPFUL, limit=SUGGESTIONS + 1
        )
        rows = [(score, *self._rows[index]) for _, score, index in found]
        return tuple(
            Suggestion(int(score), source, text, address)
            for score, (source, text), address in rows
            if text != unit.text or source != unit.source
        )[:SUGGESTIONS]


def fingerprint(library: Library) -> str:
    """Return what tells the files of one workspace from those of another: a digest of the organisation's name."""
    return digest("workspace", library.organisation.value.name)
