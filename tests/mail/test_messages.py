"""Messages: one recipient each, the same bytes each time, and no name that becomes an address, a field or a line."""

import email
import mailbox
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import getaddresses, parsedate_to_datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image
from posted import Post
from small_workspace import run

from briefgen.compose.mail.filled import html_for, text_for
from briefgen.deliver.eml import NAME, UndeliverableError, as_eml, clean_name
from briefgen.deliver.mbox import as_mbox
from briefgen.model.mail import HTML_BYTES, Mail, Picture, Sender
from briefgen.model.recipient import Recipient, Slot, Variant

pytestmark = pytest.mark.xdist_group("mail")

SENDER = Sender(
    name="Stichting Klein",
    address="news@example.org",
    reply_to="answers@example.org",
    unsubscribe="https://example.org/stop/{code}",
    unsubscribe_mail="stop@example.org",
    pictures="",
)
LETTER = Mail(
    key="autumn.donors-nl.nl",
    audience="donors-nl",
    language="nl",
    direction="ltr",
    date=date(2026, 11, 23),
    subject="Een open deur",
    preheader="Kom binnen.",
    sender=SENDER,
    html='<p>Dag <a href="https://example.org/stop/{code}">stop</a></p>',
    text="Dag\n\nStop: https://example.org/stop/{code}\n",
)
WITH_PICTURE = replace(
    LETTER,
    html='<p><img src="cid:ab.png@example.org" alt=""></p>',
    pictures={"ab.png@example.org": Picture(b"\x89PNG", "image/png")},
)
NOOR = Recipient(1, "k", "donors-nl", "nl", "noor@example.org", "Noor Voorbeeld", "c-17")
FIELDS = [
    "Message-ID", "Date", "From", "To", "Reply-To", "Subject", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post",
    "Content-Language", "MIME-Version", "Content-Type",
]  # fmt: skip
HOSTILE = [
    "Noor",
    '"Noor" <evil@example.com>, x',
    "Noor\r\nBcc: evil@example.com",
    "Noor\n\nbody",
    "Jansen, Noor",
    "J. (Noor) Jansen; extra: x",
    'a"b\\c' * 30,
    ", ".join(["evil@example.com"] * 20),
    "=?utf-8?q?=0D=0ABcc:_evil=40example.com?=",
    "=?utf-8?B?ZXZpbEBleGFtcGxlLmNvbQ==?= <evil@example.com>",
    "محمد بن سلمان",
    "\u202eelpmaxe\u202c Noor \u2066x\u2069",
    "👩‍👩‍👧‍👦 " * 25,
    "ü" * 500,
    "x" * 2000,
    "\ud800\udfff Noor",
    "N\u0000o\u0007o\u2028r\u0085",
    "é" * 40 + "<" + "à" * 40 + ">@",
    "A" * 63 + " " + "B" * 63,
    "@", "<>", '""', "\u200b", "  ",
]  # fmt: skip


def parsed(body: bytes) -> EmailMessage:
    """Parse a message back, with the strictness of the standard library."""
    message = email.message_from_bytes(body, policy=default)
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        assert part.defects == []
    return message


def decoded(field: str) -> str:
    """Return a field as people read it (RFC 2047)."""
    return str(make_header(decode_header(field)))


def with_name(name: str) -> Recipient:
    return Recipient(1, "k", "donors-nl", "nl", "noor@example.org", name, "c-17")


def test_a_message_has_these_fields_once_each_and_no_other() -> None:
    message = parsed(as_eml(LETTER, NOOR))
    assert message.keys() == FIELDS
    assert str(message["From"]) == "Stichting Klein <news@example.org>"
    assert str(message["To"]) == "Noor Voorbeeld <noor@example.org>"
    assert str(message["Reply-To"]) == "answers@example.org"
    assert str(message["Subject"]) == "Een open deur"
    assert parsedate_to_datetime(str(message["Date"])) == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert (message["Content-Language"], message["List-Id"]) == ("nl", "<donors-nl.example.org>")


def test_the_text_comes_before_the_html_and_pictures_belong_to_the_html(example: Post) -> None:
    mail = example.mails["nl"]
    message = parsed(as_eml(mail, NOOR))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative", "text/plain", "multipart/related", "text/html", *["image/png"] * 3
    ]  # fmt: skip
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None and html is not None
    assert text["Content-Transfer-Encoding"] == html["Content-Transfer-Encoding"] == "quoted-printable"
    assert text.get_content().replace("\r\n", "\n") == text_for(mail, {}, "c-17")
    assert html.get_content().replace("\r\n", "\n") == html_for(mail, {}, "c-17")
    pictures = {
        part["Content-ID"].strip("<>"): part for part in message.walk() if part.get_content_maintype() == "image"
    }
    assert set(re.findall(r'src="cid:([^"]*)"', html.get_content())) == pictures.keys()
    for name, part in pictures.items():
        assert part.get_content() == mail.pictures[name].body
        assert part.get_content_disposition() == "inline" and part.get_filename() == name.partition("@")[0]
        with Image.open(BytesIO(part.get_content())) as picture:
            picture.verify()


def test_pictures_that_are_linked_to_are_no_part_of_the_message() -> None:
    mail = replace(WITH_PICTURE, sender=replace(SENDER, pictures="https://example.org/p/"))
    message = parsed(as_eml(mail, NOOR))
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert 'src="https://example.org/p/ab.png"' in message.get_body(("html",)).get_content()  # type: ignore[union-attr]


def test_lines_end_in_cr_lf_and_none_is_too_long_and_the_header_is_ascii(example: Post) -> None:
    body = as_eml(example.mails["es"], NOOR)
    assert b"\n" not in body.replace(b"\r\n", b"") and b"\r" not in body.replace(b"\r\n", b"")
    assert max(map(len, body.split(b"\r\n"))) <= 78
    body.partition(b"\r\n\r\n")[0].decode("ascii")


def test_a_line_that_begins_with_the_word_from_reaches_its_reader_unchanged_through_any_mailbox(
    example: Post, tmp_path: Path
) -> None:
    said = "From me\n>From you\n" + "From " * 40 + "\n\nFrom\n"
    messages = [as_eml(mail, NOOR) for mail in (example.mails["en-GB"], replace(LETTER, text=said))]
    assert not any(re.search(rb"(?m)^>*From ", message) for message in messages)
    assert max(len(line) for message in messages for line in message.split(b"\r\n")) <= 78
    assert "\nFrom the police," in parsed(messages[0]).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    read = parsed(messages[1]).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert read.replace("\r\n", "\n").rstrip() == text_for(replace(LETTER, text=said), {}, NOOR.code).rstrip()
    path = tmp_path / "news.mbox"
    path.write_bytes(b"".join(as_mbox(message, LETTER.date) for message in messages))
    box = mailbox.mbox(path)
    assert [box.get_bytes(key) for key in box.iterkeys()] == [one.replace(b"\r\n", b"\n") for one in messages]
    box.close()


def test_the_same_mail_and_recipient_give_the_same_bytes_and_another_recipient_another_id(example: Post) -> None:
    mail = example.mails["nl"]
    assert as_eml(mail, NOOR) == as_eml(example.again("nl"), NOOR)
    other = Recipient(2, "o", "donors-nl", "nl", "jan@example.org", "Noor Voorbeeld", "c-17")
    ids = {parsed(as_eml(mail, one))["Message-ID"] for one in (NOOR, other)}
    assert len(ids) == 2 and all(re.fullmatch(r"<[0-9a-f]{40}@example\.org>", one) for one in ids)


def test_one_click_stops_the_mails_and_its_fields_are_never_encoded() -> None:
    recipient = Recipient(1, "k", "donors-nl", "nl", "noor@example.org", "Noor", "a b/ü?&=" + "x" * 120)
    head = as_eml(LETTER, recipient).partition(b"\r\n\r\n")[0].decode("ascii")
    field = re.search(r"^List-Unsubscribe: (.*\r\n(?: .*\r\n)*)", head, re.MULTILINE)
    assert field is not None
    web, letter = field[1].rstrip("\r\n").split(",\r\n ")
    assert web == f"<https://example.org/stop/a%20b%2F%C3%BC%3F%26%3D{'x' * 120}>"
    assert letter.startswith("<mailto:stop@example.org?subject=unsubscribe%20a%20b%2F%C3%BC%3F%26%3Dxxx")
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in head
    message = parsed(as_eml(LETTER, recipient))
    assert str(message["List-Unsubscribe"]) == f"{web}, {letter}"
    assert str(message["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    assert web.strip("<>") in message.get_body(("html",)).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/stop",
        "http://example.org/stop/{code}",
        "https://example.org/{code}/{code}",
        "https://example.org/#/stop/{code}",
        "https://exämple.org/{code}",
    ],
)
def test_an_address_at_which_one_click_would_stop_nothing_is_refused(sending: Path, address: str) -> None:
    organisation = sending / "content/organisation.yaml"
    text = organisation.read_text(encoding="utf-8").replace("https://example.org/stop/{code}", address)
    organisation.write_text(text, encoding="utf-8")
    assert "error[unsubscribe-address]" in run(sending, "check").out


def test_without_a_code_nothing_promises_that_one_click_is_enough() -> None:
    message = parsed(as_eml(LETTER, Recipient(1, "k", "donors-nl", "nl", "noor@example.org", "Noor")))
    assert "List-Unsubscribe-Post" not in message
    assert str(message["List-Unsubscribe"]) == "<mailto:stop@example.org?subject=unsubscribe>"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_reaches_one_recipient_and_adds_no_field(name: str) -> None:
    body = as_eml(LETTER, with_name(name))
    message = parsed(body)
    assert message.keys() == FIELDS
    assert [one.addr_spec for one in message["To"].addresses] == ["noor@example.org"]
    raw = email.message_from_bytes(body)
    assert [address for _, address in getaddresses([raw["To"]])] == ["noor@example.org"]
    # Some programs decode first, and read the addresses then.
    assert [address for _, address in getaddresses([str(make_header(decode_header(raw["To"])))])] == [
        "noor@example.org"
    ]
    assert len(clean_name(name)) <= NAME
    head = body.partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 78
    assert b"evil@example.com" not in head


@given(st.text(max_size=300), st.text(max_size=300))
@example('"' * 200, "=?utf-8?q?x?=")
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_name_and_any_subject_are_read_back_as_they_were_cleaned(name: str, subject: str) -> None:
    mail = replace(LETTER, subject=subject)
    message = parsed(as_eml(mail, with_name(name)))
    assert message.keys() == FIELDS
    assert [one.addr_spec for one in message["To"].addresses] == ["noor@example.org"]
    shown = decoded(email.message_from_bytes(as_eml(mail, with_name(name)))["To"])
    assert shown.removesuffix(" <noor@example.org>") in (clean_name(name), "noor@example.org")
    assert " ".join(str(message["Subject"]).split()) == " ".join(printable(subject).split())


def printable(text: str) -> str:
    from briefgen.deliver.eml import _printable

    return _printable(text)


def test_a_message_that_the_library_writes_anew_still_reaches_one_recipient() -> None:
    for name in HOSTILE:
        again = parsed(parsed(as_eml(LETTER, with_name(name))).as_bytes(policy=SMTP))
        assert [one.addr_spec for one in again["To"].addresses] == ["noor@example.org"]
        assert sorted(again.keys()) == sorted(FIELDS)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "noor",
        "a@b@example.org",
        "a@example.org, b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "ü@example.org",
        "<a@example.org>",
    ],
)
def test_without_one_plain_address_there_is_no_message_and_the_error_does_not_say_whose(address: str) -> None:
    with pytest.raises(UndeliverableError) as raised:
        as_eml(LETTER, Recipient(1, "k", "donors-nl", "nl", address, "Noor"))
    assert "noor" not in str(raised.value).lower() and "@" not in str(raised.value)


def test_a_mail_that_gets_too_long_by_what_is_known_of_its_reader_is_not_written() -> None:
    slots = {"gift": Slot((Variant(("wish",), "{recipient.wish}"), Variant((), "")))}
    mark = "<!-- slot gift --><!-- /slot -->"
    mail = replace(LETTER, html=f"{'x' * (HTML_BYTES - 100)}{mark}", text=mark, slots=slots, text_slots=slots)
    for wish, fits in (("y" * 100, True), ("&" * 20, True), ("y" * 101, False), ("&" * 21, False)):
        reader = replace(NOOR, fields={"wish": wish})
        if fits:
            assert as_eml(mail, reader)
            continue
        with pytest.raises(UndeliverableError) as raised:
            as_eml(mail, reader)
        assert raised.value.code == "mail-too-large" and wish not in str(raised.value)


def test_a_long_subject_is_folded_between_letters_and_read_back_whole() -> None:
    subject = "Één wet voor álle kinderen 👧🏽 " * 12
    mail = replace(LETTER, subject=subject)
    assert str(parsed(as_eml(mail, NOOR))["Subject"]) == subject.strip()
