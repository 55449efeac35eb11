"""Amounts in the readers' own currency: beside the original, rounded, with a note that gives rate, date and source."""

from decimal import Decimal
from html import unescape
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_workspace import SMALL, Edit, Run, run

from briefgen.localize.readers.rates import Conversion
from briefgen.model.evidence import ExchangeRate

FACTS = "content/facts/peru.yaml"
RATES = "content/rates.yaml"
PLAIN = "    type: number\n    value: 100000\n"
BANK = "rates:\n  - {base: EUR, quote: PEN, rate: 3.97, date: 2026-11-02, source: bank}\n"
OLD = "  - {base: EUR, quote: PEN, rate: 9.00, date: 2020-01-02, source: survey}\n"


def price(root: Path) -> None:
    """Put an amount in soles into a workspace, and two rates for it."""
    facts, rates, sources = (root / path for path in (FACTS, RATES, "content/sources.yaml"))
    amount = "    type: money\n    currency: PEN\n    value: 100000\n"
    text = facts.read_text(encoding="utf-8")
    assert PLAIN in text
    facts.write_text(text.replace(PLAIN, amount), encoding="utf-8")
    rates.write_text(rates.read_text(encoding="utf-8").replace("rates: []\n", BANK + OLD), encoding="utf-8")
    with sources.open("a", encoding="utf-8") as file:
        file.write(
            "  bank: {type: webpage, title: Tipo de cambio, language: es, publisher: Banco, url: example.org/tc}\n"
        )


@pytest.fixture
def priced(workspace: Path) -> Path:
    """Return the workspace with an amount in soles and rates for it."""
    price(workspace)
    return workspace


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the pages of the brief, by audience."""
    root = Path(copytree(SMALL, tmp_path_factory.mktemp("priced") / "workspace"))
    price(root)
    assert run(root, "build", "visits").code == 0
    made = {path.name.split(".")[1]: path for path in (root / "output").rglob("visits.*.html")}
    return {name: unescape(path.read_text(encoding="utf-8")).replace("\u00a0", " ") for name, path in made.items()}


def rate_note(html: str) -> tuple[str, str]:
    """Return the number and the text of the note on a rate."""
    before, after = html.split("Omgerekend tegen")
    return before.rsplit('id="note-', 1)[1].split('"')[0], "Omgerekend tegen" + after.split("</li>")[0]


def test_an_amount_is_printed_with_what_it_is_for_the_reader_and_keeps_its_hedge(pages: dict[str, str]) -> None:
    assert "meer dan PEN 100.000 (ongeveer € 25.200)" in pages["donors-nl"]
    assert "más de S/ 100,000 familias" in pages["officials-pe"]


def test_a_note_gives_the_rate_its_date_and_its_source(pages: dict[str, str]) -> None:
    number, note = rate_note(pages["donors-nl"])
    assert note.startswith("Omgerekend tegen de koers van 2 november 2026: € 1 = PEN 3,97. ")
    assert "Banco" in note and "Tipo de cambio" in note
    assert f'href="#note-{number}"' in pages["donors-nl"].split('<ol class="notes">')[0]


def test_where_the_reader_thinks_in_the_same_currency_nothing_is_converted(pages: dict[str, str]) -> None:
    assert "aproximadamente" not in pages["officials-pe"]
    assert "tipo de cambio" not in pages["officials-pe"].lower()


def test_an_amount_without_a_rate_is_printed_alone(pages: dict[str, str]) -> None:
    assert "more than PEN 100,000 families" in pages["readers-en"]


def test_a_rate_is_no_evidence_of_a_recommendation(pages: dict[str, str]) -> None:
    number, _ = rate_note(pages["donors-nl"])
    evidence = pages["donors-nl"].split('class="evidence"')[1].split("</p>")[0]
    assert f'href="#note-{number}"' not in evidence


def test_a_new_rate_makes_the_edition_again_and_says_why(briefgen: Run, priced: Path, edit: Edit) -> None:
    briefgen("build", "visits")
    edit(RATES, "rate: 3.97", "rate: 4.10")
    out = briefgen("build", "visits", "--explain").out
    assert "rates/EUR-PEN changed" in out.split("visits.donors-nl.nl: ")[1].split("\n")[0]
    assert "visits.officials-pe.es-PE: up to date" in out


def test_an_amount_without_a_rate_is_reported_once(briefgen: Run, priced: Path) -> None:
    ran = briefgen("check")
    assert ran.out.count("rate-missing") == 1
    assert (
        f"{FACTS}:6:15: warning[rate-missing]: readers-en reads amounts in GBP, and there is no rate from PEN"
        in ran.out
    )


def test_a_rate_between_currencies_that_do_not_exist_is_reported(briefgen: Run, priced: Path, edit: Edit) -> None:
    edit(RATES, "base: EUR, quote: PEN, rate: 9.00", "base: EUR, quote: PNE, rate: 9.00")
    assert 'content/rates.yaml:4:24: error[currency-unknown]: "PNE" is no currency' in briefgen("check").out


def rate(number: str, base: str = "EUR", quote: str = "PEN") -> ExchangeRate:
    return ExchangeRate.model_validate(
        {"base": base, "quote": quote, "rate": Decimal(number), "date": "2026-11-02", "source": "x"}
    )


@pytest.mark.parametrize(
    ("amount", "number", "currency", "expected"),
    [
        ("4000", "3.97", "EUR", "1010"),
        ("1000", "3.97", "PEN", "3970"),
        ("12345678", "3.97", "EUR", "3110000"),
        ("1", "3.97", "EUR", "0.25"),
        ("0.01", "3.97", "EUR", "0.00"),
        ("2.5", "1", "EUR", "2.50"),
        ("0", "3.97", "EUR", "0"),
    ],
)
def test_amounts_are_converted_in_either_direction_and_rounded_to_three_digits(
    amount: str, number: str, currency: str, expected: str
) -> None:
    assert Conversion("x", rate(number), currency).converted(Decimal(amount)) == Decimal(expected)


@given(
    st.decimals(min_value=0, max_value=10**15, places=2),
    st.decimals(min_value="0.0001", max_value=10**6, places=4),
    st.sampled_from(["EUR", "PEN"]),
)
def test_a_rounded_amount_is_within_half_a_percent_or_half_a_cent(amount: Decimal, number: Decimal, to: str) -> None:
    converted = Conversion("x", rate(str(number)), to).converted(amount)
    exact = amount * number if to == "PEN" else amount / number
    assert abs(converted - exact) <= max(exact * Decimal("0.005"), Decimal("0.005"))
