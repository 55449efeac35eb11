"""Messages: a mail filled in for one recipient, as the bytes that a mail server takes.

The header is written here, field by field, and not by the library: how that folds lines differs between versions of
Python, and a long display name in quotes lost them there and brought in a second recipient (CPython gh-80222). Here
nothing that comes from outside is ever put into quotes, and no address is ever encoded or folded.
"""

import binascii
import datetime
import hashlib
import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterator
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import quote

from briefgen.compose.mail.filled import html_for, linked, text_for, unsubscribe_address
from briefgen.model.base import ADDRESS
from briefgen.model.mail import HTML_BYTES, Mail, Picture
from briefgen.model.recipient import Recipient

LINE = 76  # a line with an encoded word may have no more (RFC 2047, 2)
HARD_LINE = 998  # nor any line (RFC 5322, 2.1.1)
HOUR = datetime.time(9, tzinfo=datetime.UTC)
NAME = 80
"""The most characters of a display name; more is no name."""

# Letters that change the direction of what follows: in a header they make an address look like another one.
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# What means something in the grammar of addresses (RFC 5322, 3.2.3). Some programs decode first and read it then.
_SPECIALS = re.compile(r'[()<>\[\]:;@\\,"]')
_PLAIN_WORDS = re.compile(r"[A-Za-z0-9!#$%&'*+/^_`{|}~ -]+")
_PLAIN_LINE = re.compile(r"[!-~](?:[ -~]*[!-~])?")
# Many a mailbox is one file in which such a line begins a message: servers put ">" before it, few take it out again.
_LOOKS_LIKE_START = re.compile(rb"^(>*)From ", re.MULTILINE)


class UndeliverableError(ValueError):
    """No message can be written for a recipient. The text says nothing of who it is; ``code`` is that of a finding."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def as_eml(mail: Mail, recipient: Recipient) -> bytes:
    """Return the message for one recipient: the same bytes for the same mail and recipient, on any day and machine.

    Raises:
        UndeliverableError: the recipient has no address that a server takes, or what is known of them makes the mail
            longer than it may be.
    """
    if not ADDRESS.fullmatch(recipient.email):
        raise UndeliverableError("merge-undeliverable", "the recipient has no mail address")
    kind, content = _alternative(mail, recipient)
    head = "\r\n".join([*_fields(mail, recipient), kind, "", ""]).encode("ascii")
    digest = hashlib.sha256(head + content).hexdigest()[:40]
    message = f"Message-ID: <{digest}@{_domain(mail)}>\r\n".encode("ascii") + head
    if any(len(line) > HARD_LINE for line in message.split(b"\r\n")):
        raise UndeliverableError("merge-undeliverable", "a field of the header is too long")
    return message + content


def _fields(mail: Mail, recipient: Recipient) -> Iterator[str]:
    yield f"Date: {format_datetime(datetime.datetime.combine(mail.date, HOUR))}"
    yield _address("From", mail.sender.name, mail.sender.address)
    yield _address("To", recipient.name, recipient.email)
    if mail.sender.reply_to:
        yield _address("Reply-To", "", mail.sender.reply_to)
    yield _text("Subject", mail.subject)
    yield from _stops(mail, recipient.code)
    yield f"Content-Language: {mail.language}"
    yield "MIME-Version: 1.0"


def _stops(mail: Mail, code: str) -> Iterator[str]:
    """Yield the fields by which a program stops the mails; with one click where the link is of this reader alone.

    They are never encoded, and folded only between addresses (RFC 2369, RFC 8058).
    """
    addresses = [f"<{unsubscribe_address(mail, code)}>"] if code else []
    if mail.sender.unsubscribe_mail:
        subject = quote(f"unsubscribe {code}".strip(), safe="")
        addresses.append(f"<mailto:{mail.sender.unsubscribe_mail}?subject={subject}>")
    yield f"List-Id: <{mail.audience}.{_domain(mail)}>"
    if addresses:
        yield "List-Unsubscribe: " + ",\r\n ".join(addresses)
    if code:
        yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"


def _domain(mail: Mail) -> str:
    return mail.sender.address.rpartition("@")[2]


def clean_name(name: str) -> str:
    """Return a display name without what could be read as an address, a line or a change of direction."""
    plain = _SPECIALS.sub(" ", _printable(name))
    return " ".join(plain.split())[:NAME].strip()


def _printable(text: str) -> str:
    """Return a text on one line, without control characters, lone surrogates and turns of direction."""
    safe = "".join(" " if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char for char in text)
    return " ".join(_TURNS.sub("", unicodedata.normalize("NFC", safe)).split())


def _address(field: str, name: str, address: str) -> str:
    shown = clean_name(name)
    if not shown:
        return f"{field}: {address}"
    plain = f"{field}: {shown} <{address}>"
    if _PLAIN_WORDS.fullmatch(shown) and "=?" not in shown and len(plain) <= LINE:
        return plain
    return f"{field}: {_encoded(shown, len(field) + 2)}\r\n <{address}>"


def _text(field: str, text: str) -> str:
    shown = _printable(text)
    plain = f"{field}: {shown}"
    if _PLAIN_LINE.fullmatch(shown) and "=?" not in shown and len(plain) <= LINE:
        return plain
    return f"{field}: {_encoded(shown, len(field) + 2)}"


def _encoded(text: str, used: int) -> str:
    """Return a text as encoded words, one a line (RFC 2047); ``used`` characters stand before the first."""
    words: list[str] = []
    rest = text
    while rest:
        room = (LINE - (used if not words else 1) - len("=?utf-8?B??=")) // 4 * 3
        piece = rest
        while len(piece.encode()) > room:
            piece = piece[: min(len(piece) - 1, room)]
        words.append(f"=?utf-8?B?{b64encode(piece.encode()).decode()}?=")
        rest = rest[len(piece) :]
    return "\r\n ".join(words)


def _alternative(mail: Mail, recipient: Recipient) -> tuple[str, bytes]:
    """Return the type and the content of the message: the text, and then the HTML with its pictures."""
    text = text_for(mail, recipient.fields, recipient.code)
    html = html_for(mail, recipient.fields, recipient.code)
    if mail.sender.pictures:
        html = linked(html, mail, mail.sender.pictures)
    if len(html.encode()) > HTML_BYTES:
        raise UndeliverableError("mail-too-large", "the HTML is longer than Gmail shows")
    if mail.sender.pictures or not mail.pictures:
        return _multipart("alternative", [_words("plain", text), _words("html", html)])
    pictures = [_picture(name, picture) for name, picture in mail.pictures.items()]
    kind, related = _multipart("related", [_words("html", html), *pictures], '; type="text/html"')
    return _multipart("alternative", [_words("plain", text), kind.encode() + b"\r\n\r\n" + related])


def _words(subtype: str, text: str) -> bytes:
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    body = binascii.b2a_qp(text.replace("\r\n", "\n").encode(), istext=True)
    # The line ends after the word, for the next could be full.
    body = _LOOKS_LIKE_START.sub(rb"\1=46rom=\n ", body)
    return head.encode() + body.replace(b"\n", b"\r\n") + b"\r\n"


@lru_cache(maxsize=64)
def _picture(name: str, picture: Picture) -> bytes:
    """Return a picture as a part; it is the same in every message."""
    file = name.partition("@")[0]
    head = (
        f"Content-Type: {picture.media_type}\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-ID: <{name}>\r\nContent-Disposition: inline; filename="{file}"\r\n\r\n'
    )
    return head.encode() + _in_lines(picture.body)


def _in_lines(body: bytes) -> bytes:
    encoded = b64encode(body)
    return b"".join(encoded[at : at + LINE] + b"\r\n" for at in range(0, len(encoded), LINE))


def _multipart(subtype: str, parts: list[bytes], more: str = "") -> tuple[str, bytes]:
    """Return the field Content-Type and the content of several parts. No encoded part can hold the boundary."""
    boundary = "=_" + hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]
    mark = f"--{boundary}".encode()
    content = b"".join(mark + b"\r\n" + part for part in parts) + mark + b"--\r\n"
    return f'Content-Type: multipart/{subtype}{more};\r\n boundary="{boundary}"', content
