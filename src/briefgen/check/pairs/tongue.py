"""Tongues: which language a text is in, and whether a translation is in its own."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from briefgen.check.languages import TOLD_APART, language, table
from briefgen.check.pairs.pair import Pair, PairProblem
from briefgen.check.quantities.masks import masked, unquoted

_LETTERS = re.compile(r"[^\W\d_]{2,}")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_LEAST_LETTERS = 22
# So many letters tell enough of a text.
_READ = 400
# Of the rank r among the trigrams of a language, one is as likely as 1 / (r + 20); none of them a little less.
_OFFSET, _STRANGE = 20, 0.7
# How much more likely another language must be, for each trigram of a text and for the whole of it; each frequent word
# that it has more makes up for some of that.
_CLEAR, _EXTRA, _WORD = 0.05, 8.0, 3.0


@cache
def _speaks_for() -> Mapping[str, tuple[str, ...]]:
    """Return the languages in which each frequent word is one."""
    found: dict[str, tuple[str, ...]] = {}
    for lang in TOLD_APART:
        for word in table(lang)["common"]["words"].split():
            found[word] = (*found.get(word, ()), lang)
    return found


@cache
def _likely() -> Mapping[str, Mapping[str, float]]:
    """Return how likely each trigram is in each language, as a logarithm; that of an unknown one is under ``""``."""
    return {
        lang: {"": -math.log(len(trigrams) + _OFFSET) - _STRANGE}
        | {trigram: -math.log(rank + _OFFSET) for rank, trigram in enumerate(trigrams)}
        for lang, trigrams in ((lang, table(lang)["common"]["trigrams"].split()) for lang in TOLD_APART)
    }


def language_wrong(pair: Pair) -> Iterator[PairProblem]:
    """The translation is in the language that it says; short texts, and what stands in quotation marks, say little."""
    lang = language(pair.target_lang)
    if lang not in TOLD_APART or len(pair.target) < _LEAST_LETTERS:
        return
    found = _LETTERS.findall(_without_names(pair, unquoted(masked(pair.target)))[:_READ])
    # Names have capitals, and tell nothing of the language around them.
    words = [word.lower() for place, word in enumerate(found) if word[0].islower() or not place]
    if sum(map(len, words)) < _LEAST_LETTERS:
        return
    counts = _counted(words)
    own, most = counts[lang], max(counts.values(), default=0)
    if own == most and 4 * own > len(words):
        return
    most_of = max(counts, key=lambda each: counts[each], default=lang)
    if not own and most >= 3 and 2 * most >= len(words):
        best, likelier = most_of, _EXTRA  # half of the words are the little ones of another language
    else:
        best, likelier = _guess(tuple(words), lang)
    if likelier > _EXTRA - _WORD * (counts[best] - own) and counts[best] >= own:
        message = f"this seems to be {best}, not {lang}"
        yield PairProblem("language-wrong", message, f"translate it into {lang}", None, (0, len(pair.target)))


def _counted(words: list[str]) -> Counter[str]:
    """Return how many of the words are frequent ones of each language."""
    known = _speaks_for()
    return Counter(lang for word in words for lang in known.get(word, ()))


@lru_cache(1 << 8)
def _guess(words: tuple[str, ...], lang: str) -> tuple[str, float]:
    """Return the language that words are most likely in, and how much likelier than ``lang``."""
    padded = [f"_{word}_" for word in words]
    trigrams = [word[at : at + 3] for word in padded for at in range(len(word) - 2)]

    def likelihood(lang: str) -> float:
        known = _likely()[lang]
        strange = known[""]
        return sum(known.get(trigram, strange) for trigram in trigrams)

    scores = {each: likelihood(each) for each in TOLD_APART}
    best = max(scores, key=lambda each: scores[each])
    return best, scores[best] - scores[lang] - _CLEAR * len(trigrams)


def text_unchanged(pair: Pair) -> Iterator[PairProblem]:
    """A translation is not a copy, nor is one of its sentences; names and single words may be the same."""
    lang, target_lang = language(pair.source_lang), language(pair.target_lang)
    if lang == target_lang or lang not in TOLD_APART:
        return
    for sentence in map(str.strip, _SENTENCES.split(pair.target)):
        if sentence in pair.source and _is_language(pair, sentence, lang, target_lang):
            at = pair.target.find(sentence)
            span = (at, at + len(sentence))
            yield PairProblem(
                "text-unchanged", "this is not translated", f"translate it into {target_lang}", None, span
            )


def _is_language(pair: Pair, sentence: str, lang: str, target_lang: str) -> bool:
    """Tell whether a sentence is more than a name, and speaks for the source language."""
    words = _LETTERS.findall(_without_names(pair, unquoted(masked(sentence))))
    plain = [word for word in words[1:] if word[0].islower()]
    if len(plain) < 2 or 2 * len(plain) < len(words) - 1:
        return False
    counts = _counted([word.lower() for word in words])
    return counts[lang] > counts[target_lang] or (len(plain) >= 4 and counts[lang] >= counts[target_lang])


def _without_names(pair: Pair, text: str) -> str:
    for name in pair.names:
        text = text.replace(name, " ")
    return text
