"""XLIFF 1.2 (OASIS, 1 February 2008), strict: most CAT tools, old and new, read it."""

from itertools import groupby
from typing import Any

from briefgen.findings import Finding, Place
from briefgen.load.workbook.archive import local
from briefgen.translation.exchange.inline import Part, aligned, character, split
from briefgen.translation.exchange.safe_xml import LANG, SPACE, append, foreign, printable, written
from briefgen.translation.exchange.units import Delivery, Parcel, RefusedError, Row, State, Unit

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
# A stale text has to be looked at again; "final" is what somebody approved.
STATES = {State.TRANSLATED: "translated", State.STALE: "needs-review-translation", State.APPROVED: "final"}
_READ = {
    "new": State.UNTRANSLATED,
    "translated": State.TRANSLATED,
    "final": State.APPROVED,
    "signed-off": State.APPROVED,
}
_MARKUP = {"bold": "bold", "italic": "italic", "link": "link"}


def write(parcel: Parcel) -> bytes:
    """Return a parcel as XLIFF 1.2, with a ``file`` for each file that texts come from."""
    from lxml import etree

    root = etree.Element(_tag("xliff"), nsmap={None: NAMESPACE}, version="1.2")
    for path, units in groupby(sorted(parcel.units, key=lambda unit: unit.place.path), lambda unit: unit.place.path):
        file = etree.SubElement(root, _tag("file"), original=path, datatype="plaintext")
        file.attrib.update({"source-language": parcel.language, "target-language": parcel.locale})
        header = etree.SubElement(file, _tag("header"))
        etree.SubElement(header, _tag("note"), {"from": "workspace"}).text = parcel.workspace
        body = etree.SubElement(file, _tag("body"))
        for unit in units:
            _unit(body, unit, parcel)
    return written(root)


def _unit(body: Any, unit: Unit, parcel: Parcel) -> None:
    from lxml import etree

    approved = "yes" if unit.state is State.APPROVED else "no"
    element = etree.SubElement(body, _tag("trans-unit"), id=unit.key, resname=unit.name, approved=approved)
    element.set(SPACE, "preserve")
    source = split(unit.source)
    _fill(etree.SubElement(element, _tag("source"), {LANG: parcel.language}), source)
    if unit.text:
        target = etree.SubElement(element, _tag("target"), {LANG: parcel.locale, "state": STATES[unit.state]})
        _fill(target, aligned(split(unit.text), source))
    group = etree.SubElement(element, _tag("context-group"), purpose="location")
    etree.SubElement(group, _tag("context"), {"context-type": "sourcefile"}).text = unit.place.path
    etree.SubElement(group, _tag("context"), {"context-type": "linenumber"}).text = str(unit.place.line)
    group = etree.SubElement(element, _tag("context-group"), purpose="information")
    etree.SubElement(group, _tag("context"), {"context-type": "x-place"}).text = printable(unit.where)
    for hint in unit.hints()[1:]:
        etree.SubElement(element, _tag("note"), {"from": "developer"}).text = printable(hint)
    if unit.previous:
        previous = printable(f"the text was: {unit.previous}")
        etree.SubElement(element, _tag("note"), {"from": "developer"}).text = previous
    if unit.comment:
        etree.SubElement(element, _tag("note"), {"from": "translator"}).text = printable(unit.comment)
    for earlier in unit.earlier:
        match = etree.SubElement(element, _tag("alt-trans"), origin=earlier.address)
        match.attrib.update({"match-quality": f"{earlier.score}%", "alttranstype": "proposal", SPACE: "preserve"})
        _fill(etree.SubElement(match, _tag("source"), {LANG: parcel.language}), split(earlier.source))
        _fill(etree.SubElement(match, _tag("target"), {LANG: parcel.locale}), split(earlier.text))


def _fill(element: Any, parts: list[Part]) -> None:
    """Write the parts of a text: what must stay as it is in ``ph``, ``bpt`` and ``ept``, which hold it."""
    from lxml import etree

    ends = max((part.id for part in parts), default=0)
    for part in parts:
        if part.kind == "text":
            append(element, part.raw)
            continue
        if part.kind in ("open", "close"):
            # Ids count all codes, rid pairs two of them.
            name, own = ("bpt", part.id) if part.kind == "open" else ("ept", ends + part.id)
            inline = etree.SubElement(element, _tag(name), id=str(own), rid=str(part.id))
            if part.kind == "open":
                inline.set("ctype", _MARKUP[part.markup])
        else:
            inline = etree.SubElement(element, _tag("ph"), id=str(part.id), ctype=f"x-{part.kind}")
        inline.text = character(part.raw) if part.kind == "character" else part.raw
        inline.set("equiv-text", inline.text)


def read(root: Any, name: str) -> Delivery:
    """Return what an XLIFF 1.2 file brings back. Raises RefusedError where its files are of several languages."""
    files = [element for element in root if local(element) == "file"]
    pairs = {(file.get("source-language", ""), file.get("target-language", "")) for file in files}
    if len(pairs) != 1:
        message = "the file is not from one language into one other"
        raise RefusedError(Finding("exchange-language", Place(name, 1, 1), message, "import one language at a time"))
    marks = {
        (note.text or "").strip()
        for file in files
        for note in file.iter(_tag("note"))
        if note.get("from") == "workspace" and local(note.getparent()) == "header"
    }
    if len(marks) > 1:
        message = "parts of the file come from different workspaces"
        raise RefusedError(Finding("exchange-workspace", Place(name, 1, 1), message, "import them one by one"))
    ((language, locale),) = pairs
    rows = [_row(unit, name, locale) for file in files for unit in file.iter(_tag("trans-unit"))]
    good = tuple(row for row in rows if isinstance(row, Row))
    bad = tuple(row for row in rows if isinstance(row, Finding))
    return Delivery(language, locale, next(iter(marks), ""), good, bad)


def _row(unit: Any, name: str, locale: str) -> Row | Finding:
    source, target = unit.find(_tag("source")), unit.find(_tag("target"))
    notes = [
        note.text or ""
        for note in unit.findall(_tag("note"))
        if note.get("from") == "translator" or note.get("annotates") == "target"
    ]
    text = "" if target is None else _text(target)
    state = State.UNTRANSLATED if target is None else _state(target.get("state"))
    place = Place(name, unit.sourceline or 0, 1)
    if wrong := foreign(target, locale, unit.get("resname", ""), place):
        return wrong
    original = "" if source is None else _text(source)
    return Row(unit.get("resname", ""), unit.get("id", ""), original, text, state, "\n".join(notes), place)


def _state(word: str | None) -> State:
    """Return what a state means: none means done; whatever "needs" something is not done yet."""
    return State.TRANSLATED if word is None else _READ.get(word, State.STALE)


def _text(element: Any) -> str:
    """Return the text of an element: codes hold how they are written."""
    found = element.text or ""
    for child in element:
        inner = _text(child)
        if local(child) == "ph" and child.get("ctype") == "x-character":
            inner = character(inner)
        elif local(child) in ("ph", "x", "bpt", "ept"):
            inner = inner or child.get("equiv-text", "")
        found += inner + (child.tail or "")
    return found


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
