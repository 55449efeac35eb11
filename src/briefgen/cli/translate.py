"""``translate``: update, status, export, import and approve."""

import json
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
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="A table, or JSON.")
def status(form: str) -> None:
    """Show how much of each catalogue is translated, by locale."""
    from briefgen import translating

    locales, rows = translating.status(report.workspace())
    if form == "json":
        data = {
            name: {
                locale: {
                    "translated": count.current,
                    "approved": count.approved,
                    "stale": count.stale,
                    "missing": count.missing,
                }
                for locale, count in counts.items()
            }
            for name, counts in rows.items()
        }
        click.echo(json.dumps(data, indent=2))
        return
    width = max((len(name) for name in rows), default=10)
    click.echo(" " * width + "".join(f"  {locale:>18}" for locale in locales))
    for name, counts in rows.items():
        cells = []
        for locale in locales:
            count = counts.get(locale)
            text = (
                "source"
                if count is None
                else f"{count.current}/{count.total} {100 * count.current // count.total:>3} %"
            )
            colour = None if count is None else "green" if count.current == count.total else "yellow"
            cells.append(click.style(f"  {text:>18}", fg=colour))
        click.echo(f"{name:<{width}}" + "".join(cells))
    stale = sum(count.stale for counts in rows.values() for count in counts.values())
    missing = sum(count.missing for counts in rows.values() for count in counts.values())
    approved = sum(count.approved for counts in rows.values() for count in counts.values())
    more = f", {approved} approved" if approved else ""
    click.echo(f"{report.plural(stale, 'stale translation')}, {missing} missing{more}.")


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
