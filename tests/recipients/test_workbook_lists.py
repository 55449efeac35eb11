"""Lists in workbooks: what a spreadsheet shows is what is read, and nothing in it is calculated or followed."""

import datetime
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recipient_lists import Opener, people, told

from briefgen.load.workbook.sheets import column_letters, column_number
from briefgen.merge.sources.source import Block, ListError, RowFinding, rows_of
from briefgen.merge.sources.storing import store
from briefgen.merge.sources.workbook import WorkbookList

MAPPING = """
email: mail
name: {first: first}
locale: {default: nl}
fields: {amount: {type: money, column: gift, currency: EUR}, gift-date: {type: date, column: day}}
"""
HEAD = ("mail", "first", "gift", "day")
Rows = Sequence[Sequence[object]]
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12).filter(
    lambda text: not text.startswith("=")
)


def workbook(path: Path, rows: Rows, **sheets: Rows) -> Path:
    """Write a workbook with a sheet of these rows: texts, numbers, days, True and False, and formulas (=…)."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy"})
    for name, table in {"Donors": rows, **sheets}.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(table):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and not cell.startswith("="):
                    sheet.write_string(at, column, cell)
                elif cell != "":
                    sheet.write(at, column, cell)
    book.close()
    return path


def altered(path: Path, part: str, change: Callable[[bytes], bytes], **more: bytes) -> Path:
    """Change a part of a workbook, and add others."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in (parts | {key.replace("__", "/"): body for key, body in more.items()}).items():
            archive.writestr(name, body)
    return path


def read(path: Path, sheet: str | None = None) -> list[object]:
    rows = rows_of(WorkbookList(path, "list.xlsx", sheet))
    return [row if isinstance(row, RowFinding) else list(row[2]) for row in rows]


def refused(path: Path, sheet: str | None = None) -> tuple[str, str]:
    with pytest.raises(ListError) as caught:
        read(path, sheet)
    (finding,) = caught.value.findings
    return finding.code, f"{finding.message} {finding.hint}"


SHEET = "xl/worksheets/sheet1.xml"


def test_a_workbook_gives_the_same_recipients_as_the_same_list_in_a_text_file(opened: Opener, tmp_path: Path) -> None:
    day = datetime.date(2026, 9, 14)
    book = workbook(tmp_path / "list.xlsx", [HEAD, ("a@example.org", "Zoë", 40.5, day), ("b@example.org", "", "", "")])
    text = "mail,first,gift,day\na@example.org,Zoë,40.5,2026-09-14\nb@example.org,,,\n"
    assert people(opened(book, MAPPING)) == people(opened(text, MAPPING))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(TEXTS, TEXTS | st.integers(-(10**9), 10**9)), min_size=1, max_size=6))
def test_texts_and_numbers_come_back_as_they_were_typed(tmp_path: Path, rows: list[tuple[str, str | int]]) -> None:
    path = workbook(tmp_path / "list.xlsx", [("a", "b"), *rows])
    found = [list(row[2]) for row in rows_of(WorkbookList(path, "list")) if isinstance(row, tuple)]
    assert [cells for cells in found if cells != ["", ""]] == [
        list(row) for row in rows if any(cell != "" for cell in row)
    ]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (0.1, "0.1"),
        (4.35, "4.35"),
        (19.99, "19.99"),
        (0.1 + 0.2, "0.3"),
        (1234567.89, "1234567.89"),
        (123456789012345, "123456789012345"),
        (1e15, "1E+15"),
    ],
)
def test_a_number_has_the_digits_that_the_spreadsheet_shows(tmp_path: Path, typed: float, kept: str) -> None:
    path = workbook(tmp_path / "list.xlsx", [("a",), (typed,)])
    assert read(path) == [[Decimal(kept)]]
    # Excel writes the double that it keeps.
    exact = altered(
        path, SHEET, lambda xml: xml.replace(f"<v>{typed:.16G}</v>".encode(), f"<v>{typed:.17g}</v>".encode())
    )
    assert read(exact) == [[Decimal(kept)]]


@pytest.mark.parametrize("written", [b"1.2345678901234567E+19", b"1.23456789012346E+19"])
def test_a_number_that_lost_its_last_digits_tells_nobody_from_others(
    opened: Opener, tmp_path: Path, written: bytes
) -> None:
    rows = [("id", "mail", "code"), (71, "a@example.org", 7), (2, "b@example.org", 71)]
    path = workbook(tmp_path / "list.xlsx", rows)
    altered(path, SHEET, lambda xml: xml.replace(b"<v>71</v>", b"<v>" + written + b"</v>"))
    mapping = "key: id\nemail: mail\ncode: code\nlocale: {default: nl}\n"
    assert told(opened(path, mapping)) == [("recipient-number", 1, 2, 1), ("recipient-number", 2, 3, 3)]
    store(WorkbookList(path, "list.xlsx"), tmp_path / "recipients.db")
    stored = told(opened(tmp_path / "recipients.db", mapping))
    assert stored == [("recipient-characters", 1, 1, 1), ("recipient-characters", 2, 2, 3)]


def test_a_number_has_the_zeros_before_it_that_the_spreadsheet_shows(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "list.xlsx")
    sheet, padded = book.add_worksheet(), book.add_format({"num_format": "0000000"})
    sheet.write_row(0, 0, ["a", "b", "c", "d"])
    sheet.write_row(1, 0, [12345, 0, 123456789, 1.5], padded)
    book.close()
    assert read(tmp_path / "list.xlsx") == [["0012345", "0000000", "123456789", Decimal("1.5")]]


def test_long_numbers_that_tell_people_apart_stay_apart(opened: Opener, tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", [("id", "mail"), (1, "a@example.org"), (2, "b@example.org")])
    for short, long in ((b"1", b"10150000000000123"), (b"2", b"10150000000000124")):
        cell = b'<c r="A%d"><v>' % (int(short) + 1)
        altered(path, SHEET, lambda xml, old=cell + short, new=cell + long: xml.replace(old, new))  # type: ignore[misc]
    found = people(opened(path, "key: id\nemail: mail\nlocale: {default: nl}\n"))
    assert [each.key for each in found] == ["10150000000000123", "10150000000000124"]


@pytest.mark.parametrize(
    ("serial", "day"),
    [(46279, (2026, 9, 14)), (61, (1900, 3, 1)), (59, (1900, 2, 28)), (1, (1900, 1, 1)), (46279.75, (2026, 9, 14))],
)
def test_a_number_that_is_shown_as_a_date_is_that_day(tmp_path: Path, serial: float, day: tuple[int, int, int]) -> None:
    book = xlsxwriter.Workbook(tmp_path / "list.xlsx")
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "a")
    for row, form in enumerate(("dd-mm-yyyy", "d mmm yy", "[$-413]d mmmm yyyy;@", 14, 22), start=1):
        sheet.write_number(row, 0, serial, book.add_format({"num_format": form}))
    for row, form in enumerate(('0.00 "days"', "[Red]0", "General", "#,##0.00 €", 2), start=6):
        sheet.write_number(row, 0, serial, book.add_format({"num_format": form}))
    book.close()
    assert read(tmp_path / "list.xlsx") == [[datetime.date(*day)]] * 5 + [[Decimal(str(serial))]] * 5


def test_the_leap_day_of_1900_that_never_was_is_no_day(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", [("a",), (datetime.date(1900, 3, 1),)])
    assert read(altered(path, SHEET, lambda xml: xml.replace(b"<v>61</v>", b"<v>60</v>"))) == [[Decimal(60)]]


def test_a_workbook_that_counts_from_1904_is_read_so(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "list.xlsx", {"date_1904": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1, 0, datetime.date(2026, 9, 14))
    book.close()
    assert read(tmp_path / "list.xlsx") == [[datetime.date(2026, 9, 14)]]


def test_a_formula_an_error_and_a_number_in_the_place_of_a_date_are_named_with_row_and_column(
    opened: Opener, tmp_path: Path
) -> None:
    book = workbook(
        tmp_path / "list.xlsx",
        [
            HEAD,
            ("a@example.org", '=HYPERLINK("https://example.com")', 40, ""),
            ("b@example.org", "", "=1+1", ""),
            ("c@example.org", "", 40, 45000),
            ("d@example.org", "#N/A", 40, ""),
            ("=A2", "", 40, ""),
        ],
    )
    altered(book, SHEET, lambda xml: xml.replace(b'<c r="B5" t="s"><v>', b'<c r="B5" t="e"><v>'))
    assert told(opened(book, MAPPING)) == [
        ("recipient-formula", 1, 2, 2),
        ("recipient-formula", 2, 3, 3),
        ("recipient-date", 3, 4, 4),
        ("recipient-formula", 4, 5, 2),
        ("recipient-formula", 5, 6, 1),
    ]


@pytest.mark.parametrize("form", ["0%", "0.00%", "#,##0.0\\ %;[Red]-0%"])
def test_an_amount_that_is_shown_as_a_percentage_is_none_and_a_text_is_what_is_shown(
    opened: Opener, tmp_path: Path, form: str
) -> None:
    book = xlsxwriter.Workbook(tmp_path / "list.xlsx")
    sheet, percent, words = book.add_worksheet(), book.add_format({"num_format": form}), {"num_format": '0.00" %"'}
    for column, heading in enumerate(HEAD):
        sheet.write(0, column, heading)
    for row, (first, gift) in enumerate([("Noor", 40), (0.5, 0.5), ("Jip", 1)], start=1):
        sheet.write(row, 0, f"{row}@example.org")
        sheet.write(row, 1, first, percent)
        sheet.write(row, 2, gift, percent if gift == 0.5 else book.add_format(words))
    book.close()
    found = opened(tmp_path / "list.xlsx", MAPPING)
    assert told(found) == [("recipient-amount", 2, 3, 3)]
    assert read(tmp_path / "list.xlsx")[1][1:3] == ["50%", "50%"]


def test_a_formula_in_a_column_that_nobody_reads_does_no_harm(opened: Opener, tmp_path: Path) -> None:
    book = workbook(tmp_path / "list.xlsx", [(*HEAD, "sum"), ("a@example.org", "", "", "", "=SUM(C2:C9)")])
    assert len(people(opened(book, MAPPING))) == 1


def test_a_hidden_row_and_a_cell_without_a_heading_are_named_and_empty_rows_are_counted(
    opened: Opener, tmp_path: Path
) -> None:
    book = workbook(
        tmp_path / "list.xlsx",
        [HEAD, ("a@example.org",), (), ("b@example.org",), ("c@example.org", "", "", "", "", "x"), ("bad",)],
    )
    altered(book, SHEET, lambda xml: xml.replace(b'<row r="4"', b'<row r="4" hidden="1"'))
    found = opened(book, MAPPING)
    assert told(found) == [("recipient-hidden", 3, 4, 1), ("recipient-row", 4, 5, 6), ("recipient-address", 5, 6, 1)]


def test_true_and_false_are_words(tmp_path: Path) -> None:
    assert read(workbook(tmp_path / "list.xlsx", [("a", "b"), (True, False)])) == [["true", "false"]]


def test_merged_cells_are_refused_for_all_but_the_first_of_them_are_empty(tmp_path: Path) -> None:
    def merging(*ranges: str) -> Path:
        path = workbook(tmp_path / "list.xlsx", [HEAD, *(("a@example.org", "Noor", 1, "") for _ in range(3))])
        cells = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
        links = '<hyperlinks><hyperlink ref="A1" location="B1"/></hyperlinks>'
        end = f"</sheetData><mergeCells>{cells}</mergeCells>{links}".encode()
        return altered(path, SHEET, lambda xml: xml.replace(b"</sheetData>", end))

    code, words = refused(merging("B2:B4", "F1:G1", "C3:D3"))
    assert (code, "cells are merged: B2:B4 and 1 more" in words) == ("list-merged", True)
    assert refused(merging("D1:D2"))[0] == "list-merged"
    assert len(read(merging("E2:F4", "A1:D1", "nonsense"))) == 3


def test_of_several_sheets_the_mapping_names_one(opened: Opener, tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", [("x",)], Other=[HEAD, ("a@example.org",)])
    code, words = refused(path)
    assert (code, '"Donors", "Other"' in words) == ("list-table", True)
    assert refused(path, "Third")[0] == "list-table"
    assert people(opened(path, MAPPING + "sheet: Other\n"))[0].email == "a@example.org"
    hidden = altered(
        path, "xl/workbook.xml", lambda xml: xml.replace(b'name="Donors"', b'name="Donors" state="hidden"')
    )
    assert people(opened(hidden, MAPPING))[0].email == "a@example.org"


@pytest.mark.parametrize("heads", [[("a", "", "b")], [("a", "a")], [()], []])
def test_a_first_row_that_is_no_heading_is_refused(tmp_path: Path, heads: Rows) -> None:
    assert refused(workbook(tmp_path / "list.xlsx", heads))[0] == "list-header"


@pytest.mark.parametrize(
    "name", ["xl__vbaProject.bin", "xl__externalLinks__externalLink1.xml", "xl__embeddings__x.bin"]
)
def test_macros_links_and_objects_are_refused(tmp_path: Path, name: str) -> None:
    path = altered(workbook(tmp_path / "list.xlsx", [("a",)]), SHEET, bytes, **{name: b"x"})
    assert refused(path)[0] == "list-unsafe"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
def test_a_document_type_is_refused_wherever_it_stands(tmp_path: Path, part: str) -> None:
    entity = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    path = workbook(tmp_path / "list.xlsx", [("a",), ("b",)])
    code, words = refused(altered(path, part, lambda xml: xml.replace(b"?>", b"?>" + entity, 1)))
    assert (code, "DOCTYPE" in words) == ("list-unsafe", True)


@pytest.mark.parametrize(
    ("part", "filler"),
    [
        (SHEET, b"<row>" + b"<c/>" * 2_500_000),
        (SHEET, b" " * 30_000_000),
        ("xl/sharedStrings.xml", b"<si><t>" + b"x" * 20_000_000),
        ("xl/workbook.xml", b"<sheet/>" * 900_000),
    ],
    ids=["one endless row", "nothing at all", "one endless text", "endless sheets"],
)
def test_a_workbook_that_unpacks_without_an_end_is_refused_in_time(tmp_path: Path, part: str, filler: bytes) -> None:
    path = workbook(tmp_path / "list.xlsx", [("a",), ("b",)])
    bomb = altered(path, part, lambda xml: xml[: xml.index(b"?>") + 2] + b"<x>" + filler)
    assert bomb.stat().st_size < 100_000
    assert refused(bomb)[0] in ("list-unsafe", "list-syntax")


def test_rows_out_of_order_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", [("a",), ("b",), ("c",)])
    assert refused(altered(path, SHEET, lambda xml: xml.replace(b'<row r="3"', b'<row r="2"')))[0] == "list-syntax"


def test_a_text_that_is_not_in_the_workbook_is_refused_and_not_taken_for_empty(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", [("mail",), ("a@example.org",)])
    assert refused(altered(path, SHEET, lambda xml: xml.replace(b"<v>1</v>", b"<v>99</v>")))[0] == "list-syntax"
    empty = altered(workbook(path, [("mail",), ("a@example.org",)]), SHEET, lambda xml: xml.replace(b"<v>1</v>", b""))
    assert read(empty) == [[""]]


@pytest.mark.parametrize(
    ("old", "new"), [(b"<v>46279<", b"<v>1e999<"), (b"<v>46279<", b"<v>-1e999<"), (b' s="1"', b' s="0000009"')]
)
def test_numbers_that_no_spreadsheet_writes_are_no_days(tmp_path: Path, old: bytes, new: bytes) -> None:
    path = workbook(tmp_path / "list.xlsx", [("day", "mail"), (datetime.date(2026, 9, 14), "a@example.org")])
    altered(path, SHEET, lambda xml: xml.replace(old, new))
    ((day, _),) = read(path)  # type: ignore[misc]
    assert isinstance(day, Decimal)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_bytes_that_were_damaged_are_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    path, whole = tmp_path / "list.xlsx", tmp_path / "whole.xlsx"
    # Made once: a workbook says when it was made, and that changes its size.
    if not whole.exists():
        workbook(whole, [("a", "b"), ("x", 1), ("y", 2)])
    body = bytearray(whole.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(body)
    try:
        assert all(isinstance(each, Block | RowFinding) for each in WorkbookList(path, "list").blocks())
    except ListError as error:
        assert error.findings


@given(st.integers(0, 16_383))
def test_columns_are_counted_as_spreadsheets_do(number: int) -> None:
    assert column_number(column_letters(number)) == number
    assert (column_letters(0), column_letters(25), column_letters(26), column_letters(16_383)) == (
        "A",
        "Z",
        "AA",
        "XFD",
    )


def test_a_workbook_with_a_password_is_told_from_a_broken_one(tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))
    code, words = refused(tmp_path / "list.xlsx")
    assert (code, "protected with a password, or an old one (.xls)" in words) == ("list-syntax", True)


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(b"mail,first\n")
    assert refused(tmp_path / "list.xlsx")[0] == "list-syntax"
    with zipfile.ZipFile(tmp_path / "list.xlsx", "w") as archive:
        archive.writestr("word/document.xml", BytesIO(b"<x/>").read())
    assert refused(tmp_path / "list.xlsx")[0] == "list-syntax"
