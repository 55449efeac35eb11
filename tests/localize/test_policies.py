"""What becomes of an edition with a text that is missing or stale: held back, printed in its language, or labelled."""

import datetime
import json
from pathlib import Path

import pytest
from small_workspace import Edit, Run

from briefgen.bundled import templates_dir
from briefgen.compose.page import compose
from briefgen.findings import Severity
from briefgen.model.edition import Edition
from briefgen.pipeline import Checked, Options, check, plan
from briefgen.workspace import open_at

BRIEF, NEWSLETTER = "content/briefs/visits/brief.md", "content/newsletters/autumn/newsletter.md"
AUDIENCE = "content/audiences/readers-en.yaml"
KEYS = {"briefs": "visits.readers-en.en-GB", "newsletters": "autumn.readers-en.en-GB"}
# A text of each publication: its source, as it was edited since, and what readers of English get.
TEXTS = {
    "briefs": ("Por qué ahora {#now}", "Por qué hoy {#now}", "Why now", "content/translations/en/briefs/visits.es.po"),
    "newsletters": (
        "Bezoekers komen bij {families} gezinnen.",
        "Bezoekers lopen naar {families} gezinnen.",
        "Visitors come to {families} families.",
        "content/translations/en/newsletters/autumn.nl.po",
    ),
}
kinds = pytest.mark.parametrize("kind", ["briefs", "newsletters"])
states = pytest.mark.parametrize("state", ["missing", "stale"])


def spoil(kind: str, state: str, edit: Edit) -> None:
    """Make one text of a publication lack its translation, or have one of an earlier text."""
    source, edited, translation, catalogue = TEXTS[kind]
    if state == "stale":
        edit(BRIEF if kind == "briefs" else NEWSLETTER, source, edited)
    else:
        edit(catalogue, f'msgstr "{translation}"', 'msgstr ""')


def choose(policy: str, where: str, kind: str, workspace: Path, edit: Edit) -> None:
    """Say in the audience, or in the publication, what becomes of such an edition."""
    if where == "audience":
        with (workspace / AUDIENCE).open("a", encoding="utf-8") as file:
            file.write(f"missing: {policy}\n")
    else:
        path = BRIEF if kind == "briefs" else NEWSLETTER
        edit(path, "country: peru\n", f"country: peru\nmissing: {policy}\n")


def looked_at(workspace: Path) -> Checked:
    return check(open_at(workspace, templates_dir()), datetime.date(2026, 11, 23))


def made(workspace: Path, kind: str) -> tuple[Edition, bool, str]:
    """Return the edition, whether it is built, and its page."""
    checked = looked_at(workspace)
    edition = next(edition for edition in checked.editions if edition.key == KEYS[kind])
    steps = plan(open_at(workspace, templates_dir()), checked, Options())
    page = compose(edition, (templates_dir(),), workspace / "content", {}).html
    return edition, any(step.edition.key == edition.key for step in steps), page


@kinds
@states
def test_by_default_a_brief_is_held_back_and_a_newsletter_is_labelled(
    kind: str, state: str, workspace: Path, edit: Edit
) -> None:
    spoil(kind, state, edit)
    edition, built, page = made(workspace, kind)
    assert built == (kind == "newsletters")
    assert [gap.state for gap in edition.gaps] == [state]
    assert ('class="draft-mark"' in page) == (kind == "newsletters")
    found = [one for one in looked_at(workspace).findings if one.code == f"translation-{state}"]
    (finding,) = [one for one in found if " for en; " in one.message]
    assert finding.severity is (Severity.ERROR if kind == "briefs" else Severity.WARNING)


@kinds
@states
@pytest.mark.parametrize("where", ["audience", "publication"])
def test_block_does_not_build_it(kind: str, state: str, where: str, workspace: Path, edit: Edit) -> None:
    choose("block", where, kind, workspace, edit)
    assert made(workspace, kind)[1], "nothing is missing yet"
    spoil(kind, state, edit)
    assert not made(workspace, kind)[1]


@kinds
@states
@pytest.mark.parametrize("where", ["audience", "publication"])
def test_fallback_prints_the_source_text_marked_with_its_language_and_no_label(
    kind: str, state: str, where: str, workspace: Path, edit: Edit
) -> None:
    choose("fallback", where, kind, workspace, edit)
    spoil(kind, state, edit)
    _, built, page = made(workspace, kind)
    source, edited, translation, _ = TEXTS[kind]
    shown = (edited if state == "stale" else source).partition(" {")[0]
    assert built
    assert f'lang="{"es" if kind == "briefs" else "nl"}"' in page
    assert shown in page.replace("\u00a0", " ")
    assert translation.partition(" {")[0] not in page, "a stale translation is never printed"
    assert 'class="draft-mark"' not in page


@kinds
@states
@pytest.mark.parametrize("where", ["audience", "publication"])
def test_label_does_the_same_and_says_on_every_page_that_it_is_a_draft(
    kind: str, state: str, where: str, workspace: Path, edit: Edit
) -> None:
    choose("label", where, kind, workspace, edit)
    assert 'class="draft-mark"' not in made(workspace, kind)[2], "nothing is missing yet"
    spoil(kind, state, edit)
    _, built, page = made(workspace, kind)
    assert built
    assert f'lang="{"es" if kind == "briefs" else "nl"}"' in page
    assert 'class="draft-mark"' in page


@states
def test_the_publication_decides_before_its_audience(state: str, workspace: Path, edit: Edit) -> None:
    choose("block", "audience", "briefs", workspace, edit)
    choose("fallback", "publication", "briefs", workspace, edit)
    spoil("briefs", state, edit)
    _, built, page = made(workspace, "briefs")
    assert (built, 'class="draft-mark"' in page) == (True, False)


@states
def test_what_is_printed_in_another_language_is_listed_in_the_manifest(
    state: str, workspace: Path, briefgen: Run, edit: Edit
) -> None:
    choose("fallback", "audience", "briefs", workspace, edit)
    spoil("briefs", state, edit)
    ran = briefgen("build", "visits", "--audience", "readers-en")
    assert ran.built == {KEYS["briefs"]}
    manifest = workspace / f"output/briefs/visits/{KEYS['briefs']}.manifest.json"
    assert json.loads(manifest.read_text("utf-8"))["untranslated"] == [{"message": "briefs/visits#now", "state": state}]


@states
def test_other_languages_are_built_as_ever(state: str, workspace: Path, edit: Edit) -> None:
    if state == "missing":
        spoil("briefs", state, edit)
    else:
        edit("content/translations/en/briefs/visits.es.po", 'msgid "Por qué ahora"', 'msgid "Por qué hoy"')
    steps = plan(open_at(workspace, templates_dir()), looked_at(workspace), Options())
    assert {step.edition.key for step in steps if step.edition.publication == "visits"} == {
        "visits.officials-pe.es-PE",
        "visits.donors-nl.nl",
    }
