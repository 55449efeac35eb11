"""How findings are printed: in colour on a terminal, plain in a pipe, as JSON for programs."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen import bundled
from briefgen.findings import Finding, Severity, as_json
from briefgen.workspace import Workspace, find

if TYPE_CHECKING:
    from briefgen.load.waivers import Waiver

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def workspace() -> Workspace:
    """Return the workspace that the command was run in."""
    return find(Path.cwd(), bundled.templates_dir())


def findings(found: Iterable[Finding], form: str = "text") -> None:
    """Print findings on standard output."""
    found = tuple(found)
    if form == "json":
        click.echo(as_json(found))
        return
    said = ""
    for finding in found:
        label = click.style(f"{finding.severity.value}[{finding.code}]", fg=COLOURS[finding.severity], bold=True)
        click.echo(f"{finding.place}: {label}: {finding.message}")
        # Where many findings are of a kind, one hint serves them.
        if finding.hint and finding.hint != said:
            click.echo(click.style("  hint: ", fg="cyan") + finding.hint)
        said = finding.hint


def with_waivers(found: Iterable[Finding], waived: "Iterable[Waiver]") -> str:
    """Return findings and what is waived as one JSON object."""
    import json

    rows = [{"path": row.path, "line": row.first_line, "code": row.code, "reason": row.reason} for row in waived]
    return json.dumps({"findings": json.loads(as_json(found)), "waived": rows}, ensure_ascii=False, indent=2)


def counts(found: Iterable[Finding]) -> str:
    """Return how many errors and warnings there are, in words."""
    found = tuple(found)
    errors = sum(finding.severity is Severity.ERROR for finding in found)
    warnings = len(found) - errors
    parts = [plural(errors, "error")] if errors else []
    parts += [plural(warnings, "warning")] if warnings else []
    return " and ".join(parts) or "no findings"


def listed(*given: str) -> tuple[str, ...]:
    """Return the items of an option that is a list with commas, which may be given more than once."""
    return tuple(item.strip() for item in ",".join(given).split(",") if item.strip())


def plural(number: int, word: str) -> str:
    """Return "1 error", "2 errors"."""
    return f"{number} {word}" + ("" if number == 1 else "s")
