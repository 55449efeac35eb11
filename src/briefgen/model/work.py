"""What the content is about: countries, programmes, partners, campaigns and policy wins."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from briefgen.model.base import (
    Content,
    Id,
    Line,
    LocaleTag,
    Name,
    PartialDateField,
    Reference,
    SourceRefs,
    Text,
    WebAddress,
)

FactRef = Annotated[str, Reference("facts")]
PartnerRef = Annotated[str, Reference("partners")]


class Thing(Content):
    """What the types of this module share. ``language`` is that of the file's own texts."""

    language: LocaleTag | None = None
    sources: SourceRefs = ()


class Country(Thing):
    """A country where work is done."""

    name: Line
    summary: Text
    since: FactRef | None = None


class Programme(Thing):
    """A strand of work, with the places where it happens and those who carry it out."""

    name: Line
    summary: Text
    country: Annotated[str, Reference("countries")] | None = None
    places: tuple[Name, ...] = ()
    partners: tuple[PartnerRef, ...] = ()
    funder: PartnerRef | None = None
    facts: tuple[FactRef, ...] = ()


class Partner(Thing):
    """An organisation that does the work. ``name`` is its own and never translated; ``role`` fits on a card."""

    name: Name
    short_name: Name | None = None
    kind: Literal["funder", "coalition", "civil-society", "research", "public-body", "finance"]
    role: Line
    summary: Text
    country: Annotated[str, Reference("countries")] | None = None
    website: WebAddress | None = None


class Role(Content):
    """What one partner does in a campaign."""

    partner: PartnerRef
    role: Line


class Campaign(Thing):
    """A campaign. Its name is never translated."""

    name: Name
    since: FactRef | None = None
    summary: Text
    goal: Text
    obstacle: Text | None = None
    country: Annotated[str, Reference("countries")] | None = None
    roles: tuple[Role, ...] = ()
    policy_wins: tuple[Annotated[str, Reference("policy-wins")], ...] = ()


class Stage(StrEnum):
    """The steps of a policy win, in the only order in which they can happen."""

    CAMPAIGN = "campaign"
    INTRODUCED = "introduced"
    PASSED = "passed"
    PROMULGATED = "promulgated"
    IN_FORCE = "in-force"
    REGULATED = "regulated"
    REVIEWED = "reviewed"


class Event(Content):
    """A dated event. The form of ``date`` states its precision: 2015-12-10, 2015-12, 2015."""

    id: Id
    stage: Stage
    date: PartialDateField
    label: Line
    detail: Text
    sources: SourceRefs = Field(min_length=1)


class Contribution(Content):
    """What may be said of a campaign's part in a policy win: never that it caused it."""

    campaign: Annotated[str, Reference("campaigns")]
    level: Literal["contributed-to", "supported", "informed"] = "contributed-to"
    sources: SourceRefs = Field(min_length=1)


class PolicyWin(Thing):
    """A change of law or policy, with its events in order."""

    name: Name
    title: Line
    summary: Text
    country: Annotated[str, Reference("countries")] | None = None
    events: tuple[Event, ...] = ()
    contributions: tuple[Contribution, ...] = ()

    @model_validator(mode="after")
    def _order(self) -> Self:
        stages = list(Stage)
        for before, after in zip(self.events, self.events[1:], strict=False):
            impossible = after.date.last_day() < before.date.first_day()
            if impossible or stages.index(after.stage) < stages.index(before.stage):
                raise PydanticCustomError(
                    "events-order",
                    '"{after}" ({after_date}) cannot follow "{before}" ({before_date})',
                    {
                        "after": after.id,
                        "after_date": str(after.date),
                        "before": before.id,
                        "before_date": str(before.date),
                        "at": f"events.{self.events.index(after)}.date",
                        "hint": "list events as they happened, and check the date in the source",
                    },
                )
        return self
