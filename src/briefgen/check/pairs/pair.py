"""What a check of one translation sees, and what it says."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Span = tuple[int, int]
Register = Literal["formal", "informal", "neutral", ""]


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the glossary: for each language what is accepted for it, and what is banned."""

    accepted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    banned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and its translation.

    ``source_lang`` and ``target_lang`` are BCP 47 tags; ``register`` is that of the readers of the translation,
    ``neutral`` where some are addressed in one way and some in the other, or empty where it does not matter.
    ``names`` are never translated. ``room`` is the number of characters that the block can show, or None where there
    is no limit. Of each of the ``alternatives`` a text needs one placeholder, any; none when it holds ``""``.
    """

    source: str
    target: str
    source_lang: str
    target_lang: str
    register: Register = ""
    names: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    room: int | None = None
    alternatives: tuple[frozenset[str], ...] = ()


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
