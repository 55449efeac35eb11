"""``translate update`` and ``translate status``."""

import json
import sys

import click

from briefgen.cli import report


@click.group(short_help="Refresh the catalogues, and count what is done.")
def translate() -> None:
    """Catalogues for translators: PO files under content/translations/."""


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
                locale: {"translated": count.current, "stale": count.stale, "missing": count.missing}
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
    click.echo(f"{report.plural(stale, 'stale translation')}, {missing} missing.")
