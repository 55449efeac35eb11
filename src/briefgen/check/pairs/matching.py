"""Which values of a text and its translation belong together, and which have no counterpart."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from briefgen.check.languages import LANGUAGES, language
from briefgen.check.pairs.pair import Pair
from briefgen.check.quantities import may_count, quantities
from briefgen.check.quantities.figures import Quantity
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
