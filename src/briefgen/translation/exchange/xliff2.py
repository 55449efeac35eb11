"""XLIFF 2.0 (OASIS, 5 August 2014): the core, with its modules for metadata and for translation candidates."""

import re
from itertools import groupby
from typing import Any

from briefgen.findings import Finding, Place
from briefgen.load.workbook.archive import local
from briefgen.translation.exchange.inline import Part, aligned, split
from briefgen.translation.exchange.safe_xml import SPACE, append, foreign, printable, written
from briefgen.translation.exchange.units import Delivery, Parcel, RefusedError, Row, State, Unit

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
STALE = "briefgen:stale"
STATES = {
    State.UNTRANSLATED: "initial",
    State.TRANSLATED: "translated",
    State.STALE: "initial",
    State.APPROVED: "final",
}
# "reviewed" has been looked at; only "final" is an approval.
_READ = {
    "initial": State.UNTRANSLATED,
    "translated": State.TRANSLATED,
    "reviewed": State.TRANSLATED,
    "final": State.APPROVED,
}
_MARKUP = {"bold": "xlf:b", "italic": "xlf:i"}


def write(parcel: Parcel) -> bytes:
    """Return a parcel as XLIFF 2.0, with a ``file`` for each file that texts come from."""
    from lxml import etree

    spaces = {None: NAMESPACE, "mda": METADATA, "mtc": MATCHES}
    root = etree.Element(_tag("xliff"), nsmap=spaces, version="2.0", srcLang=parcel.language, trgLang=parcel.locale)
    units = groupby(sorted(parcel.units, key=lambda unit: unit.place.path), lambda unit: unit.place.path)
    for number, (path, rows) in enumerate(units, 1):
        file = etree.SubElement(root, _tag("file"), id=f"f{number}", original=path, canResegment="no")
        _metadata(file, "workspace", parcel.workspace)
        for unit in rows:
            _unit(file, unit)
    return written(root)


def _metadata(element: Any, kind: str, text: str) -> None:
    from lxml import etree

    group = etree.SubElement(
        etree.SubElement(element, f"{{{METADATA}}}metadata"), f"{{{METADATA}}}metaGroup", category="briefgen"
    )
    etree.SubElement(group, f"{{{METADATA}}}meta", type=kind).text = text


def _unit(file: Any, unit: Unit) -> None:
    from lxml import etree

    element = etree.SubElement(file, _tag("unit"), id=unit.key, name=unit.name)
    element.set(SPACE, "preserve")
    if unit.earlier:
        matches = etree.SubElement(element, f"{{{MATCHES}}}matches")
        for earlier in unit.earlier:
            match = etree.SubElement(matches, f"{{{MATCHES}}}match", ref="#s1", similarity=str(earlier.score))
            match.set("origin", earlier.address)
            _plain(etree.SubElement(match, _tag("source")), earlier.source)
            _plain(etree.SubElement(match, _tag("target")), earlier.text)
    notes = etree.SubElement(element, _tag("notes"))
    _note(notes, "location", str(unit.place))
    for hint in unit.hints():
        _note(notes, "hint", hint)
    if unit.previous:
        _note(notes, "previous", f"the text was: {unit.previous}")
    if unit.comment:
        _note(notes, "translator", unit.comment)
    codes = _Codes()
    segment = etree.Element(_tag("segment"), id="s1", state=STATES[unit.state])
    if unit.state is State.STALE:
        segment.set("subState", STALE)
    source = split(unit.source)
    codes.fill(etree.SubElement(segment, _tag("source")), source)
    if unit.text:
        codes.fill(etree.SubElement(segment, _tag("target")), aligned(split(unit.text), source))
    codes.write(element)
    element.append(segment)


def _note(notes: Any, category: str, text: str) -> None:
    from lxml import etree

    etree.SubElement(notes, _tag("note"), category=category).text = printable(text)


class _Codes:
    """Writes the parts of a unit's texts; how codes are written stands once, in ``originalData``."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    def fill(self, element: Any, parts: list[Part]) -> None:
        from lxml import etree

        around = [element]
        for part in parts:
            here = around[-1]
            if part.kind == "text":
                append(here, part.raw)
            elif part.kind == "character":
                etree.SubElement(here, _tag("cp"), hex=f"{ord(part.raw):04X}")
            elif part.kind == "open":
                around.append(etree.SubElement(here, _tag("pc"), id=str(part.id), dataRefStart=self._ref(part.raw)))
                around[-1].set("type", "link" if part.markup == "link" else "fmt")
                if part.markup in _MARKUP:
                    around[-1].set("subType", _MARKUP[part.markup])
            elif part.kind == "close":
                around.pop().set("dataRefEnd", self._ref(part.raw))
            else:
                inline = etree.SubElement(here, _tag("ph"), id=str(part.id), equiv=part.raw, disp=part.raw)
                inline.attrib.update(
                    {"dataRef": self._ref(part.raw), "type": "other", "subType": f"briefgen:{part.kind}"}
                )

    def _ref(self, raw: str) -> str:
        return self._ids.setdefault(raw, f"d{len(self._ids) + 1}")

    def write(self, unit: Any) -> None:
        from lxml import etree

        if self._ids:
            data = etree.SubElement(unit, _tag("originalData"))
            for raw, name in self._ids.items():
                etree.SubElement(data, _tag("data"), id=name).text = raw


def _plain(element: Any, text: str) -> None:
    """Write a text without codes, which a candidate of another unit could not refer to."""
    from lxml import etree

    for part in split(text):
        if part.kind == "character":
            etree.SubElement(element, _tag("cp"), hex=f"{ord(part.raw):04X}")
        else:
            append(element, part.raw)


def read(root: Any, name: str) -> Delivery:
    """Return what an XLIFF 2.0 file brings back. Raises RefusedError where parts come from several workspaces."""
    marks = {
        (meta.text or "").strip()
        for group in root.iter(f"{{{METADATA}}}metaGroup")
        if group.get("category") == "briefgen"
        for meta in group
        if meta.get("type") == "workspace"
    }
    if len(marks) > 1:
        message = "parts of the file come from different workspaces"
        raise RefusedError(Finding("exchange-workspace", Place(name, 1, 1), message, "import them one by one"))
    locale = root.get("trgLang", "")
    rows = [_row(unit, name, locale) for unit in root.iter(_tag("unit"))]
    good = tuple(row for row in rows if isinstance(row, Row))
    bad = tuple(row for row in rows if isinstance(row, Finding))
    return Delivery(root.get("srcLang", ""), locale, next(iter(marks), ""), good, bad)


def _row(unit: Any, name: str, locale: str) -> Row | Finding:
    data = {item.get("id"): _text(item, {}) for item in unit.iter(_tag("data")) if item.get("id")}
    parts = [child for child in unit if local(child) in ("segment", "ignorable")]
    sources = [_text(part.find(_tag("source")), data) for part in parts]
    found = [target for part in parts if (target := part.find(_tag("target"))) is not None]
    targets = [_text(target, data) for target in found]
    notes = [note.text or "" for note in unit.iter(_tag("note")) if note.get("category") == "translator"]
    place = Place(name, unit.sourceline or 0, 1)
    for target in found:
        if wrong := foreign(target, locale, unit.get("name", ""), place):
            return wrong
    key = unit.get("id", "")
    return Row(unit.get("name", ""), key, "".join(sources), "".join(targets), _state(parts), "\n".join(notes), place)


def _state(parts: list[Any]) -> State:
    """Return the state of a unit: that of the part that is the least far."""
    order = list(State)
    states = [
        State.STALE
        if part.get("subState") == STALE and part.get("state") == "initial"
        else _READ.get(word, State.STALE)
        for part in parts
        if local(part) == "segment" and (word := part.get("state", "translated"))
    ]
    if State.STALE in states:
        return State.STALE
    return min(states, key=order.index, default=State.UNTRANSLATED)


def _text(element: Any, data: dict[str, str]) -> str:
    """Return the text of an element, with its codes as they are written."""
    if element is None:
        return ""
    found = element.text or ""
    for child in element:
        found += _code(child, data) + (child.tail or "")
    return found


def _code(child: Any, data: dict[str, str]) -> str:
    kind = local(child)
    if kind == "cp":
        number = child.get("hex", "")
        return chr(int(number, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", number) else ""
    if kind == "pc":
        start: str = data.get(child.get("dataRefStart"), child.get("equivStart", ""))
        end: str = data.get(child.get("dataRefEnd"), child.get("equivEnd", ""))
        return start + _text(child, data) + end
    single: str = data.get(child.get("dataRef"), child.get("equiv", ""))
    return single + _text(child, data)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
