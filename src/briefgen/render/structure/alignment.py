"""Matches lines of text with the source: each line gets its place in it, and no word of it may be left over."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from briefgen.render.structure.content import Item

# Spaces are collapsed and moved by the layout; what is invisible may be added or taken away by it.
_UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Alignment:
    """The segment that each item begins in, and what did not match: text of the source, or of an item.

    Items without anything to be seen match everywhere: they have None.
    """

    segments: tuple[int | None, ...]
    lost: str = ""
    foreign: str = ""


def fold(text: str) -> str:
    """Return text without what the layout may change in it: spaces, invisible characters and case."""
    text = _UNSEEN.sub("", text)
    # Upper case comes first, so that both "ß" and its "SS" become "ss".
    return text.casefold() if text.isascii() else unicodedata.normalize("NFKD", text.upper().casefold())


def align(segments: Sequence[str], items: Sequence[Item]) -> Alignment:
    """Find the lines of an element in its text.

    ``segments`` are the texts before, between and after the child elements. Items that end with a hyphen which the
    source does not have are marked as hyphenated.
    """
    folded = [fold(segment) for segment in segments]
    source, ends, end = "".join(folded), [], 0
    for text in folded:
        end += len(text)
        ends.append(end)
    found: list[int | None] = []
    at = segment = 0
    for item in items:
        text = fold(item.text or "")
        if not source.startswith(text, at):
            text = _unhyphenated(item, text)
            if not text or not source.startswith(text, at):
                return Alignment(tuple(found), source[at:], item.text or "")
            item.hyphenated = True
        while text and ends[segment] <= at:
            segment += 1
        found.append(segment if text else None)
        at += len(text)
    return Alignment(tuple(found), source[at:])


def _unhyphenated(item: Item, text: str) -> str:
    hyphen = fold(item.box.style["hyphenate_character"])
    return text.removesuffix(hyphen) if hyphen and text.endswith(hyphen) else ""
