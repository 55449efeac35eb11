"""What goes out to translators and comes back, whatever the file is: units in parcels."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from briefgen.findings import Finding, Place


class State(StrEnum):
    """How far a translation is. A stale one was made from an earlier text, or its translator had doubts."""

    UNTRANSLATED = "untranslated"
    TRANSLATED = "translated"
    STALE = "stale"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An earlier translation of a like text; ``score`` says how alike the texts are, in percent."""

    score: int
    source: str
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One text to translate. A message that counts is as many units as the locale has plural forms.

    ``identity`` is the source text of the message, with its plural where it has one; ``form`` the number of the
    plural form, or None. ``place`` is the file and line of the source text, ``where`` its place in the document in
    words, ``length`` about how many characters the translation may have. ``previous`` is the text that a stale
    translation was made from. ``terms`` are lines of the glossary.
    """

    address: str
    identity: tuple[str, ...]
    form: int | None
    text: str
    state: State
    place: Place
    where: str
    note: str
    length: int
    comment: str = ""
    previous: str = ""
    terms: tuple[str, ...] = ()
    earlier: tuple[Suggestion, ...] = ()

    @property
    def name(self) -> str:
        """Return the address, with the number of the plural form: ``wording#timeline-gap[1]``."""
        return self.address if self.form is None else f"{self.address}[{self.form}]"

    @property
    def source(self) -> str:
        """Return the text to translate; of the first form of several it is the singular."""
        return self.identity[0] if self.form in (None, 0) else self.identity[-1]

    @property
    def key(self) -> str:
        """Return what names the unit in files: it changes with the source text. It is a name token of XML."""
        return "u" + digest(self.name, self.source)

    def hints(self) -> tuple[str, ...]:
        """Return what a translator should know, a line each: place, length, note, glossary."""
        length = f"length: about {self.length} characters at most"
        return (self.where, length, *((self.note,) if self.note else ()), *(f"glossary: {term}" for term in self.terms))


@dataclass(frozen=True, slots=True)
class Parcel:
    """The units of one file: from one language into one locale, of one workspace."""

    language: str
    locale: str
    workspace: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One unit as it came back. ``key`` is empty where the kind of file has none; ``place`` is its line or row."""

    name: str
    key: str
    source: str
    text: str
    state: State
    comment: str
    place: Place


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file that came back. ``findings`` concern single rows; ``language`` and ``workspace`` may be unsaid.

    A memory names no units: its rows serve for texts that read the same.
    """

    language: str
    locale: str
    workspace: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...] = ()
    memory: bool = False


class RefusedError(Exception):
    """The file is not taken; ``finding`` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def digest(*parts: str) -> str:
    """Return a short digest of texts: the first 64 bits of SHA-256 in hexadecimal."""
    # Half characters, which only a damaged file holds, are reported later.
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
