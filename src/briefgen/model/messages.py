"""Messages and references: found in the types themselves, so that no text and no id can be forgotten."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

from briefgen.findings import Place
from briefgen.model.base import Content, Reference, Translatable, Untranslated, hyphenate
from briefgen.model.library import Entry, Library
from briefgen.model.publication import Block
from briefgen.model.recipient import FIELD

PLACEHOLDER = re.compile(r"\{([a-z0-9]+(?:-[a-z0-9]+)*)(?::([a-z-]+))?\}")
CITATION = re.compile(r"\[(@[a-z0-9-]+(?:; ?@[a-z0-9-]+)*)\]")

Path = tuple[str | int, ...]
Marker = Translatable | Untranslated | Reference


@dataclass(frozen=True, slots=True)
class Message:
    """One translatable text. ``plural`` is set for wordings that count; ``text`` is then the singular."""

    address: str
    text: str
    language: str
    place: Place
    note: str = ""
    plural: str | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """One reference: ``target`` should be an id of one of ``kinds``."""

    target: str
    kinds: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class _Marked:
    """A string in a model with the marker of its field, the way to it in the file, and its stable name."""

    value: str
    marker: Marker
    path: Path
    name: str


def has_placeholder(text: str) -> bool:
    """Tell whether a text names a fact, or something that is known of its recipient."""
    return bool(PLACEHOLDER.search(text) or FIELD.search(text))


def citations(text: str) -> Iterator[str]:
    """Yield the source keys that a text cites."""
    for found in CITATION.finditer(text):
        yield from (key.strip().removeprefix("@") for key in found[1].split(";"))


def placeholders(text: str) -> Iterator[tuple[str, str]]:
    """Yield the fact id and the variant of each placeholder of a text."""
    for found in PLACEHOLDER.finditer(text):
        yield found[1], found[2] or ""


def messages(library: Library) -> Iterator[Message]:
    """Yield every message of the content and of the templates' wording."""
    for entry in library.entries():
        yield from messages_of(entry)
    yield from wording(library)


def wording(library: Library) -> Iterator[Message]:
    """Yield the messages of the templates' wording."""
    for key, word in library.wording.words.items():
        text, plural = (word.one, word.other) if word.one else (word.other, None)
        yield Message(f"wording#{key}", text, library.wording.language, word.place, word.note, plural)


def messages_of(entry: Entry[Any]) -> Iterator[Message]:
    """Yield the messages of one thing: its fields, then its sections and blocks."""
    for mark in _walk(entry.value):
        if isinstance(mark.marker, Translatable):
            place = entry.place(*mark.path)
            yield Message(f"{entry.address}#{mark.name}", mark.value, entry.language, place, mark.marker.note)
    for section in entry.sections:
        if section.heading:
            yield Message(f"{entry.address}#{section.id}", section.heading, entry.language, section.place)
        for block in section.blocks:
            yield from block_messages(entry, block)


def block_messages(entry: Entry[Any], block: Block) -> Iterator[Message]:
    """Yield the messages of one block. A paragraph's address is the block's own."""
    for mark in _walk(block.content):
        if isinstance(mark.marker, Translatable):
            name = block.id if block.kind == "prose" else f"{block.id}.{mark.name}"
            place = block.place(*mark.path)
            yield Message(f"{entry.address}#{name}", mark.value, entry.language, place, mark.marker.note)


def uses_of(entry: Entry[Any]) -> Iterator[Use]:
    """Yield the references of one thing and of its blocks, then those in its texts."""
    for mark in _walk(entry.value):
        if isinstance(mark.marker, Reference):
            yield Use(mark.value, mark.marker.kinds, entry.place(*mark.path))
    for block in entry.blocks():
        for mark in _walk(block.content):
            if isinstance(mark.marker, Reference):
                yield Use(mark.value, mark.marker.kinds, block.place(*mark.path))
    for message in messages_of(entry):
        for found in PLACEHOLDER.finditer(message.text):
            yield Use(found[1], ("facts",), within(message, found.start()))
        for found in CITATION.finditer(message.text):
            for target in citations(found[0]):
                yield Use(target, ("sources",), within(message, found.start()))


def names_of(entry: Entry[Any]) -> Iterator[str]:
    """Yield what is a name in one thing and its blocks: it is written the same in every language."""
    for value in (entry.value, *(block.content for block in entry.blocks())):
        yield from (mark.value for mark in _walk(value) if isinstance(mark.marker, Untranslated))


def reached(library: Library, start: Iterable[Entry[Any]]) -> Iterator[Entry[Any]]:
    """Yield some things and all that they refer to, each once: what a publication needs."""
    waiting = list(start)
    seen: set[str] = set()
    while waiting:
        thing = waiting.pop()
        if thing.address in seen:
            continue
        seen.add(thing.address)
        yield thing
        for use in uses_of(thing):
            found = (library.collection(kind).get(use.target) for kind in use.kinds)
            waiting += [each for each in found if each is not None]


def within(message: Message, index: int) -> Place:
    """Return the place of a character of a message: exact in paragraphs of Markdown, which stand as they were read."""
    place = message.place
    if not place.path.endswith(".md") or place.column != 1:
        return place
    before = message.text[:index]
    return Place(place.path, place.line + before.count("\n"), index - before.rfind("\n"))


def _walk(value: Content, path: Path = (), name: tuple[str, ...] = ()) -> Iterator[_Marked]:
    for field, label, annotation in _fields(type(value)):
        yield from _visit(annotation, getattr(value, field), (*path, label), (*name, label))


def _visit(annotation: Any, value: Any, path: Path, name: tuple[str, ...]) -> Iterator[_Marked]:
    if value is None:
        return
    if isinstance(value, BaseModel):
        yield from _walk(value, path, name)  # type: ignore[arg-type]
    elif isinstance(value, str):
        marker = _marker(annotation)
        if marker is not None:
            yield _Marked(value, marker, path, ".".join(name))
    elif isinstance(value, tuple):
        inner = _items(annotation)
        for index, item in enumerate(value):
            # Items with an id keep their address when another is put before them.
            label = str(getattr(item, "id", index + 1))
            yield from _visit(inner, item, (*path, index), (*name, label))
    elif isinstance(value, dict):
        inner = _items(annotation)
        for key, item in value.items():
            yield from _visit(inner, item, (*path, key), (*name, str(key)))


@cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, str, Any], ...]:
    """Return the name, the written name and the full annotation of the fields that can hold a marker."""
    found = []
    for field, info in model.model_fields.items():
        annotation: Any = info.annotation
        for extra in info.metadata:
            annotation = Annotated[annotation, extra]
        found.append((field, info.alias or hyphenate(field), annotation))
    return tuple(found)


@cache
def _marker(annotation: Any) -> Marker | None:
    """Return the marker of an annotation, through optional types and nested annotations."""
    for extra in getattr(annotation, "__metadata__", ()):
        if isinstance(extra, Translatable | Untranslated | Reference):
            return extra
    for inner in get_args(annotation):
        if isinstance(inner, type | str) or inner is None:
            continue
        if found := _marker(inner):
            return found
    return None


@cache
def _items(annotation: Any) -> Any:
    """Return the annotation of the items of a tuple, or of the values of a dict, whatever wraps it."""
    origin = get_origin(annotation)
    if origin is tuple:
        return get_args(annotation)[0]
    if origin is dict:
        return get_args(annotation)[1]
    for inner in get_args(annotation):
        found = _items(inner) if get_args(inner) else None
        if found is not None:
            return found
    return None
