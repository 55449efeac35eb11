"""Figures: what a string of digits can mean, given where its language puts points and commas."""

import re
from dataclasses import dataclass
from functools import lru_cache

from briefgen.check.pairs.numerals import Value, Weight, exact
from briefgen.check.pairs.pair import language, words

_GROUPED = re.compile(r"\d{1,3}(?:[.,'’ \u00a0\u202f\u2009]\d{3})+")
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009'’")
# Where Spanish writes 1,234.5 (CLDR: es-419 and what follows it, save those that go their own way).
_POINT_SPANISH = words("419 PE MX US PR GT HN NI PA SV DO")
FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": exact(1 / 3), "⅔": exact(2 / 3), "⅕": 0.2, "⅛": 0.125}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in a text, with all that it can be read as.

    ``own`` are the readings that the writing of its language allows, of ``readings``, all there are. ``parts`` are
    the quantities it falls into when the other text puts it in another way, in each way that it can be read.
    """

    readings: frozenset[Value]
    start: int
    end: int
    weight: Weight = Weight.HARD
    own: frozenset[Value] = frozenset()
    percent: str = ""
    currency: str = ""
    dated: bool = False
    scale: float = 1.0
    parts: tuple[tuple["Quantity", ...], ...] = ()

    @property
    def span(self) -> tuple[int, int]:
        """Return where it stands in its text."""
        return self.start, self.end


@lru_cache(1 << 13)
def readings(figure: str, tag: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return what a figure means to readers of ``tag``, and what it can mean at all.

    1,234 is 1234 in English and 1.234 in Dutch; in Spanish it depends on the country, and without one it is either.
    """
    if figure.isdigit():
        return (float(figure),), (float(figure),)
    compact = figure.translate(_SPACES)
    marks = [mark for mark in compact if mark in ".,"]
    if not marks:
        return readings(compact, tag)
    last = marks[-1]
    whole, _, tail = compact.rpartition(last)
    decimal = exact(float(re.sub("[.,]", "", whole) + "." + tail))
    grouped = float(re.sub("[.,]", "", compact))
    if len(set(marks)) > 1:
        return (decimal,), (decimal,)
    if len(marks) > 1:
        return (grouped,), (grouped,)
    if not _GROUPED.fullmatch(compact) or compact.startswith("0"):
        return (decimal,), (decimal,)
    own = [grouped] if last in _group_marks(tag) else []
    own += [decimal] if last in _decimal_marks(tag) else []
    return tuple(own), (grouped, decimal)


def _group_marks(tag: str) -> str:
    if language(tag) == "es" and tag.lower() == "es":
        return ".,"
    return "," if _points(tag) else "."


def _decimal_marks(tag: str) -> str:
    return "." if _points(tag) else ","


def _points(tag: str) -> bool:
    """Tell whether the readers of a tag write the decimal point."""
    lang, _, region = tag.partition("-")
    return lang.lower() == "en" or (lang.lower() == "es" and region.upper() in _POINT_SPANISH)


def is_sections(figure: str) -> bool:
    """Tell whether a figure is a list of numbers, such as 3.2.1 or 1,2,3, and no number."""
    return len(re.findall("[.,:]", figure)) > 1 and not re.fullmatch(
        r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d+)?", figure
    )


@lru_cache(1 << 10)
def date_orders(first: str, second: str, third: str, tag: str) -> tuple[tuple[Value, Value, Value], ...]:
    """Return each day, month and year that three numbers can be, as the readers of a tag write dates.

    English without a country can be either; two digits of a year stand for this or the last century.
    """
    if len(first) == 4:
        orders = [(third, second, first)]
    else:
        both = [(first, second, third), (second, first, third)]
        orders = {"en-us": both[1:], "en": both}.get(tag.lower(), both[:1])
    return tuple(
        (float(day), ("month", float(month)), float(year if len(year) == 4 else f"20{year}"))
        for day, month, year in orders
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31
    )


_PERCENT = {
    "en": r"per ?cent(?:age)?|pct",
    "es": r"por ?cien(?:to)?",
    "nl": r"procent|percent",
    "fr": r"pour ?cent",
}
_POINTS = {
    "en": r"(?:%|percentage|per ?cent)[ -]points?",
    "es": r"puntos? porcentuale?s?",
    "nl": r"(?:procent|%|percentage)-?punt(?:en)?",
    "fr": r"points? de pourcentage",
}
_PERCENTS = {
    lang: re.compile(rf"[\s-]?[\s-]?(?:(?P<points>(?:{_POINTS[lang]})\b)|%|(?:{words})(?:age)?\b)", re.I)
    for lang, words in _PERCENT.items()
}
_PERCENT_STARTS = ("%", "p", "P")
_BARE_POINTS = re.compile(r"[\s-](?:points?|puntos?|punten)\b")
# Each currency by its signs, its code and its words. What is also a weight or a coin of many countries has a "?".
_CURRENCIES = {
    "EUR": r"€|EUR\b|[Ee]uro['’]?s?\b",
    "GBP": r"£|GBP\b|pounds? sterling\b|libras esterlinas\b|livres sterling\b",
    "GBP?": r"pounds?\b|pond\b|libras\b|livres\b",
    "PEN": r"S/\.?|PEN\b|soles\b|sols\b|(?:nuevos? )?sol(?:es)?\b",
    "USD": r"US ?\$|U\$S|\$ ?US\b|USD\b|US[ -]?dollars?\b|\$|[Dd]ollars?\b|dólares\b|dólar\b",
    "MXN": r"MXN\b|[Pp]esos\b",
    "CHF": r"CHF\b|[Ff]rancos suizos\b|Swiss francs\b|Zwitserse frank\b|francs suisses\b",
    "JPY": r"¥|JPY\b|yen(?:es)?\b",
    "BRL": r"R\$|BRL\b|reais\b|reales\b",
    "INR": r"₹|INR\b|rupees\b|rupias\b|roepies?\b|roupies\b",
}
CURRENCY = re.compile("|".join(f"(?P<{re.sub('[?]', '_', code)}>{words})" for code, words in _CURRENCIES.items()))
_CURRENCY_STARTS = frozenset("€£¥₹$EeGgPpSsUuDdMmCcFfJjYyBbRrIiLlNnZzo")
_AFTER = re.compile(r"[\s-]?(?:d['’]|de |of )?")
_SIGNS = re.compile(r"[€£$¥₹/A-Z.]\s?$")


def percent_at(text: str, end: int, lang: str) -> str:
    """Return ``%`` or ``points`` when a percentage or percentage points end behind a number, ``?`` when it may be "
    "either, or nothing."""
    if text[end : end + 3].lstrip(" -\u00a0\u202f")[:1] not in _PERCENT_STARTS:
        return ""
    found = _PERCENTS[lang].match(text, end)
    if found is None:
        return "?" if _BARE_POINTS.match(text, end) else ""
    return "points" if found["points"] else "%"


def currency_at(text: str, start: int, end: int) -> str:
    """Return the code of the currency that stands at a number, before it or behind; ``GBP_`` may be a weight."""
    if _SIGNS.search(text, max(0, start - 2), start):
        for found in CURRENCY.finditer(text, max(0, start - 5), start):
            if not text[found.end() : start].strip():
                return found.lastgroup or ""
    if text[end : end + 2].lstrip(" -\u00a0\u202f")[:1] not in _CURRENCY_STARTS:
        return ""
    behind = _AFTER.match(text, end)
    found_behind = CURRENCY.match(text, behind.end() if behind else end)
    return (found_behind.lastgroup or "") if found_behind else ""
