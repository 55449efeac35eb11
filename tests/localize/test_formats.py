"""Formats: numbers, money, dates and lists as readers of each locale expect them.

In the expected texts ␣ stands for the no-break space and ⎵ for the narrow one.
"""

import datetime
import itertools
from decimal import Decimal, localcontext
from typing import Any

import pytest
from babel.localedata import locale_identifiers

from briefgen.errors import UsageError
from briefgen.localize import formats
from briefgen.localize.locales import known

Day = datetime.date
ALL_TAGS = [name.replace("_", "-") for name in locale_identifiers()]


def spaced(text: str) -> str:
    return text.replace("␣", "\u00a0").replace("⎵", "\u202f")


@pytest.mark.parametrize(
    ("tag", "value", "expected"),
    [
        ("nl", "1234.5", "1.234,5"),
        ("en", "1234.5", "1,234.5"),
        ("en-US", "1234567", "1,234,567"),
        ("es-PE", "1234.50", "1,234.50"),
        ("es-419", "1234", "1,234"),
        ("es", "12345", "12.345"),
        ("fr", "12345.6", "12⎵345,6"),
        ("pl", "12345", "12␣345"),
        ("ar", "12345", "12,345"),
        ("hi", "1234567", "12,34,567"),
        ("nl", "-1234", "-1.234"),
    ],
)
def test_a_number_has_the_separators_of_its_locale(tag: str, value: str, expected: str) -> None:
    assert formats.number(tag, Decimal(value)) == spaced(expected)


@pytest.mark.parametrize("tag", ["es", "es-ES", "pl", "pt-PT", "it", "hu"])
def test_four_digits_are_not_grouped_where_cldr_wants_five(tag: str) -> None:
    assert formats.number(tag, 1234) == "1234"
    assert formats.number(tag, -9999) == "-9999"
    assert len(formats.number(tag, 10000)) == 6


def test_rounding_up_to_five_digits_groups_them() -> None:
    assert formats.number("es", Decimal("9999.5"), 0) == "10.000"


@pytest.mark.parametrize(("value", "expected"), [("21.0", "21,0"), ("21", "21"), ("0.10", "0,10"), ("1E+3", "1.000")])
def test_a_number_keeps_the_digits_it_has(value: str, expected: str) -> None:
    assert formats.number("nl", Decimal(value)) == expected


def test_long_numbers_lose_no_digit_whatever_the_decimal_context() -> None:
    value = Decimal("1234567890123456789012345678901234567890.12")
    with localcontext(prec=5):
        assert formats.number("en", value).replace(",", "") == str(value)


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [("0.5", 0, "1"), ("1.5", 0, "2"), ("2.5", 0, "3"), ("-2.5", 0, "-3"), ("2.45", 1, "2.5"), ("2", 2, "2.00")],
)
def test_numbers_round_half_away_from_zero(value: str, digits: int, expected: str) -> None:
    assert formats.number("en", Decimal(value), digits) == expected


def test_nothing_is_printed_as_minus_zero() -> None:
    assert formats.number("en", Decimal("-0.04"), 1) == "0.0"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1E+999999", "1E-999999", "0E+999999", "1" * 51])
def test_numbers_nobody_can_read_are_refused(value: str) -> None:
    with pytest.raises(ValueError, match="number"):
        formats.number("en", Decimal(value))


def test_a_negative_number_of_decimals_is_refused() -> None:
    with pytest.raises(ValueError, match="digits"):
        formats.number("en", 1234, -2)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("en", "33.4%"), ("nl", "33,4%"), ("es", "33,4␣%"), ("es-PE", "33.4␣%"), ("es-419", "33.4␣%"), ("fr", "33,4␣%")],
)
def test_a_percentage_is_spaced_as_its_locale_wants_without_a_line_break(tag: str, expected: str) -> None:
    assert formats.percent(tag, Decimal("0.334")) == spaced(expected)


@pytest.mark.parametrize(
    ("share", "digits", "expected"),
    [
        ("0.210", None, "21.0%"),
        ("0.2", None, "20%"),
        ("1", None, "100%"),
        ("12.5", None, "1,250%"),
        ("0.125", 0, "13%"),
        ("0.5", 1, "50.0%"),
    ],
)
def test_a_percentage_keeps_its_digits_unless_told(share: str, digits: int | None, expected: str) -> None:
    assert formats.percent("en", Decimal(share), digits) == expected


def test_spanish_percentages_of_four_digits_are_not_grouped() -> None:
    assert formats.percent("es", Decimal("12.5")) == spaced("1250␣%")


def test_percentage_points_are_the_number_alone() -> None:
    assert formats.percentage_points("nl", Decimal("0.152")) == "15,2"
    assert formats.percentage_points("en", Decimal("-0.0152"), 1) == "-1.5"


@pytest.mark.parametrize(
    ("tag", "amount", "currency", "expected"),
    [
        ("nl", "40", "EUR", "€␣40"),
        ("es", "40", "EUR", "40␣€"),
        ("en", "40", "GBP", "£40"),
        ("en", "40.00", "GBP", "£40"),
        ("nl", "1234.5", "EUR", "€␣1.234,50"),
        ("es", "1234.5", "EUR", "1234,50␣€"),
        ("es", "12345.5", "EUR", "12.345,50␣€"),
        ("es-PE", "1234.5", "EUR", "EUR␣1,234.50"),
        ("es-PE", "40", "PEN", "S/␣40"),
        ("en-US", "1234.5", "USD", "$1,234.50"),
        ("fr", "1234.5", "EUR", "1⎵234,50␣€"),
        ("en", "1500.5", "JPY", "JP¥1,500.5"),
        ("nl", "0.005", "EUR", "€␣0,005"),
    ],
)
def test_money_follows_the_pattern_of_the_locale(tag: str, amount: str, currency: str, expected: str) -> None:
    assert formats.money(tag, Decimal(amount), currency) == spaced(expected)


def test_money_takes_decimals_when_told() -> None:
    assert formats.money("nl", 40, "EUR", 2) == spaced("€␣40,00")
    assert formats.money("en", Decimal("40.50"), "GBP", 0) == "£41"


@pytest.mark.parametrize(("tag", "expected"), [("en", "PEN␣40"), ("es-419", "EUR␣40")])
def test_a_currency_code_is_kept_apart_from_the_digits(tag: str, expected: str) -> None:
    assert formats.money(tag, 40, expected[:3]) == spaced(expected)


@pytest.mark.parametrize("currency", ["ERU", "€", "", "eur"])
def test_an_unknown_currency_is_refused(currency: str) -> None:
    with pytest.raises(ValueError, match="no currency"):
        formats.money("en", 40, currency)


@pytest.mark.parametrize(
    ("tag", "day", "month"),
    [
        ("nl", "10␣december 2015", "december 2015"),
        ("es", "10␣de␣diciembre de 2015", "diciembre de 2015"),
        ("es-PE", "10␣de␣diciembre de 2015", "diciembre de 2015"),
        ("en", "10␣December 2015", "December 2015"),
        ("en-GB", "10␣December 2015", "December 2015"),
        ("en-US", "December␣10, 2015", "December 2015"),
        ("fr", "10␣décembre 2015", "décembre 2015"),
        ("pl", "10␣grudnia 2015", "grudzień 2015"),
        ("de", "10.␣Dezember 2015", "Dezember 2015"),
    ],
)
def test_a_date_says_what_is_known_and_keeps_day_and_month_together(tag: str, day: str, month: str) -> None:
    moment = Day(2015, 12, 10)
    assert formats.date(tag, moment) == spaced(day)
    assert formats.date(tag, moment, "month") == spaced(month)
    assert formats.date(tag, moment, "year") == "2015"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("nl", "09-06-2027"),
        ("es", "09/06/2027"),
        ("es-PE", "09/06/2027"),
        ("en", "09/06/2027"),
        ("en-GB", "09/06/2027"),
        ("en-US", "06/09/2027"),
        ("pl", "09.06.2027"),
        ("hu", "2027.␣06.␣09."),
    ],
)
def test_a_date_in_a_table_has_two_digits_for_day_and_month_and_four_for_the_year(tag: str, expected: str) -> None:
    assert formats.date_short(tag, Day(2027, 6, 9)) == spaced(expected)


@pytest.mark.parametrize(
    ("tag", "start", "end", "expected"),
    [
        ("en", Day(2015, 12, 10), Day(2015, 12, 12), "10–12␣December 2015"),
        ("en-US", Day(2015, 12, 10), Day(2015, 12, 12), "December␣10–12, 2015"),
        ("es", Day(2015, 12, 10), Day(2015, 12, 12), "10–12␣de␣diciembre de 2015"),
        ("nl", Day(2015, 11, 30), Day(2015, 12, 2), "30␣november␣– 2␣december 2015"),
        ("en-US", Day(2015, 11, 30), Day(2015, 12, 2), "November␣30␣– December␣2, 2015"),
        ("nl", Day(2015, 12, 30), Day(2016, 1, 2), "30␣december 2015␣– 2␣januari 2016"),
        ("nl", Day(2015, 12, 30), Day(2016, 12, 30), "30␣december 2015␣– 30␣december 2016"),
        ("nl", Day(2015, 12, 30), Day(2015, 12, 30), "30␣december 2015"),
        ("ja", Day(2015, 11, 30), Day(2015, 12, 2), "2015年11月30日␣– 2015年12月2日"),
    ],
)
def test_a_range_of_dates_says_once_what_both_share(tag: str, start: Day, end: Day, expected: str) -> None:
    assert formats.date_range(tag, start, end) == spaced(expected)


def test_a_day_can_be_said_without_its_year() -> None:
    assert formats.day_month("es-PE", Day(2015, 12, 10)) == spaced("10␣de␣diciembre")
    assert formats.day_month("en-US", Day(2015, 12, 10)) == spaced("December␣10")


def test_the_first_day_of_a_month_is_an_ordinal_in_french() -> None:
    first = Day(2026, 12, 1)
    assert formats.date("fr", first) == spaced("1er␣décembre 2026")
    assert formats.day_month("fr-CA", first) == spaced("1er␣décembre")
    assert formats.date_medium("fr", first) == spaced("1er␣déc.␣2026")
    assert formats.date_range("fr", first, Day(2026, 12, 3)) == spaced("1er–3␣décembre 2026")
    assert formats.date("fr", Day(2026, 12, 11)) == spaced("11␣décembre 2026")
    assert formats.date("pt", first) == spaced("1␣de␣dezembro de 2026")


def test_ranges_of_numbers_and_years_have_an_en_dash() -> None:
    assert formats.year_range("nl", 2019, 2024) == "2019–2024"
    assert formats.year_range("nl", 2019, 2019) == "2019"
    assert formats.number_range("nl", 1200, Decimal("1500.5")) == "1.200–1.500,5"
    assert formats.number_range("en", -5, 3) == spaced("-5␣– 3")


def test_a_range_that_runs_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="from low to high"):
        formats.year_range("nl", 2024, 2019)
    with pytest.raises(ValueError, match="from low to high"):
        formats.number_range("nl", 2, 1)
    with pytest.raises(ValueError, match="from low to high"):
        formats.date_range("nl", Day(2024, 1, 2), Day(2024, 1, 1))


@pytest.mark.parametrize(
    ("tag", "kind", "expected"),
    [
        ("en", "and", "a, b and c"),
        ("en-GB", "or", "a, b or c"),
        ("en-US", "and", "a, b, and c"),
        ("nl", "and", "a, b en c"),
        ("nl", "or", "a, b of c"),
        ("es", "and", "a, b y c"),
        ("es-PE", "or", "a, b o c"),
    ],
)
def test_a_list_ends_in_the_conjunction_of_the_language(tag: str, kind: Any, expected: str) -> None:
    assert formats.conjunction(tag, ["a", "b", "c"], kind) == expected


def test_short_lists_need_no_comma_and_braces_are_plain_text() -> None:
    assert formats.conjunction("es", []) == ""
    assert formats.conjunction("es", ["iglesias"]) == "iglesias"
    assert formats.conjunction("es", ["{0}", "{1}"]) == "{0} y {1}"
    assert formats.conjunction("es", ["pan y vino", "agua y sal"]) == "pan y vino y agua y sal"


@pytest.mark.parametrize(
    "word", ["iglesias", "hijos", "Ítaca", "híbridos", "Yves", "IA", "ICT", "*iglesias*", "«Iris»"]
)
def test_spanish_y_becomes_e_before_the_sound_i(word: str) -> None:
    assert formats.conjunction("es-PE", ["padres", word]) == f"padres e {word}"
    assert formats.conjunction("es", ["a", "padres", word]) == f"a, padres e {word}"


@pytest.mark.parametrize("word", ["hierro", "hiena", "hiato", "ionizador", "yeso", "agua", "HIV", "ONG", "8", "", "y"])
def test_spanish_y_stays_before_any_other_sound(word: str) -> None:
    assert formats.conjunction("es", ["agua", word]) == f"agua y {word}"


@pytest.mark.parametrize(
    "word", ["otros", "hombres", "ONG", "óleo", "8", "80", "8.000", "11", "11 000", "11000", "11,5"]
)
def test_spanish_o_becomes_u_before_the_sound_o(word: str) -> None:
    assert formats.conjunction("es", ["7", word], "or") == f"7 u {word}"


@pytest.mark.parametrize("word", ["hijos", "10", "110", "1100", "1800", "18", "11.º", "agua"])
def test_spanish_o_stays_before_any_other_sound(word: str) -> None:
    assert formats.conjunction("es", ["7", word], "or") == f"7 o {word}"


def test_the_sound_rules_are_spanish_only() -> None:
    assert formats.conjunction("nl", ["a", "iglesias"]) == "a en iglesias"
    assert formats.conjunction("pt", ["pais", "igrejas"]) == "pais e igrejas"


@pytest.mark.parametrize(
    ("tag", "n", "category"),
    [("en", 1, "one"), ("en", Decimal("1.0"), "other"), ("nl", 2, "other"), ("pl", 3, "few"), ("ar", 0, "zero")],
)
def test_plural_categories_are_those_of_cldr(tag: str, n: Decimal | int, category: str) -> None:
    assert formats.plural_category(tag, n) == category


@pytest.mark.parametrize(
    ("tag", "n", "expected"),
    [
        ("en", 48, "48th"),
        ("en", 1, "1st"),
        ("en", 22, "22nd"),
        ("en", 103, "103rd"),
        ("en", 11, "11th"),
        ("es", 48, "48.º"),
        ("nl", 48, "48e"),
        ("nl", 1000, "1.000e"),
        ("de", 48, "48."),
        ("fr", 48, "48e"),
        ("fr", 1, "1er"),
        ("pt", 48, "48.º"),
        ("it", 48, "48º"),
    ],
)
def test_ordinals_have_the_mark_of_the_language(tag: str, n: int, expected: str) -> None:
    assert formats.ordinal(tag, n) == expected


@pytest.mark.parametrize(("tag", "n", "expected"), [("es-PE", 48, "48.ª"), ("fr", 1, "1re"), ("fr", 21, "21e")])
def test_ordinals_have_a_gender(tag: str, n: int, expected: str) -> None:
    assert formats.ordinal(tag, n, "feminine") == expected


def test_an_unknown_locale_is_refused() -> None:
    with pytest.raises(UsageError, match="xx"):
        formats.number("xx", 1)
    with pytest.raises(UsageError, match="xx"):
        formats.year_range("xx", 1, 2)


def test_every_locale_formats_everything_and_never_leaves_a_plain_space_in_a_number() -> None:
    assert len(ALL_TAGS) > 500
    for tag in itertools.islice(ALL_TAGS, 0, None, 8):
        assert known(tag), tag
        for text in (
            formats.number(tag, Decimal("1234567.5")),
            formats.percent(tag, Decimal("0.5")),
            formats.money(tag, Decimal("1234.5"), "EUR"),
            formats.date_short(tag, Day(2027, 6, 9)),
        ):
            assert text and " " not in text, tag
        assert formats.date(tag, Day(2027, 6, 9)) and formats.date(tag, Day(2027, 6, 9), "month")
        assert formats.date_range(tag, Day(2027, 6, 9), Day(2027, 7, 9))
        assert formats.conjunction(tag, ["a", "b", "c"], "or")
        assert len(formats.month_names(tag)) == 12
