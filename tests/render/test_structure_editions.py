"""The structure of every edition of the example workspace, as it is built."""

import datetime
from pathlib import Path

import pytest
import verapdf
from tree_checks import complaints

from briefgen.bundled import templates_dir
from briefgen.compose.page import compose
from briefgen.model.document import Document
from briefgen.pipeline import check
from briefgen.production import draw_charts
from briefgen.render.pdf import render_pdf
from briefgen.workspace import open_at

ROOT = Path(__file__).parents[2]
TODAY = datetime.date(2026, 11, 23)
pytestmark = pytest.mark.xdist_group("editions")


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    workspace = open_at(ROOT, templates_dir())
    # A draft is built of texts in several languages, where some lack a translation: all the better for this.
    editions = check(workspace, TODAY, draft=True).editions
    charts = draw_charts(editions, workspace.templates, 1, 60)
    drawn = {key: value if isinstance(value, dict) else {} for key, value in charts.items()}
    return {
        edition.key: compose(edition, workspace.templates, workspace.content, drawn.get(edition.key, {}))
        for edition in editions
    }


@pytest.fixture(scope="module")
def rendered(documents: dict[str, Document]) -> dict[str, bytes]:
    return {key: render_pdf(document) for key, document in documents.items()}


def test_every_edition_can_be_read_from_its_tree(documents: dict[str, Document], rendered: dict[str, bytes]) -> None:
    assert len(rendered) >= 9
    found = {key: complaints(body, documents[key].html) for key, body in rendered.items()}
    assert {key: wrong for key, wrong in found.items() if wrong} == {}


def test_every_edition_follows_both_standards(rendered: dict[str, bytes], tmp_path: Path) -> None:
    pairs = []
    for key, body in rendered.items():
        path = tmp_path / f"{key}.pdf"
        path.write_bytes(body)
        pairs += [(path, profile) for profile in verapdf.PROFILES["ua1"]]
    assert verapdf.validate(pairs) == []


def test_a_brief_and_a_newsletter_follow_the_modern_standards_if_asked(
    documents: dict[str, Document], tmp_path: Path
) -> None:
    chosen = [next(key for key in documents if key.startswith(name)) for name in ("peru.", "2026-peru.")]
    pairs = []
    for key in chosen:
        path = tmp_path / f"{key}.pdf"
        path.write_bytes(render_pdf(documents[key], "ua2"))
        assert complaints(path.read_bytes(), documents[key].html) == {}
        pairs += [(path, profile) for profile in verapdf.PROFILES["ua2"]]
    assert verapdf.validate(pairs) == []
