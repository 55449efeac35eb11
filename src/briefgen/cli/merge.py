"""``merge`` and ``purge``."""

import os
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefgen.cli import progress, report
from briefgen.cli.build import cores, today
from briefgen.cli.signals import answered
from briefgen.errors import UsageError

if TYPE_CHECKING:
    from briefgen.findings import Finding
    from briefgen.merge.recipients.survey import Survey
    from briefgen.merging import Options, Result

SHOWN = 20
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command(short_help="Make a newsletter for every recipient of a list.")
@click.argument("newsletter")
@click.option("--recipients", "source", required=True, metavar="SOURCE", help="The list: a file, or a database's URL.")
@click.option("--mapping", type=FILE, metavar="FILE", help="What the columns mean; beside the list unless given.")
@click.option(
    "--as",
    "form",
    type=click.Choice(["files", "eml", "mbox"]),
    default="files",
    show_default=True,
    help="A PDF for each, an e-mail for each, or all e-mails in one file.",
)
@click.option("--output", type=FOLDER, metavar="DIR", help="Where to; output/merge/NEWSLETTER unless given.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Files to make at once; all cores unless given.")
@click.option("--check", is_flag=True, help="Say all that is wrong in the list, and make its hardest rows for a look.")
@click.option("--sample", type=click.IntRange(1), help="Make so many, from the whole list, for a look.")
@click.option("--resume", is_flag=True, help="Go on with a merge that was stopped.")
@click.option("--retry", is_flag=True, help="With --resume: try quarantined rows again.")
@click.option("--force", is_flag=True, help="Remove what an earlier merge left in the folder, and start over.")
@click.option("--draft", is_flag=True, help="Merge in spite of missing translations, with a draft mark on every page.")
@click.option("--time-limit", type=click.FloatRange(1), default=60, show_default=True, help="Seconds for one file.")
@click.option(
    "--memory-limit", type=click.IntRange(200), default=2000, show_default=True, help="Megabytes for one file."
)
@click.option(
    "--report", "shape", type=click.Choice(["text", "json"]), default="text", help="How findings are printed."
)
def merge(newsletter: str, resume: bool, retry: bool, force: bool, shape: str, **given: Any) -> None:
    """Make a newsletter for every recipient of a list, each in their language and with their own words.

    Run the same command with --resume to go on after anything that stopped it: what is done stays done. A row that
    cannot be made is put aside with its number and a reason, and the others are made. docs/merging.md shows the way.

    \b
    Examples:
      briefgen merge 2026-peru --recipients donors.csv --check
      briefgen merge 2026-peru --recipients donors.csv --sample 10
      briefgen merge 2026-peru --recipients donors.csv
    """
    if retry and not resume:
        raise UsageError("--retry is about a merge that was begun before", "add --resume")
    if resume and force:
        raise UsageError("--resume goes on and --force starts over", "choose one of them")
    if given["check"] and given["sample"]:
        raise UsageError("--check and --sample make different rows", "choose one of them")
    with without_personal_words():
        from briefgen.merge.run import Start
        from briefgen.merging import Options

        options = Options(
            newsletter=newsletter,
            recipients=given["source"],
            mapping=given["mapping"],
            form=given["form"],
            output=given["output"],
            start=Start(resume, retry, force),
            check=given["check"],
            sample=given["sample"] or 0,
            draft=given["draft"],
            jobs=given["jobs"] or cores(),
            seconds=given["time_limit"],
            megabytes=given["memory_limit"],
        )
        sys.exit(_merge(options, shape))


def _merge(options: "Options", shape: str) -> int:
    from briefgen import merging
    from briefgen.findings import has_errors

    started = time.monotonic()
    try:
        # kill, and a terminal that is closed, end a merge as orderly as Ctrl-C does.
        with answered(signal.default_int_handler, "SIGTERM", "SIGHUP"), progress.shown() as begin:
            result = merging.merge(report.workspace(), options, today(), begin)
    except KeyboardInterrupt:
        click.echo("Stopped. What is done stays done: go on with --resume.", err=True)
        return 130
    if shape == "json":
        report.findings((*result.findings, *result.quarantined), shape)
    else:
        report.findings((*result.findings, *result.quarantined[:SHOWN]))
        if len(result.quarantined) > SHOWN:
            click.echo(f"… and more: {_kinds(result.quarantined)}")
        for line in _told(result, options):
            click.echo(line)
        click.echo(_summed_up(result, options, time.monotonic() - started))
    failed = result.progress is None or result.progress.quarantined or has_errors(result.findings)
    return 1 if failed else 0


def _told(result: "Result", options: "Options") -> "Iterator[str]":
    """Yield what a check found in a list."""
    from briefgen.merging import NAMED

    survey = result.survey
    if not options.check or survey is None:
        return
    parts = [f"{_of_rows(survey.sound, 'get')} something", *_left_out(survey)]
    parts += [f"{wrong} cannot be used"] if (wrong := survey.wrong) else []
    yield f"Checked {report.plural(survey.rows, 'row')}: {', '.join(parts)}."
    for (audience, locale), number in sorted(survey.editions.items()):
        yield f"  {audience} ({locale}): {report.plural(number, 'row')}"
    for code, number in sorted(survey.counts.items()):
        if number > SHOWN:
            yield f"  {code}: {number} in all" + (f", of which the first {NAMED} are shown" if number > NAMED else "")
    for why, (number, *_) in survey.worst.items():
        yield f"  row {number}: {why}"
        # Personal words are for the eyes of who asked, not for a file or a log.
        if sys.stdout.isatty():
            yield from (f"    {line}" for line in result.letters.get(number, ()))


def _left_out(survey: "Survey") -> "Iterator[str]":
    """Yield how many sound rows nothing is made for, and why."""
    if survey.suppressed:
        yield f"{_of_rows(survey.suppressed, 'want')} nothing"
    if survey.repeated:
        yield f"{_of_rows(survey.repeated, 'name')} a person again"


def _of_rows(number: int, verb: str) -> str:
    """Return "1 wants", "2 want"."""
    return f"{number} {verb}{'s' if number == 1 else ''}"


def _summed_up(result: "Result", options: "Options", seconds: float) -> str:
    """Return what became of a merge in a line or two: every row of the list is counted in them."""
    if result.progress is None:
        return f"Nothing was made: {report.counts(result.findings)}."
    now = result.progress
    made = report.plural(now.done, "file" if options.form == "files" else "e-mail")
    parts = [f"{made} in {os.path.relpath(result.folder)} after {seconds:.1f} s"]
    parts += [f"{report.plural(now.kept, 'row')} as before"] if now.kept else []
    parts += [f"{report.plural(now.quarantined, 'row')} quarantined"] if now.quarantined else []
    return f"{', '.join(parts)}.{_rest(result.survey) if result.survey and not options.look else ''}"


def _rest(survey: "Survey") -> str:
    left_out = ", ".join(_left_out(survey))
    return f"\nLeft out of {report.plural(survey.rows, 'row')}: {left_out}." if left_out else ""


def _kinds(found: "tuple[Finding, ...]") -> str:
    """Return how many findings there are of each code."""
    return ", ".join(f"{number} {code}" for code, number in Counter(finding.code for finding in found).most_common())


@click.command(short_help="Remove a merge with everything personal in it.")
@click.argument("run")
def purge(run: str) -> None:
    """Overwrite and remove all that a merge wrote: files, e-mails, ledgers, temporary files.

    RUN is a newsletter, for its merge with its checks and samples, or a folder that a merge wrote to. A note of how
    many rows there were is all that stays. Stopped half-way, it goes on when it is run again.
    """
    from briefgen.merge import purging

    try:
        for folder in _folders(run):
            purged = purging.purge(folder)
            click.echo(f"{report.plural(purged.files, 'file')} overwritten and removed from {os.path.relpath(folder)}.")
            for name in purged.left:
                click.echo(f"No merge wrote {name}: it was left.", err=True)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        message = f"not all could be removed: {error.strerror}{where}"
        raise UsageError(message, "mend that, and run the same command again") from error
    except KeyboardInterrupt:
        click.echo("Stopped: run the same command again to remove the rest.", err=True)
        sys.exit(130)


def folder_of(run: str, look: str = "") -> Path:
    """Return the folder that a RUN means: a folder, or a newsletter whose merge wrote to the usual one."""
    if Path(run).is_dir():
        return Path(run)
    from briefgen import merging

    return merging.folder_of(report.workspace(), run, look)


def _folders(run: str) -> list[Path]:
    """Return the folders of a merge, of its check and of its sample; the first of them where there is none."""
    folders = dict.fromkeys(folder_of(run, look) for look in ("", "check", "sample"))
    return [folder for folder in folders if folder.is_dir()] or list(folders)[:1]


@contextmanager
def without_personal_words() -> Iterator[None]:
    """Let a fault in briefgen be reported without the words of its exception, which may be those of a recipient, and
    let no end of the process leave its memory on the disk.
    """
    with suppress(ImportError):  # not a Unix system
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    try:
        yield
    except (UsageError, click.ClickException):
        raise
    except Exception as error:
        places = (f"\n  {at.filename}:{at.lineno} in {at.name}" for at in traceback.extract_tb(error.__traceback__))
        message = f"briefgen has a fault ({type(error).__name__}){''.join(places)}"
        raise UsageError(message, "report it with these lines") from None
