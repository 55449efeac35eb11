"""Figures: what a string of digits can mean, given where its language puts points and commas."""

import re
from dataclasses import dataclass
from functools import lru_cache

from briefgen.check.languages import LANGUAGES, language, table, words
from briefgen.check.quantities.numerals import Value, Weight, exact

_GROUPED = re.compile(r"\d{1,3}(?:[.,'’ \u00a0\u202f\u2009]\d{3})+")
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009'’")
_APOSTROPHE = re.compile(r"['’](?=\d\d?$)")  # 7'5, as it is written by hand
# Where Spanish writes 1,234.5 (CLDR: es-419 and what follows it, save those that go their own way).
_POINT_SPANISH = words("419 PE MX US PR GT HN NI PA SV DO")
FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": exact(1 / 3), "⅔": exact(2 / 3), "⅕": 0.2, "⅛": 0.125}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in a text, with all that it can be read as.

    ``own`` are the readings that the writing of its language allows, of ``readings``, all there are; ``foreign`` says
    that its decimals are not written as in its language. ``parts`` are the quantities it falls into when the other text
    puts it in another way, in each way that it can be read.
    """

    readings: frozenset[Value]
    start: int
    end: int
    weight: Weight = Weight.HARD
    own: frozenset[Value] = frozenset()
    percent: str = ""
    currency: str = ""
    dated: bool = False
    foreign: bool = False
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
    if language(tag) == "es":
        figure = _APOSTROPHE.sub(",", figure)
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


def is_foreign(figure: str, tag: str) -> bool:
    """Tell whether a figure has decimals behind a mark that readers of ``tag`` do not take for one: 12.1 in Dutch."""
    if language(tag) == "es":
        return False  # both are in use, in one country too
    compact = figure.translate(_SPACES)
    marks = [mark for mark in compact if mark in ".,"]
    if not marks or (len(set(marks)) == 1 and (len(marks) > 1 or _GROUPED.fullmatch(compact))):
        return False
    return marks[-1] not in _decimal_marks(tag)


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


_DECIMAL = re.compile(r"(?<![\d.,])\d+([.,])(?:\d{1,2}|\d{4,})(?![\d.,]|:\d)")


def written_for(text: str, tag: str) -> str:
    """Return the tag whose writing a text follows: Spanish without a country has two, and no text mixes them."""
    if tag.lower() != "es":
        return tag
    marks = set(_DECIMAL.findall(text))
    return {",": "es-ES", ".": "es-PE"}[marks.pop()] if len(marks) == 1 else tag


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


_PERCENTS = {
    lang: re.compile(
        rf"[\s-]?[\s-]?(?:(?P<points>(?:{words['points']})\b)|%|(?:{words['sign']})(?:age)?\b)", re.IGNORECASE
    )
    for lang, words in ((lang, table(lang)["percent"]) for lang in LANGUAGES)
}
_PERCENT_STARTS = ("%", "p", "P")
_BARE_POINTS = re.compile(r"[\s-](?:points?|puntos?|punten)\b")
# Each currency by its signs, its code and its words. What is also a weight or a coin of many countries has a "?".
_CURRENCIES = {
    "EUR": r"€|EUR\b|[Ee]uro['’]?s?\b",
    "GBP": r"£|GBP\b|pounds? sterling\b|libras? esterlinas?\b|livres? sterling\b|pence\b|peniques?\b",
    "GBP?": r"pounds?\b|pond\b|libras?\b|livres?\b",
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
    """Return ``%`` or ``points`` when a percentage or percentage points end behind a number.

    ``?`` says that it may be either; the result is empty when it is neither.
    """
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
            ahead = (
                text[max(0, start - 9) : found.start()].rstrip(" \u00a0\u202f")
                if not text[found.end() : start].strip()
                else "0"
            )
            # "5 M€ a year": the sign belongs to the number before it.
            if not (ahead[-1:].isdigit() or text[found.start() - 1 : found.start()].isalpha()):
                return found.lastgroup or ""
    if text[end : end + 2].lstrip(" -\u00a0\u202f")[:1] not in _CURRENCY_STARTS:
        return ""
    behind = _AFTER.match(text, end)
    found_behind = CURRENCY.match(text, behind.end() if behind else end)
    return (found_behind.lastgroup or "") if found_behind else ""


_FACTORS = {"m": 1e6, "k": 1e3, "bn": 1e9, "mn": 1e6, "mln": 1e6, "mio": 1e6, "mld": 1e9, "md": 1e9, "mds": 1e9}
_FACTORS |= {"mrd": 1e9, "tn": 1e12, "b": 1e9}
_FACTOR = re.compile(
    r"(?i:(?P<joined>bn|mn|mln|tn|[mkb])(?!\w)|[ \u00a0\u202f]?(?P<money>k|m|mio|mds?|mrd|bn|b)[ \u00a0]?(?=[€$£]|EUR))"
)


def factor_at(text: str, end: int, currency: str) -> tuple[float, bool] | None:
    """Return the factor that ends at a number, and whether it is surely one: €5m and 5 M€ are, 5m may be metres."""
    found = _FACTOR.match(text, end)
    if found is None:
        return None
    return _FACTORS[(found["joined"] or found["money"]).lower()], bool(found["money"] or currency)
