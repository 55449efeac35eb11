"""``recipients``: mapping and import."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from briefgen.cli import report

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(short_help="Begin a mapping, and import a list.")
def recipients() -> None:
    """Lists of those who get a newsletter. docs/recipients.md shows the way."""


@recipients.command()
@click.argument("source")
@click.option(
    "--delimiter", type=click.Choice([",", ";", "tab"]), help="What parts the columns, where it is not clear."
)
@click.option("--encoding", default="utf-8", show_default=True, help="The encoding of a text file.")
@click.option("--sheet", help="The sheet of a workbook that has several.")
@click.option("--table", default="recipients", show_default=True, help="The table of a database.")
def mapping(source: str, delimiter: str | None, encoding: str, sheet: str | None, table: str) -> None:
    """Begin the mapping of a list.

    It is written beside the list, into a file that is named after it and ends in .yaml; of a database on a server it is
    printed. It lists the headings and names nothing: what a column means is for you to say.
    """
    from briefgen import listing
    from briefgen.findings import Place
    from briefgen.merge.sources.source import Layout

    given = Layout(encoding, "\t" if delimiter == "tab" else delimiter, sheet, table)
    with _told():
        begun = listing.begin_mapping(report.workspace(), source, given)
    click.echo(f"{begun} is there: open it, and say what the columns are." if isinstance(begun, Place) else begun)


@recipients.command("import")
@click.argument("source")
@click.option("--mapping", "mapping_file", type=FILE, metavar="FILE", help="Its mapping; beside the list unless given.")
@click.option("--replace", is_flag=True, help="Write over the recipients.db that is there.")
def import_(source: str, mapping_file: Path | None, replace: bool) -> None:
    """Put a list into recipients.db.

    It lies in content/recipients/, and only you can read it. Nothing is written when a row cannot be read. Numbers are
    kept with a decimal point, dates as 2026-12-31.
    """
    from briefgen import listing

    with _told():
        path, number = listing.import_list(report.workspace(), source, mapping_file, replace)
    click.echo(f"{path}: {report.plural(number, 'row')}. Its mapping is {Path(path).with_suffix('.yaml')}.")


@contextmanager
def _told() -> Iterator[None]:
    """Print what is wrong with a list, and end."""
    from briefgen.merge.sources.source import ListError

    try:
        yield
    except ListError as error:
        report.findings(error.findings)
        sys.exit(1)
