"""``briefgen proof``: all that a publication says in two languages, with its state, for those who sign it."""

import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from small_workspace import Edit, Run

from briefgen import pipeline
from briefgen.bundled import templates_dir
from briefgen.localize.editions import Localization
from briefgen.model.paper import Proof, Row
from briefgen.translation.proof import assemble
from briefgen.workspace import open_at

ROOT = Path(__file__).parents[2]
TODAY = datetime.date(2026, 11, 23)
BRIEF = "content/briefs/visits/brief.md"
DUTCH = "content/translations/nl/briefs/visits.es.po"
ENGLISH = "content/translations/en/briefs/visits.es.po"
VISITS, TITLE, HEADING = "briefs/visits#now.p1", "briefs/visits#title", "briefs/visits#now"
Make = Callable[..., Proof]


def proof_of(folder: Path, publication: str, locales: tuple[str, str], audience: str = "") -> Proof:
    checked = pipeline.check(open_at(folder, templates_dir()), TODAY)
    assert checked.library is not None
    entry = next(entry for entry in checked.library.publications() if entry.id == publication)
    editions = [edition for edition in checked.editions if edition.publication == publication]
    reader = checked.library.audiences.get(audience)
    return assemble(Localization(checked.library), entry, reader, locales, editions, checked.findings)


@pytest.fixture
def make(workspace: Path) -> Make:
    """Return a function that makes a proof from what the workspace holds now."""

    def proof(publication: str = "visits", locales: tuple[str, str] = ("nl", "es"), audience: str = "") -> Proof:
        return proof_of(workspace, publication, locales, audience)

    return proof


def rows(proof: Proof) -> dict[str, Row]:
    return {row.address: row for part in proof.parts for row in part.rows}


@pytest.mark.parametrize("folder", [ROOT, ROOT / "tests" / "small"], ids=["the example", "one of everything"])
def test_every_text_that_an_edition_prints_is_in_the_proof_of_its_audience_once(folder: Path) -> None:
    editions = pipeline.check(open_at(folder, templates_dir()), TODAY).editions
    assert len(editions) > 4
    for edition in editions[::2]:
        proof = proof_of(folder, edition.publication, (edition.locale, "fr"), edition.audience)
        found = [address for part in proof.parts for row in part.rows for address in (row.address, *row.also)]
        texts = [address for address in found if "#" in address]
        assert sorted(texts) == sorted(set(edition.messages)), edition.key
        assert [row.number for part in proof.parts for row in part.rows] == [*range(1, len(rows(proof)) + 1)]
        assert proof.editions[edition.key]


def test_without_an_audience_the_proof_holds_what_any_of_them_gets(make: Make, workspace: Path) -> None:
    with (workspace / "content/audiences/donors-nl.yaml").open("a", encoding="utf-8") as file:
        file.write("omit: [path]\ncall-to-action: Kom kijken\n")
    everything, cut = rows(make()), rows(make(audience="donors-nl"))
    assert "briefs/visits#path" in everything
    assert "briefs/visits#path" not in cut
    assert {"audiences/donors-nl#call-to-action", "audiences/officials-pe#call-to-action"} <= everything.keys()
    assert "audiences/donors-nl#call-to-action" in cut
    assert "audiences/officials-pe#call-to-action" not in cut


def test_the_rows_follow_the_file(make: Make, workspace: Path) -> None:
    proof = make()
    sections = [part for part in proof.parts if part.kind == "section"]
    lines = [row.place.line for part in sections for row in part.rows if row.place.path == BRIEF]
    assert len(lines) > 20
    assert lines == sorted(lines)
    kinds = [part.kind for part in proof.parts]
    assert kinds[0] == "front"
    assert kinds.index("section") < kinds.index("closing") < kinds.index("publisher") < kinds.index("facts")
    titles = [part.title["text"] for part in sections if part.title]
    assert titles == ["Waarom nu", "De weg", "Met wie"]


def test_a_fact_is_shown_as_each_language_prints_it(make: Make) -> None:
    proof = make(locales=("nl", "es-PE"))
    figure = rows(proof)["briefs/visits#figures.items.1.text"]
    assert [side.values for side in figure.sides] == [("meer dan 100.000",), ("más de 100,000",)]
    bars = rows(proof)["briefs/visits#bars.rows.1.label"]
    assert [side.values for side in bars.sides] == [("33,4%",), ("33.4\u00a0%",)]


def test_each_text_has_its_state_and_an_approved_one_who_answers_for_it_since_when(
    make: Make, briefgen: Run, edit: Edit
) -> None:
    briefgen("translate", "approve", "--locale", "nl", "--for", "visits", "--by", "Ana")
    edit(DUTCH, 'msgstr "Waarom nu"', 'msgstr "Waarom thans"')
    found = rows(make(locales=("nl", "en")))
    approved = found[VISITS].sides[0].approval
    assert approved is not None
    assert (found[VISITS].sides[0].state, approved.by, approved.on) == ("approved", "Ana", "2026-11-23")
    assert (found[HEADING].sides[0].state, found[HEADING].sides[0].approval) == ("translated", None)
    assert found[VISITS].sides[1].state == "translated"
    assert rows(make())[VISITS].sides[1].state == "source"


def test_a_stale_translation_is_shown_with_the_text_that_it_was_made_from(
    make: Make, briefgen: Run, edit: Edit
) -> None:
    edit(BRIEF, "Antes no llegaba nadie.", "Antes nadie venía.")
    for _ in range(2):  # as it is, and after an update
        row = rows(make())[VISITS]
        dutch, spanish = row.sides
        assert dutch.state == "stale"
        assert dutch.text is not None and dutch.text["text"].startswith("De bezoeken bereiken")
        assert dutch.earlier == "Las visitas llegan a {families} familias. Antes no llegaba nadie."
        assert spanish.text is not None and spanish.text["text"].endswith("Antes nadie venía.")
        briefgen("translate", "update")


def test_where_no_column_has_the_source_text_it_is_shown_with_what_is_missing(make: Make, edit: Edit) -> None:
    edit(DUTCH, 'msgstr "Waarom nu"', 'msgstr ""')
    row = rows(make(locales=("nl", "en")))[HEADING]
    assert [side.state for side in row.sides] == ["untranslated", "translated"]
    assert row.sides[0].text is None
    assert row.original == {"text": "Por qué ahora", "lang": "es"}
    assert rows(make())[HEADING].original is None, "the other column has it"


def test_what_is_wrong_with_a_text_stands_beside_it_and_the_rest_at_the_end(make: Make, edit: Edit) -> None:
    edit(
        DUTCH,
        'msgstr "De bezoeken bereiken {families} gezinnen. Vroeger',
        'msgstr "De bezoeken bereiken gezinnen. Vroeger',
    )
    edit(BRIEF, "Una visita cambia una casa.", "Una visita cambia 12 casas.")
    edit(BRIEF, "speaker: Rosa", "speaker: Rosa\n# allow digits-typed: nothing here needs it")
    proof = make()
    found = {row.address: [finding.code for finding in row.findings] for row in rows(proof).values() if row.findings}
    assert found == {VISITS: ["placeholder-changed"], "briefs/visits#introduction.p1": ["digits-typed"]}
    assert [finding.code for finding in proof.findings] == ["waiver-unused"]


def test_a_catalogue_that_cannot_be_read_is_named_where_its_texts_seem_to_be_missing(make: Make, edit: Edit) -> None:
    edit(DUTCH, 'msgstr "Waarom nu"', 'msgstr "Waarom nu')
    proof = make()
    assert rows(proof)[HEADING].sides[0].state == "untranslated"
    assert [(finding.code, finding.place.path) for finding in proof.findings] == [("po-syntax", DUTCH)]
    assert make(locales=("en", "es")).findings == ()


def test_a_finding_belongs_to_the_text_that_it_stands_in_where_several_share_a_line(make: Make, edit: Edit) -> None:
    edit(BRIEF, "  heading: Hablemos\n  text: Escriba cuando quiera.", "  {heading: Hablemos, text: Escriba 3 veces.,")
    edit(BRIEF, "  email: klein@example.org\n  url: https://example.org/visitas",
         '    email: klein@example.org, url: "https://example.org/visitas"}')  # fmt: skip
    found = {row.address: [finding.code for finding in row.findings] for row in rows(make()).values() if row.findings}
    assert found == {"briefs/visits#contact.text": ["digits-typed"]}


def test_the_digest_changes_with_any_text_of_either_column_and_with_nothing_else(make: Make, edit: Edit) -> None:
    first = make().digest
    edit(ENGLISH, 'msgstr "Why now"', 'msgstr "Why today"')
    assert make().digest == first
    edit(DUTCH, 'msgstr "Waarom nu"', 'msgstr "Waarom thans"')
    assert make().digest != first
    second = make().digest
    edit("content/facts/peru.yaml", "value: 100000", "value: 100001")
    assert make().digest != second


def test_a_signed_paper_can_be_matched_with_the_manifest_of_what_was_built(make: Make, built: Path, edit: Edit) -> None:
    def numbers() -> dict[str, str]:
        return {
            data["edition"]: data["texts"]
            for path in (built / "output" / "briefs").rglob("*.manifest.json")
            if (data := json.loads(path.read_text("utf-8")))
        }

    proof = make()
    assert proof.editions == {key: digest for key, digest in numbers().items() if not key.endswith("en-GB")}
    assert len(proof.editions) == 2
    edit(DUTCH, 'msgstr "Waarom nu"', 'msgstr "Waarom thans"')
    changed = make().editions
    assert [key for key in changed if changed[key] != proof.editions[key]] == ["visits.donors-nl.nl"]


def test_a_proof_is_written_whatever_is_missing(workspace: Path, briefgen: Run, edit: Edit) -> None:
    edit(BRIEF, "Antes no llegaba nadie.", "Antes nadie venía.")
    edit(DUTCH, 'msgstr "Waarom nu"', 'msgstr ""')
    ran = briefgen("proof", "visits", "--locales", "nl,es", "--format", "html")
    page = workspace / "output/proofs/visits.nl-es.proof.html"
    assert (ran.code, ran.out.splitlines()[0]) == (0, f"{page} written.")
    assert re.search(r"^nl: 1 untranslated, 1 stale, \d+ translated, \d+ source$", ran.out, re.MULTILINE)
    text = page.read_text("utf-8")
    assert '<html lang="nl"' in text
    assert "<del>no llegaba </del>nadie<ins> venía</ins>." in text
    assert "Vertaald van een eerdere tekst:" in text
    assert '<mark class="fact" title="families">meer dan 100.000</mark>' in text
    assert '<mark class="fact" title="families">más de 100.000</mark>' in text
    assert '<span class="cite">[law]</span>' in text


def test_the_words_of_a_proof_are_those_of_the_first_language(workspace: Path, briefgen: Run) -> None:
    for locales, word in (("es,nl", "Visto bueno"), ("nl,es", "Akkoord"), ("en,es", "Signatures")):
        assert briefgen("proof", "visits", "--locales", locales, "--output", "x.html").code == 0
        assert f">{word}</h2>" in (workspace / "x.html").read_text("utf-8")


def test_a_language_from_right_to_left_stands_in_its_column_from_right_to_left(
    workspace: Path, briefgen: Run, edit: Edit
) -> None:
    edit("content/organisation.yaml", "locales: [nl, es, en]", "locales: [nl, es, en, he]")
    briefgen("translate", "update", "--locale", "he")
    hebrew = "content/translations/he/briefs/visits.es.po"
    text = (workspace / hebrew).read_text("utf-8")
    (workspace / hebrew).write_text(
        text.replace('"Por qué ahora"\nmsgstr ""', '"Por qué ahora"\nmsgstr "למה עכשיו"'), "utf-8"
    )
    assert briefgen("proof", "visits", "--locales", "es,he", "--output", "x.html").code == 0
    assert 'lang="he" dir="rtl">' in (workspace / "x.html").read_text("utf-8")
    assert briefgen("proof", "visits", "--locales", "he,es", "--output", "x.html").code == 0
    assert '<html lang="he" dir="rtl">' in (workspace / "x.html").read_text("utf-8")


def test_a_folder_is_written_into_and_a_file_is_replaced(workspace: Path, briefgen: Run) -> None:
    (workspace / "v1.2").mkdir()
    for target, expected in (("v1.2", "v1.2/visits.nl-es.proof.html"), ("new/x.html", "new/x.html")):
        for _ in range(2):
            ran = briefgen("proof", "visits", "--locales", "nl,es", "--format", "html", "--output", target)
            assert ran.out.splitlines()[0] == f"{expected} written."
            assert (workspace / expected).is_file()
    assert [path.name for path in (workspace / "new").iterdir()] == ["x.html"]


def test_the_same_proof_has_the_same_bytes(workspace: Path, briefgen: Run) -> None:
    for name in ("one", "two"):
        assert briefgen("proof", "visits", "--locales", "nl,es", "--output", name).code == 0
    for ending in ("html", "pdf"):
        name = f"visits.nl-es.proof.{ending}"
        assert (workspace / "one" / name).read_bytes() == (workspace / "two" / name).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (("vists", "--locales", "nl,es"), 'there is no publication "vists"', 'did you mean "visits"?'),
        (("visits", "--locales", "nl,ess"), 'there are no texts in "ess"', 'did you mean "es"?'),
        (("visits", "--locales", "nl"), "a proof shows two languages", "--locales nl,es"),
        (("visits", "--locales", "nl,nl"), "a proof shows two languages", "--locales nl,es"),
        (("visits", "--locales", "nl,es", "--audience", "donor-nl"), 'no audience "donor-nl"', '"donors-nl"'),
        (("visits", "--locales", "nl,es", "--format", "docx"), 'cannot be "docx"', "known: html, pdf"),
        (("visits", "--locales", "nl,es", "--output", "x.pdf", "--format", "html"), "x.pdf is one file", ".html or"),
        (("visits", "--locales", "nl,es", "--output", "x.docx"), "x.docx is no file that a proof can be", ".html or"),
        (("visits", "--locales", "nl,es", "--audience", "officials-pe", "--output", "content/facts/peru.yaml/x"),
         "cannot be written", "choose another folder"),
    ],
)  # fmt: skip
def test_a_call_that_cannot_be_carried_out_says_why(
    arguments: tuple[str, ...], error: str, hint: str, workspace: Path, briefgen: Run
) -> None:
    ran = briefgen("proof", *arguments)
    assert ran.code == 2
    assert error in ran.err
    assert hint in ran.err
    assert not (workspace / "output").exists()


def test_a_publication_that_names_something_unknown_has_no_proof_and_says_why(
    workspace: Path, briefgen: Run, edit: Edit
) -> None:
    edit(BRIEF, "partners: [casa-abierta, norte]", "partners: [casa-abierta, nord]")
    ran = briefgen("proof", "visits", "--locales", "nl,es", "--format", "html")
    assert ran.code == 1
    assert 'no partner "nord"' in ran.out
    assert not (workspace / "output").exists()


def test_a_fault_in_the_template_of_a_workspace_is_reported_at_its_line(workspace: Path, briefgen: Run) -> None:
    (workspace / "templates" / "proof").mkdir(parents=True)
    (workspace / "templates" / "proof" / "page.html").write_text("<p>\n{{ nothing.here }}\n", "utf-8")
    ran = briefgen("proof", "visits", "--locales", "nl,es", "--format", "html")
    assert ran.code == 1
    assert "templates/proof/page.html:2:1: error[template-error]" in ran.out


def test_what_a_text_holds_cannot_become_markup_of_the_page(workspace: Path, briefgen: Run, edit: Edit) -> None:
    edit(DUTCH, 'msgstr "Waarom nu"', 'msgstr "<script>alert(1)</script> [x](javascript:alert) <b>&"')
    edit(BRIEF, "Por qué ahora", "Por qué <img src=x> ahora")
    ran = briefgen("proof", "visits", "--locales", "nl,es", "--output", "x.html")
    assert ran.code == 0, ran.out
    page = (workspace / "x.html").read_text("utf-8")
    assert "<script" not in page
    assert "<img src=x" not in page
    assert "javascript:alert" not in re.sub(r">[^<]*<", "><", page), "only as a text"
