"""Sending a finished merge: each message once, whatever the server does, and every row accounted for."""

import email
import email.policy
import json
import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from mail_server import DROP, MailServer
from run_folder import address, letter, merged
from small_workspace import Ran, run

from briefgen.deliver.pace import Pace, pause
from briefgen.merge.folder import holding

QUICK = ("--retry-wait", "0.05", "--timeout", "5")
Send = Callable[..., Ran]


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def folder(in_memory: Path) -> Path:
    """Return the folder of a merge of four e-mails; one of their rows has a gap before it."""
    return merged(in_memory / "run", {row: letter(row) for row in (1, 2, 3, 7)})


@pytest.fixture
def send(folder: Path, mail: MailServer) -> Send:
    """Return a function that sends what is in the folder to the server."""

    def send(*options: str, smtp: bool = True) -> Ran:
        server = ("--smtp", mail.url, *QUICK) if smtp else ()
        return run(folder.parent, "send", str(folder), *server, *options)

    return send


def states(folder: Path) -> dict[int, str]:
    """Return how the rows stand in the ledger of the sending."""
    with closing(sqlite3.connect(folder / "send.db")) as database:
        return dict(database.execute("SELECT row, state FROM message"))


def copies(mail: MailServer) -> dict[int, int]:
    """Return how many copies have arrived, by row."""
    return {row: len(mail.boxes[address(row)]) for row in (1, 2, 3, 7) if mail.boxes[address(row)]}


ALL_SENT = {1: "sent", 2: "sent", 3: "sent", 7: "sent"}
ONE_EACH = {1: 1, 2: 1, 3: 1, 7: 1}


def test_every_message_of_a_merge_arrives_once_and_a_second_call_sends_nothing(
    send: Send, mail: MailServer, folder: Path
) -> None:
    first = send()
    assert (first.code, first.out) == (0, "4 sent.\n")
    assert first.err.splitlines() == ["row 1 sent", "row 2 sent", "row 3 sent", "row 7 sent"]
    assert mail.times("connect") == 1
    again = send()
    assert (again.code, again.out, again.err) == (0, "4 sent (none now).\n", "")
    assert mail.times("connect") == 1, "nothing is left to say to a server"
    assert copies(mail) == ONE_EACH
    assert states(folder) == ALL_SENT


def test_a_message_is_dated_when_it_goes_and_is_otherwise_the_file(send: Send, mail: MailServer, folder: Path) -> None:
    before = int(time.time())
    send()
    [arrived] = mail.boxes[address(7)]
    kept = next((folder / "files").glob("*.000007.eml")).read_bytes()
    parsed, original = (email.message_from_bytes(each, policy=email.policy.SMTP) for each in (arrived, kept))
    assert before <= parsedate_to_datetime(parsed["Date"]).timestamp() <= time.time()
    assert arrived.replace(parsed["Date"].encode(), original["Date"].encode()) == kept
    assert parsed["Message-ID"] == original["Message-ID"]


def test_only_its_one_reader_is_named_to_the_server(send: Send, mail: MailServer) -> None:
    send("--sender", "bounces@example.org")
    assert {line.split()[1] for line in mail.said if line.startswith("MAIL ")} == {"FROM:<bounces@example.org>"}
    assert sorted(mail.boxes) == [address(row) for row in (1, 2, 3, 7)]


# ---- what servers do: a step, what happens there once, and how all rows stand after one call

LOST_BEFORE = [(step, DROP) for step in ("connect", "EHLO", "MAIL", "RCPT", "DATA")]
PUT_OFF = [(step, "451 4.7.1 later") for step in ("connect", "EHLO", "MAIL", "RCPT", "DATA", "dot")]
CLOSING = [(step, "421 4.3.2 closing") for step in ("connect", "MAIL", "RCPT", "DATA", "dot")]


@pytest.mark.parametrize(("step", "action"), [*LOST_BEFORE, *PUT_OFF, *CLOSING, ("reply", DROP)])
def test_what_passes_is_tried_again_until_all_have_their_copy(
    send: Send, mail: MailServer, folder: Path, step: str, action: str
) -> None:
    mail.at(step, action)
    sent = send()
    assert (sent.code, sent.out.splitlines()[-1]) == (0, "4 sent."), sent.err
    assert copies(mail) == ONE_EACH
    assert states(folder) == ALL_SENT


@pytest.mark.parametrize(("step", "there"), [("dot", 0), ("stored", 1)])
def test_a_message_whose_end_was_sent_and_never_answered_is_in_doubt_and_left_alone(
    send: Send, mail: MailServer, folder: Path, step: str, there: int
) -> None:
    mail.at(step, DROP)
    for code, steps in ((1, ["row 1 in doubt: no answer", "row 2 sent", "row 3 sent", "row 7 sent"]), (1, [])):
        sent = send()
        assert (sent.code, sent.err.splitlines()) == (code, steps)
        assert re.search(
            r"000001\.eml: error\[mail-doubtful\]: row 1: .*, at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", sent.out
        )
        assert sent.out.splitlines()[-1] == f"3 sent{'' if steps else ' (none now)'}, 1 in doubt (row 1)."
    assert copies(mail) == (ONE_EACH if there else {2: 1, 3: 1, 7: 1})
    assert states(folder) == {**ALL_SENT, 1: "doubtful"}


def test_what_is_in_doubt_is_sent_again_only_when_that_is_asked_for(send: Send, mail: MailServer, folder: Path) -> None:
    mail.at("stored", DROP, DROP)
    assert send().out.splitlines()[-1] == "2 sent, 2 in doubt (rows 1-2)."
    assert send("--row", "3", "--resend-doubtful").out == "1 sent (none now).\n", "that row was not in doubt"
    assert send("--row", "2", "--resend-doubtful").code == 0
    assert copies(mail) == {1: 1, 2: 2, 3: 1, 7: 1}
    one, two = mail.boxes[address(2)]
    assert email.message_from_bytes(one)["Message-ID"] == email.message_from_bytes(two)["Message-ID"]
    assert send("--settle-doubtful").code == 0
    assert copies(mail) == {1: 1, 2: 2, 3: 1, 7: 1}
    assert states(folder) == ALL_SENT


def test_what_is_in_doubt_stays_known_as_that_where_no_server_could_be_reached_to_send_it_again(
    folder: Path, mail: MailServer
) -> None:
    mail.at("stored", *[DROP] * 4)
    assert run(folder.parent, "send", str(folder), "--smtp", mail.url, *QUICK).code == 1
    nowhere = run(
        folder.parent,
        "send",
        str(folder),
        "--smtp",
        "smtp://127.0.0.1:1",
        *QUICK,
        "--stop-after",
        "1",
        "--resend-doubtful",
    )
    assert nowhere.out.splitlines()[-1] == "4 left (rows 1-3,7)."
    settled = run(folder.parent, "send", str(folder), "--smtp", mail.url, *QUICK, "--settle-doubtful")
    assert settled.out == "4 sent (none now).\n"
    assert copies(mail) == ONE_EACH


@pytest.mark.parametrize(
    ("step", "answers"),
    [("MAIL", ("550 5.7.1 not from you",)), ("RCPT", ("451 4.7.1 later",) * 4), ("DATA", (DROP,) * 4)],
)
def test_what_is_in_doubt_stays_known_as_that_when_the_server_does_not_take_it_again(
    send: Send, mail: MailServer, step: str, answers: tuple[str, ...]
) -> None:
    mail.at("stored", *[DROP] * 4)
    assert send().out.splitlines()[-1] == "4 in doubt (rows 1-3,7)."
    mail.at(step, *answers)
    assert send("--resend-doubtful", "--attempts", "1").out.splitlines()[-1] == "4 left (rows 1-3,7)."
    assert send("--settle-doubtful").out == "4 sent (none now).\n"
    assert copies(mail) == ONE_EACH


def test_to_take_what_is_in_doubt_for_sent_sends_nothing_and_needs_no_server(
    send: Send, mail: MailServer, folder: Path
) -> None:
    mail.at("stored", DROP)
    assert send("--limit", "1").code == 1
    assert send("--settle-doubtful", smtp=False).out == "1 sent (none now), 3 left (rows 2-3,7).\n"
    assert send("--settle-doubtful").out == "1 sent (none now), 3 left (rows 2-3,7).\n"
    assert copies(mail) == {1: 1}
    assert states(folder)[1] == "sent"


def test_a_trial_takes_nothing_for_sent(send: Send) -> None:
    trial = send("--settle-doubtful", "--trial", "me@example.org")
    assert (trial.code, "keeps no record" in trial.err) == (2, True)


def test_what_is_in_doubt_is_not_both_sent_again_and_taken_for_sent(send: Send) -> None:
    assert send("--resend-doubtful", "--settle-doubtful").code == 2


@pytest.mark.parametrize(
    ("step", "answer"), [("RCPT", "550 5.1.1 no such reader"), ("DATA", "554 5.5.1 no"), ("dot", "554 5.7.1 spam")]
)
def test_a_refused_message_is_told_by_its_row_and_the_others_go(
    send: Send, mail: MailServer, folder: Path, step: str, answer: str
) -> None:
    mail.at(step, answer)
    sent = send()
    assert sent.code == 1
    assert f"row 1: the server refused it ({answer[:9]})" in sent.out
    assert "550 is mostly about the address in your list, 552 and 554 about the letter" in sent.out
    assert sent.out.splitlines()[-1] == "3 sent, 1 refused (row 1)."
    assert copies(mail) == {2: 1, 3: 1, 7: 1}
    assert send().code == 1
    assert copies(mail) == {2: 1, 3: 1, 7: 1}, "what was refused is offered again only when asked for"
    assert send("--retry-refused").code == 0
    assert copies(mail) == ONE_EACH


@pytest.mark.parametrize("answer", ["550 5.7.1 not you", "530 5.7.0 log in first"])
def test_a_server_that_takes_nothing_from_the_sender_refuses_no_message(
    send: Send, mail: MailServer, answer: str
) -> None:
    mail.at("MAIL", "", answer)
    sent = send()
    assert sent.code == 1
    assert sent.err.splitlines() == ["row 1 sent", f"stopped: the server takes nothing from this sender ({answer[:9]})"]
    assert sent.out.splitlines()[-1] == "1 sent, 3 left (rows 2-3,7)."
    assert send().code == 0
    assert copies(mail) == ONE_EACH


def test_a_message_that_is_put_off_again_and_again_is_left_for_another_call(send: Send, mail: MailServer) -> None:
    mail.at("RCPT", "450 4.2.1 busy", "", "", "", "450 4.2.1 busy", "450 4.2.1 busy")
    sent = send("--attempts", "3")
    assert sent.code == 1
    assert sent.err.splitlines().count("row 1 put off: 450 4.2.1") == 3
    assert "warning[mail-deferred]: row 1: the server put it off (450 4.2.1)" in sent.out
    assert sent.out.splitlines()[-1] == "3 sent, 1 left (row 1)."
    assert send().code == 0
    assert copies(mail) == ONE_EACH


def test_too_many_failures_in_a_row_end_it(send: Send, mail: MailServer) -> None:
    mail.at("RCPT", "550 5.7.1 relay denied", "550 5.7.1 relay denied", "", "550 5.1.1 gone")
    sent = send("--stop-after", "2")
    assert sent.code == 1
    assert sent.err.splitlines()[-1] == "stopped: 2 failures in a row"
    assert sent.out.splitlines()[-1] == "2 refused (rows 1-2), 2 left (rows 3,7)."
    assert send("--stop-after", "2").out.splitlines()[-1] == "1 sent, 3 refused (rows 1-2,7)."
    mail.at("RCPT", "550 5.1.1 gone")
    assert send("--retry-refused", "--stop-after", "1").err.splitlines()[-1] == "stopped: a failure"
    assert send("--retry-refused").code == 0
    assert copies(mail) == ONE_EACH


def test_a_server_that_is_not_there_is_called_again_and_then_given_up(
    send: Send, mail: MailServer, folder: Path
) -> None:
    mail.at("connect", *[DROP] * 3)
    sent = send("--stop-after", "3")
    assert sent.code == 1
    assert sent.err.splitlines() == ["no connection: it closed the connection"] * 3 + ["stopped: 3 failures in a row"]
    assert sent.out.splitlines()[-1] == "4 left (rows 1-3,7)."
    assert send().code == 0
    assert copies(mail) == ONE_EACH


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "dot"])
def test_a_server_that_falls_silent_costs_one_row_its_turn(
    send: Send, mail: MailServer, folder: Path, step: str
) -> None:
    mail.at(step, 20.0)
    sent = send("--timeout", "0.1")
    assert sent.code == (1 if step == "dot" else 0)
    assert states(folder) == {**ALL_SENT, 1: "doubtful" if step == "dot" else "sent"}


def test_a_wrong_password_stops_it_before_anything_is_offered(
    send: Send, mail: MailServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail.password = "right"
    assert send().code == 2, "without a password"
    monkeypatch.setenv("BRIEFGEN_SMTP_PASSWORD", "wrong")
    sent = send()
    assert (sent.code, sent.out) == (2, "")
    assert "does not accept this user name and password (535)" in sent.err
    assert "wrong" not in sent.err
    assert not (folder / "send.db").exists(), "nothing was offered, so that the merge may be made anew"
    monkeypatch.setenv("BRIEFGEN_SMTP_PASSWORD", "right")
    assert send().code == 0
    assert copies(mail) == ONE_EACH


# ---- how much and how quickly


def test_a_connection_serves_so_many_messages_and_a_new_one_the_next(send: Send, mail: MailServer) -> None:
    assert send("--per-connection", "3").code == 0
    assert mail.times("connect") == 2
    assert copies(mail) == ONE_EACH


@pytest.mark.parametrize("action", [DROP, "421 4.7.0 enough for one connection"])
def test_a_connection_that_the_server_ends_between_messages_is_made_anew_and_delays_none(
    send: Send, mail: MailServer, action: str
) -> None:
    mail.at("MAIL", "", action, "", "", action)
    sent = send("--retry-wait", "3600", "--attempts", "1", "--stop-after", "1")
    assert (sent.code, sent.err.splitlines()) == (0, [f"row {row} sent" for row in (1, 2, 3, 7)])
    assert mail.times("connect") == 3
    assert copies(mail) == ONE_EACH


def test_a_connection_that_a_message_breaks_each_time_is_not_made_anew_for_ever(send: Send, mail: MailServer) -> None:
    mail.at("MAIL", "", DROP, DROP)
    assert send("--attempts", "1").out.splitlines()[-1] == "3 sent, 1 left (row 2)."
    assert mail.times("connect") == 3


def test_a_message_whose_connection_cannot_be_made_anew_is_left_and_not_in_doubt(
    send: Send, mail: MailServer, folder: Path
) -> None:
    mail.at("DATA", "", DROP)
    mail.at("connect", "", DROP)
    assert send("--stop-after", "1").out.splitlines()[-1] == "1 sent, 3 left (rows 2-3,7)."
    assert states(folder) == {1: "sent", 2: "queued", 3: "queued", 7: "queued"}


def test_a_limit_sends_the_first_and_the_next_call_goes_on(send: Send, mail: MailServer) -> None:
    sent = send("--limit", "3")
    assert (sent.code, sent.out) == (1, "3 sent, 1 left (row 7).\n")
    assert send("--limit", "3").out == "4 sent (1 now).\n"
    assert copies(mail) == ONE_EACH


def test_rows_can_be_chosen_in_the_form_in_which_they_are_told(send: Send, mail: MailServer) -> None:
    assert send("--row", "2-3,7").out == "3 sent.\n"
    assert copies(mail) == {2: 1, 3: 1, 7: 1}
    assert send("--row", "2", "--row", "3", "--row", "7").out == "3 sent (none now).\n"
    assert send("--row", "x").code == 2
    assert send("--row", "").code == 2, "nothing is not everybody"


@pytest.mark.parametrize("dry", [("--dry-run",), ()], ids=["dry", "real"])
def test_rows_that_the_merge_has_no_message_for_are_no_success(send: Send, dry: tuple[str, ...]) -> None:
    none = send("--row", "4-6", *dry, smtp=not dry)
    assert (none.code, none.out) == (1, "No such message.\n")
    assert send("--row", "7-1", *dry, smtp=not dry).code == 2, "a range goes upwards"


class Counted(threading.Event):
    """An event that counts how often it was waited for."""

    waits = 0

    def wait(self, timeout: float | None = None) -> bool:
        self.waits += 1
        return super().wait(timeout)


def test_a_rate_lets_so_many_pass_in_a_second_and_sleeps_in_between() -> None:
    stop = Counted()
    pace = Pace(20, stop)
    before = time.monotonic()
    assert all(pace.wait() for _ in range(11))
    assert time.monotonic() - before >= 0.5, "the first goes at once, ten wait a twentieth of a second each"
    time.sleep(0.2)
    before = time.monotonic()
    assert all(pace.wait() for _ in range(4))
    assert time.monotonic() - before >= 0.15, "what was slow before is not caught up with"
    assert stop.waits <= 13
    assert all(Pace(None, stop).wait() for _ in range(1000))
    assert stop.waits <= 13


def test_a_wait_for_the_rate_ends_when_it_is_to_stop() -> None:
    stop = threading.Event()
    slow = Pace(1 / 3600, stop)
    assert slow.wait()
    threading.Timer(0.1, stop.set).start()
    assert not slow.wait()


def test_pauses_after_failures_grow_up_to_an_hour() -> None:
    assert [pause(60, failures) for failures in (1, 2, 3, 99)] == [60, 120, 240, 3600]


# ---- only what a merge has finished, and only as it made it


def test_a_dry_run_looks_at_all_and_changes_nothing(send: Send, mail: MailServer, folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    assert send("--dry-run", smtp=False).out == "4 could go (rows 1-3,7).\n"
    mail.at("stored", DROP)
    send("--limit", "2")
    dry = send("--dry-run", smtp=False)
    assert (dry.code, dry.out.splitlines()[-1]) == (1, "1 sent, 1 in doubt (row 1), 2 could go (rows 3,7).")
    assert mail.times("MAIL") == 2
    assert {path.name for path in set(folder.rglob("*")) - set(before)} == {
        "lock",
        "send.db",
    }


def test_a_trial_goes_to_one_s_own_address_and_is_not_remembered(send: Send, mail: MailServer, folder: Path) -> None:
    trial = send("--trial", "me@example.org", "--limit", "3")
    assert (trial.code, trial.out) == (0, "3 sent as a trial, to none of the readers. No record is kept of it.\n")
    assert [(name, len(box)) for name, box in mail.boxes.items()] == [("me@example.org", 3)]
    assert address(1).encode() in mail.boxes["me@example.org"][0], "it is the letter that its reader will get"
    assert not (folder / "send.db").exists()
    assert send().out == "4 sent.\n"
    assert send("--trial", "me@example.org", "--row", "7").code == 0
    assert len(mail.boxes["me@example.org"]) == 4
    assert send().out == "4 sent (none now).\n"
    assert copies(mail) == ONE_EACH


def test_a_trial_is_a_small_one_unless_more_is_asked_for(tmp_path: Path, mail: MailServer) -> None:
    folder = merged(tmp_path / "run", {row: letter(row) for row in range(1, 9)})
    run(tmp_path, "send", str(folder), "--smtp", mail.url, "--trial", "me@example.org")
    assert {name: len(box) for name, box in mail.boxes.items()} == {"me@example.org": 5}
    mail.at("MAIL", "550 5.7.1 not you")
    assert run(tmp_path, "send", str(folder), "--smtp", mail.url, "--trial", "me@example.org").code == 1


def test_a_file_that_was_changed_after_the_merge_does_not_go(send: Send, mail: MailServer, folder: Path) -> None:
    changed = next((folder / "files").glob("*.000002.eml"))
    changed.write_bytes(changed.read_bytes().replace(b"Beste", b"Buste"))
    next((folder / "files").glob("*.000003.eml")).unlink()
    lured = next((folder / "files").glob("*.000007.eml"))
    elsewhere = folder.parent / "elsewhere.eml"
    lured.rename(elsewhere)
    lured.symlink_to(elsewhere)
    assert send("--dry-run", smtp=False).code == 1
    sent = send()
    assert sent.out.count("error[mail-altered]") == 3
    assert sent.out.splitlines()[-1] == "1 sent, 3 refused (rows 2-3,7)."
    assert copies(mail) == {1: 1}


def test_a_message_with_a_second_recipient_does_not_go(tmp_path: Path, mail: MailServer) -> None:
    hostile = (
        letter(2)
        .replace(b"To: reader2@", b"To: " + b"a" * 70 + b",\r\n evil@example.com <reader2@")
        .replace(b"example.org\r\nSubject", b"example.org>\r\nSubject")
    )
    hidden = letter(3).replace(b"Subject:", b"Bcc: evil@example.com\r\nSubject:")
    folder = merged(tmp_path / "run", {1: letter(1), 2: hostile, 3: hidden})
    sent = run(tmp_path, "send", str(folder), "--smtp", mail.url)
    assert "error[mail-recipient]: row 2" in sent.out
    assert "error[mail-header]: row 3" in sent.out
    assert list(mail.boxes) == [address(1)]
    assert "evil" not in sent.out + sent.err


def test_eight_bit_letters_wait_for_a_server_that_takes_them(tmp_path: Path, mail: MailServer) -> None:
    eight = letter(1).replace(b"Beste lezer", "Beste Zoë".encode()).replace(b"7bit", b"8bit")
    folder = merged(tmp_path / "run", {1: eight})
    mail.extensions = ()
    assert "error[mail-8bit]: row 1" in run(tmp_path, "send", str(folder), "--smtp", mail.url).out
    mail.extensions = ("8BITMIME",)
    assert run(tmp_path, "send", str(folder), "--smtp", mail.url, "--retry-refused").code == 0
    assert "Beste Zoë".encode() in mail.boxes[address(1)][0]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"finished": False}, "has not ended"),
        ({"form": "pdf"}, "merge again with --as eml, and with --force"),
        ({"quarantined": (4,)}, "1 row of the list was quarantined: nothing would be sent for it"),
        ({"quarantined": (4, 5)}, "2 rows of the list were quarantined: nothing would be sent for them"),
    ],
)
def test_a_merge_that_is_not_whole_is_not_sent_by_itself(
    tmp_path: Path, mail: MailServer, how: dict[str, object], said: str
) -> None:
    folder = merged(tmp_path / "run", {1: letter(1)}, **how)  # type: ignore[arg-type]
    sent = run(tmp_path, "send", str(folder), "--smtp", mail.url)
    assert (sent.code, mail.times("connect")) == (2, 0)
    assert said in sent.err
    assert "merge again with --resume" not in sent.err, "it takes no list that was mended"
    allowed = run(tmp_path, "send", str(folder), "--smtp", mail.url, "--allow-quarantined")
    assert allowed.code == (0 if "quarantined" in how else 2)


def test_where_there_is_no_merge_it_says_so(workspace: Path, mail: MailServer) -> None:
    for name in ("2026-peru", str(workspace)):
        sent = run(workspace, "send", name, "--smtp", mail.url)
        assert sent.code == 2
        assert "there is no merge in" in sent.err
    assert run(workspace, "send", "2026-peru").code == 2


def test_a_newsletter_is_named_by_its_id(workspace: Path, mail: MailServer) -> None:
    merged(workspace / "output" / "merge" / "news", {1: letter(1)})
    assert run(workspace, "send", "news", "--smtp", mail.url).code == 0
    assert len(mail.boxes[address(1)]) == 1


def remade(folder: Path, letters: dict[int, bytes]) -> None:
    """Put another merge in the place of the one that is there, as if somebody had moved its files in."""
    for path in [*(folder / "files").iterdir(), *folder.glob("ledger.db*")]:
        path.unlink()
    (folder / "files").rmdir()
    merged(folder, letters)


def test_rows_that_a_resumed_merge_added_are_sent_and_the_others_not_again(
    send: Send, mail: MailServer, folder: Path
) -> None:
    send()
    remade(folder, {row: letter(row) for row in (1, 2, 3, 4, 7)})
    assert send().out == "5 sent (1 now).\n"
    assert {name: len(box) for name, box in mail.boxes.items()} == {address(row): 1 for row in (1, 2, 3, 4, 7)}


def test_a_merge_that_was_made_anew_under_what_was_sent_is_not_gone_on_with(
    send: Send, mail: MailServer, folder: Path
) -> None:
    send("--limit", "2")
    remade(folder, {1: letter(1), 2: letter(3), 3: letter(2)})
    sent = send()
    assert sent.code == 2
    assert "1 of the messages that went out were made anew since" in sent.err
    assert copies(mail) == {1: 1, 2: 1}


def test_what_was_not_sent_yet_may_be_made_anew(send: Send, mail: MailServer, folder: Path) -> None:
    send("--limit", "2")
    remade(folder, {1: letter(1), 2: letter(2), 3: letter(3, body="Better words.\n")})
    assert send().out == "3 sent (1 now).\n"
    assert b"Better words." in mail.boxes[address(3)][0]


# ---- two at once, and the end of it


def test_while_a_run_is_in_use_nobody_else_sends_it(send: Send, mail: MailServer, folder: Path) -> None:
    with holding(folder, "send"):
        sent = send()
    assert (sent.code, mail.times("connect")) == (2, 0)
    assert "briefgen send is at work in" in sent.err
    assert "--output" not in sent.err, "that is no option of this command"
    assert send().code == 0


def started(folder: Path, mail: MailServer, *options: str) -> "subprocess.Popen[str]":
    """Start briefgen as a process of its own."""
    command = [sys.executable, "-m", "briefgen", "send", str(folder), "--smtp", mail.url, *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    """Wait for a process, and return its exit code and what it printed."""
    with process:
        out, err = process.communicate(timeout=30)
    return process.returncode, out, err


def test_of_two_that_start_together_one_sends_and_the_other_says_so(mail: MailServer, folder: Path) -> None:
    mail.at("dot", 1.0)
    both = [started(folder, mail) for _ in range(2)]
    assert sorted(ended(process)[0] for process in both) == [0, 2]
    assert copies(mail) == ONE_EACH


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_lets_the_message_that_is_on_its_way_arrive_and_begins_no_other(
    mail: MailServer, folder: Path, number: signal.Signals
) -> None:
    processes: list[subprocess.Popen[str]] = []

    def interrupt() -> None:
        processes[0].send_signal(number)
        time.sleep(0.2)

    mail.at("dot", "", interrupt)
    processes.append(started(folder, mail))
    code, out, err = ended(processes[0])
    assert code == 130
    assert "Finishing the message that is on its way" in err
    assert out == "2 sent, 2 left (rows 3,7).\n"
    assert copies(mail) == {1: 1, 2: 1}
    assert ended(started(folder, mail))[0] == 0
    assert copies(mail) == ONE_EACH


def test_no_password_is_needed_where_nothing_is_left_to_be_sent(
    send: Send, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail.password = "right"
    monkeypatch.setenv("BRIEFGEN_SMTP_PASSWORD", "right")
    assert send().code == 0
    monkeypatch.delenv("BRIEFGEN_SMTP_PASSWORD")
    assert send().out == "4 sent (none now).\n"


def test_who_is_asked_for_the_password_can_leave(
    mail: MailServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BRIEFGEN_SMTP_PASSWORD", raising=False)
    mail.password = "right"
    keyboard, terminal = os.openpty()
    command = [sys.executable, "-m", "briefgen", "send", str(folder), "--smtp", mail.url]
    with subprocess.Popen(
        command, stdin=terminal, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stderr is not None
        assert process.stderr.read(8) == "Password"
        while process.poll() is None:  # it empties the keyboard before it reads
            os.write(keyboard, b"\x04")
            time.sleep(0.1)
        said = process.stderr.read()
    os.close(keyboard)
    os.close(terminal)
    assert process.returncode == 130
    assert "fault" not in said
    assert mail.times("connect") == 0
    assert not (folder / "send.db").exists()


def test_a_second_ctrl_c_ends_it_at_once_and_leaves_doubt(mail: MailServer, folder: Path) -> None:
    processes: list[subprocess.Popen[str]] = []

    def interrupt() -> None:
        for _ in range(2):
            processes[0].send_signal(signal.SIGINT)
            time.sleep(0.2)

    mail.at("stored", interrupt)
    processes.append(started(folder, mail))
    code, out, err = ended(processes[0])
    assert (code, out) == (130, "")
    assert "Stopped at once" in err
    assert "Traceback" not in err
    assert states(folder) == {1: "doubtful", 2: "queued", 3: "queued", 7: "queued"}


def test_ctrl_c_that_also_ends_who_reads_along_leaves_no_doubt(mail: MailServer, folder: Path) -> None:
    processes: list[subprocess.Popen[str]] = []

    def interrupt() -> None:
        reader = processes[0].stderr
        assert reader is not None
        reader.close()  # as `2>&1 | tee log` does
        processes[0].send_signal(signal.SIGINT)
        time.sleep(0.2)

    mail.at("dot", "", interrupt)
    processes.append(started(folder, mail))
    with processes[0] as process:
        assert process.stdout is not None
        assert process.stdout.read() == "2 sent, 2 left (rows 3,7).\n"
    assert process.returncode == 130
    assert copies(mail) == {1: 1, 2: 1}


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT], ids=["nohup", "in the background of a script"])
def test_a_sending_that_is_to_ignore_a_signal_does_so(mail: MailServer, folder: Path, number: signal.Signals) -> None:
    processes: list[subprocess.Popen[str]] = []
    mail.at("dot", lambda: processes[0].send_signal(number))
    before = signal.signal(number, signal.SIG_IGN)
    try:
        processes.append(started(folder, mail))
    finally:
        signal.signal(number, before)
    assert ended(processes[0])[0] == 0
    assert copies(mail) == ONE_EACH


def test_ctrl_c_ends_a_wait_for_the_rate(mail: MailServer, folder: Path) -> None:
    process = started(folder, mail, "--rate", "1/h")
    assert process.stderr is not None
    assert process.stderr.readline() == "row 1 sent\n"
    process.send_signal(signal.SIGINT)
    assert ended(process)[0] == 130
    assert copies(mail) == {1: 1}


def test_what_is_written_is_for_the_owner_alone_and_no_journal_stays(send: Send, folder: Path) -> None:
    previous = os.umask(0)
    try:
        send()
    finally:
        os.umask(previous)
    assert stat.S_IMODE((folder / "send.db").stat().st_mode) == 0o600
    assert not list(folder.glob("send.db-*"))


def test_a_damaged_ledger_stops_it_because_nobody_knows_what_was_sent(
    send: Send, mail: MailServer, folder: Path
) -> None:
    send("--limit", "2")
    database = folder / "send.db"
    database.write_bytes(database.read_bytes()[:4096] + b"\xff" * 4096)
    sent = send()
    assert sent.code == 2
    assert "the sending cannot go on" in sent.err
    assert f"({folder})" in sent.err
    assert copies(mail) == {1: 1, 2: 1}


def test_a_file_that_the_system_refuses_is_named(send: Send, folder: Path) -> None:
    (folder / "lock").mkdir()
    assert f"({folder / 'lock'})" in send().err


def test_findings_can_be_read_by_programs(send: Send, mail: MailServer) -> None:
    mail.at("RCPT", "550 5.1.1 no")
    sent = send("--report", "json")
    assert [(row["code"], row["severity"]) for row in json.loads(sent.out)] == [("mail-refused", "error")]


@pytest.mark.parametrize(
    "options",
    [
        ("--rate", "0"),
        ("--rate", "1/x"),
        ("--sender", "Noor <a@example.org>"),
        ("--trial", "me"),
        ("--dkim-key", __file__),
        ("--dkim-selector", "x"),
    ],
)
def test_a_call_that_cannot_be_carried_out_ends_with_two(
    send: Send, mail: MailServer, options: tuple[str, ...]
) -> None:
    assert send(*options).code == 2
    assert mail.times("connect") == 0
