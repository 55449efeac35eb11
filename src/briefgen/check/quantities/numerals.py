"""Number words of Dutch, Spanish, English and French: what each can mean, and how much that matters."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import lru_cache
from types import MappingProxyType

from briefgen.check.languages import LANGUAGES, table

# A number, or what only looks like one: ("month", 5), ("time", 930) in minutes, ("decade", 80), ("vague", 1000).
Value = float | tuple[str, float | str]
# The first is no article, though both are one; the figure and the emphatic word are either.
FIRST: Value = ("rank", 1.0)


class Weight(IntEnum):
    """What it means when a value has no counterpart in the other text."""

    FREE = 0  # nothing: the word may be an article, or something else altogether
    SOFT = 1  # an error only when a value of the other text has no counterpart either
    HARD = 2  # an error


class Kind(Enum):
    """How a number word combines with others."""

    UNIT = 1
    TEEN = 2
    TENS = 3
    HUNDRED = 4  # multiplies: three hundred
    HUNDREDS = 5  # adds: trescientos
    SCALE = 6
    ORDINAL = 7
    PART = 8  # the lower half of a fraction: thirds, tercios
    OTHER = 9
    MONTH = 10
    DOZEN = 11  # a dozen, una veintena


CARDINAL = frozenset({Kind.UNIT, Kind.TEEN, Kind.TENS, Kind.HUNDRED, Kind.HUNDREDS, Kind.SCALE})


def exact(value: float) -> float:
    """Return a value without the dust of binary arithmetic, so that 0.1 × 3 is 0.3."""
    return value if value.is_integer() else float(f"{value:.12g}")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number word: its first value is the usual one."""

    kind: Kind
    values: tuple[Value, ...]
    weight: Weight = Weight.HARD

    @property
    def number(self) -> float:
        """Return the usual value of a word that is a number."""
        first = self.values[0]
        return 0.0 if isinstance(first, tuple) else first


# Months that are also something else, in words of at least four letters; shorter ones are never alone a month.
_AMBIGUOUS_MONTHS = {"march", "mars", "mayo", "august"}


def _listed(text: str) -> Iterator[tuple[str, float]]:
    """Yield each word with its value, of a list in which it stands behind ``=`` or follows from the place."""
    for place, item in enumerate(text.split(), start=1):
        words, _, value = item.partition("=")
        for word in words.split("/"):
            yield word, float(value or place)


def _build(lang: str) -> Mapping[str, Numeral]:
    words = table(lang)["numbers"]
    found: dict[str, Numeral] = {}
    for word, value in _listed(words["free"]):
        before = found[word].values if word in found else ()
        found[word] = Numeral(Kind.OTHER, (*before, value), Weight.FREE)
    for word, number in _listed(words["months"]):
        sure = len(word) > 3 and word not in _AMBIGUOUS_MONTHS
        found[word] = Numeral(Kind.MONTH, (("month", number),), Weight.SOFT if sure else Weight.FREE)
    for word, value in _listed(words["vague"]):
        found[word] = Numeral(Kind.OTHER, (("vague", value),), Weight.SOFT)
    for word, value in _listed(words["collective"]):
        # A dozen of something can be some of it; two dozen are not.
        found[word] = Numeral(Kind.DOZEN, (value, 14.0) if value == 15 else (value,), Weight.SOFT)
    for word, value in (*_listed(words["ordinals"]), *_listed(words["tenths"])):
        parts = (exact(1 / value),) if value > 2 else ()
        found[word] = Numeral(Kind.ORDINAL, (value, *parts), Weight.SOFT)
    for word, value in _listed(words["parts"]):
        more = {"quarter": (4.0, 3.0, 15.0), "quart": (4.0, 15.0), "kwart": (15.0,)}.get(word, ())
        found[word] = Numeral(Kind.PART, (exact(1 / value), *more), Weight.SOFT)
    for word, value in _listed(words.get("decades", "")):
        found[word] = Numeral(Kind.OTHER, (("decade", value), value, 1900 + value), Weight.SOFT)
    found |= _cardinals(lang, words)
    return MappingProxyType(found)


def _cardinals(lang: str, words: Mapping[str, str]) -> dict[str, Numeral]:
    found: dict[str, Numeral] = {}
    ambiguous = words["ambiguous"].split()
    for word, value in _listed(words["units"]):
        soft = Weight.SOFT if word in ambiguous else Weight.HARD
        found[word] = Numeral(Kind.UNIT, (value,), Weight.FREE if value == 1 else soft)
    found |= {word: Numeral(Kind.TEEN, (value + 9,)) for word, value in _listed(words["teens"])}
    found |= {word: Numeral(Kind.TENS, (value * 10 + 10,)) for word, value in _listed(words["tens"])}
    found |= {word: Numeral(Kind.TENS, (value + 20,)) for word, value in _listed(words.get("twenties", ""))}
    found |= {word: Numeral(Kind.HUNDREDS, (value * 100,)) for word, value in _listed(words.get("hundreds", ""))}
    # Two weeks are fifteen days in Spanish; so they are in French.
    for word in ("quince", "quinze"):
        if word in found:
            found[word] = Numeral(Kind.TEEN, (15.0, 14.0, 2.0))
    found |= {word: Numeral(Kind.HUNDRED, (100.0,)) for word, _ in _listed(words.get("hundred", ""))}
    found |= {word: Numeral(Kind.SCALE, (10.0**value,)) for word, value in _listed(words["scales"])}
    return found


WORDS: Mapping[str, Mapping[str, Numeral]] = {lang: _build(lang) for lang in LANGUAGES}
# What dozens are when they are counted: dos docenas.
COUNTED: Mapping[str, Mapping[str, float]] = {
    lang: dict(_listed(table(lang)["numbers"]["counted"])) for lang in LANGUAGES
}
# Doubled, quintuplicar, vervijfvoudigd: how they begin.
_MULTIPLES = {lang: dict(_listed(table(lang)["numbers"]["multiples"])) for lang in LANGUAGES}
_MULTIPLE = {lang: re.compile("|".join(sorted(stems, key=len)[::-1])) for lang, stems in _MULTIPLES.items()}

_DUTCH = table("nl")["numbers"]
# The longest first: vijf is also the beginning of vijftig.
_NL = "|".join(
    sorted(" ".join(_DUTCH[key] for key in ("units", "teens", "tens")).replace("/", " ").split(), key=len)[::-1]
)
_NL_TENS = _DUTCH["tens"].replace(" ", "|")
_NL_BELOW_100 = (
    rf"(?:(?P<{{0}}u>een|één|twee|drie|vier|vijf|zes|zeven|acht|negen)[eë]n(?P<{{0}}t>{_NL_TENS})|(?P<{{0}}s>{_NL}))"
)
_NL_NUMBER = re.compile(
    rf"(?:(?:{_NL_BELOW_100.format('h')}?(?P<h>honderd)(?:en)?)?{_NL_BELOW_100.format('b')}?(?P<k>duizend)(?:en)?)?"
    rf"(?:{_NL_BELOW_100.format('i')}?(?P<i>honderd)(?:en)?)?{_NL_BELOW_100.format('c')}?"
)
_NL_STEM = re.compile(
    r"(?:[eë]nhalf|jarige?n?|jaars?|jaren\w*|jaarlijkse?|daagse?|delige?|koppige?|voud(?:ige?)?|maal|keer|tal"
    r"|maandelijkse?|wekelijkse?|urige?|persoons|sterren|maandse?|plus(?:ser)?s?|procent)"
)
_NL_SHARE = re.compile(r"(een|één|twee|drie|vier)(derde|kwart|vijfde|zesde|achtste|tiende)n?")
_NL_ORDINALS = tuple(_DUTCH["ordinals"].split())


@lru_cache(1 << 15)
def numeral(word: str, lang: str) -> Numeral | None:
    """Return what a word in lower case means as a number, or None."""
    found = WORDS[lang].get(word)
    if found is None and len(word) > 5:
        if times := _MULTIPLE[lang].match(word):
            return Numeral(Kind.OTHER, (_MULTIPLES[lang][times[0]],), Weight.FREE)
        return _dutch(word) if lang == "nl" else None
    return found


def _dutch(word: str) -> Numeral | None:
    """Read a Dutch compound: drieëntachtig, tweehonderdvijftig, driejarig, eenentwintigste, tweederde, driekwart."""
    if share := _NL_SHARE.fullmatch(word):
        low, part = WORDS["nl"][share[1]].number, WORDS["nl"][share[2]]
        whole = 4.0 if share[2] == "kwart" else part.number
        return Numeral(Kind.OTHER, (exact(low / whole),), Weight.HARD if low > 1 else Weight.SOFT)
    for place, ordinal in enumerate(_NL_ORDINALS, start=1):
        if word.startswith(ordinal):
            return Numeral(Kind.OTHER, (float(place),), Weight.FREE)
    match = _NL_NUMBER.match(word)
    if match is None or not match.end():
        return None
    value, rest = _dutch_value(match), word[match.end() :]
    if not rest:
        return Numeral(Kind.TENS if value < 100 else Kind.HUNDREDS, (value,))
    if rest in ("ste", "de"):
        return Numeral(Kind.ORDINAL, (value, exact(1 / value)), Weight.SOFT)
    stem = _NL_STEM.match(rest)
    if stem and stem[0].endswith("half"):
        return Numeral(Kind.OTHER, (value + 0.5,))
    if stem and value > 1:
        return Numeral(Kind.OTHER, (value,))
    return Numeral(Kind.OTHER, (value,), Weight.FREE)


def _dutch_value(match: re.Match[str]) -> float:
    def below_100(name: str) -> float:
        if match[name + "u"]:
            unit = match[name + "u"]
            return WORDS["nl"][unit].number + WORDS["nl"][match[name + "t"]].number
        return WORDS["nl"][match[name + "s"]].number if match[name + "s"] else 0.0

    thousands = (below_100("h") or 1) * 100 * bool(match["h"]) + below_100("b")
    hundreds = (below_100("i") or 1) * 100 * bool(match["i"])
    return (thousands or 1) * 1000 * bool(match["k"]) + hundreds + below_100("c")
