"""The workspace of the tests of merges: one newsletter, with a personal paragraph, in two languages."""

import datetime
from functools import cache
from pathlib import Path

from briefgen import bundled, pipeline
from briefgen.model.edition import Edition
from briefgen.model.recipient import Recipient
from briefgen.production import Order, produce_master
from briefgen.workspace import Workspace, open_at

ROOT = Path(__file__).with_name("letters_workspace")
DAY = datetime.date(2026, 11, 23)


def workspace(root: Path = ROOT) -> Workspace:
    """Return the workspace, or one at another place."""
    return open_at(root, bundled.templates_dir())


@cache
def editions() -> dict[str, Edition]:
    """Return the editions of the newsletter by audience."""
    checked = pipeline.check(workspace(), DAY)
    assert checked.findings == ()
    return {edition.audience: edition for edition in checked.editions}


@cache
def master(audience: str, form: str) -> object:
    """Return what the files for an audience are filled from."""
    here = workspace()
    found, findings = produce_master(Order(editions()[audience], here.templates, here.content, (form,)))
    assert findings == ()
    return found


def reader(row: int, first: str, amount: str, date: str, audience: str = "donors-nl") -> Recipient:
    """Return a reader of whom a gift is known."""
    fields = {"first-name": first, "amount": amount, "gift-date": date}
    address = f"reader{row}@example.org"
    return Recipient(row, address, audience, editions()[audience].locale, address, first, f"c0de{row}", fields)
