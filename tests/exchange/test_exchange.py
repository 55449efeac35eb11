"""``translate export`` and ``translate import``: the same work comes back as the same catalogue, and none is lost."""

import io
import json
import re
from pathlib import Path
from shutil import copytree

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from lxml import etree
from small_workspace import Edit, Ran, Run
from test_file_formats import valid
from translator import FORMS, SHEET, XLIFF2, XLIFF12, Work, in_sheet, translate, type_into

BRIEF = "content/briefs/visits/brief.md"
DUTCH = "content/translations/nl/briefs/visits.es.po"
VISITS = "briefs/visits#now.p1"
HEADING = "briefs/visits#now"
TITLE = "briefs/visits#title"
ASKED = "briefs/visits#as-asked"
WORK = {
    VISITS: Work('{families} gezinnen krijgen bezoek.\nVroeger: =niemand \\ "niets".', "approved"),
    HEADING: Work("Waarom nu?", "translated", "Is the question mark right?"),
    TITLE: Work("*Breng* elk gezin een [bezoek](https://example.org)", "stale"),
}


def entry(workspace: Path, address: str, path: str = DUTCH) -> Message:
    catalog = read_po(io.BytesIO((workspace / path).read_bytes()), abort_invalid=True)
    (found,) = [message for message in catalog if message.context == address]
    return found


def catalogues(workspace: Path) -> dict[str, str]:
    return {path.relative_to(workspace).as_posix(): path.read_text("utf-8") for path in sorted(workspace.rglob("*.po"))}


def exported(briefgen: Run, folder: Path, form: str, *more: str) -> Path:
    """Export what the brief needs, and return the file of its own language."""
    target = folder / f"visits.{form}"
    ran = briefgen(
        "translate", "export", "--locale", "nl", "--for", "visits", "--as", form, "--output", str(target), *more
    )
    assert ran.code == 0, ran.out
    return target.with_name(f"visits.es.{form}")


def untranslate(workspace: Path, *addresses: str) -> None:
    """Take translations out of the Dutch catalogue of the brief."""
    blocks = (workspace / DUTCH).read_text("utf-8").split("\n\n")
    for index, block in enumerate(blocks):
        if any(f'msgctxt "{address}"\n' in block for address in addresses):
            blocks[index] = re.sub(r"msgstr (?s:.*)", 'msgstr ""', block)
    (workspace / DUTCH).write_text("\n\n".join(blocks).rstrip("\n") + "\n", "utf-8")


def brought(briefgen: Run, path: Path, *more: str) -> tuple[Ran, list[tuple[str, int]]]:
    """Import a file; return what was said, and the codes of the findings with their lines."""
    ran = briefgen("translate", "import", str(path), "--format", "json", *more)
    return ran, [(finding["code"], finding["line"]) for finding in json.loads(ran.out)]


def test_the_same_work_in_any_kind_of_file_makes_the_same_catalogue(
    workspace: Path, briefgen: Run, edit: Edit, tmp_path: Path
) -> None:
    edit(BRIEF, "title: Lleve una visita a cada familia", "title: Lleve visitas a cada familia")
    untranslate(workspace, VISITS)
    before = catalogues(workspace)
    results = {}
    for form in FORMS:
        for path, text in before.items():
            (workspace / path).write_text(text, "utf-8")
        path = exported(briefgen, tmp_path, form)
        translate(path, form, WORK)
        ran = briefgen("translate", "import", str(path))
        assert ran.code == 0, ran.out
        assert "3 texts taken; 2 warnings." in ran.out
        results[form] = catalogues(workspace)
    assert results["po"] == results["xliff12"] == results["xliff2"] == results["xlsx"]
    for address, work in WORK.items():
        assert entry(workspace, address).string == work.text
    assert entry(workspace, TITLE).fuzzy
    assert '#| msgid "Lleve una visita a cada familia"\n' in results["po"][DUTCH]
    assert entry(workspace, HEADING).user_comments == ["Is the question mark right?"]
    assert briefgen("translate", "status").out.endswith("2 stale translations, 0 missing, 1 approved.\n")
    # A second import, and an update after it, change nothing.
    assert "0 texts taken" in briefgen("translate", "import", str(path)).out
    briefgen("translate", "update")
    assert catalogues(workspace)[DUTCH] == results["po"][DUTCH]


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_nobody_worked_on_changes_nothing(
    form: str, workspace: Path, briefgen: Run, edit: Edit, tmp_path: Path
) -> None:
    edit(BRIEF, "Antes no llegaba nadie.", "Antes nadie.")
    untranslate(workspace, HEADING)
    briefgen("translate", "approve", "--locale", "nl", "--by", "Ana")
    briefgen("translate", "update")
    before = catalogues(workspace)
    ran = briefgen("translate", "import", str(exported(briefgen, tmp_path, form)))
    assert (ran.code, ran.out) == (0, "0 texts taken; no findings.\n")
    assert catalogues(workspace) == before


def test_a_dry_run_shows_the_difference_and_writes_nothing(workspace: Path, briefgen: Run, tmp_path: Path) -> None:
    untranslate(workspace, HEADING)
    path = exported(briefgen, tmp_path, "xliff2")
    translate(path, "xliff2", {HEADING: WORK[HEADING], TITLE: Work("Breng bezoek", "approved")})
    before = catalogues(workspace)
    ran = briefgen("translate", "import", str(path), "--dry-run")
    assert f"{HEADING}: untranslated → translated, with a remark\n  + Waarom nu?\n" in ran.out
    assert f"{TITLE}: translated → approved\n  - Breng elk gezin een bezoek\n  + Breng bezoek\n" in ran.out
    assert ran.out.endswith(f"{DUTCH} would change\n2 texts would be taken; no findings.\n")
    assert catalogues(workspace) == before


def test_a_unit_says_where_it_stands_how_long_it_may_be_and_what_helps(
    workspace: Path, briefgen: Run, edit: Edit, tmp_path: Path
) -> None:
    edit(BRIEF, "La ley lo pide así [@law]. {#as-asked}", "La Ley de Visitas lo pide así [@law]. {#as-asked}")
    root = etree.fromstring(exported(briefgen, tmp_path, "xliff2").read_bytes())
    (unit,) = [unit for unit in root.iter(f"{XLIFF2}unit") if unit.get("name") == ASKED]
    notes = [(note.get("category"), note.text) for note in unit.iter(f"{XLIFF2}note")]
    line = (workspace / BRIEF).read_text("utf-8").split("\n").index(
        "La Ley de Visitas lo pide así [@law]. {#as-asked}"
    ) + 1
    assert ("location", f"{BRIEF}:{line}:1") in notes
    assert ("hint", "Lleve una visita a cada familia › Por qué ahora › paragraph 2") in notes
    assert ("hint", "length: about 55 characters at most") in notes
    assert ("hint", "glossary: Ley de Visitas stays as it is") in notes
    assert ("previous", "the text was: La ley lo pide así [@law].") in notes
    (match,) = unit.iter("{urn:oasis:names:tc:xliff:matches:2.0}match")
    assert (match.get("origin"), match.get("similarity")) == (ASKED, "79")
    assert match.findtext(f"{XLIFF2}target") == "De wet vraagt erom [@law]."
    (unit,) = [unit for unit in root.iter(f"{XLIFF2}unit") if unit.get("name") == TITLE]
    origins = [match.get("origin") for match in unit.iter("{urn:oasis:names:tc:xliff:matches:2.0}match")]
    assert origins, "there are texts like it"
    assert TITLE not in origins, "its own translation tells nothing new"
    text = exported(briefgen, tmp_path, "po").read_text("utf-8")
    assert "#. 79 %: La ley lo pide así [@law]. → De wet vraagt erom [@law].\n" in text


@pytest.mark.parametrize("form", ["xliff12", "xliff2"])
def test_the_export_of_a_whole_language_is_valid_by_the_schemas_of_oasis(
    form: str, workspace: Path, briefgen: Run, edit: Edit, tmp_path: Path
) -> None:
    briefgen("translate", "approve", "--locale", "nl")
    edit(BRIEF, "La ley lo pide así [@law]", "La **ley** lo pide [así](https://example.org/a) [@law]")
    untranslate(workspace, VISITS)
    target = tmp_path / "all.xlf"
    assert briefgen("translate", "export", "--locale", "nl", "--as", form, "--output", str(target)).code == 0
    paths = [*tmp_path.glob("all*.xlf")]
    assert len(paths) == 2, "from Spanish, and from the English of the facts"
    for path in paths:
        valid(path.read_bytes(), form)


def test_an_export_for_a_publication_holds_what_it_needs_and_no_more(briefgen: Run, tmp_path: Path) -> None:
    def names(path: Path) -> set[str]:
        return {
            address.partition("#")[0]
            for address in re.findall(r'^msgctxt "(.*)"', path.read_text("utf-8"), re.MULTILINE)
        }

    command = ("translate", "export", "--locale", "en", "--as", "po", "--output")
    ran = briefgen(*command, str(tmp_path / "all.po"))
    assert re.search(r"all\.es\.po: \d+ texts from es to en, 0 to do\.", ran.out)
    everything = names(tmp_path / "all.es.po") | names(tmp_path / "all.nl.po")
    assert {"briefs/visits", "newsletters/autumn", "partners/norte"} <= everything
    # It needs nothing that is written in Spanish: one language makes one file, with the name that was asked for.
    briefgen(*command, str(tmp_path / "autumn.po"), "--for", "autumn")
    assert [path.name for path in tmp_path.glob("autumn*")] == ["autumn.po"]
    assert {"newsletters/autumn", "partners/norte"} <= names(tmp_path / "autumn.po") < everything
    assert "briefs/visits" not in names(tmp_path / "autumn.po")


def test_a_locale_or_a_publication_that_does_not_exist_is_a_mistake_in_the_call(briefgen: Run, tmp_path: Path) -> None:
    command = ("translate", "export", "--as", "po", "--output", str(tmp_path / "x.po"))
    ran = briefgen(*command, "--locale", "de")
    assert (ran.code, ran.err.split("\n")[0]) == (2, 'Error: "de" is none of the locales in organisation.yaml')
    ran = briefgen(*command, "--locale", "nl", "--for", "vists")
    assert (ran.code, ran.err) == (2, 'Error: there is no publication "vists"\n  hint: did you mean "visits"?\n')
    assert not (tmp_path / "x.po").exists()


@pytest.mark.parametrize("form", FORMS)
def test_what_cannot_be_taken_is_listed_with_its_place_and_the_rest_is_taken(
    form: str, workspace: Path, briefgen: Run, edit: Edit, tmp_path: Path
) -> None:
    path = exported(briefgen, tmp_path, form)
    translate(
        path,
        form,
        {
            VISITS: Work("Vele gezinnen krijgen bezoek."),
            ASKED: Work("De wet vraagt het zo."),
            HEADING: Work("Waarom nu?"),
            TITLE: Work("Breng {gezin} bezoek"),
            "briefs/visits#kicker": Work("Te laat"),
            "briefs/visits#meeting.label": Work("Weg"),
        },
    )
    edit(BRIEF, "kicker: Primera infancia", "kicker: La primera infancia")
    edit(BRIEF, "::: ask meeting\nheading: Reúnase con nosotros\ntext: Le mostramos una visita.\n"
        "link: https://example.org/reunion\nlabel: Pida una reunión\namounts: [20, 40]\n:::\n", "")  # fmt: skip
    before = {address: entry(workspace, address).string for address in (VISITS, ASKED, TITLE)}
    ran, found = brought(briefgen, path)
    assert ran.code == 1
    codes = [code for code, _ in found]
    assert sorted(set(codes)) == [
        "placeholder-changed",
        "unit-changed",
        "unit-unknown",
    ]
    lines = path.read_bytes().decode("utf-8", "replace").split("\n")
    places = [line for code, line in found if code == "placeholder-changed"]
    if form == "po":
        assert {lines[place - 2] for place in places} >= {f'msgctxt "{address}"' for address in (VISITS, TITLE)}
    elif form != "xlsx":
        assert min(places) > 1
    assert entry(workspace, HEADING).string == "Waarom nu?"
    assert {address: entry(workspace, address).string for address in before} == before


def test_a_unit_is_known_by_its_key_where_a_tool_dropped_its_address(
    workspace: Path, briefgen: Run, tmp_path: Path
) -> None:
    path = exported(briefgen, tmp_path, "xliff12")
    translate(path, "xliff12", {HEADING: Work("Waarom nu?")})
    path.write_text(re.sub(r' resname="[^"]*"', "", path.read_text("utf-8")), "utf-8")
    assert briefgen("translate", "import", str(path)).code == 0
    assert entry(workspace, HEADING).string == "Waarom nu?"


def test_an_empty_translation_never_wipes_out_one_that_is_here(workspace: Path, briefgen: Run, tmp_path: Path) -> None:
    path = exported(briefgen, tmp_path, "xliff12")
    translate(path, "xliff12", {HEADING: Work("")})
    before = catalogues(workspace)
    ran, found = brought(briefgen, path)
    assert (ran.code, [code for code, _ in found]) == (0, ["unit-emptied"])
    assert catalogues(workspace) == before


def test_of_two_translations_of_one_text_neither_is_taken(workspace: Path, briefgen: Run, tmp_path: Path) -> None:
    path = exported(briefgen, tmp_path, "xliff12")
    translate(path, "xliff12", {HEADING: Work("Waarom nu?")})
    root = etree.fromstring(path.read_bytes())
    (unit,) = [unit for unit in root.iter(f"{XLIFF12}trans-unit") if unit.get("resname") == HEADING]
    twin = etree.fromstring(etree.tostring(unit))
    twin.set("id", "other")
    twin.find(f"{XLIFF12}target").text = "Waarom dan?"
    unit.addnext(twin)
    path.write_bytes(etree.tostring(root))
    before = catalogues(workspace)
    assert [code for code, _ in brought(briefgen, path)[1]] == ["unit-duplicate"]
    assert catalogues(workspace) == before


def test_a_row_whose_protected_cells_were_altered_is_not_taken(workspace: Path, briefgen: Run, tmp_path: Path) -> None:
    path = exported(briefgen, tmp_path, "xliff12")
    text = path.read_text("utf-8").replace(">Por qué ahora</source>", ">Por qué hoy</source>")
    path.write_text(text.replace(">Waarom nu</target>", ">Waarom vandaag</target>"), "utf-8")
    before = catalogues(workspace)
    assert [code for code, _ in brought(briefgen, path)[1]] == ["unit-altered"]
    assert catalogues(workspace) == before


def test_an_approval_falls_when_the_source_or_the_translation_changes_and_not_before(
    workspace: Path, briefgen: Run, edit: Edit
) -> None:
    def states() -> tuple[int, int, int]:
        ran = briefgen("translate", "status", "--by", "catalogue", "--format", "json")
        count = json.loads(ran.out)["rows"]["briefs/visits.es"]["nl"]
        return count["stale"], count["translated"], count["approved"]

    ran = briefgen("translate", "approve", "--locale", "nl", "--for", "visits", "--by", "Ana María")
    assert (ran.code, ran.out.split(" ")[1:4]) == (0, ["translations", "approved", "in"])
    assert re.fullmatch(
        r"approved by Ana María on 2026-11-23 \[[0-9a-f]{16}\]", entry(workspace, HEADING).user_comments[0]
    )
    text = (workspace / DUTCH).read_text("utf-8")
    total = text.count("msgctxt")
    assert text.count("# approved by Ana") == total
    assert states() == (0, 0, total)
    assert briefgen("translate", "update").out.startswith("0 catalogues changed")
    edit(DUTCH, 'msgstr "Waarom nu"', 'msgstr "Waarom thans"')
    edit(BRIEF, "title: Lleve una visita a cada familia", "title: Lleve visitas a cada familia")
    assert states() == (1, 1, total - 2)
    briefgen("translate", "update")
    assert states() == (1, 1, total - 2)
    edit(DUTCH, 'msgstr "Waarom thans"', 'msgstr "Waarom nu"')
    assert states() == (1, 0, total - 1), "it holds again for the words that were approved"


def test_an_approval_is_not_withdrawn_by_a_tool_that_knows_none(workspace: Path, briefgen: Run, tmp_path: Path) -> None:
    briefgen("translate", "approve", "--locale", "nl")
    path = exported(briefgen, tmp_path, "xliff12")
    path.write_text(path.read_text("utf-8").replace('state="final"', 'state="translated"'), "utf-8")
    before = catalogues(workspace)
    assert brought(briefgen, path)[0].code == 0
    assert catalogues(workspace) == before
    translate(path, "xliff12", {HEADING: Work("Waarom thans")})
    briefgen("translate", "import", str(path))
    assert entry(workspace, HEADING).user_comments == []


def test_a_text_that_was_approved_and_then_changed_in_the_file_is_translated_only(
    workspace: Path, briefgen: Run, tmp_path: Path
) -> None:
    briefgen("translate", "approve", "--locale", "nl")
    for form in FORMS:
        path = exported(briefgen, tmp_path, form)
        translate(path, form, {HEADING: Work(f"Waarom nu {form}", "approved")})
        assert f"{HEADING}: approved → translated" in briefgen("translate", "import", str(path), "--dry-run").out


def test_plural_forms_go_out_one_by_one_and_come_back_together(
    workspace: Path, briefgen: Run, edit: Edit, tmp_path: Path
) -> None:
    edit("content/organisation.yaml", "locales: [nl, es, en]", "locales: [nl, es, en, fr]")
    wording = "content/translations/fr/wording.en.po"
    name = "wording#timeline-gap"
    works = {f"{name}[0]": Work("{n} jour plus tard"), f"{name}[1]": Work("{n} jours plus tard")}
    for form in ("xliff12", "xliff2", "xlsx"):
        target = tmp_path / f"fr.{form}"
        briefgen("translate", "export", "--locale", "fr", "--as", form, "--output", str(target))
        path = tmp_path / f"fr.en.{form}"
        translate(path, form, works)
        assert briefgen("translate", "import", str(path)).code == 0
        assert entry(workspace, name, wording).string == ("{n} jour plus tard", "{n} jours plus tard")
        (workspace / wording).unlink()
        briefgen("translate", "export", "--locale", "fr", "--as", form, "--output", str(target))
        translate(path, form, {f"{name}[1]": works[f"{name}[1]"]})
        assert [code for code, _ in brought(briefgen, path)[1]] == ["unit-invalid"]
    briefgen("translate", "export", "--locale", "fr", "--as", "po", "--output", str(tmp_path / "fr.po"))
    text = (tmp_path / "fr.en.po").read_text("utf-8")
    text = text.replace(
        '"{n} days later"\nmsgstr[0] ""\nmsgstr[1] ""', '"{n} days later"\nmsgstr[0] "a {n}"\nmsgstr[1] "b {n}"'
    )
    (tmp_path / "fr.en.po").write_text(text, "utf-8")
    assert briefgen("translate", "import", str(tmp_path / "fr.en.po")).code == 0
    assert entry(workspace, name, wording).string == ("a {n}", "b {n}")


def test_whoever_types_into_a_sheet_need_not_touch_the_state(
    workspace: Path, briefgen: Run, edit: Edit, tmp_path: Path
) -> None:
    edit(BRIEF, "title: Lleve una visita a cada familia", "title: Lleve visitas a cada familia")
    untranslate(workspace, HEADING)
    path = exported(briefgen, tmp_path, "xlsx")
    typed = {HEADING: "Waarom nu?", TITLE: "Breng bezoek"}

    def work(root: etree._Element, strings: list[str]) -> None:
        for row in root.iter(f"{SHEET}row"):
            if text := typed.get(strings[int(row[0].findtext(f"{SHEET}v"))]):
                type_into(row[3], text)

    path.write_bytes(in_sheet(path.read_bytes(), work))
    assert briefgen("translate", "import", str(path)).code == 0
    assert [(entry(workspace, name).string, entry(workspace, name).fuzzy) for name in typed] == [
        ("Waarom nu?", False),
        ("Breng bezoek", False),
    ]


def test_a_question_beside_a_text_that_is_not_translated_is_kept(
    workspace: Path, briefgen: Run, tmp_path: Path
) -> None:
    untranslate(workspace, HEADING)
    path = exported(briefgen, tmp_path, "xlsx")

    def ask(root: etree._Element, strings: list[str]) -> None:
        for row in root.iter(f"{SHEET}row"):
            if strings[int(row[0].findtext(f"{SHEET}v"))] == HEADING:
                type_into(row[5], "| approved [0123456789abcdef]\nNow, or today?")

    path.write_bytes(in_sheet(path.read_bytes(), ask))
    assert briefgen("translate", "import", str(path)).code == 0
    briefgen("translate", "update")
    found = entry(workspace, HEADING)
    assert (found.string, found.user_comments) == ("", ["Now, or today?"])


def test_a_memory_goes_out_and_fills_in_like_texts_to_be_looked_at(
    workspace: Path, briefgen: Run, tmp_path: Path
) -> None:
    path = exported(briefgen, tmp_path, "tmx")
    before = catalogues(workspace)
    assert "0 texts taken" in briefgen("translate", "import", str(path)).out
    assert catalogues(workspace) == before
    untranslate(workspace, HEADING, VISITS)
    text = path.read_text("utf-8").replace('srclang="es"', 'srclang="ES"').replace('xml:lang="nl"', 'xml:lang="nl-NL"')
    path.write_text(text, "utf-8")
    ran = briefgen("translate", "import", str(path))
    assert (ran.code, ran.out) == (0, f"{DUTCH} written\n2 texts taken; no findings.\n")
    assert (entry(workspace, HEADING).string, entry(workspace, HEADING).fuzzy) == ("Waarom nu", True)


def test_a_file_of_another_workspace_is_refused(workspace: Path, briefgen: Run, edit: Edit, tmp_path: Path) -> None:
    other = Path(copytree(workspace, tmp_path / "other"))
    organisation = other / "content/organisation.yaml"
    organisation.write_text(
        organisation.read_text("utf-8").replace("name: Stichting Klein\nlang", "name: Andere\nlang"), "utf-8"
    )
    before = catalogues(workspace)
    for form in FORMS:
        target = str(tmp_path / f"visits.{form}")
        briefgen(
            "translate", "export", "--locale", "nl", "--for", "visits", "--as", form, "--output", target, folder=other
        )
        path = tmp_path / f"visits.es.{form}"
        translate(path, form, WORK)
        ran, found = brought(briefgen, path)
        assert (ran.code, [code for code, _ in found]) == (1, ["exchange-workspace"])
    assert catalogues(workspace) == before


def test_a_broken_catalogue_is_left_alone_and_the_others_are_filled(
    workspace: Path, briefgen: Run, tmp_path: Path
) -> None:
    path = exported(briefgen, tmp_path, "xliff2")
    translate(path, "xliff2", {HEADING: Work("Waarom nu?"), "partners/casa-abierta#role": Work("Campagne!")})
    broken = (workspace / DUTCH).read_text("utf-8").replace('msgid "Por qué ahora"', 'msgid "Por qué ahora')
    (workspace / DUTCH).write_text(broken, "utf-8")
    ran, found = brought(briefgen, path)
    assert ran.code == 1
    assert {"po-syntax", "unit-unknown"} == {code for code, _ in found}
    assert (workspace / DUTCH).read_text("utf-8") == broken
    assert (
        entry(workspace, "partners/casa-abierta#role", "content/translations/nl/partners.es.po").string == "Campagne!"
    )


@pytest.mark.parametrize("form", FORMS)
def test_a_doubt_about_a_value_is_a_warning_and_the_translation_is_taken(
    form: str, workspace: Path, briefgen: Run, edit: Edit, tmp_path: Path
) -> None:
    edit(BRIEF, "Antes no llegaba nadie.", "Van 25 años.")
    path = exported(briefgen, tmp_path, form)
    translate(path, form, {VISITS: Work("Al 52 jaar bereiken de bezoeken {families} gezinnen.")})
    ran = briefgen("translate", "import", str(path), "--format", "json")
    (found,) = json.loads(ran.out)
    assert (ran.code, found["code"], found["severity"]) == (0, "number-changed", "warning")
    assert found["path"] == path.name
    assert found["line"] > 1
    assert entry(workspace, VISITS).string == "Al 52 jaar bereiken de bezoeken {families} gezinnen."
    assert "error[number-changed]" in briefgen("check").out, "the build holds it back"


@pytest.mark.parametrize("form", FORMS)
def test_a_reason_that_waives_a_doubt_goes_out_and_comes_back_with_every_kind_of_file(
    form: str, workspace: Path, briefgen: Run, edit: Edit, tmp_path: Path
) -> None:
    edit(BRIEF, "Antes no llegaba nadie.", "Van 25 años.")
    path = exported(briefgen, tmp_path, form)
    reason = "allow number-changed: the institute counts from the first visit"
    translate(path, form, {VISITS: Work("Al 52 jaar bereiken ze {families} gezinnen.", comment=reason)})
    ran = briefgen("translate", "import", str(path))
    assert (ran.code, "number-changed" in ran.out) == (0, False)
    assert entry(workspace, VISITS).user_comments == [reason]
    # Out again, changed by somebody else, and in: the reason stands as before.
    path = exported(briefgen, tmp_path, form)
    translate(path, form, {HEADING: Work("Waarom juist nu?")})
    assert briefgen("translate", "import", str(path)).code == 0
    briefgen("translate", "update")
    assert entry(workspace, VISITS).user_comments == [reason]
    checked = briefgen("check", "--waivers").out
    assert "waived[number-changed]: the institute counts from the first visit" in checked
    assert "error[number-changed]" not in checked


def test_what_has_an_error_is_not_approved_until_somebody_gives_a_reason(
    workspace: Path, briefgen: Run, edit: Edit
) -> None:
    for path in (BRIEF, DUTCH):
        edit(path, "Antes no llegaba nadie.", "Van 25 años.")
    edit(DUTCH, "Vroeger kwam er niemand.", "Al 52 jaar.")
    ran = briefgen("translate", "approve", "--locale", "nl", "--for", "visits")
    assert "error[number-changed]" in ran.out
    assert not entry(workspace, VISITS).user_comments
    assert entry(workspace, HEADING).user_comments
    text = (workspace / DUTCH).read_text("utf-8")
    note = "# allow number-changed: counted from the first visit\n"
    marked = text.replace(f'msgctxt "{VISITS}"', f'{note}msgctxt "{VISITS}"')
    (workspace / DUTCH).write_text(marked, "utf-8")
    assert "error" not in briefgen("translate", "approve", "--locale", "nl", "--for", "visits").out
    assert len(entry(workspace, VISITS).user_comments) == 2
