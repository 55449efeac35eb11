"""Values must be the same in both texts: numbers, shares, amounts and dates, however they are written."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import product

from briefgen.check.pairs.matching import compared
from briefgen.check.pairs.pair import Pair, PairProblem
from briefgen.check.quantities.figures import CURRENCY, Quantity
from briefgen.check.quantities.masks import call_numbers
from briefgen.check.quantities.numerals import Weight

# So many telephone numbers are compared with each other, and one this much like another is a slip.
_CALLS = 8
_ALIKE = 0.75


def _unpaired(pair: Pair) -> Iterator[tuple[Quantity | None, Quantity | None]]:
    """Yield what differs: a value of the source text, one of the translation, or both."""
    both = compared(pair)
    if not both.lost and not both.added:
        return
    lost, added = list(both.lost), list(both.added)
    for vague in (True, False):
        ones = [one for one in lost if _is_vague(one) is vague]
        others = [other for other in added if _is_vague(other) is vague]
        while ones and others:
            one, other = ones.pop(0), others.pop(0)
            lost.remove(one)
            added.remove(other)
            yield one, other
    yield from ((one, None) for one in lost if one.weight is Weight.HARD)
    yield from ((None, other) for other in added if other.weight is Weight.HARD)


def _is_vague(quantity: Quantity) -> bool:
    return all(isinstance(value, tuple) and value[0] == "vague" for value in quantity.readings)


def number_changed(pair: Pair) -> Iterator[PairProblem]:
    """Numbers, ordinals, centuries, shares and decades mean the same in both texts."""
    yield from _changed("number-changed", pair, False)
    yield from _misdialled(pair)


def _same_call(one: str, other: str) -> bool:
    """Tell whether two numbers reach the same: one may begin with the country."""
    short, long = sorted((one.lstrip("0"), other.lstrip("0")), key=len)
    return long.endswith(short)


def _is_slip(one: str, other: str) -> bool:
    same = sum(figure == its for figure, its in zip(one, other, strict=False)) / max(len(one), len(other))
    return max(same, SequenceMatcher(None, one, other, False).ratio()) > _ALIKE


def _misdialled(pair: Pair) -> Iterator[PairProblem]:
    """Yield telephone and account numbers that differ in a figure or two; other readers may have another number."""
    ours, theirs = call_numbers(pair.source), call_numbers(pair.target)
    lost = [one for one in ours if not any(_same_call(one, other) for other in theirs)][:_CALLS]
    added = [other for other in theirs if not any(_same_call(one, other) for one in ours)][:_CALLS]
    for one, other in product(lost, added):
        if abs(len(one) - len(other)) < 2 and _is_slip(one, other):
            message = f'"{pair.source[slice(*ours[one])]}" became "{pair.target[slice(*theirs[other])]}"'
            yield PairProblem("number-changed", message, "copy the number", ours[one], theirs[other])


def date_changed(pair: Pair) -> Iterator[PairProblem]:
    """Days, months and years of dates are the same in both texts."""
    yield from _changed("date-changed", pair, True)


def _changed(code: str, pair: Pair, dated: bool) -> Iterator[PairProblem]:
    for one, other in _unpaired(pair):
        if any(quantity.dated for quantity in (one, other) if quantity) is not dated:
            continue
        ours = pair.source[one.start : one.end] if one else ""
        theirs = pair.target[other.start : other.end] if other else ""
        if one and other:
            message = f'"{ours}" became "{theirs}"'
        else:
            message = f'"{ours}" is missing in the translation' if one else f'"{theirs}" is not in the source text'
        hint = "say the same value as the source text"
        yield PairProblem(code, message, hint, one.span if one else None, other.span if other else None)


def number_separator(pair: Pair) -> Iterator[PairProblem]:
    """1,500 in English is 1.500 in Dutch; left as it was it means one and a half."""
    for one, other in compared(pair).matched:
        text, hint = pair.target[other.start : other.end], "write points and commas as the language does"
        if not any(isinstance(value, float) for value in one.readings & other.readings):
            continue  # a time
        if one.own and other.own and one.own.isdisjoint(other.own):
            message = f'"{text}" means another number to readers of {pair.target_lang}'
            yield PairProblem("number-separator", message, hint, one.span, other.span)
        elif other.foreign and (other.percent or other.currency or other.scale != 1):
            message = f'"{text}" is not written as readers of {pair.target_lang} do'
            yield PairProblem("number-separator", message, hint, one.span, other.span)


def percent_changed(pair: Pair) -> Iterator[PairProblem]:
    """A percentage stays one, and percentage points stay points."""
    for one, other in compared(pair).matched:
        if one.percent == other.percent or "?" in (one.percent, other.percent) or not _plain(one, other):
            continue
        words = {"%": "a percentage", "points": "percentage points", "": "no percentage"}
        text = pair.target[other.start : other.end]
        message = f'"{text}" is {words[other.percent]}; in the source text it is {words[one.percent]}'
        yield PairProblem("percent-changed", message, "say what the source text says", one.span, other.span)


def _plain(one: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities have a common value that is no share such as a half."""
    least = 0 if one.own and other.own else 1
    return any(isinstance(value, float) and value >= least for value in one.readings & other.readings)


def currency_changed(pair: Pair) -> Iterator[PairProblem]:
    """Amounts keep their currency; who converts them says so with both amounts."""
    for one, other in compared(pair).matched:
        if one.currency == other.currency:
            continue
        if one.currency and other.currency:
            differ = one.currency.strip("_") != other.currency.strip("_")
            lacking = False
        else:
            differ, code = False, one.currency or other.currency
            text = pair.target if one.currency else pair.source
            named = {(found.lastgroup or "").strip("_") for found in CURRENCY.finditer(text)}
            lacking = not code.endswith("_") and code not in named
        if differ or lacking:
            message = f"the amount is in {one.currency or 'no currency'} and became {other.currency or 'none'}"
            yield PairProblem("currency-changed", message.replace("_", ""), "keep the currency", one.span, other.span)
