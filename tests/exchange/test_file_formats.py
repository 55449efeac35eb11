"""Every kind of file brings back exactly the text that it took out."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from translator import SHEET, unpacked

from briefgen.findings import Finding, Place
from briefgen.translation import exchange
from briefgen.translation.exchange.inline import aligned, split
from briefgen.translation.exchange.units import Delivery, Parcel, State, Suggestion, Unit

SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "schemas"
FORMS = ("po", "xliff12", "xliff2", "xlsx")
MARKUP = ["*", "**", "[", "](https://example.org/a)", "](#b)", "{families}", "{law:year}", "[@law]", "[@law; @gi]", " "]
AWKWARD = [
    "=1+1",
    "+",
    "-",
    "@sum",
    "_x0041_",
    "_x005F_",
    "\n",
    "\t",
    "<b>",
    "&amp;",
    "]]>",
    '"',
    "'",
    "\\n",
    "00123",
    "\x07",
    "\ufffe",
]
# Line ends are \n wherever briefgen reads a text; half characters cannot stand in one.
PLAIN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=12)
TEXTS = st.lists(st.sampled_from(MARKUP + AWKWARD) | PLAIN, min_size=1, max_size=12).map("".join).filter(bool)
# The catalogues are PO too, and hold what content may hold.
WRITABLE = (
    st.lists(st.sampled_from(MARKUP + AWKWARD[:-2]) | st.text("aé ñ漢🙂\\\"'", max_size=8), min_size=1, max_size=12)
    .map("".join)
    .filter(bool)
)


def unit(source: str, text: str, state: State = State.TRANSLATED, **more: object) -> Unit:
    place = Place("content/briefs/visits/brief.md", 12, 1)
    return Unit("briefs/visits#now.p1", (source,), None, text, state, place, "Visits › Now", "", 40, **more)  # type: ignore[arg-type]


def returned(form: str, *units: Unit) -> Delivery:
    body = exchange.write(Parcel("es", "nl", "0123456789abcdef", units), form, "file")
    assert isinstance(body, bytes)
    found = exchange.read(body, "file")
    assert isinstance(found, Delivery), found
    return found


def valid(body: bytes, form: str) -> None:
    if not SCHEMAS.is_dir():
        pytest.skip(f"THE OASIS SCHEMAS ARE NOT THERE: {SCHEMAS}; XLIFF WAS NOT VALIDATED")
    if form == "xliff12":
        schema = etree.XMLSchema(etree.parse(SCHEMAS / "xliff-core-1.2-strict.xsd"))
    else:
        names = {"metadata": "metadata", "matches": "matches", "document": "xliff_core_2.0"}
        imports = "".join(
            f'<xs:import namespace="urn:oasis:names:tc:xliff:{name}:2.0" schemaLocation="{file}.xsd"/>'
            for name, file in names.items()
        )
        schema = etree.XMLSchema(
            etree.fromstring(
                f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>',
                base_url=f"{SCHEMAS.as_uri()}/all.xsd",
            )
        )
    schema.assertValid(etree.fromstring(body))


@given(TEXTS)
def test_the_parts_of_a_text_put_together_are_the_text(text: str) -> None:
    parts = split(text)
    assert "".join(part.raw for part in parts) == text
    opened: list[int] = []
    for part in parts:
        if part.kind == "open":
            opened.append(part.id)
        if part.kind == "close":
            assert opened.pop() == part.id, "marks nest"
    assert opened == []


@given(TEXTS, TEXTS)
def test_a_translation_gives_its_codes_the_ids_of_the_source_and_each_id_once(source: str, target: str) -> None:
    parts = aligned(split(target), split(source))
    assert "".join(part.raw for part in parts) == target
    ids = [part.id for part in parts if part.kind not in ("text", "close")]
    assert len(ids) == len(set(ids))
    assert aligned(split(source), split(source)) == split(source)


def test_marks_facts_and_citations_are_split_off_and_odd_marks_stay_text() -> None:
    def kinds(text: str) -> list[tuple[str, str]]:
        return [(part.kind, part.raw) for part in split(text)]

    assert kinds("**{n}** [a](b)") == [
        ("open", "**"), ("fact", "{n}"), ("close", "**"), ("text", " "),
        ("open", "["), ("text", "a"), ("close", "](b)"),
    ]  # fmt: skip
    assert kinds("2 * 3 * 4 [x] {No}") == [("text", "2 * 3 * 4 [x] {No}")]
    assert kinds("*a * b") == [("text", "*a * b")]
    assert kinds("*a **b* c**") == [("open", "*"), ("text", "a **b"), ("close", "*"), ("text", " c**")]
    assert kinds("bij [@law; @gi].") == [("text", "bij "), ("citation", "[@law; @gi]"), ("text", ".")]


@pytest.mark.parametrize("form", ["xliff12", "xliff2", "xlsx"])
@settings(max_examples=80, deadline=None)
@given(source=TEXTS, text=TEXTS)
def test_any_text_comes_back_as_it_went_out(form: str, source: str, text: str) -> None:
    sent = unit(source, text)
    (row,) = returned(form, sent).rows
    assert (row.name, row.key, row.source, row.text) == (sent.name, sent.key, source, text)


@settings(max_examples=80, deadline=None)
@given(source=WRITABLE, text=WRITABLE)
def test_any_text_that_content_can_hold_comes_back_from_po_as_it_went_out(source: str, text: str) -> None:
    (row,) = returned("po", unit(source, text)).rows
    assert (row.source, row.text) == (source, text)


@pytest.mark.parametrize("form", FORMS)
def test_state_remark_and_languages_come_back(form: str) -> None:
    states = {State.UNTRANSLATED: "", State.TRANSLATED: "a", State.STALE: "b", State.APPROVED: "c"}
    units = [
        Unit(f"partners/{state}#name", ("x",), None, text, state, Place("p.yaml", 1, 1), "p", "", 9, "Ask Ana.")
        for state, text in states.items()
    ]
    found = returned(form, *units)
    assert (found.language, found.locale, found.workspace) == ("es", "nl", "0123456789abcdef")
    assert [(row.state, row.comment) for row in found.rows] == [(state, "Ask Ana.") for state in states]


@pytest.mark.parametrize("form", ["xliff12", "xliff2"])
def test_xliff_is_valid_by_the_schemas_of_oasis(form: str) -> None:
    suggestion = Suggestion(87, "Un *texto*\x07 {n}", "Een tekst", "partners/x#summary")
    units = (
        unit("**{n}** [a](b) [@law]\x07", "[a](b) {n} *new*", State.STALE, earlier=(suggestion,), comment="Hm.\nWhy?"),
        Unit(
            "wording#days[x]", ("day", "days"), 1, "", State.UNTRANSLATED, Place("a", 2), "w", "n", 9, terms=("t → u",)
        ),
        Unit("briefs/x#y", ("día",), None, "dag", State.APPROVED, Place("b", 2), "w", "n", 9, previous="noche"),
    )
    body = exchange.write(Parcel("es-PE", "nl", "0123456789abcdef", units), form, "file")
    assert isinstance(body, bytes)
    valid(body, form)


def test_inline_elements_hold_what_a_translator_must_not_type() -> None:
    sent = unit("**Visits** reach {families} [@law].", "{families} kregen **bezoek** [@law].")
    body = exchange.write(Parcel("es", "nl", "w", (sent,)), "xliff12", "file")
    space = {"x": "urn:oasis:names:tc:xliff:document:1.2"}
    root = etree.fromstring(body)
    assert [(ph.get("id"), ph.get("equiv-text")) for ph in root.findall(".//x:source/x:ph", space)] == [
        ("2", "{families}"), ("3", "[@law]"),
    ]  # fmt: skip
    assert [ph.get("id") for ph in root.findall(".//x:target/x:ph", space)] == ["2", "3"]
    assert [mark.text for mark in root.findall(".//x:target/x:bpt", space)] == ["**"]
    body = exchange.write(Parcel("es", "nl", "w", (sent,)), "xliff2", "file")
    space = {"x": "urn:oasis:names:tc:xliff:document:2.0"}
    root = etree.fromstring(body)
    assert [pc.text for pc in root.findall(".//x:target/x:pc", space)] == ["bezoek"]
    assert [ph.get("equiv") for ph in root.findall(".//x:target/x:ph", space)] == ["{families}", "[@law]"]


def test_a_tool_may_leave_codes_empty_and_cut_a_text_into_segments() -> None:
    body = exchange.write(Parcel("es", "nl", "w", (unit("A {n}. B.", ""),)), "xliff2", "file")
    assert isinstance(body, bytes)
    whole = body.decode().split("<segment")[0]
    cut = (
        '<segment id="s1" state="final"><source>A <ph id="1" equiv="{n}"/>.</source><target>X <ph id="1" equiv="{n}"/>.'
        '</target></segment><ignorable><source> </source><target> </target></ignorable><segment id="s2" '
        'state="translated"><source>B.</source><target>Y.</target></segment></unit></file></xliff>'
    )
    found = exchange.read((whole + cut).encode(), "file")
    assert isinstance(found, Delivery)
    assert [(row.source, row.text, row.state) for row in found.rows] == [("A {n}. B.", "X {n}. Y.", State.TRANSLATED)]


def test_the_same_parcel_makes_the_same_bytes() -> None:
    parcel = Parcel("es", "nl", "w", (unit("Uno", "Een"),))
    for form in (*FORMS, "tmx"):
        assert exchange.write(parcel, form, "file") == exchange.write(parcel, form, "file")


def test_a_text_that_no_cell_can_hold_is_named() -> None:
    found = exchange.write(Parcel("es", "nl", "w", (unit("x" * 32_768, ""),)), "xlsx", "file.xlsx")
    assert isinstance(found, Finding)
    assert (found.code, found.place) == ("exchange-cell", Place("file.xlsx", 2))


def test_only_the_translation_its_state_and_the_remark_can_be_edited_in_the_sheet() -> None:
    body = exchange.write(Parcel("es", "nl", "w", (unit("=Uno " * 50, "+Een"),)), "xlsx", "file")
    assert isinstance(body, bytes)
    parts = unpacked(body)
    styles = list(etree.fromstring(parts["xl/styles.xml"]).iter(f"{SHEET}xf"))[1:]
    free = {str(n) for n, style in enumerate(styles) if style.find(f"{SHEET}protection[@locked='0']") is not None}
    root = etree.fromstring(parts["xl/worksheets/sheet1.xml"])
    assert root.find(f"{SHEET}sheetProtection").get("sheet") == "1"
    cells = list(root.iter(f"{SHEET}c"))
    assert [cell.get("r") for cell in cells if cell.get("s") in free] == ["D2", "E2", "F2"]
    assert {cell.get("t") for cell in cells} == {"s"}, "every cell is text"
    wrapped = {str(n) for n, style in enumerate(styles) if style.find(f"{SHEET}alignment[@wrapText='1']") is not None}
    assert {cell.get("s") for cell in cells if cell.get("r").endswith("2")} <= wrapped
    assert [(col.get("min"), col.get("max")) for col in root.iter(f"{SHEET}col") if col.get("hidden")] == [("10", "11")]
    rows = list(root.iter(f"{SHEET}row"))
    assert float(rows[1].get("ht")) >= 15 * 250 / 56, "all lines of a text show"
    assert root.find(f".//{SHEET}pane").get("state") == "frozen"
    choices = root.findtext(f".//{SHEET}dataValidation/{SHEET}formula1")
    assert choices == '"untranslated,translated,stale,approved,unsure"'
    assert len(list(root.iter(f"{SHEET}cfRule"))) == len(State)
    assert list(root.iter(f"{SHEET}f")) == []


def test_an_extra_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    found = exchange.write(Parcel("es", "nl", "w", (unit("Uno", "Een"),)), "xlsx", "dutch.xlsx")
    assert isinstance(found, Finding)
    assert (found.code, found.hint) == ("extra-missing", "install it: pip install 'briefgen[exchange]'")


@pytest.mark.skipif(
    not shutil.which("msgfmt"), reason="msgfmt IS NOT INSTALLED; THE PO FILE WAS NOT CHECKED BY GETTEXT"
)
def test_gettext_finds_nothing_wrong_with_the_file(tmp_path: Path) -> None:
    units = (
        unit('**{n}** "x"\n', "{n} y\n", State.STALE, previous="{m}\nz", comment="a\nb"),
        Unit("wording#d", ("{n} day", "{n} days"), 0, "{n} dag", State.APPROVED, Place("a", 2), "w", "n", 9),
        Unit("wording#d", ("{n} day", "{n} days"), 1, "{n} dagen", State.APPROVED, Place("a", 2), "w", "n", 9),
    )
    body = exchange.write(Parcel("es", "nl", "w", units), "po", "file")
    assert isinstance(body, bytes)
    (tmp_path / "x.po").write_bytes(body)
    command = ["msgfmt", "--check-format", "--check-domain", "--output-file", tmp_path / "x.mo", tmp_path / "x.po"]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stderr == ""


@pytest.mark.skipif(not shutil.which("soffice"), reason="LIBREOFFICE CALC IS NOT INSTALLED; THE SHEET WAS NOT OPENED")
def test_the_spreadsheet_passes_through_libreoffice_unchanged(tmp_path: Path) -> None:
    texts = [
        "=1+1",
        "-5",
        "@a",
        "00123",
        "1,5",
        "2015",
        "10-12",
        "TRUE",
        " a\n b ",
        "{n} *x* [@law]",
        "_x0041_",
        "🙂 ñ",
        "https://example.org",
    ]
    units = tuple(
        Unit(f"briefs/x#p{n}", (text,), None, text, State.STALE, Place("a", n, 1), "w", "", 9)
        for n, text in enumerate(texts)
    )
    body = exchange.write(Parcel("es", "nl", "w", units), "xlsx", "file")
    assert isinstance(body, bytes)
    (tmp_path / "in.xlsx").write_bytes(body)
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to",
        "xlsx",
    ]
    # A test before this one may have taken the fonts of the system from this process, for PDFs.
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("FONTCONFIG")}
    command += ["--outdir", str(tmp_path / "out"), str(tmp_path / "in.xlsx")]
    subprocess.run(command, check=True, capture_output=True, env=surroundings)
    found = exchange.read((tmp_path / "out" / "in.xlsx").read_bytes(), "file")
    assert found == exchange.read(body, "file")
    assert isinstance(found, Delivery)
    assert [row.text for row in found.rows] == texts
    assert guarded((tmp_path / "out" / "in.xlsx").read_bytes()) == guarded(body)


def guarded(body: bytes) -> tuple[object, ...]:
    """Return how a workbook guards its texts: what may be edited, what is hidden, coloured, wrapped, to be chosen."""
    parts = unpacked(body)
    locked, wraps = [], []
    for style in etree.fromstring(parts["xl/styles.xml"]).find(f"{SHEET}cellXfs"):
        protection = style.find(f"{SHEET}protection")
        locked.append(protection is None or protection.get("locked", "1") in ("1", "true"))
        wraps.append(style.find(f"{SHEET}alignment[@wrapText]") is not None)
    root = etree.fromstring(parts["xl/worksheets/sheet1.xml"])
    cells = [cell for row in list(root.iter(f"{SHEET}row"))[1:3] for cell in row]
    hidden = {
        number
        for column in root.iter(f"{SHEET}col")
        if column.get("hidden") in ("1", "true")
        for number in range(int(column.get("min")), min(int(column.get("max")), 11) + 1)
    }
    return (
        root.find(f"{SHEET}sheetProtection").get("sheet") in ("1", "true"),
        [(cell.get("r"), locked[int(cell.get("s"))], wraps[int(cell.get("s"))]) for cell in cells],
        hidden,
        len(list(root.iter(f"{SHEET}cfRule"))),
        sorted(root.findtext(f".//{SHEET}dataValidation/{SHEET}formula1").strip('"').split(",")),
    )
