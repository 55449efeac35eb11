"""What mail programs do not understand is reported where it stands, and only where it does harm."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from posted import guest
from small_workspace import Run, run

from briefgen.bundled import templates_dir
from briefgen.compose.mail import support
from briefgen.compose.mail.css import declarations, rules, split
from briefgen.compose.mail.support import attribute_gaps, gaps, known_features

ROOT = Path(__file__).resolve().parents[2]
TABLE = json.loads((Path(support.__file__).with_name("caniemail.json")).read_text(encoding="utf-8"))


def lacking(css: str, *degrades: str) -> dict[str, tuple[str, ...]]:
    """Return the features of a style sheet that some programs lack, with the programs."""
    return {gap.feature or gap.used: gap.programs for gap in gaps(rules(css), degrades)}


def test_rules_are_read_with_their_conditions_and_places_whatever_stands_in_strings_and_comments() -> None:
    css = '/* a { } */ .a { color: red; content: "}; .x {" }\n'
    css += '@media print { .b, .c { margin: 0 !important } }\n@import "x";'
    found = list(rules(css))
    assert [(rule.selector, rule.conditions) for rule in found] == [
        (".a", ()), (".b, .c", ("@media print",)), ("@import ___", ())
    ]  # fmt: skip
    assert [(one.name, one.value, one.important) for rule in found for one in rule.declarations] == [
        ("color", "red", False), ("content", '"}; .x {"', False), ("margin", "0", True)
    ]  # fmt: skip
    assert all(css.startswith(rule.selector[:2], rule.start) for rule in found)
    assert all(css.startswith(one.name, one.start) for rule in found for one in rule.declarations)


def test_what_always_holds_is_parted_from_what_holds_under_conditions() -> None:
    always, sometimes = split("a { color: red }\n@media print { a { color: black } }\nb { margin: 0 }")
    assert always.split() == ["a", "{", "color:", "red", "}", "b", "{", "margin:", "0", "}"]
    assert sometimes.split() == ["@media", "print", "{", "a", "{", "color:", "black", "}", "}"]


@pytest.mark.parametrize(
    ("css", "feature", "program"),
    [
        ("a { display: flex }", "css-display-flex", "Outlook for Windows"),
        ("a { border-radius: 3px }", "css-border-radius", "Outlook for Windows"),
        ("a { border-top-left-radius: 3px }", "css-border-radius", "Outlook for Windows"),
        ("a { color: rgba(0, 0, 0, 0.5) }", "css-rgba", "Outlook for Windows"),
        ("a { width: calc(1px + 2px) }", "css-unit-calc", "Yahoo Mail for iOS"),
        ("a { width: 2rem }", "css-unit-rem", "Outlook for Windows"),
        ("a { color: var(--ink) }", "css-variables", "Gmail on the web"),
        ("a:hover { color: red }", "css-pseudo-class-hover", "Gmail for iOS"),
        ("p::before { content: none }", "css-pseudo-element-before", "Gmail on the web"),
        ("@font-face { font-family: X }", "css-at-font-face", "Gmail on the web"),
        ("@media print { a { margin: 0 } }", "css-at-media", "Outlook for Windows"),
        ("a { font-family: system-ui }", "css-sytem-ui", "Outlook for Windows"),
    ],
)
def test_a_feature_that_a_large_program_lacks_is_found(css: str, feature: str, program: str) -> None:
    assert program in lacking(css)[feature]
    assert feature not in lacking(css, feature)


def test_what_works_everywhere_is_not_reported() -> None:
    css = "h1, .a > b { color: #fff; background-color: red; padding: 1px 2%; text-align: left }"
    css += "p { font: 400 12px/14px Arial }"
    assert lacking(css) == {}
    assert list(attribute_gaps(declarations("mso-line-height-rule: exactly; -webkit-text-size-adjust: 100%"), ())) == []


def test_a_property_that_nobody_has_tested_is_reported() -> None:
    assert lacking("a { hanging-punctuation: first }") == {"hanging-punctuation": ()}


@pytest.mark.parametrize(
    "declaration",
    [
        "display: inline-flex", "display: inline-grid", "display: contents", "display: -webkit-box",
        "text-align: start", "text-decoration: underline wavy red", "font-feature-settings: 'tnum'",
        "-webkit-line-clamp: 3", "-webkit-clip-path: circle(1px)", "width: -webkit-fill-available",
        "background: repeating-linear-gradient(red, blue)", "color: color-mix(in srgb, red, blue)",
        "color: hwb(1 2% 3%)", "color: rgb(0 0 0 / 50%)", "color: #11223344", "color: unset", "width: 10dvh",
        "line-height: 2lh", "padding: env(safe-area-inset-top)", "--ink: red", "display: fle\\78",
    ],
)  # fmt: skip
def test_a_value_that_nobody_has_tested_is_reported_in_a_sheet_and_in_a_style_attribute(declaration: str) -> None:
    assert () in lacking(f"a {{ {declaration} }}").values()
    assert () in [gap.programs for gap in attribute_gaps(declarations(declaration), ())]


@pytest.mark.parametrize(
    "css",
    [
        "@media (min-resolution: 2dppx) { a { color: red } }",
        "@media (width >= 400px) { a { color: red } }",
        "@supports (display: grid) { a { color: red } }",
        "@layer x { a { color: red } }",
        "a { color: red; &:active { color: blue } }",
        "@media screen { :root { color: red } }",
    ],
)
def test_a_condition_or_a_selector_that_nobody_has_tested_is_reported(css: str) -> None:
    degrades = [name for name in known_features() if name.startswith(("css-at-media", "css-selector"))]
    assert lacking(css, *degrades)


def test_neither_case_nor_a_comment_nor_a_space_hides_a_feature() -> None:
    assert "css-display-flex" in lacking("a { DISPLAY:/* one */FLEX ! IMPORTANT }")
    assert "css-pseudo-class-hover" in lacking("a:HOVER { color: red }")
    assert "css-at-media-hover" in lacking("@MEDIA(hover) { a { color: red } }", "css-at-media")
    (found,) = declarations("color: red ! Important")
    assert (found.value, found.important) == ("red", True)


def test_inside_an_at_rule_only_the_programs_count_that_read_it() -> None:
    dark = "@media (prefers-color-scheme: dark) { a { display: flex } }"
    found = lacking(dark, "css-at-media", "css-at-media-prefers-color-scheme", "css-selector-type")
    assert "Outlook for Windows" in lacking("a { display: flex }")["css-display-flex"]
    assert found == {}


def test_every_feature_of_css_in_the_data_can_be_met() -> None:
    assert set(TABLE["constructs"].values()) == set(TABLE["features"]) == set(known_features())
    assert {len(row) for row in TABLE["features"].values()} == {len(TABLE["clients"])}
    assert {sign for row in TABLE["features"].values() for sign in row} <= set("yanu-")
    assert len(TABLE["features"]) > 200


def test_the_data_carry_their_source_their_date_and_their_licence() -> None:
    assert TABLE["source"].startswith("caniemail.com, by the npm package caniemail ")
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", TABLE["date"])
    assert "Copyright (c) 2019 HTeuMeuLeu" in TABLE["licence"] and "Permission is hereby granted" in TABLE["licence"]


def test_the_script_condenses_the_data_of_the_package(tmp_path: Path) -> None:
    package, script = tmp_path / "package", tmp_path / "scripts" / "caniemail.py"
    (package / "data").mkdir(parents=True)
    feature = {
        "slug": "css-x",
        "title": "x-y",
        "category": "css",
        "stats": {"gmail": {"ios": {"2020": "n", "2024": "y #1"}}},
    }
    data = {"last_update_date": "2026-01-02 03:04", "data": [feature, {**feature, "category": "html"}]}
    (package / "data" / "caniemail.json").write_text(json.dumps(data), encoding="utf-8")
    (package / "package.json").write_text('{"name": "caniemail", "version": "9"}', encoding="utf-8")
    (package / "LICENSE").write_text("MIT", encoding="utf-8")
    script.parent.mkdir()
    script.write_bytes((ROOT / "scripts" / "caniemail.py").read_bytes())
    table = tmp_path / "src" / "briefgen" / "compose" / "mail" / "caniemail.json"
    table.parent.mkdir(parents=True)
    subprocess.run([sys.executable, script, package], check=True, capture_output=True)
    made = json.loads(table.read_text(encoding="utf-8"))
    assert (made["date"], made["constructs"]) == ("2026-01-02", {"property x-y": "css-x"})
    row = dict(zip(made["clients"], made["features"]["css-x"], strict=True))
    assert (row["gmail.ios"], row["outlook.windows"]) == ("y", "-")


def test_a_style_sheet_of_a_guest_is_checked_at_its_line(workspace: Path, briefgen: Run) -> None:
    folder = workspace / "templates" / "email"
    folder.mkdir(parents=True)
    own = (templates_dir() / "email" / "mail.css").read_text(encoding="utf-8")
    (folder / "mail.css").write_text(f"{own}\n.mine {{ color: var(--ink);\n  display: grid }}\n", encoding="utf-8")
    ran = briefgen("check")
    line = own.count("\n") + 3
    assert ran.code == 1
    assert (
        f"templates/email/mail.css:{line}:3: error[css-unsupported]: display: grid (css-display-grid) does not work in "
        "Outlook for Windows" in ran.out
    )
    assert ran.out.count("css-unsupported") == 1


def test_a_style_in_a_template_of_a_guest_is_checked_at_its_column(workspace: Path, briefgen: Run) -> None:
    parts = guest(
        workspace,
        "<h2>{{ edition.contact.heading|heading }}</h2>",
        '<h2 style="color: red; position: fixed">{{ edition.contact.heading|heading }}</h2>',
    )
    ran = briefgen("check")
    line = next(n for n, text in enumerate(parts.splitlines(), 1) if "position: fixed" in text)
    column = parts.splitlines()[line - 1].index("position") + 1
    assert f"templates/email/parts.mjml:{line}:{column}: error[css-unsupported]: position (css-position)" in ran.out


def test_what_may_degrade_is_named_with_a_reason_and_by_a_name_of_the_data(workspace: Path, briefgen: Run) -> None:
    folder = workspace / "templates" / "email"
    folder.mkdir(parents=True)
    own = (templates_dir() / "email" / "template.yaml").read_text(encoding="utf-8")
    (folder / "template.yaml").write_text(f'{own}  css-flexx: it does no harm\n  css-float: ""\n', encoding="utf-8")
    ran = briefgen("check")
    assert 'error[mail-design]: caniemail.com has no feature of CSS "css-flexx"' in ran.out
    assert "error[mail-design]: no reason is given why css-float may degrade" in ran.out


def test_a_mail_whose_css_fails_somewhere_is_not_made(sending: Path) -> None:
    guest(
        sending,
        '<mj-button href="{{ target(one.link) }}">',
        '<mj-button href="{{ target(one.link) }}" border-radius="{{ 3 }}px">',
    )
    folder = sending / "templates" / "email"
    own = (templates_dir() / "email" / "template.yaml").read_text(encoding="utf-8")
    (folder / "template.yaml").write_text(re.sub("  css-border-radius: .*\n", "", own), encoding="utf-8")
    ran = run(sending, "build", "autumn", "--locale", "nl", "--format", "email")
    assert ran.code == 1
    assert "border-radius (css-border-radius) does not work in Outlook for Windows" in ran.out
    assert not list((sending / "output").rglob("*.email.html"))
