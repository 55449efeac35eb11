"""Files from outside: what is broken or could do harm is refused with its reason, and no catalogue is touched."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from small_workspace import Run
from translator import SHEET, in_sheet, packed, type_into, unpacked

from briefgen.findings import Finding, Place
from briefgen.translation import exchange
from briefgen.translation.exchange.safe_xml import MAX_TAGS
from briefgen.translation.exchange.units import Delivery, Parcel, State, Unit

UNIT = Unit("briefs/visits#now", ("Por qué",), None, "Waarom", State.TRANSLATED, Place("b.md", 2), "w", "", 9)
PARCEL = Parcel("es", "nl", "0123456789abcdef", (UNIT,))


def made(form: str) -> bytes:
    body = exchange.write(PARCEL, form, "file")
    assert isinstance(body, bytes)
    return body


def refused(body: bytes) -> Finding:
    found = exchange.read(body, "file")
    assert isinstance(found, Finding), "the file was taken"
    return found


def cell(body: bytes, number: int, change: Callable[[etree._Element], None]) -> bytes:
    """Change one cell of the first text of a workbook."""

    def work(root: etree._Element, strings: list[str]) -> None:
        change(next(row for row in root.iter(f"{SHEET}row") if row.get("r") == "2")[number])

    return in_sheet(body, work)


def formula(element: etree._Element) -> None:
    type_into(element, "x")
    etree.SubElement(element, f"{SHEET}f").text = 'WEBSERVICE("https://example.org")'


def number(value: str, style: str | None = None) -> Callable[[etree._Element], None]:
    def change(element: etree._Element) -> None:
        type_into(element, "")
        element.remove(element[0])
        element.attrib.pop("t")
        if style is not None:
            element.set("s", style)
        etree.SubElement(element, f"{SHEET}v").text = value

    return change


@pytest.mark.parametrize("form", ["xliff12", "xliff2", "tmx"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
        "<!DOCTYPE x>",
    ],
)
def test_a_document_type_is_refused_before_anything_is_read(form: str, encoding: str, head: str) -> None:
    lines = made(form).decode().split("\n")
    body = "\n".join([lines[0].replace("utf-8", encoding), head, *lines[1:]])
    found = refused(body.encode(encoding))
    assert (found.code, found.place.line) == ("exchange-unsafe", 2)
    assert "DOCTYPE" in found.message


@pytest.mark.parametrize("form", ["xliff12", "xliff2", "tmx", "xlsx", "po"])
def test_a_file_that_lost_its_end_is_refused(form: str) -> None:
    second = Unit("briefs/visits#path", ("El camino",), None, "De weg", State.TRANSLATED, Place("b.md", 9), "w", "", 9)
    body = exchange.write(Parcel("es", "nl", "0123456789abcdef", (UNIT, second)), form, "file")
    assert isinstance(body, bytes)
    for end in (len(body) // 2, len(body) - 20, len(body) * 3 // 4):
        assert refused(body[:end]).code in ("exchange-syntax", "po-syntax")
    if form == "po":
        whole = body.decode().rstrip("\n").rpartition("\n\n")[0] + "\n"
        assert "1 of its 2 texts" in refused(whole.encode()).message


@settings(max_examples=60, deadline=None)
@given(form=st.sampled_from(["xliff12", "xliff2", "tmx", "xlsx", "po"]), data=st.data())
def test_bytes_that_were_damaged_never_raise(form: str, data: st.DataObject) -> None:
    body = bytearray(made(form))
    for _ in range(data.draw(st.integers(1, 5))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    assert isinstance(exchange.read(bytes(body), "file"), Finding | Delivery)


@given(st.binary(max_size=60))
def test_what_is_no_file_of_ours_is_refused(body: bytes) -> None:
    assert refused(body).code in ("exchange-syntax", "encoding", "po-syntax")


def test_a_workbook_that_inflates_beyond_measure_is_refused_before_it_fills_the_memory() -> None:
    parts = unpacked(made("xlsx"))
    bomb = packed(parts | {"xl/sharedStrings.xml": b" " * 70_000_000})
    assert len(bomb) < 200_000
    found = refused(bomb)
    assert (found.code, "inflated" in found.message) == ("exchange-unsafe", True)


def test_the_sizes_that_a_workbook_states_are_not_believed() -> None:
    body = BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 5_000_000)
    lying = body.getvalue().replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert refused(lying).code in ("exchange-syntax", "exchange-unsafe")


def test_a_workbook_of_very_many_parts_is_refused() -> None:
    assert "parts" in refused(packed({f"xl/{n}.xml": b"" for n in range(300)})).message


@pytest.mark.parametrize(
    "name", ["xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/embeddings/oleObject1.bin"]
)
def test_macros_links_and_objects_are_refused(name: str) -> None:
    found = refused(packed(unpacked(made("xlsx")) | {name: b"x"}))
    assert (found.code, name in found.message) == ("exchange-unsafe", True)


@pytest.mark.parametrize("column", [0, 3, 5])
def test_a_formula_is_refused_wherever_it_stands(column: int) -> None:
    found = refused(cell(made("xlsx"), column, formula))
    assert (found.code, found.place) == ("exchange-unsafe", Place("file", 2, 1))
    assert f"cell {'ABCDEF'[column]}2 holds a formula" in found.message


@pytest.mark.parametrize("text", ["2015", "0.10", "12345678901234567890", "1E5"])
def test_a_number_in_a_cell_comes_back_as_the_characters_that_stand_there(text: str) -> None:
    found = exchange.read(cell(made("xlsx"), 3, number(text)), "file")
    assert isinstance(found, Delivery)
    assert [row.text for row in found.rows] == [text]


def test_a_date_in_the_place_of_a_translation_is_reported_with_its_row() -> None:
    parts = unpacked(cell(made("xlsx"), 3, number("45000", "0")))
    styles = parts["xl/styles.xml"].replace(
        b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>', b"</cellXfs>"
    )
    styles = styles.replace(b'<cellXfs count="4"><xf numFmtId="0"', b'<cellXfs count="4"><xf numFmtId="14"')
    assert styles != parts["xl/styles.xml"]
    found = exchange.read(packed(parts | {"xl/styles.xml": styles}), "file")
    assert isinstance(found, Delivery)
    assert found.rows == ()
    assert [(finding.code, finding.place) for finding in found.findings] == [("unit-invalid", Place("file", 2, 1))]


def test_the_header_of_a_catalogue_is_not_believed() -> None:
    body = (
        made("po").replace(b"nplurals=2", b"nplurals=4000000").replace(b'msgid "Por', b'msgid "a"\nmsgid_plural "Por')
    )
    found = refused(body.replace(b'msgstr "Waarom', b'msgstr[0] "Waarom'))
    assert (found.code, "4000000 plural forms" in found.message) == ("po-syntax", True)
    for charset in (b"utf-7", b"utf-16", b"no-such"):
        taken = exchange.read(made("po").replace(b"charset=utf-8", b"charset=" + charset), "file")
        assert isinstance(taken, Delivery)
        assert [row.source for row in taken.rows] == ["Por qué"]


def test_a_workbook_of_something_else_is_refused() -> None:
    import xlsxwriter

    body = BytesIO()
    book = xlsxwriter.Workbook(body)
    book.add_worksheet("Budget").write_string(0, 0, "x")
    book.close()
    assert 'no sheet "briefgen"' in refused(body.getvalue()).message


def test_a_page_of_very_many_tags_is_refused() -> None:
    assert refused(b"<a>" + b"<b/>" * MAX_TAGS + b"</a>").code == "exchange-unsafe"


def test_deep_nesting_is_refused() -> None:
    assert refused(b"<a>" * 100_000).code == "exchange-syntax"


@pytest.mark.parametrize(
    "body",
    [
        b"<html/>",
        b'<xliff version="1.1" xmlns="urn:oasis:names:tc:xliff:document:1.1"/>',
        b'<xliff version="1.2"/>',
        b"\xff\xfe<",
    ],
)
def test_other_xml_is_refused(body: bytes) -> None:
    assert refused(body).code in ("exchange-syntax", "encoding")


def test_a_file_of_two_languages_is_refused() -> None:
    body = made("xliff12").replace(
        b"</body>\n  </file>",
        b'</body>\n  </file><file original="x" source-language="en" target-language="nl"><body/></file>',
    )
    assert refused(body).code == "exchange-language"


def test_a_language_that_is_not_ours_is_refused(workspace: Path, briefgen: Run, tmp_path: Path) -> None:
    path = tmp_path / "german.xlf"
    path.write_bytes(made("xliff2").replace(b'trgLang="nl"', b'trgLang="de"'))
    ran = briefgen("translate", "import", str(path))
    assert ran.code == 1
    assert 'german.xlf: error[exchange-language]: the file is for the language "de"' in ran.out


def test_what_a_finding_repeats_of_a_file_cannot_steer_a_terminal(
    workspace: Path, briefgen: Run, tmp_path: Path
) -> None:
    target = tmp_path / "x.po"
    briefgen("translate", "export", "--locale", "nl", "--for", "visits", "--as", "po", "--output", str(target))
    path = tmp_path / "x.es.po"
    path.write_text(
        path.read_text("utf-8").replace('msgctxt "briefs/visits#now"', 'msgctxt "x\x1b[31m\x9b#now"'), "utf-8"
    )
    ran = briefgen("translate", "import", str(path))
    assert "unit-unknown" in ran.out
    assert "\x1b" not in ran.out
    assert "\x9b" not in ran.out


def test_a_link_and_a_file_that_is_too_large_are_refused(workspace: Path, briefgen: Run, tmp_path: Path) -> None:
    (tmp_path / "large.po").write_bytes(b"#" * (exchange.LIMIT + 1))
    assert "error[file-too-large]" in briefgen("translate", "import", str(tmp_path / "large.po")).out
    (tmp_path / "link.po").symlink_to(tmp_path / "large.po")
    assert "error[file-symlink]" in briefgen("translate", "import", str(tmp_path / "link.po")).out
