"""PO for translators: a catalogue of the texts that were asked for, with all that is known about each."""

import re

from briefgen.findings import Finding, Place
from briefgen.load.catalogues import SOURCE_HEADER, approval_of, without_approvals
from briefgen.load.catalogues.po import Entry, PoError, read_po
from briefgen.translation.catalogues import approval, as_po, headers
from briefgen.translation.exchange.safe_xml import TRUNCATED
from briefgen.translation.exchange.units import Delivery, Parcel, RefusedError, Row, State, Unit

WORKSPACE_HEADER = "X-Briefgen-Workspace"
COUNT_HEADER = "X-Briefgen-Texts"


def write(parcel: Parcel) -> bytes:
    """Return a parcel as PO. The header says how many texts there are, so that a file that lost some is noticed."""
    addresses: dict[str, list[Unit]] = {}
    for unit in parcel.units:
        addresses.setdefault(unit.address, []).append(unit)
    own = {WORKSPACE_HEADER: parcel.workspace, COUNT_HEADER: str(len(addresses))}
    return as_po(map(_entry, addresses.values()), (), headers(parcel.locale, parcel.language, own)).encode()


def _entry(forms: list[Unit]) -> Entry:
    unit = forms[0]
    stale = unit.state is State.STALE
    entry = Entry(unit.address, unit.identity, tuple(form.text for form in forms), stale, place=unit.place)
    earlier = (f"{one.score} %: {_line(one.source)} → {_line(one.text)}" for one in unit.earlier)
    entry.notes = (*unit.hints(), *earlier)
    entry.remarks = [approval(entry)] if unit.state is State.APPROVED else []
    entry.remarks += unit.comment.split("\n") if unit.comment else []
    entry.previous = unit.previous
    return entry


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def read(text: str, name: str) -> Delivery:
    """Return what a PO file brings back. Raises RefusedError for a file that cannot be read, or lost its end."""
    try:
        file = read_po(text)
    except PoError as error:
        place = Place(name, error.line, 1)
        raise RefusedError(Finding("po-syntax", place, f"the file is broken: {error.message}", TRUNCATED)) from None
    head, entries = file.headers, file.entries
    wanted = head.get(COUNT_HEADER, "")
    if wanted.isascii() and wanted.isdigit() and len(entries) < int(wanted[:9]):
        message = f"the file has {len(entries)} of its {wanted[:9]} texts"
        hint = f"have it sent anew; if texts were taken out on purpose, take the header {COUNT_HEADER} away"
        raise RefusedError(Finding("exchange-syntax", Place(name), message, hint))
    rows = tuple(row for entry in entries for row in _rows(entry, name))
    locale = head.get("Language", "").replace("_", "-")
    return Delivery(head.get(SOURCE_HEADER, ""), locale, head.get(WORKSPACE_HEADER, ""), rows)


def _rows(entry: Entry, name: str) -> list[Row]:
    comments = without_approvals(entry.remarks)
    # A reviewer cannot know the digest, and may write the bare word.
    approved = approval_of(entry) is not None or "approved" in [line.lower() for line in comments]
    comment = "\n".join(line for line in comments if line.lower() != "approved")
    place = Place(name, entry.line, 1)
    counted = len(entry.source) > 1
    rows = []
    for form, text in enumerate(entry.texts):
        address = f"{entry.context}[{form}]" if counted else entry.context
        state = State.STALE if entry.fuzzy else State.APPROVED if approved else State.TRANSLATED
        source = entry.source[0] if form == 0 else entry.source[-1]
        rows.append(Row(address, "", source, text, state if text else State.UNTRANSLATED, comment, place))
    return rows
