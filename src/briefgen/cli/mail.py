"""``campaign``."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.cli import report

if TYPE_CHECKING:
    from briefgen.pipeline import Options
    from briefgen.workspace import Workspace


@click.command(short_help="Write a newsletter for Mailchimp, Brevo, listmonk and the like.")
@click.argument("newsletter")
@click.option("--tags", required=True, metavar="SYSTEM", help="mailchimp, brevo, listmonk, or a file with tags.")
@click.option("--output", "folder", type=click.Path(file_okay=False, path_type=Path), help="Where to write.")
@click.option("--locale", "locales", multiple=True, metavar="TAG", help="Only editions in this locale, such as es-PE.")
@click.option("--audience", "audiences", multiple=True, metavar="ID", help="Only editions for this audience.")
@click.option("--draft", is_flag=True, help="Write in spite of missing translations, with a draft mark.")
@click.option("--report", "form", type=click.Choice(["text", "json"]), default="text", help="How findings are printed.")
def campaign(
    newsletter: str,
    tags: str,
    folder: Path | None,
    locales: tuple[str, ...],
    audiences: tuple[str, ...],
    draft: bool,
    form: str,
) -> None:
    """Write a NEWSLETTER as HTML and plain text with the merge tags of the system that is going to send it.

    Each edition becomes a page, its plain text and the settings to enter by hand, into output/campaigns/ unless
    --output says otherwise. docs/email.md says what to do with them in each system.

    \b
    Examples:
      briefgen campaign 2026-peru --tags mailchimp
      briefgen campaign 2026-peru --tags our-own.yaml --locale es
    """
    from briefgen.cli.build import cores
    from briefgen.pipeline import Options
    from briefgen.production import EMAIL

    options = Options((newsletter,), locales, audiences, (EMAIL,), draft, jobs=cores())
    workspace = report.workspace()
    sys.exit(_campaign(workspace, options, tags, folder or workspace.output / "campaigns" / newsletter, form))


def _campaign(workspace: "Workspace", options: "Options", tags: str, folder: Path, form: str) -> int:
    from briefgen import campaigning, pipeline
    from briefgen.cli.build import today
    from briefgen.findings import arrange, has_errors

    mapping = campaigning.load_tags(workspace, tags)
    if isinstance(mapping, tuple):
        report.findings(mapping, form)
        return 1
    checked = pipeline.check(workspace, today(), options.draft)
    done = list(campaigning.send_out(workspace, checked, options, mapping, folder))
    found = arrange([*pipeline.concerning(checked, options), *(one for sent in done for one in sent.findings)])
    report.findings(found, form)
    if form == "text":
        made = [sent for sent in done if sent.files]
        click.echo(f"{report.plural(len(made), 'edition')} written for {mapping.tags.name}; {report.counts(found)}.")
        for path in sorted(path for sent in made for path in sent.files if path.endswith(".html")):
            click.echo(f"  {os.path.relpath(folder / path)}")
    return 1 if has_errors(found) else 0
