"""Values must be the same in both texts: numbers, shares, amounts and dates, however they are written."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from briefgen.check.pairs.figures import CURRENCY, Quantity
from briefgen.check.pairs.numerals import Value, Weight
from briefgen.check.pairs.pair import Pair, PairProblem
from briefgen.check.pairs.quantities import may_count, quantities


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
    lost, added = _forgiven(lost, theirs), _forgiven(added, ours)
    if (lost or added) and any(q.parts for q in (*ours, *theirs)):
        again, fewer, less = _matched(_taken_apart(ours, theirs), _taken_apart(theirs, ours))
        if len(fewer) + len(less) < len(lost) + len(added):
            matched, lost, added = again, _forgiven(fewer, theirs), _forgiven(less, ours)
    return Comparison(tuple(matched), tuple(lost), tuple(added))


def _matched(
    ours: tuple[Quantity, ...] | list[Quantity], theirs: tuple[Quantity, ...] | list[Quantity]
) -> tuple[list[tuple[Quantity, Quantity]], list[Quantity], list[Quantity]]:
    """Pair off what can mean the same, the surest first; of several the one that is most alike, then the first."""
    waiting: dict[Value, list[int]] = {}
    for place, other in enumerate(theirs):
        for value in other.readings:
            waiting.setdefault(value, []).append(place)
    free = [True] * len(theirs)
    pairs: list[tuple[Quantity, Quantity]] = []
    lost = []
    for one in sorted(ours, key=lambda quantity: -quantity.weight):
        places = [place for value in one.readings for place in _next_free(waiting.get(value, []), free)]
        if places:
            best = max(places, key=lambda place: (_likeness(one, theirs[place]), -place))
            free[best] = False
            pairs.append((one, theirs[best]))
        else:
            lost.append(one)
    left = [other for other, is_free in zip(theirs, free, strict=True) if is_free]
    return pairs, lost, left


def _next_free(places: list[int], free: list[bool]) -> list[int]:
    """Return the first of the places that are still free, and forget those that are not."""
    while places and not free[places[0]]:
        places.pop(0)
    return [place for place in places[:_CHOICES] if free[place]]


def _likeness(one: Quantity, other: Quantity) -> tuple[int, ...]:
    return (
        one.percent == other.percent,
        one.currency == other.currency,
        one.dated == other.dated,
        min(other.weight, Weight.HARD),
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
    said = frozenset().union(*(part.readings for other in others for part in (other, *chain(*other.parts))))
    return [one for one in left if one.weight and one.readings.isdisjoint(said)]


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
    return any(isinstance(value, tuple) and value[0] == "vague" for value in quantity.readings)


def number_changed(pair: Pair) -> Iterator[PairProblem]:
    """Numbers, ordinals, centuries, shares and decades mean the same in both texts."""
    yield from _changed(pair, "number-changed", False)


def date_changed(pair: Pair) -> Iterator[PairProblem]:
    """Days, months and years of dates are the same in both texts."""
    yield from _changed(pair, "date-changed", True)


def _changed(pair: Pair, code: str, dated: bool) -> Iterator[PairProblem]:
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
        if one.own and other.own and one.own.isdisjoint(other.own):
            text = pair.target[other.start : other.end]
            message = f'"{text}" means another number to readers of {pair.target_lang}'
            hint = "write points and commas as the language does"
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
            lacking = not code.endswith("_") and code not in {found.lastgroup for found in CURRENCY.finditer(text)}
        if differ or lacking:
            message = f"the amount is in {one.currency or 'no currency'} and became {other.currency or 'none'}"
            yield PairProblem("currency-changed", message.replace("_", ""), "keep the currency", one.span, other.span)
