"""The library: everything in content/, loaded, typed and immutable."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, Protocol, TypeVar

from briefgen.findings import Place
from briefgen.model.base import Content
from briefgen.model.catalogue import Catalogue
from briefgen.model.evidence import ExchangeRate, Fact, GlossaryTerm, Source
from briefgen.model.media import Picture
from briefgen.model.organisation import Audience, Organisation
from briefgen.model.publication import Block, Brief, Newsletter, Publication, Section
from briefgen.model.work import Campaign, Country, Partner, PolicyWin, Programme

Path = tuple[str | int, ...]
C = TypeVar("C", bound=Content, covariant=True)

# The kinds of things that have a file each; the name of the folder is the name of the kind.
THINGS: Mapping[str, type[Content]] = MappingProxyType(
    {
        "countries": Country,
        "programmes": Programme,
        "partners": Partner,
        "campaigns": Campaign,
        "policy-wins": PolicyWin,
        "audiences": Audience,
    }
)
PUBLICATIONS: Mapping[str, type[Publication]] = MappingProxyType({"briefs": Brief, "newsletters": Newsletter})
# The kinds that stand together in one file, under a key of that name.
COLLECTIONS: Mapping[str, type[Content]] = MappingProxyType(
    {"facts": Fact, "sources": Source, "terms": GlossaryTerm, "rates": ExchangeRate}
)
# What one thing of a kind is called, in findings and in the names of schemas.
SINGULAR: Mapping[str, str] = MappingProxyType(
    {
        "countries": "country",
        "programmes": "programme",
        "partners": "partner",
        "campaigns": "campaign",
        "policy-wins": "policy-win",
        "audiences": "audience",
        "facts": "fact",
        "sources": "source",
        "pictures": "picture",
        "briefs": "brief",
        "newsletters": "newsletter",
    }
)
KINDS = (*THINGS, *COLLECTIONS, "pictures", *PUBLICATIONS)


class Positions(Protocol):
    """Where each value and each key of a file stands."""

    def value(self, path: Path = ()) -> Place:
        """Return the place of a value, or of the nearest value around it."""
        ...

    def key(self, path: Path) -> Place:
        """Return the place of the key that holds a value."""
        ...


@dataclass(frozen=True, slots=True)
class Entry(Generic[C]):
    """One thing of the library with its id, the language of its texts, and where it was written.

    ``address`` begins the address of each of its messages: ``partners/infant``. ``prefix`` leads to the thing
    within its file. Publications have ``sections``; all else has none.
    """

    kind: str
    id: str
    value: C
    language: str
    positions: Positions
    prefix: Path = ()
    sections: tuple[Section, ...] = ()

    @property
    def address(self) -> str:
        """Return ``kind/id``, or ``organisation``, which there is one of."""
        return f"{self.kind}/{self.id}" if self.id else self.kind

    def place(self, *path: str | int) -> Place:
        """Return the place of a value of this thing; with no path, of the thing itself."""
        return self.positions.value((*self.prefix, *path))

    def key(self, *path: str | int) -> Place:
        """Return the place of the key that holds a value, where a comment about the value stands."""
        return self.positions.key((*self.prefix, *path))

    def blocks(self) -> Iterator[Block]:
        """Yield all blocks in their order."""
        for section in self.sections:
            yield from section.blocks


@dataclass(frozen=True, slots=True)
class Library:
    """All content. Each mapping goes from id to entry, in the order of the ids."""

    organisation: Entry[Organisation]
    countries: Mapping[str, Entry[Country]] = field(default_factory=dict)
    programmes: Mapping[str, Entry[Programme]] = field(default_factory=dict)
    partners: Mapping[str, Entry[Partner]] = field(default_factory=dict)
    campaigns: Mapping[str, Entry[Campaign]] = field(default_factory=dict)
    policy_wins: Mapping[str, Entry[PolicyWin]] = field(default_factory=dict)
    audiences: Mapping[str, Entry[Audience]] = field(default_factory=dict)
    facts: Mapping[str, Entry[Fact]] = field(default_factory=dict)
    sources: Mapping[str, Entry[Source]] = field(default_factory=dict)
    terms: Mapping[str, Entry[GlossaryTerm]] = field(default_factory=dict)
    rates: Mapping[str, Entry[ExchangeRate]] = field(default_factory=dict)
    pictures: Mapping[str, Entry[Picture]] = field(default_factory=dict)
    briefs: Mapping[str, Entry[Brief]] = field(default_factory=dict)
    newsletters: Mapping[str, Entry[Newsletter]] = field(default_factory=dict)
    wording: "Wordings" = field(default_factory=lambda: Wordings("en", {}))
    catalogues: tuple[Catalogue, ...] = ()

    def collection(self, kind: str) -> Mapping[str, Entry[Content]]:
        """Return the things of one kind, such as ``policy-wins``."""
        found: Mapping[str, Entry[Content]] = getattr(self, kind.replace("-", "_"))
        return found

    def entries(self) -> Iterator[Entry[Content]]:
        """Yield everything, kind by kind."""
        yield self.organisation
        for kind in KINDS:
            yield from self.collection(kind).values()

    def publications(self) -> Iterator[Entry[Brief] | Entry[Newsletter]]:
        """Yield the briefs, then the newsletters."""
        yield from self.briefs.values()
        yield from self.newsletters.values()


@dataclass(frozen=True, slots=True)
class Word:
    """One wording of the templates: ``other`` is its text, ``one`` its singular where it counts something."""

    other: str
    one: str | None
    note: str
    place: Place


@dataclass(frozen=True, slots=True)
class Wordings:
    """The wording of the templates, by key, in one source language."""

    language: str
    words: Mapping[str, Word]
