"""Reads the translator's spreadsheet: our own table and nothing else of the workbook.

The parts are inflated here, up to a limit, and read as XML. So a formula, a macro or a link is seen before
anything is made of it, and a cell gives the characters that stand in the file: 0.10 does not turn into 0.1.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from briefgen.findings import Finding, Place
from briefgen.translation.exchange.safe_xml import TRUNCATED, local, parse
from briefgen.translation.exchange.sheet import ABOUT, COLUMNS, SHEET, UNSURE, exported
from briefgen.translation.exchange.units import Delivery, RefusedError, Row, State

MAX_PARTS = 200
MAX_INFLATED = 64 * 1024 * 1024
MAX_RATIO = 200  # an honest sheet shrinks to a tenth, one of equal rows to a fiftieth
_FORBIDDEN = re.compile("vbaproject|macrosheets|externallinks|activex|embeddings|connections\\.xml", re.IGNORECASE)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_TEXT_FORMATS = ("0", "49", "General", "@")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it stands in the file. ``formatted`` marks a number that is shown as something else, such as a date."""

    text: str
    formatted: bool = False


def read(body: bytes, name: str) -> Delivery:
    """Return what a workbook brings back. Raises RefusedError for one that is not ours, is broken, or could do harm."""
    parts = _inflate(body, name)
    book = _Book(parts, name)
    about = {row.get("A", Cell("")).text: row.get("B", Cell("")).text for _, row in book.rows(ABOUT)}
    rows = list(book.rows(SHEET))
    columns = {cell.text: letter for letter, cell in rows[0][1].items()} if rows else {}
    missing = [title for title in COLUMNS if title not in columns]
    if missing:
        message = f'the sheet "{SHEET}" has no column "{missing[0]}"'
        raise RefusedError(Finding("exchange-syntax", Place(name, 1), message, TRUNCATED))
    found, findings = [], []
    for number, cells in rows[1:]:
        texts = {title: cells.get(letter, Cell("")) for title, letter in columns.items()}
        if not any(cell.text for cell in texts.values()):
            continue
        if texts["translation"].formatted:
            message = f"the translation of {texts['address'].text} is a date or a formatted number, not a text"
            hint = "format the cell as text, and type the translation again"
            findings.append(Finding("unit-invalid", Place(name, number, 1), message, hint))
            continue
        found.append(_row({title: cell.text for title, cell in texts.items()}, Place(name, number, 1)))
    language, locale = about.get("source language", ""), about.get("locale", "")
    return Delivery(language, locale, about.get("workspace", ""), tuple(found), tuple(findings))


def _row(texts: dict[str, str], place: Place) -> Row:
    word = texts["state"].strip().lower()
    state = State.STALE if word == UNSURE else State(word) if word in list(State) else State.TRANSLATED
    # Whoever types a translation and leaves the state as it was has translated.
    before = texts["exported"].partition(" ")[0]
    if word == before and exported(state, texts["translation"]) != texts["exported"]:
        state = State.TRANSLATED
    return Row(
        texts["address"], texts["key"], texts["source"], texts["translation"], state, texts["comment"].strip(), place
    )


def _inflate(body: bytes, name: str) -> dict[str, bytes]:
    """Return the parts of a workbook. Sizes are counted while inflating: those that it states may be false."""
    parts: dict[str, bytes] = {}
    left = min(MAX_INFLATED, MAX_RATIO * len(body))
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_PARTS:
                raise RefusedError(_bomb(name, f"it has {len(entries)} parts"))
            for entry in entries:
                if _FORBIDDEN.search(entry.filename):
                    message = f"the workbook has macros, links or objects ({entry.filename[:60]!a})"
                    hint = "save it anew as an ordinary workbook (.xlsx)"
                    raise RefusedError(Finding("exchange-unsafe", Place(name), message, hint))
                with archive.open(entry) as stream:
                    content = stream.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise RefusedError(_bomb(name, f"inflated it is larger than {MAX_INFLATED // 1024 // 1024} MiB"))
                parts.setdefault(entry.filename, content)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        if isinstance(error, RefusedError):
            raise
        message = "the workbook is broken, or is none"
        raise RefusedError(Finding("exchange-syntax", Place(name), message, TRUNCATED)) from error
    return parts


def _bomb(name: str, why: str) -> Finding:
    return Finding("exchange-unsafe", Place(name), f"the workbook is packed as no honest one is: {why}", TRUNCATED)


class _Book:
    """The sheets of a workbook by their name."""

    def __init__(self, parts: dict[str, bytes], name: str) -> None:
        self._parts = parts
        self._name = name
        targets = {
            element.get("Id"): element.get("Target", "").removeprefix("/").removeprefix("xl/")
            for element in self._xml("xl/_rels/workbook.xml.rels")
        }
        self._sheets = {}
        for sheet in self._xml("xl/workbook.xml").iter("{*}sheet"):
            reference = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            self._sheets[sheet.get("name")] = f"xl/{targets.get(reference, '')}"
        shared = "xl/sharedStrings.xml"
        self._shared = [_string(item) for item in self._xml(shared)] if shared in parts else []
        self._formats = self._number_formats()

    def _xml(self, part: str) -> Any:
        if part not in self._parts:
            message = f"the workbook is not one that briefgen wrote: it lacks {part}"
            raise RefusedError(Finding("exchange-syntax", Place(self._name), message, TRUNCATED))
        return parse(self._parts[part], self._name)

    def _number_formats(self) -> list[str]:
        """Return the number format of each style: its code where the workbook says it, else its number."""
        if "xl/styles.xml" not in self._parts:
            return []
        root = self._xml("xl/styles.xml")
        codes = {each.get("numFmtId"): each.get("formatCode", "") for each in root.iter("{*}numFmt")}
        numbers = [style.get("numFmtId", "0") for style in next(root.iter("{*}cellXfs"), ())]
        return [codes.get(number, number) for number in numbers]

    def rows(self, sheet: str) -> Iterator[tuple[int, dict[str, Cell]]]:
        """Yield the number of each row of a sheet, with its cells by the letters of their column."""
        if sheet not in self._sheets:
            message = f'the workbook has no sheet "{sheet}"'
            raise RefusedError(Finding("exchange-syntax", Place(self._name), message, TRUNCATED))
        number = 0
        for row in self._xml(self._sheets[sheet]).iter("{*}row"):
            given = row.get("r", "")
            number = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else number + 1
            cells = [element for element in row if local(element) == "c"]
            letters = [re.sub(r"[^A-Z]", "", cell.get("r", "")) or chr(65 + at % 26) for at, cell in enumerate(cells)]
            yield number, {letter: self._cell(cell, number) for letter, cell in zip(letters, cells, strict=True)}

    def _cell(self, cell: Any, number: int) -> Cell:
        if any(local(child) == "f" for child in cell):
            message = f"cell {cell.get('r', '')[:10]} holds a formula"
            hint = "replace it by its text; if a translation begins with =, format the cell as text"
            raise RefusedError(Finding("exchange-unsafe", Place(self._name, number, 1), message, hint))
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return Cell("".join(_string(child) for child in cell if local(child) == "is"))
        value = next((child.text or "" for child in cell if local(child) == "v"), "")
        if kind == "s":
            index = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else -1
            return Cell(self._shared[index] if 0 <= index < len(self._shared) else "")
        style = cell.get("s", "0")
        known = style.isascii() and style.isdigit() and int(style[:6]) < len(self._formats)
        number_format = self._formats[int(style)] if known else "0"
        return Cell(
            _plain(value), bool(value) and kind != "str" and (kind != "n" or number_format not in _TEXT_FORMATS)
        )


def _string(item: Any) -> str:
    """Return a string: its runs, without the reading aids of East Asian scripts."""
    found = "".join(
        text.text or ""
        for text in item.iter("{*}t")
        if not any(local(above) == "rPh" for above in text.iterancestors())
    )
    return _plain(found)


def _plain(text: str) -> str:
    """Return a text without the escapes of the format (ECMA-376, 22.9.2.19): ``_x0009_`` is a tab."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n")
