"""What becomes of a finished letter when it goes: it is dated, read back and signed, in this order."""

import re
from datetime import datetime
from email.utils import format_datetime
from typing import Final

from briefgen.deliver.dkim import Signer
from briefgen.deliver.envelope import Envelope, Problem, envelope
from briefgen.errors import UsageError

_DATE_FIELD: Final = re.compile(rb"^Date:.*\r\n(?:[ \t].*\r\n)*", re.MULTILINE | re.IGNORECASE)


def outgoing(body: bytes, moment: datetime, signer: Signer | None = None) -> tuple[Envelope, bytes] | Problem:
    """Return a letter as it goes at a moment, and whom it names; or why it may not go.

    Raises UsageError when the signature is for another domain than the sender's.
    """
    body = dated(body, moment)
    found = envelope(body)
    if isinstance(found, Problem):
        return found
    if signer:
        _check_domain(found.sender, signer)
        signed = signer.sign(body)
        if isinstance(signed, Problem):
            return signed
        body = signed
    return found, body


def dated(body: bytes, moment: datetime) -> bytes:
    """Return a message with another date; ``moment`` has a time zone. Nothing else in it changes."""
    head, gap, rest = body.partition(b"\r\n\r\n")
    line = f"Date: {format_datetime(moment)}\r\n".encode("ascii")
    return _DATE_FIELD.sub(line, head + b"\r\n", count=1) + gap[2:] + rest


def _check_domain(sender: str, signer: Signer) -> None:
    """Refuse a signature for a domain that is neither the sender's nor above or below it (RFC 7489, 3.1.1)."""
    domain, signing = sender.rpartition("@")[2].lower(), signer.domain.lower()
    if not (f".{domain}".endswith(f".{signing}") or signing.endswith(f".{domain}")) or "." not in signing:
        raise UsageError(
            "the signature would be for another domain than the sender's, and count for nothing",
            "give --dkim-domain the domain of the sender's address, or one above or below it",
        )
