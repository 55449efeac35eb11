"""A character that no font has is reported at the line of its text, before a page is laid out."""

import datetime
import unicodedata
from pathlib import Path
from shutil import copytree

import pytest
from small_workspace import Edit, Run

from briefgen.bundled import templates_dir
from briefgen.check.fonts import lacking
from briefgen.compose.theme import load_theme
from briefgen.model.document import STYLES, AssetRoot, Document
from briefgen.render.pdf import render_pdf
from briefgen.render.problems import RenderError

FOLDERS = (templates_dir(),)
NL = "content/translations/nl/briefs/visits.es.po"


def place(workspace: Path, path: str, text: str, before: str) -> str:
    """Return the file and line of the last line before a text that begins in some way."""
    lines = (workspace / path).read_text(encoding="utf-8").split(text)[0].splitlines()
    return f"{path}:{max(number for number, line in enumerate(lines, 1) if line.startswith(before))}"


def test_a_character_of_a_translation_is_named_at_the_line_of_its_entry(
    briefgen: Run, workspace: Path, edit: Edit
) -> None:
    edit("content/audiences/donors-nl.yaml", "outputs: [html]", "outputs: [html, pdf]")
    edit(NL, 'msgstr "Waarom nu"', 'msgstr "Waarom nu ✊"')
    ran = briefgen("check")
    where = place(workspace, NL, "Waarom nu ✊", "msgid")
    message = 'error[font-lacks-character]: no font of the theme has "✊" (U+270A RAISED FIST)'
    assert ran.code == 1
    assert f"{where}:1: {message}\n  hint: write it in another way" in ran.out
    assert ran.out.count("font-lacks-character") == 1


def test_it_holds_back_the_editions_that_print_it_and_no_other(briefgen: Run, workspace: Path, edit: Edit) -> None:
    edit("content/audiences/donors-nl.yaml", "outputs: [html]", "outputs: [html, pdf]")
    edit(NL, 'msgstr "Waarom nu"', 'msgstr "Waarom nu ✊"')
    ran = briefgen("build", "--format", "html")
    assert ran.code == 1
    assert ran.built == {
        "visits.officials-pe.es-PE",
        "visits.readers-en.en-GB",
        "autumn.donors-nl.nl",
        "autumn.readers-en.en-GB",
    }


def test_for_web_pages_alone_it_is_a_warning(briefgen: Run, edit: Edit) -> None:
    edit(NL, 'msgstr "Waarom nu"', 'msgstr "Waarom nu ✊"')
    ran = briefgen("check")
    assert ran.code == 0
    assert "warning[font-lacks-character]" in ran.out


def test_a_stale_translation_is_not_looked_at_for_it_is_never_printed(briefgen: Run, edit: Edit) -> None:
    edit(NL, 'msgctxt "briefs/visits#now"', '#, fuzzy\nmsgctxt "briefs/visits#now"')
    edit(NL, 'msgstr "Waarom nu"', 'msgstr "Waarom nu ✊"')
    assert "font-lacks-character" not in briefgen("check").out


@pytest.mark.parametrize(
    ("path", "old", "new", "character"),
    [
        ("content/briefs/visits/brief.md", "Una visita cambia", "Una visita ☘ cambia", "☘"),
        ("content/sources.yaml", "title: Encuesta de las familias", "title: Encuesta 家 familias", "家"),
        ("content/partners/norte.yaml", "name: Instituto Norte", "name: Институт ӿ", "ӿ"),
    ],
)
def test_source_texts_and_names_are_looked_at_too(
    briefgen: Run, workspace: Path, edit: Edit, path: str, old: str, new: str, character: str
) -> None:
    if old not in (workspace / path).read_text(encoding="utf-8"):
        pytest.fail(f"{path} has changed")
    edit(path, old, new)
    assert f'no font of the theme has "{character}"' in briefgen("check").out


def test_a_catalogue_in_a_script_that_the_theme_has_not_is_one_finding(briefgen: Run, workspace: Path) -> None:
    path = workspace / NL
    path.write_text(path.read_text(encoding="utf-8").replace('msgstr "', 'msgstr "ش'), encoding="utf-8")
    (found,) = (line for line in briefgen("check").out.splitlines() if NL in line and "font-lacks" in line)
    assert '"ش" (U+0634 ARABIC LETTER SHEEN), in ' in found and "texts of this catalogue" in found


def test_the_dates_of_an_audience_need_letters_too(briefgen: Run, edit: Edit) -> None:
    edit("content/audiences/readers-en.yaml", "locale: en-GB", "locale: ka")
    out = briefgen("check").out
    assert "content/audiences/readers-en.yaml:4:9: warning[font-lacks-character]: no font of the theme has" in out
    assert "GEORGIAN LETTER" in out


def test_a_font_that_is_added_to_the_theme_is_found(briefgen: Run, workspace: Path, edit: Edit) -> None:
    edit(NL, 'msgstr "Waarom nu"', 'msgstr "Waarom nu ϕ"')
    copytree(templates_dir() / "theme", workspace / "templates/theme")
    tokens = workspace / "templates/theme/tokens.yaml"
    text = tokens.read_text(encoding="utf-8")
    serif = [line for line in text.splitlines() if "IBMPlexSerif" in line]
    tokens.write_text("\n".join(line for line in text.splitlines() if line not in serif), encoding="utf-8")
    assert 'has "ϕ"' in briefgen("check").out
    tokens.write_text(text, encoding="utf-8")
    assert "font-lacks-character" not in briefgen("check").out


def test_a_healthy_workspace_reads_one_font_at_most(briefgen: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from fontTools.ttLib import TTFont

    from briefgen.check import fonts

    read: list[str] = []
    original = TTFont.__init__

    def noting(self: TTFont, *arguments: object, **options: object) -> None:
        read.append(str(arguments))
        original(self, *arguments, **options)

    fonts._characters.cache_clear()
    monkeypatch.setattr(TTFont, "__init__", noting)
    assert briefgen("check").code == 0
    assert briefgen("check").code == 0
    assert len([file for file in read if "woff2" in file]) == 1


# Each is drawn or not: with the parts of a letter, with a space of its own width, by another face of the theme.
CHARACTERS = [
    "a",
    "ő",
    "Ḍ",
    "ḍ̇",
    "q̈",
    "ș",
    "Ω",
    "Я",
    "☘",
    "✊",
    "家",
    "ش",
    "א",
    "ṽ",
    "\u2009",
    "\u202f",
    "\u3000",
    "\u2011",
]
CHARACTERS += [
    "\u00ad",
    "\u200b",
    "\u200f",
    "\u202e",
    "\u2060",
    "\ufe0f",
    "e\u0301",
    "٪",
    "₡",
    "₲",
    "½",
    "⅜",
    "→",
    "�",
    "ȁ",
    "ἀ",
]


@pytest.mark.parametrize("character", CHARACTERS, ids=lambda text: " ".join(f"U+{ord(one):04X}" for one in text))
def test_what_the_check_passes_is_what_the_layout_can_draw(character: str) -> None:
    theme = load_theme(FOLDERS)
    styles = f"{theme.css()} html {{ font: 400 10pt {theme.tokens['font-text']} }}"
    page = f"<html lang=en><head><title>x</title>{STYLES}</head><body><h1>a{character}b</h1></body></html>"
    document = Document(
        "x",
        page,
        "en",
        "x",
        "",
        "",
        (),
        datetime.date(2026, 11, 23),
        (styles,),
        roots=(AssetRoot("templates", FOLDERS),),
    )
    try:
        render_pdf(document)
        drawn = True
    except RenderError as error:
        assert {problem.code for problem in error.problems} == {"glyph-missing"}
        drawn = False
    assert (not lacking(FOLDERS, "theme", unicodedata.normalize("NFC", character))) == drawn
