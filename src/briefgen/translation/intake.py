"""Judges what came back from translators: what is taken, and why the rest is not."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from briefgen.findings import Finding, Place, Severity
from briefgen.load.catalogues import APPROVAL, approval_of, without_approvals
from briefgen.load.catalogues.po import Entry
from briefgen.load.waivers import apply, entry_waivers
from briefgen.localize.facts import unfit_forms
from briefgen.localize.locales import same_language
from briefgen.model.evidence import Fact
from briefgen.model.library import Entry as Thing
from briefgen.model.messages import Message
from briefgen.translation.catalogues import approval
from briefgen.translation.exchange.units import Delivery, Row, State, Unit, digest

# As in content: control characters, surrogates, separators that only some programs take for line ends.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
AGAIN = "export it again, and translate what is new"
MAX_TEXT = 40_000
_LOST = "placeholder-changed"

Examine = Callable[[Message, Sequence[str], Place], Iterable[Finding]]
"""Returns what the checks find in the translation of a message, which is put at a place."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is here of one message: the message, its units as they would be exported, its entry in the catalogue."""

    message: Message
    units: tuple[Unit, ...]
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Change:
    """One unit that a file changes: its text and state before and after."""

    name: str
    before: str
    after: str
    was: State
    state: State
    commented: bool


@dataclass(frozen=True, slots=True)
class Intake:
    """What is taken of a file: entries by address, what they change, and a finding for each unit that is not taken."""

    taken: Mapping[str, Entry]
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]


def judge(
    delivery: Delivery, standing: Mapping[str, Standing], facts: Mapping[str, Thing[Fact]], examine: Examine
) -> Intake:
    """Judge a file. ``standing`` holds every message of its locale by address, in any source language.

    What ``examine`` doubts is taken, with a warning; only what lost a placeholder is not.
    """
    named = {unit.name: (unit, here) for here in standing.values() for unit in here.units}
    keyed = {unit.key: name for name, (unit, _) in named.items()}
    findings = list(delivery.findings)
    rows: dict[str, dict[str, tuple[Unit, Row]]] = {}
    seen: dict[str, Row] = {}
    doubled: set[str] = set()
    for row in _remembered(delivery, standing) if delivery.memory else delivery.rows:
        if not row.name:  # some tools keep the id of a unit alone
            row = replace(row, name=keyed.get(row.key, ""))
        unit, here = named.get(row.name, (None, None))
        row = _tidy(row, unit)
        double = _double(seen, row)
        if problem := double or _stranger(row, unit, delivery, here):
            findings.append(problem)
        elif unit and here and row.name not in doubled:
            rows.setdefault(here.message.address, {})[row.name] = (unit, row)
        if double and here:
            # Nobody can tell which of the two is meant.
            doubled.add(row.name)
            rows.get(here.message.address, {}).pop(row.name, None)
        seen.setdefault(row.name, row)
    taken: dict[str, Entry] = {}
    changes: list[Change] = []
    for address, pairs in rows.items():
        if not pairs:
            continue
        here = standing[address]
        wanted = [_wanted(unit, pairs[unit.name][1] if unit.name in pairs else None) for unit in here.units]
        place = next(iter(pairs.values()))[1].place
        said = [row for _, row in pairs.values()]
        problems = [*_emptied(pairs.values()), *_problems(here, wanted, facts, place)]
        if any(map(_differs, wanted)):
            problems += _doubts(examine(here.message, [change.after for change in wanted], place), here, said)
        findings += problems
        if any(problem.severity is Severity.ERROR for problem in problems):
            continue
        if changed := [change for change in wanted if _differs(change)]:
            taken[address] = _entry(here, wanted, said)
            changes += changed
    return Intake(taken, tuple(changes), tuple(findings))


def approved(standing: Iterable[Standing], by: str, on: str, examine: Examine) -> Intake:
    """Approve what is translated and not stale. What has an error that nobody waived is reported instead.

    ``by`` and ``on`` say who approves, and the day; both may be empty.
    """
    taken: dict[str, Entry] = {}
    changes: list[Change] = []
    findings: list[Finding] = []
    for here in standing:
        entry = here.entry
        if entry is None or any(unit.state is not State.TRANSLATED for unit in here.units):
            continue
        doubts = examine(here.message, [unit.text for unit in here.units], here.message.place)
        if problems := [doubt for doubt in _unwaived(doubts, here, ()) if doubt.severity is Severity.ERROR]:
            findings += problems
            continue
        entry.remarks = [approval(entry, by, on), *without_approvals(entry.remarks)]
        taken[here.message.address] = entry
        changes += [Change(unit.name, unit.text, unit.text, unit.state, State.APPROVED, False) for unit in here.units]
    return Intake(taken, tuple(changes), tuple(findings))


def _remembered(delivery: Delivery, standing: Mapping[str, Standing]) -> Iterable[Row]:
    """Yield a row for each untranslated text that a memory has a translation of; it has to be looked at."""
    known: dict[str, Row] = {}
    for row in delivery.rows:
        known.setdefault(row.source, row)
    for here in standing.values():
        for unit in here.units if same_language(here.message.language, delivery.language) else ():
            old = known.get(unit.source)
            if old and unit.state is State.UNTRANSLATED and unit.form is None:
                yield Row(unit.name, unit.key, unit.source, old.text, State.STALE, "", old.place)


def _tidy(row: Row, unit: Unit | None) -> Row:
    """Return a row without what a program did to its text: spaces around it, letters apart from their accents.

    A text that is still marked as untranslated and reads as its source is one that a program copied there.
    """
    if unit is not None and row.text == unit.text:
        return row
    text = unicodedata.normalize("NFC", row.text)
    if unit is not None and unit.source == unit.source.strip():
        text = text.strip()
    if row.state is State.UNTRANSLATED and _words(text) == _words(row.source):
        text = ""
    return replace(row, text=text)


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).split()


def _double(seen: Mapping[str, Row], row: Row) -> Finding | None:
    before = seen.get(row.name)
    if before is None or before.text == row.text:
        return None
    message = f"{shown(row.name)} stands twice, with different translations; the first is at {before.place}"
    return Finding("unit-duplicate", row.place, message, "keep one of them")


def _stranger(row: Row, unit: Unit | None, delivery: Delivery, here: Standing | None) -> Finding | None:
    """Return why a row does not belong to the text that it names."""
    name = shown(row.name) or "a text without a name"
    if unit is None or here is None:
        hint = "it was removed meanwhile, or its address was changed in the file"
        return Finding("unit-unknown", row.place, f"there is no text {name}", hint)
    if (
        delivery.language
        and not delivery.memory
        and delivery.language.replace("_", "-").lower() != here.message.language.lower()
    ):
        message = f"{name} is now written in {here.message.language}, and was translated from {delivery.language}"
        return Finding("unit-changed", row.place, message, AGAIN)
    same = _words(row.source) == _words(unit.source)
    if row.key in ("", unit.key) and same:
        return None
    if same or row.key == unit.key or (row.key and row.key != "u" + digest(row.name, row.source)):
        message = f"the source text, address or key of {name} was altered in the file"
        return Finding("unit-altered", row.place, message, "take the row from the file that was exported")
    message = f'the source text of {name} changed after it was exported; it is now: "{shown(unit.source)}"'
    return Finding("unit-changed", row.place, message, AGAIN)


def _wanted(unit: Unit, row: Row | None) -> Change:
    """Return what a row makes of a unit. Nothing is emptied; an approval falls with the text, and only with it."""
    if row is None or not row.text:
        commented = bool(row and row.comment and _comment(row.comment) != _comment(unit.comment))
        return Change(unit.name, unit.text, unit.text, unit.state, unit.state, commented)
    state = row.state
    same = row.text == unit.text
    if state is State.UNTRANSLATED or (unit.state is State.APPROVED and state is State.APPROVED and not same):
        state = State.TRANSLATED
    if same and unit.state is State.APPROVED and state is State.TRANSLATED:
        state = State.APPROVED
    commented = bool(row.comment and _comment(row.comment) != _comment(unit.comment))
    return Change(unit.name, unit.text, row.text, unit.state, state, commented)


def _differs(change: Change) -> bool:
    return change.before != change.after or change.was is not change.state or change.commented


def _emptied(pairs: Iterable[tuple[Unit, Row]]) -> Iterable[Finding]:
    for unit, row in pairs:
        if unit.text and not row.text:
            message = f"the translation of {unit.name} is empty in the file; the one that is here was kept"
            yield Finding("unit-emptied", row.place, message, "", Severity.WARNING)


def _problems(
    here: Standing, wanted: list[Change], facts: Mapping[str, Thing[Fact]], place: Place
) -> Iterable[Finding]:
    """Yield what is wrong with the texts that would be taken."""
    texts = [change.after for change in wanted]
    if not any(map(_differs, wanted)) or not any(texts):
        return
    if not all(texts):
        message = f"{here.message.address} needs all its {len(texts)} plural forms"
        yield Finding("unit-invalid", place, message, "translate the other rows of this text too")
    for text in texts:
        if found := _FORBIDDEN.search(text):
            message = f"the translation of {here.message.address} holds the character U+{ord(found[0]):04X}"
            yield Finding("unit-invalid", place, message, "type the translation again instead of pasting it")
        if len(text) > MAX_TEXT:
            message = f"the translation of {here.message.address} has more than {MAX_TEXT:,} characters"
            yield Finding("unit-invalid", place, message, "shorten it")
        yield from unfit_forms(facts, text, place)


def _doubts(doubts: Iterable[Finding], here: Standing, rows: Sequence[Row]) -> Iterator[Finding]:
    """Yield the doubts about texts that would be taken: warnings, for the check holds them back where it must.

    A fact that was lost is not taken: what is here may still have it.
    """
    for doubt in _unwaived(doubts, here, rows):
        yield doubt if doubt.code == _LOST else replace(doubt, severity=Severity.WARNING)


def _unwaived(doubts: Iterable[Finding], here: Standing, rows: Sequence[Row]) -> Sequence[Finding]:
    """Return the doubts that no comment of the entry waives, as it would be with these rows."""
    found = list(doubts)
    comments = _remark(here, rows).splitlines()
    waivers = [waiver for doubt in found for waiver in entry_waivers(comments, doubt.place)[0]]
    return apply(found, waivers)[0]


def _remark(here: Standing, rows: Sequence[Row]) -> str:
    """Return the comment of an entry: the one that came, else the one that is here."""
    return next((found for row in rows if (found := _comment(row.comment))), "") or _comment(here.units[0].comment)


def _entry(here: Standing, wanted: list[Change], rows: list[Row]) -> Entry:
    """Return the entry that comes into the catalogue."""
    states = {change.state for change in wanted}
    message, old = here.message, here.entry
    source = (message.text, message.plural) if message.plural else (message.text,)
    entry = Entry(message.address, source, tuple(change.after for change in wanted), State.STALE in states)
    entry.remarks = _remark(here, rows).splitlines()
    if old is not None and entry.fuzzy:
        # A stale translation keeps the text that it was made from.
        entry.previous = old.previous
    if states == {State.APPROVED}:
        kept = [line for line in old.remarks if APPROVAL.fullmatch(line)] if old is not None else []
        standing = old is not None and old.texts == entry.texts and approval_of(old) is not None
        entry.remarks = [*(kept if standing else [approval(entry)]), *entry.remarks]
    return entry


def _comment(text: str) -> str:
    """Return a remark as lines that a catalogue can hold: no blank ones, none that could be read as anything else."""
    lines = (re.sub(r"\s+", " ", _FORBIDDEN.sub(" ", line)).strip().lstrip("|,:.~ ") for line in text.splitlines())
    return "\n".join(line for line in lines if line and not APPROVAL.fullmatch(line))


def shown(text: str) -> str:
    """Return a text from a file as it can be printed: without characters that a terminal obeys, and not too long."""
    plain = "".join(character if character.isprintable() else " " for character in text[:200])
    return f"{plain}…" if len(text) > 200 else plain
