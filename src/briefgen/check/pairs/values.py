"""Values must be the same in both texts: numbers, shares, amounts and dates, however they are written."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from briefgen.check.pairs.pair import Pair, PairProblem
from briefgen.check.quantities import may_count, quantities
from briefgen.check.quantities.figures import CURRENCY, Quantity
from briefgen.check.quantities.numerals import Value, Weight
from briefgen.check.quantities.times import with_spans


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which quantities of two texts belong together, and which have no counterpart."""

    matched: tuple[tuple[Quantity, Quantity], ...]
    lost: tuple[Quantity, ...]
    added: tuple[Quantity, ...]


# No message is a book: what is longer is not worth the time that it could be made to take.
_LONGEST = 20_000
# Of quantities with the same value so many are weighed against each other.
_CHOICES = 8
_NOTHING = Comparison((), (), ())


def compared(pair: Pair) -> Comparison:
    """Return the comparison of a pair; the checks of one pair share it."""
    return _compared(pair.source, pair.target, pair.source_lang, pair.target_lang)


@lru_cache(1 << 8)
def _compared(source: str, target: str, source_lang: str, target_lang: str) -> Comparison:
    if max(len(source), len(target)) > _LONGEST:
        return _NOTHING
    if not may_count(source, source_lang) and not may_count(target, target_lang):
        return _NOTHING
    ours, theirs = quantities(source, source_lang), quantities(target, target_lang)
    matched, lost, added = _matched(ours, theirs)
    if any(quantity.parts for quantity in (*lost, *added)):
        again, lost, added = _matched(_taken_apart(lost, added), _taken_apart(added, lost))
        matched += again
    if lost and added:
        again, lost, added = _matched(with_spans(source, source_lang, lost), with_spans(target, target_lang, added))
        matched += again
    lost, added = _forgiven(lost, theirs), _forgiven(added, ours)
    if (lost or added) and any(q.parts for q in (*ours, *theirs)):
        again, fewer, less = _matched(_taken_apart(ours, theirs), _taken_apart(theirs, ours))
        if len(fewer) + len(less) < len(lost) + len(added):
            matched, lost, added = again, _forgiven(fewer, theirs), _forgiven(less, ours)
    return Comparison(tuple(matched), tuple(sorted(lost, key=_start)), tuple(sorted(added, key=_start)))


def _start(quantity: Quantity) -> int:
    return quantity.start


def _matched(
    ours: tuple[Quantity, ...] | list[Quantity], theirs: tuple[Quantity, ...] | list[Quantity]
) -> tuple[list[tuple[Quantity, Quantity]], list[Quantity], list[Quantity]]:
    """Pair off what can mean the same: first what reads alike, then what has the most in common, then the first."""
    pairs: list[tuple[Quantity, Quantity]] = []
    lost, left = list(ours), list(theirs)
    for alike in (_in_all, _in_readings):
        waiting: dict[object, deque[Quantity]] = {}
        for other in left:
            waiting.setdefault(alike(other), deque()).append(other)
        rest = []
        for one in lost:
            if found := waiting.get(alike(one)):
                pairs.append((one, found.popleft()))
            else:
                rest.append(one)
        lost, left = rest, [other for found in waiting.values() for other in found]
        if not lost or not left:
            return pairs, lost, left
    ones, others = set(range(len(lost))), set(range(len(left)))
    for _, one_at, other_at in sorted(_in_common(lost, left)):
        if one_at in ones and other_at in others:
            ones.remove(one_at)
            others.remove(other_at)
            pairs.append((lost[one_at], left[other_at]))
    return pairs, [lost[at] for at in sorted(ones)], [left[at] for at in sorted(others)]


def _in_all(quantity: Quantity) -> object:
    return quantity.readings, quantity.percent, quantity.currency, quantity.dated, bool(quantity.parts)


def _in_readings(quantity: Quantity) -> object:
    return quantity.readings


def _in_common(ones: list[Quantity], others: list[Quantity]) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """Yield which can mean the same, by their places, with what sorts those first that have the most in common."""
    at_value: dict[Value, list[int]] = {}
    for other_at, other in enumerate(others):
        for value in other.readings:
            at_value.setdefault(value, []).append(other_at)
    begun: Counter[Value] = Counter()
    for one_at, one in enumerate(ones):
        for other_at in {at for value in one.readings for at in at_value.get(value, ())[begun[value] :][:_CHOICES]}:
            yield _unlikeness(one, others[other_at]), one_at, other_at
        begun.update(value for value in one.readings if value in at_value)


def _unlikeness(one: Quantity, other: Quantity) -> tuple[int, ...]:
    return (
        -max(one.weight, other.weight),
        -len(one.readings & other.readings),
        one.percent != other.percent,
        one.currency != other.currency,
        one.dated != other.dated,
    )


def _taken_apart(
    some: list[Quantity] | tuple[Quantity, ...], others: list[Quantity] | tuple[Quantity, ...]
) -> list[Quantity]:
    """Return quantities with composite ones in parts, of which those are taken that fit the others best."""
    around = frozenset().union(*(part.readings for other in others for part in (other, *chain(*other.parts))))
    result: list[Quantity] = []
    for one in some:
        if one.parts:
            result += max(one.parts, key=lambda parts: sum(not part.readings.isdisjoint(around) for part in parts))
        else:
            result.append(one)
    return result


def _forgiven(left: list[Quantity], others: tuple[Quantity, ...]) -> list[Quantity]:
    """Return what is left without what only says again what the other text says once."""
    if not left:
        return left
    said = {part.readings for other in others for part in (other, *chain(*other.parts))}
    return [one for one in left if one.weight and not any(_says(one.readings, other) for other in said)]


def _says(one: frozenset[Value], other: frozenset[Value]) -> bool:
    """Tell whether two values are the same: a quarter can be three months, and yet a third is no quarter."""
    return not one.isdisjoint(other) and (one <= other or other <= one)


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
    return any(isinstance(value, float) and value >= 1 for value in one.readings & other.readings)


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
