"""Reaches a mail server: by its address, in secret, and as somebody it knows."""

import smtplib
import socket
import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from briefgen.deliver.smtp import Client, Connection, TlsClient
from briefgen.errors import UsageError

PORTS: Final = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server as ``--smtp`` names it; ``tls`` from the first byte on, else after STARTTLS."""

    host: str
    port: int
    tls: bool = False
    user: str = ""

    @property
    def is_loopback(self) -> bool:
        """Tell whether what is said to the server never leaves this machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


class UnreachableError(Exception):
    """No connection for now; ``reason`` says why, without a word from the server."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def server(url: str) -> Server:
    """Return the server that ``smtp://user@host:port`` or ``smtps://…`` names.

    Raises UsageError, which quotes nothing of the address: it may hold a password.
    """
    hint = "write it as smtp://user@mail.example.org:587, or smtps:// for a port that begins with TLS"
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise UsageError("the address of the mail server cannot be read", hint) from None
    if parts.password is not None:
        raise UsageError(
            "the address of the mail server must not hold the password: others can see the command line",
            "put it into the environment variable BRIEFGEN_SMTP_PASSWORD, or type it when you are asked",
        )
    if parts.scheme not in PORTS or not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise UsageError("the address of the mail server cannot be read", hint)
    return Server(host, port or PORTS[parts.scheme], parts.scheme == "smtps", unquote(parts.username or ""))


def connect(server: Server, password: str, timeout: float, authorities: Path | None = None) -> Connection:
    """Open a conversation: secured, and as the user of ``server`` where it names one.

    ``timeout`` is in seconds for each answer; ``authorities`` is a file of certificates to trust besides the system's.

    Raises:
        UnreachableError: not now, but trying again makes sense.
        UsageError: this will not work until somebody changes something.
    """
    client: Client | None = None
    try:
        if server.tls:
            context = _context(server, authorities)
            client = TlsClient(server.host, server.port, timeout=timeout, context=context)
        else:
            client = Client(server.host, server.port, timeout=timeout)
            _secure(client, server, authorities)
        client.ehlo_or_helo_if_needed()
        if server.user:
            _log_in(client, server.user, password)
        if client.sock:
            # The dot goes by itself, and would wait for the receipt of what came before (40 ms a letter).
            client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return Connection(client, timeout)
    except BaseException as error:
        if client is not None:
            client.close()
        if isinstance(error, OSError | ValueError):  # that of a challenge which is no base64
            raise _explained(error, timeout) from None
        raise


def _secure(client: smtplib.SMTP, server: Server, authorities: Path | None) -> None:
    client.ehlo_or_helo_if_needed()
    if client.has_extn("starttls"):
        client.starttls(context=_context(server, authorities))
    elif not server.is_loopback:
        raise UsageError(
            "the mail server offers no encryption (STARTTLS), and it is not on this machine",
            "use smtps:// where it has a port for TLS; names and addresses do not travel in the open",
        )


def _log_in(client: smtplib.SMTP, user: str, password: str) -> None:
    """Log in by the first way that both sides know, and by no other: servers count wrong passwords."""
    offered = client.esmtp_features.get("auth", "").upper().split()
    client.user, client.password = user, password
    if "PLAIN" in offered:
        client.auth("PLAIN", client.auth_plain)
    elif "LOGIN" in offered:
        client.auth("LOGIN", client.auth_login)
    elif "CRAM-MD5" in offered:
        client.auth("CRAM-MD5", client.auth_cram_md5)
    else:
        raise smtplib.SMTPNotSupportedError


def _context(server: Server, authorities: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if authorities:
        try:
            context.load_verify_locations(authorities)
        except OSError:
            raise UsageError(
                f"{authorities} holds no certificates that can be read", "it has to be in PEM form"
            ) from None
    elif server.is_loopback:
        # A server on this machine has no certificate that anybody could check, and nobody is in between.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _explained(error: OSError | ValueError, timeout: float) -> UnreachableError | UsageError:
    """Return what a failure to connect means: whether to try again, or what to change."""
    match error:
        case smtplib.SMTPResponseException(smtp_code=int(code)) if code // 100 == 4:
            return UnreachableError(f"it answered {code}")
        case smtplib.SMTPResponseException(smtp_code=int(code)) if code // 100 != 5:
            return UnreachableError("it does not answer as a mail server does")
        case smtplib.SMTPAuthenticationError(smtp_code=code):
            return UsageError(f"the mail server does not accept this user name and password ({code})")
        case smtplib.SMTPResponseException(smtp_code=code):
            return UsageError(f"the mail server does not serve this machine ({code})", "ask those who run it")
        case TimeoutError() | smtplib.SMTPServerDisconnected(__context__=TimeoutError()):
            return UnreachableError(f"no answer in {timeout:g} seconds")
        case smtplib.SMTPServerDisconnected(__context__=ConnectionAbortedError()):
            return UnreachableError("it does not answer as a mail server does")
        case smtplib.SMTPServerDisconnected() | ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            return UnreachableError("it closed the connection")
        case smtplib.SMTPException() | UnicodeEncodeError(encoding="ascii"):
            return UsageError(
                "the mail server knows no way to log in that briefgen knows",
                "these are PLAIN, LOGIN and CRAM-MD5, with a user name and a password in ASCII",
            )
        case ssl.SSLCertVerificationError(verify_message=reason):
            return UsageError(f"the certificate of the mail server is not to be trusted: {reason}", "see --tls-ca")
        case ssl.SSLError():
            return UsageError(
                "the mail server does not speak TLS there", "smtps:// is mostly for port 465, smtp:// for 587"
            )
        case socket.gaierror() | UnicodeError() if error.args[:1] != (socket.EAI_AGAIN,):
            return UsageError("there is no mail server of this name", "look at --smtp")
        case OSError(strerror=str(reason)):
            return UnreachableError(reason.lower())
        case ValueError():
            return UnreachableError("it does not answer as a mail server does")
    return UnreachableError("the connection failed")
