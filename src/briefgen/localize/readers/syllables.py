"""Counts the syllables of words, by the groups of vowels that a language writes.

Hyphenation does not serve for this: it leaves syllables of one letter together with the next, and parts words by their
origin. These counters are right for nearly all native words; they are meant for the average of a text.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

# Longer groups first. Dutch writes one vowel with up to three letters, and a diaeresis where a new syllable begins.
_DUTCH = re.compile(
    r"ieu|eeu|aai|ooi|oei|e(?=um\b)|aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|au|ou|y(?![aeiou])|[aeiouáàâäéèêëíìîïóòôöúùûü]"
)
# Two strong vowels, or a weak one with an accent, are two syllables (Ortografía de la lengua española, 2010, II.4).
_SPANISH_GROUP = re.compile(r"(?:[aeiouáéíóúü]|y(?![aeiouáéíóú]))+")
_SPANISH_STRONG = re.compile(r"[aeoáéóíú]")
_SPANISH_SILENT = re.compile(r"(?<=q)u|(?<=g)u(?=[eéií])|(?<!c)h")
_ENGLISH_GROUP = re.compile(r"[aeiouy]+")
# An e that nobody says: at the end, and in -es and -ed unless a sound before it makes them heard.
_ENGLISH_SILENT = re.compile(
    r"(?<![aeiouy])(?<!\b[^aeiouy])(?:(?<![^aeiouyl]l)e$|(?<![td])ed$|(?<![sxz])(?<!ch|sh)(?<![cg])es$)"
)
# Vowels that stand together and are said apart: being, actual, various, video, quiet, idea, create, violence.
_ENGLISH_TWO = re.compile(
    r"[aeiou]ing$|(?<![qg])ua|[iu]ous$|eo(?![up])|iet|ism$|\b(?:id|ar)ea|\bcrea(?!m|k|tur)|scien|viol"
)
_FRENCH_GROUP = re.compile(r"[àâèêîôùûœæaeouiyëïüö]*é|[aeiouyàâèêëîïôöùûüœæ]+")
_FRENCH_SILENT = re.compile(r"(?<=q)u|(?<=g)u(?=[eéèêiî])|(?<=[^\Waeiouy])es?$|(?<=[éiu])es?$")


def _dutch(word: str) -> int:
    return len(_DUTCH.findall(word))


def _spanish(word: str) -> int:
    groups = _SPANISH_GROUP.findall(_SPANISH_SILENT.sub("", word))
    return sum(max(1, len(_SPANISH_STRONG.findall(group))) for group in groups)


def _english(word: str) -> int:
    said = _ENGLISH_SILENT.sub("", word)
    return len(_ENGLISH_GROUP.findall(said)) + len(_ENGLISH_TWO.findall(word))


def _french(word: str) -> int:
    return len(_FRENCH_GROUP.findall(_FRENCH_SILENT.sub("", word)))


COUNTERS: Mapping[str, Callable[[str], int]] = MappingProxyType(
    {"en": _english, "es": _spanish, "fr": _french, "nl": _dutch}
)
"""By language."""


@lru_cache(1 << 14)
def syllables(language: str, word: str) -> int:
    """Return the number of syllables of a word, at least one. Raises KeyError for a language without a counter."""
    return max(1, COUNTERS[language](word.lower()))
