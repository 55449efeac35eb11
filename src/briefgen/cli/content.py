"""``init``, ``new``, ``list`` and ``where-used``."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.cli import report
from briefgen.errors import UsageError

if TYPE_CHECKING:
    from briefgen.scaffold.locale import LocaleAdded
    from briefgen.scaffold.todo import Todo

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
    "locale",
)


@click.command(short_help="Start a workspace with the example in it.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def init(folder: Path) -> None:
    """Start a workspace in DIR with the example: replace it piece by piece with your own content.

    DIR must be new or empty.
    """
    from briefgen import scaffold
    from briefgen.doctor import check_charts, check_mail

    count = scaffold.start(folder)
    click.echo(f"{folder} is ready: {count} files of an example that builds as it is.")
    if not check_charts().ok:
        click.echo("\nThe example has charts, which need: pip install 'briefgen[charts]'")
    if not check_mail().ok:
        click.echo("\nThe example makes e-mail, which needs: pip install 'briefgen[mail]'")
    click.echo(f"\nNow:\n  cd {folder}\n  briefgen build\n\nThen read content/README.md: it says where to change what.")


@click.command(short_help="Add a partner, a fact, a brief, an audience, a locale and the like.")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("name", metavar="ID")
@click.option("--locale", default="", metavar="TAG", help="What a new audience reads, such as nl-BE.")
@click.option(
    "--for", "publications", multiple=True, metavar="PUBLICATION", help="Give this brief or newsletter to the audience."
)
def new(kind: str, name: str, locale: str, publications: tuple[str, ...]) -> None:
    """Add a KIND with this ID: a file, or an entry, with every field explained.

    An id is lower-case words joined by hyphens. Texts refer to the thing by it. The ID of a locale is its language tag.
    For an audience and a locale, what can be derived is, and what people have to do is listed. A locale may be added
    again: the list says what is left.

    \b
    Examples:
      briefgen new partner red-innova
      briefgen new locale fr
      briefgen new audience donors-be --locale nl-BE --for 2026-peru
    """
    if kind != "audience" and (locale or publications):
        raise UsageError("--locale and --for are options of a new audience", "leave them out")
    if kind == "locale":
        _new_locale(name)
    elif kind == "audience":
        _new_audience(name, locale, publications)
    else:
        from briefgen import scaffold

        place = scaffold.add(report.workspace(), kind, name)
        if place.line:
            click.echo(f"{place}: the entry {name} is there; replace what it says.")
        else:
            click.echo(f"{place} is there: open it, and replace what it says.")


def _new_locale(name: str) -> None:
    from briefgen.scaffold.locale import add_locale

    added = add_locale(report.workspace(), name)
    tag, called = added.conventions.tag, added.conventions.name
    if added.kept != tag:
        click.echo(f"{tag} is {called}. It reads what is translated into {added.kept}: nothing had to be added.")
    else:
        where = "is in content/organisation.yaml now" if added.added else "was in content/organisation.yaml before"
        click.echo(f"{tag} is {called}. It {where}; {report.plural(added.catalogues, 'catalogue')} written.")
    _derived(added)
    _checklist(added.todo)


def _derived(added: "LocaleAdded") -> None:
    """Print what follows from a locale."""
    found = added.conventions
    address = found.address or ("", "")
    rows = {
        "Formats": " · ".join(found.samples[:4]),
        "Quotation marks": found.samples[4],
        "Spaces": f"a no-break space {found.spaced}" if found.spaced else "",
        "Direction": "from right to left" if found.direction == "rtl" else "from left to right",
        "Paper": found.paper,
        "Currency": found.currency,
        "First day": found.first_day,
        "Hyphenation": "there is a dictionary" if found.hyphenation else "no dictionary: words are not divided",
        "Address": "one form for all" if len(set(address)) == 1 else f"formal {address[0]}, informal {address[1]}",
        "Reading level": found.formula or "no formula",
    }
    if not found.address:
        rows["Address"] = "ask your translator what formal and informal are"
    click.echo()
    for label, value in rows.items():
        if value:
            click.echo(f"  {label:<16} {value}")


def _new_audience(name: str, locale: str, publications: tuple[str, ...]) -> None:
    from briefgen.scaffold.audience import add_audience

    added = add_audience(report.workspace(), name, locale, publications)
    click.echo(f"{added.place} is there: open it, and replace what it says.")
    if not locale:
        others = f", and could be {' or '.join(added.guessed[1:])}" if len(added.guessed) > 1 else ""
        why = "taken from its id" if added.guessed else "the first of the organisation"
        click.echo(f"Its locale is {added.locale}, {why}{others}; change it there.")
    if added.neighbour:
        click.echo(f"What it does not say by itself is as for {added.neighbour}.")
    for path in added.changed:
        click.echo(f"{path} has it among its audiences now.")
    _checklist(added.todo)


def _checklist(todo: "Iterable[Todo]") -> None:
    """Print what people have to do."""
    click.echo("\nTo do, by people:\n")
    for item in todo:
        click.echo(f"  [ ] {item.what}")
        for line in item.how:
            click.echo(f"        {line}")


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
