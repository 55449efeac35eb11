"""E-mail: a newsletter as one message for many, with the blocks still open that differ between recipients."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from briefgen.model.recipient import Slot

HTML_BYTES = 102_000
"""The most that the HTML of a mail may have: Gmail clips a message after 102 KB, and with it the way to unsubscribe."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, and how a reader stops it.

    ``unsubscribe`` is an https address with ``{code}`` for the code of the recipient. ``pictures`` is the address that
    pictures are linked to, with a slash at its end; where it is empty a message carries its own.
    """

    name: str
    address: str
    reply_to: str
    unsubscribe: str
    unsubscribe_mail: str
    pictures: str


class Picture(NamedTuple):
    """A picture that every mail program shows: PNG or JPEG, without notes of the camera."""

    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, rendered once for an edition.

    ``html`` and ``text`` say the same; the marks in them are for ``slots`` (HTML) and ``text_slots`` (plain text) of
    the same names. Both hold the address to unsubscribe as the sender has it, with ``{code}``. Pictures are referred to
    by their content id, ``cid:ID``, in ``html``: ``pictures`` holds them by id, which is a file name, ``@`` and the
    domain of the sender. ``date`` is that of the edition.
    """

    key: str
    audience: str
    language: str
    direction: str
    date: datetime.date
    subject: str
    preheader: str
    sender: Sender
    html: str
    text: str
    slots: Mapping[str, Slot] = field(default_factory=dict)
    text_slots: Mapping[str, Slot] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
