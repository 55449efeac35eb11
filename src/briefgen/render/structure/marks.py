"""Marks: the marked content in the streams of the pages. ISO 32000-2, 14.6."""

import re
from collections.abc import Iterable, Mapping, Sequence
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


def settle(
    pdf: Any, page_streams: Sequence[Any], artifacts: Mapping[Mark, Mapping[str, str]], texts: Mapping[Mark, str]
) -> dict[Mark, Place]:
    """Write artifacts into the streams, number the other marks anew, and say where each is now.

    ``texts`` are said to be the text of a piece, whatever its glyphs are. What is drawn half transparent is in a
    stream of its own, with numbers of its own.
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
            if mark in texts:
                operation["ActualText"] = pydyf.String(texts[mark])
            number += 1
    return places


def soften_hyphens(pdf: Any, fonts: Iterable[Any], source: str, items: Iterable[Item]) -> dict[Mark, str]:
    """Let the hyphens that the layout has added vanish from copied text; return the texts that lines must say.

    The glyph of U+2010 is said to mean the soft hyphen. Where it may stand for a hyphen of the source too, nothing is
    changed, and the lines are returned without their hyphens.
    """
    hyphenated = [item for item in items if item.hyphenated]
    if not hyphenated:
        return {}
    usual = all(item.box.style["hyphenate_character"] == HYPHEN for item in hyphenated)
    if usual and all(_draws_hyphens_apart(font.to_unicode, source) for font in fonts):
        for stream in pdf.objects:
            if isinstance(stream, pydyf.Stream) and b"endbfchar" in stream.stream:
                stream.stream = [_HYPHEN_GLYPH.sub(b"> <00ad>", part) for part in stream.stream]
        return {}
    return {item.mark: (item.text or "").removesuffix(item.box.style["hyphenate_character"]) for item in hyphenated}


def _draws_hyphens_apart(glyphs: Mapping[int, str], source: str) -> bool:
    """Say whether a font has one glyph for the hyphens of the layout and another, or none, for those of the source."""
    texts = {text for text in glyphs.values() if HYPHEN in text}
    own = HYPHEN not in source and ("-" not in source or "-" in glyphs.values())
    return not texts or (texts == {HYPHEN} and own)
