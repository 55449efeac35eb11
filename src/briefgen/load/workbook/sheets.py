"""The sheets of a workbook, row after row, with the characters that stand in the file: 0.10 does not turn into 0.1."""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from briefgen.load.workbook.archive import Archive, WorkbookError, bomb, elements, local

MAX_COLUMN = 16_384  # the last column of a sheet (ECMA-376)
MAX_ENTRIES = 10_000  # sheets, relations or number formats
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_LETTERS = re.compile("([A-Z]{1,3})[0-9]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it stands in the file.

    ``kind`` is that of the format: ``n`` a number, ``b`` true or false, ``e`` an error, ``d`` a date, ``str`` a text.
    ``form`` is the number format of a number: its code where the workbook says it, else its number.
    """

    text: str
    kind: str = "str"
    form: str = "0"
    formula: bool = False


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: its number, its cells by column, counted from 0, and whether it is hidden."""

    number: int
    cells: dict[int, Cell]
    hidden: bool


class Workbook:
    """The sheets of a workbook. Raises WorkbookError.

    ``sheets`` are the names of all of them, ``visible`` of those that are not hidden; ``since_1904`` tells from which
    year dates are counted. ``merged`` are the ranges of merged cells, such as B2:B4, in the sheet that was read to its
    end last.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        relations = list(map(dict, self._attributes("xl/_rels/workbook.xml.rels", "Relationship")))
        targets = {each.get("Id"): each.get("Target", "").removeprefix("/").removeprefix("xl/") for each in relations}
        self.sheets: dict[str, str] = {}
        self.visible: list[str] = []
        for sheet in self._attributes("xl/workbook.xml", "sheet"):
            reference = next((value for key, value in sheet.items() if key.endswith("}id")), "")
            self.sheets[sheet.get("name", "")] = f"xl/{targets.get(reference, '')}"
            if sheet.get("state", "visible") == "visible":
                self.visible.append(sheet.get("name", ""))
        settings = next(iter(self._attributes("xl/workbook.xml", "workbookPr")), {})
        self.since_1904 = settings.get("date1904", "0") in ("1", "true")
        self._forms = self._number_formats()
        self.merged: list[str] = []
        self._strings = _Strings()
        if "xl/sharedStrings.xml" in archive.parts:
            for item in elements(archive.stream("xl/sharedStrings.xml"), "si"):
                self._strings.add(_string(item))

    def _attributes(self, part: str, tag: str) -> list[dict[str, str]]:
        found = [dict(each.attrib) for each in islice(elements(self._archive.stream(part), tag), MAX_ENTRIES + 1)]
        if len(found) > MAX_ENTRIES:
            raise bomb(f"it has more than {MAX_ENTRIES} entries of one kind")
        return found

    def _number_formats(self) -> list[str]:
        """Return the number format of each style."""
        if "xl/styles.xml" not in self._archive.parts:
            return []
        codes = {
            each.get("numFmtId", ""): each.get("formatCode", "") for each in self._attributes("xl/styles.xml", "numFmt")
        }
        styles = next(elements(self._archive.stream("xl/styles.xml"), "cellXfs"), ())
        numbers = [style.get("numFmtId", "0") for style in styles]
        return [codes.get(number, number) for number in numbers]

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """Yield the rows of a sheet that the file has; empty ones may be left out."""
        if sheet not in self.sheets:
            raise WorkbookError(f'the workbook has no sheet "{sheet}"', "look at the names of its sheets")
        number, ended = 0, False
        self.merged = []
        # Links are passed over one by one: there can be as many as rows.
        for element in elements(self._archive.stream(self.sheets[sheet]), "row", "sheetData", "mergeCell", "hyperlink"):
            ended = ended or local(element) == "sheetData"
            if local(element) == "mergeCell" and len(self.merged) < MAX_ENTRIES:
                self.merged.append(element.get("ref", ""))
            if ended:
                continue
            given = element.get("r", "")
            number = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else number + 1
            yield SheetRow(number, self._cells(element), element.get("hidden") in ("1", "true"))

    def _cells(self, row: Any) -> dict[int, Cell]:
        found: dict[int, Cell] = {}
        column = -1
        for element in row:
            if local(element) == "c":
                place = _LETTERS.fullmatch(element.get("r", ""))
                column = column_number(place[1]) if place else column + 1
                if column < MAX_COLUMN:
                    found[column] = self._cell(element)
        return found

    def _cell(self, element: Any) -> Cell:
        kind, found = element.get("t", "n"), {local(child): child for child in element}
        formula = "f" in found
        if kind == "inlineStr":
            return Cell(_string(found["is"]) if "is" in found else "", formula=formula)
        value = found["v"].text or "" if "v" in found else ""
        if kind == "s" and value:
            index = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else -1
            return Cell(self._strings.get(index), formula=formula)
        if kind == "str" or not value:
            return Cell(plain(value), formula=formula)
        style = element.get("s", "0")
        known = style.isascii() and style.isdigit() and len(style) < 9 and int(style) < len(self._forms)
        return Cell(plain(value), kind, self._forms[int(style)] if known else "0", formula)


class _Strings:
    """The texts that cells share, one behind the other in one piece of memory."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])

    def add(self, text: str) -> None:
        self._bytes += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))

    def get(self, index: int) -> str:
        """Return a text. Raises WorkbookError when there is none of this number: empty would mean not known."""
        if not 0 <= index < len(self._ends) - 1:
            message = "the workbook is broken: a cell names a text that is not there"
            raise WorkbookError(message, "save it anew as a workbook (.xlsx)")
        return self._bytes[self._ends[index] : self._ends[index + 1]].decode("utf-8", "surrogatepass")


def column_number(letters: str) -> int:
    """Return the number of a column, counted from 0: that of A is 0, that of AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """Return the letters of a column, counted from 0."""
    letters, number = "", number + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _string(item: Any) -> str:
    """Return a string: its runs, without the reading aids of East Asian scripts."""
    found = "".join(
        text.text or ""
        for text in item.iter("{*}t")
        if not any(local(above) == "rPh" for above in text.iterancestors())
    )
    return plain(found)


def plain(text: str) -> str:
    """Return a text without the escapes of the format (ECMA-376, 22.9.2.19): ``_x0009_`` is a tab."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n").replace("\r", "\n")
