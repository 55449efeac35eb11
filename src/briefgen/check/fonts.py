"""Every character that is printed needs a font: said at the line of the text, before a page is laid out.

Characters that draw nothing need none, and neither do spaces, which the layout draws itself.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from briefgen.compose.theme import ThemeError, find, load_theme
from briefgen.findings import Finding, Place, Severity
from briefgen.localize.customs.conventions import letters
from briefgen.localize.locales import chain, known
from briefgen.model.catalogue import Catalogue
from briefgen.model.library import Library
from briefgen.model.messages import messages

# Control and format characters, and all kinds of space.
_UNDRAWN = {"Cc", "Cf", "Zs", "Zl", "Zp"}
# Characters that Unicode calls default-ignorable though they are letters or marks.
_IGNORED = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10)}
# Things whose names are printed as they are; all else that is printed is a message.
_NAMED = ("partners", "campaigns", "policy-wins", "sources")
# A catalogue with more texts that cannot be drawn is in a script that the theme has not.
_FEW = 5
_SHOWN = 12
HINT = "write it in another way, or add a font that has it to the theme: templates/README.md says how"

Texts = Iterable[tuple[Place, str]]


def check(library: Library, folders: tuple[Path, ...]) -> Iterator[Finding]:
    """Yield a finding for each text with a character that no font of the theme has.

    It is an error where a PDF is made of it; a web page is shown with another font.
    """
    theme = library.organisation.value.brand.theme
    printed = {
        link
        for audience in library.audiences.values()
        if "pdf" in audience.value.outputs and known(audience.value.locale)
        for link in chain(audience.value.locale)
    }
    sources = [*_sources(library), *_dates(library)]
    catalogues = {catalogue.path: (catalogue, list(_translations(catalogue))) for catalogue in library.catalogues}
    texts = [text for _, text in sources] + [text for _, rows in catalogues.values() for _, text in rows]
    missing = lacking(folders, theme, set().union(*texts))
    if not missing:
        return
    yield from _found(sources, missing, Severity.ERROR if printed else Severity.WARNING)
    for catalogue, rows in catalogues.values():
        severity = Severity.ERROR if catalogue.locale in printed else Severity.WARNING
        found = list(_found(rows, missing, severity))
        yield from found if len(found) <= _FEW else [_whole(catalogue, rows, missing, found[0])]


def lacking(folders: tuple[Path, ...], theme: str, characters: Iterable[str]) -> set[str]:
    """Return those of some characters that no font of a theme has. A broken theme lacks nothing: it is reported."""
    try:
        faces = load_theme(folders, theme).faces
    except ThemeError:
        return set()
    wanted = {character for character in characters if _drawn(character)}
    # A letter with an accent is drawn in parts where a font has only these.
    left = wanted.union(*(unicodedata.normalize("NFD", character) for character in wanted if not character.isascii()))
    for face in faces:
        relative = f"{theme}/fonts/{face['file']}"
        folder = find(folders, relative)
        if left and folder:
            path = folder / relative
            left -= _characters(path, path.stat().st_mtime_ns)
    return {one for one in wanted & left if not left.isdisjoint(unicodedata.normalize("NFD", one))}


def _drawn(character: str) -> bool:
    return unicodedata.category(character) not in _UNDRAWN and ord(character) not in _IGNORED


@lru_cache(maxsize=64)
def _characters(path: Path, changed: int) -> frozenset[str]:
    """Return the characters that a font has. ``changed`` makes a font that was replaced another one."""
    # Late: it is only needed where a text has been read, and takes a while.
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, lazy=True) as font:
            return frozenset(map(chr, font.getBestCmap() or ()))
    except (OSError, TTLibError):
        return frozenset()


def _sources(library: Library) -> Iterator[tuple[Place, str]]:
    """Yield what is printed as it was written: the messages, and names."""
    for message in messages(library):
        for text in filter(None, (message.text, message.plural)):
            yield message.place, unicodedata.normalize("NFC", text)
    for kind in _NAMED:
        for entry in library.collection(kind).values():
            for path, text in _strings(entry.value):
                yield entry.place(*path), unicodedata.normalize("NFC", text)


def _strings(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _strings(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _strings(item, (*path, index))


def _dates(library: Library) -> Iterator[tuple[Place, str]]:
    """Yield the letters of the dates that each audience gets."""
    for audience in library.audiences.values():
        if known(audience.value.locale):
            yield audience.place("locale"), "".join(sorted(letters(audience.value.locale)))


def _translations(catalogue: Catalogue) -> Iterator[tuple[Place, str]]:
    """Yield the translations that can be printed: stale ones never are."""
    for translation in catalogue.translations.values():
        if not translation.fuzzy:
            for text in translation.plurals or (translation.text,):
                yield translation.place, unicodedata.normalize("NFC", text)


def _found(texts: Texts, missing: set[str], severity: Severity) -> Iterator[Finding]:
    """Yield a finding for each text with characters that are missing, naming them in their order."""
    for place, text in texts:
        if not missing.isdisjoint(text):
            said = "no font of the theme has " + _named([one for one in dict.fromkeys(text) if one in missing])
            yield Finding("font-lacks-character", place, said, HINT, severity)


def _whole(catalogue: Catalogue, texts: Texts, missing: set[str], first: Finding) -> Finding:
    """Return one finding for a catalogue in a script that the theme has not, at its first text."""
    rows = [text for _, text in texts if not missing.isdisjoint(text)]
    used = [one for one in dict.fromkeys("".join(rows)) if one in missing]
    said = f"no font of the theme has {_named(used)}, in {len(rows)} texts of this catalogue"
    return replace(first, message=said, hint="add a font with these letters: templates/README.md says how")


def _named(characters: list[str]) -> str:
    """Return characters with their code points: "ا" (U+0627 ARABIC LETTER ALEF), ب and 3 more."""
    first = characters[0]
    name = unicodedata.name(first, "")
    parts = [f'"{first}" (U+{ord(first):04X}{" " if name else ""}{name})']
    shown = " ".join(characters[1:_SHOWN])
    more = len(characters) - _SHOWN
    return ", ".join([*parts, *([shown] if shown else [])]) + (f" and {more} more" if more > 0 else "")
