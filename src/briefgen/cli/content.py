"""``init``, ``new``, ``list`` and ``where-used``."""

from pathlib import Path

import click

from briefgen.cli import report

KINDS = (
    "partner",
    "campaign",
    "policy-win",
    "programme",
    "country",
    "fact",
    "source",
    "brief",
    "newsletter",
    "audience",
)


@click.command(short_help="Start a workspace with the example in it.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def init(folder: Path) -> None:
    """Start a workspace in DIR with the example: replace it piece by piece with your own content.

    DIR must be new or empty.
    """
    from briefgen import scaffold
    from briefgen.doctor import check_charts

    count = scaffold.start(folder)
    click.echo(f"{folder} is ready: {count} files of an example that builds as it is.")
    if not check_charts().ok:
        click.echo("\nThe example has charts, which need: pip install 'briefgen[charts]'")
    click.echo(f"\nNow:\n  cd {folder}\n  briefgen build\n\nThen read content/README.md: it says where to change what.")


@click.command(short_help="Add a partner, a fact, a brief and the like.")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("name", metavar="ID")
def new(kind: str, name: str) -> None:
    """Add a KIND with this ID: a file, or an entry, with every field explained.

    An id is lower-case words joined by hyphens. Texts refer to the thing by it.
    """
    from briefgen import scaffold

    place = scaffold.add(report.workspace(), kind, name)
    if place.line:
        click.echo(f"{place}: the entry {name} is there; replace what it says.")
    else:
        click.echo(f"{place} is there: open it, and replace what it says.")


@click.command("list", short_help="List what is in the library.")
@click.argument("kind", required=False)
def list_(kind: str | None) -> None:
    """List what is in the library: all kinds with their numbers, or the things of one KIND with their titles."""
    from briefgen import inventory

    rows = inventory.things(report.workspace(), kind)
    width = max((len(name) for name, _ in rows), default=0)
    for name, title in rows:
        click.echo(f"{name:<{width}}  {title}".rstrip())


@click.command("where-used", short_help="Show where something is used and printed.")
@click.argument("name", metavar="ID")
def where_used(name: str) -> None:
    """Show where a partner, fact, source, picture or audience is used, and in which editions it is printed."""
    from briefgen import inventory

    uses = inventory.uses(report.workspace(), name)
    for place in uses.places:
        click.echo(str(place))
    if not uses.places:
        click.echo(f"Nothing refers to {name}.")
    if uses.editions:
        click.echo("\nPrinted in: " + ", ".join(uses.editions))
