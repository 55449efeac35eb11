"""Runs: what may begin where, what is gone on with, what is put aside, and what is left in the folder."""

import gc
import hashlib
import os
import random
import re
import signal
import subprocess
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from errno import EIO, ENOSPC
from functools import partial
from pathlib import Path

import interrupted
import pytest
from faults import small_run
from faults.poison import POISONS, REASONS, make, poison_of, recipient
from faults.small_run import DATE, MASTERS, attempt, faults_of, outputs, rows

from briefgen.errors import UsageError
from briefgen.merge.engine import Progress
from briefgen.merge.folder import Activity, RunFolder, holding
from briefgen.merge.ledger import open_ledger
from briefgen.merge.making import Made, Order
from briefgen.merge.purging import purge
from briefgen.merge.run import Plan, Start, begun
from briefgen.model.recipient import Recipient
from briefgen.render.workers import Job, Outcome, run

RESUME = Start(resume=True)


@pytest.fixture
def folder(in_memory: Path) -> Path:
    """Return the path of a run that is not there yet."""
    return in_memory / "run"


def made_again(folder: Path, form: str, start: Start = RESUME) -> list[int]:
    """Go on with a run, and return the rows whose files were made."""
    made: list[int] = []

    def noting(jobs: Iterator[Job[Order]]) -> Iterator[Outcome[Made]]:
        for outcome in small_run.work(jobs):
            made.append(int(outcome.key))
            yield outcome

    with begun(folder, Plan("news", DATE, form, {"the list": "1"}), start) as going:
        going.carry_out(MASTERS, rows(), noting, lambda now: None)
    return sorted(made)


def refusal(folder: Path, start: Start | None = None, inputs: dict[str, str] | None = None) -> UsageError:
    """Return the error that keeps a run from beginning."""
    with (
        pytest.raises(UsageError) as caught,
        begun(folder, Plan("news", DATE, "eml", inputs or {"the list": "1"}), start or Start()),
    ):
        pass
    return caught.value


def test_of_two_thousand_rows_those_that_hang_crash_or_fail_are_quarantined_and_all_others_made(folder: Path) -> None:
    work = partial(run, function=make, workers=2, seconds=1, megabytes=1500, scratch_in=folder / "scratch")
    with begun(folder, Plan("news", DATE, "eml", {}), Start()) as begin:
        progress = begin.carry_out(
            {"donors": ("n.donors.nl", "")}, map(recipient, range(1, 2001)), work, lambda now: None
        )
    assert progress == Progress(1980, 20)
    with open_ledger(folder, readonly=True) as ledger:
        reasons = {entry.row: entry.reason for entry in ledger.quarantined()}
    assert reasons == {row: REASONS[POISONS.index(poison_of(row))] for row in range(50, 2001, 100)}
    good = {row: hashlib.sha512(f"Name {row}".encode()).digest() * 50 for row in range(1, 2001) if not poison_of(row)}
    assert outputs(folder) == {f"files/n.donors.nl.{row:06}.eml": body for row, body in good.items()}


@pytest.mark.parametrize("form", ["eml", "mbox"])
def test_the_same_bytes_come_whatever_the_order_in_which_workers_end(tmp_path: Path, form: str) -> None:
    attempt(tmp_path / "one", form)
    plan = Plan("news", DATE, form, {"the list": "1"})

    def backwards(jobs: Iterator[Job[Order]]) -> Iterator[Outcome[Made]]:
        yield from (Outcome(job.key, small_run.message(job.argument)) for job in reversed(list(jobs)))

    with begun(tmp_path / "other", plan, Start()) as begin:
        begin.carry_out(MASTERS, rows(), backwards, lambda now: None)
    assert outputs(tmp_path / "other") == outputs(tmp_path / "one")
    assert len(outputs(tmp_path / "one")) == (1 if form == "mbox" else small_run.DONE)


def test_files_that_are_lost_torn_or_altered_are_made_again_and_no_others(folder: Path) -> None:
    attempt(folder, "eml")
    clean = outputs(folder)
    first, second, third, *_ = sorted(name for name in clean if ".donors." in name)
    (folder / first).unlink()
    (folder / second).write_bytes(clean[second][:-10])
    (folder / third).write_bytes(clean[third][::-1])
    assert made_again(folder, "eml") == sorted(int(name.split(".")[-2]) for name in (first, second, third))
    assert list(faults_of(folder, clean)) == []


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(folder: Path, in_memory: Path) -> None:
    attempt(folder, "eml")
    name, body = sorted(outputs(folder).items())[0]
    elsewhere = in_memory / "elsewhere"
    (folder / name).rename(elsewhere)
    (folder / name).symlink_to(elsewhere)
    attempt(folder, "eml", RESUME)
    assert not (folder / name).is_symlink()
    assert (folder / name).read_bytes() == elsewhere.read_bytes() == body


def test_an_mbox_that_is_whole_is_left_and_one_that_is_lost_is_made_again(folder: Path) -> None:
    attempt(folder, "mbox")
    clean = outputs(folder)
    assert made_again(folder, "mbox") == []
    (folder / "news.mbox").write_bytes(b"torn")
    assert len(made_again(folder, "mbox")) == small_run.DONE
    assert list(faults_of(folder, clean)) == []


@pytest.mark.parametrize("form", ["eml", "mbox"])
def test_quarantined_rows_are_tried_again_only_when_that_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    assert attempt(folder, form) == Progress(9, 3)
    monkeypatch.setattr(small_run, "message", lambda order: Made(b"Subject: better now\r\n"))
    assert attempt(folder, form, RESUME) == Progress(9, 3, kept=12)
    assert 7 in made_again(folder, form, Start(resume=True, retry=True))
    with open_ledger(folder, readonly=True) as ledger:
        assert {entry.row: entry.reason for entry in ledger.quarantined()} == {
            5: "recipient-address",
            8: "merge-no-edition",
        }
    assert b"better now" in b"".join(outputs(folder).values())


def test_an_error_that_concerns_all_rows_stops_the_run_and_quarantines_none(folder: Path) -> None:
    def full(jobs: Iterator[Job[Order]]) -> Iterator[Outcome[Made]]:
        yield from (Outcome(job.key, Made(machine=ENOSPC)) for job in jobs)

    with pytest.raises(OSError, match="No space left"), begun(folder, Plan("news", DATE, "eml", {}), Start()) as begin:
        begin.carry_out(MASTERS, rows(), full, lambda now: None)
    with open_ledger(folder, readonly=True) as ledger:
        assert not ledger.finished()
        assert "render-error" not in {entry.reason for entry in ledger.quarantined()}


@pytest.mark.parametrize("activity", ["merge", "send", "purge"])
def test_a_second_run_in_the_same_folder_says_what_is_at_work_there_and_stops(folder: Path, activity: Activity) -> None:
    folder.mkdir()
    (folder / "lock").write_text("killed before it could say more")
    with holding(folder, activity):
        error = refusal(folder)
        with pytest.raises(UsageError, match=f"briefgen {activity} is at work") as caught:
            purge(folder)
    assert f"briefgen {activity} is at work" in error.message
    assert "--output" in error.hint
    assert "--output" not in caught.value.hint
    assert attempt(folder, "eml").done == small_run.DONE


def test_a_lock_that_says_nothing_sensible_still_keeps_others_out(folder: Path) -> None:
    with holding(folder, "merge"):
        (folder / "lock").write_bytes(b"\xff\x1b[2J" * 9)
        assert refusal(folder).message.startswith("another process is at work in")


def test_an_error_of_the_system_costs_no_row_that_was_made_before_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = RunFolder.write

    def full(self: RunFolder, relative: str, body: bytes) -> None:
        if relative.endswith(".000012.eml"):
            raise OSError(ENOSPC, "full")
        write(self, relative, body)

    with monkeypatch.context() as patched, pytest.raises(OSError, match="full"):
        patched.setattr(RunFolder, "write", full)
        attempt(folder, "eml")
    made = len(list((folder / "files").iterdir()))
    with open_ledger(folder, readonly=True) as ledger:
        assert ledger.count("done") == made


def test_what_a_disk_failed_to_flush_is_not_called_done_because_it_says_yes_the_next_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync, failures = RunFolder.sync, [OSError(EIO, "failing")]

    def failing_once(self: RunFolder) -> None:
        if folder / "files" in self._unsynced and failures:
            raise failures.pop()
        sync(self)

    with monkeypatch.context() as patched, pytest.raises(OSError, match="failing"):
        patched.setattr(RunFolder, "sync", failing_once)
        attempt(folder, "eml")
    with open_ledger(folder, readonly=True) as ledger:
        assert ledger.count("done") == 0


def test_a_finished_run_and_one_that_did_not_end_are_not_overwritten_unasked(folder: Path) -> None:
    def stopped(jobs: Iterator[Job[Order]]) -> Iterator[Outcome[Made]]:
        next(jobs)
        raise OSError(ENOSPC, "full")
        yield

    with (
        pytest.raises(OSError, match="full"),
        begun(folder, Plan("news", DATE, "eml", {"the list": "1"}), Start()) as begin,
    ):
        begin.carry_out(MASTERS, rows(), stopped, lambda now: None)
    error = refusal(folder)
    assert "did not end" in error.message
    assert "--resume" in error.hint
    attempt(folder, "eml", RESUME)
    before = outputs(folder)
    error = refusal(folder)
    assert "finished" in error.message
    assert "--output" in error.hint
    assert outputs(folder) == before


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"the list": "2", "news.donors.nl: content": "7"}, "the list changed"),
        ({"the list": "1", "news.donors.nl: content": "8"}, "news.donors.nl: content changed"),
        ({"the list": "1"}, "news.donors.nl: content is gone"),
        ({"the list": "1", "news.donors.nl: content": "7", "facts": "1"}, "facts is new"),
    ],
)
def test_a_run_whose_inputs_changed_does_not_go_on_and_says_which(
    folder: Path, inputs: dict[str, str], said: str
) -> None:
    plan = Plan("news", DATE, "eml", {"the list": "1", "news.donors.nl: content": "7"})
    with begun(folder, plan, Start()) as begin:
        begin.carry_out(MASTERS, rows(), small_run.work, lambda now: None)
    before = outputs(folder)
    assert said in refusal(folder, RESUME, inputs).message
    assert outputs(folder) == before


def test_a_folder_with_other_files_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("mine")
    assert "thesis.odt" in refusal(tmp_path).message
    assert "thesis.odt" in refusal(tmp_path, Start(force=True)).message
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.odt"]


@pytest.mark.parametrize("start", [Start(), Start(resume=True), Start(force=True)])
def test_the_folder_of_another_program_is_not_taken_for_a_run_because_of_a_lock(folder: Path, start: Start) -> None:
    folder.mkdir()
    mine = {"lock": "", "run.json": '{"pace": 5}', "inbox.mbox": "From a friend", "thesis.odt": "mine"}
    for name, text in mine.items():
        (folder / name).write_text(text)
    assert "thesis.odt" in refusal(folder, start).message
    with pytest.raises(UsageError, match="there is no merge"):
        purge(folder)
    assert {file.name: file.read_text() for file in folder.iterdir()} == mine


def test_files_without_a_ledger_are_removed_only_after_that_was_said(folder: Path) -> None:
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "photo.jpg").write_text("mine")
    error = refusal(folder)
    assert "no ledger" in error.message
    assert error.hint.startswith("remove them and make all anew with --resume")
    assert (folder / "files" / "photo.jpg").exists()


def test_starting_over_leaves_nothing_of_the_earlier_run(folder: Path) -> None:
    attempt(folder, "mbox")
    attempt(folder, "eml", Start(force=True))
    clean = outputs(folder)
    assert "news.mbox" not in clean
    assert list(faults_of(folder, clean)) == []


def test_what_says_which_messages_were_sent_is_not_thrown_away(folder: Path) -> None:
    attempt(folder, "eml")
    (folder / "send.db").write_bytes(b"sent")
    error = refusal(folder, Start(force=True))
    assert "were sent" in error.message
    assert "purge" not in error.hint, "it would take away what says who got a letter"
    (folder / "ledger.db").unlink()
    attempt(folder, "eml", RESUME)
    assert (folder / "send.db").read_bytes() == b"sent"


def test_files_of_a_killed_attempt_go_and_those_of_somebody_else_stay(folder: Path) -> None:
    attempt(folder, "eml")
    clean = outputs(folder)
    for name in (
        "news.donors.nl.000007.eml",
        "news.friends.en.000001.eml.0a1b.tmp",
        "notes.txt",
        "report.20261123.eml",
        "news.tax.202611.ods",
    ):
        (folder / "files" / name).write_text("x")
    (folder / "files" / ".news.donors.nl.000001.eml.0a1b2c3d.tmp").write_text("x")
    attempt(folder, "eml", RESUME)
    mine = {"files/notes.txt", "files/report.20261123.eml", "files/news.tax.202611.ods"}
    extra = {*mine, "files/news.friends.en.000001.eml.0a1b.tmp"}
    assert outputs(folder).keys() - clean.keys() == extra


@pytest.mark.parametrize("form", ["eml", "mbox"])
def test_everything_in_a_run_is_for_its_owner_alone(tmp_path: Path, form: str) -> None:
    seen = Counter[str]()

    def looking(jobs: Iterator[Job[Order]]) -> Iterator[Outcome[Made]]:
        for outcome in small_run.work(jobs):
            seen.update(oct(file.stat().st_mode & 0o777) for file in (tmp_path / "run").rglob("*"))
            yield outcome

    before = os.umask(0)
    try:
        with begun(tmp_path / "run", Plan("news", DATE, form, {}), Start()) as begin:
            begin.carry_out(MASTERS, rows(), looking, lambda now: None)
    finally:
        os.umask(before)
    assert set(seen) == {"0o600", "0o700"}
    assert {oct(file.stat().st_mode & 0o777) for file in (tmp_path / "run").rglob("*")} <= {"0o600", "0o700"}
    assert (tmp_path / "run").stat().st_mode & 0o777 == 0o700


def second_names(folder: Path, elsewhere: Path) -> list[Path]:
    """Give the files in a folder other names, by which it can be seen what became of their content."""
    names = [elsewhere / file.name for file in folder.iterdir()]
    for name in names:
        os.link(folder / name.name, name)
    return names


def test_messages_that_waited_for_their_mbox_are_overwritten_when_it_is_there(folder: Path, in_memory: Path) -> None:
    waited: list[Path] = []

    def looking(jobs: Iterator[Job[Order]]) -> Iterator[Outcome[Made]]:
        yield from small_run.work(jobs)
        waited.extend(second_names(folder / "spool", in_memory))

    with begun(folder, Plan("news", DATE, "mbox", {}), Start()) as begin:
        begin.carry_out(MASTERS, rows(), looking, lambda now: None)
    assert len(waited) == small_run.DONE
    assert [name.name for name in waited if any(name.read_bytes())] == []


def test_starting_over_overwrites_what_it_removes(folder: Path, in_memory: Path) -> None:
    attempt(folder, "eml")
    before = second_names(folder / "files", in_memory)
    attempt(folder, "eml", Start(force=True))
    assert len(before) == small_run.DONE
    assert [name.name for name in before if any(name.read_bytes())] == []


@pytest.mark.parametrize("form", ["eml", "mbox"])
def test_what_is_made_anew_overwrites_what_was_there(folder: Path, in_memory: Path, form: str) -> None:
    attempt(folder, form)
    clean = outputs(folder)
    torn = folder / min(clean)
    torn.write_bytes(clean[min(clean)][::-1])
    os.link(torn, in_memory / "before")
    attempt(folder, form, RESUME)
    assert outputs(folder) == clean
    assert not any((in_memory / "before").read_bytes())


def test_a_file_that_is_half_written_when_a_disk_is_full_is_overwritten(folder: Path, in_memory: Path) -> None:
    with holding(folder, "merge") as held, pytest.raises(OSError, match="full"), held.writing("news.mbox") as stream:
        stream.write(b"reader@example.org")
        stream.flush()
        second_names(folder, in_memory)
        raise OSError(ENOSPC, "full")
    half, _ = sorted(file for file in in_memory.iterdir() if file.is_file())
    assert half.read_bytes() == bytes(18)


def test_a_folder_in_which_nothing_was_begun_is_gone_again(folder: Path) -> None:
    with begun(folder, Plan("news", DATE, "eml", {}), Start()):
        assert (folder / "lock").exists()
    assert not folder.exists()


def test_memory_does_not_grow_with_the_list(in_memory: Path) -> None:
    # pathlib interns the parts of paths, in a table that all share and that doubles now and then.
    table_of_names = tracemalloc.Filter(False, "*pathlib*")

    def most_held(number: int) -> int:
        held = [0]

        def look(now: Progress) -> None:
            # What is only waiting to be collected, or kept by the interpreter for reuse, is not held.
            if now.done % 100 == 0:
                gc.collect()
                traces = tracemalloc.take_snapshot().filter_traces([table_of_names]).traces
                held.append(sum(trace.size for trace in traces))

        many = (Recipient(row, f"person-{row}", "donors", "nl") for row in range(1, number + 1))
        quick = lambda jobs: (Outcome(job.key, Made(b"x")) for job in jobs)  # noqa: E731
        with begun(in_memory / str(number), Plan("news", DATE, "eml", {}), Start()) as begin:
            tracemalloc.start()
            begin.carry_out(MASTERS, many, quick, look)
            tracemalloc.stop()
        assert len(held) > number // 100
        return max(held)

    most_held(100)
    assert most_held(2000) < 1.2 * most_held(200)


def start_interrupted(folder: Path) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, interrupted.__file__, str(folder)]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


def made_so_far(folder: Path) -> int:
    return len(list((folder / "files").glob("*.eml"))) if (folder / "files").exists() else 0


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the outputs of the run that the tests interrupt."""
    folder = tmp_path_factory.mktemp("clean") / "run"
    interrupted.merge(folder)
    return outputs(folder)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM], ids=lambda each: each.name)
def test_a_run_with_workers_that_a_signal_stops_goes_on_to_the_same_bytes(
    folder: Path, uninterrupted: dict[str, bytes], number: signal.Signals
) -> None:
    chance = random.Random(number)
    for goal in (0, 9, 35):
        process = start_interrupted(folder)
        while made_so_far(folder) < goal and process.poll() is None:
            time.sleep(0.005)
        time.sleep(chance.random() / 50)
        # Ctrl-C reaches every process of a terminal, and kill -9 of a group does too.
        os.killpg(process.pid, number)
        process.communicate(timeout=60)
        assert process.returncode != 0
        whole = {name: body for name, body in outputs(folder).items() if re.fullmatch(r"files/[^.].*", name)}
        assert whole.items() <= uninterrupted.items()
    interrupted.merge(folder)
    assert outputs(folder) == uninterrupted
    assert len(uninterrupted) == interrupted.ROWS


def test_no_worker_of_a_killed_run_keeps_its_folder(folder: Path) -> None:
    process = start_interrupted(folder)
    while made_so_far(folder) < 3:
        assert process.poll() is None
        time.sleep(0.005)
    process.kill()
    process.communicate(timeout=60)
    interrupted.merge(folder)
    assert len(outputs(folder)) == interrupted.ROWS
