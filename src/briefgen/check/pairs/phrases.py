"""Number words in a row: two and a half million, dos tercios, vingt et un, one in four."""

import re
from dataclasses import replace

from briefgen.check.pairs.figures import Quantity, currency_at, percent_at
from briefgen.check.pairs.numerals import CARDINAL, Kind, Numeral, Value, Weight, exact, numeral
from briefgen.check.pairs.pair import words

_JOIN = frozenset((" ", "-", "‑", "\u00a0", "\u202f", ""))
_AND = {"en": "and", "es": "y", "fr": "et", "nl": "en"}
_LINKS = words("a an de d of van een un")
_DECADES = frozenset(["jaren", "años", "années", "decennia"])
# Before a hundred or a thousand these make it vague: several hundred, unos cientos.
_SEVERAL = words("several few varios varias enkele paar ettelijke plusieurs quelques algunos some many")
_POINTING = words("the these those between los las estos estas entre de deze die tussen les ces entre aux")
HALVES = {
    "en": re.compile(r"(?:-| )and a half\b"),
    "es": re.compile(r"(?: (?!mil|bill)\w+)? y medi[oa]\b"),
    "nl": re.compile(r" en (?:een|één) halfe?\b"),
    "fr": re.compile(r"(?: (?!mill|bill)\w+)? et demie?\b"),
}
_RATIOS = {
    "en": re.compile(r"(?: \w+)? (?:in|out of)(?: every)? "),
    "es": re.compile(r"(?: \w+)? (?:de|por) cada "),
    "nl": re.compile(r"(?: \w+)? (?:op|van)(?: de| elke| iedere)? "),
    "fr": re.compile(r"(?: \w+)? sur "),
}
# Without one of these a text has no ratio.
_RATIO_SIGNS = {"en": (" in ", "out of"), "es": (" cada ",), "nl": (" op ", " van "), "fr": (" sur ",)}

Token = tuple[str, str, int, int]


class Phrases:
    """The tokens of one text, and what its number words mean together."""

    def __init__(self, text: str, lang: str, tokens: list[Token]) -> None:
        self.text, self.lang, self.tokens = text, lang, tokens
        self.may_share = any(sign in text for sign in _RATIO_SIGNS[lang])
        self.lower = [token[1].lower() if token[0] == "word" else "" for token in tokens]

    def _joined(self, index: int) -> bool:
        """Tell whether only a space or a hyphen stands between a token and the one before."""
        return index < len(self.tokens) and self.text[self.tokens[index - 1][3] : self.tokens[index][2]] in _JOIN

    def known(self, index: int) -> Numeral | None:
        """Return the number word at a place, when it follows the token before directly."""
        return numeral(self.lower[index], self.lang) if self._joined(index) and self.lower[index] else None

    def word(self, index: int, known: Numeral) -> tuple[Quantity | None, int]:
        """Return what begins with a number word, if it is one here, and the token behind it."""
        start, after = self.tokens[index][2], index + 1
        before = self.lower[index - 1] if index else ""
        if known.kind in CARDINAL:
            return self._cardinal_words(index, known, before)
        if known.kind is Kind.MONTH and self.lang == "en" and self.tokens[index][1].islower():
            return None, after
        if known.kind is Kind.PART and (time := self._half_hour(index)):
            return time
        part = next((value for value in known.values if isinstance(value, float) and value % 1), 0.0)
        if part and (scale := self._scale_behind(after)):
            return self.quantity((part * scale[0],), start, scale[1]), scale[1]
        if (
            known.kind is Kind.ORDINAL
            and self.lang == "es"
            and self.lower[after : after + 1] in (["parte"], ["partes"])
        ):
            return Quantity(frozenset(known.values), start, self.tokens[after][3], Weight.SOFT), after + 1
        if isinstance(known.values[0], tuple) and known.values[0][0] == "vague":
            return self._vague(index, known)
        values = (*known.values, 1900 + known.number) if before in _DECADES else known.values
        return Quantity(frozenset(values), start, self.tokens[index][3], known.weight), after

    def _half_hour(self, index: int) -> tuple[Quantity, int] | None:
        """Read half past seven, and half acht, which is the same hour."""
        after = index + 1 + (self.lang == "en")
        behind = self.lower[index + 1 : index + 2]
        known = self.known(after) if self.lower[index] == "half" and after < len(self.tokens) else None
        if known is None or known.kind not in (Kind.UNIT, Kind.TEEN) or self.known(after + 1):
            return None
        if (self.lang == "en" and behind != ["past"]) or known.number > 12:
            return None
        minutes = known.number * 60 + (30 if self.lang == "en" else -30)
        both = frozenset[Value]({("time", minutes), ("time", minutes + 720)})
        return Quantity(both, self.tokens[index][2], self.tokens[after][3]), after + 1

    def _vague(self, index: int, known: Numeral) -> tuple[Quantity, int]:
        """Read hundreds, and hundreds of thousands."""
        size, after = _size(known), index + 1
        if self.lang == "nl" and (direct := self.known(after)) and _size(direct):
            size, after = size * _size(direct), after + 1
        elif self.lang == "nl" and direct and direct.kind is Kind.SCALE:
            size, after = size * direct.number, after + 1
        elif self.lower[after : after + 1] and self.lower[after] in ("of", "de"):
            larger = numeral(self.lower[after + 1], self.lang) if after + 1 < len(self.lower) else None
            if larger and (larger.kind is Kind.SCALE or _size(larger)):
                size, after = size * (_size(larger) or larger.number), after + 2
        start, end = self.tokens[index][2], self.tokens[after - 1][3]
        return Quantity(frozenset({("vague", size)}), start, end, Weight.SOFT), after

    def _cardinal_words(self, index: int, known: Numeral, before: str) -> tuple[Quantity | None, int]:
        start, word = self.tokens[index][2], self.lower[index]
        if before in ("por", "pour") and word in ("ciento", "cien", "cent"):
            return None, index + 1
        if known.kind in (Kind.SCALE, Kind.HUNDRED):
            plural = word.endswith(("s", "es", "en")) and word != "cents"
            if plural or before in _SEVERAL:
                vague = Numeral(Kind.OTHER, (("vague", known.number),), Weight.SOFT)
                return self._vague(index, vague)
            if len(word) < 4 and word != "mil":
                return None, index + 1
            if self.lower[index + 1 : index + 2] in (["gracias"], ["mercis"], ["thanks"]):
                return None, index + 2
        value, after = self.cardinal(index, 0.0)
        if after == index + 1:
            return self._single(index, known, before)
        values: tuple[Value, ...] = (value,)
        if value % 1 == 0.5 and value < 13:
            # Siete y media, sept heures et demie: also a time.
            values = (value, ("time", value * 60), ("time", value * 60 + 720))
        return self.quantity(values, start, after), after

    def _single(self, index: int, known: Numeral, before: str) -> tuple[Quantity, int]:
        """Read one number word, and what it can begin: a share such as two thirds, or one in four."""
        start, value = self.tokens[index][2], known.number
        # "The two cannot be compared" names what was said before; an acronym is no number.
        weight = known.weight
        if (value == 2 and before in _POINTING) or (self.tokens[index][1].isupper() and not self.text.isupper()):
            weight = min(weight, Weight.SOFT if value == 2 else Weight.FREE)
        if share := self.share(index, value):
            return share
        values = known.values
        if before in _DECADES and value % 10 == 0:
            values = (value, ("decade", value), 1900 + value)
        quantity = self.quantity(values, start, index + 1, weight)
        if weight < Weight.HARD and (quantity.percent in ("%", "points") or quantity.currency):
            quantity = replace(quantity, weight=Weight.HARD)
        return quantity, index + 1

    def share(self, index: int, value: float, after: int = 0) -> tuple[Quantity, int] | None:
        """Read two thirds or one in four, from the number at ``index``."""
        after = after or index + 1
        start, end = self.tokens[index][2], self.tokens[after - 1][3]
        low = Quantity(frozenset({value}), start, end, Weight.HARD if value > 1 else Weight.FREE)
        if (first := numeral(self.lower[index], self.lang)) and value > 1:
            low = replace(low, weight=first.weight)
        known = self.known(after)
        if known and value < 10 and (part := self._part(after, known, value)):
            if scale := self._scale_behind(after + 1):
                return self.quantity((value / part * scale[0],), start, scale[1]), scale[1]
            readings_ = {exact(value / part)} | (set(known.values) if value == 1 else set())
            last = after + (self.lower[after + 1 : after + 2] in (["parte"], ["partes"]))
            high = Quantity(frozenset(known.values), self.tokens[after][2], self.tokens[after][3], Weight.SOFT)
            span = (start, self.tokens[last][3])
            weight = Weight.HARD if value > 1 else Weight.SOFT
            return Quantity(frozenset(readings_), *span, weight, parts=((low, high),)), last + 1
        link = _RATIOS[self.lang].match(self.text, end) if self.may_share else None
        if link and after < len(self.tokens) and value.is_integer() and 0 < value <= 100:
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
            step = self._joined(after) and self.lower[after] == _AND[self.lang] and self.lang != "nl"
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
                if figure and not used:
                    break
                current = grown
            else:
                break
            after += 1 + step
        return exact(total + current), after

    def _multiplied(self, index: int) -> bool:
        known = self.known(index)
        return known is not None and known.kind is Kind.HUNDRED

    def _scale_behind(self, index: int) -> tuple[float, int] | None:
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


def _size(known: Numeral) -> float:
    """Return the size of a vague number such as hundreds, or 0."""
    first = known.values[0]
    return float(first[1]) if isinstance(first, tuple) and first[0] == "vague" else 0.0


def _added(lang: str, current: float, known: Numeral, word: str, step: bool) -> float:
    """Return what a number and the word behind it make together, or 0 when they are two numbers."""
    below, kind, value = current % 100, known.kind, known.number
    if lang == "fr" and below == 4 and word in ("vingt", "vingts") and not step:
        return current + 76
    if kind is Kind.HUNDREDS:
        return current + value if current == 0 and not step else 0.0
    tens = below >= 20 and below % 10 == 0
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
