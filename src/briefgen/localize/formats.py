"""Numbers, money, dates and lists as the readers of a locale expect them.

The only module that uses Babel's formats; every correction on top of Babel is here, with its own test.
All functions take the BCP 47 tag first and raise UsageError when it is unknown. Spaces inside a formatted
value never break a line. Rounding is always half away from zero (ROUND_HALF_UP), the rule readers check
with; it happens only when ``digits`` asks for fewer digits than the value has. Digits are Western in every
locale.
"""

import copy
import datetime
import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import NumberPattern, get_currency_precision, is_currency

from briefgen.localize.customs.marks import NO_BREAK_SPACE
from briefgen.localize.locales import babel_locale, meant

EN_DASH = "–"
_MOST_DIGITS = 50
_CACHED = 512

# CLDR minimumGroupingDigits (release 48, all locales that Babel has), which Babel does not carry: how many
# digits must stand before the first separator. Inherited along the chain; everywhere else it is 1.
_MINIMUM_GROUPING: Mapping[str, int] = {
    **dict.fromkeys(("be", "bg", "es", "et", "hu", "hy", "ia", "ie", "it", "ka"), 2),
    **dict.fromkeys(("lv", "pl", "pt-PT", "ru-UA", "sl", "sq"), 2),
    **{"ee": 3, "es-419": 1, "pt-AO": 1},
}

# Indicators after the digits, masculine and feminine; CLDR has the rules for English only as categories.
_ORDINALS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("es", "pt"), (".º", ".ª")),
    **dict.fromkeys(("it", "pt-BR"), ("º", "ª")),
    **dict.fromkeys(("fr", "nl"), ("e", "e")),
}
# And after the number one, where it differs; French puts it into dates too: 1er décembre (Lexique de l'Imprimerie
# nationale), where CLDR has the bare number.
_FIRST: Mapping[str, tuple[str, str]] = {"fr": ("er", "re")}
_ENGLISH_ORDINALS: Mapping[str, str] = {"one": "st", "two": "nd", "few": "rd", "other": "th"}

# The sound /i/: written i- or hi-, or y- before a consonant; not the glide of hierba, hiato or Ionesco.
_SOUNDS_LIKE_I = re.compile(r"h?[ií](?![aeou])|y[^\Waeiouáéíóú\d_]", re.IGNORECASE)
# Abbreviations are read letter by letter: "e IA", but "y HIV" (hache).
_SPELLED_OUT = re.compile(r"[A-ZÑ]{2,3}(?!\w)")
# The sound /o/: o-, ho-, and the numbers read ocho… and once… (11, 11 000, but not 110 or 1100).
_SOUNDS_LIKE_O = re.compile(r"h?[oó]|8|11(?:\d{3})*+(?!\d)(?!\.[ºª])", re.IGNORECASE)
_LIST_STYLES: Mapping[Literal["and", "or"], Literal["standard", "or"]] = {"and": "standard", "or": "or"}
_SPANISH: Mapping[Literal["and", "or"], str] = {"and": "y ", "or": "o "}
_LEADING_MARKS = "«“‘\"'([*_¿¡"


def number(tag: str, value: Decimal | int, digits: int | None = None) -> str:
    """Return ``value`` with the separators of the locale.

    ``digits`` is the number of decimals; None keeps those the value has: Decimal("21.0") is "21.0".
    Raises ValueError for a value that is not finite or has more than 50 digits, and for negative digits.
    """
    locale = babel_locale(tag)
    return _apply(tag, locale.decimal_formats[None], _rounded(value, digits))


def percent(tag: str, share: Decimal | int, digits: int | None = None) -> str:
    """Return a share of 1 as a percentage: Decimal("0.334") is "33.4%", in Spanish "33,4 %".

    None as ``digits`` keeps those the share has. Spanish is spaced in every country (Ortografía de la
    lengua española, 2010), where CLDR spaces it in Spain only. Raises ValueError as ``number`` does.
    """
    locale = babel_locale(tag)
    text = _apply(tag, locale.percent_formats[None], _rounded(share, None if digits is None else digits + 2), scale=2)
    return re.sub(r"(?<=\d)(?=%)", NO_BREAK_SPACE, text) if locale.language == "es" else text


def percentage_points(tag: str, share: Decimal | int, digits: int | None = None) -> str:
    """Return a difference of shares in percentage points, the number alone: Decimal("0.152") is "15.2".

    Raises ValueError as ``number`` does.
    """
    return number(tag, _hundredfold(share), digits)


def money(tag: str, amount: Decimal | int, currency: str, digits: int | None = None) -> str:
    """Return ``amount`` of the ISO 4217 ``currency``: "€ 40" in Dutch, "40 €" in Spain, "£40" in English.

    None as ``digits`` prints whole amounts without decimals and others with the usual number of the
    currency, or with all the value has if these are more. Raises ValueError for an unknown currency code,
    and as ``number`` does.
    """
    if not is_currency(currency):
        raise ValueError(f"there is no currency {currency!r}")
    locale, value = babel_locale(tag), _rounded(amount, digits)
    if digits is None:
        whole = value == value.to_integral_value()
        value = _rounded(amount, 0 if whole else max(get_currency_precision(currency), _decimals(value)))
    text = _apply(tag, locale.currency_formats["standard"], value, currency)
    # CLDR currencySpacing, which Babel does not apply: a code is kept apart from the digits ("PEN 40").
    return re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", NO_BREAK_SPACE, text)


@lru_cache(_CACHED)
def known_currency(code: str) -> bool:
    """Tell whether ``code`` is a currency of ISO 4217."""
    return bool(is_currency(code))


@lru_cache(_CACHED)
def currency_decimals(code: str) -> int:
    """Return how many decimals the amounts of a currency have: 2 for EUR, 0 for JPY."""
    return int(get_currency_precision(code))


def date(tag: str, day: datetime.date, precision: Literal["day", "month", "year"] = "day") -> str:
    """Return ``day`` in words, as exactly as it is known: "10 December 2015", "December 2015" or "2015"."""
    locale = babel_locale(tag)
    return format_date(day, _in_full(_long_pattern(locale, precision), day, locale), locale)


def day_month(tag: str, day: datetime.date) -> str:
    """Return ``day`` without its year, for where the year is said elsewhere: "10 December"."""
    locale = babel_locale(tag)
    return format_date(day, _in_full(_glued(_skeleton(locale, "MMMMd")), day, locale), locale)


def date_medium(tag: str, day: datetime.date) -> str:
    """Return ``day`` with a short name for the month, "9 Jun 2027": brief, and the same for readers everywhere."""
    locale = babel_locale(tag)
    pattern = _in_full(str(locale.date_formats["medium"].pattern), day, locale)
    return format_date(day, pattern, locale).replace(" ", NO_BREAK_SPACE)


def date_short(tag: str, day: datetime.date) -> str:
    """Return ``day`` in figures for tables: two for day and month, four for the year, in the local order."""
    locale = babel_locale(tag)
    pattern = _skeleton(locale, "yMd")
    for letter, field in (("d", "dd"), ("M", "MM"), ("y", "yyyy")):
        pattern = re.sub(f"{letter}+", field, pattern)
    return format_date(day, pattern.replace(" ", NO_BREAK_SPACE), locale)


def date_range(tag: str, start: datetime.date, end: datetime.date) -> str:
    """Return the days from ``start`` to ``end``, saying once what they share: "10–12 December 2015".

    Raises ValueError when the end is before the start.
    """
    _check_order(start, end)
    if start == end:
        return date(tag, start)
    locale = babel_locale(tag)
    pattern = _long_pattern(locale, "day")
    if (start.year, start.month) == (end.year, end.month):
        pattern = re.sub("d+", f"'{_day(start, locale)}{EN_DASH}'d", pattern, count=1)
        return format_date(end, pattern, locale)
    # Where the year comes first it cannot be left to the second date.
    shared_year = start.year == end.year and not pattern.startswith("y")
    first = day_month(tag, start) if shared_year else date(tag, start)
    return f"{first}{NO_BREAK_SPACE}{EN_DASH} {date(tag, end)}"


def year_range(tag: str, start: int, end: int) -> str:
    """Return "2019–2024", or one year when both are the same. Raises ValueError when the end is earlier."""
    babel_locale(tag)
    _check_order(start, end)
    return str(start) if start == end else f"{start}{EN_DASH}{end}"


def number_range(tag: str, low: Decimal | int, high: Decimal | int, digits: int | None = None) -> str:
    """Return "1,200–1,500"; spaced when a number is negative, since "-5–3" is hard to read.

    Raises ValueError when the low number is the higher one, and as ``number`` does.
    """
    _check_order(low, high)
    dash = f"{NO_BREAK_SPACE}{EN_DASH} " if low < 0 else EN_DASH
    return f"{number(tag, low, digits)}{dash}{number(tag, high, digits)}"


def conjunction(tag: str, items: Sequence[str], kind: Literal["and", "or"] = "and") -> str:
    """Return the items as one phrase: "a, b and c".

    In Spanish, y becomes e before the sound /i/ and o becomes u before the sound /o/ (Ortografía 2010).
    """
    locale, style = babel_locale(tag), _LIST_STYLES[kind]
    if locale.language != "es" or len(items) < 2:
        return format_list(items, style, locale)
    # Formatted with an empty last item, the phrase ends in the conjunction, so no item can be mistaken for it.
    head = format_list([*items[:-1], ""], style, locale)
    return head.removesuffix(_SPANISH[kind]) + _spanish_conjunction(kind, items[-1]) + items[-1]


def plural_category(tag: str, n: Decimal | int) -> str:
    """Return the CLDR plural category of ``n``: zero, one, two, few, many or other."""
    return str(babel_locale(tag).plural_form(n))


def ordinal(tag: str, n: int, gender: Literal["masculine", "feminine"] = "masculine") -> str:
    """Return "48th", "48.º" or "48.ª", "48e".

    Known for English, Dutch, Spanish, Portuguese, French and Italian. CLDR has no short ordinals; the other languages
    get the number and a full stop, as German and Polish write it.
    """
    locale = babel_locale(tag)
    if locale.language == "en":
        return number(tag, n) + _ENGLISH_ORDINALS[locale.ordinal_form(n)]
    indicators = next((_ORDINALS[link] for link in meant(tag) if link in _ORDINALS), (".", "."))
    if n == 1:
        indicators = _FIRST.get(locale.language, indicators)
    return number(tag, n) + indicators[gender == "feminine"]


def month_names(tag: str) -> tuple[str, ...]:
    """Return the twelve months as they stand in a date."""
    return tuple(str(name) for name in babel_locale(tag).months["format"]["wide"].values())


def _spanish_conjunction(kind: Literal["and", "or"], following: str) -> str:
    word = following.lstrip(_LEADING_MARKS)
    if kind == "or":
        return "u " if _SOUNDS_LIKE_O.match(word) else "o "
    if _SPELLED_OUT.match(word):
        return "e " if word.startswith("I") else "y "
    return "e " if _SOUNDS_LIKE_I.match(word) else "y "


def _rounded(value: Decimal | int, digits: int | None) -> Decimal:
    exact = Decimal(value)
    if not exact.is_finite():
        raise ValueError(f"{exact} is not a number that can be printed")
    size = max(len(exact.as_tuple().digits), abs(exact.adjusted()), _decimals(exact))
    if size > _MOST_DIGITS or not 0 <= (digits or 0) <= _MOST_DIGITS:
        raise ValueError(f"a number is printed with 0 to {_MOST_DIGITS} digits")
    with localcontext(prec=3 * _MOST_DIGITS):
        scale = _decimals(exact) if digits is None else digits
        rounded = exact.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _hundredfold(share: Decimal | int) -> Decimal:
    with localcontext(prec=3 * _MOST_DIGITS):
        return Decimal(share).scaleb(2)


def _apply(tag: str, pattern: NumberPattern, value: Decimal, currency: str | None = None, scale: int = 0) -> str:
    """Print an already rounded value with all its decimals, grouped only where CLDR wants it."""
    exact = copy.copy(pattern)
    shown = max(0, _decimals(value) - scale)
    exact.frac_prec = (shown, shown)
    minimum = next((_MINIMUM_GROUPING[link] for link in meant(tag) if link in _MINIMUM_GROUPING), 1)
    grouped = value.adjusted() + 1 + scale >= pattern.grouping[0] + minimum
    with localcontext(prec=3 * _MOST_DIGITS):
        text = exact.apply(value, babel_locale(tag), currency, currency_digits=False, group_separator=grouped)
    return text.replace(" ", NO_BREAK_SPACE)


def _long_pattern(locale: Locale, precision: Literal["day", "month", "year"]) -> str:
    if precision == "day":
        return _glued(str(locale.date_formats["long"].pattern))
    return _skeleton(locale, "yMMMM" if precision == "month" else "y")


def _day(day: datetime.date, locale: Locale) -> str:
    """Return the number of a day as it stands before the name of its month."""
    return f"{day.day}{_FIRST[locale.language][0] if day.day == 1 and locale.language in _FIRST else ''}"


def _in_full(pattern: str, day: datetime.date, locale: Locale) -> str:
    """Return a pattern with the day as it stands in words, where that is more than its number."""
    shown = _day(day, locale)
    return pattern if shown.isdigit() else re.sub("d+", f"'{shown}'", pattern, count=1)


def _skeleton(locale: Locale, name: str) -> str:
    return str(locale.datetime_skeletons[name].pattern)


def _glued(pattern: str) -> str:
    """Keep the day and the name of the month on one line."""
    return re.sub(r"d[^yML]*M+|[ML]+ *d+", lambda found: found[0].replace(" ", NO_BREAK_SPACE), pattern)


def _check_order(start: datetime.date | Decimal | int, end: datetime.date | Decimal | int) -> None:
    if start > end:  # type: ignore[operator]
        raise ValueError(f"a range runs from low to high, not from {start} to {end}")
