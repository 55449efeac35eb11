"""Quantities: every number, date, share and amount of a text by its value, however it is written."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from briefgen.check.languages import language
from briefgen.check.quantities.cardinals import HALVES, Token
from briefgen.check.quantities.figures import (
    FRACTIONS,
    Quantity,
    currency_at,
    date_orders,
    factor_at,
    is_foreign,
    is_sections,
    readings,
    written_for,
)
from briefgen.check.quantities.links import dated, linked
from briefgen.check.quantities.masks import masked
from briefgen.check.quantities.numerals import FIRST, WORDS, Kind, Value, Weight, exact, numeral
from briefgen.check.quantities.phrases import Phrases
from briefgen.check.quantities.times import time_of_day

_DATE = (
    r"(?P<date>(?<![\d/.-])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}-\d{1,2}-(?:\d{4}|\d\d)|\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)"
    r"|\d{1,2}\.\d{1,2}\.\d{4})(?![\d/-]))"
)
_FIGURE = r"(?P<figure>\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?![.,]?\d{3})(?!\d)(?:[.,]\d+)?|\d+(?:[.,:'’]\d+)*)"
_WORD = r"(?P<word>[^\W\d_]+)|(?P<part>[½¼¾⅓⅔⅕⅛])"
# Letters and figures in turn, such as 1d6b: an identifier, to be copied.
_CODE = r"(?P<code>(?<!\w)(?:\d+[a-zA-Z]+\d+[a-zA-Z]\w*|[a-zA-Z]+\d+[a-zA-Z]+\d\w*))"
_TOKENS = re.compile(f"{_DATE}|{_CODE}|{_FIGURE}|{_WORD}")
_ROMAN = re.compile(r"([IVXLC]+)(?:e|er|ère|ème|de|ste)?")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_CENTURY_BEFORE = frozenset(["siglo", "siglos", "century", "siècle", "eeuw"])
_CENTURY_BEHIND = frozenset(["siècle", "siècles", "eeuw", "century"])
_UNIT_OF_DAY = re.compile(r"[\s-](?:hours?|horas|uur|heures|days|días|dagen|jours)\b")
_MARKS = frozenset("sS'’mMkKb½¼¾⅓⅔⅕⅛t")
# Where times are told, 10.15 can be one.
_HAS_TIME = re.compile(r"\d\s?(?:[ap]\.?\s?m\b|uur\b|u\b|h\b|heures?\b|horas?\b|hrs?\b)|\d:[0-5]\d")
_CLOCK = re.compile(r"([01]?\d|2[0-4])[.:]([0-5]\d)")
_IN_NAME = re.compile(r"\w[./]$")  # of a file or an address
_YEAR_BEFORE = re.compile(r"\b(1[89]|20)\d\d[-–/]$")
_DECIMAL = re.compile(r"\d+(?:[.,]\d+)?")
_DIGIT = re.compile(r"[\d½¼¾⅓⅔⅕⅛]")
_LETTERS = re.compile(r"[^\W\d_]+")
_COUNTING = {
    lang: frozenset(word for word, known in words.items() if known.weight) | _CENTURY_BEFORE
    for lang, words in WORDS.items()
}


@lru_cache(1 << 10)
def may_count(text: str, tag: str) -> bool:
    """Tell whether a text has anything that counts: articles and the like do not by themselves."""
    if _DIGIT.search(text):
        return True
    lang = language(tag)
    words = _LETTERS.findall(text.lower())
    if lang == "nl":
        return any((known := numeral(word, lang)) and known.weight for word in words)
    return not _COUNTING[lang if lang in WORDS else "en"].isdisjoint(words)


@lru_cache(1 << 10)
def quantities(text: str, tag: str) -> tuple[Quantity, ...]:
    """Return the quantities of a text in the language ``tag``, in their order."""
    lang = language(tag)
    return _Reading(masked(text), lang if lang in WORDS else "en", tag).found()


class _Reading(Phrases):
    """One text, read from left to right."""

    def __init__(self, text: str, lang: str, tag: str) -> None:
        tokens: list[Token] = [(m.lastgroup or "", m[0], m.start(), m.end()) for m in _TOKENS.finditer(text)]
        super().__init__(text, lang, tokens)
        self.has_times = bool(_HAS_TIME.search(text))
        self.tag = tag if text.isascii() and "," not in text and "." not in text else written_for(text, tag)

    def found(self) -> tuple[Quantity, ...]:
        result: list[Quantity] = []
        index, tokens, lang = 0, self.tokens, self.lang
        while index < len(tokens):
            if (word := self.lower[index]) and word[0] not in "ivxlc" and numeral(word, lang) is None:
                index += 1
                continue
            kind, word, start, end = tokens[index]
            after = index + 1
            if kind == "word":
                known = numeral(self.lower[index], lang)
                if known is not None:
                    quantity, after = self.word(index, known)
                    if quantity:
                        result.append(quantity)
                elif word[0] in "IVXLC" and (match := _ROMAN.fullmatch(word)):
                    result += self._roman(index, match[1])
            elif kind == "code":
                result.append(Quantity(frozenset({("code", word.lower())}), start, end))
            elif kind == "date":
                result.append(self._date(index))
            elif kind == "part":
                result.append(Quantity(frozenset({FRACTIONS[word]}), start, end))
            else:
                quantities, after = self._figure(index)
                result += quantities
            index = after
        return tuple(linked(self.text, dated(self.text, result)))

    def _roman(self, index: int, roman: str) -> Iterator[Quantity]:
        """Yield a Roman number: of a century it matters, elsewhere it may be a letter or part of a name."""
        before = self.lower[index - 1] if index else ""
        behind = self.lower[index + 1] if index + 1 < len(self.lower) else ""
        century = before in _CENTURY_BEFORE or behind in _CENTURY_BEHIND
        if (not century and len(roman) < 2) or roman in ("L", "C"):
            return
        value, largest = 0.0, 0
        for letter in reversed(roman):
            size = _ROMAN_VALUES[letter]
            value += size if size >= largest else -size
            largest = max(largest, size)
        weight = Weight.HARD if century else Weight.FREE
        yield Quantity(frozenset({value}), *self.tokens[index][2:], weight)

    def _date(self, index: int) -> Quantity:
        _, text, start, end = self.tokens[index]
        first, second, third = re.split("[-/.]", text)
        orders = date_orders(first, second, third, self.tag)
        if not orders:
            numbers = tuple(Quantity(frozenset({float(part)}), start, end) for part in (first, second, third))
            return Quantity(frozenset({("figures", text)}), start, end, parts=(numbers,))
        dates: frozenset[Value] = frozenset(("date", "-".join(str(part) for part in order)) for order in orders)
        parts = tuple(
            tuple(Quantity(frozenset({part}), start, end, own=frozenset({part}), dated=True) for part in order)
            for order in orders
        )
        return Quantity(dates, start, end, dated=True, parts=parts)

    def _figure(self, index: int) -> tuple[list[Quantity], int]:
        """Read digits, with what belongs to them: a unit, a scale word, the minutes of a time."""
        _, text, start, end = self.tokens[index]
        if time := time_of_day(self.text, text, start, end):
            return [time], self.behind(index, time.end)
        if "." in text and _IN_NAME.search(self.text, max(0, start - 2), start):
            return [Quantity(frozenset({("figures", text)}), start, end, Weight.SOFT)], index + 1
        if not text.isdigit() and (":" in text or is_sections(text)):
            if "." in text:
                # A section, a version or an address: the same in every language, and no list.
                return [Quantity(frozenset({("figures", text)}), start, end)], index + 1
            parts = [part for part in re.split("[.,:'’]", text) if part]
            return [Quantity(frozenset({float(part)}), start, end) for part in parts], index + 1
        if self.text[end : end + 1] == "/" and self._slashed(index):
            return [self._fraction(index)], index + 2
        own, every = readings(text, self.tag)
        if len(text) == 2 and (year := _YEAR_BEFORE.search(self.text, max(0, start - 5), start)):
            every = (*every, float(year[1] + text))
            own = every
        value, after = every[0], index + 1
        if len(every) == 1 and (share := self.share(index, value, after)):
            return [share[0]], share[1]
        scaled, known = 1.0, self.known(after)
        if value and ((known and known.kind is Kind.SCALE) or HALVES[self.lang].match(self.text, end)):
            own, every = (tuple(self.cardinal(index, one)[0] for one in many) for many in (own, every))
            after = self.cardinal(index, value)[1]
            scaled = known.number if known else 1.0
            if rest := self._hundreds_behind(after, scaled):
                return [self.quantity(tuple(one + rest for one in every), start, after + 1)], after + 1
        values = self._marked(index, every) if after == index + 1 else every
        own = own if values is every else ()
        if self.has_times and (clock := _CLOCK.fullmatch(text)) and after == index + 1:
            minutes = 60.0 * int(clock[1]) + int(clock[2])
            values = (*values, ("time", minutes), ("time", minutes + 720))
            if minutes > 720 and not minutes % 60:
                # The 14.00 of "van 14.00 tot 17.30 uur" is two.
                values, own = (*values, minutes / 60 - 12), (*own, minutes / 60 - 12)
        if value == 1 and after == index + 1:
            values = (*values, FIRST)
        quantity = self.quantity(values, start, after, own=own)
        weight = self._weight(index, quantity, value)
        foreign = is_foreign(text, self.tag)
        if weight is not Weight.HARD or scaled != 1 or foreign:
            quantity = replace(quantity, weight=weight, scale=scaled, foreign=foreign)
        return [quantity], after

    def _hundreds_behind(self, after: int, scaled: float) -> float:
        """Return the 500 of 12 mil 500, as Spanish writes it in America, or 0."""
        if self.lang != "es" or scaled != 1000 or not self.joined(after) or len(self.tokens[after][1]) != 3:
            return 0.0
        figure = self.tokens[after][1]
        return float(figure) if self.tokens[after][0] == "figure" and figure.isdigit() else 0.0

    def _weight(self, index: int, quantity: Quantity, value: float) -> Weight:
        before = self.lower[index - 1] if index else ""
        gap = self.text[self.tokens[index - 1][3] : quantity.start] if before else ""
        if before and (not gap or (before == "covid" and gap in ("-", " ", "‑"))):
            return Weight.SOFT  # part of a name: COP26, CO2, km²
        if quantity.percent == "%":
            return Weight.SOFT if value == 100 else Weight.HARD  # or simply all
        if value in (24, 7) and _UNIT_OF_DAY.match(self.text, quantity.end):
            return Weight.SOFT  # day and night
        # The number one may be an article, nought none, the third party many.
        plain = value in (0, 1) or (value == 3 and self.text.startswith("rd", quantity.end))
        return Weight.SOFT if plain and not quantity.currency else Weight.HARD

    def _marked(self, index: int, values: tuple[float, ...]) -> tuple[Value, ...]:
        """Return the readings of digits with what is written directly behind: 1980s, 5m, 2½."""
        end, value = self.tokens[index][3], values[0]
        mark = self.text[end : end + 2].lower() if self.text[end : end + 1] in _MARKS else ""
        before = self.lower[index - 1] if index else ""
        decade = before in ("jaren", "años", "années", "década") or self.lower[index - 2 : index] == ["década", "de"]
        if value % 10 == 0 and 20 <= value < 2100 and (decade or mark.startswith(("s", "'s", "’s"))):
            century = 0 if value > 100 else 1900
            # The 1700s are the eighteenth century.
            also = (value / 100 + 1,) if value > 100 and value % 100 == 0 else ()
            decade_of = (("decade", value % 100),) if value < 100 or value >= 1900 else ()
            return (*values, *decade_of, value + century, *also)
        if factor := factor_at(self.text, end, currency_at(self.text, self.tokens[index][2], end)):
            scaled = tuple(exact(one * factor[0]) for one in values)
            return scaled if factor[1] else (*values, *scaled)
        if mark[:1] in FRACTIONS:
            return tuple(one + FRACTIONS[mark[0]] for one in values)
        return values

    def _slashed(self, index: int) -> bool:
        """Tell whether digits, a slash and more digits follow each other."""
        tokens = self.tokens[index : index + 2]
        return (
            len(tokens) == 2
            and tokens[1][0] == "figure"
            and tokens[1][2] == tokens[0][3] + 1
            and tokens[1][1].isdigit()
        )

    def _fraction(self, index: int) -> Quantity:
        """Read 3/4, and 2015/16 as two years."""
        (_, one, start, _), (_, other, _, end) = self.tokens[index : index + 2]
        low, high = float(one.replace(",", ".")) if _DECIMAL.fullmatch(one) else 0.0, float(other)
        later = {high, low // 100 * 100 + high} if len(one) == 4 and len(other) == 2 else {high}
        parts = (Quantity(frozenset({low}), start, end), Quantity(frozenset(later), start, end))
        share: set[Value] = {exact(low / high)} if 0 < low < high <= 100 else set()
        # Day and night can be said without numbers.
        weight = Weight.FREE if (one, other) == ("24", "7") else Weight.HARD
        return Quantity(frozenset({("figures", f"{one}/{other}"), *share}), start, end, weight, parts=(parts,))
