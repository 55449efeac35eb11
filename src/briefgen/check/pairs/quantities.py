"""Quantities: every number, date, share and amount of a text by its value, however it is written."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from briefgen.check.pairs.figures import FRACTIONS, Quantity, date_orders, is_sections, readings
from briefgen.check.pairs.marks import masked
from briefgen.check.pairs.numerals import WORDS, Kind, Value, Weight, exact, numeral
from briefgen.check.pairs.pair import language, words
from briefgen.check.pairs.phrases import HALVES, Phrases, Token

_DATE = (
    r"(?P<date>(?<![\d/.-])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}-\d{1,2}-(?:\d{4}|\d\d)|\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)"
    r"|\d{1,2}\.\d{1,2}\.\d{4})(?![\d/-]))"
)
_FIGURE = r"(?P<figure>\d{{1,3}}(?:[{spaces}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,:'’]\d+)*)"
_WORD = r"(?P<word>[^\W\d_]+)|(?P<part>[½¼¾⅓⅔⅕⅛])"
_TOKENS = {
    spaced: re.compile("|".join((_DATE, _FIGURE.format(spaces="\u00a0\u202f\u2009" + " " * spaced), _WORD)))
    for spaced in (False, True)
}
_ROMAN = re.compile(r"([IVXLC]+)(?:e|er|ère|ème|de|ste)?")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_FACTORS = {"m": 1e6, "k": 1e3, "bn": 1e9, "mn": 1e6, "mln": 1e6, "mld": 1e9, "tn": 1e12, "b": 1e9}
# Names of substances, units and the like, whose digits come and go: CO₂ is koolstofdioxide, km² square kilometres.
_LOOSE_NAMES = words("co h o m km cm n no nr pm ch")
_CENTURY_BEFORE = frozenset(["siglo", "siglos", "century", "siècle", "eeuw"])
_CENTURY_BEHIND = frozenset(["siècle", "siècles", "eeuw", "century"])
_MARKS = frozenset("sS'’mMkKb½¼¾⅓⅔⅕⅛t")
_HOURS = re.compile(
    r"[\s.]?(?:(?:h|u)(?P<minute>[0-5]\d)\b|(?:hrs?|h|horas?|uur|u|heures?|o['’]clock)\b)?"
    r"(?:[\s.]?(?P<pm>p\.? ?m\b|de la (?:tarde|noche)|['’]s (?:middags|avonds)|du soir|de l['’]après-midi)"
    r"|[\s.]?(?P<am>a\.? ?m\b|de la mañana|['’]s (?:ochtends|morgens)|du matin))?"
)
_YEAR_BEFORE = re.compile(r"\b(1[89]|20)\d\d[-–/]$")
_DIGIT = re.compile(r"[\d½¼¾⅓⅔⅕⅛]")
_LETTERS = re.compile(r"[^\W\d_]+")
_COUNTING = {
    lang: frozenset(word for word, known in words.items() if known.weight) | _CENTURY_BEFORE
    for lang, words in WORDS.items()
}
_HOUR_STARTS = frozenset("huHUopPaAdi'’")
_DATE_GAP = re.compile(r"(?:st|nd|rd|th|er|e|de|ste|\.?[º°])?[\s.,]*(?:(?:de|del|of|d['’])\s?)?", re.I)
_LINK = re.compile(
    r"\s?[%€$£]?\s?(?:[-–—,/]|to|and|or|tot|en|of|an?|y|o|e|à|et|ou|al|naar|hasta|jusqu['’]à)?"
    r"\s?(?:(?:el|la|los|las|the|de|un|les|at)\s)?(?:[€$£]|US\$|S/)?\s?"
)


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
        pattern = _TOKENS[lang in ("fr", "es")]
        tokens: list[Token] = [(m.lastgroup or "", m[0], m.start(), m.end()) for m in pattern.finditer(text)]
        super().__init__(text, lang, tokens)
        self.tag = tag

    def found(self) -> tuple[Quantity, ...]:
        result: list[Quantity] = []
        index, tokens, lang = 0, self.tokens, self.lang
        words = WORDS[lang]
        while index < len(tokens):
            if lang != "nl" and (word := self.lower[index]) and word not in words and word[0] not in "ivxlc":
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
            elif kind == "date":
                result.append(self._date(index))
            elif kind == "part":
                result.append(Quantity(frozenset({FRACTIONS[word]}), start, end))
            else:
                quantities, after = self._figure(index)
                result += quantities
            index = after
        return tuple(_linked(self.text, _dated(self.text, result)))

    def _roman(self, index: int, roman: str) -> Iterator[Quantity]:
        """Yield a Roman number: of a century it matters, elsewhere it may be a letter or part of a name."""
        before = self.lower[index - 1] if index else ""
        behind = self.lower[index + 1] if index + 1 < len(self.lower) else ""
        century = before in _CENTURY_BEFORE or behind in _CENTURY_BEHIND
        if not century and len(roman) < 2:
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
        if time := self._time(index):
            return [time[0]], time[1]
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
        quantity = self.quantity(values, start, after, own=own if values is every else ())
        weight = self._weight(index, quantity, value)
        if weight is not Weight.HARD or scaled != 1:
            quantity = replace(quantity, weight=weight, scale=scaled)
        return [quantity], after

    def _hundreds_behind(self, after: int, scaled: float) -> float:
        """Return the 500 of 12 mil 500, as Spanish writes it in America, or 0."""
        if self.lang != "es" or scaled != 1000 or not self._joined(after) or len(self.tokens[after][1]) != 3:
            return 0.0
        figure = self.tokens[after][1]
        return float(figure) if self.tokens[after][0] == "figure" and figure.isdigit() else 0.0

    def _weight(self, index: int, quantity: Quantity, value: float) -> Weight:
        before = self.lower[index - 1] if index else ""
        gap = self.text[self.tokens[index - 1][3] : quantity.start] if before else ""
        if (before in _LOOSE_NAMES and not gap) or (before == "covid" and gap in ("", "-", " ", "‑")):
            return Weight.FREE
        # The number one may be an article, the third party many.
        plain = quantity.readings == {1.0} or (value == 3 and self.text.startswith("rd", quantity.end))
        return Weight.SOFT if plain and not (quantity.percent or quantity.currency) else Weight.HARD

    def _marked(self, index: int, values: tuple[float, ...]) -> tuple[Value, ...]:
        """Return the readings of digits with what is written directly behind: 1980s, 5m, 2½."""
        end, value = self.tokens[index][3], values[0]
        mark = self.text[end : end + 2].lower() if self.text[end : end + 1] in _MARKS else ""
        before = self.lower[index - 1] if index else ""
        decade = before in ("jaren", "años", "années", "década") or self.lower[index - 2 : index] == ["década", "de"]
        if value % 10 == 0 and 20 <= value < 2100 and (decade or mark.startswith(("s", "'s", "’s"))):
            century = 0 if value > 100 else 1900
            return (*values, ("decade", value % 100), value + century, value % 100)
        word = self.lower[index + 1] if mark and index + 1 < len(self.lower) else ""
        if factor := _FACTORS.get(word):
            return (*values, *(one * factor for one in values))
        if mark[:1] in FRACTIONS:
            return tuple(one + FRACTIONS[mark[0]] for one in values)
        return values

    def _time(self, index: int) -> tuple[Quantity, int] | None:
        """Read 3:30 pm, 15.30 uur, 15h30 and 3 pm; 3:30 with nothing behind can be in the afternoon."""
        _, text, start, end = self.tokens[index]
        if ":" not in text and self.text[end : end + 2].lstrip(" .")[:1] not in _HOUR_STARTS:
            return None
        behind = _HOURS.match(self.text, end)
        behind = behind if behind and behind.end() > end and behind[0].strip(" .") else None
        if not behind and ":" not in text:
            return None
        found = re.fullmatch(r"(\d\d?)(?:[:.](\d\d))?", text)
        if found is None or int(found[1]) > 24 or int(found[2] or 0) > 59:
            return None
        hour, minute, after = int(found[1]), int(found[2] or 0), index + 1
        if behind and behind["minute"]:
            minute = int(behind["minute"])
        while behind and after < len(self.tokens) and self.tokens[after][2] < behind.end():
            after += 1
        hours = (
            {hour % 12 + 12} if behind and behind["pm"] else {hour} if behind and behind["am"] else {hour, hour + 12}
        )
        values: set[Value] = {("time", 60.0 * one + minute) for one in hours if one < 25}
        if not minute:
            values |= {float(hour), *map(float, hours)} | ({hour - 12.0} if hour > 12 else set())
        return Quantity(frozenset(values), start, behind.end() if behind else end), after

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
        low, high = float(one.replace(",", ".")) if one.count(",") < 2 else 0.0, float(other)
        later = {high, low // 100 * 100 + high} if len(one) == 4 and len(other) == 2 else {high}
        parts = (Quantity(frozenset({low}), start, end), Quantity(frozenset(later), start, end))
        share: set[Value] = {exact(low / high)} if 0 < low < high <= 100 else set()
        return Quantity(frozenset({("figures", f"{one}/{other}"), *share}), start, end, parts=(parts,))


def _dated(text: str, found: list[Quantity]) -> list[Quantity]:
    """Mark the months that stand beside a day or a year, and these: such a month is surely one."""
    for place, month in enumerate(found):
        if not any(isinstance(value, tuple) and value[0] == "month" for value in month.readings) or month.dated:
            continue
        for other in (place - 1, place + 1):
            if not 0 <= other < len(found):
                continue
            beside = found[other]
            gap = text[beside.end : month.start] if other < place else text[month.end : beside.start]
            if len(gap) <= 7 and _DATE_GAP.fullmatch(gap) and _day_or_year(beside):
                found[other] = replace(beside, dated=True, weight=Weight.HARD)
                found[place] = replace(month, dated=True, weight=Weight.HARD)
    return found


def _day_or_year(quantity: Quantity) -> bool:
    return any(isinstance(v, float) and (1 <= v <= 31 or 1000 <= v <= 2100) for v in quantity.readings)


def _linked(text: str, found: list[Quantity]) -> list[Quantity]:
    """Let the sign of the last number of a range or list hold for those before: 20 to 30 %, €10 or 20."""
    for place in range(len(found) - 2, -1, -1):
        one, other = found[place], found[place + 1]
        if other.start - one.end > 24 or not _LINK.fullmatch(text, one.end, other.start):
            continue
        if other.percent and not one.percent:
            shares = {value / 100 for value in one.readings if isinstance(value, float)}
            one = replace(one, percent="?", readings=one.readings | shares)
        if "," in text[one.end : other.start] or one.dated:
            found[place] = one
            continue
        if other.scale != 1 and one.scale == 1:
            one = replace(one, readings=one.readings | {v * other.scale for v in one.readings if isinstance(v, float)})
        if bool(one.currency) != bool(other.currency) and not (one.percent or other.percent):
            one = replace(one, currency=one.currency or other.currency)
            found[place + 1] = replace(other, currency=one.currency)
        found[place] = one
    return found
