"""Translations out of the workspace and back: files are written for translators, judged when they return, and taken."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from briefgen.build import output
from briefgen.check.catalogues.translations import Examiner
from briefgen.errors import UsageError
from briefgen.findings import Finding, Place, arrange, did_you_mean
from briefgen.load.files import read_bytes
from briefgen.localize.locales import same_language
from briefgen.model.library import Library
from briefgen.model.messages import Message, messages
from briefgen.translating import by_folder, chosen_locales, existing_catalogues, open_library
from briefgen.translation import exchange
from briefgen.translation.catalogues import WORDING, grouped
from briefgen.translation.exchange.units import Delivery, Parcel, State
from briefgen.translation.intake import Change, Examine, Intake, Standing, approved, judge, shown
from briefgen.translation.outgoing import Glossary, Memory, concerned, fingerprint, places, units
from briefgen.translation.update import NOTHING, Existing, refresh
from briefgen.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Exported:
    """A file for a translator: its path, the language that it is translated from, and how many texts are in it."""

    path: Path
    language: str
    texts: int
    finished: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file brought: the changes and the catalogues that they are in; findings say what was not taken and why."""

    locale: str
    changes: tuple[Change, ...]
    written: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The catalogues of one locale as ``translate update`` would leave them, and what makes them so."""

    files: Mapping[str, tuple[list[Message], Existing, str]]
    standing: Mapping[str, Standing]
    findings: tuple[Finding, ...]


def export(
    workspace: Workspace, locale: str, publication: str, form: str, target: Path
) -> tuple[tuple[Exported, ...], tuple[Finding, ...]]:
    """Write the texts of a locale for a translator, all of them or those that a publication needs.

    A file is translated from one language: where there are several, each gets its own, with the language in its
    name. Raises UsageError for a locale or a publication that does not exist.
    """
    library, _ = open_library(workspace)
    chosen_locales(library, (locale,))
    shelf = _shelf(workspace, library, locale)
    wanted = _scope(library, publication)
    parcels: dict[str, list[Standing]] = {}
    for here in shelf.standing.values():
        if wanted is None or here.message.address in wanted:
            parcels.setdefault(here.message.language, []).append(here)
    bodies: list[tuple[Exported, bytes]] = []
    findings = list(shelf.findings)
    for language, rows in sorted(parcels.items()):
        path = target if len(parcels) == 1 else target.with_name(f"{target.stem}.{language}{target.suffix}")
        body, finished = _file(library, language, locale, rows, form, path.name)
        if isinstance(body, Finding):
            findings.append(body)
        else:
            bodies.append((Exported(path, language, len(rows), finished), body))
    output.write_all(target.parent, {exported.path.name: body for exported, body in bodies})
    return tuple(exported for exported, _ in bodies), arrange(findings)


def _file(
    library: Library, language: str, locale: str, rows: list[Standing], form: str, name: str
) -> tuple[bytes | Finding, int]:
    """Return the file of one language, and how many of its texts are finished."""
    memory, glossary = Memory(library.catalogues, language, locale), Glossary(library, language, locale)
    try:
        told = [
            replace(unit, terms=glossary.terms(unit.source), earlier=memory.like(unit))
            for row in rows
            for unit in row.units
        ]
    except ModuleNotFoundError as error:
        return exchange.extra_missing(name, error), 0
    done = sum(all(unit.state in (State.TRANSLATED, State.APPROVED) for unit in row.units) for row in rows)
    return exchange.write(Parcel(language, locale, fingerprint(library), tuple(told)), form, name), done


def take(workspace: Workspace, path: Path, dry_run: bool = False) -> Imported:
    """Take the translations of a file into the catalogues; with ``dry_run`` only say what would change.

    Each unit that cannot be taken is reported, with its line or row, and the others are taken. A file that is broken,
    hostile or not for this workspace is refused as a whole. Raises UsageError when the workspace has errors.
    """
    library, _ = open_library(workspace)
    body = read_bytes(path.parent, path.name, exchange.LIMIT)
    delivery = body if isinstance(body, Finding) else exchange.read(body, path.name)
    if isinstance(delivery, Finding):
        return Imported("", (), (), (delivery,))
    locale = _locale(delivery, library, path.name)
    if isinstance(locale, Finding):
        return Imported("", (), (), (locale,))
    shelf = _shelf(workspace, library, locale)
    if foreign := _foreign(delivery, shelf, library, path.name):
        return Imported(locale, (), (), (foreign,))
    intake = judge(delivery, shelf.standing, library.facts, _examine(library, locale))
    written = _rewrite(workspace, shelf, locale, intake, dry_run)
    return Imported(locale, intake.changes, written, arrange([*shelf.findings, *intake.findings]))


def approve(workspace: Workspace, locale: str, publication: str, by: str, on: str) -> Imported:
    """Approve the current translations of a locale, all of them or those of a publication.

    What is missing or stale is left; what has an error is reported. Raises UsageError as export does.
    """
    library, _ = open_library(workspace)
    chosen_locales(library, (locale,))
    shelf = _shelf(workspace, library, locale)
    wanted = _scope(library, publication)
    rows = [here for address, here in shelf.standing.items() if wanted is None or address in wanted]
    intake = approved(rows, by, on, _examine(library, locale))
    written = _rewrite(workspace, shelf, locale, intake, False)
    return Imported(locale, intake.changes, written, arrange([*shelf.findings, *intake.findings]))


def _examine(library: Library, locale: str) -> Examine:
    examiner = Examiner(library)
    return lambda message, texts, place: examiner.examine(message, locale, texts, place)


def _shelf(workspace: Workspace, library: Library, locale: str) -> _Shelf:
    files: dict[str, tuple[list[Message], Existing, str]] = {}
    standing: dict[str, Standing] = {}
    findings: list[Finding] = []
    where = places(library)
    for folder, texts in by_folder(workspace, library, messages(library), locale).items():
        existing, broken = existing_catalogues(workspace.root, folder, locale)
        findings += broken
        closed = {finding.place.path for finding in broken}
        for relative, rows in grouped(texts, locale).items():
            path = (folder / relative).as_posix()
            if path in closed:
                continue
            old = existing.get(relative, NOTHING)
            files[path] = (rows, old, relative)
            found = {entry.context: entry for entry in refresh(relative, rows, locale, old).entries}
            for message in rows:
                entry = found.get(message.address)
                place = where.get(message.address, message.address)
                standing[message.address] = Standing(message, tuple(units(message, entry, locale, place)), entry)
    return _Shelf(files, standing, tuple(findings))


def _rewrite(workspace: Workspace, shelf: _Shelf, locale: str, intake: Intake, dry_run: bool) -> tuple[str, ...]:
    """Write the catalogues that change, and return their paths. All are made before the first is written."""
    bodies = {}
    for path, (rows, old, relative) in shelf.files.items():
        if any(message.address in intake.taken for message in rows):
            bodies[path] = refresh(relative, rows, locale, old, intake.taken).text
    changed = {path: text for path, text in bodies.items() if text != shelf.files[path][1].text}
    if not dry_run:
        output.write_all(workspace.root, {path: text.encode() for path, text in changed.items()})
    return tuple(changed)


def _scope(library: Library, publication: str) -> set[str] | None:
    """Return the addresses that a publication needs; None for all."""
    if not publication:
        return None
    if not (wanted := concerned(library, publication)):
        known = [WORDING, *(entry.id for entry in library.publications())]
        raise UsageError(f'there is no publication "{publication}"', did_you_mean(publication, known))
    return wanted


def _locale(delivery: Delivery, library: Library, name: str) -> str | Finding:
    """Return the locale of the organisation that a file is for. A memory may name its region otherwise, or not."""
    known = library.organisation.value.locales
    said = delivery.locale.replace("_", "-")
    found = [tag for tag in known if tag.lower() == said.lower()]
    if not found and delivery.memory:
        found = [tag for tag in known if said and same_language(tag, said)]
    if len(found) == 1:
        return found[0]
    message = f'the file is for the language "{shown(said)}", which is none of the locales in organisation.yaml'
    return Finding("exchange-language", Place(name), message, f"the locales are {', '.join(known)}")


def _foreign(delivery: Delivery, shelf: _Shelf, library: Library, name: str) -> Finding | None:
    """Return the finding for a file of another workspace; one that does not say is taken if it knows our texts."""
    names = {unit.name for here in shelf.standing.values() for unit in here.units}
    if delivery.memory or delivery.workspace == fingerprint(library):
        return None
    if not delivery.workspace and (not delivery.rows or any(row.name in names for row in delivery.rows)):
        return None
    message = "the file was exported from another workspace"
    hint = "import it there; if the organisation was renamed since, export anew and copy the translations"
    return Finding("exchange-workspace", Place(name), message, hint)
