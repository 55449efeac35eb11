"""A merge: check → editions → masters → a file for every recipient."""

import datetime
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from briefgen import pipeline
from briefgen.build import manifest
from briefgen.compose.fill import letter
from briefgen.errors import UsageError
from briefgen.findings import Finding, Place, Severity, arrange, did_you_mean, has_errors
from briefgen.merge.engine import Notice, Progress, Refused, Row, Work
from briefgen.merge.folder import SCRATCH
from briefgen.merge.ledger import Entry
from briefgen.merge.making import make
from briefgen.merge.recipients.lists import RecipientList, open_list
from briefgen.merge.recipients.survey import Survey
from briefgen.merge.run import Plan, Start, begun
from briefgen.merge.sources.opening import shown
from briefgen.merge.sources.source import ListError, RowFinding
from briefgen.model import library
from briefgen.model.edition import Edition
from briefgen.model.publication import Newsletter
from briefgen.model.recipient import Recipient
from briefgen.production import CHART_ENGINE, Order, failed, produce_master
from briefgen.render.workers import Job, run
from briefgen.workspace import Workspace

SHOWN, NAMED = 20, 100_000
"""How many findings of a kind are kept, of a merge and of a check."""
GO_ON = "mend that, then go on with --resume; what is done stays done"


@dataclass(frozen=True, slots=True)
class Options:
    """What to merge and how.

    ``check`` makes only the rows that are hardest to print, ``sample`` that many from the whole list; with neither all
    are made. ``seconds`` and ``megabytes`` limit the worker of a row.
    """

    newsletter: str
    recipients: str
    mapping: Path | None = None
    form: str = "files"
    output: Path | None = None
    start: Start = field(default_factory=Start)
    check: bool = False
    sample: int = 0
    draft: bool = False
    jobs: int = 1
    seconds: float = 60
    megabytes: int = 2000

    @property
    def look(self) -> str:
        """Return what files are made for that are only looked at, or nothing."""
        return "check" if self.check else "sample" if self.sample else ""

    def begin(self) -> Start:
        """Return how to begin: what was made for a look gives way to the next."""
        again = bool(self.look) and self.output is None and not self.start.resume
        return replace(self.start, force=self.start.force or again)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a merge: ``progress`` is None where an edition or the list has errors and nothing was written.

    ``quarantined`` says of each row that was given up why. ``survey`` is what is in the list, where it could be read,
    ``letters`` what its hardest rows read, by their number: for the screen alone.
    """

    folder: Path
    findings: tuple[Finding, ...]
    progress: Progress | None = None
    quarantined: tuple[Finding, ...] = ()
    survey: Survey | None = None
    letters: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


Begin = Callable[[int], Notice]
"""Is told how many rows are going to be made, and returns what is told how many are."""


def merge(workspace: Workspace, options: Options, today: datetime.date, begin: Begin) -> Result:
    """Make the files of all recipients that are not there yet.

    Raises:
        UsageError: the newsletter, the list or the folder is not one that can be used, the run must not go on, or the
            system stopped it.
    """
    folder = options.output or folder_of(workspace, options.newsletter, options.look)
    checked = pipeline.check(workspace, today, options.draft)
    if checked.library is None:
        return Result(folder, checked.findings)
    newsletter = _newsletter(checked, options.newsletter)
    try:
        recipients = open_list(
            options.recipients, options.mapping, checked.library, newsletter, mailed=options.form != "files"
        )
        digests = recipients.digests()  # before the first row is read, so that no change goes unseen
        survey = recipients.survey(NAMED if options.check else SHOWN)
        place = Place(shown(options.recipients))
        found = (*recipients.findings, *(survey.findings if options.check else _without_code(survey, place)))
        editions, findings = _editions(checked, newsletter, {audience for audience, _ in survey.editions})
        result = Result(folder, arrange([*findings, *found]), survey=survey)
        if has_errors(findings):
            return result
        plan = _plan(workspace, newsletter, options, editions, digests)
        with begun(folder, plan, options.begin()) as attempt:
            masters, refused = _masters(workspace, editions, options)
            if refused:
                return replace(result, findings=arrange([*result.findings, *refused]))
            chosen = _chosen(recipients, survey, options)
            number = _number(survey) if chosen is None else len(chosen)
            work = _work(folder, options, min(options.jobs, number or 1))
            progress = attempt.carry_out(masters, _rows(recipients, plan, chosen), work, begin(number))
            quarantined = tuple(_quarantined(place, entry) for entry in attempt.quarantined())
        letters = dict(_letters(recipients, survey, masters)) if options.check else {}
        return replace(result, progress=progress, quarantined=quarantined, letters=letters)
    except ListError as error:
        return Result(folder, error.findings)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise UsageError(f"the merge stopped: {error.strerror or type(error).__name__}{where}", GO_ON) from error


def folder_of(workspace: Workspace, newsletter: str, look: str = "") -> Path:
    """Return where a run is unless it was told otherwise; ids hold no dots, so that no two names are the same."""
    return workspace.output / "merge" / (f"{newsletter}.{look}" if look else newsletter)


def _chosen(recipients: RecipientList, survey: Survey, options: Options) -> frozenset[int] | None:
    """Return the numbers of the rows that are made where it is not all of them."""
    if options.check:
        return frozenset(number for number, *_ in survey.worst.values())
    return choose(recipients, options.sample) if options.sample else None


def _letters(
    recipients: RecipientList, survey: Survey, masters: Mapping[str, tuple[str, Any]]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the personal words of the rows that are hardest to print."""
    for recipient in map(recipients.recipient, survey.worst.values()):
        _, master = masters[recipient.audience]
        yield recipient.row, letter(master.html, master.slots, recipient.fields)


def _newsletter(checked: pipeline.Checked, name: str) -> library.Entry[Newsletter]:
    newsletters = checked.library.newsletters if checked.library else {}
    if name not in newsletters:
        raise UsageError(f'there is no newsletter "{name}"', did_you_mean(name, newsletters))
    return newsletters[name]


def _work(folder: Path, options: Options, workers: int) -> Work:
    return partial(
        run,
        function=make,
        workers=workers,
        seconds=options.seconds,
        megabytes=options.megabytes,
        scratch_in=folder / SCRATCH,
        quiet=True,
    )


def _without_code(survey: Survey, place: Place) -> Iterator[Finding]:
    """Yield how many mails are made with no link of the reader's own; a check names their rows."""
    if number := survey.counts["recipient-code"]:
        message = f"rows without a code: {number}; these readers cannot unsubscribe with one click"
        yield Finding("recipient-code", place, message, "--check names the rows", Severity.WARNING)


def _quarantined(place: Place, entry: Entry) -> Finding:
    code = entry.reason
    detail = f" ({entry.detail})" if entry.detail else ""
    return Finding(code, place, f"row {entry.row} is quarantined{detail}", f"briefgen explain {code} says more")


def _number(survey: Survey) -> int:
    """Return how many rows of a list come to an end: those that are left out, with reason, do not."""
    return survey.sound + survey.wrong


def _rows(recipients: RecipientList, plan: Plan, chosen: frozenset[int] | None) -> Iterator[Row]:
    """Yield the rows to be made: all, or those that were chosen by their number."""
    for row in _each_once(recipients.rows()):
        if chosen is None or (isinstance(row, Recipient) and row.row in chosen):
            yield row
    if not recipients.digests().items() <= plan.inputs.items():
        raise UsageError("the list changed while it was read", "start over with --force")


def _each_once(rows: Iterable[Recipient | Finding]) -> Iterator[Row]:
    """Yield each recipient, and once each row that is none because of an error. Raises ListError."""
    last = 0
    for row in rows:
        if isinstance(row, Recipient):
            yield row
        elif not isinstance(row, RowFinding):
            raise ListError(row)
        elif row.severity is Severity.ERROR and row.row != last:
            last = row.row
            yield Refused(row.row, row.code)


def choose(recipients: RecipientList, wanted: int) -> frozenset[int]:
    """Return the rows that a sample shows: the first of each audience, then some from the whole list."""
    firsts: dict[str, int] = {}
    numbers = array("L")
    for row in _each_once(recipients.rows()):
        if isinstance(row, Recipient):
            firsts.setdefault(row.audience, row.row)
            numbers.append(row.row)
    wanted = min(wanted, len(numbers))
    found = dict.fromkeys(sorted(firsts.values())[:wanted])
    spread = (numbers[place * len(numbers) // wanted] for place in range(wanted))
    for number in (*spread, *numbers[: 2 * wanted]):
        if len(found) < wanted:
            found.setdefault(number)
    return frozenset(found)


def _editions(
    checked: pipeline.Checked, newsletter: library.Entry[Newsletter], audiences: set[str]
) -> tuple[list[Edition], tuple[Finding, ...]]:
    """Return the editions that the list needs, and the findings that matter to them: with an error in them, none of
    the files may be made.
    """
    wanted = [audience for audience in newsletter.value.audiences if audience in audiences]
    options = pipeline.Options(publications=(newsletter.id,), audiences=tuple(wanted))
    editions = [
        edition
        for edition in checked.editions
        if edition.kind == "newsletters" and edition.publication == newsletter.id and edition.audience in wanted
    ]
    findings = pipeline.concerning(checked, options) if wanted else ()
    broken = pipeline.broken_files(checked.findings)
    if len(editions) == len(wanted) and not any(pipeline.blocked(edition, broken) for edition in editions):
        findings = tuple(finding for finding in findings if finding.severity is not Severity.ERROR)
    return editions, findings


def _plan(
    workspace: Workspace,
    newsletter: library.Entry[Newsletter],
    options: Options,
    editions: list[Edition],
    digests: dict[str, str],
) -> Plan:
    inputs = {
        "the newsletter": newsletter.id,
        **digests,
        "the option --as": options.form,
        "the option --check or --sample": f"{options.look} {options.sample}",
        "the option --draft": str(options.draft),
    }
    shared = manifest.shared_inputs(workspace)
    for edition in editions:
        used = manifest.inputs(workspace, edition, pipeline.design(edition), shared, "ua1")
        inputs |= {f"{edition.key}: {name}": value for name, value in used.items()}
    return Plan(newsletter.id, newsletter.value.date, options.form, inputs)


def _masters(
    workspace: Workspace, editions: list[Edition], options: Options
) -> tuple[dict[str, tuple[str, Any]], list[Finding]]:
    """Return for each audience the key of its edition and what its files are filled from, or what is wrong with it."""
    by_key = {edition.key: edition for edition in editions}
    orders = [
        Job(key, Order(edition, workspace.templates, workspace.content, (options.form,)))
        for key, edition in by_key.items()
    ]
    refused: list[Finding] = []
    masters = {}
    megabytes = options.megabytes + CHART_ENGINE
    for outcome in run(orders, produce_master, options.jobs, options.seconds, megabytes) if orders else ():
        edition = by_key[outcome.key]
        if outcome.failure:
            refused.append(failed(edition, outcome.failure))
        elif outcome.value:
            found, findings = outcome.value
            refused += findings
            masters[edition.audience] = (edition.key, found)
    return masters, refused
