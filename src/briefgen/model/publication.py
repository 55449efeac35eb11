"""What an editor writes: briefs and newsletters, their sections and their typed blocks."""

from dataclasses import dataclass
from typing import Annotated, Literal, Protocol, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from briefgen.findings import Place
from briefgen.model.base import (
    Content,
    Day,
    Id,
    Line,
    LocaleTag,
    Name,
    PartialDateField,
    Reference,
    Text,
    WebAddress,
)
from briefgen.model.organisation import Depth, Missing
from briefgen.model.recipient import FieldKind
from briefgen.model.work import FactRef, PartnerRef

Evidence = Annotated[str, Reference("sources", "facts")]


class KeyFigure(Content):
    """A fact set large, and the sentence that says what it means."""

    fact: FactRef
    text: Text


class SummaryPoint(Content):
    """One of the three-up points of a brief's first page."""

    id: Id
    label: Line
    text: Text


class Contact(Content):
    """Where a reader can go on."""

    heading: Line
    text: Text
    email: Name
    url: WebAddress


class Publication(Content):
    """What briefs and newsletters share. ``date`` is printed, and stamps the files."""

    title: Line
    kicker: Line | None = None
    standfirst: Text
    date: Day
    version: str = "1.0"
    language: LocaleTag | None = None
    country: Annotated[str, Reference("countries")] | None = None
    audiences: tuple[Annotated[str, Reference("audiences")], ...] = Field(min_length=1)
    keywords: tuple[Line, ...] = ()
    contact: Contact
    missing: Missing | None = None
    reading_note: Text | None = Field(default=None, description="how to read the figures; printed beside the notes")


class Brief(Publication):
    """A policy brief or a country brief: two to four pages for people who decide."""

    kind: Literal["policy-brief", "country-brief"] = "policy-brief"
    key_figure: KeyFigure
    summary: tuple[SummaryPoint, ...] = Field(default=(), max_length=4)
    recommendations_heading: Line | None = None


class Personal(Content):
    """A paragraph for one recipient: ``text`` names fields such as ``{recipient.amount}``.

    ``otherwise`` is said where one of them is not known, and in the edition for everybody; without it the paragraph
    is left out there.
    """

    id: Id
    text: Text
    otherwise: Text | None = None


class Letter(Content):
    """The personal panel of a newsletter. A merge replaces ``greeting`` where it knows the recipient's name."""

    greeting: Line
    text: Text
    personal: tuple[Personal, ...] = ()
    signature: Line
    postscript: Text | None = None


class Newsletter(Publication):
    """A newsletter for donors: ``name`` is the masthead, ``title`` the headline of the one story.

    ``subject`` is that of the e-mail, the title where it is left out. ``recipient_fields`` are the merge fields that
    its personal paragraphs may name, with what each holds.
    """

    kind: Literal["newsletter"] = "newsletter"
    name: Line
    subject: Line | None = None
    preheader: Line
    recipient_fields: dict[Id, FieldKind] = Field(default={})
    letter: Letter
    key_figure: KeyFigure | None = None


# --- Blocks: what stands between ::: and ::: in the body ---


class FigureItem(Content):
    """One figure of a ``facts`` block."""

    fact: FactRef
    text: Text


class FactsBlock(Content):
    """Figures set in the margin, each with the sentence that explains it."""

    items: tuple[FigureItem, ...] = Field(min_length=1)


class ChartRow(Content):
    """One label of a chart with one fact for each series."""

    label: Line
    facts: tuple[FactRef, ...] = Field(min_length=1)


class ChartBlock(Content):
    """A chart drawn from facts. ``title`` says the finding, ``caption`` who, where, when and how measured.

    ``bars`` has one bar for each fact of each row, named by ``series``. ``slope`` has two series, before and
    after: a row with two facts is a line, a row with one a point beside the end.
    """

    type: Literal["bars", "slope"]
    title: Line
    caption: Text
    series: tuple[Line, ...] = Field(min_length=1, max_length=2)
    rows: tuple[ChartRow, ...] = Field(min_length=1, max_length=12)
    change: FactRef | None = Field(default=None, description="a fact that says how much the line rose or fell")

    @model_validator(mode="after")
    def _rows(self) -> Self:
        for index, row in enumerate(self.rows):
            allowed = (1, 2) if self.type == "slope" else (len(self.series),)
            if len(row.facts) not in allowed:
                raise PydanticCustomError(
                    "chart-row",
                    "the row has {found} facts where the chart has {series} series",
                    {"found": len(row.facts), "series": len(self.series), "at": f"rows.{index}.facts"},
                )
        return self


class TimelineBlock(Content):
    """The events of a policy win on a line; ``events`` chooses some of them, in their own order."""

    policy_win: Annotated[str, Reference("policy-wins")]
    events: tuple[Id, ...] = ()


class PartnersBlock(Content):
    """Partner cards."""

    partners: tuple[PartnerRef, ...] = Field(min_length=1)


class RecommendationBlock(Content):
    """What one actor should do by when, the evidence for it, and how all can see that it was done."""

    actor: Line
    action: Text
    deadline: PartialDateField
    occasion: Line | None = Field(default=None, description="named instead of the date, such as a budget")
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    proof: Line


class AskBlock(Content):
    """The one thing that a reader is asked to do."""

    heading: Line
    text: Text
    link: WebAddress
    label: Line
    amounts: tuple[int, ...] = ()


class QuoteBlock(Content):
    """A quotation. The speaker must have approved it."""

    text: Text
    speaker: Name
    role: Line | None = None
    approved: Day


class PictureBlock(Content):
    """A picture with its caption."""

    picture: Annotated[str, Reference("pictures")]
    caption: Text


class PlaceItem(Content):
    """One place of a ``places`` block; ``key`` sets it off, with a figure or a reason in its text."""

    name: Name
    text: Text
    key: bool = False


class PlacesBlock(Content):
    """Where the work is: places in order, north first, as a schematic and not a map. ``caption`` says so."""

    caption: Line
    items: tuple[PlaceItem, ...] = Field(min_length=2, max_length=8)


class Prose(Content):
    """A paragraph, a list or a sub-heading in Markdown."""

    text: Text


BLOCKS: dict[str, type[Content]] = {
    "facts": FactsBlock,
    "chart": ChartBlock,
    "timeline": TimelineBlock,
    "partners": PartnersBlock,
    "recommendation": RecommendationBlock,
    "ask": AskBlock,
    "quote": QuoteBlock,
    "picture": PictureBlock,
    "places": PlacesBlock,
}


class Places(Protocol):
    """Where each value of a block stands."""

    def value(self, path: tuple[str | int, ...] = ()) -> Place:
        """Return the place of a value, or of the nearest value around it."""
        ...


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body: ``kind`` is ``prose`` or a key of BLOCKS; ``id`` is unique in its publication.

    ``start`` is the block's first line; ``positions`` those of its YAML, which prose has none of. ``depth`` is the
    least depth at which it is printed; with none it is that of its section.
    """

    id: str
    kind: str
    content: Content
    start: Place
    positions: Places | None = None
    depth: Depth | None = None

    def place(self, *path: str | int) -> Place:
        """Return the place of a value of the block; with no path, of the block."""
        return self.positions.value(path) if self.positions and path else self.start


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the blocks below it. The blocks before the first heading form a section without one."""

    id: str
    heading: str | None
    blocks: tuple[Block, ...]
    place: Place
    depth: Depth | None = None
