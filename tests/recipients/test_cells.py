"""A cell is a text, a number, an amount, a day or an address, or it is refused; nothing is read in two ways."""

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.deliver.envelope import is_address
from briefgen.merge.reading import addresses, cells
from briefgen.merge.reading.cells import CellError
from briefgen.model.base import ADDRESS

# Where the borders are: signs that begin formulas, what cannot be seen, what is two ways to write one thing.
HOSTILE = st.text(st.sampled_from("aZ09 .,-=+@\t\n\0\r'’éñ＝＠\u00a0\u202e\u200b\u0301\ud800\x85ßʼn€\"<"), max_size=9)
MOST = Decimal(1_000_000)


def refused(read: Callable[[], object]) -> str:
    with pytest.raises(CellError) as caught:
        read()
    return caught.value.code


@pytest.mark.parametrize(
    ("raw", "decimal", "value"),
    [
        ("40", None, "40"),
        ("40.00", None, "40"),
        ("40,5", None, "40.5"),
        ("1234.5678", None, "1234.5678"),
        ("0.125", None, "0.125"),
        ("1.234,50", None, "1234.5"),
        ("1,234.50", None, "1234.5"),
        ("1.234.567", None, "1234567"),
        ("1'234.50", None, "1234.5"),
        ("1\u00a0234,50", None, "1234.5"),
        ("1 234", None, "1234"),
        ("1.234", ",", "1234"),
        ("1.234", ".", "1.234"),
        ("1,234", ".", "1234"),
        (" 40 ", None, "40"),
        ("-5", None, "-5"),
        (Decimal("0.1"), ",", "0.1"),
    ],
)
def test_a_number_is_read_in_the_one_way_that_it_can_be_meant(raw: object, decimal: str | None, value: str) -> None:
    assert cells.number(raw, decimal) == Decimal(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("raw", "decimal", "code"),
    [
        ("1.234", None, "recipient-number-ambiguous"),
        ("999,999", None, "recipient-number-ambiguous"),
        ("40.00", ",", "recipient-number"),
        ("1.23.456", ",", "recipient-number"),
        ("1,234,56", None, "recipient-number"),
        ("1.234.567", ".", "recipient-number"),
        ("€ 40", None, "recipient-number"),
        ("40 EUR", None, "recipient-number"),
        ("1e3", None, "recipient-number"),
        ("٤٠", None, "recipient-number"),
        ("--5", None, "recipient-number"),
        ("=40", None, "recipient-formula"),
        ("+40", None, "recipient-formula"),
        (datetime.date(2026, 1, 1), None, "recipient-number"),
        (Decimal("Infinity"), None, "recipient-number"),
        (Decimal("NaN"), None, "recipient-number"),
        ("9" * 16, None, "recipient-number"),
    ],
)
def test_a_number_that_can_be_read_in_two_ways_or_in_none_is_refused(
    raw: object, decimal: str | None, code: str
) -> None:
    assert refused(lambda: cells.number(raw, decimal)) == code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("raw", "currency"),
    [
        ("-5", "EUR"),
        ("0", "EUR"),
        ("0.00", "EUR"),
        ("1000000.01", "EUR"),
        ("40.005", "EUR"),
        ("40.50", "JPY"),
        ("", "EUR"),
    ],
)
def test_an_amount_that_nobody_gave_is_refused(raw: str, currency: str) -> None:
    assert refused(lambda: cells.amount(raw, currency, ".", MOST)) == "recipient-amount"


@pytest.mark.parametrize(
    ("raw", "currency", "value"),
    [("40.00", "EUR", "40.00"), ("40", "JPY", "40"), ("1.250", "KWD", "1.250"), (Decimal("40.0000"), "EUR", "40")],
)
def test_an_amount_has_the_decimals_of_its_currency(raw: object, currency: str, value: str) -> None:
    assert cells.amount(raw, currency, ".", MOST) == Decimal(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["eur", "EURO", "€", "XXY", "", "E R"])
def test_a_currency_is_a_code_of_three_capitals_that_exists(code: str) -> None:
    assert refused(lambda: cells.currency(code)) == "recipient-currency"


@pytest.mark.parametrize(
    ("form", "raw", "day"),
    [
        ("YYYY-MM-DD", "2026-09-14", (2026, 9, 14)),
        ("DD-MM-YYYY", "14-09-2026", (2026, 9, 14)),
        ("D/M/YYYY", "4/9/2026", (2026, 9, 4)),
        ("D/M/YYYY", "14/09/2026", (2026, 9, 14)),
        ("MM/DD/YYYY", "09/14/2026", (2026, 9, 14)),
        ("DD.MM.YYYY", " 14.09.2026 ", (2026, 9, 14)),
        ("YYYY-MM-DD", "2026-09-14 10:00:00", (2026, 9, 14)),
        ("YYYY-MM-DD", "2026-09-14T23:59:59.123", (2026, 9, 14)),
        ("D/M/YYYY", "4/9/2026 9:05", (2026, 9, 4)),
        ("DD-MM-YYYY", datetime.date(2026, 9, 14), (2026, 9, 14)),
    ],
)
def test_a_date_is_read_in_the_order_that_was_declared(form: str, raw: object, day: tuple[int, int, int]) -> None:
    assert cells.day_reader(form)(raw) == datetime.date(*day)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("form", "raw"),
    [
        ("YYYY-MM-DD", "14-09-2026"),
        ("DD-MM-YYYY", "4-9-2026"),
        ("DD-MM-YYYY", "14/09/2026"),
        ("DD-MM-YYYY", "14-09-26"),
        ("DD-MM-YYYY", "31-11-2026"),
        ("DD-MM-YYYY", "14-13-2026"),
        ("YYYY-MM-DD", "1899-12-31"),
        ("YYYY-MM-DD", "2026-09-14 in the morning"),
        ("YYYY-MM-DD", "2101-01-01"),
        ("YYYY-MM-DD", Decimal(45000)),
        ("YYYY-MM-DD", "٢٠٢٦-09-14"),
    ],
)
def test_a_date_in_another_order_or_outside_the_calendar_is_refused(form: str, raw: object) -> None:
    assert refused(lambda: cells.day_reader(form)(raw)) == "recipient-date"  # type: ignore[arg-type]


@pytest.mark.parametrize("raw", ["=1+1", "+31", "-", "@x", " =1", "＝1", "＠x", "－1", "⁺1", "\t1", "\n=1", "−1"])
def test_what_a_spreadsheet_would_calculate_is_no_text(raw: str) -> None:
    assert refused(lambda: cells.text(raw)) == "recipient-formula"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("No\0or", "recipient-characters"),
        ("No\x1b[31mor", "recipient-characters"),
        ("No\u202eor", "recipient-characters"),
        ("No\u2066or", "recipient-characters"),
        ("No\u200bor", "recipient-characters"),
        ("No\u00ador", "recipient-characters"),
        ("No\nor", "recipient-characters"),
        ("No\u2028or", "recipient-characters"),
        ("No\x85or", "recipient-characters"),
        ("No\ue000or", "recipient-characters"),
        ("o" + "\u0301" * 6, "recipient-characters"),
        ("No\udc80r", "recipient-encoding"),
        ("o" * 501, "recipient-too-long"),
        ("o" + "\u0301" * 100_000, "recipient-too-long"),
    ],
)
def test_what_cannot_be_printed_is_no_text(raw: str, code: str) -> None:
    assert refused(lambda: cells.text(raw)) == code


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("  Noor ", "Noor"),
        ("Noor\u00a0Marie", "Noor Marie"),
        ("Zoe\u0308", "Zoë"),
        ("O'Example", "O'Example"),
        ("Œ <b>", "Œ <b>"),
        (Decimal("1001.0"), "1001"),
        (Decimal("1E+3"), "1000"),
        (datetime.date(2026, 1, 2), "2026-01-02"),
        ("Σοφία", "Σοφία"),
        ("李", "李"),
    ],
)
def test_a_text_loses_what_was_not_meant_and_nothing_else(raw: object, text: str) -> None:
    assert cells.text(raw) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("noor@example.org", "noor@example.org"),
        ("Noor.O'Example+news@EXAMPLE.org", "Noor.O'Example+news@example.org"),
        (" noor@example.org ", "noor@example.org"),
        ("noor@münchen.example", "noor@xn--mnchen-3ya.example"),
        ("a_b@sub-1.example.co.uk", "a_b@sub-1.example.co.uk"),
        ("noor@xn--mnchen-3ya.example", "noor@xn--mnchen-3ya.example"),
        ("noor@пример.испытание", "noor@xn--e1afmkfd.xn--80akhbyknj4f"),
        ("noor@XN--E1AFMKFD.XN--80AKHBYKNJ4F", "noor@xn--e1afmkfd.xn--80akhbyknj4f"),
    ],
)
def test_an_address_is_one_that_every_server_takes(raw: str, address: str) -> None:
    assert addresses.address(raw) == address
    assert ADDRESS.fullmatch(address), "and a letter can be made and sent"
    assert is_address(address)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "noor",
        "noor@example",
        "noor@@example.org",
        "a@example.org,b@example.org",
        "a@example.org; b@example.org",
        "a@example.org b@example.org",
        "Noor <noor@example.org>",
        '"noor"@example.org',
        '"a\\"@example.org>,<b"@example.com',
        "noor@[127.0.0.1]",
        "noor@127.0.0.1",
        "noor@example.0rg",
        "noor@xn--zzzzzz99999.example",
        "noor(x)@example.org",
        ".noor@example.org",
        "noor.@example.org",
        "no..or@example.org",
        "noor@-example.org",
        "noor@example-.org",
        "noor@example..org",
        "noor@example.org.",
        "nöör@example.org",
        "noor@straße.example",
        "a" * 65 + "@example.org",
        "a@" + "b" * 64 + ".org",
        "a@" + "b." * 130 + "org",
        "noor@example.org\nBcc: x@example.com",
        "noor\0@example.org",
        "noor\u202e@example.org",
        "=cmd@example.org",
        "@noor@example.org",
        "mailto:noor@example.org",
        "noor%example.com@example.org",
        "example.com!noor@example.org",
        Decimal(5),
    ],
)
def test_what_is_not_exactly_one_plain_address_is_refused(raw: object) -> None:
    assert refused(lambda: addresses.address(raw)).startswith("recipient-")  # type: ignore[arg-type]


@settings(max_examples=300, deadline=None)
@given(st.lists(HOSTILE | st.sampled_from(["noor@example.org", "40.00", "1,50", "0", "Noor", ""]), max_size=6))
def test_what_a_quick_look_passes_is_what_a_close_look_passes_unchanged(raws: list[str]) -> None:
    def close(odd: Sequence[int], read: Callable[[str], object], same: Callable[[str], object]) -> None:
        for raw in (raw for index, raw in enumerate(raws) if index not in set(odd)):
            assert read(raw) == same(raw)

    close(addresses.QUICK.odd(raws), addresses.address, str)
    close(cells.quick_text(8).odd(raws), lambda raw: cells.text(raw, 8), str.strip)
    close(cells.quick_text(8, key=True).odd(raws), lambda raw: cells.text(raw, 8), str)
    assert set(cells.quick_text(8, key=True).odd(raws)) >= {index for index, raw in enumerate(raws) if not raw}
    for decimal in (None, ".", ","):
        odd = set(cells.quick_amount(decimal, MOST).odd(raws))
        filled = [raw for index, raw in enumerate(raws) if index not in odd and raw]
        assert all(cells.amount(raw, "EUR", decimal, MOST) > 0 for raw in filled)


def test_a_quick_look_at_many_cells_says_what_one_at_each_says() -> None:
    texts = ["Noor", "", "=1", "Zoë", "x" * 9, "a\nb", "Alba"]
    assert list(cells.quick_text(8).odd(texts)) == [2, 4, 5]
    assert [bool(cells.quick_text(8).odd([text])) for text in texts] == [index in (2, 4, 5) for index in range(7)]
    assert list(cells.quick_text(8).odd(["a", Decimal(1)])) == [0, 1]
    assert list(addresses.QUICK.odd(["a@example.org\nb@example.org", "c@example.org"])) == [0]


@pytest.mark.parametrize("most", [1, 9, 10, 99, 100, 1000])
def test_no_quick_look_passes_more_than_is_believed(most: int) -> None:
    amounts = [str(amount) for amount in range(1, 2000)]
    odd = set(cells.quick_amount(None, Decimal(most)).odd(amounts))
    assert {amounts[index] for index in range(len(amounts)) if index not in odd} <= {str(n) for n in range(1, most + 1)}
