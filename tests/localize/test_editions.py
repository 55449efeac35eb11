"""Editions: what one audience gets of a publication, in its language and its register."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_workspace import Edit, Run

from briefgen.bundled import templates_dir
from briefgen.compose.page import compose
from briefgen.load.library import load
from briefgen.localize.editions import Localization
from briefgen.localize.words import say
from briefgen.model.edition import Edition
from briefgen.model.organisation import Missing
from briefgen.workspace import open_at

NEWSLETTER = "content/newsletters/autumn/newsletter.md"
BRIEF = "content/briefs/visits/brief.md"
LAW = "content/policy-wins/visits-law.yaml"
Localize = Callable[..., Edition]


@pytest.fixture
def localize(workspace: Path) -> Localize:
    """Return a function that makes the edition of a publication for an audience from what the workspace holds now."""

    def edition(publication: str, audience: str, draft: bool = False) -> Edition:
        library = load(open_at(workspace, templates_dir())).library
        assert library is not None
        entry = next(entry for entry in library.publications() if entry.id == publication)
        return Localization(library).edition(entry, audience, draft)

    return edition


def page(edition: Edition, workspace: Path) -> str:
    return compose(edition, (templates_dir(),), workspace / "content", {}).html


def blocks(edition: Edition, kind: str) -> list[dict[str, Any]]:
    sections = edition.view["sections"]
    return [block for part in sections for block in (*part["aside"], *part["blocks"]) if block["kind"] == kind]


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        ("officials-pe", {"text": "más de 100,000", "plain": "100,000"}),
        ("donors-nl", {"text": "meer dan 100.000", "plain": "100.000"}),
        ("readers-en", {"text": "more than 100,000", "plain": "100,000"}),
    ],
)
def test_a_fact_is_printed_in_the_readers_format_and_never_without_its_hedge(
    localize: Localize, audience: str, expected: dict[str, str]
) -> None:
    fact = localize("visits", audience).view["facts"]["families"]
    assert {name: fact[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("audience", "expected"), [("officials-pe", "33.4\u00a0%"), ("donors-nl", "33,4%"), ("readers-en", "33.4%")]
)
def test_a_share_is_printed_in_the_readers_format(localize: Localize, audience: str, expected: str) -> None:
    assert localize("visits", audience).view["facts"]["share-before"]["text"] == expected


def test_an_untranslated_text_is_printed_in_its_own_language_with_its_own_numbers_and_is_marked(
    localize: Localize, workspace: Path, edit: Edit
) -> None:
    edit("content/translations/en/newsletters/autumn.nl.po", "Visitors come to {families} families.", "")
    edition = localize("autumn", "readers-en")
    html = page(edition, workspace)
    assert '<div lang="nl"><p>Bezoekers komen bij meer dan 100.000 gezinnen.' in html
    assert '<html lang="en-GB"' in html
    assert html.count('lang="nl"') == 1
    (gap,) = edition.gaps
    assert (gap.address, gap.locale, gap.state) == ("newsletters/autumn#story.p1", "en-GB", "missing")
    assert str(gap.place).startswith(f"{NEWSLETTER}:")


def test_an_untranslated_text_is_reported(briefgen: Run, edit: Edit) -> None:
    edit("content/translations/en/newsletters/autumn.nl.po", "Visitors come to {families} families.", "")
    ran = briefgen("check")
    assert ran.code == 0
    assert (
        "warning[translation-missing]: 1 text has no translation for en; the first is newsletters/autumn#story.p1"
        in ran.out
    )


def test_a_stale_translation_is_not_printed_and_is_reported_as_outdated(
    localize: Localize, workspace: Path, briefgen: Run, edit: Edit
) -> None:
    edit(NEWSLETTER, "Bezoekers komen bij {families} gezinnen.", "Bezoekers lopen naar {families} gezinnen.")
    edition = localize("autumn", "readers-en")
    assert [(gap.address, gap.state) for gap in edition.gaps] == [("newsletters/autumn#story.p1", "stale")]
    html = page(edition, workspace)
    assert "Visitors come to" not in html
    assert '<div lang="nl"><p>Bezoekers lopen naar meer dan 100.000 gezinnen.' in html
    assert (
        "1 text has an outdated translation for en; the first is newsletters/autumn#story.p1" in briefgen("check").out
    )


def test_a_page_in_one_language_marks_no_language(localize: Localize, workspace: Path) -> None:
    html = page(localize("autumn", "donors-nl"), workspace)
    assert html.count(' lang="') - html.count('<i lang="es">') == 1


@pytest.mark.parametrize(
    ("own", "audiences", "expected", "draft"),
    [
        ("", "", Missing.LABEL, True),
        ("", "missing: block", Missing.BLOCK, False),
        ("missing: fallback", "missing: block", Missing.FALLBACK, False),
    ],
    ids=["newsletters are labelled", "the audience decides", "the publication decides first"],
)
def test_who_decides_what_becomes_of_a_page_that_is_not_translated(
    localize: Localize, workspace: Path, edit: Edit, own: str, audiences: str, expected: Missing, draft: bool
) -> None:
    edit("content/translations/en/newsletters/autumn.nl.po", "Visitors come to {families} families.", "")
    edit(NEWSLETTER, "name: Dichtbij\n", f"name: Dichtbij\n{own}\n")
    with (workspace / "content/audiences/readers-en.yaml").open("a", encoding="utf-8") as file:
        file.write(audiences)
    edition = localize("autumn", "readers-en")
    assert (edition.missing, edition.draft) == (expected, draft)


def test_a_brief_that_is_not_translated_is_held_back_unless_a_draft_is_asked_for(
    localize: Localize, edit: Edit
) -> None:
    edit("content/translations/nl/briefs/visits.es.po", 'msgstr "Waarom nu"', 'msgstr ""')
    assert localize("visits", "donors-nl").missing is Missing.BLOCK
    draft = localize("visits", "donors-nl", draft=True)
    assert (draft.missing, draft.draft) == (Missing.LABEL, True)


def test_an_audience_is_addressed_in_its_own_register(localize: Localize, workspace: Path) -> None:
    (workspace / "templates").mkdir()
    (workspace / "templates" / "wording.yaml").write_text(
        "language: nl\nwords:\n  hello: Goedendag\n  hello.informal: Hoi\n  only: Voor ieder\n", encoding="utf-8"
    )
    for audience, hello in (("donors-nl", "Hoi"), ("officials-pe", "Goedendag")):
        view = localize("visits", audience).view
        register = view["audience"]["register"]
        assert say(view["words"], "hello", register, view["locale"]) == hello
        assert say(view["words"], "only", register, view["locale"]) == "Voor ieder"


def test_the_days_between_two_events_are_counted_when_both_days_are_known(localize: Localize) -> None:
    (timeline,) = blocks(localize("visits", "readers-en"), "timeline")
    assert [(event["date"], event["day"], event["gap"]) for event in timeline["events"]] == [
        ("2012", None, None),
        ("10\u00a0December 2015", "10\u00a0December", None),
        ("30\u00a0December 2015", "30\u00a0December", 20),
    ]


def test_the_days_are_counted_from_the_event_that_is_printed_before(localize: Localize, edit: Edit) -> None:
    edit(LAW, "date: 2012\n", "date: 2015-12-01\n")
    edit(BRIEF, "policy-win: visits-law\n", "policy-win: visits-law\nevents: [begin, promulgated]\n")
    (timeline,) = blocks(localize("visits", "readers-en"), "timeline")
    assert [(event["id"], event["gap"]) for event in timeline["events"]] == [("begin", None), ("promulgated", 29)]


def test_an_audience_does_not_get_the_sections_and_blocks_that_it_omits(localize: Localize, workspace: Path) -> None:
    with (workspace / "content/audiences/readers-en.yaml").open("a", encoding="utf-8") as file:
        file.write("omit: [path, belief, budget]\n")
    full, cut = localize("visits", "officials-pe"), localize("visits", "readers-en")
    assert [part["id"] for part in full.view["sections"]] == ["introduction", "now", "path", "allies"]
    assert [part["id"] for part in cut.view["sections"]] == ["introduction", "now", "allies"]
    assert [(chart["id"], chart["number"]) for chart in blocks(full, "chart")] == [("belief", 1), ("bars", 2)]
    assert [(chart["id"], chart["number"]) for chart in blocks(cut, "chart")] == [("bars", 1)]
    assert [item["id"] for item in full.view["recommendations"]] == ["budget"]
    assert cut.view["recommendations"] == []


def test_an_edition_does_not_depend_on_what_it_omits(localize: Localize, workspace: Path) -> None:
    before = localize("visits", "readers-en")
    assert "content/policy-wins/visits-law.yaml" in before.files
    with (workspace / "content/audiences/readers-en.yaml").open("a", encoding="utf-8") as file:
        file.write("omit: [path]\n")
    cut = localize("visits", "readers-en")
    assert "content/policy-wins/visits-law.yaml" not in cut.files
    assert not [name for name in cut.inputs if name.startswith("policy-wins/")]


def test_every_kind_of_block_is_in_the_small_workspace(localize: Localize) -> None:
    from briefgen.model.publication import BLOCKS

    edition = localize("visits", "readers-en")
    found = {kind for kind in (*BLOCKS, "prose") if blocks(edition, kind)} | {"recommendation"}
    assert found == {*BLOCKS, "prose"}


def test_amounts_are_in_the_currency_of_the_audience(localize: Localize) -> None:
    asked = {name: blocks(localize("visits", name), "ask")[0]["amounts"] for name in ("officials-pe", "donors-nl")}
    assert asked == {"officials-pe": ["S/\u00a020", "S/\u00a040"], "donors-nl": ["€\u00a020", "€\u00a040"]}
