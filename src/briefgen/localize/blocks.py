"""Typed blocks as plain data: one function for each kind, in one visible table."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from briefgen.localize import formats
from briefgen.localize.facts import date_text
from briefgen.localize.localizer import Localizer
from briefgen.model.base import PartialDate, Precision
from briefgen.model.edition import View
from briefgen.model.library import Entry
from briefgen.model.publication import Block
from briefgen.model.work import Event, PolicyWin

# A function gets the localizer, the address of the block's messages and the block's content.
Localize = Callable[[Localizer, str, Any], View]


def block_view(localizer: Localizer, publication: Entry[Any], block: Block) -> View:
    """Return one block as templates see it."""
    view: View = {"id": block.id, "kind": block.kind}
    return view | VIEWS[block.kind](localizer, f"{publication.address}#{block.id}", block.content)


def _prose(localizer: Localizer, address: str, content: Any) -> View:
    first = content.text.lstrip()
    form = "heading" if first.startswith("### ") else "list" if first[:2] in ("- ", "* ", "1.") else "paragraph"
    return {"form": form, "text": localizer.text(address)}


def _facts(localizer: Localizer, address: str, content: Any) -> View:
    items = [
        {"fact": localizer.fact(item.fact), "text": localizer.text(f"{address}.items.{index}.text")}
        for index, item in enumerate(content.items, start=1)
    ]
    return {"items": items}


def _chart(localizer: Localizer, address: str, content: Any) -> View:
    rows = [
        {
            "label": localizer.text(f"{address}.rows.{index}.label"),
            "facts": [localizer.fact(name) for name in row.facts],
        }
        for index, row in enumerate(content.rows, start=1)
    ]
    names = [name for row in content.rows for name in row.facts]
    return {
        "type": content.type,
        "title": localizer.text(f"{address}.title"),
        "caption": localizer.text(f"{address}.caption"),
        "series": [localizer.text(f"{address}.series.{index + 1}") for index in range(len(content.series))],
        "rows": rows,
        "change": localizer.fact(content.change) if content.change else None,
        "sources": localizer.cited(names),
        "locale": localizer.locale,
    }


def _timeline(localizer: Localizer, address: str, content: Any) -> View:
    entry: Entry[PolicyWin] = localizer.entry("policy-wins", content.policy_win)
    win = entry.value
    chosen = [event for event in win.events if not content.events or event.id in content.events]
    events, before = [], None
    for event in chosen:
        events.append(_event(localizer, entry.address, event, before))
        before = event
    contributions = []
    for contribution in win.contributions:
        campaign = localizer.entry("campaigns", contribution.campaign)
        text = localizer.say(f"contribution-{contribution.level}", campaign=campaign.value.name)
        sources = localizer.cited(contribution.sources)
        contributions.append({"text": {"text": text, "lang": localizer.locale}, "sources": sources})
    localizer.note(entry.address, [win.name, [str(event.date) for event in chosen]])
    return {
        "policy_win": {
            "id": entry.id,
            "name": win.name,
            "title": localizer.text(f"{entry.address}#title"),
            "summary": localizer.text(f"{entry.address}#summary"),
        },
        "events": events,
        "contributions": contributions,
    }


def _event(localizer: Localizer, address: str, event: Event, before: Event | None) -> View:
    exact = event.date.precision is Precision.DAY
    gap = None
    if exact and before and before.date.precision is Precision.DAY:
        gap = (event.date.first_day() - before.date.first_day()).days
    return {
        "id": event.id,
        "stage": event.stage.value,
        "date": date_text(localizer.locale, event.date, localizer.say),
        "year": str(event.date.year),
        "day": formats.day_month(localizer.locale, event.date.first_day()) if exact else None,
        "gap": gap,
        "label": localizer.text(f"{address}#events.{event.id}.label"),
        "detail": localizer.text(f"{address}#events.{event.id}.detail"),
        "sources": localizer.cited(event.sources),
    }


def _partners(localizer: Localizer, address: str, content: Any) -> View:
    return {"partners": [partner_view(localizer, name) for name in content.partners]}


def partner_view(localizer: Localizer, name: str) -> View:
    """Return a partner as a card shows it."""
    entry = localizer.entry("partners", name)
    partner = entry.value
    plain = {
        "id": name,
        "name": partner.name,
        "short_name": partner.short_name,
        "kind": partner.kind,
        "website": partner.website,
    }
    localizer.note(entry.address, plain)
    return plain | {
        "role": localizer.text(f"{entry.address}#role"),
        "summary": localizer.text(f"{entry.address}#summary"),
        "sources": localizer.cited(partner.sources),
    }


def _recommendation(localizer: Localizer, address: str, content: Any) -> View:
    return {
        "actor": localizer.text(f"{address}.actor"),
        "action": localizer.text(f"{address}.action"),
        "deadline": _deadline(localizer, content.deadline),
        "occasion": localizer.optional(f"{address}.occasion"),
        # What a rate is, is no evidence.
        "evidence": [key for key in localizer.cited(content.evidence) if key not in localizer.rates],
        "proof": localizer.text(f"{address}.proof"),
    }


def _deadline(localizer: Localizer, date: PartialDate) -> str:
    if date.precision is Precision.DAY:
        return formats.date_medium(localizer.locale, date.first_day())
    return date_text(localizer.locale, date, localizer.say)


def _ask(localizer: Localizer, address: str, content: Any) -> View:
    return {
        "heading": localizer.text(f"{address}.heading"),
        "text": localizer.text(f"{address}.text"),
        "link": content.link,
        "label": localizer.text(f"{address}.label"),
        "amounts": [localizer.money(amount) for amount in content.amounts],
    }


def _quote(localizer: Localizer, address: str, content: Any) -> View:
    return {
        "text": localizer.text(f"{address}.text"),
        "speaker": content.speaker,
        "role": localizer.optional(f"{address}.role"),
    }


def _picture(localizer: Localizer, address: str, content: Any) -> View:
    entry = localizer.entry("pictures", content.picture)
    picture = entry.value
    localizer.note(entry.address, [picture.file, picture.licence])
    return {
        "src": localizer.picture(content.picture),
        "alt": localizer.text(f"{entry.address}#alt"),
        "credit": localizer.text(f"{entry.address}#credit"),
        "licence": picture.licence,
        "caption": localizer.text(f"{address}.caption"),
    }


def _places(localizer: Localizer, address: str, content: Any) -> View:
    items = [
        {"name": item.name, "key": item.key, "text": localizer.text(f"{address}.items.{index}.text")}
        for index, item in enumerate(content.items, start=1)
    ]
    return {"caption": localizer.text(f"{address}.caption"), "items": items}


VIEWS: Mapping[str, Localize] = MappingProxyType(
    {
        "prose": _prose,
        "facts": _facts,
        "chart": _chart,
        "timeline": _timeline,
        "partners": _partners,
        "recommendation": _recommendation,
        "ask": _ask,
        "quote": _quote,
        "picture": _picture,
        "places": _places,
    }
)
