"""Lists in SQLite: read as the table is, by a reader that leaves no trace, from a file that may come from anybody."""

import datetime
import os
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from recipient_lists import Opener, people, told

from briefgen.merge.sources.delimited import DelimitedList
from briefgen.merge.sources.source import Layout, ListError, Source, cell, rows_of
from briefgen.merge.sources.sqlite import TableList
from briefgen.merge.sources.storing import store
from briefgen.model.recipient import Recipient

MAPPING = """
key: id
email: mail
name: {first: first}
locale: {default: nl}
fields: {amount: {type: money, column: gift, currency: EUR}, gift-date: {type: date, column: day}}
"""
CREATE = "CREATE TABLE recipients (id INTEGER PRIMARY KEY, mail TEXT, first TEXT, gift, day TEXT)"


def database(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
    return path


def refused(path: Path, table: str = "recipients") -> tuple[str, str]:
    with pytest.raises(ListError) as caught:
        list(TableList(path, "list.db", Layout(table=table)).blocks())
    (finding,) = caught.value.findings
    return finding.code, f"{finding.message} {finding.hint}"


def cells(source: Source) -> list[list[object]]:
    return [list(row[2]) for row in rows_of(source) if isinstance(row, tuple)]


def test_a_table_gives_the_same_recipients_as_the_same_list_in_a_text_file(opened: Opener, tmp_path: Path) -> None:
    path = database(
        tmp_path / "list.db",
        CREATE,
        "INSERT INTO recipients VALUES (2, 'a@example.org', 'Zoë', 40.5, '2026-09-14')",
        "INSERT INTO recipients VALUES (10, 'b@example.org', NULL, NULL, NULL)",
    )
    text = "id,mail,first,gift,day\n2,a@example.org,Zoë,40.5,2026-09-14\n10,b@example.org,,,\n"
    assert people(opened(path, MAPPING)) == people(opened(text, MAPPING))


def test_rows_come_in_the_order_of_the_table_even_where_an_index_has_them_in_another(tmp_path: Path) -> None:
    path = database(
        tmp_path / "list.db",
        "CREATE TABLE recipients (mail TEXT, notes TEXT)",
        "INSERT INTO recipients (mail) VALUES ('c@example.org'), ('a@example.org'), ('b@example.org')",
        "UPDATE recipients SET notes = hex(randomblob(2000))",
        "CREATE INDEX sorted ON recipients (mail)",
        "ANALYZE",
    )
    # An index that holds all that is read, and is much smaller than the table.
    found = cells(TableList(path, "list", Layout(wanted=frozenset({"mail"}))))
    assert found == [["c@example.org", ""], ["a@example.org", ""], ["b@example.org", ""]]


def test_a_cell_that_is_neither_text_nor_number_and_a_text_that_is_not_utf_8_are_named(
    opened: Opener, tmp_path: Path
) -> None:
    path = database(
        tmp_path / "list.db",
        CREATE,
        "INSERT INTO recipients VALUES (1, 'a@example.org', CAST(x'4eff' AS TEXT), NULL, NULL)",
        "INSERT INTO recipients VALUES (2, 'b@example.org', x'00', NULL, NULL)",
        "INSERT INTO recipients VALUES (3, x'6140622e6e6c', NULL, 'much', NULL)",
    )
    assert told(opened(path, MAPPING)) == [
        ("recipient-encoding", 1, 1, 3),
        ("recipient-characters", 2, 2, 3),
        ("recipient-characters", 3, 3, 2),
        ("recipient-amount", 3, 3, 4),
    ]


def test_reading_leaves_the_file_and_its_folder_as_they_were(tmp_path: Path) -> None:
    path = database(tmp_path / "list.db", "PRAGMA journal_mode = WAL", CREATE)
    before = path.read_bytes()
    path.chmod(0o400)
    assert cells(TableList(path, "list", Layout())) == []
    assert (path.read_bytes(), [each.name for each in tmp_path.iterdir()]) == (before, ["list.db"])


def test_a_database_that_is_being_written_to_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "list.db"
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute(CREATE)
        writer.execute("INSERT INTO recipients (mail) VALUES ('a@example.org')")
        writer.commit()
        assert refused(path)[0] == "list-in-use"
    assert len(cells(TableList(path, "list", Layout()))) == 1


def test_only_tables_are_read_and_a_wrong_name_is_answered_with_the_right_one(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS mail FROM n"
    path = database(
        tmp_path / "list.db",
        'CREATE TABLE "donors 2026" (mail TEXT)',
        f"CREATE VIEW recipients AS {endless}",
        "CREATE VIRTUAL TABLE search USING fts5(mail)",
        "CREATE VIRTUAL TABLE hidden USING fts5(mail)",
        "PRAGMA writable_schema = 1",
        "UPDATE sqlite_schema SET sql = 'CREATE/**/VIRTUAL TABLE hidden USING fts5(mail)' WHERE name = 'hidden'",
    )
    assert refused(path)[0] == "list-table"
    assert refused(path, "search")[0] == "list-table"
    assert refused(path, "hidden")[0] == "list-table"
    assert refused(path, "sqlite_schema")[0] == "list-table"
    assert 'did you mean "donors 2026"' in refused(path, "donors")[1]
    assert cells(TableList(path, "list", Layout(table="donors 2026"))) == []
    assert refused(path, '"; DROP TABLE x; --')[0] == "list-table"


def test_a_row_with_a_cell_of_more_than_a_megabyte_is_named_and_the_others_are_read(
    opened: Opener, tmp_path: Path
) -> None:
    number = range(1, 1301)
    rows = ", ".join(f"({each}, 'r{each}@example.org', 'Noor', NULL, NULL)" for each in number)
    path = database(
        tmp_path / "list.db",
        CREATE,
        f"INSERT INTO recipients VALUES {rows}",
        "ALTER TABLE recipients ADD COLUMN photo",
        "UPDATE recipients SET photo = zeroblob(1500000) WHERE id = 7",  # nobody reads it
        "UPDATE recipients SET first = hex(zeroblob(600000)) WHERE id IN (1, 2, 600, 1300)",
    )
    found = opened(path, MAPPING)
    assert told(found) == [("recipient-too-long", row, row, 1) for row in (1, 2, 600, 1300)]
    survey = found.survey()
    assert (survey.rows, survey.sound, survey.wrong) == (1300, 1296, 4)
    made = [each for each in found.rows() if isinstance(each, Recipient)]
    assert [(each.row, each.key) for each in made] == [
        (each, str(each)) for each in number if each not in (1, 2, 600, 1300)
    ]


def test_a_table_of_cells_that_no_list_has_is_not_read_to_its_end(tmp_path: Path) -> None:
    more = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 105) SELECT zeroblob(1000001) FROM n"
    )
    path = database(tmp_path / "list.db", CREATE, f"INSERT INTO recipients (first) {more}")
    code, words = refused(path)
    assert (code, "100 rows have cells of more than a megabyte" in words) == ("list-syntax", True)


@pytest.mark.parametrize("body", [b"", b"SQLite format 3\0" + b"x" * 5000, b"mail\na@example.org\n"])
def test_what_is_no_database_or_a_broken_one_is_refused(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "list.db").write_bytes(body)
    assert refused(tmp_path / "list.db")[0] in ("list-syntax", "list-table")


def test_a_database_that_was_cut_off_is_refused_and_nothing_of_it_is_repeated(tmp_path: Path) -> None:
    rows = ", ".join(f"({number}, 'secret{number}@example.org', '', 1, '')" for number in range(5000))
    path = database(tmp_path / "list.db", CREATE, f"INSERT INTO recipients VALUES {rows}")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    code, words = refused(path)
    assert (code, "secret" in words) == ("list-syntax", False)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "true"),
        (7, Decimal(7)),
        (0.1, Decimal("0.1")),
        (0.1 + 0.2, Decimal("0.3")),
        (Decimal("40.00"), Decimal("40.00")),
        (datetime.datetime(2026, 9, 14, 23, 59), datetime.date(2026, 9, 14)),
        (b"x", "\0"),
        ([1], "\0"),
    ],
)
def test_a_value_of_a_database_becomes_a_cell_that_is_as_exact_as_it_was(value: object, expected: object) -> None:
    assert (cell(value), type(cell(value))) == (expected, type(expected))


def test_a_list_is_stored_whole_for_its_owner_alone_and_read_back_the_same(opened: Opener, tmp_path: Path) -> None:
    text = 'id,mail,first,gift,day\n2,a@example.org,"Zoë ""Z""",40.5,2026-09-14\n10,b@example.org,,,\n'
    expected = people(opened(text, MAPPING))
    target = tmp_path / "new" / "recipients.db"
    before = os.umask(0)
    try:
        assert store(DelimitedList(tmp_path / "list.csv", "list.csv"), target) == 2
    finally:
        os.umask(before)
    assert target.stat().st_mode & 0o777 == 0o600
    assert people(opened(target, MAPPING)) == expected
    assert sorted(each.name for each in target.parent.iterdir()) == ["recipients.db", "recipients.yaml"]


def test_a_list_with_a_row_that_cannot_be_read_is_not_stored_and_the_old_one_stays(tmp_path: Path) -> None:
    target = database(tmp_path / "recipients.db", CREATE)
    before = target.read_bytes()
    (tmp_path / "list.csv").write_text("a,b\n1,2\n1,2,3\n" + "1\n" * 100, encoding="utf-8")
    with pytest.raises(ListError) as caught:
        store(DelimitedList(tmp_path / "list.csv", "list.csv"), target)
    assert [finding.place.line for finding in caught.value.findings] == list(range(3, 104))
    assert target.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["list.csv", "recipients.db"]


def test_half_a_character_is_named_and_not_stored(tmp_path: Path) -> None:
    source = database(tmp_path / "old.db", CREATE, "INSERT INTO recipients (first) VALUES ('a'), (CAST(x'ff' AS TEXT))")
    with pytest.raises(ListError) as caught:
        store(TableList(source, "old.db", Layout()), tmp_path / "recipients.db")
    (finding,) = caught.value.findings
    assert (finding.code, finding.place.line, finding.place.column) == ("recipient-encoding", 2, 3)
    assert [each.name for each in tmp_path.iterdir()] == ["old.db"]


def test_headings_that_a_database_takes_for_one_are_named_and_not_stored(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("mail,first,Mail\n,,\n", encoding="utf-8")
    with pytest.raises(ListError) as caught:
        store(DelimitedList(tmp_path / "list.csv", "list.csv"), tmp_path / "recipients.db")
    (finding,) = caught.value.findings
    assert (finding.code, finding.place.column, "1 and 3" in finding.message) == ("list-header", 3, True)
