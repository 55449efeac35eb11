"""Nothing that a sending writes or prints says who gets what."""

import base64
import os
import subprocess
import sys
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import quote

import pytest
from mail_server import DROP, MailServer
from run_folder import merged

# Each stands in no other text, as it is or encoded.
NAME, SURNAME, LOCAL, DOMAIN, AMOUNT, CODE, PASSWORD = (
    "Qwfpgzo", "Zxcarstq", "vbkjhneio", "luywfq.example.org", "73.914,66", "c0dewqxz17", "p4sswrdjhq",
)  # fmt: skip
TOKENS = (NAME, SURNAME, LOCAL, DOMAIN.partition(".")[0], AMOUNT, CODE, PASSWORD)


def personal(row: int) -> bytes:
    """Return a letter that is full of what is known of its reader."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "News <news@example.org>"
    message["To"] = f"{NAME} {SURNAME} <{LOCAL}{row}@{DOMAIN}>"
    message["Subject"] = "Nieuws"
    message["Date"] = "Mon, 02 Nov 2026 09:00:00 +0000"
    message["Message-ID"] = f"<{row}.x@example.org>"
    message["List-Unsubscribe"] = f"<https://example.org/u/{CODE}>"
    message.set_content(f"Beste {NAME},\n\nUw {AMOUNT} euro heeft geholpen.\n")
    return message.as_bytes()


def forms(token: str) -> set[bytes]:
    """Return a token as it can stand in a file: as text, quoted, reversed into hexadecimal or base64."""
    raw = token.encode()
    shifted = {base64.b64encode(b"x" * shift + raw + b"yyy")[4 : 4 + len(raw)] for shift in range(3)}
    return {raw, raw.lower(), raw.hex().encode(), token.encode("utf-16-le"), quote(token).encode(), *shifted}


def found(body: bytes) -> set[str]:
    lowered = body.lower()
    return {token for token in TOKENS for form in forms(token) if form in body or form.lower() in lowered}


def test_the_search_finds_a_token_in_every_form() -> None:
    for body in (
        NAME.upper().encode(),
        base64.b64encode(f"a{LOCAL}z!".encode()),
        AMOUNT.encode("utf-16-le"),
        SURNAME.encode().hex().encode(),
    ):
        assert found(b"before" + body + b"after")
    assert not found(b"nothing of it")


# What a server says back, which repeats what it was told.
ECHO = f"5.1.1 <{LOCAL}1@{DOMAIN}>: {NAME} {SURNAME} is not known here, nor is {AMOUNT}"
PLANS = {
    "all is well": {},
    "refused": {"RCPT": [f"550 {ECHO}"], "dot": [f"554 {ECHO}"]},
    "put off": {"RCPT": [f"451 4{ECHO[1:]}"] * 9},
    "barred": {"MAIL": [f"550 {ECHO}"]},
    "in doubt": {"dot": [DROP], "stored": [DROP, "nonsense " + ECHO]},
    "no server": {"connect": [f"421 4{ECHO[1:]}"] * 9},
    "not wanted": {"EHLO": [f"554 {ECHO}"], "connect": ["", f"554 {ECHO}"]},
    "no login": {"AUTH": [f"535 {ECHO}"]},
    "killed": {},
}


@pytest.mark.parametrize("name", PLANS)
def test_no_name_address_amount_or_password_is_written_or_printed(in_memory: Path, name: str) -> None:
    folder = merged(in_memory / "run", {row: personal(row) for row in (1, 2, 3)})
    broken = folder / "files" / "2026-peru.donors-nl.nl.000003.eml"
    home = in_memory / "home"
    home.mkdir()
    surroundings = {
        **os.environ,
        "HOME": str(home),
        "TMPDIR": str(home),
        "BRIEFGEN_SMTP_PASSWORD": PASSWORD,
        "PYTHONFAULTHANDLER": "1",
    }
    with MailServer(password=PASSWORD, plan={step: list(actions) for step, actions in PLANS[name].items()}) as mail:
        command = [sys.executable, "-X", "dev", "-m", "briefgen", "send", str(folder), "--smtp", mail.url]
        command += ["--retry-wait", "0.01", "--attempts", "2", "--stop-after", "4"]
        processes: list[subprocess.Popen[bytes]] = []
        if name == "killed":
            mail.at("stored", lambda: processes[0].kill())
        if name == "in doubt":
            broken.write_bytes(broken.read_bytes().replace(b"To: ", b"To: x, "))
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings, cwd=home
        ) as process:
            processes.append(process)
            printed = b"".join(process.communicate(timeout=60))
    assert printed or name == "killed"
    assert b"Traceback" not in printed
    assert found(printed) == set(), printed.decode()
    written = [path for path in in_memory.rglob("*") if path.is_file() and path.suffix != ".eml"]
    assert {folder / "ledger.db", folder / "lock"} <= set(written)
    if name == "killed":
        assert (folder / "send.db-wal").stat().st_size > 0
    assert {path.name: found(path.read_bytes()) for path in written if found(path.read_bytes())} == {}
