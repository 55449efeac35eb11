"""``proof``: a publication in two languages, to be read and signed."""

import sys
from pathlib import Path

import click

from briefgen.cli import report
from briefgen.errors import UsageError

ENDINGS = {".html": "html", ".pdf": "pdf"}


@click.command(short_help="Make a bilingual proof of a publication, to be signed.")
@click.argument("publication", metavar="PUBLICATION")
@click.option("--locales", required=True, metavar="TAG,TAG", help="The two languages, the reader's own first.")
@click.option("--audience", default="", metavar="ID", help="What this audience gets; everything unless given.")
@click.option("--format", "formats", multiple=True, metavar="LIST", help="The kinds of files: html, pdf, or both.")
@click.option(
    "--output", "target", type=click.Path(path_type=Path), metavar="PATH", help="A file, or a folder to write into."
)
def proof(publication: str, locales: str, audience: str, formats: tuple[str, ...], target: Path | None) -> None:
    """Show a PUBLICATION in two languages side by side, text by text.

    Each text comes with its state, its values and sources marked, and what briefgen check says of it. The proof is in
    the first language, and can be signed by somebody who reads only one of the two.

    \b
    Examples:
      briefgen proof home-visiting --locales nl,es
      briefgen proof home-visiting --locales es,en --audience policymakers-int --output proof.pdf
    """
    from briefgen import review
    from briefgen.cli.build import today

    workspace = report.workspace()
    request = review.Request(publication, report.listed(locales), audience, _formats(report.listed(*formats), target))
    made = review.proof(workspace, request, today())
    report.findings(made.findings)
    for path in review.write(workspace, made, target):
        click.echo(f"{path} written.")
    if made.proof is None or made.findings:
        sys.exit(1)
    for locale, counts in zip(made.proof.locales, made.proof.counts, strict=True):
        said = ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state])
        click.echo(f"{locale}: {said}")


STATES = ("untranslated", "stale", "translated", "approved", "source")


def _formats(wanted: tuple[str, ...], target: Path | None) -> tuple[str, ...]:
    """Return the kinds of files: those asked for, else that of the file, else both."""
    kind = ENDINGS.get(target.suffix.lower()) if target else None
    if kind and wanted not in ((), (kind,)):
        raise UsageError(f"{target} is one file, of one kind", "name a folder, or a file that ends in .html or .pdf")
    if target and target.suffix and kind is None and not target.is_dir():
        raise UsageError(
            f"{target} is no file that a proof can be", "name a folder, or a file that ends in .html or .pdf"
        )
    return wanted or ((kind,) if kind else ("html", "pdf"))
