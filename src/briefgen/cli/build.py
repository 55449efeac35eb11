"""``check`` and ``build``."""

import datetime
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from briefgen.cli import report
from briefgen.errors import UsageError

if TYPE_CHECKING:
    from briefgen.model.document import Conformance
    from briefgen.pipeline import Done, Options, Step
    from briefgen.translation.pseudo import Method
    from briefgen.workspace import Workspace


SHOWN = 4


@click.command(short_help="List everything that is wrong in the content.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How findings are printed.")
@click.option("--waivers", is_flag=True, help="Also list what is waived in content and catalogues, with the reasons.")
def check(form: str, waivers: bool) -> None:
    """Check all content and templates, and list everything that is wrong.

    Each finding names file, line and column, says what is wrong and how to mend it; "briefgen explain CODE"
    says more about a code.
    """
    from briefgen import pipeline
    from briefgen.findings import as_json, has_errors

    checked = pipeline.check(report.workspace(), today())
    if form == "json":
        click.echo(report.with_waivers(checked.findings, checked.waived) if waivers else as_json(checked.findings))
    else:
        report.findings(checked.findings)
        for waiver in checked.waived if waivers else ():
            click.echo(f"{waiver.path}:{waiver.first_line}: waived[{waiver.code}]: {waiver.reason}")
        things = sum(1 for _ in checked.library.entries()) if checked.library else 0
        waived = f", {report.plural(len(checked.waived), 'finding')} waived" if checked.waived else ""
        click.echo(f"Checked {report.plural(things, 'thing')}: {report.counts(checked.findings)}{waived}.")
    sys.exit(1 if has_errors(checked.findings) else 0)


@click.command(short_help="Build the editions that are out of date.")
@click.argument("publications", nargs=-1, metavar="[PUBLICATION]...")
@click.option("--locale", "locales", multiple=True, metavar="TAG", help="Only editions in this locale, such as es-PE.")
@click.option("--audience", "audiences", multiple=True, metavar="ID", help="Only editions for this audience.")
@click.option("--format", "formats", metavar="LIST", multiple=True, help="Only these formats, such as pdf,html.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=None, help="Editions to render at once; all cores unless given."
)
@click.option("--draft", is_flag=True, help="Build in spite of missing translations, with a draft mark on every page.")
@click.option(
    "--conformance",
    type=click.Choice(["ua1", "ua2"]),
    default="ua1",
    show_default=True,
    help="What PDFs claim: PDF/A-2a and PDF/UA-1, or PDF/A-4, PDF/UA-2 and WTPDF.",
)
@click.option(
    "--pseudo",
    type=click.Choice(["accents", "bidi"]),
    help="Rehearse other languages in output/pseudo/: longer texts with accents, or text from right to left.",
)
@click.option("--explain", is_flag=True, help="Say for each edition why it is built, or that it is up to date.")
@click.option("--time-limit", type=click.FloatRange(1), default=60, show_default=True, help="Seconds for one edition.")
@click.option(
    "--memory-limit", type=click.IntRange(200), default=2000, show_default=True, help="Megabytes for one edition."
)
@click.option("--report", "form", type=click.Choice(["text", "json"]), default="text", help="How findings are printed.")
def build(
    publications: tuple[str, ...],
    locales: tuple[str, ...],
    audiences: tuple[str, ...],
    formats: tuple[str, ...],
    jobs: int | None,
    draft: bool,
    conformance: "Conformance",
    pseudo: "Method | None",
    explain: bool,
    time_limit: float,
    memory_limit: int,
    form: str,
) -> None:
    """Build the editions that are out of date, into output/.

    Without arguments every edition of every publication is looked at. An edition with an error in its content is not
    built; the others are.

    \b
    Examples:
      briefgen build
      briefgen build infancia-sin-castigo --locale es-PE
      briefgen build --explain
      briefgen build peru --pseudo accents
    """
    from briefgen.build import state

    workspace = report.workspace()
    chosen = report.listed(*formats)
    everything = not (publications or locales or audiences or chosen or draft or pseudo)
    inputs = state.inputs(workspace, (os.environ.get("SOURCE_DATE_EPOCH", ""), conformance))
    before = state.load(workspace.output)
    if (
        everything
        and not explain
        and before
        and before.inputs == inputs
        and not state.changed_outputs(workspace.output, before.outputs)
    ):
        if form == "json":
            report.findings((), form)
            return
        more = f" ({report.plural(before.warnings, 'warning')}: see briefgen check)" if before.warnings else ""
        click.echo(f"Nothing to do: {report.plural(before.editions, 'edition')} up to date in output/{more}.")
        return

    jobs = jobs or cores()
    if jobs > 1:
        from briefgen.render import workers

        # First: while the content is read and checked, they import what editions need.
        workers.prepare(("briefgen.production", "briefgen.render.pdf"))
    from briefgen.pipeline import Options

    options = Options(publications, locales, audiences, chosen, draft, conformance, jobs, time_limit, memory_limit)
    if pseudo:
        sys.exit(_rehearse(workspace, options, pseudo, form))
    sys.exit(_build(workspace, options, inputs if everything else "", explain, form))


def _build(workspace: "Workspace", options: "Options", inputs: str, explain: bool, form: str) -> int:
    """Build what is due, print what happened, and return the exit code. ``inputs`` is set for a build of everything."""
    from briefgen import pipeline
    from briefgen.findings import arrange, has_errors

    _check_formats(options.formats)
    started = time.monotonic()
    checked = pipeline.check(workspace, today(), options.draft)
    steps = pipeline.plan(workspace, checked, options)
    due = [step for step in steps if step.reasons]
    if explain:
        _explain(steps)
    results: list[Done] = []
    with _progress(len(due)) as advance:
        for done in pipeline.build(workspace, steps, options):
            results.append(done)
            advance(done)
    concerning = pipeline.concerning(checked, options)
    found = arrange([*concerning, *(finding for done in results for finding in done.findings)])
    report.findings(found, form)
    skipped = len(pipeline.choose(checked, options)) - len(steps)
    failed = sum(bool(done.findings) for done in results) + skipped
    if inputs and not has_errors(found):
        pipeline.remember(workspace, steps, results, inputs, len(found))
    if form == "text":
        made = len(results) - (failed - skipped)
        parts = [f"{report.plural(made, 'edition')} built in {time.monotonic() - started:.1f} s"] if made else []
        parts += [f"{len(steps) - len(due)} up to date"] if len(steps) > len(due) else []
        parts += [f"{failed} not built"] if failed else []
        click.echo(f"{', '.join(parts) or 'Nothing to build'}; {report.counts(found)}.{_where(results)}")
        if any(finding.code.startswith("translation-") for finding in found):
            click.echo("Some editions wait for translations: briefgen translate status shows how many texts are left.")
    return 1 if has_errors(found) else 0


def _rehearse(workspace: "Workspace", options: "Options", method: "Method", form: str) -> int:
    """Build pseudo-localized editions, print what they showed, and return the exit code."""
    from briefgen import rehearsal
    from briefgen.findings import arrange, has_errors

    if options.locales:
        raise UsageError("--pseudo has a locale of its own", "choose editions by --audience")
    _check_formats(options.formats)
    prepared = rehearsal.prepare(workspace, options, method)
    results: list[Done] = []
    with _progress(len(prepared.editions)) as advance:
        for done in rehearsal.rehearse(workspace, prepared, options):
            results.append(done)
            advance(done)
    found = arrange([*prepared.findings, *(finding for done in results for finding in done.findings)])
    report.findings(found, form)
    if form == "text":
        made = sum(bool(done.outputs) for done in results)
        click.echo(f"{report.plural(made, 'edition')} rehearsed; {report.counts(found)}.{_where(results)}")
    return 1 if has_errors(found) else 0


def _where(results: "list[Done]") -> str:
    """Say where to look: the files themselves where there are few."""
    paths = [path for done in results for path in done.outputs if path.endswith((".pdf", ".html"))]
    if not 0 < len(paths) <= SHOWN:
        pseudo = "pseudo/" if paths and paths[0].startswith("pseudo/") else ""
        return f" See output/{pseudo}."
    return "\n" + "\n".join(f"  output/{path}" for path in sorted(paths))


def _explain(steps: "list[Step]") -> None:
    from briefgen.build.manifest import summary

    for step in steps:
        click.echo(f"{step.edition.key}: {summary(step.reasons) if step.reasons else 'up to date'}")


def _check_formats(wanted: tuple[str, ...]) -> None:
    from briefgen.findings import did_you_mean
    from briefgen.render.registry import names

    for name in wanted:
        if name not in names():
            raise UsageError(f'there is no format "{name}"', did_you_mean(name, names()))


@contextmanager
def _progress(total: int) -> Iterator[Any]:
    """Show progress on standard error: a bar on a terminal, a line for each edition in a pipe."""
    if not total:
        yield lambda done: None
        return
    if not sys.stderr.isatty():
        yield lambda done: click.echo(f"{'built' if done.outputs else 'failed'} {done.key}", err=True)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("Building"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda done: progress.update(task, advance=1, description=done.key)


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def today() -> datetime.date:
    """Return the day that counts as today: SOURCE_DATE_EPOCH where it is set, so that a report can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.date.today()
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    except (ValueError, OverflowError):
        raise UsageError(
            f"SOURCE_DATE_EPOCH is not a number of seconds: {epoch}", "unset it, or set it to a number"
        ) from None
