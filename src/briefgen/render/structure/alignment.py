"""Matches lines of text with the source: each line gets its place in it, and no word of it may be left over."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from briefgen.render.structure.content import Item

# Spaces are collapsed and moved by the layout; what is invisible may be added or taken away by it.
_UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")

_SPACES = re.compile(r"(\s+)")


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where each item begins, and what did not match: text of the source, or of an item.

    A place is a segment and a number of characters of its folded text; items without any have none.
    """

    places: tuple[tuple[int, int] | None, ...]
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
    source = "".join(folded)
    starts = list(accumulate(map(len, folded), initial=0))
    places: list[tuple[int, int] | None] = []
    at = segment = 0
    for item in items:
        text = fold(item.text or "")
        if not source.startswith(text, at):
            text = _unhyphenated(item, text)
            if not text or not source.startswith(text, at):
                return Alignment(tuple(places), source[at:], item.text or "")
            item.hyphenated = True
        while text and starts[segment + 1] <= at:
            segment += 1
        places.append((segment, at - starts[segment]) if text else None)
        at += len(text)
    return Alignment(tuple(places), source[at:])


def word_starts(text: str) -> set[int]:
    """Return behind how many characters of the folded text there is a space in the text itself."""
    lengths = (0 if run.isspace() else len(fold(run)) for run in _SPACES.split(text))
    return {at for at, run in zip(accumulate(lengths), _SPACES.split(text), strict=False) if run.isspace()}


def _unhyphenated(item: Item, text: str) -> str:
    hyphen = fold(item.box.style["hyphenate_character"])
    return text.removesuffix(hyphen) if hyphen and text.endswith(hyphen) else ""
