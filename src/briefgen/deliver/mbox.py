"""Messages in one file, in the mbox format that mail programs import: the variety "mboxrd", which loses nothing.

RFC 4155 describes the format; the quoting is the one of qmail's mbox(5), where each reader can tell a line that was
quoted from one that was so from the start.
"""

import datetime
import re

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LOOKS_LIKE_START = re.compile(rb"^(>*From )", re.MULTILINE)


def as_mbox(message: bytes, day: datetime.date) -> bytes:
    """Return a message as it stands in an mbox file, with ``day`` (at midnight) in the line that it begins with.

    Lines end as files do, with a line feed alone. A line that would look like the start of a message gets a ``>``.
    """
    # The names of days and months are those of C, whatever the language of the system.
    name, month = _DAYS[day.weekday()], _MONTHS[day.month - 1]
    start = f"From MAILER-DAEMON {name} {month} {day.day:2} 00:00:00 {day.year}\n".encode()
    body = _LOOKS_LIKE_START.sub(rb">\1", message.replace(b"\r\n", b"\n"))
    return start + body + (b"\n" if body.endswith(b"\n") else b"\n\n")
