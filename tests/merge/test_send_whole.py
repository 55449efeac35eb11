"""From a list to mailboxes: a real merge, sent, signed, read by those who got it, and purged."""

import base64
import email
import email.policy
import shutil
import subprocess
from pathlib import Path

import dkim
import letters
import pytest
from mail_server import MailServer
from small_workspace import Ran, run
from test_merge_command import ROWS, write_list


@pytest.fixture
def here(in_memory: Path) -> Path:
    """Return a workspace with a list of three readers, whose e-mails are made."""
    work = Path(shutil.copytree(letters.ROOT, in_memory / "work"))
    write_list(work, *ROWS)
    made = run(work, "merge", "spring", "--recipients", "list.csv", "--jobs", "1", "--as", "eml")
    assert made.code == 0, made.out + made.err
    return work


def test_three_readers_get_their_own_letters_signed_and_nobody_else_s(here: Path, in_memory: Path) -> None:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    key = in_memory / "dkim.pem"
    subprocess.run(["openssl", "genrsa", "-out", str(key), "2048"], check=True, capture_output=True)
    der = subprocess.run(
        ["openssl", "rsa", "-in", key, "-pubout", "-outform", "DER"], check=True, capture_output=True
    ).stdout
    with MailServer() as mail:
        signing = ("--dkim-key", str(key), "--dkim-selector", "s", "--dkim-domain", "example.org")
        assert run(here, "send", "spring", "--dry-run", *signing).out == "3 could go (rows 1-3).\n"
        sent = run(here, "send", "spring", "--smtp", mail.url, *signing)
        assert (sent.code, sent.out) == (0, "3 sent.\n")
    assert {name: len(box) for name, box in mail.boxes.items()} == {
        "noor@example.org": 1,
        "robin@example.org": 1,
        "jip@example.org": 1,
    }
    for name, [arrived] in mail.boxes.items():
        first = name.partition("@")[0].title()
        read = email.message_from_bytes(arrived, policy=email.policy.default)
        text = read.get_body(("plain",))
        assert text is not None
        others = {"Noor", "Robin", "Jip"} - {first}
        assert first in text.get_content()
        assert not any(other in arrived.decode() + text.get_content() for other in others)
        record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(der)
        assert dkim.verify(arrived, dnsfunc=lambda name, timeout=5: record)  # noqa: B023


def test_what_was_sent_is_never_overwritten_by_another_merge_and_goes_with_a_purge(here: Path) -> None:
    folder = here / "output" / "merge" / "spring"

    def merge(*options: str) -> Ran:
        return run(here, "merge", "spring", "--recipients", "list.csv", "--jobs", "1", "--as", "eml", *options)

    with MailServer() as mail:
        assert run(here, "send", "spring", "--smtp", mail.url, "--limit", "1").code == 1
        assert merge("--force").code == 2, "what says who got a letter would be lost"
        next((folder / "files").iterdir()).unlink()
        assert merge("--resume").code == 0
        assert run(here, "send", "spring", "--smtp", mail.url).out == "3 sent (2 now).\n"
        assert run(here, "purge", "spring").code == 0
        assert sorted(file.name for file in folder.iterdir()) == ["lock", "run.json"]
        after = run(here, "send", "spring", "--smtp", mail.url)
        assert (after.code, "there is no merge in" in after.err) == (2, True)
    assert all(len(box) == 1 for box in mail.boxes.values())


@pytest.mark.parametrize("option", [("--sample", "2"), ("--draft", "--output", "look")], ids=["sample", "draft"])
def test_what_was_made_for_a_look_goes_to_no_reader(here: Path, option: tuple[str, ...]) -> None:
    assert run(here, "merge", "spring", "--recipients", "list.csv", "--jobs", "1", "--as", "eml", *option).code == 0
    folder = "look" if "look" in option else "output/merge/spring.sample"
    with MailServer() as mail:
        sent = run(here, "send", folder, "--smtp", mail.url)
        assert (sent.code, "is one to look at" in sent.err) == (2, True)
        assert run(here, "send", folder, "--smtp", mail.url, "--trial", "me@example.org").code == 0
    assert list(mail.boxes) == ["me@example.org"]


def test_a_purge_takes_what_a_killed_sending_left(here: Path) -> None:
    folder = here / "output" / "merge" / "spring"
    with MailServer() as mail:
        run(here, "send", "spring", "--smtp", mail.url)
    for name in ("send.db-wal", "send.db-shm", "send.db-journal"):
        (folder / name).write_bytes(b"left")
    assert run(here, "purge", "spring").code == 0
    assert not list(folder.glob("send*"))


def test_a_fault_in_briefgen_is_told_without_the_words_of_its_exception(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("Noor Voorbeeld <noor@example.org>")

    monkeypatch.setattr("briefgen.merge.sending.outgoing", fail)
    with MailServer() as mail:
        sent = run(here, "send", "spring", "--smtp", mail.url)
    assert sent.code == 2
    assert "briefgen has a fault (RuntimeError)" in sent.err
    assert "noor" not in (sent.out + sent.err).lower()
