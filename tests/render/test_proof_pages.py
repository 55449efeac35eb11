"""A proof as PDF: it follows the standards, can be read aloud, and says on each page what it is."""

import datetime
import re
import subprocess
from pathlib import Path
from shutil import copytree

import pypdfium2
import pytest
import verapdf
from small_workspace import SMALL
from tagged import Tagged
from tree_checks import complaints

from briefgen import pipeline
from briefgen.bundled import templates_dir
from briefgen.compose.papers.proof import compose_proof
from briefgen.localize.editions import Localization
from briefgen.model.document import Document
from briefgen.render.pdf import render_pdf
from briefgen.translation.proof import assemble
from briefgen.workspace import open_at

TODAY = datetime.date(2026, 11, 23)
pytestmark = pytest.mark.xdist_group("proofs")


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """Return a proof with everything that one can hold: texts of all states, findings, and one longer than a page."""
    root = Path(copytree(SMALL, tmp_path_factory.mktemp("proof"), dirs_exist_ok=True))

    def edit(path: str, *pairs: tuple[str, str]) -> None:
        text = (root / path).read_text("utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        (root / path).write_text(text, "utf-8")

    brief = "content/briefs/visits/brief.md"
    edit(brief, ("Antes no llegaba nadie.", "Antes nadie venía."), ("Una visita cambia", "12 visitas cambian"),
         ("speaker: Rosa", "speaker: Rosa\n# allow digits-typed: no reason"))  # fmt: skip
    edit("content/translations/nl/briefs/visits.es.po", ('msgstr "Waarom nu"', 'msgstr ""'),
         ('msgstr "De bezoeken bereiken {families} gezinnen. Vraag', 'msgstr "De bezoeken bereiken gezinnen. Vraag'),
         ('msgstr "Het bezoek hielp mij."', f'msgstr "{"Het bezoek hielp mij. " * 240}"'),
         ('msgstr "De weg"', 'msgstr "[De weg](https://example.org/weg)"'))  # fmt: skip
    workspace = open_at(root, templates_dir())
    checked = pipeline.check(workspace, TODAY)
    assert checked.library is not None
    entry = checked.library.briefs["visits"]
    editions = [edition for edition in checked.editions if edition.publication == "visits"]
    proof = assemble(Localization(checked.library), entry, None, ("nl", "en"), editions, checked.findings)
    states = {side.state for part in proof.parts for row in part.rows for side in row.sides}
    assert {"source", "untranslated", "stale", "translated"} <= states
    assert proof.findings and any(row.findings for part in proof.parts for row in part.rows)
    return compose_proof(proof, workspace.templates, workspace.content)


@pytest.fixture(scope="module")
def pdf(document: Document) -> bytes:
    return render_pdf(document)


def test_a_proof_follows_the_standards_of_accessible_and_of_lasting_files(pdf: bytes, tmp_path: Path) -> None:
    path = tmp_path / "proof.pdf"
    path.write_bytes(pdf)
    assert verapdf.validate([(path, profile) for profile in verapdf.PROFILES["ua1"]]) == []


def test_a_proof_can_be_read_from_its_tree(pdf: bytes, document: Document) -> None:
    assert complaints(pdf, document.html) == {}


def test_each_text_is_a_cell_that_knows_its_language_its_row_and_its_column(pdf: bytes) -> None:
    tagged = Tagged(pdf)
    cell = next(tag for tag in tagged.root.find("TD") if tag.text.startswith("The visits reach"))
    headers = {tag.get("ID"): tag for tag in tagged.root.find("TH")}
    named = [headers[str(name)].text for name in cell.attribute("Headers")]
    assert cell.get("Lang") == "en"
    assert named[-1] == "English"
    assert re.match(r"\d+", named[0]), "the number that a reviewer names"


def test_every_page_says_what_it_is_and_how_many_there_are(pdf: bytes) -> None:
    with pypdfium2.PdfDocument(pdf) as pages:
        texts = [" ".join(page.get_textpage().get_text_range().split()) for page in pages]
    count = len(texts)
    assert count > 4
    for number, text in enumerate(texts, 1):
        assert f"Pagina {number} van {count}" in text
        assert re.search(r"Teksten( [0-9a-f]{4}){4}", text)
        assert "Versie 1.0, 23 november 2026" in text
    assert len({re.search(r"Teksten( [0-9a-f]{4}){4}", text)[0] for text in texts}) == 1  # type: ignore[index]


def test_a_row_stays_whole_unless_it_is_longer_than_a_part_of_a_page(pdf: bytes, tmp_path: Path) -> None:
    path = tmp_path / "proof.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-layout", str(path), "-"]
    pages = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")
    numbers = [[int(number) for number in re.findall(r"^ ?(\d{1,2}) [A-Z]", page, re.MULTILINE)] for page in pages]
    found = [number for page in numbers for number in page]
    assert len(found) > 40
    assert found == sorted(set(found)), "each row begins on one page, in order"
    quoted = [page for page in pages if "Het bezoek hielp mij" in page]
    assert len(quoted) > 1, "a text longer than a page goes on over several"
