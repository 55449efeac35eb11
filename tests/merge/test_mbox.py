"""Messages in an mbox file come out as they went in, whatever is in them."""

import datetime
import mailbox
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from briefgen.deliver.mbox import as_mbox

DAY = datetime.date(2026, 11, 3)
HEAD = b"Subject: News\r\nTo: a@example.org\r\n\r\n"


def messages_of(body: bytes) -> list[bytes]:
    """Read an mbox file of the variety mboxrd as qmail's mbox(5) describes it."""
    parts = re.split(rb"(?:\A|(?<=\n\n))From [^\n]*\n", body)[1:]
    return [re.sub(rb"(?m)^>(>*From )", rb"\1", part.removesuffix(b"\n")) for part in parts]


def test_the_line_before_a_message_has_the_day_in_the_words_of_c() -> None:
    assert as_mbox(HEAD, DAY).startswith(b"From MAILER-DAEMON Tue Nov  3 00:00:00 2026\nSubject: News\n")


def test_python_s_own_reader_finds_every_message(tmp_path: Path) -> None:
    path = tmp_path / "news.mbox"
    path.write_bytes(b"".join(as_mbox(HEAD + f"Hello {number}\r\nFrom me\r\n".encode(), DAY) for number in range(5)))
    box = mailbox.mbox(path)
    assert [message.get_payload().splitlines()[0] for message in box] == [f"Hello {number}" for number in range(5)]
    box.close()


LINES = st.lists(st.sampled_from([b"From x", b">From x", b">>From x", b"From", b"", b" From x", b"text"]), max_size=8)


@given(st.lists(LINES, max_size=5))
def test_lines_that_look_like_the_start_of_a_message_come_back_as_they_were(bodies: list[list[bytes]]) -> None:
    messages = [HEAD + b"".join(line + b"\r\n" for line in lines) for lines in bodies]
    joined = b"".join(as_mbox(message, DAY) for message in messages)
    assert messages_of(joined) == [message.replace(b"\r\n", b"\n") for message in messages]
