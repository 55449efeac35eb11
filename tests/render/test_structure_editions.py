"""The structure of every edition of the example workspace, in both conformances."""

import datetime
import subprocess
from collections.abc import Mapping
from pathlib import Path
from shutil import which
from typing import get_args

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


@pytest.mark.skipif(which("qpdf") is None, reason="qpdf is not installed")
@pytest.mark.parametrize("mode", MODES)
def test_the_file_of_every_edition_is_sound(
    mode: Conformance, printed: Mapping[Conformance, Mapping[str, Path]]
) -> None:
    for path in printed[mode].values():
        subprocess.run(["qpdf", "--check", path], check=True, capture_output=True)
