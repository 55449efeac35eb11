"""What stands in one cell: a text, a number, an amount or a day, or why it is none of them.

No message says what stands in the cell: it can be personal data.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from briefgen.localize import formats
from briefgen.merge.reading.quick import Quick
from briefgen.merge.sources.source import UNREADABLE, Cell, plain, rounded
from briefgen.model.mapping import DATE

LONGEST_NAME = 80
LONGEST_TEXT = 500
LONGEST_KEY = 200
FIRST_YEAR, LAST_YEAR = 1900, 2100
_MOST_MARKS = 4
_LARGEST = Decimal(10) ** 15

# What spreadsheets take for the beginning of a formula, in all widths (the NFKC forms of = + - @), and tab.
FORMULA = frozenset("=+-@\t\r\n＝＋－＠﹢﹣﹦﹫⁺⁻⁼₊₋₌−")
# What spreadsheets show for true and false, which lists have as such.
_TRUTHS = {"waar": "true", "onwaar": "false", "verdadero": "true", "falso": "false"}
_ONE_MARK = re.compile(r"(-?)(\d{1,15})(?:[.,](\d{1,9}))?", re.ASCII)
_AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_GROUPED = re.compile(r"(-?)(\d{1,3}(?:([.,' \u00a0\u202f’])\d{3})(?:\3\d{3})*)(?:([.,])(\d{1,9}))?", re.ASCII)


class CellError(Exception):
    """A cell does not hold what its column should. ``code``, ``message`` and ``hint`` become those of a finding.

    ``at`` tells which cell is at fault where a value is made of several.
    """

    def __init__(self, code: str, message: str, hint: str = "", at: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.hint = hint
        self.at = at


def text(cell: Cell, longest: int = LONGEST_TEXT) -> str:
    """Return a text in NFC without the spaces around it. Raises CellError for what may not be printed."""
    if isinstance(cell, str) and cell.isprintable() and cell.isascii() and len(cell) <= longest:
        # Nearly all cells: nothing in them needs a closer look.
        found = cell.strip()
        if not found or found[0] not in FORMULA:
            return found
    if rounded(cell):
        message = "the number has more digits than a spreadsheet keeps: the last ones are lost"
        raise CellError("recipient-number", message, "format the column as text, and type the number anew")
    return _inspected(plain(cell), longest)


@cache
def quick_text(longest: int, key: bool = False) -> Quick:
    """Return the quick look at texts; a key is not empty and has no space.

    Printable letters and signs of the languages of Europe, each of them whole in NFC, and no formula.
    """
    letters, least = ("!-~", 1) if key else (" -~", 0)
    return Quick(rf"(?! *[=+\-@])[{letters}\u00c0-\u024f]{{{least},{longest}}}+")


def _inspected(raw: str, longest: int) -> str:
    if len(raw) > longest:
        message = f"the text is longer than {longest} characters"
        raise CellError("recipient-too-long", message, "shorten it; look whether a cell holds several")
    if raw[:1] in FORMULA and raw:
        raise formula()
    found = unicodedata.normalize("NFC", raw.replace("\u00a0", " ")).strip()
    for character in found:
        if not character.isprintable():
            raise _unprintable(character)
    if found[:1] in FORMULA and found:
        raise formula()
    marks = 0
    for character in found:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > _MOST_MARKS:
            message = f"more than {_MOST_MARKS} accents are heaped on one letter"
            raise CellError("recipient-characters", message, "type the cell anew")
    return found


def formula() -> CellError:
    """Return the fault of a cell that a spreadsheet would calculate."""
    message = "it holds a formula, or begins as one does (= + - @ or tab)"
    return CellError("recipient-formula", message, "paste a formula as its value; type a text without that sign")


def _unprintable(character: str) -> CellError:
    if "\ud800" <= character <= "\udfff":
        message = f"there is half a character (U+{ord(character):04X})"
        return CellError("recipient-encoding", message, "save the list anew as UTF-8")
    if character == UNREADABLE:
        message = "there is a NUL character, or no text at all"
        return CellError(
            "recipient-characters", message, "type the cell anew; a column must hold texts, numbers or dates"
        )
    kind = unicodedata.category(character)
    kinds = {"Cc": "a control character", "Cf": "an invisible character", "Zl": "a line break", "Zp": "a line break"}
    what = kinds.get(kind, "a character that cannot be shown" if kind[0] == "C" else "an unusual space")
    return CellError("recipient-characters", f"there is {what} (U+{ord(character):04X})", "type the cell anew")


def among(cell: Cell, words: Iterable[str]) -> bool:
    """Tell whether a cell holds one of some words, whatever their capitals.

    Raises CellError for what cannot be read: that it is none of them, nobody knows.
    """
    found = plain(cell).strip()
    if found.startswith("="):
        raise formula()
    if UNREADABLE in found:
        raise _unprintable(UNREADABLE)
    return _alike(found) in map(_alike, words)


def _alike(word: str) -> str:
    found = unicodedata.normalize("NFC", word.strip()).casefold()
    return _TRUTHS.get(found, found)


def number(cell: Cell, decimal: str | None) -> Decimal:
    """Return a number. ``decimal`` is its decimal mark; without one, what could be read in two ways is refused."""
    if isinstance(cell, Decimal):
        value = cell
    elif isinstance(cell, datetime.date):
        raise CellError("recipient-number", "it is a date, not a number", "format the column as a number")
    else:
        value = _parsed(cell.strip(), decimal)
    if not value.is_finite() or abs(value) >= _LARGEST:
        raise CellError("recipient-number", "the number is too large to be true", "")
    return value


def _parsed(raw: str, decimal: str | None) -> Decimal:
    if raw[:1] in FORMULA - {"-"} and raw:
        raise formula()
    if decimal is None and _AMBIGUOUS.fullmatch(raw):
        message = "it is a thousand in one country and one and a bit in another"
        raise CellError("recipient-number-ambiguous", message, 'say in the mapping which mark it has: decimal: ","')
    single, grouped = _ONE_MARK.fullmatch(raw), _GROUPED.fullmatch(raw)
    if single and (decimal is None or single[3] is None or raw[-len(single[3]) - 1] == decimal):
        return Decimal(f"{single[1]}{single[2]}.{single[3] or 0}")
    if grouped and grouped[3] not in (decimal, grouped[4]) and grouped[4] in (None, decimal or grouped[4]):
        return Decimal(f"{grouped[1]}{re.sub(r'[^0-9]', '', grouped[2])}.{grouped[5] or 0}")
    hint = "write digits with one decimal mark, and no currency or other words" + (
        f'; the mapping says that the mark is "{decimal}"' if decimal else ""
    )
    raise CellError("recipient-number", "this is not a number", hint)


def amount(cell: Cell, currency: str, decimal: str | None, most: Decimal) -> Decimal:
    """Return an amount of money of a ISO 4217 currency, in no more decimals than that has."""
    try:
        value = number(cell, decimal)
    except CellError as fault:
        code = "recipient-amount" if fault.code == "recipient-number" else fault.code
        message = fault.message.replace("a number", "an amount").replace("number", "amount")
        raise CellError(code, message, fault.hint) from None
    if value <= 0:
        message = "the amount is not more than nothing"
        raise CellError("recipient-amount", message, "leave the cell empty where there was no gift")
    if value > most:
        hint = "correct it, or say in the mapping what is the most: most: 5000000"
        raise CellError("recipient-amount", "the amount is higher than the mapping allows", hint)
    digits = formats.currency_decimals(currency)
    exact = round(value, digits)
    if exact != value:
        raise CellError("recipient-amount", f"the amount has more than {digits} decimals", "round it")
    return exact


@cache
def quick_amount(decimal: str | None, most: Decimal) -> Quick:
    """Return the quick look at amounts of a currency that has two decimals; an empty cell is none, and sound."""
    mark = {None: "[.,]", ".": r"\.", ",": ","}[decimal]
    digits = len(str(int(most))) - 1
    return Quick(rf"[1-9][0-9]{{0,{digits - 1}}}+(?:{mark}[0-9][0-9])?+|" if digits else "")


def all_in_hundredths(currencies: Iterable[Any]) -> bool:
    """Tell whether all cells are codes of currencies with two decimals."""
    return all(map(_in_hundredths, set(currencies)))


def _in_hundredths(code: Any) -> bool:
    return isinstance(code, str) and formats.known_currency(code) and formats.currency_decimals(code) == 2


def currency(cell: Cell) -> str:
    """Return the code of a currency of ISO 4217."""
    code = plain(cell).strip()
    if len(code) != 3 or not code.isupper() or not formats.known_currency(code):
        hint = "write three capitals: EUR, PEN, GBP"
        raise CellError("recipient-currency", "this is not the code of a currency", hint, at=1)
    return code


_TIME = r"(?:[T ]\d\d?:\d\d(?::\d\d(?:\.\d{1,9})?)?)?"


def day_reader(form: str) -> Callable[[Cell], datetime.date]:
    """Return the reader of days that are written in an order such as DD-MM-YYYY; D and M may have one or two digits.

    A time of day behind it, as databases write one, is not looked at.
    """
    found = DATE.fullmatch(form)
    assert found, "the mapping checks this"
    sizes = {"YYYY": r"\d{4}", "MM": r"\d\d", "DD": r"\d\d", "M": r"\d\d?", "D": r"\d\d?"}
    parts = [f"(?P<{part[0]}>{sizes[part]})" for part in found.group("first", "second", "third")]
    pattern = re.compile(re.escape(found["mark"]).join(parts) + _TIME, re.ASCII)

    def day(cell: Cell) -> datetime.date:
        if isinstance(cell, datetime.date):
            value = cell
        else:
            match = pattern.fullmatch(cell.strip()) if isinstance(cell, str) else None
            if isinstance(cell, str) and cell[0] in FORMULA:
                raise formula()
            if match is None:
                hint = f"the mapping says that dates are written as {form}"
                raise CellError("recipient-date", "this is not a date in the order of the mapping", hint)
            value = _calendar(int(match["Y"]), int(match["M"]), int(match["D"]))
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise CellError("recipient-date", f"the year is not between {FIRST_YEAR} and {LAST_YEAR}", "correct it")
        return value

    return day


def _calendar(year: int, month: int, day: int) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise CellError("recipient-date", "this day is not in the calendar", "correct it") from None
