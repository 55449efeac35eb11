"""What a check of one translation sees, and what it says."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the glossary: for each language what is accepted for it, and what is banned."""

    accepted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    banned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and its translation.

    ``source_lang`` and ``target_lang`` are BCP 47 tags; ``register`` is that of the readers of the translation, or
    empty where it does not matter. ``names`` are never translated. ``room`` is the number of characters that the
    block can show, or None where there is no limit.
    """

    source: str
    target: str
    source_lang: str
    target_lang: str
    register: Literal["formal", "informal", ""] = ""
    names: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    room: int | None = None


@dataclass(frozen=True, slots=True)
class PairProblem:
    """One thing that is wrong in a translation.

    ``source_span`` and ``target_span`` are the characters that it is about, from the first to behind the last, where
    they are known.
    """

    code: str
    message: str
    hint: str
    source_span: Span | None = None
    target_span: Span | None = None


PairCheck = Callable[[Pair], Iterator[PairProblem]]


@lru_cache(1 << 8)
def language(tag: str) -> str:
    """Return the language of a tag: es of es-PE."""
    return tag.partition("-")[0].lower()


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is written as one text."""
    return frozenset(text.split())
