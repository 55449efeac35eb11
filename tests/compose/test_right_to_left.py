"""Pages from right to left: what the styles cannot turn is turned when the page is composed."""

import json
import re
from pathlib import Path

import pytest
from small_workspace import Edit

from briefgen.bundled import templates_dir
from briefgen.compose.charts import WIDTH
from briefgen.compose.page import chart_specifications, compose
from briefgen.compose.theme import mirrored
from briefgen.load.library import load
from briefgen.localize.editions import Localization
from briefgen.model.document import Document
from briefgen.model.edition import Edition
from briefgen.workspace import open_at

FOLDERS = (templates_dir(),)


@pytest.fixture
def editions(workspace: Path, edit: Edit) -> dict[str, Edition]:
    """Return the brief for readers of a language from right to left that it is not translated into, and for others."""
    edit("content/audiences/readers-en.yaml", "locale: en-GB\n", "locale: ar-XB\nmissing: fallback\n")
    library = load(open_at(workspace, FOLDERS[0])).library
    assert library is not None
    made = [Localization(library).edition(library.briefs["visits"], name) for name in ("readers-en", "officials-pe")]
    return dict(zip(("rtl", "ltr"), made, strict=True))


@pytest.fixture
def documents(editions: dict[str, Edition], workspace: Path) -> dict[str, Document]:
    return {name: compose(edition, FOLDERS, workspace / "content", {}) for name, edition in editions.items()}


def test_a_text_in_a_language_from_left_to_right_keeps_its_direction(documents: dict[str, Document]) -> None:
    html = documents["rtl"].html
    assert 'dir="rtl"' in html.split("<head>")[0]
    assert len(re.findall(r' lang="es" dir="ltr"', html)) > 10
    assert ' dir="ltr"' not in documents["ltr"].html.split("<body")[1]


def test_a_source_in_a_language_from_left_to_right_is_an_entry_from_left_to_right(
    documents: dict[str, Document],
) -> None:
    assert re.findall(r'<li id="note-\d"( dir="ltr")?>', documents["rtl"].html) == [' dir="ltr"'] * 2
    assert re.findall(r'<li id="note-\d"( dir="ltr")?>', documents["ltr"].html) == [""] * 2


def test_the_drawings_of_the_theme_are_turned(documents: dict[str, Document]) -> None:
    for name in ("art/cover.svg", "art/ask.svg", "art/masthead.svg"):
        assert b"scale(-1 1)" in documents["rtl"].generated[name]
        assert b"scale(-1 1)" not in documents["ltr"].generated[name]


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        (
            '<svg viewBox="0 0 88 84"><circle/></svg>',
            '<svg viewBox="0 0 88 84"><g transform="translate(88 0) scale(-1 1)"><circle/></g></svg>',
        ),
        (
            "<svg width='2' viewBox='-10, 0, 20.5, 4'>\n<a/></svg>\n",
            "<svg width='2' viewBox='-10, 0, 20.5, 4'><g transform=\"translate(0.5 0) scale(-1 1)\">\n<a/></g></svg>\n",
        ),
        ("<svg><circle/></svg>", "<svg><circle/></svg>"),
    ],
)
def test_a_drawing_is_turned_about_the_middle_of_its_view(drawing: str, expected: str) -> None:
    assert mirrored(drawing) == expected


def test_a_chart_begins_where_reading_begins(editions: dict[str, Edition]) -> None:
    straight, turned = (chart_specifications(editions[name], FOLDERS) for name in ("ltr", "rtl"))
    for name in ("charts/belief.svg", "charts/bars.svg"):
        one, other = (json.loads(found[name])["layer"] for found in (straight, turned))
        opposite = {"left": "right", "right": "left", "center": "center", None: None}
        for before, after in zip(one, other, strict=True):
            assert after["mark"].get("align") == opposite[before["mark"].get("align")]
            assert after["mark"].get("dx", 0) == -before["mark"].get("dx", 0)
        # Bars begin at their axis, lines at their first year: neither depends on how long a text is.
        axis = {"charts/bars.svg": -1, "charts/belief.svg": 3}[name]
        x = [layers[axis]["data"]["values"][0]["x"] for layers in (one, other)]
        assert x[0] + x[1] == WIDTH
