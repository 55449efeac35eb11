"""The folder of a finished merge of e-mails, as a merge leaves it, for tests of what comes after."""

import hashlib
import json
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from briefgen.merge.ledger import Entry, create_ledger

EDITION = "2026-peru.donors-nl.nl"


def letter(
    number: int, name: str = "", body: str = "Beste lezer,\n\n.een regel met een punt\n", domain: str = "example.org"
) -> bytes:
    """Return a letter to the reader of a row."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("News", "news", "example.org")
    message["To"] = Address(name, f"reader{number}", domain)
    message["Subject"] = "Nieuws uit Peru"
    message["Date"] = "Mon, 02 Nov 2026 09:00:00 +0000"
    message["Message-ID"] = f"<{number:06}.abcdef@example.org>"
    message["List-Unsubscribe"] = "<https://example.org/u/c0de>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(body)
    message.add_alternative(f"<p>{body}</p>", subtype="html")
    for part, boundary in zip((message,), ("=_0123456789abcdef",), strict=True):
        part.set_boundary(boundary)
    return message.as_bytes()


def address(number: int, domain: str = "example.org") -> str:
    return f"reader{number}@{domain}"


def merged(
    folder: Path,
    letters: Mapping[int, bytes],
    quarantined: tuple[int, ...] = (),
    finished: bool = True,
    form: str = "eml",
) -> Path:
    """Make the folder of a merge with these letters by their rows."""
    (folder / "files").mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    entries = [Entry(row, "f" * 64, EDITION, "quarantined", reason="render-timeout") for row in quarantined]
    for row, body in letters.items():
        path = f"files/{EDITION}.{row:06}.{form}"
        (folder / path).write_bytes(body)
        (folder / path).chmod(0o600)
        entries.append(Entry(row, f"{row:064x}", EDITION, "done", path, len(body), hashlib.sha256(body).hexdigest()))
    with create_ledger(folder, {"content": "0" * 16}) as ledger:
        ledger.record(entries)
        ledger.set_finished(finished)
    note = {"newsletter": "2026-peru", "form": form, "state": "finished" if finished else "unfinished"}
    (folder / "run.json").write_text(json.dumps(note), encoding="utf-8")
    return folder
