"""What the checks know of each language: a file of words for each."""

import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
# Whose numbers, dates and hedges are read; of the other files the languages are only told apart.
LANGUAGES = ("en", "es", "nl", "fr")
TOLD_APART = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def table(lang: str) -> dict[str, Any]:
    """Return the words of a language of ``TOLD_APART``."""
    return tomllib.loads((_FOLDER / f"{lang}.toml").read_text(encoding="utf-8"))


@lru_cache(1 << 8)
def language(tag: str) -> str:
    """Return the language of a tag: es of es-PE."""
    return tag.partition("-")[0].lower()


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is written as one text."""
    return frozenset(text.split())
