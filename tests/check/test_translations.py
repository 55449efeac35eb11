"""Every current translation is put to the checks of pairs, and what they find is held back or waived with a reason."""

import datetime
import json
import re
from pathlib import Path

import pytest
from small_workspace import Edit, Run

from briefgen import pipeline
from briefgen.bundled import templates_dir
from briefgen.check.catalogues.readers import Readers
from briefgen.check.catalogues.translations import Examiner
from briefgen.check.pairs import ERRORS, PAIR_CHECKS
from briefgen.findings import Finding, Place
from briefgen.load.library import load
from briefgen.model.library import Library
from briefgen.model.messages import Message, messages
from briefgen.workspace import Workspace, find

BRIEF = "content/briefs/visits/brief.md"
DUTCH = "content/translations/nl/briefs/visits.es.po"
CALLS = "Antes no llegaba nadie."
KNOCKED = "Vroeger kwam er niemand."
EDITIONS = {
    "visits.officials-pe.es-PE",
    "visits.donors-nl.nl",
    "visits.readers-en.en-GB",
    "autumn.donors-nl.nl",
    "autumn.readers-en.en-GB",
}
TODAY = datetime.date(2026, 11, 23)


def opened(root: Path) -> Workspace:
    return find(root, templates_dir())


def checked(root: Path) -> pipeline.Checked:
    return pipeline.check(opened(root), TODAY)


def library(root: Path) -> Library:
    found = load(opened(root)).library
    assert found is not None
    return found


def codes(root: Path) -> list[str]:
    return [finding.code for finding in checked(root).findings if finding.place.path.endswith(".po")]


def held_back(root: Path) -> set[str]:
    """Return the editions that would not be built."""
    planned = {step.edition.key for step in pipeline.plan(opened(root), checked(root), pipeline.Options())}
    return EDITIONS - planned


def say(edit: Edit, spanish: str, dutch: str, english: str) -> None:
    """Put a sentence at the end of a paragraph of the brief and of its translations."""
    edit(BRIEF, CALLS, spanish)
    for path, old, new in ((DUTCH, KNOCKED, dutch), (DUTCH.replace("/nl/", "/en/"), "Before, nobody came.", english)):
        edit(path, CALLS, spanish)
        edit(path, old, new)


def comment(root: Path, text: str, address: str = "briefs/visits#now.p1", path: str = DUTCH) -> None:
    """Write a comment above an entry of a catalogue."""
    blocks = (root / path).read_text("utf-8").split("\n\n")
    found = [index for index, block in enumerate(blocks) if f'msgctxt "{address}"\n' in block]
    blocks[found[0]] = f"{text}\n{blocks[found[0]]}"
    (root / path).write_text("\n\n".join(blocks), "utf-8")


def test_a_wrong_number_holds_back_just_the_editions_that_print_it(workspace: Path, edit: Edit) -> None:
    say(edit, "Van 25 años.", "Dat gaat al 52 jaar zo.", "It has been so for 25 years.")
    (found,) = [finding for finding in checked(workspace).findings if finding.code == "number-changed"]
    assert (found.place.path, str(found.severity)) == (DUTCH, "error")
    assert found.message == '"25" became "52"'
    line = (workspace / DUTCH).read_text("utf-8").split("\n")[found.place.line - 1]
    assert line == 'msgid "Las visitas llegan a {families} familias. Van 25 años."'
    assert held_back(workspace) == {"visits.donors-nl.nl"}


def test_a_reason_beside_the_translation_lets_it_out_and_is_listed(workspace: Path, edit: Edit, briefgen: Run) -> None:
    say(edit, "Van 25 años.", "Dat gaat al 52 jaar zo.", "It has been so for 25 years.")
    comment(workspace, "# A remark.\n# allow number-changed: counted from the first visit")
    assert held_back(workspace) == set()
    assert "number-changed" not in codes(workspace)
    ran = briefgen("check", "--waivers")
    assert re.search(rf"{DUTCH}:\d+: waived\[number-changed\]: counted from the first visit\n", ran.out)
    rows = json.loads(briefgen("check", "--waivers", "--format", "json").out)
    assert [(row["path"], row["code"], row["reason"]) for row in rows["waived"]] == [
        (DUTCH, "number-changed", "counted from the first visit")
    ]
    assert rows["findings"] == json.loads(briefgen("check", "--format", "json").out)


def test_a_waiver_of_a_catalogue_holds_for_its_entry_and_code_alone(workspace: Path, edit: Edit) -> None:
    say(edit, "Van 25 años.", "Dat gaat al 52 jaar zo.", "It has been so for 25 years.")
    comment(workspace, "# allow number-changed: it stands elsewhere", "briefs/visits#now")
    comment(workspace, "# allow date-changed: it is no date")
    assert sorted(codes(workspace)) == ["number-changed", "waiver-unused", "waiver-unused"]


def test_a_waiver_without_a_reason_is_a_finding_and_waives_nothing(workspace: Path, edit: Edit) -> None:
    say(edit, "Van 25 años.", "Dat gaat al 52 jaar zo.", "It has been so for 25 years.")
    comment(workspace, "# allow number-changed:")
    assert sorted(codes(workspace)) == ["number-changed", "waiver-reason"]


def test_a_waiver_beside_a_stale_translation_waits(workspace: Path, edit: Edit) -> None:
    comment(workspace, "# allow number-changed: counted from the first visit\n#, fuzzy")
    assert codes(workspace) == []
    edit(BRIEF, CALLS, "Van 25 años.")
    assert codes(workspace) == [], "its translation is stale too, though nobody has updated the catalogue"


def test_a_long_reason_outlives_an_update_and_is_listed_whole(workspace: Path, edit: Edit, briefgen: Run) -> None:
    say(edit, "Van 25 años.", "Dat gaat al 52 jaar zo.", "It has been so for 25 years.")
    reason = "counted from the first visit of all, " + "which the report of the institute describes " * 5 + "at length"
    comment(workspace, f"# allow number-changed: {reason}")
    before = (workspace / DUTCH).read_text("utf-8")
    assert briefgen("translate", "update").code == 0
    after = (workspace / DUTCH).read_text("utf-8")
    assert after != before, "the comment is folded"
    assert f"waived[number-changed]: {reason}\n" in briefgen("check", "--waivers").out
    briefgen("translate", "update")
    assert (workspace / DUTCH).read_text("utf-8") == after


def test_every_form_of_a_text_that_counts_is_checked(workspace: Path) -> None:
    message = Message("wording#days-left", "{n} day, 1 visit", "en", Place("w", 1, 1), plural="{n} days, 2 visits")
    examine = Examiner(library(workspace)).examine

    def found(*forms: str) -> list[str]:
        return [finding.message for finding in examine(message, "nl", forms, Place("x.po", 1, 1))]

    assert found("{n} dag, 1 bezoek", "{n} dagen, 2 bezoeken") == []
    assert found("een dag, één bezoek", "{n} dagen, 2 bezoeken") == [], "a form for one may say so in a word"
    assert found("{n} dag, 1 bezoek", "{n} dagen, 3 bezoeken") == ['"2" became "3"']


def test_what_changes_a_value_is_an_error_and_all_else_a_warning_and_a_reason_waives_both(workspace: Path) -> None:
    message = Message("briefs/visits#now", "It costs €30 in 5 of 9 {families}.", "en", Place("b", 1, 1))
    wrong = "Het kost £30 in 6 van 9 gevallen, „toch“?"
    found = list(Examiner(library(workspace)).examine(message, "nl", [wrong], Place("x.po", 1, 1)))
    assert {finding.code for finding in found} >= {"currency-changed", "placeholder-changed", "quotes-foreign"}
    assert all((str(finding.severity) == "error") is (finding.code in ERRORS) for finding in found)
    assert all(finding.can_be_waived for finding in found)
    assert PAIR_CHECKS.keys() > ERRORS


def test_a_fact_that_does_not_exist_is_an_error_whoever_waives_the_difference(workspace: Path, edit: Edit) -> None:
    edit(
        DUTCH, "De bezoeken bereiken {families} gezinnen. Vroeger", "In {jaar} bereiken ze {families} gezinnen. Vroeger"
    )
    comment(workspace, "# allow placeholder-changed: the year helps\n# allow fact-unknown: it will come")
    assert sorted(codes(workspace)) == ["fact-unknown", "waiver-unused"]
    assert held_back(workspace) == {"visits.donors-nl.nl"}


def test_a_wrong_value_in_the_wording_of_a_design_holds_back_what_is_printed_with_it(workspace: Path) -> None:
    folder = workspace / "templates"
    (folder / "translations" / "nl").mkdir(parents=True)
    text = (templates_dir() / "translations" / "nl" / "wording.en.po").read_text("utf-8")
    (folder / "translations" / "nl" / "wording.en.po").write_text(
        re.sub("(msgstr .*){campaign}", r"\1{campagne}", text), "utf-8"
    )
    assert "placeholder-changed" in codes(workspace)
    assert held_back(workspace) == {"visits.donors-nl.nl", "autumn.donors-nl.nl"}


def test_a_text_that_moved_is_checked_before_the_catalogue_is_updated(workspace: Path, edit: Edit) -> None:
    say(edit, "Van 25 años.", "Dat gaat al 52 jaar zo.", "It has been so for 25 years.")
    text = (workspace / BRIEF).read_text("utf-8")
    paragraph = "Las visitas llegan a {families} familias. Van 25 años.\n\n"
    assert text.count(paragraph) == 1
    text = text.replace(paragraph, "").replace(
        "Una visita cambia una casa.\n\n", "Una visita cambia una casa.\n\n" + paragraph
    )
    (workspace / BRIEF).write_text(text, "utf-8")
    assert "number-changed" in codes(workspace)
    assert held_back(workspace) >= {"visits.donors-nl.nl"}


@pytest.mark.parametrize("name", ["Casa Abierta", "Puertas Abiertas", "Rosa", "Ley de Visitas"])
def test_names_of_things_and_kept_terms_stay_as_they_are(name: str, workspace: Path, edit: Edit) -> None:
    say(edit, f"{name} llama a la puerta.", f"{name} klopt aan.", f"{name} knocks.")
    assert codes(workspace) == []
    edit(DUTCH, f"{name} klopt aan.", "Iemand klopt aan.")
    assert codes(workspace) == ["name-changed"]


def test_a_name_that_is_translated_where_it_is_given_may_be_translated(workspace: Path, edit: Edit) -> None:
    organisation = "content/translations/en/organisation.nl.po"
    text = (workspace / organisation).read_text("utf-8")
    (workspace / organisation).write_text(
        re.sub(r'(msgctxt "organisation#name"\nmsgid "Stichting Klein"\nmsgstr )".*"', r'\1"Little Foundation"', text),
        "utf-8",
    )
    assert codes(workspace) == []


def test_terms_of_the_glossary_are_asked_for_and_banned_words_found(workspace: Path, edit: Edit) -> None:
    with (workspace / "content" / "glossary.yaml").open("a", encoding="utf-8") as file:
        file.write("  call: {term: visita, forms: {nl: {accepted: [bezoek], banned: [visite]}}}\n")
    assert codes(workspace) == []
    say(edit, "La visita ayuda.", "De visite helpt.", "The visit helps.")
    edit(DUTCH, "De bezoeken bereiken {families} gezinnen. De", "Wij bereiken {families} gezinnen. De")
    assert sorted(codes(workspace)) == ["term-banned", "term-missing"]


def test_readers_are_addressed_as_their_audience_is(workspace: Path, edit: Edit) -> None:
    say(edit, "Venga cuando quiera.", "Kom wanneer je wilt.", "Come when you like.")
    assert codes(workspace) == [], "Dutch donors are addressed informally"
    edit(DUTCH, "Kom wanneer je wilt.", "Komt u wanneer u wilt.")
    assert codes(workspace) == ["register-changed"]


def test_readers_of_both_registers_are_not_addressed_at_all(workspace: Path, edit: Edit) -> None:
    say(edit, "Venga cuando quiera.", "Kom wanneer je wilt.", "Come when you like.")
    (workspace / "content" / "audiences" / "ministers-nl.yaml").write_text(
        "name: Ministers\nlocale: nl\nregister: formal\noutputs: [html]\n", "utf-8"
    )
    edit(
        BRIEF, "audiences: [officials-pe, donors-nl, readers-en]", "audiences: [officials-pe, donors-nl, ministers-nl]"
    )
    assert codes(workspace).count("register-changed") == 4
    # What only one of them gets may address.
    edit("content/audiences/ministers-nl.yaml", "outputs:", "omit: [now]\noutputs:")
    lines = (workspace / DUTCH).read_text("utf-8").split("\n")
    found = [finding for finding in checked(workspace).findings if finding.code == "register-changed"]
    assert [lines[finding.place.line - 1] for finding in found] == [
        'msgid "Escriba cuando quiera."',
        'msgid "Le mostramos una visita."',
    ]


def test_a_wording_with_a_variant_serves_the_readers_of_the_other_register(workspace: Path) -> None:
    both = workspace / "content" / "audiences" / "ministers-nl.yaml"
    both.write_text("name: Ministers\nlocale: nl\nregister: formal\noutputs: [html]\n", "utf-8")
    brief = workspace / BRIEF
    brief.write_text(brief.read_text("utf-8").replace("readers-en]", "readers-en, ministers-nl]"), "utf-8")
    readers = Readers(library(workspace))
    assert readers.register("wording#ask-kicker", "nl") == "formal"
    assert readers.register("wording#ask-kicker.informal", "nl") == "informal"
    assert readers.register("wording#sources-heading", "nl") == "neutral"
    assert readers.register("wording#sources-heading", "es") == "formal"
    assert readers.register("audiences/donors-nl#call-to-action", "nl") == "informal"
    assert readers.register("briefs/visits#now", "fr") == "", "nobody reads French"


def test_the_room_of_a_text_is_the_length_that_translators_are_told(
    workspace: Path, briefgen: Run, tmp_path: Path
) -> None:
    target = tmp_path / "visits.po"
    briefgen("translate", "export", "--locale", "nl", "--for", "visits", "--as", "po", "--output", str(target))
    exported = target.with_name("visits.es.po").read_text("utf-8")
    told = int(
        re.findall(r'length: about (\d+) characters at most\n(?:#.*\n)*msgctxt "briefs/visits#now"\n', exported)[0]
    )
    (message,) = [message for message in messages(library(workspace)) if message.address == "briefs/visits#now"]
    examine = Examiner(library(workspace)).examine
    for length, expected in ((told, []), (told + 1, ["text-too-long"])):
        text = ("a" * 5 + " ") * (length // 6)
        text += "b" * (length - len(text))
        found: list[Finding] = list(examine(message, "nl", [text], Place("x.po", 1, 1)))
        assert [finding.code for finding in found] == expected
