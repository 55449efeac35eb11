"""``schema`` and ``doctor``."""

import re
import sys

import click

from briefgen.cli import report


@click.command(short_help="Write the JSON Schemas that editors use.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail when a schema is out of date.")
def schema(only_check: bool) -> None:
    """Write the JSON Schemas that editors use to complete and check YAML, into content/schemas/."""
    from briefgen import schemas

    changed = schemas.update(report.workspace(), write=not only_check)
    for path in changed:
        click.echo(f"{path} {'is out of date' if only_check else 'written'}")
    if not changed:
        click.echo("All schemas are up to date.")
    sys.exit(1 if changed and only_check else 0)


@click.command(short_help="Explain the code of a finding.")
@click.argument("code", metavar="CODE")
def explain(code: str) -> None:
    """Explain what a finding such as digits-typed means, with an example and the way to mend it."""
    from briefgen import bundled
    from briefgen.errors import UsageError
    from briefgen.findings import did_you_mean

    sections = re.split(r"^#{2,3} ", bundled.findings_page().read_text(encoding="utf-8"), flags=re.MULTILINE)
    known = {code: text for text in sections for code in re.findall(r"`([a-z0-9-]+)`", text.partition("\n")[0])}
    if code not in known:
        raise UsageError(f'no finding has the code "{code}"', did_you_mean(code, known))
    click.echo(known[code].strip())


@click.command(short_help="Look whether this machine has what is needed.")
def doctor() -> None:
    """Look whether this machine has what briefgen needs, and say what to install."""
    from briefgen import doctor as examination

    checks = examination.examine()
    for check in checks:
        mark = click.style("ok     ", fg="green") if check.ok else click.style("missing", fg="red", bold=True)
        click.echo(f"{mark} {check.name}: {check.found}")
        if check.hint and not check.ok:
            for line in check.hint.splitlines():
                click.echo(f"        {line}")
    missing = sum(not check.ok for check in checks)
    click.echo("All is there." if not missing else f"{report.plural(missing, 'thing')} to install.")
    sys.exit(1 if missing else 0)
