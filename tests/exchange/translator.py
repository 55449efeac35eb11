"""A translator's work on a file that was exported, done as the programs do it that translators have."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

FORMS = ("po", "xliff12", "xliff2", "xlsx")
XLIFF12 = "{urn:oasis:names:tc:xliff:document:1.2}"
XLIFF2 = "{urn:oasis:names:tc:xliff:document:2.0}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True, slots=True)
class Work:
    """What was done with one text. ``state`` is one of the words of the spreadsheet."""

    text: str
    state: str = "translated"
    comment: str = ""


def translate(path: Path, form: str, works: Mapping[str, Work]) -> None:
    """Do this work, by address, in a file."""
    path.write_bytes({"po": _po, "xliff12": _xliff12, "xliff2": _xliff2, "xlsx": _xlsx}[form](path.read_bytes(), works))


def _po(body: bytes, works: Mapping[str, Work]) -> bytes:
    blocks = body.decode().split("\n\n")
    for index, block in enumerate(blocks):
        found = re.search(r'^msgctxt "(.*)"$', block, re.MULTILINE)
        if found and (work := works.get(found[1])):
            # What a program does that knows nothing of approvals: takes marks away, sets its own.
            lines = [line for line in block.split("\n") if not line.startswith(("#|", "# "))]
            flags = ["#, fuzzy"] if work.state == "stale" else []
            lines = [line.replace("#, fuzzy, ", "#, ") for line in lines if line != "#, fuzzy"]
            marks = ["# approved"] if work.state == "approved" else []
            marks += [f"# {work.comment}"] if work.comment else []
            text = "\n".join([*marks, *flags, *lines])
            quoted = work.text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            blocks[index] = re.sub(r"^msgstr (?s:.*)", lambda _: f'msgstr "{quoted}"', text, flags=re.MULTILINE)  # noqa: B023
    return "\n\n".join(blocks).encode()


def _xliff12(body: bytes, works: Mapping[str, Work]) -> bytes:
    root = etree.fromstring(body)
    states = {"translated": "translated", "stale": "needs-review-translation", "approved": "final"}
    for unit in root.iter(f"{XLIFF12}trans-unit"):
        if work := works.get(unit.get("resname")):
            for old in unit.findall(f"{XLIFF12}target"):
                unit.remove(old)
            target = etree.Element(f"{XLIFF12}target", state=states[work.state])
            target.text = work.text
            unit.find(f"{XLIFF12}source").addnext(target)
            if work.comment:
                etree.SubElement(unit, f"{XLIFF12}note", {"from": "translator"}).text = work.comment
    return etree.tostring(root)


def _xliff2(body: bytes, works: Mapping[str, Work]) -> bytes:
    root = etree.fromstring(body)
    for unit in root.iter(f"{XLIFF2}unit"):
        if work := works.get(unit.get("name")):
            segment = unit.find(f"{XLIFF2}segment")
            for old in segment.findall(f"{XLIFF2}target"):
                segment.remove(old)
            etree.SubElement(segment, f"{XLIFF2}target").text = work.text
            segment.set("state", {"stale": "initial", "approved": "final"}.get(work.state, "translated"))
            segment.attrib.pop("subState", None)
            if work.state == "stale":
                segment.set("subState", "briefgen:stale")
            if work.comment:
                note = etree.SubElement(unit.find(f"{XLIFF2}notes"), f"{XLIFF2}note", category="translator")
                note.text = work.comment
    return etree.tostring(root)


def _xlsx(body: bytes, works: Mapping[str, Work]) -> bytes:
    def work_on(root: etree._Element, strings: list[str]) -> None:
        for row in root.iter(f"{SHEET}row"):
            cells = {re.sub(r"\d", "", cell.get("r")): cell for cell in row}
            name = strings[int(cells["A"].findtext(f"{SHEET}v") or 0)] if "A" in cells else ""
            if work := works.get(name):
                state = "unsure" if work.state == "stale" else work.state
                for letter, text in (("D", work.text), ("E", state), ("F", work.comment)):
                    type_into(cells[letter], text)

    return in_sheet(body, work_on)


def type_into(cell: etree._Element, text: str) -> None:
    """Type a text into a cell."""
    for old in list(cell):
        cell.remove(old)
    cell.set("t", "inlineStr")
    etree.SubElement(etree.SubElement(cell, f"{SHEET}is"), f"{SHEET}t").text = text


def in_sheet(body: bytes, work) -> bytes:  # type: ignore[no-untyped-def]
    """Change the XML of the first sheet of a workbook; ``work`` gets its root and the shared strings."""
    parts = unpacked(body)
    strings = ["".join(item.itertext()) for item in etree.fromstring(parts["xl/sharedStrings.xml"])]
    root = etree.fromstring(parts["xl/worksheets/sheet1.xml"])
    work(root, strings)
    return packed(parts | {"xl/worksheets/sheet1.xml": etree.tostring(root)})


def unpacked(body: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return parts as a workbook."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return body.getvalue()
