"""Pseudo-translations: texts that anybody can still read, and that show what a design does with other languages.

``accents`` makes texts longer and puts accents on their letters: what stands outside of its brackets is hard-coded, and
what has no room for it will have none for German. ``bidi`` turns the direction of every word round, so that a page from
right to left can be judged without fonts for Arabic. This is the method of CLDR's pseudo-locales en-XA and ar-XB.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from math import ceil
from types import MappingProxyType
from typing import Literal

from briefgen.findings import Place
from briefgen.model.catalogue import Catalogue, Translation
from briefgen.model.messages import Message
from briefgen.translation.exchange.inline import split

Method = Literal["accents", "bidi"]
LOCALES: Mapping[Method, str] = MappingProxyType({"accents": "en-XA", "bidi": "ar-XB"})
OPEN, CLOSE = "[!!! ", " !!!]"
RIGHT_TO_LEFT, BACK = "\u202e", "\u202c"
"""RIGHT-TO-LEFT OVERRIDE and POP DIRECTIONAL FORMATTING, which stand around a turned word."""

GROWTH = 0.4
"""By how much a text grows, brackets included: German and Finnish take about so much more room than English."""

# Letters of Latin Extended-A, which fonts for Europe have; where it has none for a letter, that stays.
_ACCENTS = str.maketrans("abcdefghijklnoprstuwyzACDEGHIJKLNOPRSTUWYZ", "àßçđéƒĝĥîĵķļñöþŕšţûŵýžÀÇÐÉĜĤÎĴĶĻÑÖÞŔŠŢÛŴÝŽ")
_PADDING = ["öñé", "ţŵö", "ţĥŕéé", "ƒöûŕ", "ƒîvé", "šîx", "šévéñ", "éîĝĥţ"]
# What begins a line of Markdown: the mark of a list or a heading.
_MARK = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+|#{1,6}\s+|")
_RULE = re.compile(r"\s*:?-*:?\s*")
# What is no running text, though it is no mark of Markdown: entities, addresses, code.
_KEPT = re.compile(r"(&#?\w+;|`[^`\n]*`|<[^<>\s]+>|\bhttps?://\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\\.)")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def catalogue(messages: Iterable[Message], method: Method) -> Catalogue:
    """Return a catalogue that translates every message into a pseudo-locale; it stands in no file."""
    return Catalogue("", LOCALES[method], "", {each.address: _translation(each, method) for each in messages})


def _translation(message: Message, method: Method) -> Translation:
    text = pseudo(message.text, method)
    plurals = (text, pseudo(message.plural, method)) if message.plural else ()
    plural = message.plural or ""
    return Translation(message.address, message.text, text, False, Place(""), plurals, plural=plural)


def pseudo(text: str, method: Method) -> str:
    """Return a text as a pseudo-translation; facts, citations, links and marks of Markdown stay as they are."""
    change = _lengthened if method == "accents" else _turned
    return "\n".join(_changed(passage, change) for passage in _passages(text))


def _passages(text: str) -> list[str]:
    """Return the paragraphs, items and rows of a text, each with the lines that it flows on over."""
    passages: list[str] = []
    for line in text.split("\n"):
        starts = not line.strip() or line.startswith("|") or _MARK.match(line)[0]  # type: ignore[index]
        if starts or not passages or not passages[-1].strip():
            passages.append(line)
        else:
            passages[-1] += f"\n{line}"
    return passages


def _changed(passage: str, change: Callable[[str], str]) -> str:
    if passage.startswith("|"):
        cells = passage.split("|")
        return "|".join(cell if _RULE.fullmatch(cell) else f" {change(cell.strip())} " for cell in cells)
    mark = _MARK.match(passage)[0]  # type: ignore[index]
    rest = passage[len(mark) :]
    return mark + change(rest) if rest.strip() else passage


def _lengthened(text: str) -> str:
    body = "".join(_each(part.raw, _accented) if part.kind == "text" else part.raw for part in split(text))
    length = sum(len(part.raw) for part in split(text) if part.kind == "text")
    missing = ceil(length * GROWTH) - len(OPEN) - len(CLOSE)
    words: list[str] = []
    while missing > 0:
        words.append(_PADDING[len(words) % len(_PADDING)])
        missing -= len(words[-1]) + 1
    return f"{OPEN}{' '.join([body.strip(), *words])}{CLOSE}"


def _turned(text: str) -> str:
    return "".join(_each(part.raw, _reversed) if part.kind == "text" else part.raw for part in split(text))


def _accented(text: str) -> str:
    return text.translate(_ACCENTS)


def _reversed(text: str) -> str:
    return _WORD.sub(lambda found: f"{RIGHT_TO_LEFT}{found[0]}{BACK}", text)


def _each(text: str, change: Callable[[str], str]) -> str:
    """Change a text except for what is no running text in it."""
    pieces = _KEPT.split(text)
    return "".join(piece if index % 2 else change(piece) for index, piece in enumerate(pieces))
