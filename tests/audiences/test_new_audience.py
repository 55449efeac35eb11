"""``briefgen new audience``: its locale may be in its id, the rest is that of its country or of its neighbour."""

from pathlib import Path

import pytest
from small_workspace import Edit, Run

from briefgen.load.yaml import parse
from briefgen.localize.customs.conventions import locales_of_id
from briefgen.model.organisation import Audience

Fields = dict[str, object]


def written(workspace: Path, name: str) -> Fields:
    path = workspace / f"content/audiences/{name}.yaml"
    value = parse(path.read_text(encoding="utf-8"), path.name).value
    assert isinstance(value, dict)
    Audience.model_validate(value)
    return dict(value)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("donors-be", ("nl-BE", "fr-BE", "de-BE", "be")),
        ("donors-nl", ("nl",)),
        ("policymakers-pe", ("es-PE", "qu-PE")),
        ("donors-fr", ("fr", "fr-FR")),
        ("press-br", ("pt-BR", "br")),
        ("press-us", ("en-US",)),
        ("friends", ()),
        ("donors-of-old", ()),
    ],
)
def test_an_id_can_hint_at_a_locale(name: str, expected: tuple[str, ...]) -> None:
    assert locales_of_id(name, ("nl", "es", "en")) == expected


def test_a_new_audience_is_like_its_neighbour_in_its_own_country(briefgen: Run, workspace: Path, edit: Edit) -> None:
    edit("content/audiences/donors-nl.yaml", "outputs: [html]\n", "outputs: [html]\npages: 3\nomit: [hand-in-hand]\n")
    ran = briefgen("new", "audience", "donors-be")
    assert ran.code == 0
    assert "Its locale is nl-BE, taken from its id, and could be fr-BE or de-BE or be; change it there." in ran.out
    assert "What it does not say by itself is as for donors-nl." in ran.out
    fields = written(workspace, "donors-be")
    assert {key: str(value) for key, value in fields.items() if key in ("locale", "register", "currency", "pages")} == {
        "locale": "nl-BE",
        "register": "informal",
        "currency": "EUR",
        "pages": "3",
    }
    assert (fields["omit"], fields["outputs"], fields["language"]) == (["hand-in-hand"], ["html"], "nl")
    assert briefgen("check").code == 0


def test_whoever_gets_mail_has_to_be_told_why(briefgen: Run, workspace: Path, edit: Edit) -> None:
    edit("content/audiences/donors-nl.yaml", "outputs: [html]", "outputs: [html, email]")
    assert "[ ] Write what the law asks a mail to say (footer)" in briefgen("new", "audience", "donors-be").out
    text = (workspace / "content/audiences/donors-be.yaml").read_text(encoding="utf-8")
    assert "outputs: [html, email]\n" in text and "\n# footer: What the law asks" in text
    assert "(footer)" not in briefgen("new", "audience", "readers-us").out


def test_currency_and_paper_are_those_of_the_country_that_the_locale_names(briefgen: Run, workspace: Path) -> None:
    briefgen("new", "audience", "readers-us", "--locale", "en-US")
    fields = written(workspace, "readers-us")
    assert (fields["currency"], fields["paper"], fields["register"]) == ("USD", "Letter", "formal")


def test_without_a_country_they_are_those_of_the_neighbour(briefgen: Run, workspace: Path) -> None:
    briefgen("new", "audience", "readers-more", "--locale", "en")
    assert written(workspace, "readers-more")["currency"] == "GBP"


def test_a_page_budget_is_not_carried_over_to_other_paper(briefgen: Run, workspace: Path, edit: Edit) -> None:
    edit("content/audiences/readers-en.yaml", "currency: GBP\n", "currency: GBP\npages: 4\n")
    briefgen("new", "audience", "readers-us", "--locale", "en-US")
    assert "pages" not in written(workspace, "readers-us")
    text = (workspace / "content/audiences/readers-us.yaml").read_text(encoding="utf-8")
    assert "# pages: 4   # more is an error; as for readers-en, on A4" in text


def test_a_publication_gets_the_audience_and_keeps_everything_else(briefgen: Run, workspace: Path) -> None:
    path = workspace / "content/briefs/visits/brief.md"
    before = path.read_text(encoding="utf-8")
    ran = briefgen("new", "audience", "donors-be", "--for", "visits")
    assert "content/briefs/visits/brief.md has it among its audiences now." in ran.out
    after = path.read_text(encoding="utf-8")
    assert after == before.replace("donors-nl, readers-en]", "donors-nl, readers-en, donors-be]")
    assert briefgen("build", "visits", "--audience", "donors-be").built == {"visits.donors-be.nl-BE"}


def test_without_one_the_publications_of_the_neighbour_are_named(briefgen: Run) -> None:
    out = briefgen("new", "audience", "donors-be").out
    assert "[ ] Add donors-be to the audiences of these, which donors-nl gets, or of others" in out
    assert "content/newsletters/autumn/newsletter.md" in out
    assert "briefgen build autumn --audience donors-be" in out


def test_a_language_without_catalogues_leads_to_the_command_that_makes_them(briefgen: Run, workspace: Path) -> None:
    ran = briefgen("new", "audience", "donors-fr")
    assert ran.code == 0
    assert "briefgen new locale fr" in ran.out
    assert briefgen("new", "locale", "fr").code == 0
    assert briefgen("check").code == 0


def test_a_rate_that_the_readers_would_need_is_asked_for(briefgen: Run, workspace: Path, edit: Edit) -> None:
    edit(
        "content/facts/peru.yaml",
        "    type: number\n    value: 100000\n",
        "    type: money\n    currency: PEN\n    value: 40\n",
    )
    out = briefgen("new", "audience", "donors-be", "--for", "visits").out
    assert "Give the rate from PEN to EUR, with its date and source, or the amounts stay in PEN" in out


def test_what_readers_are_addressed_with_stands_beside_the_register(briefgen: Run, workspace: Path) -> None:
    briefgen("new", "audience", "press-pt", "--locale", "pt-PT")
    text = (workspace / "content/audiences/press-pt.yaml").read_text(encoding="utf-8")
    assert "# formal is o senhor, a senhora; informal is tu" in text


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (("donors-nl",), 'there is an audience "donors-nl" already', "choose another id"),
        (("Donors",), '"Donors" is not an id', "lower-case"),
        (("donors-be", "--for", "visit"), 'there is no publication "visit"', 'did you mean "visits"?'),
        (("donors-be", "--locale", "dutch"), '"dutch" is no locale', 'did you mean "nl"?'),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    briefgen: Run, workspace: Path, arguments: tuple[str, ...], message: str, hint: str
) -> None:
    before = sorted(workspace.rglob("*"))
    ran = briefgen("new", "audience", *arguments)
    assert ran.code == 2
    assert message in ran.err and hint in ran.err
    assert sorted(workspace.rglob("*")) == before
