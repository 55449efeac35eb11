"""Signatures that a receiver can check, made with a real key and verified by the library that receivers use."""

import datetime
import re
import shutil
import subprocess
from pathlib import Path

import dkim
import pytest

from briefgen.deliver.dkim import Signer, signer
from briefgen.deliver.envelope import Problem
from briefgen.deliver.outgoing import outgoing
from briefgen.errors import UsageError

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")

LETTER = (
    b"From: News <news@example.org>\r\nTo: Reader <reader@example.org>\r\nSubject: News\r\n"
    b"Date: Mon, 02 Nov 2026 09:00:00 +0000\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
    b"List-Unsubscribe: <https://example.org/u/1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    + "Hallo Zoë,\r\n.\r\n\r\nTot ziens.\r\n\r\n".encode()
)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dkim")
    for command in (
        "genrsa -out key.pem 2048",
        "genrsa -out short.pem 768",
        "rsa -in key.pem -pubout -out public.pem",
        "ecparam -name prime256v1 -genkey -out ec.pem",
        "rsa -in key.pem -aes128 -passout pass:s3cr3t -out locked.pem",
    ):
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
    return folder / "key.pem"


def verified(message: bytes, key: Path) -> bool:
    """Tell whether a receiver takes the signature for good; its DNS knows the one public key."""
    public = "".join(key.with_name("public.pem").read_text().splitlines()[1:-1])

    def dns(name: bytes, timeout: int = 5) -> bytes:
        return f"v=DKIM1; k=rsa; p={public}".encode() if name == b"news._domainkey.example.org." else b""

    return bool(dkim.verify(message, dnsfunc=dns))


def signed(key: Path, message: bytes = LETTER) -> bytes:
    made = signer(key, "news", "example.org").sign(message)
    assert isinstance(made, bytes)
    return made


def test_a_receiver_can_check_the_signature_of_a_message(key: Path) -> None:
    message = signed(key)
    assert message.endswith(LETTER)
    assert verified(message, key)
    assert not verified(LETTER, key)


def test_a_key_with_other_line_ends_signs_as_well(key: Path, tmp_path: Path) -> None:
    other = tmp_path / "key.pem"
    other.write_bytes(key.read_bytes().replace(b"\n", b"\r\n"))
    assert verified(signed(other), key)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Tot ziens", b"Stuur geld"),
        (b"To: Reader", b"To: Other"),
        (b"Subject: News", b"Subject: Nows"),
        (b"/u/1", b"/u/2"),
        (b"One-Click", b"Two-Click"),
        (b"\r\nFrom:", b"\r\nFrom: evil@example.com\r\nFrom:"),
        (b"\r\nTo:", b"\r\nTo: evil@example.com\r\nTo:"),
        (b"\r\nTo:", b"\r\nCc: evil@example.com\r\nTo:"),
        (b"\r\nSubject:", b"\r\nReply-To: evil@example.com\r\nSubject:"),
    ],
)
def test_a_message_that_was_changed_on_its_way_is_told(key: Path, old: bytes, new: bytes) -> None:
    message = signed(key)
    assert message.count(old) == 1
    assert not verified(message.replace(old, new), key)


def test_spaces_that_servers_change_do_not_break_a_signature(key: Path) -> None:
    assert verified(signed(key).replace(b"Subject: News", b"Subject:   News "), key)


def test_the_lines_of_a_signature_are_short_enough_for_every_server(key: Path) -> None:
    head = signed(key).removesuffix(LETTER)
    assert head.startswith(b"DKIM-Signature: ")
    assert head.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", head)
    assert max(map(len, head.split(b"\r\n"))) < 100


@pytest.mark.parametrize("name", ["missing.pem", "public.pem", "ec.pem", "locked.pem"])
def test_a_key_that_cannot_sign_is_told_before_anything_is_sent(key: Path, name: str) -> None:
    with pytest.raises(UsageError, match="key for DKIM"):
        signer(key.with_name(name), "news", "example.org")


def test_a_key_whose_signatures_no_receiver_looks_at_is_told_before_anything_is_sent(key: Path) -> None:
    with pytest.raises(UsageError, match="768 bits"):
        signer(key.with_name("short.pem"), "news", "example.org")


@pytest.mark.parametrize(
    ("domain", "counts"),
    [
        ("example.org", True),
        ("Example.ORG", True),
        ("mail.example.org", True),
        ("news.mail.example.org", True),
        ("other.example.org", False),
        ("ample.org", False),
        ("xmail.example.org", False),
        ("org", False),
    ],
)
def test_a_signature_is_for_the_sender_s_domain_or_one_above_or_below_it(key: Path, domain: str, counts: bool) -> None:
    letter = LETTER.replace(b"news@example.org", b"news@mail.example.org")
    moment = datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)
    if counts:
        assert not isinstance(outgoing(letter, moment, signer(key, "news", domain)), Problem)
    else:
        with pytest.raises(UsageError, match="for another domain than the sender's"):
            outgoing(letter, moment, signer(key, "news", domain))


def test_a_selector_or_domain_that_no_dns_could_hold_is_told(key: Path) -> None:
    for selector, domain in (("nieuws\u00eb", "example.org"), ("news", "exämple.org"), ("news", "")):
        with pytest.raises(UsageError):
            signer(key, selector, domain)


def test_the_key_is_in_nothing_that_is_printed(key: Path) -> None:
    made = signer(key, "news", "example.org")
    assert "PRIVATE" not in f"{made} {made!r}"
    assert made.sign(b"no header s3cr3t") != b""
    assert "s3cr3t" not in repr(Signer("news", "example.org", b"s3cr3t").sign(LETTER))
