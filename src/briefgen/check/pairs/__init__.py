"""Checks of one translation against its source: by value, not by string.

Each check is a function of one pair; docs/checks explains every code.
"""

from collections.abc import Mapping
from types import MappingProxyType

from briefgen.check.languages import language
from briefgen.check.pairs import hedges, marks, tongue, values, wording
from briefgen.check.pairs.pair import Pair, PairCheck, PairProblem, Register, Term

PAIR_CHECKS: Mapping[str, PairCheck] = MappingProxyType(
    {
        "number-changed": values.number_changed,
        "number-separator": values.number_separator,
        "percent-changed": values.percent_changed,
        "currency-changed": values.currency_changed,
        "date-changed": values.date_changed,
        "hedge-changed": hedges.hedge_changed,
        "placeholder-changed": marks.placeholder_changed,
        "markup-changed": marks.markup_changed,
        "name-changed": wording.name_changed,
        "term-missing": wording.term_missing,
        "term-banned": wording.term_banned,
        "register-changed": wording.register_changed,
        "inverted-marks": marks.inverted_marks,
        "quotes-foreign": marks.quotes_foreign,
        "text-unchanged": tongue.text_unchanged,
        "language-wrong": tongue.language_wrong,
        "text-too-long": wording.text_too_long,
    }
)
# What these find is a wrong claim, and must not get out; the others find a bad style, or may be told wrongly.
ERRORS = frozenset(
    {"number-changed", "number-separator", "percent-changed", "currency-changed", "date-changed", "placeholder-changed"}
)


def problems(pair: Pair) -> tuple[PairProblem, ...]:
    """Return what is wrong in a pair, of every check."""
    return tuple(problem for check in PAIR_CHECKS.values() for problem in check(pair))


__all__ = ["ERRORS", "PAIR_CHECKS", "Pair", "PairCheck", "PairProblem", "Register", "Term", "language", "problems"]
