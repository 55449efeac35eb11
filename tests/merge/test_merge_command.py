"""briefgen merge and briefgen purge, as somebody with a list meets them."""

import json
import mailbox
import os
import pty
import re
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from shutil import copytree
from typing import Any

import letters
import pytest
from small_workspace import NOVEMBER_2026, Ran, run

from briefgen.cli import progress
from briefgen.cli.merge import without_personal_words
from briefgen.errors import UsageError
from briefgen.merge.engine import Progress
from briefgen.merge.folder import holding

HEADING = "id,email,first,last,lang,amount,date"
ROWS = (
    "1,noor@example.org,Noor,Voorbeeld,nl,40.00,2026-09-14",
    "2,robin@example.org,Robin,Sample,en,50.00,2026-08-30",
    "3,jip@example.org,Jip,Fictief,nl,25.00,2026-10-02",
)
GLYPH = "4,thoth@example.org,𓀀,Verzonnen,nl,7.50,2026-10-27"
BAD = "5,nobody at example.org,Kim,Fictief,nl,7.50,2026-10-27"
MAPPING = """\
key: id
email: email
code: id
name: {first: first, last: last}
audience: {column: lang, values: {nl: donors-nl, en: donors-en}}
fields:
  amount: {type: money, column: amount, currency: EUR, decimal: "."}
  gift-date: {type: date, column: date, format: YYYY-MM-DD}
"""
FILES = {
    "spring.donors-nl.nl.000001.pdf",
    "spring.donors-en.en-GB.000002.pdf",
    "spring.donors-nl.nl.000003.pdf",
}
Merge = Callable[..., Ran]


@pytest.fixture
def here(in_memory: Path) -> Path:
    """Return a copy of the workspace, with a list of three readers in it."""
    copytree(letters.ROOT, in_memory / "work")
    write_list(in_memory / "work", *ROWS)
    return in_memory / "work"


@pytest.fixture
def merge(here: Path) -> Merge:
    """Return a function that merges the list."""

    def merge(*arguments: str, form: str = "eml") -> Ran:
        return run(here, "merge", "spring", "--recipients", "list.csv", "--jobs", "1", "--as", form, *arguments)

    return merge


def write_list(folder: Path, *rows: str) -> None:
    (folder / "list.csv").write_text("\n".join((HEADING, *rows, "")), encoding="utf-8")
    (folder / "list.yaml").write_text(MAPPING, encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (folder / "files").iterdir()}


@pytest.mark.parametrize(("form", "warned"), [("files", False), ("eml", True), ("mbox", True)])
def test_who_merges_e_mails_without_a_code_is_told_that_nobody_can_unsubscribe_with_one_click(
    here: Path, merge: Merge, form: str, warned: bool
) -> None:
    (here / "list.yaml").write_text(MAPPING.replace("code: id\n", ""), encoding="utf-8")
    ran = merge(form=form)
    assert ran.code == 0
    assert ("list.yaml:1:1: warning[mapping-code]: no column names the code" in ran.out) == warned
    if form == "eml":
        mails = contents(here / "output/merge/spring").values()
        assert not any(b"List-Unsubscribe-Post" in mail for mail in mails)


def test_a_mail_without_a_code_is_counted_by_a_merge_and_named_by_a_check(here: Path, merge: Merge) -> None:
    lines = (f"{row},{code}" for row, code in zip((HEADING, *ROWS), ("stop", "a1", "", "a3"), strict=True))
    (here / "list.csv").write_text("\n".join((*lines, "")), encoding="utf-8")
    (here / "list.yaml").write_text(MAPPING.replace("code: id", "code: stop"), encoding="utf-8")
    ran = merge()
    assert (ran.code, "list.csv: warning[recipient-code]: rows without a code: 1;" in ran.out) == (0, True)
    mails = contents(here / "output/merge/spring")
    assert [b"List-Unsubscribe-Post" in mail for _, mail in sorted(mails.items())] == [False, True, True]
    checked = merge("--check")
    named = 'list.csv:3:8: warning[recipient-code]: row 2, column "stop": there is no code'
    assert (checked.code, named in checked.out) == (0, True)
    assert "recipient-code" not in merge("--check", form="files").out


def test_every_reader_of_a_list_gets_a_pdf(here: Path, merge: Merge) -> None:
    ran = merge(form="files")
    assert (ran.code, ran.err.splitlines()[0]) == (0, "Merging 3 rows")
    assert re.fullmatch(r"3 of 3 rows, 0 quarantined, \S+ a second", ran.err.splitlines()[-1])
    assert re.fullmatch(r"3 files in output/merge/spring after \S+ s\.\n", ran.out)
    made = contents(here / "output" / "merge" / "spring")
    assert made.keys() == FILES
    assert all(body.startswith(b"%PDF-1.7") for body in made.values())
    again = run(here, "merge", "spring", "--recipients", "list.csv", "--jobs", "2", "--output", "two")
    assert again.code == 0
    assert contents(here / "two") == made


def test_bad_rows_are_named_with_their_reason_and_the_others_made(here: Path, merge: Merge) -> None:
    write_list(here, *ROWS, GLYPH, BAD)
    ran = merge(form="files")
    assert ran.code == 1
    assert "list.csv: error[glyph-missing]: row 4 is quarantined\n" in ran.out
    assert "list.csv: error[recipient-address]: row 5 is quarantined\n" in ran.out
    assert "2 rows quarantined." in ran.out
    assert contents(here / "output" / "merge" / "spring").keys() == FILES
    resumed = merge("--resume", "--report", "json", form="files")
    assert resumed.code == 1
    assert [finding["code"] for finding in json.loads(resumed.out)] == ["glyph-missing", "recipient-address"]


def test_a_merge_says_how_many_rows_it_left_out_and_why(here: Path, merge: Merge) -> None:
    mapping = MAPPING + "suppression: {column: first, values: [No mail]}\n"
    write_list(here, *ROWS, BAD, "6,kim@example.org,No mail,Fictief,nl,,", "7,NOOR@example.org,Noor,Voorbeeld,nl,,")
    (here / "list.yaml").write_text(mapping, encoding="utf-8")
    ran = merge()
    assert ran.out.splitlines()[-1] == "Left out of 6 rows: 1 wants nothing, 1 names a person again."
    checked = merge("--check")
    assert "Checked 6 rows: 3 get something, 1 wants nothing, 1 names a person again, 1 cannot be used." in checked.out


def test_every_row_that_is_quarantined_is_told_to_programs_and_counted_for_people(here: Path, merge: Merge) -> None:
    write_list(here, ROWS[0], *(BAD.replace("5,", f"{number},") for number in range(2, 10_503)))
    ran = merge()
    assert "… and more: 10501 recipient-address\n" in ran.out
    assert "10501 rows quarantined." in ran.out
    assert len(json.loads(merge("--resume", "--report", "json").out)) == 10_501


def test_an_mbox_holds_all_e_mails_in_the_order_of_the_list(here: Path, merge: Merge) -> None:
    assert merge(form="mbox").code == 0
    box = mailbox.mbox(here / "output" / "merge" / "spring" / "spring.mbox")
    assert [message["To"] for message in box] == [
        "Noor Voorbeeld <noor@example.org>",
        "Robin Sample <robin@example.org>",
        "Jip Fictief <jip@example.org>",
    ]
    box.close()


def test_a_sample_shows_the_first_of_each_edition_and_some_of_the_rest(here: Path, merge: Merge) -> None:
    rows = [f"{n},r{n}@example.org,Noor,V,{'en' if n == 7 else 'nl'},1.00,2026-09-14" for n in range(1, 31)]
    write_list(here, *rows)
    assert merge("--sample", "4").code == 0
    folder = here / "output" / "merge" / "spring.sample"
    assert sorted(int(name.split(".")[-2]) for name in contents(folder)) == [1, 7, 8, 16]
    assert merge("--sample", "2").code == 0
    assert sorted(int(name.split(".")[-2]) for name in contents(folder)) == [1, 7]
    assert merge().code == 0


def test_a_check_names_every_bad_row_with_its_column_and_makes_the_hardest_of_the_others(
    here: Path, merge: Merge
) -> None:
    long = "6,kim@example.org,Kim,van der Verzonnen-Achternaam,nl,7.50,2026-10-27"
    wide = "7,sam@example.org,Sam,Kort,en,123456.78,2026-10-27"
    write_list(here, *ROWS, BAD, long, wide, "8,ann@example.org,Ann,Kort,nl,7.50,31-10-2026")
    ran = merge("--check")
    assert ran.code == 1
    assert re.search(r'list\.csv:5:2: error\[recipient-address\]: row 4, column "email"', ran.out)
    assert re.search(r'list\.csv:8:7: error\[\S+\]: row 7, column "date"', ran.out)
    assert "Checked 7 rows: 5 get something, 2 cannot be used." in ran.out
    assert "  row 5: longest name\n" in ran.out
    assert "  row 6: widest amount\n" in ran.out
    made = contents(here / "output" / "merge" / "spring.check")
    assert {5, 6} <= {int(name.split(".")[-2]) for name in made} <= {1, 2, 3, 5, 6}
    write_list(here, *ROWS)
    ran = merge("--check")
    assert ran.code == 0
    assert "Checked 3 rows: 3 get something." in ran.out


def test_an_edition_with_errors_is_refused_before_anything_is_written(here: Path, merge: Merge) -> None:
    page = here / "content" / "newsletters" / "spring" / "newsletter.md"
    page.write_text(page.read_text() + "\n{no-such-fact}\n")
    ran = merge()
    assert ran.code == 1
    assert "fact-unknown" in ran.out
    assert ran.out.endswith("Nothing was made: 1 error.\n")
    assert not (here / "output" / "merge" / "spring").exists()


def test_a_design_that_cannot_be_drawn_is_refused_before_anything_is_written(here: Path, merge: Merge) -> None:
    styles = here / "templates" / "newsletter" / "print.css"
    styles.parent.mkdir(parents=True)
    styles.write_text(":root { no-such-property: 1 }")
    ran = merge(form="files")
    assert ran.code == 1
    assert "error[render-warning]" in ran.out
    assert not (here / "output" / "merge" / "spring").exists()


def test_what_is_wrong_with_a_design_is_said_though_the_output_is_a_link(here: Path, merge: Merge) -> None:
    styles = here / "templates" / "newsletter" / "print.css"
    styles.parent.mkdir(parents=True)
    styles.write_text(":root { no-such-property: 1 }")
    (here / "disk").mkdir()
    (here / "link").symlink_to("disk")
    ran = merge("--output", "link", form="files")
    assert (ran.code, ran.err) == (1, "")
    assert "error[render-warning]" in ran.out
    assert list((here / "disk").iterdir()) == []


def test_an_edition_that_nobody_gets_does_not_stop_the_others(here: Path, merge: Merge) -> None:
    catalogue = here / "content" / "translations" / "en" / "newsletters" / "spring.nl.po"
    catalogue.write_text(catalogue.read_text().replace('msgstr "The story"', 'msgstr ""'))
    page = here / "content" / "newsletters" / "spring" / "newsletter.md"
    page.write_text(page.read_text().replace("name: Dichtbij", "name: Dichtbij\nmissing: block"))
    assert merge().code == 1
    write_list(here, ROWS[0], ROWS[2])
    assert merge().code == 0


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("list.csv", "Noor", "Nora", "the list changed"),
        ("list.yaml", "key: id", "key: email", "the mapping changed"),
        ("content/newsletters/spring/newsletter.md", "Team Klein", "Team Groot", "letter.signature"),
        ("content/translations/en/newsletters/spring.nl.po", "The small team", "The team", "letter.signature"),
    ],
)
def test_a_merge_does_not_go_on_after_a_change_and_names_it(
    here: Path, merge: Merge, file: str, old: str, new: str, said: str
) -> None:
    assert merge().code == 0
    text = (here / file).read_text()
    assert text.count(old) == 1
    (here / file).write_text(text.replace(old, new))
    ran = merge("--resume")
    assert ran.code == 2
    assert said in ran.err
    assert "--force" in ran.err
    (here / file).write_text(text)
    assert merge("--resume").code == 0


def test_another_form_is_another_merge(merge: Merge) -> None:
    assert merge().code == 0
    ran = merge("--resume", form="mbox")
    assert ran.code == 2
    assert "the option --as changed" in ran.err
    assert merge("--force", form="mbox").code == 0


def test_a_merge_comes_to_its_end_though_nobody_reads_its_progress_any_more(here: Path) -> None:
    nobody, pipe = os.pipe()
    os.close(nobody)
    command = [sys.executable, "-m", "briefgen", "merge", "spring", "--recipients", "list.csv", "--as", "eml"]
    ran = subprocess.run(command, cwd=here, stderr=pipe, stdout=subprocess.PIPE, text=True, timeout=60)
    os.close(pipe)
    assert ran.returncode == 0
    assert ran.stdout.startswith("3 e-mails in output/merge/spring after ")


def test_a_second_merge_in_one_folder_says_so_and_stops(here: Path, merge: Merge) -> None:
    with holding(here / "output" / "merge" / "spring", "merge"):
        ran = merge()
        purged = run(here, "purge", "spring")
    assert (ran.code, purged.code) == (2, 2)
    assert "briefgen merge is at work in" in ran.err
    assert "briefgen merge is at work in" in purged.err


def test_a_finished_merge_is_not_overwritten_unasked(here: Path, merge: Merge) -> None:
    assert merge().code == 0
    before = contents(here / "output" / "merge" / "spring")
    write_list(here, ROWS[0])
    ran = merge()
    assert ran.code == 2
    assert "holds a finished merge" in ran.err
    assert contents(here / "output" / "merge" / "spring") == before
    assert merge("--force").code == 0
    assert len(contents(here / "output" / "merge" / "spring")) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--retry",), "add --resume"),
        (("--resume", "--force"), "choose one of them"),
        (("--check", "--sample", "2"), "choose one of them"),
        (("--output", "content"), "holds other files"),
    ],
)
def test_a_merge_that_was_asked_for_wrongly_says_how_to_ask(
    merge: Merge, arguments: tuple[str, ...], said: str
) -> None:
    ran = merge(*arguments)
    assert ran.code == 2
    assert said in ran.err


def test_a_newsletter_that_does_not_exist_is_a_wrong_call(here: Path) -> None:
    ran = run(here, "merge", "sprng", "--recipients", "list.csv")
    assert ran.code == 2
    assert 'did you mean "spring"?' in ran.err


def test_a_list_that_changes_while_it_is_read_stops_the_merge(here: Path, merge: Merge, monkeypatch: Any) -> None:
    from briefgen.merge.recipients.lists import RecipientList

    rows = RecipientList.rows

    def changing(self: RecipientList) -> Any:
        yield from rows(self)
        write_list(here, *ROWS, GLYPH)

    monkeypatch.setattr(RecipientList, "rows", changing)
    ran = merge()
    assert ran.code == 2
    assert "the list changed while it was read" in ran.err
    monkeypatch.undo()
    assert "the list changed" in merge("--resume").err


def test_a_list_that_changes_between_its_survey_and_its_rows_stops_the_merge(
    here: Path, merge: Merge, monkeypatch: Any
) -> None:
    from briefgen.merge.recipients.lists import RecipientList

    survey = RecipientList.survey

    def changing(self: RecipientList, shown: int) -> Any:
        found = survey(self, shown)
        write_list(here, *ROWS, GLYPH)
        return found

    monkeypatch.setattr(RecipientList, "survey", changing)
    ran = merge()
    assert (ran.code, "the list changed while it was read" in ran.err) == (2, True)


def test_a_purge_leaves_a_count_and_nothing_else(here: Path, merge: Merge) -> None:
    assert merge().code == 0
    folder = here / "output" / "merge" / "spring"
    (folder / "notes.txt").write_text("mine")
    ran = run(here, "purge", "spring")
    assert ran.code == 0
    assert "overwritten and removed from output/merge/spring" in ran.out
    assert "notes.txt" in ran.err
    assert sorted(file.name for file in folder.iterdir()) == ["lock", "notes.txt", "run.json"]
    note = json.loads((folder / "run.json").read_text())
    assert (note["state"], note["done"], note["quarantined"]) == ("purged", 3, 0)
    assert run(here, "purge", str(folder)).code == 0
    (folder / "notes.txt").unlink()
    assert merge().code == 0


def test_a_purge_takes_the_checks_and_samples_of_a_newsletter_along(here: Path, merge: Merge) -> None:
    assert [merge("--check").code, merge("--sample", "1").code] == [0, 0]
    assert run(here, "purge", "spring").code == 0
    assert [
        file for file in (here / "output").rglob("*") if file.name not in ("lock", "run.json") and file.is_file()
    ] == []


def test_a_purge_overwrites_what_it_removes(here: Path, merge: Merge, tmp_path: Path) -> None:
    assert merge().code == 0
    folder = here / "output" / "merge" / "spring"
    kept = {}
    for number, file in enumerate([*(folder / "files").iterdir(), folder / "ledger.db"]):
        os.link(file, here / f"second-name-{number}")
        kept[here / f"second-name-{number}"] = file.stat().st_size
    assert run(here, "purge", "spring").code == 0
    assert all(file.read_bytes() == bytes(size) for file, size in kept.items())


def test_a_purge_follows_no_link(here: Path, merge: Merge) -> None:
    assert merge().code == 0
    folder, mine = here / "output" / "merge" / "spring", here / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("keep me")
    (folder / "files" / "link.eml").symlink_to(mine / "letter.txt")
    (folder / "scratch").symlink_to(mine)
    assert run(here, "purge", "spring").code == 0
    assert sorted(file.name for file in folder.iterdir()) == ["lock", "run.json"]
    assert (mine / "letter.txt").read_text() == "keep me"


def test_there_is_nothing_to_purge_where_no_merge_was(here: Path) -> None:
    for name in ("spring", "content"):
        ran = run(here, "purge", name)
        assert ran.code == 2
        assert "there is no merge in" in ran.err
    assert (here / "content" / "organisation.yaml").exists()


def started(here: Path, *arguments: str, **how: Any) -> "subprocess.Popen[bytes]":
    line = (sys.executable, "-m", "briefgen", "merge", "spring", "--recipients", "list.csv", *arguments)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": NOVEMBER_2026}
    return subprocess.Popen(line, cwd=here, env=environment, start_new_session=True, **how)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda each: each.name)
def test_a_signal_ends_a_merge_with_130_leaves_nothing_about_and_the_merge_goes_on(
    here: Path, merge: Merge, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    (here.parent / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(here.parent / "tmp"))
    write_list(here, *(f"{n},r{n}@example.org,Noor,V,nl,1.00,2026-09-14" for n in range(1, 301)))
    process = started(here, "--as", "eml", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    files = here / "output" / "merge" / "spring" / "files"
    while not (files.exists() and len(list(files.iterdir())) > 3):
        assert process.poll() is None
        time.sleep(0.005)
    # Ctrl-C reaches all processes of a terminal, others the one that is told.
    (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert list((here.parent / "tmp").iterdir()) == []
    assert b"Stopped. What is done stays done: go on with --resume." in err
    assert b"Traceback" not in err
    assert out == b""
    ran = merge("--resume")
    assert ran.code == 0
    assert "as before" in ran.out
    assert len(list(files.iterdir())) == 300


def test_a_terminal_shows_a_bar_with_rate_and_quarantined_rows(here: Path) -> None:
    write_list(here, *ROWS, BAD)
    ours, theirs = pty.openpty()
    process = started(here, "--as", "eml", stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    shown = b""
    while select.select([ours], [], [], 60)[0]:
        try:
            shown += os.read(ours, 4096)
        except OSError:  # Linux says so when the other side is closed
            break
    os.close(ours)
    assert process.wait() == 1
    assert b"Merging" in shown
    assert b"4/4" in shown
    assert re.search(rb"1 quarantined, [\d.]+ a second", shown)


def test_the_words_of_an_unforeseen_exception_are_not_printed(monkeypatch: pytest.MonkeyPatch, merge: Merge) -> None:
    from briefgen import merging

    def fault(*_: object, **__: object) -> None:
        raise KeyError("Noor Voorbeeld gave € 40")

    monkeypatch.setattr(merging, "open_list", fault)
    ran = merge()
    assert ran.code == 2
    assert "briefgen has a fault (KeyError)" in ran.err
    assert "merging.py" in ran.err
    assert "Noor" not in ran.out + ran.err


@pytest.mark.parametrize("terminal", [True, False])
def test_a_rate_and_the_time_left_are_of_the_rows_of_this_attempt(
    monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    class Stream(StringIO):
        def isatty(self) -> bool:
            return terminal

    clock, stream = [100.0], Stream()
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("TERM", "xterm")
    with progress.shown() as begin:
        show = begin(9000)
        clock[0] = 200.0
        show(Progress(done=8998, quarantined=1, kept=8994))
    assert "1 quarantined, 0.05 a second, about 0:00:20 left" in stream.getvalue()


def test_a_rate_is_written_in_digits_and_nothing_is_said_of_the_time_left_when_all_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    pace = progress.Pace(100_000)
    clock[0] = 110.0
    assert pace.words(Progress(100_000, 0, kept=87_655)) == "0 quarantined, 1234 a second"


def test_a_merge_that_the_system_stops_says_why_and_how_to_go_on(here: Path, merge: Merge) -> None:
    few = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))  # noqa: E731
    process = started(here, "--as", "eml", stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=few)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 2
    said = rb"Error: the merge stopped: (File too large|the ledger: .+)\n  hint: mend that, then go on with --resume"
    assert re.search(said, err)
    assert out == b""
    assert merge("--resume").code == 0


def test_what_the_system_refuses_is_told_with_its_place(
    here: Path, merge: Merge, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert merge().code == 0
    folder = here / "output" / "merge" / "spring"
    (folder / "old.mbox").mkdir()
    refused = run(here, "purge", "spring")
    assert refused.code == 2
    assert f"({folder / 'old.mbox'})" in refused.err
    (here / "file").write_text("no folder")
    stopped = merge("--output", "file/run")
    assert stopped.code == 2
    assert "(file)" in stopped.err


def test_errors_keep_their_kind() -> None:
    with pytest.raises(UsageError), without_personal_words():
        raise UsageError("a wrong call")
