"""PO for translators: a catalogue of the texts that were asked for, with all that is known about each."""

import re
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry

from briefgen.findings import Finding, Place
from briefgen.load.catalogues import APPROVAL, SOURCE_HEADER, is_approved, own_headers, parse, read_catalogue, texts
from briefgen.localize.locales import babel_locale
from briefgen.model.messages import has_placeholder
from briefgen.translation.catalogues import approval, as_po, headers, remarks
from briefgen.translation.exchange.units import Delivery, Parcel, RefusedError, Row, State, Unit

WORKSPACE_HEADER = "X-Briefgen-Workspace"
COUNT_HEADER = "X-Briefgen-Texts"


def write(parcel: Parcel) -> bytes:
    """Return a parcel as PO. The header says how many texts there are, so that a file that lost some is noticed."""
    catalog = Catalog(locale=babel_locale(parcel.locale))
    addresses: dict[str, list[Unit]] = {}
    for unit in parcel.units:
        addresses.setdefault(unit.address, []).append(unit)
    for forms in addresses.values():
        _add(catalog, forms)
    own = {WORKSPACE_HEADER: parcel.workspace, COUNT_HEADER: str(len(addresses))}
    return as_po(catalog, headers(parcel.locale, parcel.language, own)).encode()


def _add(catalog: Catalog, forms: list[Unit]) -> None:
    unit = forms[0]
    identity: Any = unit.identity if len(unit.identity) > 1 else unit.source
    string: Any = unit.text if unit.form is None else tuple(form.text for form in forms)
    entry = Entry(identity, string, context=unit.address)
    notes = [*unit.hints()]
    notes += [f"{earlier.score} %: {_line(earlier.source)} → {_line(earlier.text)}" for earlier in unit.earlier]
    marks = [approval(entry)] if unit.state is State.APPROVED else []
    catalog.add(
        entry.id,
        entry.string,
        locations=[(unit.place.path, unit.place.line)],
        flags={*(["fuzzy"] if unit.state is State.STALE else []), *_format(unit.identity)},
        auto_comments=notes,
        user_comments=[*marks, *unit.comment.split("\n")] if unit.comment else marks,
        previous_id=(unit.previous,) if unit.previous else (),
        context=unit.address,
    )


def _format(identity: tuple[str, ...]) -> list[str]:
    return ["python-brace-format"] if any(map(has_placeholder, identity)) else []


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def read(text: str, name: str) -> Delivery:
    """Return what a PO file brings back. Raises RefusedError for a file that cannot be read, or lost its end."""
    head = own_headers(text)
    locale = head.get("Language", "").replace("_", "-")
    found, findings = read_catalogue(text, name, locale)
    if found is None:
        raise RefusedError(findings[0])
    entries = [entry for entry in parse(text) if entry.id and entry.context]
    wanted = head.get(COUNT_HEADER, "")
    if wanted.isascii() and wanted.isdigit() and len(entries) < int(wanted[:9]):
        message = f"the file has {len(entries)} of its {wanted[:9]} texts"
        hint = f"have it sent anew; if texts were taken out on purpose, take the header {COUNT_HEADER} away"
        raise RefusedError(Finding("exchange-syntax", Place(name), message, hint))
    rows = tuple(row for entry in entries for row in _rows(entry, name))
    return Delivery(head.get(SOURCE_HEADER, ""), locale, head.get(WORKSPACE_HEADER, ""), rows)


def _rows(entry: Entry, name: str) -> list[Row]:
    comments = remarks(entry)
    # A reviewer cannot know the digest, and may write the bare word.
    approved = is_approved(entry) or "approved" in [line.lower() for line in comments]
    comment = "\n".join(line for line in comments if not APPROVAL.fullmatch(line) and line.lower() != "approved")
    place = Place(name, entry.lineno or 0, 1)
    sources, strings = texts(entry.id), texts(entry.string)
    counted = len(sources) > 1
    rows = []
    for form, string in enumerate(strings):
        address = f"{entry.context}[{form}]" if counted else entry.context or ""
        state = State.STALE if entry.fuzzy else State.APPROVED if approved else State.TRANSLATED
        source = sources[0] if form == 0 else sources[-1]
        rows.append(Row(address, "", source, string, state if string else State.UNTRANSLATED, comment, place))
    return rows
