"""Rehearsals: pseudo-translations that show hard-coded text and overset, and that no build takes for editions."""

import re
from html import unescape
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from small_workspace import Edit, Run

from briefgen.bundled import templates_dir
from briefgen.model.messages import citations, placeholders
from briefgen.translation.pseudo import BACK, CLOSE, OPEN, RIGHT_TO_LEFT, Method, pseudo

METHODS: tuple[Method, ...] = ("accents", "bidi")
TEXTS = [
    "More than {families} families [@gi-peru].",
    "- one *strong* item\n- **two**, see [the law](https://example.org/a(b))",
    "### A heading",
    "| Step | Who |\n|---|:--|\n| Ask {n:plain} | `code` |",
    "Write to team@example.org &amp; read https://example.org/x",
    "One line\nand its second, [@a; @b] end",
    "1. first\n   goes on\n2. second",
]


def structure(text: str) -> list[str]:
    """Return the marks of a Markdown text: its elements, with the addresses of its links."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    found = []
    for token in tokens:
        parts = [token, *(token.children or ())]
        found += [
            f"{part.type} {dict(part.attrs or {})}"
            for part in parts
            if part.type not in ("text", "softbreak", "inline")
        ]
    return found


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("text", TEXTS)
def test_facts_sources_and_marks_stay_as_they_are(method: Method, text: str) -> None:
    turned = pseudo(text, method)
    assert turned != text
    assert list(placeholders(turned)) == list(placeholders(text))
    assert list(citations(turned)) == list(citations(text))
    assert structure(turned) == structure(text)
    for kept in ("https://example.org", "team@example.org", "&amp;", "`code`"):
        assert turned.count(kept) == text.count(kept)


@given(st.text())
@example("[!!! a !!!]")
@example("*a **b* c**")
def test_any_text_has_a_pseudo_translation_with_the_same_facts_and_sources(text: str) -> None:
    for method in METHODS:
        turned = pseudo(text, method)
        assert sorted(placeholders(turned)) == sorted(placeholders(text))
        assert sorted(citations(turned)) == sorted(citations(text))


def test_accented_text_can_still_be_read_is_marked_and_is_two_fifths_longer() -> None:
    text = "Every child has a right to grow up without being beaten, at home as well as at school."
    turned = pseudo(text, "accents")
    assert turned.startswith(f"{OPEN}Évéŕý çĥîļđ ĥàš à ŕîĝĥţ ţö ĝŕöŵ ûþ ")
    assert turned.endswith(CLOSE)
    assert 1.4 <= len(turned) / len(text) <= 1.5


def test_turned_text_is_turned_word_by_word() -> None:
    assert pseudo("A child, {n}!", "bidi") == f"{RIGHT_TO_LEFT}A{BACK} {RIGHT_TO_LEFT}child{BACK}, {{n}}!"


def test_a_rehearsal_needs_no_catalogue_and_leaves_nothing_that_a_build_would_take_for_its_own(
    briefgen: Run, workspace: Path
) -> None:
    for path in (workspace / "content/translations").rglob("*.po"):
        path.unlink()
    ran = briefgen("build", "visits", "--pseudo", "accents", "--audience", "readers-en")
    assert ran.code == 0
    assert "1 edition rehearsed; no findings." in ran.out
    made = sorted(path.relative_to(workspace / "output").as_posix() for path in (workspace / "output").rglob("*.*"))
    assert [path for path in made if "/assets/" not in path] == ["pseudo/briefs/visits/visits.readers-en.en-XA.html"]


def test_a_build_and_a_rehearsal_do_not_know_of_each_other(briefgen: Run, workspace: Path) -> None:
    briefgen("build")
    briefgen("build", "visits", "--pseudo", "accents")
    rehearsed = workspace / "output/pseudo/briefs/visits/visits.donors-nl.en-XA.html"
    before = rehearsed.read_bytes()
    assert briefgen("build").out.startswith("Nothing to do: 5 editions up to date")
    (workspace / "content/partners/norte.yaml").touch()
    assert briefgen("build", "--explain").out.count("up to date") >= 5
    assert rehearsed.read_bytes() == before
    assert briefgen("build", "visits", "--pseudo", "accents").built == {
        f"visits.{audience}.en-XA" for audience in ("officials-pe", "donors-nl", "readers-en")
    }


def test_every_text_of_a_page_is_rehearsed(briefgen: Run, workspace: Path) -> None:
    briefgen("build", "visits", "autumn", "--pseudo", "accents", "--audience", "readers-en")
    for path in (workspace / "output/pseudo").rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert '<html lang="en-XA" dir="ltr">' in html
        body = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL))
        # What stands without its accents is a name.
        assert re.findall(r"\b(?:Visit|Visita|Una|Bezoek|Waarom|Notes|sources|Published)\b", body) == []
        assert body.count(OPEN.strip()) > 20


def test_hard_coded_text_is_reported_at_the_line_of_its_template(briefgen: Run, workspace: Path) -> None:
    copytree(templates_dir() / "shared", workspace / "templates/shared")
    closing = workspace / "templates/shared/closing.html"
    text = closing.read_text(encoding="utf-8")
    closing.write_text(
        text.replace(
            '<div class="citation">', '<div class="citation" title="Ways on">\n    <p>Read <em>more</em> here</p>'
        ),
        encoding="utf-8",
    )
    css = workspace / "templates/shared/print.css"
    css.write_text(css.read_text(encoding="utf-8") + '\n.notes::before { content: "Quellen" }\n', encoding="utf-8")
    ran = briefgen("build", "visits", "--pseudo", "accents", "--audience", "readers-en")
    assert ran.code == 0
    line = text.split('<div class="citation">')[0].count("\n") + 1
    found = re.findall(r'^templates/shared/(\S+): warning\[text-hard-coded\]: "([^"]+)"', ran.out, re.MULTILINE)
    last = css.read_text(encoding="utf-8").count("\n")
    assert set(found) == {
        (f"closing.html:{line}:32", "Ways on"),
        (f"closing.html:{line + 1}:8", "Read more here"),
        (f"print.css:{last}:28", "Quellen"),
    }, ran.out


def test_the_designs_that_briefgen_brings_have_no_hard_coded_text(briefgen: Run, workspace: Path) -> None:
    ran = briefgen("build", "--pseudo", "accents", "--format", "html")
    assert ran.code == 0
    assert "text-hard-coded" not in ran.out


def test_overset_is_reported_with_how_much_it_is_and_the_pages_are_there_to_look_at(
    briefgen: Run, workspace: Path, edit: Edit
) -> None:
    edit("content/audiences/donors-nl.yaml", "outputs: [html]\n", "outputs: [pdf]\npages: 1\n")
    ran = briefgen("build", "visits", "--pseudo", "accents", "--audience", "donors-nl")
    assert ran.code == 0
    assert re.search(
        r"visits/brief.md: warning\[page-budget\]: visits.donors-nl.en-XA: \d pages are more than the 1 ", ran.out
    )
    assert (workspace / "output/pseudo/briefs/visits/visits.donors-nl.en-XA.pdf").is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--locale", "nl"), "--pseudo has a locale of its own"),
        (("visit",), 'no publication "visit" is built here'),
        (("--format", "pfd"), 'there is no format "pfd"'),
    ],
)
def test_what_cannot_be_rehearsed_is_refused(briefgen: Run, arguments: tuple[str, ...], message: str) -> None:
    ran = briefgen("build", "--pseudo", "accents", *arguments)
    assert ran.code == 2
    assert message in ran.err


def test_errors_in_the_content_are_reported_and_nothing_is_rehearsed(
    briefgen: Run, workspace: Path, edit: Edit
) -> None:
    edit("content/partners/norte.yaml", "kind: research", "kind: resaerch")
    ran = briefgen("build", "--pseudo", "bidi")
    assert ran.code == 1
    assert "content/partners/norte.yaml:3:7: error[field-value]" in ran.out
    assert not (workspace / "output/pseudo").exists()
