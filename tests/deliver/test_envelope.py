"""What a finished message is read back as, before it may go to anybody."""

import datetime
import email
import email.policy
from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formataddr, getaddresses

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefgen.deliver.eml import as_eml
from briefgen.deliver.envelope import ALLOWED, Envelope, Problem, envelope, is_address
from briefgen.deliver.outgoing import dated
from briefgen.model.mail import Mail, Sender
from briefgen.model.recipient import Recipient

HEAD = {
    "From": "News <news@example.org>",
    "To": "Noor <reader@example.org>",
    "Subject": "News from Peru",
    "Date": "Mon, 02 Nov 2026 09:00:00 +0000",
    "Message-ID": "<1.abc@example.org>",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
}
FINE = Envelope("news@example.org", "reader@example.org")


def message(body: bytes = b"Hello\r\n", extra: bytes = b"", **fields: str) -> bytes:
    """Return a message with other header fields than the usual ones; ``None`` leaves one out."""
    head = HEAD | {name.replace("_", "-"): value for name, value in fields.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items() if value)
    return lines.encode() + extra + b"\r\n" + body


def code(body: bytes) -> str:
    found = envelope(body)
    return found.code if isinstance(found, Problem) else ""


def written_naively(name: str) -> bytes:
    """Return a message as the standard library writes it when nobody cleans the name."""
    letter = EmailMessage(policy=email.policy.SMTP)
    for field, value in HEAD.items():
        if field in ("From", "Subject", "Date", "Message-ID"):
            letter[field] = value
    letter["To"] = Address(name, "reader", "example.org")
    letter.set_content("Hello\n")
    return letter.as_bytes()


def test_a_sound_message_names_its_sender_and_its_one_recipient() -> None:
    assert envelope(message()) == FINE
    assert envelope(message(To="reader@example.org")) == FINE
    assert envelope(message(To='"Jansen, \\"Noor\\"" <reader@example.org>')) == FINE
    assert envelope(message(To="=?utf-8?q?Zo=C3=AB?=\r\n =?utf-8?q?_Jansen?= <reader@example.org>")) == FINE
    assert envelope(message(To="Noor <reader@xn--caf-dma.example>")) == Envelope(
        "news@example.org", "reader@xn--caf-dma.example"
    )


# What CPython 3.11 to 3.13 write for a long display name that holds a comma (gh-80222): the quotes are gone.
FOLDED = (
    'Jansen, "evil@example.com"\r\n ' + "x" * 60 + "\r\n <reader@example.org>",
    "a" * 70 + ",\r\n evil@example.com <reader@example.org>",
    "Word " * 13 + "Word ,\r\n evil@example.com, foo <reader@example.org>",
    "a" * 70 + "\r\n <evil@example.com> <reader@example.org>",
)


@pytest.mark.parametrize("to", FOLDED)
def test_a_long_name_that_lost_its_quotes_brings_in_no_second_recipient(to: str) -> None:
    assert code(message(To=to)) == "mail-recipient"


@pytest.mark.parametrize(
    "name", ["a" * 70 + ", evil@example.com", "Word " * 14 + ", evil@example.com, foo", 'J., "<evil@example.com>" ' * 5]
)
def test_what_the_standard_library_makes_of_a_long_name_is_right_or_refused(name: str) -> None:
    body = written_naively(name)
    if len(getaddresses([email.message_from_bytes(body)["To"]])) != 1:
        assert code(body) == "mail-recipient"
    else:
        assert envelope(body) == FINE


CHARACTERS = [*" ,;:<>@\"'()[]\\.\t\r\n\0=?_-aaa", "é", "ß", "\u202e", "\u200b", "\ud800", "陈"]
TRICKS = [
    ", evil@example.com",
    "<evil@example.com>",
    "\r\nBcc: evil@example.com",
    "\r\n\r\n",
    "=?utf-8?q?=2C?=",
    "word " * 9,
]
HOSTILE = st.lists(st.one_of(st.sampled_from(CHARACTERS), st.sampled_from(TRICKS), st.characters()), max_size=90).map(
    "".join
)


@settings(max_examples=300, deadline=None)
@given(name=HOSTILE, way=st.sampled_from(["address", "formataddr", "raw"]))
@example(name="a" * 70 + ", evil@example.com", way="address")
@example(name="x\r\nBcc: evil@example.com", way="raw")
@example(name="=?utf-8?q?a=0d=0aBcc=3A_evil=40example.com?=", way="raw")
def test_no_name_whatever_it_holds_adds_a_recipient_or_a_header_field(name: str, way: str) -> None:
    try:
        if way == "address":
            body = written_naively(name)
        else:
            to = formataddr((name, "reader@example.org")) if way == "formataddr" else f"{name} <reader@example.org>"
            body = message(To=to)
    except (ValueError, UnicodeError, IndexError, AttributeError, TypeError):
        return  # the naive writer itself gave up
    if isinstance(found := envelope(body), Problem):
        return
    assert found == FINE
    for policy in (email.policy.compat32, email.policy.default, email.policy.SMTP):
        parsed = email.message_from_bytes(body, policy=policy)
        assert [each for _, each in getaddresses([str(parsed["To"])])][-1] == "reader@example.org"
        assert {field.lower() for field in parsed} <= ALLOWED
        assert parsed.get_payload().strip() == "Hello"
    assert len(getaddresses([email.message_from_bytes(body)["To"]])) == 1


MAIL = Mail(
    key="2026-peru.donors-nl.nl",
    audience="donors-nl",
    language="nl",
    direction="ltr",
    date=datetime.date(2026, 11, 2),
    subject="Nieuws uit Peru",
    preheader="",
    sender=Sender(
        'Our team, "and" more', "news@example.org", "", "https://example.org/u/{code}", "stop@example.org", ""
    ),
    html="<p>Beste lezer</p>\n.\n",
    text="Beste lezer\n.\n",
)


@settings(max_examples=300, deadline=None)
@given(name=HOSTILE, subject=HOSTILE, code=st.text(max_size=40))
@example(name="a" * 70 + ", evil@example.com", subject="", code="")
@example(
    name='Jansen, "evil@example.com" ' + "x" * 60, subject="x\r\nBcc: evil@example.com", code="a>,\r\n <https://evil"
)
def test_whatever_its_reader_is_called_the_letter_that_briefgen_writes_goes_to_its_reader(
    name: str, subject: str, code: str
) -> None:
    recipient = Recipient(1, "1", "donors-nl", "nl", "reader@example.org", name, code)
    body = as_eml(replace(MAIL, subject=f"News {subject}"), recipient)
    assert envelope(body) == FINE
    assert getaddresses([email.message_from_bytes(body)["To"]])[0][1] == "reader@example.org"


@pytest.mark.parametrize(
    "to",
    [
        "reader@example.org, evil@example.com",
        "reader@example.org,",
        "friends: reader@example.org, evil@example.com;",
        "friends: reader@example.org;",
        "reader@example.org (evil@example.com)",
        "<evil@example.com> reader@example.org",
        "<@evil.example:reader@example.org>",
        '"evil@example.com"@example.org',
        "reader@example.org evil@example.com",
        "Noor <reader@example.org> <evil@example.com>",
        "J. Jansen <reader@example.org>",
        '"Noor <reader@example.org>',
        "reader@[127.0.0.1]",
        "reader@exämple.org",
        "zoë@example.org",
        "reader",
        "@example.org",
        "reader@-example.org",
        "reader@xn--a-.example",
        "a" * 65 + "@example.org",
        "<>",
    ],
)
def test_anything_but_one_plain_address_is_refused(to: str) -> None:
    assert code(message(To=to)) in ("mail-recipient", "mail-form")


def test_the_sender_is_one_plain_address_too() -> None:
    assert code(message(From="news@example.org, other@example.org")) == "mail-recipient"


@pytest.mark.parametrize(
    "name", ["Cc", "Bcc", "Resent-To", "Resent-Bcc", "Sender", "Return-Path", "X-Anything", "Received"]
)
def test_a_header_field_that_no_letter_has_is_refused(name: str) -> None:
    assert code(message(extra=f"{name}: evil@example.com\r\n".encode())) == "mail-header"


@pytest.mark.parametrize("name", ["To", "to", "From", "Subject", "Date", "Message-ID", "Content-Type"])
def test_a_second_field_of_one_name_is_refused(name: str) -> None:
    assert code(message(extra=f"{name}: {HEAD.get(name, HEAD['To'])}\r\n".encode())) == "mail-header"


@pytest.mark.parametrize("name", ["From", "To", "Subject", "Date", "Message_ID"])
def test_a_missing_or_empty_field_is_refused(name: str) -> None:
    assert code(message(**{name: ""})) == "mail-header"
    assert code(message(**{name: " "})) == "mail-header"


@pytest.mark.parametrize("value", ["1.abc@example.org", "<1.abc>", "<1 abc@example.org>", "<a@b><c@d>"])
def test_a_message_id_has_the_form_by_which_receivers_tell_two_copies(value: str) -> None:
    assert code(message(Message_ID=value)) == "mail-header"


@pytest.mark.parametrize(
    "body",
    [
        message(b"a\nb\r\n"),
        message(b"a\rb\r\n"),
        message(b"a\r\r\nb\r\n"),
        message(b"\0\r\n"),
        message(b"a" * 999 + b"\r\n"),
        message(b"no end"),
        message(extra=b"To : evil@example.com\r\n"),
        message(extra=b" \r\n"),
        message(extra=b"not a field\r\n"),
        message(extra="Sübject: x\r\n".encode()),
        b" Subject: x\r\n" + message(),
        message(Subject="caf\u00e9"),
        message(Subject="a" * 70_000),
        message().partition(b"\r\n\r\n")[0] + b"\r\n",
        b"",
    ],
)
def test_bytes_that_servers_could_read_in_two_ways_are_refused(body: bytes) -> None:
    assert code(body) == "mail-form"


def test_a_line_may_have_998_bytes_and_a_body_may_hold_any_of_the_others() -> None:
    assert (
        envelope(message(b"a" * 998 + b"\r\n" + bytes(range(1, 256)).replace(b"\r", b"").replace(b"\n", b"") + b"\r\n"))
        == FINE
    )


MULTIPART = 'multipart/alternative; boundary="=_1"'


def parts(*heads: str) -> bytes:
    return b"".join(f"--=_1\r\n{head}\r\nx\r\n".encode() for head in heads) + b"--=_1--\r\n"


def test_parts_are_texts_and_pictures_with_fields_of_their_own() -> None:
    sound = "Content-Type: text/plain\r\n"
    assert (
        envelope(message(parts(sound, "Content-Type: image/png\r\nContent-ID: <a@b>\r\n"), Content_Type=MULTIPART))
        == FINE
    )
    for head in (
        "Content-Type: message/rfc822\r\n",
        "Content-Type: application/octet-stream\r\n",
        "Content-Type: text/plain\r\nBcc: evil@example.com\r\n",
        "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
    ):
        assert code(message(parts(sound, head), Content_Type=MULTIPART)) == "mail-form"
    assert code(message(parts(sound).replace(b"--=_1--", b""), Content_Type=MULTIPART)) == "mail-form"


def test_why_a_message_is_refused_says_nothing_of_what_is_in_it() -> None:
    secret = "s3cr3t"
    for body in (
        message(To=f"{secret} <{secret}@example.org>, {secret}@example.com"),
        message(extra=f"{secret}: {secret}\r\n".encode()),
        message(extra=f"{secret} {secret}\r\n".encode()),
        message(f"{secret}\n".encode()),
        message(Message_ID=secret),
        message(To=f"=?{secret}?q?{secret}?= <reader@example.org>"),
        message(To=f"=?utf-8?q?{secret}=0a?= <reader@example.org>"),
        message(parts(f"{secret}: {secret}\r\n"), Content_Type=MULTIPART),
    ):
        found = envelope(body)
        assert isinstance(found, Problem)
        assert secret not in repr(found).lower()


def test_the_date_of_a_message_can_be_set_and_nothing_else_changes() -> None:
    moment = datetime.datetime(2026, 11, 24, 10, 30, tzinfo=datetime.UTC)
    body = message(b"Date: not this one\r\n\r\nDate: nor this\r\n")
    new = dated(body, moment)
    assert new == body.replace(b"Mon, 02 Nov 2026 09:00:00 +0000", b"Tue, 24 Nov 2026 10:30:00 +0000")
    assert envelope(new) == FINE
    folded = message(Date="Mon, 02 Nov 2026\r\n 09:00:00 +0000")
    assert dated(folded, moment) == dated(message(), moment)


@pytest.mark.parametrize(
    "address", ["a@example.org", "o'neil+x@mail.example.org", "a.b@localhost", "x@xn--bcher-kva.example"]
)
def test_a_bare_address_is_told(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@",
        "a b@example.org",
        "a@example.org\n",
        "a@b@c",
        "<a@example.org>",
        "a@é.org",
        "a@" + "b." * 130 + "org",
    ],
)
def test_what_is_no_bare_address_is_told(address: str) -> None:
    assert not is_address(address)
