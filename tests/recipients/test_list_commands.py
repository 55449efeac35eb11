"""The commands about lists: a mapping is begun, a list is imported, and a check says all that is wrong."""

import json
import os
import pty
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from small_workspace import Edit, Run

from briefgen.load.yaml import parse

ROWS = "donor,mail,voornaam,gift\n1,noor@example.org,Noor,40.00\n2,bad,Jip,25.00\n3,alba@example.org,,\n"
MAPPING = "key: donor\nemail: mail\nname: {first: voornaam}\nlocale: {default: nl}\n"


@pytest.fixture
def listed(workspace: Path) -> Path:
    """Return the folder of lists in the workspace, with one list in it."""
    folder = workspace / "content" / "recipients"
    folder.mkdir()
    (folder / "donors.csv").write_text(ROWS, encoding="utf-8")
    return folder


def test_a_mapping_begins_with_the_headings_and_without_a_guess(listed: Path, briefgen: Run) -> None:
    ran = briefgen("recipients", "mapping", "content/recipients/donors.csv")
    assert (ran.code, ran.out.split(" ")[0]) == (0, "content/recipients/donors.yaml")
    text = (listed / "donors.yaml").read_text(encoding="utf-8")
    assert all(f"#     {heading}\n" in text for heading in ROWS.partition("\n")[0].split(","))
    parsed = parse(text, "donors.yaml")
    assert (parsed.value, parsed.findings) == (None, [])
    check = briefgen("merge", "autumn", "--recipients", "content/recipients/donors.csv", "--check")
    assert (check.code, "error[mapping-rule]: nothing tells one person from another" in check.out) == (1, True)
    assert briefgen("recipients", "mapping", "content/recipients/donors.csv").code == 2


def test_a_list_that_cannot_be_read_gets_no_mapping(listed: Path, briefgen: Run) -> None:
    (listed / "donors.csv").write_text("a;b,c\n", encoding="utf-8")
    ran = briefgen("recipients", "mapping", "content/recipients/donors.csv")
    assert (ran.code, "error[list-delimiter]" in ran.out) == (1, True)
    assert briefgen("recipients", "mapping", "content/recipients/donors.csv", "--delimiter", ";").code == 0


def test_a_mapping_keeps_what_had_to_be_said_for_the_list_to_be_read(listed: Path, briefgen: Run) -> None:
    (listed / "donors.csv").write_bytes("donor;mail, or none\n1;zoë@example.org\n".encode("windows-1252"))
    said = ("--delimiter", ";", "--encoding", "windows-1252")
    assert briefgen("recipients", "mapping", "content/recipients/donors.csv", *said).code == 0
    text = (listed / "donors.yaml").read_text(encoding="utf-8")
    assert parse(text, "donors.yaml").value == {"encoding": "windows-1252", "delimiter": ";"}


def test_the_mapping_of_a_database_begins_with_how_databases_write_amounts_and_dates(
    listed: Path, briefgen: Run, edit: Edit
) -> None:
    fields = "recipient-fields: {amount: money, gift-date: date}"
    edit("content/newsletters/autumn/newsletter.md", "preheader:", f"{fields}\npreheader:")
    assert briefgen("recipients", "import", "content/recipients/donors.csv").code == 0
    for name in ("donors.csv", "recipients.db"):
        assert briefgen("recipients", "mapping", f"content/recipients/{name}").code == 0
    people, database = ((listed / f"{name}.yaml").read_text(encoding="utf-8") for name in ("donors", "recipients"))
    assert '#   amount: {type: money, column: , currency: EUR, decimal: ","}' in people
    assert "#   gift-date: {type: date, column: , format: DD-MM-YYYY}" in people
    assert '#   amount: {type: money, column: , currency: EUR, decimal: "."}' in database
    assert "#   gift-date: {type: date, column: }" in database


def test_an_encoding_that_is_not_read_is_answered_with_those_that_are(listed: Path, briefgen: Run) -> None:
    ran = briefgen("recipients", "mapping", "content/recipients/donors.csv", "--encoding", "nonsense")
    assert (ran.code, "windows-1252" in ran.err) == (2, True)


def test_an_import_keeps_every_row_as_it_was_for_its_owner_alone(listed: Path, briefgen: Run) -> None:
    ran = briefgen("recipients", "import", "content/recipients/donors.csv")
    assert (ran.code, ran.out) == (
        0,
        "content/recipients/recipients.db: 3 rows. Its mapping is content/recipients/recipients.yaml.\n",
    )
    assert (listed / "recipients.db").stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(listed / "recipients.db")) as database:
        rows = database.execute("SELECT * FROM recipients").fetchall()
    assert rows == [tuple(line.split(",")) for line in ROWS.splitlines()[1:]]
    assert briefgen("recipients", "import", "content/recipients/donors.csv").code == 2
    assert briefgen("recipients", "import", "content/recipients/donors.csv", "--replace").code == 0


def test_a_check_names_every_bad_row_and_says_how_many_there_are_in_all(listed: Path, briefgen: Run) -> None:
    (listed / "donors.yaml").write_text(MAPPING, encoding="utf-8")
    bad = "".join(f"{number},secret-word,,\n" for number in range(10, 60))
    (listed / "donors.csv").write_text(ROWS.partition("\n")[0] + "\n" + bad, encoding="utf-8")
    ran = briefgen("merge", "autumn", "--recipients", "content/recipients/donors.csv", "--check")
    assert ran.code == 1
    assert ran.out.count("error[recipient-address]") == 50
    assert 'content/recipients/donors.csv:2:2: error[recipient-address]: row 1, column "mail": ' in ran.out
    assert 'content/recipients/donors.csv:51:2: error[recipient-address]: row 50, column "mail": ' in ran.out
    assert "recipient-address: 50 in all\n" in ran.out
    machine = briefgen(
        "merge", "autumn", "--recipients", "content/recipients/donors.csv", "--check", "--report", "json"
    )
    found = [each for each in json.loads(machine.out) if each["code"] == "recipient-address"]
    assert [(each["row"], each["line"], each["column"]) for each in found] == [(n, n + 1, 2) for n in range(1, 51)]
    assert "secret-word" not in ran.out + ran.err + machine.out + machine.err


def test_personal_words_are_shown_on_a_terminal_and_in_no_pipe(listed: Path, workspace: Path, briefgen: Run) -> None:
    (listed / "donors.yaml").write_text(MAPPING, encoding="utf-8")
    (listed / "donors.csv").write_text(ROWS.replace("2,bad,Jip,25.00\n3,alba@example.org,,\n", ""), encoding="utf-8")
    command = ("merge", "autumn", "--recipients", "content/recipients/donors.csv", "--check", "--jobs", "1")
    piped = briefgen(*command)
    assert "row 1: longest name" in piped.out
    assert "Noor" not in piped.out + piped.err
    assert "    Beste Noor,\n" in on_a_terminal(command, workspace)


def on_a_terminal(command: tuple[str, ...], folder: Path) -> str:
    """Return what a command prints where somebody looks on."""
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "briefgen", *command]
    with subprocess.Popen(words, cwd=folder, stdout=theirs, stderr=subprocess.DEVNULL) as process:
        os.close(theirs)
        said = b""
        while True:
            try:
                more = os.read(ours, 65536)
            except OSError:  # how the end of a terminal is told on Linux
                break
            if not more:
                break
            said += more
        process.wait()
    os.close(ours)
    return said.decode().replace("\r\n", "\n")
