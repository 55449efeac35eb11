"""Signs messages as they are sent, so that receivers can tell that nobody changed them (RFC 6376)."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from briefgen.deliver.envelope import Problem, is_address
from briefgen.errors import UsageError

# One-click links count only when both of their fields are signed (RFC 8058, 4).
SIGNED: Final = (
    "from", "to", "reply-to", "subject", "date", "message-id", "mime-version", "content-type", "content-language",
    "content-transfer-encoding", "list-id", "list-unsubscribe", "list-unsubscribe-post", "auto-submitted",
)  # fmt: skip
# Signed once more than they are there, so that a second one breaks the signature.
SEALED: Final = ("from", "to", "subject", "date", "reply-to", "cc")

SHORTEST: Final = 1024
"""The fewest bits of a key that receivers look at (RFC 8301, 3.2)."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for a domain with the key that its DNS names by ``selector``; ``signer`` makes one that works."""

    selector: str
    domain: str
    key: bytes = field(repr=False)

    def sign(self, body: bytes) -> bytes | Problem:
        """Return a message with its signature in front, or why it cannot be signed."""
        try:
            return self._signature(body) + body
        except Exception as error:  # those of the library quote the message
            return Problem("mail-form", f"it cannot be signed: {type(error).__name__}")

    def _signature(self, body: bytes) -> bytes:
        import dkim

        head = body.partition(b"\r\n\r\n")[0].lower()
        there = [name for name in SIGNED if any(line.startswith(f"{name}:".encode()) for line in head.split(b"\r\n"))]
        signature: bytes = dkim.sign(
            body,
            self.selector.encode("ascii"),
            self.domain.encode("ascii"),
            self.key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[name.encode("ascii") for name in (*there, *SEALED)],
        )
        return signature


def signer(path: Path, selector: str, domain: str) -> Signer:
    """Return a signer with the key in a file, which has signed once; raise UsageError, which never quotes the key."""
    try:
        import dkim
    except ModuleNotFoundError as error:
        raise UsageError(
            f"signing needs the package {error.name}", "install it: pip install 'briefgen[mail]'"
        ) from None
    if not (is_address(f"x@{domain}") and is_address(f"x@{selector}")):
        raise UsageError("the selector or the domain for DKIM is none that a DNS could hold", "write it as example.org")
    try:
        made = Signer(selector, domain, path.read_bytes().replace(b"\r\n", b"\n"))
        made._signature(b"From: x@example.org\r\n\r\n\r\n")
        bits = dkim.crypto.parse_pem_private_key(made.key)["modulus"].bit_length()
    except OSError as error:
        raise UsageError(f"the key for DKIM cannot be read: {error.strerror}") from None
    except (dkim.DKIMException, UnicodeError, ValueError, LookupError, TypeError):
        raise UsageError(
            "the key for DKIM cannot be used",
            "it has to be an RSA key in PEM form without a password: openssl genrsa -out dkim.pem 2048",
        ) from None
    if bits < SHORTEST:
        raise UsageError(
            f"the key for DKIM has {bits} bits: receivers take no signature with less than {SHORTEST} for one",
            "make a new one, and put its public key into the DNS: openssl genrsa -out dkim.pem 2048",
        )
    return made
