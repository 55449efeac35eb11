"""The translator's spreadsheet: one row a text, everything but the translation, its state and remarks protected."""

import datetime
import io
import math
from typing import Any

from briefgen.findings import Finding, Place
from briefgen.translation.exchange.units import Parcel, RefusedError, State, Unit, digest

SHEET, ABOUT = "Translation", "briefgen"
# The title of each column with its width in characters; those of width 0 are hidden.
COLUMNS = {
    "address": 26,
    "place": 38,
    "source": 56,
    "translation": 56,
    "state": 14,
    "comment": 28,
    "glossary": 44,
    "earlier translations": 50,
    "length": 9,
    "key": 0,
    "exported": 0,
}
# What a translator chooses who is not sure of a text; it is stale then, as in a CAT tool.
UNSURE = "unsure"
EDITABLE = ("translation", "state", "comment")
COLOURS = {
    State.UNTRANSLATED: "#F8D7D2",
    State.STALE: "#FCE9B8",
    State.TRANSLATED: "#DDEBF7",
    State.APPROVED: "#D9EAD3",
}
TEXT = 49  # the number of the format in which a cell keeps what is typed (ECMA-376, 18.8.30)
LINE, MAX_HEIGHT = 15.0, 409.0  # points; more is not allowed
WIDER = 1.1  # words do not fill lines to their end
MAX_CELL = 32_767  # characters; more is cut off by Excel


def write(parcel: Parcel, name: str) -> bytes:
    """Return a parcel as a workbook. Raises RefusedError for a text that is longer than a cell can be."""
    import xlsxwriter

    body = io.BytesIO()
    # Every cell is text: what begins with = or looks like a number or an address stays what it is.
    book = xlsxwriter.Workbook(body, {"in_memory": True, "default_date_format": ""})
    book.set_properties({"created": datetime.datetime(2000, 1, 1), "author": "briefgen"})
    sheet = book.add_worksheet(SHEET)
    _lay_out(book, sheet, len(parcel.units))
    locked = book.add_format({"num_format": TEXT, "text_wrap": True, "valign": "top", "font_color": "#444444"})
    free = book.add_format(
        {
            "num_format": TEXT,
            "text_wrap": True,
            "valign": "top",
            "locked": False,
            "border": 1,
            "border_color": "#B4B4B4",
        }
    )
    for number, unit in enumerate(parcel.units, 1):
        sheet.set_row(number, height(unit))
        for column, (title, text) in enumerate(zip(COLUMNS, cells(unit), strict=True)):
            if sheet.write_string(number, column, text, free if title in EDITABLE else locked):
                message = f"the {title} of {unit.name} is longer than a cell of a spreadsheet can be"
                hint = "export this one as PO or XLIFF, or shorten the text"
                raise RefusedError(Finding("exchange-cell", Place(name, number + 1), message, hint))
    about = book.add_worksheet(ABOUT)
    rows = {"workspace": parcel.workspace, "source language": parcel.language, "locale": parcel.locale}
    rows["texts"] = str(len(parcel.units))
    for number, (key, text) in enumerate(rows.items()):
        about.write_string(number, 0, key, locked)
        about.write_string(number, 1, text, locked)
    about.protect()
    about.hide()
    book.close()
    return body.getvalue()


def cells(unit: Unit) -> tuple[str, ...]:
    """Return the texts of a row, in the order of the columns."""
    was = f"the text was: {unit.previous}\n" if unit.previous else ""
    earlier = "\n".join(f"{one.score} %: {one.source}\n  → {one.text}" for one in unit.earlier)
    place = "\n".join(filter(None, (unit.where, unit.note, str(unit.place))))
    return (
        unit.name,
        place,
        unit.source,
        unit.text,
        unit.state.value,
        unit.comment,
        "\n".join(unit.terms),
        (was + earlier)[:MAX_CELL],
        str(unit.length),
        unit.key,
        exported(unit.state, unit.text),
    )


def height(unit: Unit) -> float:
    """Return the height of a row in points, so that every cell shows all its lines; programs differ in doing so."""
    lines = 1
    for width, text in zip(COLUMNS.values(), cells(unit), strict=True):
        if width:
            lines = max(lines, sum(math.ceil(max(len(line), 1) / width * WIDER) for line in text.split("\n")))
    return min(LINE * lines, MAX_HEIGHT)


def exported(state: State, text: str) -> str:
    """Return the note that tells a row that was worked on from one that was left as it was."""
    return f"{state.value} {digest(text)}"


def _lay_out(book: Any, sheet: Any, count: int) -> None:
    """Set what a translator sees before the texts: widths, colours, choices, and what may be edited."""
    head = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#333F50", "valign": "top"})
    for column, (title, width) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, width or None, None, {} if width else {"hidden": True})
        sheet.write_string(0, column, title, head)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, count, len(COLUMNS) - 1)
    state = list(COLUMNS).index("state")
    choice = {"validate": "list", "source": [*(each.value for each in State), UNSURE]}
    choice |= {"error_title": "State", "error_message": "Choose a state from the list."}
    sheet.data_validation(1, state, max(count, 1), state, choice)
    for each, colour in COLOURS.items():
        rule = {
            "type": "cell",
            "criteria": "==",
            "value": f'"{each.value}"',
            "format": book.add_format({"bg_color": colour}),
        }
        sheet.conditional_format(1, state, max(count, 1), state, rule)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
