"""``send``."""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import click

from briefgen.cli import report, steps
from briefgen.cli.merge import folder_of, without_personal_words
from briefgen.errors import UsageError

if TYPE_CHECKING:
    from briefgen.deliver.dkim import Signer
    from briefgen.deliver.server import Server
    from briefgen.merge.outbox import Outbox, Record, Rows, State

PASSWORD = "BRIEFGEN_SMTP_PASSWORD"
PER_SECOND = {"s": 1.0, "m": 60.0, "h": 3600.0}
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TRIAL = 5


def _rate(context: click.Context, option: click.Parameter, value: str | None) -> float | None:
    """Return messages a second for ``2/s``, ``30/m`` or ``500/h``; a number alone is for a minute."""
    if value is None:
        return None
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)(?:/([smh]))?", value)
    if not found or not float(found[1]):
        raise click.BadParameter("write it as 30/m: so many in a second (s), minute (m) or hour (h)")
    return float(found[1]) / PER_SECOND[found[2] or "m"]


def _rows(context: click.Context, option: click.Parameter, value: tuple[str, ...]) -> "Rows":
    """Return the ranges of row numbers that a list such as ``3,7,12-40`` means."""
    found = [re.fullmatch(r"(\d{1,12})(?:-(\d{1,12}))?", part) for part in report.listed(*value)]
    rows = tuple((int(part[1]), int(part[2] or part[1])) for part in found if part)
    # Nothing at all, as of an empty variable in a script, must not mean everybody.
    if not all(found) or any(first > last for first, last in rows) or (value and not rows):
        raise click.BadParameter("write row numbers as 3,7,12-40")
    return rows


@click.command(short_help="Send the e-mails of a merge, each once.")
@click.argument("run")
@click.option("--smtp", "url", metavar="URL", help="The mail server: smtp://user@host:587 or smtps://user@host.")
@click.option("--sender", metavar="ADDRESS", default="", help="Where bounces go; the letter's own sender unless given.")
@click.option("--dry-run", is_flag=True, help="Look at every message and count; send nothing, change nothing.")
@click.option(
    "--trial", "instead", metavar="ADDRESS", default="", help="Send five (or --limit) to this address; keep no record."
)
@click.option("--limit", type=click.IntRange(1), help="Begin at most so many messages this time.")
@click.option("--row", "rows", callback=_rows, multiple=True, metavar="LIST", help="Only these rows, as in 3,7,12-40.")
@click.option("--rate", callback=_rate, metavar="N/m", help="So many a minute at most; also N/s and N/h.")
@click.option("--per-connection", type=click.IntRange(1), default=100, show_default=True, help="Then connect anew.")
@click.option(
    "--stop-after", type=click.IntRange(1), default=10, show_default=True, help="Stop after so many failures in a row."
)
@click.option(
    "--attempts", type=click.IntRange(1), default=5, show_default=True, help="Tries of a message that is put off."
)
@click.option(
    "--retry-wait",
    "wait",
    type=click.FloatRange(0),
    default=60,
    show_default=True,
    help="Seconds before the second try; doubled each time.",
)
@click.option("--timeout", type=click.FloatRange(0.1), default=60, show_default=True, help="Seconds for an answer.")
@click.option("--tls-ca", "authorities", type=FILE, metavar="FILE", help="Also trust these certificates (PEM).")
@click.option("--dkim-key", type=FILE, metavar="FILE", help="Sign with this RSA key (PEM).")
@click.option("--dkim-selector", metavar="NAME", default="", help="Under which the DNS has the public key.")
@click.option("--dkim-domain", metavar="DOMAIN", default="", help="The domain that signs: the sender's.")
@click.option("--retry-refused", is_flag=True, help="Offer again what was refused.")
@click.option("--resend-doubtful", is_flag=True, help="Send again what is in doubt: some may get it twice.")
@click.option("--settle-doubtful", is_flag=True, help="Take for sent what is in doubt; sends nothing.")
@click.option("--allow-quarantined", is_flag=True, help="Send though rows of the list were quarantined.")
@click.option("--report", "form", type=click.Choice(["text", "json"]), default="text", help="How findings are printed.")
def send(
    run: str,
    url: str | None,
    dry_run: bool,
    rows: "Rows",
    dkim_key: Path | None,
    dkim_selector: str,
    dkim_domain: str,
    retry_refused: bool,
    resend_doubtful: bool,
    settle_doubtful: bool,
    allow_quarantined: bool,
    form: str,
    **manner: Any,
) -> None:
    """Send the e-mails of a finished merge, each once.

    RUN is a newsletter, or the folder that its merge wrote to. Run the same command again to go on: what is sent is
    not sent again, and what is in doubt only when you ask for it. docs/sending.md shows the way.

    \b
    Examples:
      briefgen send 2026-peru --dry-run
      briefgen send 2026-peru --smtp smtp://news@mail.example.org --trial me@example.org
      briefgen send 2026-peru --smtp smtp://news@mail.example.org --rate 30/m --limit 50
    """
    from briefgen.merge.sending import opened

    _check_call(resend_doubtful, settle_doubtful, manner)
    manner["signer"] = _signer(dkim_key, dkim_selector, dkim_domain)
    server = None if dry_run or settle_doubtful else _server(url)
    record: Record = "copied" if dry_run else "none" if manner["instead"] else "kept"
    folder, stop = folder_of(run), Event()
    with without_personal_words(), _ended_in_words(folder), opened(folder, rows, allow_quarantined, record) as outbox:
        _decide(outbox, retry_refused, resend_doubtful, settle_doubtful)
        now = 0 if settle_doubtful and not dry_run else _send(folder, outbox, server, manner, stop)
        well = _summed_up(outbox, record, now, form)
    sys.exit(130 if stop.is_set() else 0 if well else 1)


@contextmanager
def _ended_in_words(folder: Path) -> Iterator[None]:
    """Say how to go on when the system or somebody ends a sending at once."""
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"the sending cannot go on: {error.strerror} ({error.filename or folder})",
            "mend it and run the same command again; what was sent is known",
        ) from error
    except (KeyboardInterrupt, click.Abort):  # the latter when the password is asked for
        click.echo("Stopped at once. Run the same command again to see what is in doubt.", err=True)
        sys.exit(130)


def _check_call(resend_doubtful: bool, settle_doubtful: bool, manner: dict[str, Any]) -> None:
    """Refuse a call that means nothing, and let a trial be a small one."""
    from briefgen.deliver.envelope import is_address

    if resend_doubtful and settle_doubtful:
        raise UsageError("what is in doubt is either sent again or taken for sent", "choose rows with --row")
    if settle_doubtful and manner["instead"]:
        raise UsageError("a trial keeps no record, and can take nothing for sent", "leave one of the two options out")
    for option, address in (("--sender", manner["sender"]), ("--trial", manner["instead"])):
        if address and not is_address(address):
            raise UsageError(f"what stands after {option} is not a plain address", "write it as news@example.org")
    if manner["instead"]:
        manner["limit"] = manner["limit"] or TRIAL


def _decide(outbox: "Outbox", retry_refused: bool, resend_doubtful: bool, settle_doubtful: bool) -> None:
    """Do what was asked for with messages that would otherwise stay as they are."""
    if retry_refused:
        outbox.offer_again()
    if resend_doubtful:
        outbox.resend()
    if settle_doubtful:
        outbox.settle()


def _send(folder: Path, outbox: "Outbox", server: "Server | None", manner: dict[str, Any], stop: Event) -> int:
    """Send, or without a server only look; show on standard error how it goes, and return how many were sent."""
    from briefgen.merge.sending import Manner, Sending, rehearse

    if server is None:
        rehearse(folder, outbox, Manner(**manner))
        return 0
    queued, now = outbox.counts().get("queued", 0), 0
    how = Manner(**manner, password=_password(server) if queued else "")
    with steps.stopping(stop), steps.progress(min(queued, how.limit or queued)) as show:
        for step in Sending(folder, outbox, server, how, stop).steps():
            now += step.what == "sent"
            show(step)
    return now


def _summed_up(outbox: "Outbox", record: "Record", now: int, form: str) -> bool:
    """Print what is to be said of the chosen messages, and tell whether all went well."""
    found = tuple(outbox.findings())
    report.findings(found, form)
    counts = outbox.counts()
    if form == "text" and record == "none":
        click.echo(f"{now} sent as a trial, to none of the readers. No record is kept of it.")
    elif form == "text":
        words: dict[State, str] = {"refused": "refused", "doubtful": "in doubt"}
        words["queued"] = "left" if record == "kept" else "could go"
        sent = counts.get("sent", 0)
        before = f" ({now or 'none'} now)" if record == "kept" and now != sent else ""
        parts = [f"{sent} sent{before}"] if sent else []
        parts += [
            f"{counts[state]} {word} ({_ranges(outbox.rows(state))})"
            for state, word in words.items()
            if counts.get(state)
        ]
        click.echo(f"{', '.join(parts) or 'No such message'}.")
    return counts.keys() == {"sent"} if record == "kept" else not found and bool(counts if record == "copied" else now)


def _ranges(rows: Iterable[int]) -> str:
    """Return "row 3", "rows 3,7,12-40": the numbers as --row takes them."""
    ranges: list[list[int]] = []
    for row in rows:
        if ranges and ranges[-1][1] == row - 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    listed = ",".join(f"{first}-{last}" if first != last else str(first) for first, last in ranges)
    return f"row{'' if listed.isdigit() else 's'} {listed}"


def _server(url: str | None) -> "Server":
    from briefgen.deliver.server import server

    if not url:
        raise UsageError("there is no mail server to send with", "name it with --smtp, or look first with --dry-run")
    return server(url)


def _password(server: "Server") -> str:
    """Return the password for a server that is to be logged in to; it never stands in a command line."""
    if not server.user:
        return ""
    password = os.environ.get(PASSWORD, "")
    if not password and sys.stdin.isatty():
        password = click.prompt("Password for the mail server", hide_input=True, err=True)
    if not password:
        raise UsageError("there is no password for the mail server", f"put it into the environment variable {PASSWORD}")
    return password


def _signer(key: Path | None, selector: str, domain: str) -> "Signer | None":
    if not (key or selector or domain):
        return None
    if not (key and selector and domain):
        raise UsageError("a signature needs a key, a selector and a domain", "give all three of --dkim-…")
    from briefgen.deliver.dkim import signer

    return signer(key, selector, domain)
