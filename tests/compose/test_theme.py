"""The theme and the templates: one part can be changed without a fork, and no value leaves its place."""

import shutil
from pathlib import Path

import pytest
from small_workspace import Run

from briefgen.bundled import templates_dir
from briefgen.compose.theme import Theme, ThemeError, drawings, load_theme

TOKENS = """
fonts:
  - {family: "Plex", file: Plex.woff2, weight: 400, style: normal}
colour:
  ink: "#17203d"
  accent: "#a8163f"
space:
  gap-1: 3.5pt
"""


def theme_of(folder: Path, text: str) -> Theme:
    (folder / "theme").mkdir(exist_ok=True)
    (folder / "theme" / "tokens.yaml").write_text(text, encoding="utf-8")
    return load_theme((folder,))


def test_every_token_becomes_a_css_variable_and_every_font_a_font_face(tmp_path: Path) -> None:
    css = theme_of(tmp_path, TOKENS).css()
    assert "  --ink: #17203d;\n  --accent: #a8163f;\n  --gap-1: 3.5pt;\n" in css
    assert (
        '@font-face { font-family: "Plex"; src: url("asset:templates/theme/fonts/Plex.woff2");'
        " font-weight: 400; font-style: normal }"
    ) in css


@pytest.mark.parametrize(
    "bad",
    [
        '  ink: "red; } body { display: none"',
        '  ink: "red; background: blue"',
        '  ink: "</style><script>"',
        '  ink: "@import x"',
        "  ink: 'r\\65 d'",
        '  ink: ""',
        "  Ink: red",
        "  ink_soft: red",
        '  "ink;x": red',
        f"  ink: {'x' * 201}",
    ],
)
def test_a_value_that_would_leave_its_declaration_is_refused_at_its_line(tmp_path: Path, bad: str) -> None:
    with pytest.raises(ThemeError) as raised:
        theme_of(tmp_path, TOKENS.replace('  ink: "#17203d"', bad))
    (finding,) = raised.value.findings
    assert (finding.code, finding.place.path, finding.place.line) == ("theme-invalid", "templates/theme/tokens.yaml", 5)


@pytest.mark.parametrize(
    "bad",
    [
        "fonts: Plex",
        "fonts: [Plex]",
        "fonts:",
        "fonts: [{family: Plex, file: Plex.woff2}]",
        'fonts: [{family: "P; } body {", file: Plex.woff2, weight: 400, style: normal}]',
        "colour: red",
        "colour: [red]",
        "contrast: much",
        "contrast: [{text: ink, on: accent, at-least: much}]",
        "contrast: [{text: ink, on: nothing, at-least: 4.5}]",
        "contrast: [{text: ink, on: accent}]",
    ],
)
def test_a_part_of_the_theme_that_is_no_such_part_is_refused(tmp_path: Path, bad: str) -> None:
    rest = TOKENS.replace("colour:", "other:") if bad.startswith("colour") else TOKENS
    lines = rest.split("fonts:\n")[1].split("\n", 1)[1] if bad.startswith("fonts") else rest
    with pytest.raises(ThemeError) as raised:
        theme_of(tmp_path, f"{lines}\n{bad}\n")
    assert {finding.code for finding in raised.value.findings} == {"theme-invalid"}


def test_a_drawing_takes_its_colours_from_the_tokens_and_the_workspaces_own_comes_first(tmp_path: Path) -> None:
    own, bundled = tmp_path / "own", tmp_path / "bundled"
    for folder, colour in ((own, "accent"), (bundled, "ink")):
        (folder / "theme" / "art").mkdir(parents=True)
        (folder / "theme" / "art" / "cover.svg").write_text(f'<svg fill="var(--{colour})"/>', encoding="utf-8")
    (bundled / "theme" / "art" / "ask.svg").write_text('<svg fill="var(--unknown)"/>', encoding="utf-8")
    theme = theme_of(bundled, TOKENS)
    assert drawings((own, bundled), theme) == {
        "art/cover.svg": b'<svg fill="#a8163f"/>',
        "art/ask.svg": b'<svg fill="var(--unknown)"/>',
    }


def test_a_workspace_changes_one_part_of_a_template_without_a_fork(briefgen: Run, workspace: Path) -> None:
    (workspace / "templates" / "shared").mkdir(parents=True)
    shutil.copy(templates_dir() / "shared" / "notes.html", workspace / "templates" / "shared")
    part = workspace / "templates" / "shared" / "notes.html"
    part.write_text(
        part.read_text(encoding="utf-8").replace('<ol class="notes">', '<ol class="notes mine">'), encoding="utf-8"
    )
    assert briefgen("build", "autumn", "--audience", "donors-nl").code == 0
    html = (workspace / "output/newsletters/autumn/autumn.donors-nl.nl.html").read_text(encoding="utf-8")
    assert '<ol class="notes mine">' in html
    assert 'class="letter"' in html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% if %}", "templates/newsletter/page.html:1:1: error[template-syntax]"),
        ("{{ edition.title|shout }}", "templates/newsletter/page.html:1:1: error[template-syntax]"),
        ("{{ word('nothing') }}", "templates/newsletter/page.html:1:1: error[template-error]: no key 'nothing'"),
        ("\n{{ edition.nothing }}", "templates/newsletter/page.html:2:1: error[template-error]"),
        ("{{ ''.__class__.__mro__ }}", "templates/newsletter/page.html:1:1: error[template-error]"),
        ("{% include 'shared/nothing.html' %}", "error[template-missing]: there is no template shared/nothing.html"),
        ("{% include '../secret.html' %}", "error[template-missing]"),
    ],
)
def test_a_fault_in_a_template_is_reported_at_its_line(
    briefgen: Run, workspace: Path, text: str, expected: str
) -> None:
    (workspace / "templates" / "newsletter").mkdir(parents=True)
    (workspace / "templates" / "newsletter" / "page.html").write_text(text, encoding="utf-8")
    ran = briefgen("build", "autumn", "--audience", "donors-nl")
    assert ran.code == 1
    assert expected in ran.out
