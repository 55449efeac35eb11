"""Reads the translator's spreadsheet: our own table and nothing else of the workbook.

A formula, a macro or a link is seen before anything is made of it, and a cell gives the characters that stand in the
file.
"""

import io

from briefgen.findings import Finding, Place
from briefgen.load.workbook.archive import Archive, WorkbookError
from briefgen.load.workbook.sheets import Cell, SheetRow, Workbook, column_letters
from briefgen.translation.exchange.safe_xml import TRUNCATED, printable
from briefgen.translation.exchange.sheet import ABOUT, COLUMNS, SHEET, UNSURE, exported
from briefgen.translation.exchange.units import Delivery, RefusedError, Row, State

MAX_INFLATED = 64 * 1024 * 1024
_TEXT_FORMATS = ("0", "49", "General", "@")


def read(body: bytes, name: str) -> Delivery:
    """Return what a workbook brings back. Raises RefusedError for one that is not ours, is broken, or could do harm."""
    try:
        book = Workbook(Archive(io.BytesIO(body), len(body), MAX_INFLATED))
        about, table = _rows(book, ABOUT, name), _rows(book, SHEET, name)
    except WorkbookError as error:
        if error.unsafe:
            raise RefusedError(Finding("exchange-unsafe", Place(name), error.message, TRUNCATED)) from error
        raise RefusedError(Finding("exchange-syntax", Place(name), error.message, TRUNCATED)) from error
    said = {_cell(row, 0).text: _cell(row, 1).text for row in about}
    columns = {cell.text: column for column, cell in table[0].cells.items()} if table else {}
    missing = [title for title in COLUMNS if title not in columns]
    if missing:
        message = f'the sheet "{SHEET}" has no column "{missing[0]}"'
        raise RefusedError(Finding("exchange-syntax", Place(name, 1), message, TRUNCATED))
    found, findings = [], []
    for row in table[1:]:
        cells = {title: _cell(row, column) for title, column in columns.items()}
        if not any(cell.text for cell in cells.values()):
            continue
        place = Place(name, row.number, 1)
        if _formatted(cells["translation"]):
            message = f"the translation of {cells['address'].text} is a date or a formatted number, not a text"
            hint = "format the cell as text, and type the translation again"
            findings.append(Finding("unit-invalid", place, message, hint))
            continue
        if (word := cells["state"].text.strip().lower()) not in ("", UNSURE, *State):
            message = f'the state of {cells["address"].text} is "{printable(word)[:40]}"'
            hint = f"choose one from the list: {', '.join((*State, UNSURE))}"
            findings.append(Finding("unit-invalid", place, message, hint))
            continue
        found.append(_row({title: cell.text for title, cell in cells.items()}, place))
    language, locale = said.get("source language", ""), said.get("locale", "")
    return Delivery(language, locale, said.get("workspace", ""), tuple(found), tuple(findings))


def _rows(book: Workbook, sheet: str, name: str) -> list[SheetRow]:
    """Return the rows of a sheet. Raises RefusedError when there is a formula among them."""
    found = []
    for row in book.rows(sheet):
        for column, cell in row.cells.items():
            if cell.formula:
                message = f"cell {column_letters(column)}{row.number} holds a formula"
                hint = "replace it by its text; if a translation begins with =, format the cell as text"
                raise RefusedError(Finding("exchange-unsafe", Place(name, row.number, 1), message, hint))
        found.append(row)
    return found


def _cell(row: SheetRow, column: int) -> Cell:
    return row.cells.get(column, Cell(""))


def _formatted(cell: Cell) -> bool:
    """Tell whether a cell is shown as something else than what stands in it, such as a number that is a date."""
    return cell.kind != "str" and (cell.kind != "n" or cell.form not in _TEXT_FORMATS)


def _row(texts: dict[str, str], place: Place) -> Row:
    word = texts["state"].strip().lower()
    state = State.STALE if word == UNSURE else State(word) if word else State.TRANSLATED
    # Whoever types a translation and leaves the state as it was has translated.
    before = texts["exported"].partition(" ")[0]
    if word == before and exported(state, texts["translation"]) != texts["exported"]:
        state = State.TRANSLATED
    return Row(
        texts["address"], texts["key"], texts["source"], texts["translation"], state, texts["comment"].strip(), place
    )
