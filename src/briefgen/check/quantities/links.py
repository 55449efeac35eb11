"""What numbers beside each other share: the month of a date, the sign or scale at the end of a range."""

import re
from dataclasses import replace

from briefgen.check.quantities.figures import Quantity
from briefgen.check.quantities.numerals import FIRST, Value, Weight, exact

_DATE_GAP = re.compile(r"(?:st|nd|rd|th|er|e|de|ste|\.?[º°])?[\s.,]*(?:(?:de|del|of|d['’])\s?)?", re.I)
_LINK = re.compile(
    r"\s?[%€$£]?\s?(?:[-–—,/]|to|and|or|tot|en|of|an?|y|o|e|à|et|ou|al|naar|hasta|jusqu['’]à)?"
    r"\s?(?:(?:el|la|los|las|the|de|un|les|at)\s)?(?:[€$£]|US\$|S/)?\s?"
)


def dated(text: str, found: list[Quantity]) -> list[Quantity]:
    """Mark the months that stand beside a day or a year, and these: such a month is surely one."""
    for place, month in enumerate(found):
        if not any(isinstance(value, tuple) and value[0] == "month" for value in month.readings) or month.dated:
            continue
        for other in (place - 1, place + 1):
            if not 0 <= other < len(found):
                continue
            beside = found[other]
            gap = text[beside.end : month.start] if other < place else text[month.end : beside.start]
            if len(gap) <= 7 and _DATE_GAP.fullmatch(gap) and _day_or_year(beside):
                found[other] = replace(beside, dated=True, weight=Weight.HARD)
                found[place] = replace(month, dated=True, weight=Weight.HARD)
    return found


def _day_or_year(quantity: Quantity) -> bool:
    if quantity.weight is Weight.FREE:
        return False  # an article
    return any(
        value == FIRST or (isinstance(value, float) and (1 <= value <= 31 or 1000 <= value <= 2100))
        for value in quantity.readings
    )


def _shared_thousands(one: Quantity, other: Quantity) -> float:
    """Return 1000 for 8-18,000, which is 8,000 to 18,000, or 0."""
    low, high = ([value for value in each.own if isinstance(value, float)] for each in (one, other))
    return 1000.0 if low and high and low[0] < 1000 <= high[0] and high[0] % 1000 == 0 < low[0] else 0.0


def _scaled(readings: frozenset[Value], scale: float) -> frozenset[Value]:
    return readings | {exact(value * scale) for value in readings if isinstance(value, float)}


def linked(text: str, found: list[Quantity]) -> list[Quantity]:
    """Let the sign of the last number of a range or list hold for those before: 20 to 30 %, €10 or 20."""
    for place in range(len(found) - 2, -1, -1):
        one, other = found[place], found[place + 1]
        if other.start - one.end > 24 or not _LINK.fullmatch(text, one.end, other.start):
            continue
        if other.percent and not one.percent:
            shares = {value / 100 for value in one.readings if isinstance(value, float)}
            one = replace(one, percent="?", readings=one.readings | shares)
        if "," in text[one.end : other.start] or one.dated:
            found[place] = one
            continue
        if text[one.end : other.start] in ("-", "–") and (thousands := _shared_thousands(one, other)):
            one = replace(one, readings=_scaled(one.readings, thousands), own=_scaled(one.own, thousands))
        if other.scale != 1 and one.scale == 1:
            one = replace(one, readings=_scaled(one.readings, other.scale), own=_scaled(one.own, other.scale))
        if bool(one.currency) != bool(other.currency) and not (one.percent or other.percent):
            one = replace(one, currency=one.currency or other.currency)
            found[place + 1] = replace(other, currency=one.currency)
        found[place] = one
    return found
