"""Times of day, and lengths of time: two days are 48 hours, a year and a half eighteen months."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from briefgen.check.languages import LANGUAGES, language, table
from briefgen.check.quantities.figures import Quantity
from briefgen.check.quantities.numerals import Value, Weight, exact

_BEHIND = re.compile(r"[\s-]?([^\W\d]+)")


@cache
def _units(lang: str) -> Mapping[str, tuple[str, float]]:
    """Return what each unit of time is counted in, and how many of these it has."""
    found: dict[str, tuple[str, float]] = {}
    for kind, words in table(lang)["spans"].items():
        for item in words.split():
            names, _, number = item.partition("=")
            found |= {name: (kind, float(number)) for name in names.split("/")}
    return found


def with_spans(text: str, tag: str, quantities: Iterable[Quantity]) -> list[Quantity]:
    """Return quantities that a unit of time follows with what they are in other units, the others as they are."""
    lang = language(tag)
    units = _units(lang) if lang in LANGUAGES else {}
    found = []
    for quantity in quantities:
        behind = _BEHIND.match(text, quantity.end)
        unit = units.get(behind[1].lower()) if behind else None
        if unit:
            kind, size = unit
            spans: set[Value] = {(kind, exact(one * size)) for one in quantity.readings if isinstance(one, float)}
            quantity = replace(quantity, readings=quantity.readings | spans)
        found.append(quantity)
    return found


_HOURS = re.compile(
    r"[\s.]?(?:(?:h|u)[ \u00a0\u202f]?(?P<minute>[0-5]\d)\b|(?:hrs?|h|horas?|uur|u|heures?|o['’]clock)\b)?"
    r"(?:[\s.]?(?P<pm>p\.? ?m\b|de la (?:tarde|noche)|['’]s (?:middags|avonds)|du soir|de l['’]après-midi)"
    r"|[\s.]?(?P<am>a\.? ?m\b|de la mañana|['’]s (?:ochtends|morgens)|du matin))?"
)
_HOUR_STARTS = frozenset("huHUopPaAdi'’")


def time_of_day(text: str, figure: str, start: int, end: int) -> Quantity | None:
    """Read 3:30 pm, 15.30 uur, 15h30 and 3 pm; 3:30 with nothing behind can be in the afternoon."""
    if ":" not in figure and text[end : end + 2].lstrip(" .")[:1] not in _HOUR_STARTS:
        return None
    behind = _HOURS.match(text, end)
    behind = behind if behind and behind.end() > end and behind[0].strip(" .") else None
    if not behind and ":" not in figure:
        return None
    found = re.fullmatch(r"(\d\d?)(?:[:.](\d\d))?", figure)
    if found is None or int(found[1]) > 24 or int(found[2] or 0) > 59:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if behind and behind["minute"]:
        minute = int(behind["minute"])
    hours = {hour % 12 + 12} if behind and behind["pm"] else {hour} if behind and behind["am"] else {hour, hour + 12}
    values: set[Value] = {("time", 60.0 * one + minute) for one in hours if one < 25}
    if not minute:
        values |= {float(hour), *map(float, hours)} | ({hour - 12.0} if hour > 12 else set())
    weight = Weight.SOFT if hour == 24 else Weight.HARD  # all day
    return Quantity(frozenset(values), start, behind.end() if behind else end, weight)
