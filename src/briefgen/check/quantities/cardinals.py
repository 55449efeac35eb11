"""Cardinals: number words in a row, and scale words behind digits, as one number."""

import re

from briefgen.check.languages import words
from briefgen.check.quantities.figures import Quantity, currency_at, percent_at
from briefgen.check.quantities.numerals import CARDINAL, Kind, Numeral, Value, Weight, exact, numeral

_JOIN = frozenset((" ", "-", "‑", "\u00a0", "\u202f", ""))
AND = {"en": "and", "es": "y", "fr": "et", "nl": "en"}
_LINKS = words("a an de d of van een un")
HALVES = {
    "en": re.compile(r"(?:-| )and a half\b"),
    "es": re.compile(r"(?: (?!mil|bill)\w+)? y medi[oa]\b"),
    "nl": re.compile(r" en (?:een|één) halfe?\b"),
    "fr": re.compile(r"(?: (?!mill|bill)\w+)? et demie?\b"),
}

Token = tuple[str, str, int, int]


class Cardinals:
    """The tokens of one text, and the cardinal numbers in them."""

    def __init__(self, text: str, lang: str, tokens: list[Token]) -> None:
        self.text, self.lang, self.tokens = text, lang, tokens
        self.lower = [token[1].lower() if token[0] == "word" else "" for token in tokens]

    def joined(self, index: int) -> bool:
        """Tell whether only a space or a hyphen stands between a token and the one before."""
        return index < len(self.tokens) and self.text[self.tokens[index - 1][3] : self.tokens[index][2]] in _JOIN

    def behind(self, index: int, end: int) -> int:
        """Return the first token behind ``index`` that begins at ``end`` or later."""
        index += 1
        while index < len(self.tokens) and self.tokens[index][2] < end:
            index += 1
        return index

    def known(self, index: int) -> Numeral | None:
        """Return the number word at a place, when it follows the token before directly."""
        return numeral(self.lower[index], self.lang) if self.joined(index) and self.lower[index] else None

    def cardinal(self, index: int, figure: float) -> tuple[float, int]:
        """Return the number that begins at ``index``, in words or with scale words behind its digits, and its end."""
        total, current, used, after = 0.0, figure, 0.0, index
        if figure:
            after = index + 1
        else:
            first = numeral(self.lower[index], self.lang)
            assert first is not None
            current, after = first.number, index + 1
            if first.kind is Kind.SCALE:
                total, current, used = first.number, 0.0, first.number
        while True:
            if half := HALVES[self.lang].match(self.text, self.tokens[after - 1][3]):
                current, total = (current + 0.5, total) if not used or current else (current, total + used / 2)
                while after < len(self.tokens) and self.tokens[after][2] < half.end():
                    after += 1
            step = self.joined(after) and self.lower[after] == AND[self.lang] and self.lang != "nl"
            known = self.known(after + step)
            if known is None or known.kind not in CARDINAL:
                break
            if known.kind is Kind.SCALE:
                if step or (used and known.number == used) or (figure and known.number == 1 and total):
                    break
                whole = total + current if used and known.number > used else current
                total = whole * known.number + (0.0 if used and known.number > used else total)
                current, used = 0.0, known.number
            elif known.kind is Kind.HUNDRED:
                if step or not 0 < current < 100 or figure:
                    break
                current *= 100
            elif (grown := _added(self.lang, current, known, self.lower[after + step], step)) and not (
                step and self._multiplied(after + step + 1)
            ):
                if figure:
                    break
                current = grown
            else:
                break
            after += 1 + step
        return exact(total + current), after

    def _multiplied(self, index: int) -> bool:
        known = self.known(index)
        return known is not None and known.kind is Kind.HUNDRED

    def scale_behind(self, index: int) -> tuple[float, int] | None:
        """Return the scale of half a million, and its end."""
        last = min(index + 3, len(self.tokens))
        while index < last and self.lower[index] in _LINKS:
            index += 1
        known = numeral(self.lower[index], self.lang) if index < len(self.tokens) and self.lower[index] else None
        if known is None or known.kind is not Kind.SCALE:
            return None
        return known.number, index + 1

    def quantity(
        self,
        values: tuple[Value, ...],
        start: int,
        after: int,
        weight: Weight = Weight.HARD,
        own: tuple[Value, ...] = (),
    ) -> Quantity:
        """Return the quantity up to the token before ``after``, with its percent sign or currency."""
        end = self.tokens[after - 1][3]
        percent = percent_at(self.text, end, self.lang)
        currency = "" if percent else currency_at(self.text, start, end)
        found: set[Value] = {exact(value) if isinstance(value, float) else value for value in values}
        if percent:
            found |= {exact(value / 100) for value in values if isinstance(value, float)}
        return Quantity(frozenset(found), start, end, weight, frozenset(own), percent, currency)


def _added(lang: str, current: float, known: Numeral, word: str, step: bool) -> float:
    """Return what a number and the word behind it make together, or 0 when they are two numbers."""
    below, kind, value = current % 100, known.kind, known.number
    if lang == "fr" and below == 4 and word in ("vingt", "vingts") and not step:
        return current + 76
    if kind is Kind.HUNDREDS:
        return current + value if current == 0 and not step else 0.0
    tens = below % 10 == 0 and (below >= 20 or (below == 10 and lang == "es" and step))
    if tens and kind is Kind.UNIT:
        fits = step == (lang == "es") or lang == "fr"
        return current + value if fits and lang != "nl" else 0.0
    if lang == "fr" and kind is Kind.TEEN and below in (10, 60, 80) and (below != 10 or value < 0):
        return current + value
    if below == 0 and current >= 0 and kind in (Kind.UNIT, Kind.TEEN, Kind.TENS):
        return current + value if not step or lang == "en" else 0.0
    if lang == "fr" and kind is Kind.UNIT and below % 20 == 10 and not step and value > 6:
        return current + value
    return 0.0
