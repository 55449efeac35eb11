"""CSV is read strictly: what is wrong is named with its row, its column and its byte, and hides nothing else."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recipient_lists import Opener, people, told

from briefgen.merge.sources import delimited
from briefgen.merge.sources.delimited import DelimitedList
from briefgen.merge.sources.source import ListError, RowFinding, rows_of

MAPPING = "email: mail\nname: {first: first, last: last}\nlocale: {default: nl}\n"
HEAD = "mail,first,last\n"
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=12)


def read(path: Path, body: bytes, encoding: str = "utf-8", delimiter: str | None = None) -> list[object]:
    path.write_bytes(body)
    return list(rows_of(DelimitedList(path, "list.csv", encoding, delimiter)))


def refused(path: Path, body: bytes, **how: str) -> tuple[str, str]:
    with pytest.raises(ListError) as caught:
        read(path, body, **how)
    (finding,) = caught.value.findings
    return finding.code, finding.message


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8), delimiter=st.sampled_from(",;\t"))
def test_what_a_spreadsheet_writes_comes_back_cell_by_cell(
    tmp_path: Path, ends: str, quoting: int, rows: list[tuple[str, str, str]], delimiter: str
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=ends)  # type: ignore[arg-type]
    writer.writerows([("a", "b", "c"), *rows])
    found = read(tmp_path / "list.csv", out.getvalue().encode())
    assert [(number, tuple(cells)) for number, _, cells in found] == list(enumerate(rows, start=1))  # type: ignore[misc]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.lists(st.sampled_from([b"a", b",", b'"', b"\n", b"\r\n", b"\r", b"\xff", b"\0", b"\xc3\xa9", b"x,y\n"])))
def test_no_bytes_can_break_the_reader_and_how_it_cuts_them_changes_nothing(tmp_path: Path, body: list[bytes]) -> None:
    found: list[list[str]] = []
    for block in (1, 7, 1 << 15):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(delimited, "BLOCK", block)
            found.append(list(map(str, read(tmp_path / "list.csv", b"p,q\n" + b"".join(body)))))
    assert found[0] == found[1] == found[2]


def test_a_byte_that_makes_no_character_is_named_with_its_place_and_the_other_rows_are_read(opened: Opener) -> None:
    body = HEAD.encode() + b"a@example.org,A,B\nb@example.org,Zo\xeb,C\nc@example.org,D,\xff\nd@example.org,E,F\n"
    found = opened(body, MAPPING)
    assert told(found) == [("recipient-encoding", 2, 3, 2), ("recipient-encoding", 3, 4, 3)]
    rows = list(found.rows())
    first, second = (row for row in rows if isinstance(row, RowFinding))
    assert f"(byte {body.index(0xEB)} of the file)" in first.message
    assert f"(byte {body.index(0xFF)} of the file)" in second.message
    assert [row.row for row in rows if not isinstance(row, RowFinding)] == [1, 4]  # type: ignore[union-attr]


def test_a_declared_encoding_is_used_and_no_other_is_tried(opened: Opener) -> None:
    body = "mail,first,last\na@example.org,Zoë,Ibáñez\n".encode("windows-1252")
    assert people(opened(body, f"encoding: windows-1252\n{MAPPING}"))[0].name == "Zoë Ibáñez"
    assert told(opened(body, MAPPING)) == [("recipient-encoding", 1, 2, 2)]
    # What the encoding leaves out is a fault in it as well.
    assert (
        told(opened(body + b"b@example.org,\x81,B\n", f"encoding: windows-1252\n{MAPPING}"))[0][0]
        == "recipient-encoding"
    )


@pytest.mark.parametrize("encoding", ["windows-1252", "windows-1250", "iso-8859-15", "macintosh"])
def test_names_in_utf_8_are_not_read_as_the_encoding_that_was_declared(tmp_path: Path, encoding: str) -> None:
    body = "mail,first\na@example.org,Noor\nb@example.org,Miłosz\n".encode()
    found = read(tmp_path / "list.csv", body, encoding=encoding)
    assert [row.place.column for row in found if isinstance(row, RowFinding)] == [2]
    assert [row.row for row in found if isinstance(row, RowFinding)] == [2]
    assert refused(tmp_path / "list.csv", "mail,křestní\n".encode(), encoding=encoding)[0] == "encoding"
    assert refused(tmp_path / "list.csv", "\ufeffmail,first\n".encode(), encoding=encoding)[0] == "encoding"


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("windows-1252", "Zoë,Åsa,FRANÇOIS,Íñigo,Ü,Señor Muñoz,Strauß’,ŽELJKO Š."),
        ("iso-8859-15", "Zoë,Åsa,François,Íñigo,Ü,Señor Muñoz,Šárka"),
        ("macintosh", "Zoë,Åsa,François,Íñigo,Ü,Señor Muñoz,Strauß’"),
        ("windows-1250", "PĂŞCAN,Miłosz,Řehoř,ĽUBOŠ,Ödön,Űrsula"),
    ],
)
def test_names_in_a_declared_encoding_are_read(tmp_path: Path, encoding: str, names: str) -> None:
    body = "first\n" + names.replace(",", "\n")
    rows = read(tmp_path / "list.csv", body.encode(encoding), encoding=encoding)
    assert [row[2] for row in rows if isinstance(row, tuple)] == [[name] for name in names.split(",")]


def test_the_mark_that_excel_puts_before_utf_8_is_not_part_of_the_first_heading(opened: Opener) -> None:
    assert people(opened(b"\xef\xbb\xbf" + HEAD.encode() + b"a@example.org,A,B\n", MAPPING))[0].name == "A B"


def test_a_ragged_row_is_named_and_empty_lines_are_counted_and_passed_over(opened: Opener) -> None:
    found = opened(HEAD + "a@example.org,A,B\n\nb@example.org,C\nc@example.org,D,E,F\nd@example.org,G,H\n,,\n", MAPPING)
    assert told(found) == [("recipient-row", 3, 4, 1), ("recipient-row", 4, 5, 1)]
    assert found.survey().rows == 4


def test_a_nul_is_named_even_in_a_column_that_nobody_reads(opened: Opener) -> None:
    found = opened(b"mail,first,last,x\na@example.org,A,B,\0\n", MAPPING)
    assert told(found) == [("recipient-encoding", 1, 2, 4)]


def test_what_is_said_to_do_suits_what_is_wrong_with_the_bytes(opened: Opener) -> None:
    body = f"{HEAD}a@example.org,Zoë,A\nb@example.org,\0,B\n"
    hints = [each.hint for each in opened(body, f"encoding: windows-1252\n{MAPPING}").survey().findings]
    assert ["encoding" in hint for hint in hints] == [True, False]
    assert "take encoding: out" in hints[0]
    (bad,) = opened(body.replace("\0", "B").encode("windows-1252"), MAPPING).survey().findings
    assert "encoding: windows-1252" in bad.hint


@pytest.mark.parametrize(
    "row", ['b@example.org,"Noor"x,B', 'b@example.org,"Noor,B', 'b@example.org,No"or,"B', "b@example.org,No\ror,B"]
)
def test_wrong_quotes_spoil_their_own_row_alone(opened: Opener, row: str) -> None:
    found = opened(f"{HEAD}a@example.org,A,A\n{row}\nc@example.org,C,C\nd@example.org,D,D\n", MAPPING)
    assert told(found) == [("recipient-row", 2, 3, 1)]
    assert found.survey().sound == 3


def test_a_cell_may_hold_lines_and_the_line_of_a_row_is_that_of_the_file(opened: Opener) -> None:
    rows = 'mail,first,last,note\na@example.org,A,B,"two\nlines"\nb@example.org,,,x\nbad,,,x\n'
    found = opened(rows, MAPPING)
    assert told(found) == [("recipient-address", 3, 5, 1)]


def test_reading_ends_when_nearly_every_row_has_wrong_quotes(tmp_path: Path) -> None:
    body = b"a,b\n" + b'x,"y\n' * 500
    assert refused(tmp_path / "list.csv", body)[0] == "list-syntax"


def test_a_line_without_an_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    code, message = refused(tmp_path / "list.csv", b"a,b\n" + b"x" * (delimited.MAX_LINE + 10))
    assert (code, "longer than 1024 KiB" in message) == ("list-syntax", True)


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"a,,c\n", "list-header"),
        (b"a,b,a\n", "list-header"),
        (b"a, a \n", "list-header"),
        (b"\n", "list-header"),
        (b"", "list-header"),
        (b"a,\xe2\x80\xaeb\n", "list-header"),
        (b",".join(b"c%d" % n for n in range(501)) + b"\n", "list-header"),
        (b"a;b,c\n", "list-delimiter"),
        (b"a\tb,c\n", "list-delimiter"),
        (b'a,"b\n', "list-syntax"),
        (b"a,b\rc,d\r", "list-syntax"),
        (b"a,\xff\n", "encoding"),
        ("a,b\n".encode("utf-16"), "list-syntax"),
        (b"PK\x03\x04", "list-syntax"),
        (b"SQLite format 3\0", "list-syntax"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "list-syntax"),
    ],
)
def test_a_first_line_that_is_no_heading_is_refused(tmp_path: Path, head: bytes, code: str) -> None:
    assert refused(tmp_path / "list.csv", head)[0] == code


@pytest.mark.parametrize("head", [b"noor@example.org,Noor,NL\n", b"noor@example.org,Noor,Noor\n"])
def test_a_first_row_that_is_a_person_is_refused_and_not_repeated(tmp_path: Path, head: bytes) -> None:
    code, words = refused(tmp_path / "list.csv", head)
    assert (code, "column 1 has an address for a heading" in words) == ("list-header", True)
    assert "noor" not in words.lower()


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        (b"a;b\n", ("a", "b")),
        (b"a\tb\n", ("a", "b")),
        (b'"a,b";c\n', ("a,b", "c")),
        (b'"a\nb",c\n', ("a\nb", "c")),
        (b"a", ("a",)),
        ("e\u0301,b\n".encode(), ("é", "b")),
    ],
)
def test_the_delimiter_is_told_from_the_headings_alone(tmp_path: Path, head: bytes, columns: Sequence[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(head)
    if any("\n" in column for column in columns):
        assert refused(path, head)[0] == "list-header"  # it cannot be shown in a finding
    else:
        assert DelimitedList(path, "list.csv").columns == columns


@pytest.mark.parametrize("begin", ["sep=;\n", "SEP=;\r\n", '"sep=;"\r\n', "\ufeffsep=;\r\n"])
def test_the_line_in_which_excel_says_the_delimiter_is_no_heading(opened: Opener, begin: str) -> None:
    found = opened(
        f'{begin}mail;first, second;last\na@example.org;A;B\n"b;c@example.org";C;D\n',
        "email: mail\nlocale: {default: nl}\n",
    )
    assert told(found) == [("recipient-address", 2, 4, 1)]
    assert found.survey().sound == 1


def test_a_delimiter_that_is_not_read_is_refused_where_it_is_said(tmp_path: Path) -> None:
    assert refused(tmp_path / "list.csv", b"sep=|\nmail|first\n")[0] == "list-delimiter"


def test_a_declared_delimiter_decides(opened: Opener) -> None:
    found = opened(
        "mail;first, second;last\na@example.org;A;B\n", 'delimiter: ";"\nemail: mail\nlocale: {default: nl}\n'
    )
    assert people(found)[0].email == "a@example.org"


def test_the_digest_changes_with_any_byte_of_the_list_its_mapping_and_its_suppressions(opened: Opener) -> None:
    suppressed = MAPPING + "suppression: {files: [gone.txt]}\n"
    found = {
        opened(HEAD + "a@example.org,A,B\n", MAPPING).digest(),
        opened(HEAD + "a@example.org,A,C\n", MAPPING).digest(),
        opened(HEAD + "a@example.org,A,C\n", MAPPING + "# \n").digest(),
        opened(HEAD + "a@example.org,A,C\n", suppressed, gone="x@example.org\n").digest(),
        opened(HEAD + "a@example.org,A,C\n", suppressed, gone="y@example.org\n").digest(),
    }
    assert len(found) == 5
    again = opened(HEAD + "a@example.org,A,C\n", suppressed, gone="y@example.org\n")
    assert again.digest() in found
