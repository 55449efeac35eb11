"""Papers for those who work on a publication: the proof in two languages, and the state of all translations."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from briefgen.findings import Finding, Place
from briefgen.model.catalogue import Approval
from briefgen.model.edition import LocalText, View

SOURCE = "source"
"""The state of a text that is shown in the language that it was written in."""

STATES = (SOURCE, "approved", "translated", "stale", "untranslated")
"""All states, those that are furthest first."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one language says in a row.

    ``state`` is ``source``, ``untranslated``, ``stale``, ``translated`` or ``approved``; ``text`` is None where there
    is none. ``earlier`` is the text that a stale translation was made from. ``values`` are the facts that are printed
    beside the text, as this language prints them.
    """

    state: str
    text: LocalText | None
    values: tuple[str, ...] = ()
    approval: Approval | None = None
    earlier: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One text, or one value that is printed alone.

    ``block`` and ``field`` say what it is: a kind of block and a field of it, either of which may be empty. ``about``
    is a name that stands with it and is not translated. ``also`` are the addresses of other texts of the kind that read
    just the same. ``original`` is the source text where no column shows it and a translation is not current.
    """

    number: int
    address: str
    block: str
    field: str
    about: str
    place: Place
    sides: tuple[Side, Side]
    also: tuple[str, ...] = ()
    original: LocalText | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that belong together: ``kind`` names the part, ``title`` is its heading where the publication has one."""

    kind: str
    title: LocalText | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof. ``views`` are those of the editions in both languages; ``audience`` is empty where it is for all.

    ``readers`` is what the audience is called.

    ``words`` is the wording in the first language, that of its reader. ``digest`` stands for all that is shown in both
    columns, ``editions`` holds the digest of the texts of each edition that prints one of the columns. ``findings``
    are those that belong to no row.
    """

    publication: str
    audience: str
    readers: str
    locales: tuple[str, str]
    names: tuple[str, str]
    views: tuple[View, View]
    words: View
    parts: tuple[Part, ...]
    counts: tuple[Mapping[str, int], Mapping[str, int]]
    digest: str
    editions: Mapping[str, str]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """A text that is still to be done: its address, its state, and how it begins in its own language."""

    address: str
    state: str
    begins: LocalText


@dataclass(frozen=True, slots=True)
class Cell:
    """How far a row is in a locale: numbers by state, with their share in percent.

    ``source`` is the number of texts that need no translation, ``read`` tells whether an edition in the locale prints
    them. ``left`` are the first texts that are to do, and ``more`` is how many others are.
    """

    states: Mapping[str, tuple[int, int]]
    source: int
    read: bool
    left: tuple[Left, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of all translations.

    ``kind`` is what a row is, ``publication`` or ``catalogue``; ``titles`` are those of publications. ``view`` is what
    every page gets: words, organisation and language of the page. ``rows`` hold a cell for each locale.
    """

    kind: str
    view: View
    date: datetime.date
    locales: tuple[str, ...]
    titles: Mapping[str, LocalText]
    rows: Mapping[str, tuple[Cell, ...]]
    total: tuple[Cell, ...]
