"""Marks: the marked content in the streams of the pages. ISO 32000-2, 14.6."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pydyf

from briefgen.render.structure.content import Item, Mark

HYPHEN = "\u2010"
_HYPHEN_GLYPH = re.compile(rb"> <2010>$")


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where a piece of content is drawn: a page, the stream if it is not the page's own, its number there."""

    page: int
    stream: Any
    number: int


@dataclass(frozen=True, slots=True)
class Texts:
    """Where the text of a mark is not what its glyphs mean: ``spoken`` texts take their place.

    ``spaced`` are texts that a space is to follow; ``spaces`` has the glyph for one by the name of the font.
    """

    spoken: Mapping[Mark, str]
    spaced: Mapping[Mark, str]
    spaces: Mapping[bytes, int]


def settle(
    pdf: Any, page_streams: Sequence[Any], artifacts: Mapping[Mark, Mapping[str, str]], texts: Texts
) -> dict[Mark, Place]:
    """Write artifacts into the streams, number the other marks anew, and say where each is now.

    What is drawn half transparent is in a stream of its own, with numbers of its own.
    """
    pages = {id(stream._tags): page for page, stream in enumerate(page_streams)}
    places: dict[Mark, Place] = {}
    for stream in pdf.objects:
        page = pages.get(id(getattr(stream, "_tags", None)))
        if page is None:
            continue
        own = None if stream is page_streams[page] else stream
        operations, number = stream.stream, 0
        for index, operation in enumerate(operations):
            if not isinstance(operation, dict) or "MCID" not in operation:
                continue
            mark = (page, operation["MCID"])
            if mark in artifacts:
                operations[index - 1 : index + 1] = ["/Artifact", pydyf.Dictionary(artifacts[mark])]
                continue
            places[mark] = Place(page, own, number)
            operation["MCID"] = number
            number += 1
            if mark in texts.spaced and not _add_space(operations, index, texts.spaces):
                operation["ActualText"] = pydyf.String(texts.spaced[mark])
            if mark in texts.spoken:
                operation["ActualText"] = pydyf.String(texts.spoken[mark])
    return places


def texts(pdf: Any, fonts: Iterable[Any], source: str, items: Iterable[Item]) -> Texts:
    """Return what is to be said of the text of items, and let the hyphens that the layout has added vanish from it.

    Right-to-left lines are drawn in the order of the eye: they say their text. The glyph of U+2010 is said to mean the
    soft hyphen; where it may stand for a hyphen of the source too, lines say their text without it.
    """
    fonts, items = list(fonts), list(items)
    hyphenated = [item for item in items if item.hyphenated]
    usual = all(item.box.style["hyphenate_character"] == HYPHEN for item in hyphenated)
    spoken = {}
    if hyphenated and usual and all(_draws_hyphens_apart(font.to_unicode, source) for font in fonts):
        _soften_glyphs(pdf)
    else:
        spoken = {item.mark: _said(item) for item in hyphenated}
    spoken |= {item.mark: _said(item) for item in items if item.text and _is_reordered(item)}
    spaced = {item.mark: f"{item.text} " for item in items if item.spaced}
    return Texts(spoken, spaced, dict(_space_glyphs(fonts)))


def _said(item: Item) -> str:
    text = item.text or ""
    if item.hyphenated:
        return text.removesuffix(item.box.style["hyphenate_character"])
    return f"{text} " if item.spaced else text


def _is_reordered(item: Item) -> bool:
    if item.box.style["direction"] == "rtl":
        return True
    text = item.text or ""
    return not text.isascii() and any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def _space_glyphs(fonts: Iterable[Any]) -> Iterator[tuple[bytes, int]]:
    for font in fonts:
        for glyph, text in font.to_unicode.items():
            if text == " " and not font.bitmap:
                yield str(font.hash).encode(), glyph


def _add_space(operations: list[Any], start: int, spaces: Mapping[bytes, int]) -> bool:
    """Let a space follow the last glyph of the mark that starts at an operation; say whether its font has one."""
    end = operations.index(b"EMC", start)
    font, shown = b"", None
    for index in range(start + 1, end):
        operation = operations[index]
        if isinstance(operation, bytes) and operation.endswith(b" Tf"):
            font = operation[1:].split()[0]
        elif isinstance(operation, bytes) and operation.endswith(b"] TJ"):
            shown = index
    if font not in spaces or shown is None:
        return False
    operations[shown] = operations[shown].removesuffix(b"] TJ") + b"<%04x>] TJ" % spaces[font]
    return True


def _soften_glyphs(pdf: Any) -> None:
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and b"endbfchar" in stream.stream:
            stream.stream = [_HYPHEN_GLYPH.sub(b"> <00ad>", part) for part in stream.stream]


def _draws_hyphens_apart(glyphs: Mapping[int, str], source: str) -> bool:
    """Say whether a font has one glyph for the hyphens of the layout and another, or none, for those of the source."""
    texts = {text for text in glyphs.values() if HYPHEN in text}
    own = HYPHEN not in source and ("-" not in source or "-" in glyphs.values())
    return not texts or (texts == {HYPHEN} and own)
