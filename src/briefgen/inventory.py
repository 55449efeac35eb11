"""Answers to "what is there?" and "where is it used?"."""

import datetime
from dataclasses import dataclass
from typing import Any

from briefgen import pipeline
from briefgen.errors import UsageError
from briefgen.findings import Place, did_you_mean
from briefgen.model.library import KINDS, Entry, Library
from briefgen.model.messages import uses_of
from briefgen.model.organisation import Audience
from briefgen.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Uses:
    """Where something is referred to, and the keys of the editions that print it."""

    places: tuple[Place, ...]
    editions: tuple[str, ...]


def things(workspace: Workspace, kind: str | None) -> list[tuple[str, str]]:
    """Return name and title of each thing of a kind; with no kind, the kinds and how many there are of each."""
    library = _library(workspace).library
    assert library is not None
    if kind is None:
        return [(name, str(len(library.collection(name)))) for name in KINDS]
    plural = next((name for name in KINDS if kind in (name, name.removesuffix("s"))), None)
    plural = {"country": "countries", "policy-win": "policy-wins"}.get(kind, plural)
    if plural is None:
        raise UsageError(f'there is no kind "{kind}"', did_you_mean(kind, KINDS))
    return [(entry.id, _title(entry)) for entry in library.collection(plural).values()]


def uses(workspace: Workspace, name: str) -> Uses:
    """Return where an id is used. Raises UsageError when nothing has it."""
    checked = _library(workspace)
    library = checked.library
    assert library is not None
    known = {entry.id for entry in library.entries() if entry.id}
    if name not in known:
        raise UsageError(f'nothing has the id "{name}"', did_you_mean(name, known))
    places = [use.place for entry in library.entries() for use in uses_of(entry) if use.target == name]
    addresses = tuple(f"{kind}/{name}" for kind in KINDS if name in library.collection(kind))
    editions = [edition.key for edition in checked.editions if _prints(edition, addresses, library)]
    return Uses(tuple(sorted(set(places))), tuple(editions))


def _prints(edition: Any, addresses: tuple[str, ...], library: Library) -> bool:
    owners = {key.split("#")[0].split(" ")[0] for key in edition.inputs} | {f"audiences/{edition.audience}"}
    return any(address in owners for address in addresses)


def _title(entry: Entry[Any]) -> str:
    """Return what a thing is called, and of an audience what is made for it."""
    if isinstance(entry.value, Audience):
        return f"{entry.value.name} ({entry.value.locale}; {', '.join(entry.value.outputs)})"
    for field in ("title", "name", "label", "term", "file"):
        value = getattr(entry.value, field, None)
        if value:
            return str(value)
    return ""


def _library(workspace: Workspace) -> pipeline.Checked:
    checked = pipeline.check(workspace, datetime.date.min)
    if checked.library is None:
        raise UsageError("content/organisation.yaml cannot be read", "briefgen check says what is wrong in it")
    return checked
