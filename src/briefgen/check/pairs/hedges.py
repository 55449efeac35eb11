"""Hedges: more than, at least, nearly, about, at most and less than say the same in both texts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from briefgen.check.languages import LANGUAGES, language, table
from briefgen.check.pairs.matching import compared
from briefgen.check.pairs.pair import Pair, PairProblem
from briefgen.check.quantities.figures import Quantity
from briefgen.check.quantities.masks import masked
from briefgen.check.quantities.numerals import Weight

# In lower case, as the texts are here.
_AMOUNT = r"(?:(?:us ?)?[€£$¥]|s/\.?|(?:eur|usd|gbp|pen|chf|mxn|brl)(?=\s))"
_SENSES = {">": "more than", ">=": "at least", "~<": "nearly", "~": "about", "<": "less than", "<=": "at most"}
_STEMS: Mapping[str, frozenset[str]] = {
    "about": frozenset(("~",)),
    "least": frozenset((">=",)),
    "most": frozenset(("<=",)),
}
_WINDOW = 40
_AFTER = 34


Senses = frozenset[str]
"""``>`` more than, ``>=`` at least, ``~<`` nearly, ``~`` about, ``<`` less than, ``<=`` at most; with ``?`` it may be
none of them: "over ten years" is also during them."""
_NO_WORD = re.compile(
    r"(?<!\w)(?:not|no|never|cannot|n['’]t|\w+n['’]t|nunca|ningún|ninguna|ni|niet|geen|nooit|ne|n['’]\w+|pas|"
    r"jamais|aucune?)(?!\w)"
)
_OPPOSITE = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}


@lru_cache(8)
def _senses(lang: str, where: str) -> Mapping[str, Senses]:
    """Return the phrases of a language ``before`` or ``behind`` a number, with their senses."""
    hedges = table(lang)["hedges"]
    found: dict[str, Senses] = {}
    for sense, phrases in hedges[where].items():
        for phrase in phrases:
            found[phrase] = frozenset(sense.split())
            head, _, last = phrase.rpartition(" ")
            for ending in hedges["between"].get("contracted", {}).get(last, ()) if head else ():
                found[f"{head} {ending}"] = found[phrase]
    return found


def _listed(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in sorted(phrases, key=len, reverse=True))


@lru_cache(4)
def _before(lang: str) -> re.Pattern[str]:
    between = "|".join(table(lang)["hedges"]["between"]["words"])
    filler = rf"(?:(?:{between})(?:\s+|(?<=['’])))"
    listed = _listed(_senses(lang, "before"))
    return re.compile(rf"(?<![\w])(?P<phrase>{listed})(?:\s+|(?<=['’])){filler}{{0,3}}(?:{_AMOUNT}\s*)?$")


@lru_cache(4)
def _apart(lang: str) -> re.Pattern[str]:
    words = table(lang)["hedges"]["apart"]
    return re.compile(
        rf"(?<!\w)(?:(?:(?P<more>{words['more']})|{words['less']})(?:\s+\w+){{1,3}}|(?P<other>{words['other']}))"
        rf"\s+(?:{words['than']})\s+(?:\w+\s+)?$"
    )


@lru_cache(4)
def _behind(lang: str) -> re.Pattern[str]:
    # One or two words may stand between, but not what leads on to the next number.
    between = r"(?:\s?[%€£$]|\s+(?!(?:and|en|y|et)\b)[^\W\d]+(?:\s+(?!(?:and|en|y|et)\b)[^\W\d]+)?)?"
    listed = _listed(_senses(lang, "behind"))
    return re.compile(rf"{between}[\s(-]+(?P<phrase>{listed})(?!\w)(?!\s*[€£$]?\s?\d)|(?P<plus>\+)(?!\s?\d)")


@lru_cache(4)
def _anywhere(lang: str) -> tuple[re.Pattern[str], Mapping[str, Senses]]:
    senses = {**_senses(lang, "before"), **_senses(lang, "behind")}
    stems = table(lang)["hedges"]["anywhere"]
    guesses = "|".join(f"(?P<{name}>{'|'.join(stems[name])})" for name in _STEMS)
    return re.compile(rf"(?<!\w)(?:(?P<phrase>{_listed(senses)})(?:(?<=['’])|(?!\w))|{guesses})"), senses


def senses_at(text: str, quantity: Quantity, lang: str) -> Senses:
    """Return the senses of the hedge at a quantity of a lower-case text, "?" among them when it may be none."""
    before = _before(lang).search(text, max(0, quantity.start - _WINDOW), quantity.start)
    if before:
        senses = _senses(lang, "before")[re.sub(r"\s+", " ", before["phrase"])]
        return _denied(text, before.start(), senses)
    ahead = max(0, quantity.start - _WINDOW)
    if apart := _apart(lang).search(text, ahead, quantity.start):
        return frozenset((">", "<", "?") if apart["other"] else (">" if apart["more"] else "<", "?"))
    sign = text[quantity.start - 1 : quantity.start] if quantity.start else ""
    if sign and sign in "><±~":
        return frozenset({sign.replace("±", "~")})
    if behind := _behind(lang).match(text, quantity.end, quantity.end + _AFTER):
        if behind["plus"]:
            return frozenset((">", ">=", "?"))
        return _senses(lang, "behind")[re.sub(r"\s+", " ", behind["phrase"])]
    if _NO_WORD.search(text, ahead, quantity.start):
        return frozenset(("<", "~<", "?"))  # it does not reach 4 %
    return _own_sense(text[quantity.start : quantity.end])


def _denied(text: str, start: int, senses: Senses) -> Senses:
    """Return the senses of what may be denied: "cannot have more than three" is at most three."""
    opposite = {_OPPOSITE[sense] for sense in senses if sense in _OPPOSITE}
    if opposite and _NO_WORD.search(text, max(0, start - _WINDOW), start):
        return senses | opposite
    return senses - {"-"}


def _own_sense(word: str) -> Senses:
    """Return the sense of a word that is about a number in itself: une vingtaine, een twaalftal."""
    endings = ("aine", "aines", "ena", "enas", "enar", "tal", "millier", "millar", "dozen", "dozijn")
    if word.endswith(endings):
        return frozenset(("~", "?"))
    return frozenset()


def hedge_changed(pair: Pair) -> Iterator[PairProblem]:
    """What is more than a number, at least or nearly, is so in both texts."""
    langs = language(pair.source_lang), language(pair.target_lang)
    if not all(lang in LANGUAGES for lang in langs):
        return
    matched = [(one, other) for one, other in compared(pair).matched if _hedgeable(one) and _hedgeable(other)]
    if not matched:
        return
    texts = masked(pair.source).lower(), masked(pair.target).lower()
    hedged = [(senses_at(texts[0], one, langs[0]), senses_at(texts[1], other, langs[1])) for one, other in matched]
    if all(_agree(ours, theirs) for ours, theirs in hedged):
        return
    ours_said, theirs_said = (_Said(text, lang) for text, lang in zip(texts, langs, strict=True))
    wanted = Counter(ours for ours, _ in hedged), Counter(theirs for _, theirs in hedged)
    for (one, other), (ours, theirs) in zip(matched, hedged, strict=True):
        if _agree(ours, theirs) or (theirs_said.often(ours, wanted[0]) and ours_said.often(theirs, wanted[1])):
            continue
        message = f"{_named(ours)} in the source text, {_named(theirs)} in the translation"
        where = pair.target[other.start : other.end]
        yield PairProblem("hedge-changed", f'"{where}": {message}', "say the same of the number", one.span, other.span)


def _hedgeable(quantity: Quantity) -> bool:
    decade = any(isinstance(value, tuple) and value[0] == "decade" for value in quantity.readings)
    # An article, or the word century beside its number.
    free = quantity.weight is Weight.FREE and not any(
        isinstance(v, float) and (v == 0.5 or 2 <= v <= 10) for v in quantity.readings
    )
    return not (quantity.dated or decade or free)


def _agree(ours: Senses, theirs: Senses) -> bool:
    if not ours or not theirs:
        return (not ours or "?" in ours) and (not theirs or "?" in theirs)
    return bool(ours & theirs)


class _Said:
    """The hedges of a text, wherever in its sentences they stand."""

    def __init__(self, text: str, lang: str) -> None:
        pattern, known = _anywhere(lang)
        self._found = Counter(
            known[re.sub(r"\s+", " ", found[0])] if found["phrase"] else _STEMS[found.lastgroup or ""]
            for found in pattern.finditer(text)
        )

    def often(self, senses: Senses, wanted: Counter[Senses]) -> bool:
        """Tell whether as many hedges of these senses are there as the numbers of the other text have."""
        if not senses or "?" in senses:
            return True
        return _share(self._found, senses) >= _share(wanted, senses)


def _share(counted: Counter[Senses], senses: Senses) -> int:
    return sum(number for each, number in counted.items() if each & senses)


def _named(senses: Senses) -> str:
    return " or ".join(f'"{_SENSES[sense]}"' for sense in sorted(senses) if sense != "?") or "no such word"
