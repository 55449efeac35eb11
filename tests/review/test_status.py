"""``translate status``: how far the texts of each publication are, in every locale."""

import json
import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from small_workspace import Edit, Run

BRIEF = "content/briefs/visits/brief.md"
SOURCE = Path(__file__).parents[2] / "src"
DUTCH = "content/translations/nl/briefs/visits.es.po"


@pytest.fixture
def uneven(workspace: Path, briefgen: Run, edit: Edit) -> Path:
    """Return the workspace with texts in all four states."""
    briefgen("translate", "approve", "--locale", "nl", "--for", "visits")
    edit(DUTCH, 'msgstr "Waarom nu"', 'msgstr "Waarom thans"')
    edit(BRIEF, "Antes no llegaba nadie.", "Antes nadie venía.")
    edit(BRIEF, "## El camino {#path}", "## El camino {#path}\n\nAlgo nuevo.")
    return workspace


def counted(briefgen: Run, *more: str) -> dict[str, Any]:
    ran = briefgen("translate", "status", "--format", "json", *more)
    assert ran.code == 0
    return dict(json.loads(ran.out))


def test_a_cell_counts_what_the_editions_of_a_publication_print(uneven: Path, briefgen: Run) -> None:
    found = counted(briefgen)
    assert found["locales"] == ["nl", "es", "en"]
    assert [*found["rows"]] == ["briefs/visits", "newsletters/autumn", "wording", "other"]
    cell = found["rows"]["briefs/visits"]["nl"]
    assert (cell["untranslated"], cell["stale"], cell["translated"]) == (1, 1, 1)
    assert cell["texts"] == 3 + cell["approved"]
    assert cell["approved"] > 40
    assert cell["source"] > 0, "the names of the publisher are written in Dutch"
    assert cell["percent"] == {"untranslated": 2, "stale": 2, "translated": 2, "approved": 95}
    assert cell["published"]
    wording = found["rows"]["wording"]["en"]
    assert (wording["texts"], wording["source"] > 50) == (0, True)


def test_texts_that_two_publications_print_count_once_in_the_whole(uneven: Path, briefgen: Run) -> None:
    found = counted(briefgen)
    by_catalogue = counted(briefgen, "--by", "catalogue")
    assert found["total"] == by_catalogue["total"]
    rows = by_catalogue["rows"].values()
    for locale, cell in found["total"].items():
        for state in ("texts", "source", "untranslated", "stale", "translated", "approved"):
            assert cell[state] == sum(row[locale][state] for row in rows), (locale, state)
    printed = sum(row["nl"]["texts"] for row in found["rows"].values())
    assert printed > found["total"]["nl"]["texts"], "both print the partner"


def test_what_an_audience_omits_is_not_waited_for_in_its_language(workspace: Path, briefgen: Run, edit: Edit) -> None:
    edit(BRIEF, "## El camino {#path}", "## El camino {#path}\n\nAlgo nuevo.")
    assert counted(briefgen)["rows"]["briefs/visits"]["nl"]["untranslated"] == 1
    with (workspace / "content/audiences/donors-nl.yaml").open("a", encoding="utf-8") as file:
        file.write("omit: [path]\n")
    found = counted(briefgen)["rows"]["briefs/visits"]
    assert (found["nl"]["untranslated"], found["en"]["untranslated"]) == (0, 1)


def test_a_language_without_an_edition_counts_what_the_others_print_and_says_so(briefgen: Run) -> None:
    cell = counted(briefgen)["rows"]["newsletters/autumn"]["es"]
    assert not cell["published"]
    assert cell["texts"] > 10
    assert "not published" in briefgen("translate", "status").out


def test_texts_that_no_publication_prints_have_a_row_of_their_own(workspace: Path, briefgen: Run, edit: Edit) -> None:
    before = counted(briefgen)["rows"]["other"]["nl"]["texts"]
    edit(BRIEF, "partners: [casa-abierta, norte]", "partners: [norte]")
    after = counted(briefgen)["rows"]["other"]["nl"]["texts"]
    assert after - before == 2, "the role and the summary of the other partner"


def test_the_matrix_names_the_states_that_occur_with_their_share(uneven: Path, briefgen: Run) -> None:
    out = briefgen("translate", "status").out
    assert re.search(r"^ +nl +es +en$", out, re.MULTILINE)
    assert re.search(r"^briefs/visits +1 untranslated +2 % ", out, re.MULTILINE)
    for line in (r"1 stale +2 %", r"1 translated +2 %", r"\d\d approved +95 %"):
        assert re.search(rf"^ +{line}", out, re.MULTILINE)
    assert re.search(r"\d+ stale translations, \d+ missing, \d+ approved\.\n$", out)


def test_a_terminal_sees_colours_and_as_many_columns_as_it_has_room_for(uneven: Path) -> None:
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "briefgen", "translate", "status"]
    environment = os.environ | {"COLUMNS": "70", "PYTHONPATH": str(SOURCE), "TERM": "xterm"}
    subprocess.run(command, cwd=uneven, env=environment, stdout=slave, check=True)
    os.close(slave)
    shown = b""
    with suppress(OSError):
        while chunk := os.read(master, 65536):
            shown += chunk
    os.close(master)
    out = shown.decode()
    for state, colour in (("untranslated", 31), ("stale", 33), ("translated", 36), ("approved", 32)):
        assert re.search(rf"\x1b\[{colour}m +\d+ {state} ", out), state
    lines = re.sub(r"\x1b\[\d+m", "", out).splitlines()
    assert max(map(len, lines)) <= 70
    assert [line.split() for line in lines if set(line.split()) & {"nl", "es", "en"}] == [["nl", "es"], ["en"]]


def test_nearly_all_is_not_all(workspace: Path, briefgen: Run, edit: Edit) -> None:
    edit(DUTCH, 'msgstr "Waarom nu"', 'msgstr ""')
    found = counted(briefgen)["total"]["nl"]
    assert found["untranslated"] == 1
    assert found["percent"]["translated"] < 100
    assert found["percent"]["untranslated"] >= 1


def test_a_page_needs_a_file_and_only_a_page_does(workspace: Path, briefgen: Run) -> None:
    for arguments in (("--format", "html"), ("--output", "x.html"), ("--format", "json", "--output", "x.html")):
        ran = briefgen("translate", "status", *arguments)
        assert ran.code == 2
        assert "--format html --output translations.html" in ran.err
    assert not (workspace / "x.html").exists()


def test_a_page_holds_every_cell_and_what_is_left_to_do_in_it(uneven: Path, briefgen: Run) -> None:
    assert briefgen("translate", "status", "--format", "html", "--output", "x.html").out == "x.html written.\n"
    page = (uneven / "x.html").read_text("utf-8")
    ids = set(re.findall(r' id="([^"]+)"', page))
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert {f"{row}.{locale}" for row in ("briefs-visits", "newsletters-autumn", "wording", "total")
            for locale in ("nl", "es", "en")} <= ids  # fmt: skip
    assert targets and targets <= ids
    assert '<html lang="nl"' in page
    assert "1 niet vertaald, 2%" in page
    left = page.partition('id="left-briefs-visits.nl"')[2].partition("</section>")[0]
    assert "briefs/visits#path.p1" in left and '<span class="begins" lang="es">Algo nuevo.</span>' in left
    assert "briefs/visits#now.p1" in left
    assert "briefs/visits#allies" not in left
    again = page.encode()
    briefgen("translate", "status", "--format", "html", "--output", "x.html")
    assert (uneven / "x.html").read_bytes() == again
