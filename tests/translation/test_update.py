"""``translate update``: catalogues follow the content, and no translator's work is ever lost."""

import io
import re
import shutil
import subprocess
from pathlib import Path
from shutil import rmtree

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from small_workspace import Edit, Run

BRIEF = "content/briefs/visits/brief.md"
DUTCH = "content/translations/nl/briefs/visits.es.po"
VISITS = "Las visitas llegan a {families} familias. Antes no llegaba nadie."
BEZOEKEN = "De bezoeken bereiken {families} gezinnen. Vroeger kwam er niemand."


def entry(workspace: Path, address: str, path: str = DUTCH) -> Message:
    """Return one entry of a catalogue by its address."""
    catalog = read_po(io.BytesIO((workspace / path).read_bytes()), abort_invalid=True)
    (found,) = [message for message in catalog if message.context == address]
    return found


def previous(workspace: Path, path: str = DUTCH) -> list[str]:
    """Return the texts that stale translations were made from, which Babel does not read."""
    text = (workspace / path).read_text(encoding="utf-8")
    return [
        "".join(re.findall(r'"(.*)"', lines))
        for lines in re.findall(r'^#\| msgid ((?:(?:#\| )?".*"\n)+)', text, re.MULTILINE)
    ]


def catalogues(workspace: Path) -> dict[str, bytes]:
    return {path.relative_to(workspace).as_posix(): path.read_bytes() for path in sorted(workspace.rglob("*.po"))}


def test_a_new_catalogue_says_of_each_text_where_it_stands_and_what_it_is(workspace: Path, briefgen: Run) -> None:
    rmtree(workspace / "content" / "translations")
    ran = briefgen("translate", "update", "--locale", "nl")
    assert ran.code == 0
    text = (workspace / DUTCH).read_text(encoding="utf-8")
    line = (workspace / BRIEF).read_text(encoding="utf-8").split("\n").index(VISITS) + 1
    assert (
        f'#: {BRIEF}:{line}\n#, python-brace-format\nmsgctxt "briefs/visits#now.p1"\nmsgid "{VISITS}"\nmsgstr ""\n'
    ) in text
    assert '\nmsgctxt "briefs/visits#now"\nmsgid "Por qué ahora"\nmsgstr ""\n' in text
    assert '"Language: nl\\n"\n"X-Source-Language: es\\n"\n' in text
    assert '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n' in text
    assert f"{DUTCH}: {text.count('msgctxt')} to translate, 0 stale, 0 no longer used" in ran.out


def test_only_texts_with_braces_are_flagged_as_such(workspace: Path) -> None:
    assert "python-brace-format" in entry(workspace, "briefs/visits#now.p1").flags
    assert "python-brace-format" not in entry(workspace, "briefs/visits#now").flags


def test_messages_of_different_source_languages_never_share_a_file(workspace: Path) -> None:
    paths = sorted(path.name for path in (workspace / "content/translations/en").glob("partners*"))
    assert paths == ["partners.es.po", "partners.nl.po"]
    for path in workspace.rglob("*.po"):
        source = path.name.split(".")[-2]
        assert f'"X-Source-Language: {source}\\n"' in path.read_text(encoding="utf-8")
        assert f"/{source}/" not in path.as_posix(), "nothing is translated into its own language"


def test_a_second_run_changes_nothing(workspace: Path, briefgen: Run, edit: Edit) -> None:
    complete = catalogues(workspace)
    assert briefgen("translate", "update").out == "0 catalogues changed, 22 as they were.\n"
    assert catalogues(workspace) == complete
    edit(BRIEF, "Antes no llegaba nadie.", "Antes nadie.")
    edit(BRIEF, "Una visita cambia una casa.", "")
    assert "2 catalogues changed" in briefgen("translate", "update").out
    changed = catalogues(workspace)
    assert changed != complete
    assert briefgen("translate", "update").out == "0 catalogues changed, 22 as they were.\n"
    assert catalogues(workspace) == changed


def test_a_changed_text_turns_its_translation_stale_and_keeps_the_text_that_it_was_made_from(
    workspace: Path, briefgen: Run, edit: Edit
) -> None:
    edit(BRIEF, VISITS, "Las visitas llegan a {families} familias. Antes nadie venía.")
    ran = briefgen("translate", "update", "--locale", "nl")
    assert f"{DUTCH}: 0 to translate, 1 stale, 0 no longer used\n" in ran.out
    found = entry(workspace, "briefs/visits#now.p1")
    assert found.fuzzy
    assert (found.id, found.string) == ("Las visitas llegan a {families} familias. Antes nadie venía.", BEZOEKEN)
    assert previous(workspace) == [VISITS]


def test_a_text_that_changes_twice_still_shows_the_text_that_was_translated(
    workspace: Path, briefgen: Run, edit: Edit
) -> None:
    edit(BRIEF, "Antes no llegaba nadie.", "Antes nadie venía.")
    briefgen("translate", "update")
    edit(BRIEF, "Antes nadie venía.", "Antes nadie venía a casa.")
    briefgen("translate", "update")
    found = entry(workspace, "briefs/visits#now.p1")
    assert (found.fuzzy, found.string, previous(workspace)) == (True, BEZOEKEN, [VISITS])


def test_a_long_text_that_was_translated_is_kept_whole(workspace: Path, briefgen: Run, edit: Edit) -> None:
    long = " ".join(["Una frase que no cabe en una línea del catálogo y que sigue."] * 4)
    edit(BRIEF, "Una visita cambia una casa.", long)
    briefgen("translate", "update")
    edit(DUTCH, "#, fuzzy\n#| ", "#| ")
    briefgen("translate", "update")
    edit(BRIEF, long, f"{long} Y más.")
    for _ in range(2):
        briefgen("translate", "update")
        assert previous(workspace) == [long]


def test_a_translation_is_current_again_when_the_translator_takes_the_mark_away(
    workspace: Path, briefgen: Run, edit: Edit
) -> None:
    edit(BRIEF, "Antes no llegaba nadie.", "Antes nadie venía.")
    briefgen("translate", "update", "--locale", "nl")
    edit(DUTCH, "#, fuzzy, python-brace-format", "#, python-brace-format")
    briefgen("translate", "update", "--locale", "nl")
    found = entry(workspace, "briefs/visits#now.p1")
    assert (found.fuzzy, found.string, previous(workspace)) == (False, BEZOEKEN, [])


@pytest.mark.parametrize(
    ("old", "new", "address"),
    [
        pytest.param(VISITS, f"Algo nuevo.\n\n{VISITS}", "now.p2", id="a paragraph before it"),
        pytest.param(VISITS,
                     f"::: ask hello\nheading: Hola\ntext: Venga.\nlink: https://x.org\nlabel: Sí\n:::\n\n{VISITS}",
                     "now.p1", id="a block before it"),
        pytest.param("## Por qué ahora {#now}\n", "## Hola {#hello}\n\nHola.\n\n## Por qué ahora {#now}\n", "now.p1",
                     id="a section before it"),
        pytest.param("{#now}", "{#why}", "why.p1", id="its section has another id"),
        pytest.param(VISITS, f"{VISITS} {{#visits}}", "visits", id="an id of its own"),
    ],
)  # fmt: skip
def test_a_text_keeps_its_translation_when_something_else_changes(
    workspace: Path, briefgen: Run, edit: Edit, old: str, new: str, address: str
) -> None:
    edit(BRIEF, old, new)
    assert " 0 stale, 0 no longer used" in briefgen("translate", "update", "--locale", "nl").out
    found = entry(workspace, f"briefs/visits#{address}")
    assert (found.fuzzy, found.id, found.string) == (False, VISITS, BEZOEKEN)


def test_a_paragraph_that_moves_to_another_section_keeps_its_translation(
    workspace: Path, briefgen: Run, edit: Edit
) -> None:
    edit(BRIEF, f"{VISITS}\n\n", "")
    edit(BRIEF, "## El camino {#path}\n", f"## El camino {{#path}}\n\n{VISITS}\n")
    briefgen("translate", "update", "--locale", "nl")
    found = entry(workspace, "briefs/visits#path.p1")
    assert (found.fuzzy, found.string) == (False, BEZOEKEN)
    assert entry(workspace, "briefs/visits#now.p2").string == "### Wat nog ontbreekt"
    assert "fuzzy" not in (workspace / DUTCH).read_text(encoding="utf-8")


def test_a_paragraph_that_moves_and_changes_offers_its_old_translation_as_stale(
    workspace: Path, briefgen: Run, edit: Edit
) -> None:
    edit(BRIEF, VISITS, "Algo nuevo del todo.\n\nLas visitas llegan a {families} familias. Antes no llegaba.")
    briefgen("translate", "update", "--locale", "nl")
    found = {name: entry(workspace, f"briefs/visits#now.{name}") for name in ("p1", "p2")}
    assert any(item.fuzzy and item.string == BEZOEKEN for item in found.values())
    assert previous(workspace) == [VISITS]
    assert not any(item.string and not item.fuzzy for item in found.values())


def test_a_text_that_is_removed_becomes_obsolete_and_comes_back_with_the_text(
    workspace: Path, briefgen: Run, edit: Edit
) -> None:
    complete = catalogues(workspace)
    edit(BRIEF, f"{VISITS}\n\n", "")
    ran = briefgen("translate", "update", "--locale", "nl")
    assert f"{DUTCH}: 0 to translate, 0 stale, 1 no longer used\n" in ran.out
    text = (workspace / DUTCH).read_text(encoding="utf-8")
    assert f'#~ msgid "{VISITS}"\n#~ msgstr "{BEZOEKEN}"\n' in text
    edit(BRIEF, "La ley lo pide así", f"{VISITS}\n\nLa ley lo pide así")
    briefgen("translate", "update", "--locale", "nl")
    assert catalogues(workspace) == complete


def test_an_obsolete_translation_stays_when_another_text_has_taken_its_address(
    workspace: Path, briefgen: Run, edit: Edit
) -> None:
    newsletter, english = "content/newsletters/autumn/newsletter.md", "content/translations/en/newsletters/autumn.nl.po"
    edit(newsletter, "Bezoekers komen", "Een kind lacht.\n\nBezoekers komen")
    briefgen("translate", "update")
    edit(english, 'msgid "Een kind lacht."\nmsgstr ""', 'msgid "Een kind lacht."\nmsgstr "A child laughs."')
    edit(newsletter, "Een kind lacht.\n\n", "")
    briefgen("translate", "update")
    briefgen("translate", "update")
    assert '#~ msgstr "A child laughs."\n' in (workspace / english).read_text(encoding="utf-8")
    edit(newsletter, "Bezoekers komen", "Een kind lacht.\n\nBezoekers komen")
    briefgen("translate", "update")
    assert entry(workspace, "newsletters/autumn#story.p1", english).string == "A child laughs."
    assert "#~" not in (workspace / english).read_text(encoding="utf-8")


def test_a_stale_translation_that_becomes_obsolete_is_still_stale_when_its_text_returns(
    workspace: Path, briefgen: Run, edit: Edit
) -> None:
    edit(BRIEF, "Antes no llegaba nadie.", "Antes nadie venía.")
    briefgen("translate", "update")
    edit(BRIEF, "Las visitas llegan a {families} familias. Antes nadie venía.\n\n", "")
    briefgen("translate", "update")
    briefgen("translate", "update")
    edit(
        BRIEF,
        "La ley lo pide así",
        "Las visitas llegan a {families} familias. Antes nadie venía.\n\nLa ley lo pide así",
    )
    briefgen("translate", "update")
    found = entry(workspace, "briefs/visits#now.p1")
    assert (found.fuzzy, found.string) == (True, BEZOEKEN)


def test_a_publication_that_is_gone_leaves_its_catalogue(workspace: Path, briefgen: Run) -> None:
    before = catalogues(workspace)
    rmtree(workspace / "content" / "newsletters")
    assert briefgen("translate", "update").code == 0
    assert (
        catalogues(workspace)["content/translations/en/newsletters/autumn.nl.po"]
        == before["content/translations/en/newsletters/autumn.nl.po"]
    )


def test_what_translators_and_their_tools_add_survives(workspace: Path, briefgen: Run, edit: Edit) -> None:
    edit(
        DUTCH,
        'msgid ""\nmsgstr ""\n"Project',
        '# Brief of the visits.\n# Rosa <rosa@example.org>, 2026.\nmsgid ""\nmsgstr ""\n"Project',
    )
    edit(
        DUTCH,
        '"MIME-Version: 1.0\\n"',
        '"Last-Translator: Rosa <rosa@example.org>\\n"\n"X-Generator: Tool 3\\n"\n'
        '"X-Long: one "\n"two: three\\n"\n"MIME-Version: 1.0\\n"',
    )
    line = re.search(
        rf'#: {BRIEF}:\d+\n#, python-brace-format\nmsgctxt "briefs/visits#now.p1"',
        (workspace / DUTCH).read_text("utf-8"),
    )
    assert line
    edit(DUTCH, line[0], f"# Or: families?\n{line[0]}")
    edit(BRIEF, "Antes no llegaba nadie.", "Antes nadie venía.")
    briefgen("translate", "update", "--locale", "nl")
    text = (workspace / DUTCH).read_text(encoding="utf-8")
    assert text.startswith("# Brief of the visits.\n# Rosa <rosa@example.org>, 2026.\nmsgid")
    assert '"Last-Translator: Rosa <rosa@example.org>\\n"\n' in text
    assert '"X-Generator: Tool 3\\n"\n' in text
    assert '"X-Long: one two: three\\n"\n' in text
    assert re.search(rf"\n# Or: families\?\n#: {BRIEF}:\d+\n#, fuzzy", text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('msgstr "Waarom nu"', 'msgstr "Waarom nu'),
        ('msgstr "Waarom nu"', "msgstr Waarom nu"),
        ('"X-Source-Language: es\\n"\n', ""),
        ('"Language: nl\\n"', '"Language: pt\\n"'),
    ],
    ids=["a quote is missing", "no quotes", "no source language", "another language"],
)
def test_a_catalogue_that_is_broken_is_reported_and_left_as_it_is(
    workspace: Path, briefgen: Run, edit: Edit, old: str, new: str
) -> None:
    edit(DUTCH, old, new)
    broken = (workspace / DUTCH).read_bytes()
    edit(BRIEF, "Antes no llegaba nadie.", "Antes nadie venía.")
    ran = briefgen("translate", "update")
    assert ran.code == 1
    assert re.search(rf"^{DUTCH}:\d+:\d+: error\[po-(syntax|header)\]: ", ran.out, re.MULTILINE)
    assert (workspace / DUTCH).read_bytes() == broken
    assert entry(workspace, "briefs/visits#now.p1", DUTCH.replace("/nl/", "/en/")).fuzzy


def test_nothing_is_written_while_content_cannot_be_read(workspace: Path, briefgen: Run, edit: Edit) -> None:
    before = catalogues(workspace)
    edit("content/partners/norte.yaml", "kind: research", "kind: unheard-of")
    ran = briefgen("translate", "update")
    assert (ran.code, ran.out) == (2, "")
    assert "texts would be lost" in ran.err
    assert catalogues(workspace) == before


def test_a_locale_that_nobody_named_is_refused_with_the_nearest_one(briefgen: Run) -> None:
    ran = briefgen("translate", "update", "--locale", "ess")
    assert ran.code == 2
    assert '"ess" is none of the locales in organisation.yaml' in ran.err
    assert 'did you mean "es"?' in ran.err


def own_wording(workspace: Path) -> None:
    (workspace / "templates").mkdir()
    (workspace / "templates" / "wording.yaml").write_text(
        'language: en\nwords:\n  visits: {one: "{n} visit", other: "{n} visits", note: counted at the door}\n',
        encoding="utf-8",
    )


def test_a_wording_that_counts_has_the_plural_forms_of_its_language_and_its_note(
    workspace: Path, briefgen: Run
) -> None:
    own_wording(workspace)
    assert briefgen("translate", "update").code == 0
    text = (workspace / "templates/translations/nl/wording.en.po").read_text(encoding="utf-8")
    assert (
        "#. counted at the door\n#: templates/wording.yaml:3\n#, python-brace-format\n"
        'msgctxt "wording#visits"\nmsgid "{n} visit"\nmsgid_plural "{n} visits"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    ) in text


def test_both_plural_forms_of_a_translation_survive(workspace: Path, briefgen: Run) -> None:
    own_wording(workspace)
    briefgen("translate", "update")
    path = workspace / "templates/translations/nl/wording.en.po"
    text = path.read_text(encoding="utf-8")
    head, old, tail = text.partition('msgid_plural "{n} visits"\nmsgstr[0] ""\nmsgstr[1] ""\n')
    assert old
    filled = head + 'msgid_plural "{n} visits"\nmsgstr[0] "{n} bezoek"\nmsgstr[1] "{n} bezoeken"\n' + tail
    path.write_text(filled, encoding="utf-8")
    briefgen("translate", "update")
    assert path.read_text(encoding="utf-8") == filled


def test_the_catalogues_pass_the_check_of_gettext(workspace: Path, briefgen: Run, edit: Edit) -> None:
    program = shutil.which("msgfmt")
    if program is None:
        pytest.skip("GETTEXT IS NOT INSTALLED: nobody has looked whether other programs can read the catalogues")
    own_wording(workspace)
    edit(BRIEF, "Antes no llegaba nadie.", "Antes nadie venía.")
    edit(BRIEF, "Una visita cambia una casa.", "")
    briefgen("translate", "update")
    assert "#~ msgid" in (workspace / DUTCH).read_text(encoding="utf-8")
    paths = sorted(workspace.rglob("*.po"))
    assert len(paths) > 22
    for path in paths:
        command = [program, "--check", "--output-file=/dev/null", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        faults = [line for line in done.stderr.splitlines() if "missing in header" not in line]
        assert (done.returncode, faults) == (0, []), done.stderr


def test_a_wording_whose_plural_changes_is_stale(workspace: Path, briefgen: Run) -> None:
    own_wording(workspace)
    briefgen("translate", "update")
    path = workspace / "templates/translations/nl/wording.en.po"
    path.write_text(
        path.read_text("utf-8").replace('[0] ""', '[0] "{n} bezoek"').replace('[1] ""', '[1] "{n} bezoeken"')
    )
    briefgen("translate", "update")
    wording = workspace / "templates/wording.yaml"
    wording.write_text(wording.read_text("utf-8").replace('"{n} visits"', '"{n} visits or more"'))
    assert "1 stale" in briefgen("translate", "update", "--locale", "nl").out
    assert entry(workspace, "wording#visits", "templates/translations/nl/wording.en.po").fuzzy
