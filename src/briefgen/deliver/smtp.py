"""Hands one message at a time to a mail server, and tells exactly how that ended (RFC 5321).

What counts is who answers for a message when something goes wrong. Until the dot that ends it is on its way, the server
has to forget it, and it can be tried again. When the server has said yes, it is the server's. In between nobody knows,
and that is an outcome of its own.

smtplib's own way of sending is not used: it does not tell these apart, and its exceptions quote addresses. Replies are
kept as numbers, because servers repeat addresses in their words.
"""

import contextlib
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from briefgen.deliver.envelope import Envelope, Problem

# After the dot a server may take its time, and giving up early makes second copies (RFC 5321, 4.5.3.2.6).
PATIENCE: Final = 10
_CHUNK: Final = 1 << 16
_LONGEST: Final = 1 << 16
"""The most bytes that a reply may have; the longest in use, to EHLO, have some hundreds."""
_FAREWELL: Final = 5.0
_ENHANCED: Final = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?!\d)")
# The server wants to know first who we are: no message of this call would get further.
_AUTHENTICATION: Final = (530, 534, 535, 538)
_TOO_LARGE: Final = 552
_CLOSING: Final = 421

R = TypeVar("R")
Outcome = Literal["sent", "refused", "later", "barred", "doubtful"]
"""How an attempt ended: the server has it; the server does not want it; not now; the server takes nothing from us;
nobody knows."""


@dataclass(frozen=True, slots=True)
class Reply:
    """How an attempt ended, with the server's code, and its finer one (RFC 3463) where it gave one.

    ``code`` is 0 where no answer came. ``lost`` says that the connection cannot be used any more; ``problem`` says why
    the message was not even offered.
    """

    outcome: Outcome
    code: int = 0
    status: str = ""
    lost: bool = False
    problem: Problem | None = None

    def __str__(self) -> str:
        """Return the numbers of the reply, which name nobody."""
        return f"{self.code} {self.status}".strip() if self.code else "no answer"


class Client(smtplib.SMTP):
    """smtplib's client, for which a reply has to end: smtplib waits anew for each byte, and for any number of lines."""

    def getreply(self) -> tuple[int, bytes]:
        """Return code and text of a reply that comes whole within the timeout of the socket."""
        if self.sock and self.file is None:  # it is, after a connection is made or secured
            self.file = _Lines(self.sock)
        if self.file:
            self.file.begin()
        return super().getreply()

    def is_ahead(self) -> bool:
        """Tell whether the server has said something that was not asked for, or has hung up. Raises OSError."""
        return bool(self.file and self.file.is_ahead())


class TlsClient(Client, smtplib.SMTP_SSL):
    """The same with TLS from the first byte on."""


class _Lines:
    """The lines that a server says, as smtplib reads them."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._ahead = b""

    def begin(self) -> None:
        """Begin a reply, for which there is time and room."""
        self._room = _LONGEST
        self._end = time.monotonic() + (self._sock.gettimeout() or 0)

    def readline(self, limit: int) -> bytes:
        """Return a line, or what there is of it when the connection ends; raise OSError where none of that comes."""
        while b"\n" not in self._ahead and len(self._ahead) < limit:
            if not (more := self._received()):
                break
            self._ahead += more
        size = self._ahead.find(b"\n") + 1 or len(self._ahead)
        self._room -= size
        if size >= limit or self._room < 0:
            raise ConnectionAbortedError
        line, self._ahead = self._ahead[:size], self._ahead[size:]
        return line

    def is_ahead(self) -> bool:
        """Tell, without waiting, whether there is more to read, or nothing any more."""
        if not self._ahead:
            patience = self._sock.gettimeout()
            try:
                self._sock.settimeout(0)
                self._ahead = self._sock.recv(_CHUNK)
            except (BlockingIOError, ssl.SSLWantReadError):
                return False
            finally:
                self._sock.settimeout(patience)
        return True

    def _received(self) -> bytes:
        patience = self._sock.gettimeout()
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        try:
            self._sock.settimeout(left)
            return self._sock.recv(_CHUNK)
        finally:
            self._sock.settimeout(patience)

    def close(self) -> None:
        """Do nothing: the socket is closed by whom it belongs to."""


class Connection:
    """An open conversation with a mail server; ``server.connect`` makes one."""

    def __init__(self, client: Client, timeout: float) -> None:
        self._client = client
        self._timeout = timeout

    def deliver(self, envelope: Envelope, body: bytes, transmitting: Callable[[], None]) -> Reply:
        """Hand over one message, whose lines end in CR LF.

        ``transmitting`` is called once both addresses are accepted and before the first byte of the message goes. From
        there on a message may have arrived, whatever happens to this process.
        """
        if not (body.isascii() or self._client.has_extn("8bitmime")):
            return Reply("refused", problem=Problem("mail-8bit", "it holds bytes that this server does not take"))
        reply = _tried(lambda: self._addressed(envelope, body))
        if reply is None:
            transmitting()
            reply = _tried(lambda: self._handed_over(body))
        if reply.lost:
            self._client.close()
        return reply

    def close(self) -> None:
        """Say goodbye, and close the connection whatever the server answers."""
        with contextlib.suppress(OSError):
            if self._client.sock:
                self._client.sock.settimeout(min(_FAREWELL, self._timeout))
            self._client.quit()
        self._client.close()

    def _addressed(self, envelope: Envelope, body: bytes) -> Reply | None:
        """Name sender and recipient; return the reply that is no yes."""
        size = f" SIZE={len(body)}" if self._client.has_extn("size") else ""
        bits = "" if body.isascii() else " BODY=8BITMIME"
        code, text = self._client.docmd("MAIL", f"FROM:<{envelope.sender}>{size}{bits}")
        if code // 100 != 2:
            barred = code // 100 == 5 and code != _TOO_LARGE
            return self._turned_down(code, text, "barred" if barred else None)
        code, text = self._client.docmd("RCPT", f"TO:<{envelope.recipient}>")
        return None if code // 100 == 2 else self._turned_down(code, text)

    def _handed_over(self, body: bytes) -> Reply:
        """Transmit the message, and return how that ended."""
        code, text = self._client.docmd("DATA")
        if code != 354:
            return self._turned_down(code, text)
        stuffed = re.sub(rb"(?m)^\.", b"..", body)  # RFC 5321, 4.5.2
        for start in range(0, len(stuffed), _CHUNK):
            self._sock.sendall(stuffed[start : start + _CHUNK])
        if self._client.is_ahead():  # what it says now is no answer to the dot
            code, text = self._client.getreply()
            if code // 100 != 5:
                raise smtplib.SMTPServerDisconnected
            return Reply("refused", code, _status(text), lost=True)
        try:
            self._sock.settimeout(PATIENCE * self._timeout)
            self._sock.sendall(b".\r\n")
            code, text = self._client.getreply()
            self._sock.settimeout(self._timeout)
        except OSError:
            return Reply("doubtful", lost=True)
        if code // 100 == 2:
            return Reply("sent", code, _status(text))
        return self._turned_down(code, text) if code // 100 in (4, 5) else Reply("doubtful", max(code, 0), lost=True)

    def _turned_down(self, code: int, text: bytes, outcome: Outcome | None = None) -> Reply:
        """Return the reply to a no, and have the server forget what it was told."""
        if code // 100 not in (4, 5):
            raise smtplib.SMTPServerDisconnected  # whatever speaks there, it is not SMTP
        if code in _AUTHENTICATION:
            outcome = "barred"
        lost = code == _CLOSING
        if not lost:
            try:
                lost = self._client.docmd("RSET")[0] != 250
            except OSError:
                lost = True
        return Reply(outcome or ("later" if code // 100 == 4 else "refused"), code, _status(text), lost)

    @property
    def _sock(self) -> socket.socket:
        if self._client.sock is None:
            raise smtplib.SMTPServerDisconnected
        return self._client.sock


def _tried(part: Callable[[], R]) -> R | Reply:
    """Return what a part of a conversation gives, or that the connection broke before the end of a message had gone."""
    try:
        return part()
    except OSError:  # smtplib's own exceptions are such too
        return Reply("later", lost=True)


def _status(text: bytes) -> str:
    found = _ENHANCED.match(text)
    return found[0].decode("ascii") if found else ""
