"""Shares: two thirds, one in four, a third of a million."""

import re
from dataclasses import replace

from briefgen.check.quantities.cardinals import Cardinals, Token
from briefgen.check.quantities.figures import Quantity, percent_at
from briefgen.check.quantities.numerals import CARDINAL, Kind, Numeral, Weight, exact, numeral

_RATIOS = {
    "en": re.compile(r"(?: \w+)? (?:in|out of)(?: every)? "),
    "es": re.compile(r"(?: \w+)? (?:de|por) cada "),
    "nl": re.compile(r"(?: \w+)? (?:op|van)(?: de| elke| iedere)? "),
    "fr": re.compile(r"(?: \w+)? sur "),
}
# Without one of these a text has no ratio.
_RATIO_SIGNS = {"en": (" in ", "out of"), "es": (" cada ",), "nl": (" op ", " van "), "fr": (" sur ",)}
_OF = [["of"], ["van"], ["de"], ["del"], ["du"], ["des"], ["d"]]


class Shares(Cardinals):
    """The tokens of one text, and the shares in them."""

    def __init__(self, text: str, lang: str, tokens: list[Token]) -> None:
        super().__init__(text, lang, tokens)
        self._may_share = any(sign in text for sign in _RATIO_SIGNS[lang])

    def share(self, index: int, value: float, after: int = 0) -> tuple[Quantity, int] | None:
        """Read two thirds or one in four, from the number at ``index``."""
        after = after or index + 1
        start, end = self.tokens[index][2], self.tokens[after - 1][3]
        low = Quantity(frozenset({value}), start, end, Weight.HARD if value > 1 else Weight.FREE)
        if (first := numeral(self.lower[index], self.lang)) and value > 1:
            low = replace(low, weight=first.weight)
        known = self.known(after)
        if known and value < 10 and (part := self._part(after, known, value)):
            if scale := self.scale_behind(after + 1):
                return self.quantity((value / part * scale[0],), start, scale[1]), scale[1]
            last = after + (self.lower[after + 1 : after + 2] in (["parte"], ["partes"]))
            is_share = value > 1 or last > after or self.lower[after + 1 : after + 2] in _OF
            readings_ = {exact(value / part)} | (set() if is_share else set(known.values))
            high = Quantity(frozenset(known.values), self.tokens[after][2], self.tokens[after][3], Weight.SOFT)
            span = (start, self.tokens[last][3])
            weight = Weight.HARD if value > 1 else Weight.SOFT
            return Quantity(frozenset(readings_), *span, weight, parts=((low, high),)), last + 1
        link = _RATIOS[self.lang].match(self.text, end) if self._may_share else None
        if (
            link
            and low.weight is not Weight.SOFT
            and after < len(self.tokens)
            and value.is_integer()
            and 0 < value <= 100
        ):
            return self._ratio(low, value, link.end(), after)
        return None

    def _ratio(self, low: Quantity, value: float, at: int, after: int) -> tuple[Quantity, int] | None:
        while after < len(self.tokens) and self.tokens[after][2] < at:
            after += 1
        if after == len(self.tokens) or self.tokens[after][2] != at:
            return None
        kind, figure, start, end = self.tokens[after]
        known = numeral(self.lower[after], self.lang) if kind == "word" else None
        if kind == "figure" and figure.isdigit():
            whole, after = float(figure), after + 1
        elif known and known.kind in CARDINAL:
            whole, after = self.cardinal(after, 0.0)
        else:
            return None
        scaled = self.known(after)
        if not (value < whole and whole in (*range(2, 21), 25, 30, 50, 100, 1000)) or (
            scaled and scaled.kind is Kind.SCALE
        ):
            return None
        end = self.tokens[after - 1][3]
        if percent_at(self.text, end, self.lang):
            return None
        high = Quantity(frozenset({whole}), start, end)
        share = frozenset({exact(value / whole)})
        return Quantity(share, low.start, end, low.weight or Weight.HARD, own=share, parts=((low, high),)), after

    def _part(self, index: int, known: Numeral, value: float) -> float:
        """Return 3 for the thirds of two thirds, or 0."""
        word, behind = self.lower[index], self.lower[index + 1 : index + 2]
        share = next((v for v in known.values if isinstance(v, float) and 0 < v < 0.5), 0.0)
        if not share or (known.kind is Kind.ORDINAL and self.lang == "es" and behind not in (["parte"], ["partes"])):
            return 0.0
        if self.lang == "en" and known.kind is Kind.ORDINAL and value != 1:
            return 0.0
        if self.lang == "fr" and known.kind is Kind.ORDINAL and not word.endswith("s") and value != 1:
            return 0.0
        return float(round(1 / share))
