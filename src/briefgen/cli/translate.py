"""``translate``: update, status, export, import and approve."""

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.cli import report

if TYPE_CHECKING:
    from briefgen.translation.intake import Change

FORMS = ("po", "xliff12", "xliff2", "xlsx", "tmx")


@click.group(short_help="Refresh, count, exchange and approve translations.")
def translate() -> None:
    """Catalogues for translators: PO files under content/translations/. docs/translating.md shows the way round."""
    # All that is read is kept to the end. Searching it for garbage would cost a fifth of the time.
    if gc.isenabled():
        gc.disable()
        click.get_current_context().call_on_close(gc.enable)


@translate.command()
@click.option(
    "--locale",
    "locales",
    multiple=True,
    metavar="TAG",
    help="Only this locale; all of the organisation's unless given.",
)
def update(locales: tuple[str, ...]) -> None:
    """Write new texts into the catalogues and mark translations of changed texts as stale (fuzzy).

    No translation is ever dropped. A second run changes nothing.
    """
    from briefgen import translating

    result = translating.update(report.workspace(), locales)
    report.findings(result.findings)
    for row in result.written:
        click.echo(f"{row.path}: {row.new} to translate, {row.stale} stale, {row.gone} no longer used")
    click.echo(f"{report.plural(len(result.written), 'catalogue')} changed, {result.unchanged} as they were.")
    sys.exit(1 if result.findings else 0)


@translate.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "html"]), default="text", help="A table, JSON, or a page."
)
@click.option(
    "--by",
    type=click.Choice(["publication", "catalogue"]),
    default="publication",
    help="What is counted in a row: what a publication prints, or a catalogue.",
)
@click.option(
    "--output",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to write the page.",
)
def status(form: str, by: str, target: Path | None) -> None:
    """Show how much of each publication is translated and approved, in every locale.

    \b
    Examples:
      briefgen translate status
      briefgen translate status --format html --output translations.html
    """
    from briefgen.errors import UsageError

    if (form == "html") != (target is not None):
        raise UsageError("a page needs a file, and only a page does", "--format html --output translations.html")
    if target is not None:
        from briefgen import review

        found = review.write_status(report.workspace(), by, target)
        report.findings(found)
        click.echo(f"{target} written." if not found else "No page was written.")
        sys.exit(1 if found else 0)
    from briefgen import translating
    from briefgen.cli import status as shown

    _, _, matrix = translating.status(report.workspace(), by)
    if form == "json":
        click.echo(shown.as_json(matrix))
    else:
        shown.show(matrix)


@translate.command()
@click.option("--locale", required=True, metavar="TAG", help="The language to translate into.")
@click.option(
    "--for",
    "publication",
    default="",
    metavar="PUBLICATION",
    help="Only what this publication needs; wording for the words of the designs.",
)
@click.option("--as", "form", required=True, type=click.Choice(FORMS), help="The kind of file.")
@click.option(
    "--output",
    "target",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to write it.",
)
def export(locale: str, publication: str, form: str, target: Path) -> None:
    """Write a file for a translator: PO, XLIFF 1.2 or 2.0, a spreadsheet, or a translation memory.

    A file is translated from one language. Where the texts are written in several, each language gets its own file,
    with its tag in the name.

    \b
    Examples:
      briefgen translate export --locale nl --as xlsx --output dutch.xlsx
      briefgen translate export --locale en --for visits --as xliff2 --output visits.xlf
    """
    from briefgen import exchanging

    files, findings = exchanging.export(report.workspace(), locale, publication, form, target)
    report.findings(findings)
    for file in files:
        left = file.texts - file.finished
        click.echo(f"{file.path}: {report.plural(file.texts, 'text')} from {file.language} to {locale}, {left} to do.")
    if not files and not findings:
        click.echo(f"Nothing has to be translated into {locale}.")
    sys.exit(1 if findings else 0)


@translate.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How findings are printed.")
def import_(file: Path, dry_run: bool, form: str) -> None:
    """Take the translations of a FILE that came back. Its kind is told by what is in it.

    Each text that cannot be taken is listed with its line or row, and the others are taken.
    """
    from briefgen import exchanging
    from briefgen.findings import has_errors

    result = exchanging.take(report.workspace(), file, dry_run)
    report.findings(result.findings, form)
    if form == "text":
        for change in result.changes if dry_run else ():
            _show(change)
        for path in result.written:
            click.echo(f"{path} {'would change' if dry_run else 'written'}")
        taken = f"{report.plural(len(result.changes), 'text')} {'would be taken' if dry_run else 'taken'}"
        click.echo(f"{taken}; {report.counts(result.findings)}.")
    sys.exit(1 if has_errors(result.findings) else 0)


@translate.command()
@click.option("--locale", required=True, metavar="TAG", help="The language whose translations are approved.")
@click.option("--for", "publication", default="", metavar="PUBLICATION", help="Only what this publication needs.")
@click.option("--by", default="", metavar="NAME", help="Who approves; written beside each translation, with the day.")
def approve(locale: str, publication: str, by: str) -> None:
    """Approve the current translations. An approval falls when the source text or the translation changes."""
    from briefgen import exchanging
    from briefgen.cli.build import today
    from briefgen.errors import UsageError

    if not by.isprintable() or set(by) & set("[]") or len(by) > 60:
        raise UsageError("a name has at most 60 characters, and no brackets", "such as --by Ana")
    result = exchanging.approve(report.workspace(), locale, publication, by, today().isoformat() if by else "")
    report.findings(result.findings)
    click.echo(f"{report.plural(len(result.changes), 'translation')} approved in {len(result.written)} catalogues.")
    sys.exit(1 if result.findings else 0)


def _show(change: "Change") -> None:
    """Print what would become of one text."""
    click.echo(f"{change.name}: {change.was} → {change.state}" + (", with a remark" if change.commented else ""))
    if change.before != change.after:
        for sign, text, colour in (("-", change.before, "red"), ("+", change.after, "green")):
            for line in text.split("\n") if text else ():
                click.echo(click.style(f"  {sign} {line}", fg=colour))
