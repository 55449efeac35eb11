"""Parses a finished message back before it goes, and says whom it would reach.

The message was written with care, but what counts is what the servers on its way read in it: a long display name has
brought in a second recipient (CPython gh-80222). So its bytes are looked at twice, line by line by the grammar of RFC
5322 and RFC 5321, which is kept narrow here, and by the parser of the standard library; both have to find one sender
and one recipient, the same, and nothing that briefgen does not write.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, strict
from typing import Final

ALLOWED: Final = frozenset({
    "from", "to", "reply-to", "subject", "date", "message-id", "mime-version", "content-type", "content-language",
    "content-transfer-encoding", "list-id", "list-unsubscribe", "list-unsubscribe-post", "auto-submitted",
})  # fmt: skip
"""The header fields that a message may have, each once."""

REQUIRED: Final = ("From", "To", "Subject", "Date", "Message-ID")
# Fields with a name that says why they are refused; another field's name could be somebody's.
_KNOWN: Final = ("cc", "bcc", "sender", "resent-to", "resent-cc", "resent-bcc", "resent-from", "return-path")
_PARTS: Final = ("text/", "image/", "multipart/")
_LINE: Final = 998  # RFC 5322, 2.1.1
_HEAD: Final = 1 << 16

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_SPEC = rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*"
_WORD = rf'(?:{_ATOM}|"(?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\[ -~])*")'
_MAILBOX: Final = re.compile(rf"(?:(?:{_WORD}(?:[ \t]+{_WORD})*[ \t]*)?<(?P<spec>{_SPEC})>|(?P<bare>{_SPEC}))")
_FIELD: Final = re.compile(rb"([A-Za-z0-9-]+):([\t -~]*)")
_FOLDED: Final = re.compile(rb"[ \t][\t -~]*[!-~][\t -~]*")
_MESSAGE_ID: Final = re.compile(rf"<{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*>")
_CONTROL: Final = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends a message and who gets it, as bare addresses."""

    sender: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a message does not go: a code from docs/findings.md and what is wrong, without a word of the message."""

    code: str
    message: str
    hint: str = ""


class _RefusedError(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def envelope(body: bytes) -> Envelope | Problem:
    """Return the sender and the one recipient of a finished message, or why it may not go.

    ``body`` is the message as it would be sent: lines that end in CR LF, header fields in ASCII.
    """
    try:
        fields = _fields(body)
        seen = Envelope(_address(fields, "from"), _address(fields, "to"))
        _check_parsed(body, seen)
        return seen
    except _RefusedError as refused:
        return Problem(refused.code, refused.message, "make it anew; if it happens again, report it")


def is_address(text: str) -> bool:
    """Tell whether a text is one bare address that every server takes (RFC 5321): ASCII, its domain in IDNA form."""
    local, _, domain = text.rpartition("@")
    return (
        re.fullmatch(_SPEC, text) is not None
        and len(local) <= 64
        and len(domain) <= 253
        and all(map(_is_label, domain.split(".")))
    )


def _is_label(label: str) -> bool:
    """Tell whether a label of a domain is what it claims to be, if it claims to stand for one in Unicode (RFC 5890)."""
    if not label.lower().startswith("xn--"):
        return True
    try:
        return not label[4:].encode("ascii").decode("punycode").isascii()
    except UnicodeError:
        return False


def _fields(body: bytes) -> dict[str, str]:
    """Return the header fields of a message by their names in lower case, unfolded."""
    _check_lines(body)
    head, gap, _ = body.partition(b"\r\n\r\n")
    if not gap or len(head) > _HEAD:
        raise _RefusedError("mail-form", "no empty line ends the header, or only a very late one")
    fields: dict[str, str] = {}
    name = ""
    for number, line in enumerate(head.split(b"\r\n"), start=1):
        if found := _FIELD.fullmatch(line):
            name = found[1].decode("ascii").lower()
            _check_name(name, number, fields)
            fields[name] = found[2].decode("ascii")
        elif name and _FOLDED.fullmatch(line):
            fields[name] += line.decode("ascii")
        else:
            raise _RefusedError("mail-form", f"line {number} is no header field")
    for wanted in REQUIRED:
        if not fields.get(wanted.lower(), "").strip():
            raise _RefusedError("mail-header", f"the field {wanted} is missing")
    if not _MESSAGE_ID.fullmatch(fields["message-id"].strip()):
        raise _RefusedError("mail-header", "the field Message-ID holds no message id")
    return fields


def _check_lines(body: bytes) -> None:
    """Refuse bytes that servers read in different ways, which is how one message becomes two."""
    for pattern, what in ((rb"\0", "a NUL"), (rb"\r(?!\n)", "a CR without LF"), (rb"(?<!\r)\n", "an LF without CR")):
        if found := re.search(pattern, body):
            raise _RefusedError("mail-form", f"line {body.count(bytes([10]), 0, found.start()) + 1} holds {what}")
    if not body.endswith(b"\r\n"):
        raise _RefusedError("mail-form", "the last line has no end")
    for number, line in enumerate(body.split(b"\r\n"), start=1):
        if len(line) > _LINE:
            raise _RefusedError("mail-form", f"line {number} is longer than {_LINE} bytes")


def _check_name(name: str, number: int, fields: dict[str, str]) -> None:
    if name not in ALLOWED:
        said = f"the field {name.title()}" if name in _KNOWN else f"the field in line {number}"
        raise _RefusedError("mail-header", f"{said} is not one that a letter may have")
    if name in fields:
        raise _RefusedError("mail-header", f"line {number} holds a second field {name.title()}")


def _address(fields: dict[str, str], name: str) -> str:
    """Return the one bare address of a field."""
    found = _MAILBOX.fullmatch(fields[name].strip())
    address = (found["spec"] or found["bare"]) if found else ""
    if not is_address(address):
        raise _RefusedError("mail-recipient", f"the field {name.title()} does not hold exactly one address")
    return address


def _check_parsed(body: bytes, seen: Envelope) -> None:
    """Have the standard library parse the message, every part of it, and compare."""
    try:
        # The parser fails on hostile input in many ways, and its messages quote what they were about.
        message = BytesParser(EmailMessage, policy=SMTP + strict).parsebytes(body)
        found = [[address.addr_spec for address in message[name].addresses] for name in ("from", "to")]
        defects = list(_defects(message))
    except Exception as error:
        raise _RefusedError("mail-form", f"it cannot be parsed back: {type(error).__name__}") from None
    if defects:
        raise _RefusedError("mail-form", f"it is read back with {defects[0]}")
    if found != [[seen.sender], [seen.recipient]]:
        raise _RefusedError("mail-recipient", "its addresses can be read in two ways")


def _defects(message: EmailMessage) -> Iterator[str]:
    """Yield the names of what the parser passed over, in the header and in all parts."""
    for index, part in enumerate(message.walk()):
        for name, value in part.items():
            if index and not name.lower().startswith(("content-", "mime-version")):
                yield "a part with a field that no part may have"
            if _CONTROL.search(value):
                yield "control characters behind an encoded word"
            yield from (type(defect).__name__ for defect in value.defects)
        if not part.get_content_type().startswith(_PARTS):
            yield "a part that is neither text nor picture"
        if not part.is_multipart():
            part.get_payload(decode=True)
        yield from (type(defect).__name__ for defect in part.defects)
