"""Values must be the same in both texts: numbers, shares, amounts and dates, however they are written."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import chain, product

from briefgen.check.languages import LANGUAGES, language
from briefgen.check.pairs.pair import Pair, PairProblem
from briefgen.check.quantities import may_count, quantities
from briefgen.check.quantities.figures import CURRENCY, Quantity
from briefgen.check.quantities.masks import call_numbers
from briefgen.check.quantities.numerals import Value, Weight, exact
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
# How alike telephone numbers are of which one is a slip.
_ALIKE = 0.75
_NOTHING = Comparison((), (), ())


# Words, less Roman numbers, which are figures everywhere.
_WORD = re.compile(r"(?!\b[IVXLC]{2,}\b)\b[^\W\d_]+")


def _blank(found: re.Match[str]) -> str:
    """Return a word that means nothing in any language, of the same length."""
    return "z" * len(found[0])


def compared(pair: Pair) -> Comparison:
    """Return the comparison of a pair; the checks of one pair share it."""
    return _compared(pair.source, pair.target, pair.source_lang, pair.target_lang)


@lru_cache(1 << 8)
def _compared(source: str, target: str, source_lang: str, target_lang: str) -> Comparison:
    if max(len(source), len(target)) > _LONGEST:
        return _NOTHING
    if not {language(source_lang), language(target_lang)} <= set(LANGUAGES):
        return _figures_compared(source, target, source_lang, target_lang)
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
    lost, added = _forgiven(lost, theirs, added), _forgiven(added, ours, lost)
    if (lost or added) and any(q.parts for q in (*ours, *theirs)):
        again, fewer, less = _matched(_taken_apart(ours, theirs), _taken_apart(theirs, ours))
        if len(fewer) + len(less) < len(lost) + len(added):
            matched, lost, added = again, _forgiven(fewer, theirs, less), _forgiven(less, ours, fewer)
    return Comparison(tuple(matched), tuple(sorted(lost, key=_start)), tuple(sorted(added, key=_start)))


def _figures_compared(source: str, target: str, source_lang: str, target_lang: str) -> Comparison:
    """Compare the figures alone, for the words of one of the languages are not read: five, June and million.

    A figure may stand for a word, in the text that is read and in the one that is not: there it is an error only
    beside one that has taken its place.
    """
    ours = quantities(_WORD.sub(_blank, source), source_lang)
    theirs = quantities(_WORD.sub(_blank, target), target_lang)
    matched, lost, added = _matched(ours, theirs)
    said = _said(source, source_lang), _said(target, target_lang)
    lost = [one for one in lost if one.readings.isdisjoint(said[1])]
    added = [one for one in added if one.readings.isdisjoint(said[0])]
    if not (added or language(target_lang) in LANGUAGES) or not (lost or language(source_lang) in LANGUAGES):
        lost, added = [], []
    return Comparison(tuple(matched), tuple(sorted(lost, key=_start)), tuple(sorted(added, key=_start)))


def _said(text: str, tag: str) -> frozenset[Value]:
    """Return all that the figures and words of a text mean, where its language is read."""
    found = quantities(text, tag) if language(tag) in LANGUAGES else ()
    return frozenset().union(*(part.readings for one in found for part in (one, *chain(*one.parts))))


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
    return quantity.readings, quantity.weight is Weight.FREE


def _in_common(ones: list[Quantity], others: list[Quantity]) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """Yield which can mean the same, by their places, with what sorts those first that have the most in common."""
    at_value: dict[Value, list[int]] = {}
    for other_at, other in enumerate(others):
        for value in other.readings:
            at_value.setdefault(value, []).append(other_at)
    begun: Counter[Value] = Counter()
    for one_at, one in enumerate(ones):
        for other_at in {at for value in one.readings for at in at_value.get(value, ())[begun[value] :][:_CHOICES]}:
            other = others[other_at]
            # The first of a month is no article.
            if not (one.dated and other.weight is Weight.FREE) and not (other.dated and one.weight is Weight.FREE):
                yield _unlikeness(one, other), one_at, other_at
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


def _forgiven(left: list[Quantity], others: tuple[Quantity, ...], against: list[Quantity]) -> list[Quantity]:
    """Return what is left without what only says again what the other text says once.

    A month or an ordinal is said twice by mistake when the other text has, ``against`` it, another that is left.
    """
    if not left:
        return left
    parts = [part for other in others for part in (other, *chain(*other.parts))]
    said = {dated: _by_value(part for part in parts if part.dated or not dated) for dated in (False, True)}
    again = _by_value(left)
    kinds = {_kind(other) for other in against if not _says(again, other)} - {""}
    return [one for one in left if one.weight and (_kind(one) in kinds or not _says(said[one.dated], one))]


def _by_value(quantities_: Iterable[Quantity]) -> Mapping[Value, set[frozenset[Value]]]:
    """Return for each value what it stands with among the readings of a quantity."""
    found: dict[Value, set[frozenset[Value]]] = {}
    for quantity in quantities_:
        for value in quantity.readings:
            found.setdefault(value, set()).add(quantity.readings)
    return found


def _says(said: Mapping[Value, set[frozenset[Value]]], one: Quantity) -> bool:
    """Tell whether a value was said: a quarter can be three months, and yet a third is no quarter."""
    return any(
        other <= one.readings or one.readings <= other for value in one.readings for other in said.get(value, ())
    )


def _kind(quantity: Quantity) -> str:
    """Return whether a quantity is a month or an ordinal."""
    if any(isinstance(value, tuple) and value[0] == "month" for value in quantity.readings):
        return "month"
    whole = next((value for value in quantity.readings if isinstance(value, float) and value > 1), 0.0)
    is_rank = quantity.weight is Weight.SOFT and whole > 2 and exact(1 / whole) in quantity.readings
    return "ordinal" if is_rank else ""


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
    lost = [one for one in ours if not any(_same_call(one, other) for other in theirs)][:_CHOICES]
    added = [other for other in theirs if not any(_same_call(one, other) for one in ours)][:_CHOICES]
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
