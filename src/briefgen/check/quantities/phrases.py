"""Number words in a row: two and a half million, forty-third, two dozen, half past seven."""

from dataclasses import replace

from briefgen.check.languages import words
from briefgen.check.quantities.cardinals import AND
from briefgen.check.quantities.figures import Quantity
from briefgen.check.quantities.numerals import CARDINAL, COUNTED, FIRST, Kind, Numeral, Value, Weight, exact, numeral
from briefgen.check.quantities.shares import Shares

_DECADES = frozenset(["jaren", "años", "années", "decennia"])
# Before a hundred or a thousand these make it vague: several hundred, unos cientos.
_SEVERAL = words("several few varios varias enkele paar ettelijke plusieurs quelques algunos some many")
_POINTING = words("the these those between los las estos estas entre de deze die tussen les ces entre aux des alle")
# Divided by two is halved, multiplied by five fivefold.
_BY = words("by por par door")
_ONE = [["one"], ["een"], ["één"], ["una"], ["uno"], ["un"], ["une"]]
# Two points are a colon, what is said in two words is said in short, and the four corners of the world are everywhere.
_FIGURATIVE = words("points puntos punten words palabras woorden mots coins corners vientos windstreken")
# What a month can follow; "de mayo" and "voor mei" are no names.
_IN_MONTH = {
    "en": words("in since until till before after by from during early late mid between through"),
    "es": words("en de desde hasta a antes durante entre"),
    "nl": words("in sinds tot voor vóór na vanaf begin eind half medio tussen"),
    "fr": words("en de depuis avant après dès fin début mi jusqu'en entre"),
}
# Every third child is one in three.
_EVERY = words("every elk elke ieder iedere cada chaque")
_EMPHATIC = words("one één éen uno")
_THANKS = words("gracias mercis merci thanks thank dank bedankt dankjewel dankuwel")


class Phrases(Shares):
    """The tokens of one text, and what its number words mean together."""

    def word(self, index: int, known: Numeral) -> tuple[Quantity | None, int]:
        """Return what begins with a number word, if it is one here, and the token behind it."""
        start, after = self.tokens[index][2], index + 1
        before = self.lower[index - 1] if index else ""
        if known.number >= 100 and not _THANKS.isdisjoint(self.lower[after : after + 3]):
            return None, after
        if known.kind in CARDINAL:
            return self._cardinal_words(index, known, before)
        if known.kind is Kind.MONTH:
            return self._month(index, known, before), after
        if known.kind is Kind.PART and (time := self._half_hour(index)):
            return time
        part = next((value for value in known.values if isinstance(value, float) and value % 1), 0.0)
        if part and (scale := self.scale_behind(after)):
            return self.quantity((part * scale[0],), start, scale[1]), scale[1]
        if part == 0.5 and self.lang == "en" and self.lower[after : after + 1] in (["as"], ["again"]):
            more = frozenset[Value]({0.5, 1.5})  # half as much again
            return Quantity(more, start, self.tokens[index][3], known.weight), after
        if part == 0.5 and (long := self._long_span(after)):
            both: tuple[Value, ...] = (*known.values, long)
            return Quantity(frozenset(both), start, self.tokens[index][3], known.weight), after
        if (
            known.kind is Kind.ORDINAL
            and self.lang == "es"
            and self.lower[after : after + 1] in (["parte"], ["partes"])
        ):
            return Quantity(frozenset({exact(1 / known.number)}), start, self.tokens[after][3], Weight.SOFT), after + 1
        if known.kind is Kind.ORDINAL and (rank := self._rank(index, known.number, after, known.weight)):
            return rank
        if isinstance(known.values[0], tuple) and known.values[0][0] == "vague":
            return self._vague(index, known)
        if known.kind is Kind.ORDINAL and before == "a" and self.lower[after : after + 1] == ["of"]:
            # A third of them is a share, the third of May is not.
            return Quantity(frozenset({exact(1 / known.number)}), start, self.tokens[index][3], known.weight), after
        values = (*known.values, 1900 + known.number) if before in _DECADES else known.values
        if known.kind is Kind.ORDINAL and known.number == 1:
            values = (FIRST,)
        elif known.kind is Kind.ORDINAL and before in _EVERY:
            values = (*values, exact(1 / known.number))
        return Quantity(frozenset(values), start, self.tokens[index][3], known.weight), after

    def _month(self, index: int, known: Numeral, before: str) -> Quantity | None:
        """Read a month; one that is also another word, by what stands before it."""
        word = self.tokens[index][1]
        if self.lang == "en" and word.islower():
            return None
        weight = Weight.SOFT if len(word) > 2 and before in _IN_MONTH[self.lang] else known.weight
        return Quantity(frozenset(known.values), self.tokens[index][2], self.tokens[index][3], weight)

    def _long_span(self, after: int) -> float:
        """Return the 5 years of half a decade, or 0."""
        after += self.lower[after : after + 1] in (["a"], ["an"], ["een"], ["de"])
        known = numeral(self.lower[after], self.lang) if after < len(self.lower) and self.lower[after] else None
        return known.number / 2 if known and known.weight is Weight.FREE and known.number in (10, 100) else 0.0

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
            if known.number >= 100 and self.cardinal(index, 0.0)[1] == index + 1:
                # A thousand miles can be thousands.
                both: tuple[Value, ...] = (known.number, ("vague", known.number))
                quantity = self.quantity(both, start, index + 1)
                return quantity if quantity.currency or quantity.percent else replace(
                    quantity, weight=Weight.SOFT
                ), index + 1
        if self.lang == "nl" and before == "op" and self.lower[index + 1 : index + 2] == ["na"]:
            # The last but three is the fourth.
            place = frozenset[Value]({known.number + 1, exact(1 / (known.number + 1))})
            return Quantity(place, start, self.tokens[index + 1][3], Weight.SOFT), index + 2
        value, after = self.cardinal(index, 0.0)
        if self.lang != "es" and (rank := self._rank(index, value, after, Weight.SOFT)):
            return rank
        if value < 100 and (dozen := self._dozen(after)):
            weight = Weight.HARD if value > 1 else Weight.SOFT  # a dozen can be some
            return self.quantity((value * dozen,), start, after + 1, weight), after + 1
        if after == index + 1:
            return self._single(index, known, before)
        values: tuple[Value, ...] = (value,)
        if value % 1 == 0.5 and value < 13:
            # Siete y media, sept heures et demie: also a time.
            values = (value, ("time", value * 60), ("time", value * 60 + 720))
        return self.quantity(values, start, after), after

    def _dozen(self, index: int) -> float:
        """Return 12 for the dozen of two dozen, or 0."""
        known = self.known(index)
        if known is None or known.kind is Kind.DOZEN:
            return known.number if known else 0.0
        return COUNTED[self.lang].get(self.lower[index], 0.0)

    def _rank(self, index: int, value: float, after: int, weight: Weight) -> tuple[Quantity, int] | None:
        """Read forty-third, from the number whose words end before ``after``."""
        step = self.lang in ("en", "fr") and self.joined(after) and self.lower[after] == AND[self.lang]
        known = self.known(after + step)
        if known is None or known.kind is not Kind.ORDINAL:
            return None
        hyphen = self.text[self.tokens[after][2] - 1] in "-‑" if after < len(self.tokens) else False
        if not (hyphen or step or self.lang == "es" or value % 100 == 0) or self.lower[after].startswith("premi"):
            return None  # the first fifty
        if self.lang == "fr" and (value, known.number) == (4, 20):
            rank = 80.0
        else:
            limit = 20 if self.lang == "fr" and value in (60, 80) else 100 if value % 100 == 0 else 10
            rank = value + known.number if value >= 20 and value % 10 == 0 and known.number < limit else 0.0
        if not rank:
            return None
        readings = frozenset[Value]({rank, exact(1 / rank)})
        return Quantity(readings, self.tokens[index][2], self.tokens[after + step][3], weight), after + step + 1

    def _single(self, index: int, known: Numeral, before: str) -> tuple[Quantity, int]:
        """Read one number word, and what it can begin: a share such as two thirds, or one in four."""
        start, value = self.tokens[index][2], known.number
        # "The two cannot be compared" names what was said before; an acronym is no number.
        weight = known.weight
        if self.tokens[index][1].isupper() and not self.text.isupper() and value != 2:
            weight = Weight.FREE
        elif (
            before in _BY
            or not _FIGURATIVE.isdisjoint(self.lower[index + 1 : index + 2])
            or (value == 2 and self._is_loose_two(index, before))
        ):
            weight = min(weight, Weight.SOFT)
        if share := self.share(index, value):
            return share
        values = known.values
        if self.lower[index] in _EMPHATIC:
            values = (value, FIRST)
        if before in _DECADES and value % 10 == 0:
            values = (value, ("decade", value), 1900 + value)
        quantity = self.quantity(values, start, index + 1, weight)
        # A euro a day is one euro, and a livre may be a book.
        sure = quantity.currency and not quantity.currency.endswith("_") and value > 1
        if weight < Weight.HARD and (quantity.percent in ("%", "points") or sure):
            quantity = replace(quantity, weight=Weight.HARD)
        return quantity, index + 1

    def _is_loose_two(self, index: int, before: str) -> bool:
        """Tell whether two may be said without a number: the two, one or two, two-sided."""
        end = self.tokens[index][3]
        compound = self.text[end : end + 1] == "-" and self.text[end + 1 : end + 2].isalpha()
        few = before in ("or", "of", "o", "ou") and self.lower[index - 2 : index - 1] in _ONE
        return before in _POINTING or compound or few or self.tokens[index][1].isupper()


def _size(known: Numeral) -> float:
    """Return the size of a vague number such as hundreds, or 0."""
    first = known.values[0]
    return float(first[1]) if isinstance(first, tuple) and first[0] == "vague" else 0.0
