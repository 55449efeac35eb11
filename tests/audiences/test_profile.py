"""An audience chooses and orders the parts of a publication, and what it names has to be there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from small_workspace import Edit, Run

from briefgen.bundled import templates_dir
from briefgen.load.library import load
from briefgen.localize.editions import Localization
from briefgen.model.edition import View
from briefgen.workspace import open_at

BRIEF = "content/briefs/visits/brief.md"
READERS = "content/audiences/readers-en.yaml"
SECTIONS = ["introduction", "now", "path", "allies"]
SECOND_ASK = (
    "\n::: ask gift\nheading: Done\ntext: Pague una visita.\nlink: https://example.org/dar\nlabel: Done ahora\n:::\n"
)
CHART = (
    "\n::: chart first\ntype: bars\ntitle: Uno\ncaption: Dos.\nseries: [Parte]\n"
    "rows:\n  - label: Tres\n    facts: [share-after]\n:::\n"
)
Parts = Callable[..., dict[str, list[str]]]


@pytest.fixture
def parts(workspace: Path) -> Parts:
    """Return a function that tells the sections of the brief with their blocks, for an audience with some fields."""

    def found(fields: str = "", publication: str = "visits") -> dict[str, list[str]]:
        path = workspace / READERS
        text = path.read_text(encoding="utf-8")
        path.write_text(text + fields, encoding="utf-8")
        library = load(open_at(workspace, templates_dir())).library
        path.write_text(text, encoding="utf-8")
        assert library is not None
        entry = next(entry for entry in library.publications() if entry.id == publication)
        view: View = Localization(library).edition(entry, "readers-en").view
        return {part["id"]: [block["id"] for block in (*part["aside"], *part["blocks"])] for part in view["sections"]}

    return found


def add(workspace: Path, text: str) -> None:
    with (workspace / BRIEF).open("a", encoding="utf-8") as file:
        file.write(text)


def test_an_audience_gets_everything_unless_it_says_otherwise(parts: Parts) -> None:
    assert list(parts()) == SECTIONS


def test_only_some_sections_and_blocks(parts: Parts) -> None:
    assert parts("only: [path, belief, meeting]\n") == {
        "now": ["belief"],
        "path": ["visits-law-path", "mother"],
        "allies": ["meeting"],
    }


def test_only_means_nothing_in_a_publication_that_has_none_of_these_parts(parts: Parts) -> None:
    assert list(parts("only: [path]\n", "autumn")) == ["story", "together"]


def test_what_is_left_out_wins_over_what_is_chosen(parts: Parts) -> None:
    assert parts("only: [path, now]\nomit: [now, mother]\n") == {"path": ["visits-law-path"]}


def test_sections_come_in_the_order_of_the_audience_and_the_opening_stays_first(parts: Parts) -> None:
    assert list(parts("order: [allies, path]\n")) == ["introduction", "allies", "path", "now"]


def test_charts_are_numbered_as_they_are_printed(workspace: Path, edit: Edit, parts: Parts) -> None:
    edit(BRIEF, "## El camino {#path}\n", f"## El camino {{#path}}\n{CHART}")
    with (workspace / READERS).open("a", encoding="utf-8") as file:
        file.write("order: [path]\n")
    library = load(open_at(workspace, templates_dir())).library
    assert library is not None
    view = Localization(library).edition(library.briefs["visits"], "readers-en").view
    numbers = {b["id"]: b["number"] for part in view["sections"] for b in part["blocks"] if b["kind"] == "chart"}
    assert numbers == {"first": 1, "belief": 2, "bars": 3}


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        ("summary", {"now": ["belief"], "path": ["visits-law-path"]}),
        ("standard", {"now": ["now.p1", "now.p3", "now.p4", "figures", "belief", "bars", "house", "rivers"]}),
        ("full", {"now": ["now.p1", "as-asked", "now.p3", "now.p4", "figures", "belief", "bars", "house", "rivers"]}),
    ],
)
def test_depth_chooses_by_the_marks_of_sections_paragraphs_and_blocks(
    parts: Parts, edit: Edit, depth: str, expected: dict[str, list[str]]
) -> None:
    edit(BRIEF, "{#as-asked}", "{#as-asked .full}")
    edit(BRIEF, "::: chart belief\n", "::: chart belief {.summary}\n")
    edit(BRIEF, "{#path}", "{#path .summary}")
    edit(BRIEF, "::: quote mother\n", "::: quote mother {.standard}\n")
    found = parts(f"depth: {depth}\n")
    assert sorted(found["now"]) == sorted(expected["now"])
    assert found["path"] == expected.get("path", ["visits-law-path", "mother"])
    if depth == "summary":
        assert list(found) == ["now", "path"]


def test_a_paragraph_may_bear_a_depth_alone(parts: Parts, edit: Edit) -> None:
    edit(BRIEF, "Antes no llegaba nadie.\n", "Antes no llegaba nadie. {.full}\n")
    assert "now.p1" not in parts()["now"]
    assert "now.p1" in parts("depth: full\n")["now"]


def test_a_depth_is_no_part_of_the_text(workspace: Path, edit: Edit) -> None:
    edit(BRIEF, "Antes no llegaba nadie.\n", "Antes no llegaba nadie. {.full}\n")
    edit(BRIEF, "## El camino {#path}", "## El camino {#path .summary}")
    library = load(open_at(workspace, templates_dir())).library
    assert library is not None
    sections = {section.id: section for section in library.briefs["visits"].sections}
    assert sections["now"].blocks[0].content.text.endswith("nadie.")  # type: ignore[attr-defined]
    assert sections["path"].heading == "El camino"


def test_of_several_asks_an_audience_gets_its_own(workspace: Path, parts: Parts) -> None:
    add(workspace, SECOND_ASK)
    asks = {"meeting", "gift"}
    assert asks <= set(parts()["allies"])
    assert asks & set(parts("ask: gift\n")["allies"]) == {"gift"}
    assert asks & set(parts("ask: give\n")["allies"]) == asks


@pytest.mark.parametrize(
    ("fields", "place", "code", "hint"),
    [
        ("omit: [belief, beleif]\n", "8:16", "part-unknown", "belief"),
        ("only: [pathh]\n", "8:8", "part-unknown", "path"),
        ("order: [belief]\n", "8:9", "part-unknown", "allies"),
        ("ask: meting\n", "8:6", "ask-unknown", "meeting"),
        ("ask: belief\n", "8:6", "ask-unknown", "give, meeting"),
        ("depth: sumary\n", "8:8", "field-value", "summary"),
        ("paper: Leter\n", "8:8", "field-value", "Letter"),
        ("reading-level: 101\n", "8:16", "field-value", ""),
    ],
)
def test_a_part_that_is_not_there_is_reported_with_the_one_that_may_be_meant(
    briefgen: Run, workspace: Path, fields: str, place: str, code: str, hint: str
) -> None:
    with (workspace / READERS).open("a", encoding="utf-8") as file:
        file.write(fields)
    ran = briefgen("check")
    assert ran.code == 1
    assert f"{READERS}:{place}: error[{code}]" in ran.out
    assert hint in ran.out.split("hint: ")[1]


def test_a_part_of_any_publication_that_the_audience_reads_will_do(briefgen: Run, workspace: Path) -> None:
    with (workspace / READERS).open("a", encoding="utf-8") as file:
        file.write("omit: [hand-in-hand, belief]\nask: give\n")
    assert briefgen("check").code == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## El camino {#path}", "## El camino {#path .sumary}"),
        ("{#as-asked}", "{.fulll}"),
        ("::: quote mother\n", "::: quote mother {.}\n"),
    ],
)
def test_a_depth_that_does_not_exist_is_reported_at_its_line(
    briefgen: Run, workspace: Path, edit: Edit, old: str, new: str
) -> None:
    edit(BRIEF, old, new)
    line = (workspace / BRIEF).read_text(encoding="utf-8").split(new.strip())[0].count("\n") + 1
    out = briefgen("check").out
    assert f"{BRIEF}:{line}:1: error[depth-unknown]" in out


def test_both_papers_are_printed_in_their_size(briefgen: Run, workspace: Path) -> None:
    import pypdfium2

    sizes = {}
    for paper in ("A4", "Letter"):
        path = workspace / READERS
        path.write_text(path.read_text(encoding="utf-8").split("paper:")[0] + f"paper: {paper}\n", encoding="utf-8")
        assert briefgen("build", "autumn", "--audience", "readers-en", "--format", "pdf").code == 0
        (made,) = (workspace / "output").rglob("*.pdf")
        with pypdfium2.PdfDocument(made) as pdf:
            sizes[paper] = tuple(round(side / 72 * 25.4) for side in pdf[0].get_size())
    assert sizes == {"A4": (210, 297), "Letter": (216, 279)}
