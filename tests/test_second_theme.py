"""Another publisher changes tokens, typefaces and a logo, and nothing of the first one's look is left."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pikepdf
import pytest
from small_workspace import SMALL, Edit, Run, run

from briefgen import pipeline
from briefgen.bundled import templates_dir
from briefgen.compose.page import compose
from briefgen.compose.theme import Theme, load_theme
from briefgen.workspace import open_at

SECOND = Path(__file__).with_name("second-theme")
BRAND = "brand:\n  theme: second\n  logo: logo\n"
TODAY = datetime.date(2026, 11, 23)
COLOUR = re.compile(r"#[0-9a-f]{6}")
USED = re.compile(r"(?<![\w-])(color|background|background-color):[^;}]*var\(--([\w-]+)\)")
# What is no part of a theme: black, and the grey of a picture in the content.
OWN = {"#000000", "#888888"}


@pytest.fixture(scope="module")
def house() -> Theme:
    return load_theme((templates_dir(),))


@pytest.fixture(scope="module")
def second() -> Theme:
    return load_theme((SECOND / "templates",), "second")


@pytest.fixture(scope="module")
def first_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a brief of the small workspace as PDF."""
    return printed(Path(copytree(SMALL, tmp_path_factory.mktemp("first"), dirs_exist_ok=True)))


@pytest.fixture(scope="module")
def rebranded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small workspace with the second theme."""
    root = tmp_path_factory.mktemp("rebranded")
    for source in (SMALL, SECOND):
        copytree(source, root, dirs_exist_ok=True)
    organisation = root / "content" / "organisation.yaml"
    organisation.write_text(organisation.read_text(encoding="utf-8") + BRAND, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def second_pdf(rebranded: Path) -> Path:
    """Return the same brief in the second theme."""
    return printed(rebranded)


def test_two_themes_have_the_same_tokens_and_other_colours_and_typefaces(house: Theme, second: Theme) -> None:
    assert second.tokens.keys() == house.tokens.keys()
    assert not families(second) & families(house)
    assert colours(second) & colours(house) == {house.tokens["paper"]}


def test_the_same_texts_make_the_same_page_but_for_the_logo(rebranded: Path) -> None:
    ours, theirs = pages(SMALL), pages(rebranded)
    assert ours.keys() == theirs.keys()
    for key, page in theirs.items():
        logo = re.compile(r'<img class="logo" src="asset:content/media/logo\.svg" alt="[^"]*">')
        without, logos = logo.subn("", page)
        assert (key, logos, without) == (key, 1, ours[key])


def test_a_pdf_has_the_typefaces_of_its_theme_alone(
    first_pdf: Path, second_pdf: Path, house: Theme, second: Theme
) -> None:
    assert fonts(first_pdf) == families(house)
    assert fonts(second_pdf) == families(second)


def test_a_pdf_has_the_colours_of_its_theme_alone(
    first_pdf: Path, second_pdf: Path, house: Theme, second: Theme
) -> None:
    assert painted(first_pdf) <= colours(house) | OWN
    logo = set(COLOUR.findall((SECOND / "content/media/logo.svg").read_text(encoding="utf-8")))
    seen = painted(second_pdf)
    assert seen <= colours(second) | OWN | logo
    assert {second.tokens[name] for name in ("ink", "accent", "art-ground", "tint")} <= seen


@pytest.mark.parametrize("sheet", ["shared/base.css", "shared/print.css", "shared/screen.css", "email/mail.css"])
def test_every_colour_of_text_and_of_its_grounds_is_measured(house: Theme, second: Theme, sheet: str) -> None:
    used = USED.findall((templates_dir() / sheet).read_text(encoding="utf-8"))
    texts = {token for what, token in used if what == "color"}
    grounds = {token for what, token in used if what != "color"}
    for theme in (house, second):
        assert texts <= {pair.text for pair in theme.contrasts}
        # The dot of an event is a mark on paper.
        assert grounds - {"accent"} <= {pair.ground for pair in theme.contrasts}


def test_both_themes_measure_the_same_pairs(house: Theme, second: Theme) -> None:
    first, other = ({(p.text, p.ground, p.least) for p in theme.contrasts} for theme in (house, second))
    assert first == other


def test_a_colour_that_hides_text_is_reported_at_the_line_of_the_pair(
    workspace: Path, briefgen: Run, edit: Edit
) -> None:
    copytree(templates_dir() / "theme", workspace / "templates" / "theme")
    tokens = workspace / "templates" / "theme" / "tokens.yaml"
    edit("templates/theme/tokens.yaml", 'ink-soft: "#4a5372"', 'ink-soft: "#8a92ad"')
    ran = briefgen("check")
    lines = tokens.read_text(encoding="utf-8").splitlines()
    for ground, found in (("paper", "3.1"), ("tint", "2.7")):
        line = next(n for n, text in enumerate(lines, 1) if f"text: ink-soft, on: {ground}" in text)
        message = f"ink-soft on {ground} has a contrast of {found}, less than 4.5"
        assert re.search(rf"theme/tokens\.yaml:{line}:\d+: error\[theme-contrast\]: {message}", ran.out)
    assert ran.out.count("error[theme-contrast]") == 2
    assert ran.code == 1


def printed(root: Path) -> Path:
    """Build the brief of a workspace as PDF, for the one audience in Peru."""
    audience = root / "content" / "audiences" / "officials-pe.yaml"
    audience.write_text(audience.read_text(encoding="utf-8").replace("[html]", "[html, pdf]"), encoding="utf-8")
    ran = run(root, "build", "visits", "--audience", "officials-pe", "--format", "pdf")
    assert ran.code == 0, ran.out
    return root / "output" / "briefs" / "visits" / "visits.officials-pe.es-PE.pdf"


def families(theme: Theme) -> set[str]:
    return {face["family"] for face in theme.faces}


def colours(theme: Theme) -> set[str]:
    return {value for value in theme.tokens.values() if COLOUR.fullmatch(value)}


def pages(root: Path) -> dict[str, str]:
    """Return the page of every edition of a workspace, without its styles, by the edition's key."""
    workspace = open_at(root, templates_dir())
    editions = pipeline.check(workspace, TODAY).editions
    return {one.key: compose(one, workspace.templates, workspace.content, {}).html for one in editions}


def fonts(path: Path) -> set[str]:
    """Return the families of all fonts in a PDF."""
    with pikepdf.open(path) as pdf:
        return {
            str(one["/FontFamily"]) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/FontName" in one
        }


def painted(path: Path) -> set[str]:
    """Return the colours that the pages of a PDF and what they draw set, as #rrggbb."""
    with pikepdf.open(path) as pdf:
        forms = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form"]
        return {colour for part in (*pdf.pages, *forms) for colour in set_colours(part)}


def set_colours(part: pikepdf.Page | pikepdf.Stream) -> Iterator[str]:
    for operands, operator in pikepdf.parse_content_stream(part):
        if str(operator) in ("rg", "RG", "sc", "SC", "scn", "SCN") and len(operands) == 3:
            yield "#" + "".join(f"{round(float(value) * 255):02x}" for value in operands)
        elif str(operator) in ("g", "G"):
            yield "#" + f"{round(float(operands[0]) * 255):02x}" * 3
