"""The structure of every edition of the example workspace, in both conformances."""

import datetime
import html
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from shutil import which
from typing import get_args

import pikepdf
import pytest
import verapdf
from tree_checks import complaints

from briefgen.bundled import templates_dir
from briefgen.compose.page import compose
from briefgen.model.document import Conformance, Document
from briefgen.pipeline import check
from briefgen.production import draw_charts
from briefgen.render.pdf import render_pdf
from briefgen.workspace import open_at

TODAY = datetime.date(2026, 11, 23)
MODES: tuple[Conformance, ...] = get_args(Conformance)
pytestmark = pytest.mark.xdist_group("editions")


@pytest.fixture(scope="module")
def documents(example_built: Path) -> dict[str, Document]:
    workspace = open_at(example_built, templates_dir())
    return {
        edition.key: compose(edition, workspace.templates, workspace.content, draw_charts(edition, workspace.templates))
        for edition in check(workspace, TODAY).editions
    }


@pytest.fixture(scope="module")
def printed(
    documents: dict[str, Document], example_built: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[Conformance, Mapping[str, Path]]:
    """Return the PDFs of every edition by conformance and key: as it is built, and the other that can be asked for."""
    folder = tmp_path_factory.mktemp("ua2")
    for key, document in documents.items():
        (folder / f"{key}.pdf").write_bytes(render_pdf(document, "ua2"))
    found = {"ua1": (example_built / "output").rglob("*.pdf"), "ua2": folder.glob("*.pdf")}
    return {mode: {path.stem: path for path in found[mode]} for mode in MODES}


@pytest.mark.parametrize("mode", MODES)
def test_every_edition_can_be_read_from_its_tree(
    mode: Conformance, documents: dict[str, Document], printed: Mapping[Conformance, Mapping[str, Path]]
) -> None:
    assert printed[mode].keys() == documents.keys()
    assert len(documents) >= 9
    found = {key: complaints(path.read_bytes(), documents[key].html) for key, path in printed[mode].items()}
    assert {key: wrong for key, wrong in found.items() if wrong} == {}


def test_every_edition_follows_every_standard_that_it_claims(
    printed: Mapping[Conformance, Mapping[str, Path]],
) -> None:
    pairs = [(path, profile) for mode in MODES for path in printed[mode].values() for profile in verapdf.PROFILES[mode]]
    assert verapdf.validate(pairs) == []


@pytest.mark.parametrize("mode", MODES)
def test_every_edition_says_what_it_is_and_has_a_bookmark_for_each_heading(
    mode: Conformance, documents: dict[str, Document], printed: Mapping[Conformance, Mapping[str, Path]]
) -> None:
    for key, path in printed[mode].items():
        document = documents[key]
        with pikepdf.open(path) as pdf:
            with pdf.open_metadata() as xmp:
                assert xmp["dc:title"] == document.title
                assert xmp["dc:creator"] == [document.author]
                assert xmp["dc:description"] == document.subject
                assert xmp["pdf:Keywords"] == ", ".join(document.keywords)
                assert xmp["dc:language"] == {document.language}
                assert xmp["xmp:CreateDate"] == xmp["xmp:ModifyDate"] == f"{document.date}T00:00:00Z"
            assert str(pdf.Root.Lang) == document.language
            with pdf.open_outline() as outline:
                marks = [mark for first in outline.root for mark in (first, *first.children)]
        headings = re.findall(r"(?s)<h[12]\b[^>]*>(.*?)</h", document.html)
        assert [words_of(mark.title) for mark in marks] == [words_of(heading) for heading in headings], key


def words_of(heading: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", heading)).split())


@pytest.mark.skipif(which("qpdf") is None, reason="qpdf is not installed")
@pytest.mark.parametrize("mode", MODES)
def test_the_file_of_every_edition_is_sound(
    mode: Conformance, printed: Mapping[Conformance, Mapping[str, Path]]
) -> None:
    for path in printed[mode].values():
        subprocess.run(["qpdf", "--check", path], check=True, capture_output=True)
