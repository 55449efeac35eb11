"""How easy a text reads, from 0 to 100: one formula for each language. Scores of two languages cannot be compared."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from briefgen.localize.locales import babel_locale
from briefgen.localize.readers.syllables import syllables

LEAST_WORDS = 100
"""The formulas were made for samples of a hundred words; of fewer they say nothing."""

# A word may hold apostrophes and hyphens, and a number is one (Flesch 1948).
_WORD = re.compile(r"[^\W\d_]+(?:['’‑-][^\W\d_]+)*|\d[\d.,'’\u00a0\u202f]*")
# What ends a sentence: its mark, with what closes behind it, before a space or the end of the text.
_SENTENCE = re.compile(r"[.!?…;:]+[»”’\")\]]*(?=\s+[^\Wa-zà-öø-ÿ]|\s+[¿¡«“‘\"(]|\s*$)|\n\s*\n")


# An initial, or an abbreviation that a name or a number follows, ends no sentence.
_SHORTENED = re.compile(
    r"(?:^|[\W_])(?:\w|dra?|sra?|m[rs]|mrs|mme|mlle|mevr|dhr|prof|ing|sta?|arts?|n[úu]m|nrs?|nos?|pp)$", re.I
)


@dataclass(frozen=True, slots=True)
class Formula:
    """``constant - sentence × words a sentence - word × syllables a word``, and who made it."""

    name: str
    constant: float
    sentence: float
    word: float


FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {
        # R. Flesch, A new readability yardstick, Journal of Applied Psychology 32 (1948).
        "en": Formula("Flesch", 206.835, 1.015, 84.6),
        # W. H. Douma, De leesbaarheid van landbouwbladen, Wageningen (1960): 206,84 - 0,93 zl - 0,77 wl, where wl is
        # the number of syllables of a hundred words.
        "nl": Formula("Flesch-Douma", 206.84, 0.93, 77.0),
        # J. Fernández Huerta, Medidas sencillas de lecturabilidad, Consigna 214 (1959), as corrected by G. Law (2011):
        # F is the number of words of a sentence, where the print has the sentences of a hundred words.
        "es": Formula("Fernández Huerta", 206.84, 1.02, 60.0),
        # L. Kandel and A. Moles, Application de l'indice de Flesch à la langue française, Cahiers d'Études de
        # Radio-Télévision 19 (1958).
        "fr": Formula("Kandel-Moles", 207.0, 1.015, 73.6),
    }
)
"""By language."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The sentences, words and syllables of some texts."""

    sentences: int
    words: int
    syllables: int


def formula(tag: str) -> Formula | None:
    """Return the formula of a locale's language; None where there is none. Raises UsageError for an unknown tag."""
    return FORMULAS.get(babel_locale(tag).language)


def count(tag: str, texts: Iterable[str]) -> Counts:
    """Return the counts of plain texts; each ends a sentence. Raises KeyError for a language without a formula."""
    language = babel_locale(tag).language
    sentences = words = total = 0
    for text in texts:
        for sentence in _sentences(text):
            found = _WORD.findall(sentence)
            sentences += bool(found)
            words += len(found)
            total += sum(syllables(language, word) for word in found)
    return Counts(sentences, words, total)


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for found in _SENTENCE.finditer(text):
        if found[0] != "." or not _SHORTENED.search(text[max(start, found.start() - 8) : found.start()]):
            yield text[start : found.start()]
            start = found.end()
    yield text[start:]


def reading_ease(tag: str, texts: Iterable[str], least: int = LEAST_WORDS) -> float | None:
    """Return how easy plain texts read, 100 for very easy and 0 for very hard.

    None when they have fewer words than ``least``, or the language has no formula. Raises UsageError for an unknown
    tag.
    """
    rule = formula(tag)
    if rule is None:
        return None
    found = count(tag, texts)
    if found.words < max(1, least):
        return None
    return rule.constant - rule.sentence * found.words / found.sentences - rule.word * found.syllables / found.words
