"""How handing over one message ends, whatever the mail server does, against a real one."""

import contextlib
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from mail_server import DROP, MailServer

from briefgen.deliver.envelope import Envelope
from briefgen.deliver.server import Server, UnreachableError, connect, server
from briefgen.deliver.smtp import Connection, Reply
from briefgen.errors import UsageError

WHO = Envelope("news@example.org", "reader@example.org")
LETTER = b"Subject: News\r\n\r\nDear reader,\r\n.\r\n..two dots\r\n. \r\n\r\nEnd.\r\n"
LONG = b"Subject: News\r\n\r\n" + (b"x" * 70 + b"\r\n") * 60_000


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def dial(mail: MailServer, timeout: float = 5, authorities: Path | None = None, password: str = "") -> Connection:
    return connect(server(mail.url), password or mail.password, timeout, authorities)


def deliver(line: Connection, body: bytes = LETTER) -> tuple[Reply, bool]:
    """Return how it ended, and whether the message was about to be transmitted."""
    begun: list[bool] = []
    reply = line.deliver(WHO, body, lambda: begun.append(True))
    return reply, bool(begun)


def once(mail: MailServer, body: bytes = LETTER, timeout: float = 5) -> tuple[Reply, bool]:
    line = dial(mail, timeout)
    try:
        return deliver(line, body)
    finally:
        line.close()


def test_a_message_arrives_as_it_is_dots_and_all(mail: MailServer) -> None:
    line = dial(mail)
    assert deliver(line) == (Reply("sent", 250, "2.0.0"), True)
    assert deliver(line, LONG)[0].outcome == "sent"
    line.close()
    assert mail.boxes == {"reader@example.org": [LETTER, LONG]}
    assert mail.times("connect") == 1


@pytest.mark.parametrize(
    ("body", "outcomes"),
    # Whether a short letter and its end are gone before the loss can be seen, is a matter of chance.
    [(LONG, {"later"}), (LETTER, {"later", "doubtful"})],
    ids=["long", "short"],
)
def test_a_connection_that_is_lost_within_a_message_leaves_no_copy_and_is_no_yes(
    mail: MailServer, body: bytes, outcomes: set[str]
) -> None:
    mail.at("body", DROP)
    reply, begun = once(mail, body)
    assert reply == Reply(reply.outcome, lost=True)
    assert (reply.outcome in outcomes, begun) == (True, True)
    assert mail.boxes["reader@example.org"] == []


# Where the connection was lost, what became of the message, and whether it may be there.
@pytest.mark.parametrize(
    ("step", "outcome", "copies"),
    [
        ("MAIL", "later", 0),
        ("RCPT", "later", 0),
        ("DATA", "later", 0),
        ("dot", "doubtful", 0),
        ("stored", "doubtful", 1),
        ("reply", "sent", 1),
    ],
)
@pytest.mark.parametrize("body", [LETTER, LONG], ids=["short", "long"])
def test_a_lost_connection_leaves_doubt_only_after_the_end_of_the_message(
    mail: MailServer, step: str, outcome: str, copies: int, body: bytes
) -> None:
    mail.at(step, DROP)
    reply, begun = once(mail, body)
    assert reply == Reply("sent", 250, "2.0.0") if outcome == "sent" else reply == Reply(outcome, lost=True)  # type: ignore[arg-type]
    assert begun == (step not in ("MAIL", "RCPT"))
    assert len(mail.boxes["reader@example.org"]) == copies


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "dot"])
def test_a_server_that_says_later_can_be_asked_again_on_the_same_connection(mail: MailServer, step: str) -> None:
    mail.at(step, "451 4.7.1 come back, reader@example.org")
    line = dial(mail)
    assert deliver(line)[0] == Reply("later", 451, "4.7.1")
    assert deliver(line)[0].outcome == "sent"
    line.close()
    assert mail.times("connect") == 1
    assert mail.boxes == {"reader@example.org": [LETTER]}


@pytest.mark.parametrize(
    ("step", "answer", "outcome"),
    [
        ("RCPT", "550 5.1.1 there is no reader@example.org", "refused"),
        ("DATA", "554 5.5.1 no", "refused"),
        ("dot", "554 5.7.1 looks like spam", "refused"),
        ("MAIL", "552 5.3.4 too large", "refused"),
        ("MAIL", "550 5.7.1 not from you", "barred"),
        ("MAIL", "530 5.7.0 who are you?", "barred"),
        ("RCPT", "530 5.7.0 who are you?", "barred"),
    ],
)
def test_a_final_no_concerns_this_message_or_the_sender(mail: MailServer, step: str, answer: str, outcome: str) -> None:
    mail.at(step, answer)
    line = dial(mail)
    assert deliver(line)[0] == Reply(outcome, int(answer[:3]), answer.split()[1])  # type: ignore[arg-type]
    assert deliver(line)[0].outcome == "sent"
    line.close()
    assert mail.boxes == {"reader@example.org": [LETTER]}


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "dot"])
def test_a_server_that_is_closing_is_left(mail: MailServer, step: str) -> None:
    mail.at(step, "421 4.3.2 going down")
    assert once(mail)[0] == Reply("later", 421, "4.3.2", lost=True)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "dot"])
def test_an_answer_that_is_none_is_never_taken_for_a_yes(mail: MailServer, step: str) -> None:
    for answer in ("hello", "999 5.0.0 hello", "354 5.0.0 hello", "150 well", "250" + "x" * 9000):
        if step == "DATA" and answer.startswith("354"):
            continue
        if step in ("MAIL", "RCPT") and answer.startswith("250"):
            continue  # as long as it may be, it is a yes
        mail.at(step, answer)
        expected = "doubtful" if step == "dot" else "later"
        reply, _ = once(mail, timeout=1)
        assert (reply.outcome, reply.lost) == (expected, True), answer
    assert not mail.boxes["reader@example.org"]


@pytest.mark.parametrize(
    ("step", "outcome"),
    [("MAIL", "later"), ("RCPT", "later"), ("DATA", "later"), ("body", "later"), ("dot", "doubtful")],
)
def test_a_server_that_falls_silent_is_waited_for_and_then_left(mail: MailServer, step: str, outcome: str) -> None:
    mail.at(step, 30.0)
    assert once(mail, LONG, timeout=0.1)[0] == Reply(outcome, lost=True)  # type: ignore[arg-type]


class Endless(threading.Thread):
    """A server that once begins an answer and does not end it: piece after piece, until somebody hangs up."""

    def __init__(self, step: bytes, piece: bytes, seconds: float) -> None:
        super().__init__(daemon=True)
        self.step, self.piece, self.seconds = step, piece, seconds
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.server = Server("127.0.0.1", self.listening.getsockname()[1])

    def run(self) -> None:
        peer, _ = self.listening.accept()
        with contextlib.suppress(OSError), self.listening, peer, peer.makefile("rb") as stream:
            self.answer(peer, b"connect", b"220 mx")
            while line := stream.readline():
                verb = line[:4].strip()
                self.answer(peer, verb, b"354 go on" if verb == b"DATA" else b"250 mx")
                while verb == b"DATA" and stream.readline() != b".\r\n":
                    pass
                if verb == b"DATA":
                    self.answer(peer, b"dot", b"250 mx")

    def answer(self, peer: socket.socket, step: bytes, usual: bytes) -> None:
        until = time.monotonic() + (8 if step == self.step else 0)
        while time.monotonic() < until:
            peer.sendall(self.piece)
            time.sleep(self.seconds)
        peer.sendall(usual + b"\r\n")


PIECES = {"lines": (b"250-and more\r\n" * 99, 0.0), "a line": (b"2" * 999, 0.0), "drops": (b"2", 0.05)}


@pytest.mark.parametrize("step", ["connect", "ehlo", "MAIL", "RCPT", "DATA", "dot"])
@pytest.mark.parametrize("piece", PIECES)
def test_an_answer_that_does_not_end_is_not_waited_for(step: str, piece: str) -> None:
    endless = Endless(step.encode(), *PIECES[piece])
    endless.start()
    before = time.monotonic()
    if step in ("connect", "ehlo"):
        with pytest.raises(UnreachableError, match=r"no answer in 0\.15 seconds|does not answer as a mail server does"):
            connect(endless.server, "", 0.15)
    else:
        line = connect(endless.server, "", 0.15)
        assert deliver(line)[0] == Reply("doubtful" if step == "dot" else "later", lost=True)
        line.close()
    assert time.monotonic() - before < 6
    endless.join(10)


def test_a_goodbye_that_does_not_end_keeps_nobody() -> None:
    endless = Endless(b"quit", *PIECES["lines"])
    endless.start()
    line = connect(endless.server, "", 0.15)
    before = time.monotonic()
    line.close()
    assert time.monotonic() - before < 6
    endless.join(10)


@pytest.mark.parametrize("answer", ["HTTP/1.1 400 Bad Request", "250 hello"])
def test_what_is_no_mail_server_is_told_in_words(mail: MailServer, answer: str) -> None:
    mail.at("connect", answer)
    with pytest.raises(UnreachableError, match="does not answer as a mail server does"):
        dial(mail)


def test_after_the_end_of_a_message_a_server_gets_ten_times_as_long(mail: MailServer) -> None:
    mail.at("dot", 0.5)
    assert once(mail, timeout=0.2)[0].outcome == "sent"


def test_bytes_beyond_ascii_go_only_where_the_server_takes_them(mail: MailServer) -> None:
    eight = "Subject: x\r\n\r\nZoë\r\n".encode()
    assert once(mail, eight)[0].outcome == "sent"
    assert any("BODY=8BITMIME" in line for line in mail.said)
    mail.extensions = ()
    reply, begun = once(mail, eight)
    assert reply.problem is not None
    assert (reply.outcome, reply.problem.code, begun) == ("refused", "mail-8bit", False)
    assert once(mail)[0].outcome == "sent"
    assert mail.boxes == {"reader@example.org": [eight, LETTER]}


@pytest.mark.parametrize(
    "extensions", [(), ("PIPELINING",), ("SMTPUTF8", "8BITMIME", "SIZE"), ("CHUNKING", "DSN", "PIPELINING")]
)
def test_what_a_server_offers_makes_no_difference_to_what_arrives(
    mail: MailServer, extensions: tuple[str, ...]
) -> None:
    mail.extensions = extensions
    assert once(mail)[0].outcome == "sent"
    assert mail.boxes == {"reader@example.org": [LETTER]}
    assert any("SIZE=" in line for line in mail.said) == ("SIZE" in extensions)


def test_a_server_that_knows_no_extensions_at_all_is_served(mail: MailServer) -> None:
    mail.at("EHLO", "502 5.5.1 what?")
    assert once(mail)[0].outcome == "sent"


@pytest.mark.parametrize("step", ["connect", "EHLO"])
@pytest.mark.parametrize("action", [DROP, "421 4.3.2 too busy", "450 4.3.2 too busy", 30.0], ids=str)
def test_a_server_that_cannot_be_reached_now_may_be_later(mail: MailServer, step: str, action: str | float) -> None:
    mail.at(step, action)
    # After a refused EHLO comes a HELO, which this server would answer.
    if step == "EHLO" and isinstance(action, str) and action[0] == "4":
        assert once(mail)[0].outcome == "sent"
        return
    with pytest.raises(UnreachableError) as caught:
        dial(mail, timeout=0.2)
    assert caught.value.reason == {DROP: "it closed the connection", 30.0: "no answer in 0.2 seconds"}.get(
        action, f"it answered {str(action)[:3]}"
    )
    assert once(mail)[0].outcome == "sent"


def test_a_server_that_does_not_want_us_is_not_asked_again(mail: MailServer) -> None:
    mail.at("connect", "554 5.7.1 blocked 127.0.0.1")
    with pytest.raises(UsageError, match=r"does not serve this machine \(554\)"):
        dial(mail)


def test_where_nothing_listens_and_where_no_name_leads() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        with pytest.raises(UnreachableError, match="refused"):
            connect(Server("127.0.0.1", port), "", 1)
    for name in ("a..b", ".example.org"):
        with pytest.raises(UsageError, match="no mail server of this name"):
            connect(Server(name, 25), "", 1)


# ---- who we are, and in secret


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a key and its certificate, which is for 127.0.0.1 and which nobody signed."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost "
        "-addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem"
    )
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    (folder / "both.pem").write_text((folder / "key.pem").read_text() + (folder / "cert.pem").read_text())
    return folder / "both.pem"


def secured(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.mark.parametrize("implicit", [False, True], ids=["STARTTLS", "smtps"])
def test_a_certificate_that_is_named_is_checked(certificate: Path, tmp_path: Path, implicit: bool) -> None:
    with MailServer(tls=secured(certificate), implicit=implicit, password="pässwörd"[:1]) as mail:
        line = dial(mail, authorities=certificate.with_name("cert.pem"))
        assert deliver(line)[0].outcome == "sent"
        line.close()
        assert mail.times("STARTTLS") == (0 if implicit else 1)
        assert mail.times("AUTH") == 1
        other = tmp_path / "other.pem"
        other.write_text(ssl.DER_cert_to_PEM_cert(b"no certificate"))
        with pytest.raises(UsageError, match="holds no certificates"):
            dial(mail, authorities=other)
        assert mail.times("AUTH") == 1


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize(
    ("early", "reply"),
    [
        ("250 2.0.0 ours", Reply("later", lost=True)),
        ("421 4.3.2 going", Reply("later", lost=True)),
        ("552 5.3.4 too large", Reply("refused", 552, "5.3.4", lost=True)),
    ],
)
def test_what_a_server_says_before_the_end_of_a_message_is_no_yes(
    certificate: Path, encrypted: bool, early: str, reply: Reply
) -> None:
    with MailServer(tls=secured(certificate) if encrypted else None) as mail:
        mail.at("DATA", f"354 go on\r\n{early}")
        assert once(mail) == (reply, True)
        assert not mail.boxes


def test_a_certificate_that_nobody_vouches_for_stops_everything_but_on_this_machine(certificate: Path) -> None:
    with MailServer(tls=secured(certificate)) as mail:
        assert once(mail)[0].outcome == "sent"
        with pytest.raises(UsageError, match="is not to be trusted"):
            connect(Server("0.0.0.0", mail.port), "", 5)  # reaches this machine, by a name that does not say so
        assert len(mail.boxes["reader@example.org"]) == 1


def test_without_encryption_nothing_leaves_this_machine(mail: MailServer) -> None:
    with pytest.raises(UsageError, match="offers no encryption"):
        connect(Server("0.0.0.0", mail.port), "", 5)
    assert mail.times("MAIL") == 0


def test_a_connection_that_is_lost_while_it_is_secured_can_be_tried_again(certificate: Path) -> None:
    with MailServer(tls=secured(certificate)) as mail:
        for action in (DROP, "454 4.7.0 not now"):
            mail.at("STARTTLS", action)
            with pytest.raises(UnreachableError):
                dial(mail)
        mail.at("STARTTLS", "554 5.7.0 never")
        with pytest.raises(UsageError, match="554"):
            dial(mail)
        assert once(mail)[0].outcome == "sent"


def test_a_port_without_tls_says_so(mail: MailServer) -> None:
    with pytest.raises(UsageError, match="does not speak TLS"):
        connect(Server("127.0.0.1", mail.port, tls=True), "", 5)


def test_a_user_logs_in_and_a_wrong_password_ends_it() -> None:
    with MailServer(password="right-horse") as mail:
        line = dial(mail)
        assert deliver(line)[0].outcome == "sent"
        line.close()
        with pytest.raises(UsageError, match="does not accept this user name and password") as caught:
            dial(mail, password="wrong-horse")
        assert mail.times("AUTH") == 2, "a wrong password is tried once"
        assert "horse" not in repr(caught.value)
        mail.at("AUTH", "454 4.7.0 not now")
        with pytest.raises(UnreachableError):
            dial(mail)
        mail.at("AUTH", DROP)
        with pytest.raises(UnreachableError):
            dial(mail)


@pytest.mark.parametrize("answer", ["334 abc", "250 hello", "hello"])
def test_a_log_in_that_the_server_garbles_can_be_tried_again(answer: str) -> None:
    with MailServer(password="right-horse") as mail:
        mail.at("AUTH", answer)
        with pytest.raises(UnreachableError, match="does not answer as a mail server does"):
            dial(mail)
        assert once(mail)[0].outcome == "sent"


def test_a_server_without_a_way_to_log_in_is_not_sent_to_as_nobody(mail: MailServer) -> None:
    mail.password = "x"
    url = server(mail.url)

    class Mute(threading.Thread):
        """A server that greets and offers nothing."""

        def __init__(self) -> None:
            super().__init__(daemon=True)
            self.listening = socket.create_server(("127.0.0.1", 0))

        def run(self) -> None:
            peer, _ = self.listening.accept()
            with peer, peer.makefile("rwb") as stream:
                stream.write(b"220 mx\r\n")
                stream.flush()
                while stream.readline():
                    stream.write(b"250 mx\r\n")
                    stream.flush()

    mute = Mute()
    mute.start()
    with pytest.raises(UsageError, match="no way to log in"):
        connect(Server(url.host, mute.listening.getsockname()[1], user="news"), "x", 5)
    mute.join(5)
    mute.listening.close()
    with pytest.raises(UsageError, match="no way to log in"):
        dial(mail, password="pässword")


# ---- how a server is named


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", Server("mail.example.org", 587)),
        ("smtps://mail.example.org/", Server("mail.example.org", 465, tls=True)),
        ("smtp://news@mail.example.org:25", Server("mail.example.org", 25, user="news")),
        ("smtp://news%40example.org@[::1]:2525", Server("::1", 2525, user="news@example.org")),
        ("smtp://news@example.org@mail.example.org", Server("mail.example.org", 587, user="news@example.org")),
    ],
)
def test_a_server_is_named_by_an_address(url: str, expected: Server) -> None:
    assert server(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "http://s3cr3t.example.org",
        "smtp://",
        "smtp://x:s3cr3t@mail.example.org",
        "smtp://x:s3cr3t#@h",
        "smtp://h:s3cr3t",
        "smtp://h/s3cr3t",
        "smtp://h?s3cr3t",
        "smtp://h:99999",
        "smtp://[s3cr3t",
    ],
)
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        server(url)
    assert "s3cr3t" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "::1", "localhost", "127.8.8.8", "localhost.example.org", "192.168.0.1", "0.0.0.0"]
)
def test_only_this_machine_is_taken_for_this_machine(host: str) -> None:
    assert Server(host, 25).is_loopback is (host in ("127.0.0.1", "::1", "localhost", "127.8.8.8"))


def test_neither_password_nor_address_is_in_what_is_printed_of_a_connection(mail: MailServer) -> None:
    line = dial(mail)
    reply, _ = deliver(line)
    line.close()
    assert "reader" not in f"{reply} {reply!r} {line!r}"
