"""Fills the catalogues of a locale mechanically: text that nobody would print, with its facts, sources and marks."""

import re
from collections.abc import Callable
from pathlib import Path

from babel.messages.pofile import read_po, write_po

from briefgen.check.quantities import Weight, quantities
from briefgen.translation.exchange.inline import split

Change = Callable[[str], str]
_ACCENTS = str.maketrans("aeiouc", "àéîôûç")
_ARABIC = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ابجدهفغحيكلمنوپقرشتثخذضظعط")


def accented(text: str) -> str:
    """Return a text with French accents, to stand in for a translation."""
    return text.translate(_ACCENTS)


def arabic(text: str) -> str:
    """Return a text in letters of Arabic."""
    return text.lower().translate(_ARABIC)


def in_figures(text: str, language: str) -> str:
    """Return a text with its number words as figures, which every language reads."""
    for found in reversed(quantities(text, language)):
        if found.weight is Weight.HARD and not found.dated:
            inside = re.sub(r"[^\W\d_]+", lambda word: in_figure(word[0], language), text[found.start : found.end])
            text = text[: found.start] + inside + text[found.end :]
    return text


def in_figure(word: str, language: str) -> str:
    """Return a number word as a figure, and any other word as it is."""
    found = [value for each in quantities(word, language) for value in each.readings if isinstance(value, float)]
    return f"{min(found):g}" if found else word


def fill(root: Path, locale: str, change: Change) -> int:
    """Fill every catalogue of a locale; return how many texts were filled."""
    filled = 0
    paths = sorted((root / "content/translations" / locale).rglob("*.po"))
    for path in paths:
        text = path.read_text(encoding="utf-8")
        head = text[: text.index("\n\n") + 2]
        number = int(re.findall(r"nplurals=(\d)", head)[0])
        with path.open("rb") as file:
            catalog = read_po(file)
        for entry in (entry for entry in catalog if entry.id):
            one = entry.id if isinstance(entry.id, str) else entry.id[-1]
            plain = in_figures(one, path.stem.rpartition(".")[2])
            string = "".join(change(part.raw) if part.kind == "text" else part.raw for part in split(plain))
            entry.string = string if isinstance(entry.id, str) else (string,) * number
            filled += 1
        with path.open("wb") as file:
            write_po(file, catalog, width=100, omit_header=True)
        path.write_text(head + path.read_text(encoding="utf-8").lstrip("\n"), encoding="utf-8")
    return filled
