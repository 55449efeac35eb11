"""Puts a proof together: what two editions print, text by text, with the state of each and what is wrong with it."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from briefgen.findings import Finding, Place
from briefgen.localize.editions import Localization, texts_digest
from briefgen.localize.locales import chain, language_name
from briefgen.model.edition import Edition, LocalText
from briefgen.model.library import Entry
from briefgen.model.messages import Message
from briefgen.model.organisation import Audience
from briefgen.model.paper import SOURCE, STATES, Part, Proof, Row, Side
from briefgen.translation.exchange.units import State
from briefgen.translation.outline import Item, block_items, facts, fields, texts_of
from briefgen.translation.status import state_of

FRONT = ("name", "kicker", "title", "subject", "preheader", "standfirst", "key_figure", "summary", "letter")
ENDS = {
    "closing": ("recommendations_heading", "contact", "reading_note", "audience"),
    "publisher": ("country", "organisation"),
    "search": ("keywords",),
}
APART = {"words", "sources", "foreign_facts", "sections", "recommendations", "facts"}


def assemble(
    localization: Localization,
    publication: Entry[Any],
    audience: Entry[Audience] | None,
    locales: tuple[str, str],
    editions: Iterable[Edition],
    findings: Iterable[Finding],
) -> Proof:
    """Return the proof of a publication for an audience, or of all that any audience gets.

    ``editions`` are all those of the publication, ``findings`` all of the workspace. Raises UnresolvedError when the
    publication names something that does not exist.
    """
    first, second = (localization.localized(publication, _reader(publication, audience, tag)) for tag in locales)
    editions = [edition for edition in editions if audience is None or edition.audience == audience.id]
    maker = _Maker(localization, (first, second), [*findings])
    parts = [*maker.parts(publication)]
    if audience is None:
        parts += maker.calls(publication)
    parts = _numbered(parts)
    rows = [row for part in parts for row in part.rows]
    return Proof(
        publication.address,
        audience.id if audience else "",
        audience.value.name if audience else "",
        locales,
        (language_name(locales[0]), language_name(locales[1])),
        (first.view, second.view),
        localization.words(locales[0]),
        tuple(parts),
        (_counts(rows, 0), _counts(rows, 1)),
        _digest(rows),
        {edition.key: texts_digest(edition) for edition in editions if {*locales} & {*chain(edition.locale)}},
        tuple(maker.rest(first.files | second.files)),
    )


def _reader(publication: Entry[Any], audience: Entry[Audience] | None, locale: str) -> Entry[Audience]:
    """Return the audience as one that reads this language; without one, somebody who gets everything."""
    if audience is not None:
        return replace(audience, value=audience.value.model_copy(update={"locale": locale}))
    reader = Audience.model_validate({"name": "all", "locale": locale, "register": "formal"})
    return Entry("audiences", "", reader, publication.language, publication.positions)


def _numbered(parts: list[Part]) -> list[Part]:
    numbers = count(1)
    return [replace(part, rows=tuple(replace(row, number=next(numbers)) for row in part.rows)) for part in parts]


def _merged(rows: list[Row]) -> list[Row]:
    """Return rows with those as one that say the same of several things, as "Peru" is the place of many facts."""
    found: dict[object, Row] = {}
    for row in rows:
        sides = tuple(
            (side.state, str(side.text and side.text["text"]), side.values, side.approval) for side in row.sides
        )
        key = (row.block, row.field, sides, row.findings or row.original is None)
        found[key] = replace(found[key], also=(*found[key].also, row.address)) if key in found else row
    return list(found.values())


def _counts(rows: Iterable[Row], index: int) -> dict[str, int]:
    """Return how many texts of a column are in each state."""
    found: Counter[str] = Counter()
    for row in rows:
        if row.sides[index].text or row.sides[index].state != SOURCE:
            found[row.sides[index].state] += 1 + len(row.also)
    return {state: found[state] for state in STATES}


def _digest(rows: Iterable[Row]) -> str:
    """Return a digest of what both columns say."""
    said = "\0".join(
        part
        for row in rows
        for side in row.sides
        for part in (row.address, side.text["text"] if side.text else "", *side.values, "\n")
    )
    return hashlib.sha256(said.encode()).hexdigest()[:16]


class _Maker:
    """Makes the rows of one proof, each text once."""

    def __init__(self, localization: Localization, editions: tuple[Edition, Edition], findings: list[Finding]) -> None:
        self._localization = localization
        self._editions = editions
        self._texts = tuple({text["address"]: text for text in texts_of(edition.view)} for edition in editions)
        self._seen: set[str] = set()
        self._notes = _Notes(localization.texts.messages, findings)

    def parts(self, publication: Entry[Any]) -> Iterator[Part]:
        """Yield the parts of the publication in their order; none is empty."""
        view = self._editions[0].view
        used = {*FRONT, *APART, *(name for names in ENDS.values() for name in names)}
        yield from self._part("front", None, fields(view, FRONT))
        for section in publication.sections:
            yield from self._section(section.id, [block.id for block in section.blocks])
        for kind, names in ENDS.items():
            yield from self._part(kind, None, fields(view, names))
        yield from self._part("other", None, fields(view, [name for name in view if name not in used]))
        yield from self._part("facts", None, facts(view))

    def calls(self, publication: Entry[Any]) -> Iterator[Part]:
        """Yield what the audiences of the publication are asked to do, which an edition prints for one of them."""
        messages = self._localization.texts.messages
        addresses = [f"audiences/{name}#call-to-action" for name in publication.value.audiences]
        items = []
        for name, address in zip(publication.value.audiences, addresses, strict=True):
            if address in messages:
                for texts, edition in zip(self._texts, self._editions, strict=True):
                    found = self._localization.translator(edition.locale).find(messages[address])
                    texts[address] = {"text": found.text, "lang": found.lang, "address": address}
                items.append(Item("", "call_to_action", name, self._texts[0][address]))
        yield from self._part("calls", None, items)

    def rest(self, files: frozenset[str]) -> Iterator[Finding]:
        """Yield the findings in these files that no row shows, and those of catalogues that could not be read."""
        paths = {path.partition(".po:")[0] + ".po" if ".po:" in path else path for path in files}
        folders = {tag for edition in self._editions for tag in chain(edition.locale)}
        for finding in self._notes.left:
            path = finding.place.path
            unread = path.endswith(".po") and finding.code.startswith(("po-", "file-", "encoding"))
            if path in paths or (unread and folders & {*path.split("/")}):
                yield finding

    def _section(self, name: str, blocks: list[str]) -> Iterator[Part]:
        view = self._editions[0].view
        section = next((part for part in view["sections"] if part["id"] == name), None)
        own = [*section["aside"], *section["blocks"]] if section else []
        by_id = {block["id"]: block for block in (*own, *view["recommendations"])}
        title = section["heading"] if section else None
        items = [Item("", "heading", "", title)] if title else []
        items += [item for block in blocks if block in by_id for item in block_items(by_id[block])]
        yield from self._part("section" if section else "recommendations", title, items)

    def _part(self, kind: str, title: LocalText | None, items: Iterable[Item]) -> Iterator[Part]:
        rows = [row for item in items for row in self._row(item)]
        if kind == "facts":
            rows = _merged(rows)
        if rows:
            yield Part(kind, title, tuple(rows))

    def _row(self, item: Item) -> Iterator[Row]:
        address = item.text.get("address", "") if item.text else f"facts/{', '.join(item.facts)}"
        if not address or address in self._seen:
            return
        self._seen.add(address)
        values = [tuple(edition.view["facts"][name]["text"] for name in item.facts) for edition in self._editions]
        if item.text is None:
            place = self._localization.library.facts[item.facts[0]].place()
            sides = (Side(SOURCE, None, values[0]), Side(SOURCE, None, values[1]))
            yield Row(0, address, item.block, item.field, item.about, place, sides)
            return
        message = self._localization.texts.messages[address]
        first, second = (self._side(message, index, values[index]) for index in (0, 1))
        states = {first.state, second.state}
        hidden = SOURCE not in states and states & {State.STALE, State.UNTRANSLATED}
        original: LocalText | None = {"text": message.text, "lang": message.language} if hidden else None
        places = [side.place for side in (first, second) if side.place]
        yield Row(
            0,
            address,
            item.block,
            item.field,
            item.about,
            message.place,
            (first, second),
            (),
            original,
            tuple(self._notes.of(message, places)),
        )

    def _side(self, message: Message, index: int, values: tuple[str, ...]) -> Side:
        edition = self._editions[index]
        translator = self._localization.translator(edition.locale)
        found = translator.find(message)
        state = state_of(found)
        if state is State.STALE and (old := translator.stale(message)):
            earlier = (old.previous if old.fuzzy else "") or (old.source if old.source != message.text else "")
            text: LocalText = {"text": old.text, "lang": edition.locale}
            return Side(state, text, values, earlier=earlier, place=old.place)
        shown = None if state is State.UNTRANSLATED else self._texts[index][message.address]
        return Side(state or SOURCE, shown, values, found.approval, place=found.place)


class _Notes:
    """Finds for each text the findings about it, and keeps what nothing has asked for."""

    def __init__(self, messages: Mapping[str, Message], findings: list[Finding]) -> None:
        # That something is untranslated or stale is the state of a row.
        self.left = [finding for finding in findings if not finding.code.startswith("translation-")]
        self._starts: dict[str, list[Place]] = {}
        for message in messages.values():
            self._starts.setdefault(message.place.path, []).append(message.place)
        for places in self._starts.values():
            places.sort()

    def of(self, message: Message, translations: list[Place]) -> Iterator[Finding]:
        """Yield the findings at the source text of a message, and at its translations."""
        for finding in [*self.left]:
            at = finding.place
            if any((at.path, at.line) == (place.path, place.line) for place in translations) or self._is_in(
                message, at
            ):
                self.left.remove(finding)
                yield finding

    def _is_in(self, message: Message, at: Place) -> bool:
        """Tell whether a place is in a source text: between its beginning and its last line, and in no later text."""
        start = message.place
        last = start.line + message.text.rstrip("\n").count("\n")
        if at.path != start.path or not start.line <= at.line <= last:
            return False
        later = [place for place in self._starts[at.path] if start < place <= replace(at, column=at.column or 1)]
        return not later and (at.line > start.line or at.column >= start.column or not at.column)
