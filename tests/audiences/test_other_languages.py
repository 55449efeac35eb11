"""Locales that the example does not have are scaffolded, filled and built without a change of code."""

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from shutil import copytree

import pikepdf
import pypdfium2
import pytest
import verapdf
from mechanical import Change, accented, fill
from printed import read
from small_workspace import run

from briefgen.bundled import content_dir
from briefgen.translation.pseudo import pseudo

pytestmark = pytest.mark.xdist_group("languages")


@dataclass(frozen=True, slots=True)
class Case:
    """A locale to add, an audience that reads it, and how its catalogues are filled."""

    locale: str
    audience: str
    reads: str
    change: Change


FRENCH = Case("fr", "policymakers-be", "fr-BE", accented)
PORTUGUESE = Case("pt", "policymakers-br", "pt-BR", accented)
TURNED = Case("ar-XB", "policymakers-xb", "ar-XB", lambda text: pseudo(text, "bidi"))
CASES = (FRENCH, PORTUGUESE, TURNED)


@dataclass(frozen=True, slots=True)
class Made:
    """An edition: its page, without tags and styles, as it was written, and its PDF."""

    text: str
    html: str
    pdf: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """Return the brief of the example for each case, built after the commands that a programme manager types."""
    root = tmp_path_factory.mktemp("languages")
    copytree(content_dir(), root / "content")
    money = root / "content/facts/peru.yaml"
    extra = (
        "  visit-cost: {type: money, value: 1234.50, currency: PEN, wording: about, label: What a visit costs, "
        "sources: [bvlf-peru]}\n"
    )
    money.write_text(money.read_text(encoding="utf-8").rstrip("\n") + "\n" + extra, encoding="utf-8")
    rates = root / "content/rates.yaml"
    rates.write_text(
        rates.read_text(encoding="utf-8").replace(
            "rates: []", "rates:\n  - {base: EUR, quote: PEN, rate: 4.00, date: 2026-11-01, source: gi-peru}"
        ),
        encoding="utf-8",
    )
    brief = root / "content/briefs/peru/brief.md"
    text = brief.read_text(encoding="utf-8")
    brief.write_text(
        text.replace(
            "## Ruim veertig jaar werk",
            'Een bezoek kost {visit-cost}: "veel"! Echt? [@bcn]\n\n## Ruim veertig jaar werk',
        ),
        encoding="utf-8",
    )
    found = {}
    for case in CASES:
        assert run(root, "new", "locale", case.locale).code == 0
        assert fill(root, case.locale, case.change) > 400
        ran = run(root, "new", "audience", case.audience, "--locale", case.reads, "--for", "peru")
        assert ran.code == 0, ran.out
        audience = root / f"content/audiences/{case.audience}.yaml"
        audience.write_text(audience.read_text(encoding="utf-8").replace("pages: 4", "pages: 6"), encoding="utf-8")
    chosen = [word for case in CASES for word in ("--audience", case.audience)]
    ran = run(root, "build", "peru", *chosen)
    assert ran.code == 0, ran.out
    for case in CASES:
        stem = f"peru.{case.audience}.{case.reads}"
        html = (root / f"output/briefs/peru/{stem}.html").read_text(encoding="utf-8")
        plain = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "", html, flags=re.DOTALL))
        found[case.locale] = Made(plain, html, root / f"output/briefs/peru/{stem}.pdf")
    return found


def test_a_french_edition_has_french_formats_marks_and_spaces(made: dict[str, Made]) -> None:
    text = made["fr"].text
    assert "23\u00a0novembre 2026" in text
    assert "33,4\u00a0%" in text
    assert "50\u202f000" in text or "100\u202f000" in text
    assert "1\u202f234,50\u00a0PEN" in text
    assert "«\u202fvéél\u202f»\u202f!" in text and "Eçht\u202f?" in text
    assert "\u202f: " in text


def test_an_amount_is_in_the_currency_of_the_country_with_its_rate_in_a_note(made: dict[str, Made]) -> None:
    assert "(àbôût 309\u00a0€)" in made["fr"].text
    assert "1er\u00a0novembre 2026" in made["fr"].text
    # No rate leads from soles to reais.
    assert "R$" not in made["pt"].text


def test_a_portuguese_edition_has_portuguese_formats_and_marks(made: dict[str, Made]) -> None:
    text = made["pt"].text
    assert "23\u00a0de\u00a0novembro de 2026" in text
    assert "33,4%" in text
    assert "100.000" in text or "50.000" in text
    assert "“véél”!" in text and "Eçht?" in text


@pytest.mark.parametrize(
    ("locale", "tag", "way"), [("fr", "fr-BE", "ltr"), ("pt", "pt-BR", "ltr"), ("ar-XB", "ar-XB", "rtl")]
)
def test_page_and_pdf_say_their_language_and_nothing_is_in_another(
    made: dict[str, Made], locale: str, tag: str, way: str
) -> None:
    html = made[locale].html
    assert f'<html lang="{tag}" dir="{way}">' in html
    # The titles of sources are in their own language.
    assert re.findall(r'<(?:span|div) lang="', html) == []
    with pikepdf.open(made[locale].pdf) as pdf:
        assert str(pdf.Root.Lang) == tag


def test_every_pdf_conforms_to_its_standards(made: dict[str, Made]) -> None:
    pairs = [(edition.pdf, profile) for edition in made.values() for profile in verapdf.PROFILES["ua1"]]
    assert verapdf.validate(pairs) == []


def test_a_page_from_right_to_left_is_mirrored(made: dict[str, Made]) -> None:
    straight, turned = read(made["fr"].pdf), read(made["ar-XB"].pdf)
    width = straight.size[0]
    sides = {}
    for name, printed in (("straight", straight), ("turned", turned)):
        headings = [lines[0] for block, lines in printed.blocks() if block.type == "H2" and lines[0].page in (1, 2)]
        paragraphs = [lines for block, lines in printed.blocks() if block.type == "P" and len(lines) > 3]
        sides[name] = (headings, paragraphs)
    assert len(sides["straight"][0]) == len(sides["turned"][0]) > 3
    assert all(line.left < 30 for line in sides["straight"][0])
    assert all(line.right > width - 30 for line in sides["turned"][0])
    ends = [max(line.right for line in lines) - line.right for lines in sides["turned"][1] for line in lines]
    starts = [line.left - min(line.left for line in lines) for lines in sides["straight"][1] for line in lines]
    assert max(ends) < 2 and max(starts) < 2


def test_numbers_of_pages_and_heads_change_sides(made: dict[str, Made]) -> None:
    corners = {}
    for locale in ("fr", "ar-XB"):
        with pypdfium2.PdfDocument(made[locale].pdf) as pdf:
            page = pdf[1]
            width, height = page.get_size()
            texts = page.get_textpage()
            left = texts.get_text_bounded(0, 0, width / 2, height * 0.05).strip()
            right = texts.get_text_bounded(width / 2, 0, width, height * 0.05).strip()
            corners[locale] = (left, right)
    assert corners["fr"][1] == "2" and corners["ar-XB"][0] == "2"
