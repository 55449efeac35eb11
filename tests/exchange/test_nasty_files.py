"""Files that programs have mangled, or that somebody made to do harm: what is sound is taken, the rest is reported."""

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from small_workspace import Edit, Run
from test_exchange import DUTCH, HEADING, TITLE, VISITS, brought, catalogues, entry, exported, untranslate
from test_hostile_files import made, refused
from translator import FORMS, SHEET, XLIFF2, XLIFF12, Work, in_sheet, packed, translate, type_into, unpacked

from briefgen.translation import exchange
from briefgen.translation.exchange.units import Delivery

XML = ("xliff12", "xliff2")


def taken(body: bytes) -> Delivery:
    found = exchange.read(body, "file")
    assert isinstance(found, Delivery), found
    return found


@pytest.mark.parametrize("form", ["xliff2", "xlsx"])
def test_half_a_character_is_reported_and_the_rest_is_taken(
    form: str, workspace: Path, briefgen: Run, tmp_path: Path
) -> None:
    path = exported(briefgen, tmp_path, form)
    translate(path, form, {HEADING: Work("Waarom HALF"), VISITS: Work("Vandaag {families} gezinnen.")})
    if form == "xlsx":
        parts = unpacked(path.read_bytes())
        sheet = parts["xl/worksheets/sheet1.xml"].replace(b"HALF", b"_xD83D_")
        path.write_bytes(packed(parts | {"xl/worksheets/sheet1.xml": sheet}))
    else:
        path.write_bytes(path.read_bytes().replace(b"HALF", b'<cp hex="D83D"/>'))
    ran, found = brought(briefgen, path)
    assert [code for code, _ in found] == ["unit-invalid"]
    assert "U+D83D" in ran.out
    assert entry(workspace, HEADING).string == "Waarom nu"
    assert entry(workspace, VISITS).string == "Vandaag {families} gezinnen."


@pytest.mark.parametrize("form", XML)
def test_a_translation_that_says_it_is_in_another_language_is_reported_with_its_line(
    form: str, workspace: Path, briefgen: Run, tmp_path: Path
) -> None:
    path = exported(briefgen, tmp_path, form)
    translate(path, form, {HEADING: Work("Warum jetzt?"), TITLE: Work("Breng bezoek")})
    space = XLIFF12 if form == "xliff12" else XLIFF2
    root = etree.fromstring(path.read_bytes())
    for target in root.iter(f"{space}target"):
        if target.text == "Warum jetzt?":
            target.set("{http://www.w3.org/XML/1998/namespace}lang", "de")
        elif target.text == "Breng bezoek":
            target.set("{http://www.w3.org/XML/1998/namespace}lang", "nl-BE")
    path.write_bytes(etree.tostring(root))
    ran, found = brought(briefgen, path)
    assert [code for code, _ in found] == ["unit-invalid"]
    assert found[0][1] > 1
    assert f"the translation of {HEADING} says that it is in de, not in nl" in ran.out
    assert entry(workspace, HEADING).string == "Waarom nu"
    assert entry(workspace, TITLE).string == "Breng bezoek", "whose region is another"


def test_a_state_that_is_none_is_reported_with_its_row_and_an_empty_one_means_translated(
    workspace: Path, briefgen: Run, tmp_path: Path
) -> None:
    path = exported(briefgen, tmp_path, "xlsx")
    translate(path, "xlsx", {HEADING: Work("Waarom nu?", "rejected"), TITLE: Work("Breng bezoek", "")})
    ran, found = brought(briefgen, path)
    ((code, row),) = found
    assert code == "unit-invalid"
    assert row > 1
    assert 'is \\"rejected\\"' in ran.out
    assert [entry(workspace, name).string for name in (HEADING, TITLE)] == ["Waarom nu", "Breng bezoek"]


@pytest.mark.parametrize("form", FORMS)
def test_spaces_that_a_program_put_around_texts_and_letters_that_it_took_apart_change_nothing(
    form: str, workspace: Path, briefgen: Run, edit: Edit, tmp_path: Path
) -> None:
    edit(DUTCH, 'msgstr "Waarom nu"', 'msgstr "Waarom één"')
    path = exported(briefgen, tmp_path, form)
    translate(path, form, {HEADING: Work(unicodedata.normalize("NFD", "Waarom één") + " "), TITLE: Work(" Breng\n")})
    before = catalogues(workspace)
    assert "1 text would be taken" in briefgen("translate", "import", str(path), "--dry-run").out
    briefgen("translate", "import", str(path))
    assert entry(workspace, TITLE).string == "Breng"
    assert [name for name, text in catalogues(workspace).items() if text != before[name]] == [DUTCH]
    assert entry(workspace, HEADING).string == "Waarom één"


@pytest.mark.parametrize("form", XML)
def test_a_source_text_that_a_program_copied_is_no_translation(
    form: str, workspace: Path, briefgen: Run, tmp_path: Path
) -> None:
    untranslate(workspace, HEADING, VISITS)
    path = exported(briefgen, tmp_path, form)
    space, states = (XLIFF12, ("new", "translated")) if form == "xliff12" else (XLIFF2, ("initial", "translated"))
    root = etree.fromstring(path.read_bytes())
    for unit in root.iter(f"{space}trans-unit", f"{space}unit"):
        name = unit.get("resname") or unit.get("name")
        if name not in (HEADING, VISITS):
            continue
        source = next(unit.iter(f"{space}source"))
        target = etree.fromstring(etree.tostring(source).replace(b"source", b"target"))
        target.tail = None
        target.attrib.clear()
        source.addnext(target)
        # Of the one the translator said that it stays as it is, the other was never looked at.
        (target if form == "xliff12" else source.getparent()).set("state", states[name == HEADING])
    path.write_bytes(etree.tostring(root))
    ran, found = brought(briefgen, path)
    assert (ran.code, [code for code, _ in found]) == (0, ["text-unchanged"])
    assert entry(workspace, HEADING).string == "Por qué ahora"
    assert entry(workspace, VISITS).string == ""


def test_of_three_translations_of_one_text_none_is_taken_though_two_agree(
    workspace: Path, briefgen: Run, tmp_path: Path
) -> None:
    path = exported(briefgen, tmp_path, "xlsx")
    translate(path, "xlsx", {HEADING: Work("Waarom A")})

    def thrice(root: etree._Element, strings: list[str]) -> None:
        row = next(row for row in root.iter(f"{SHEET}row") if "Waarom A" in "".join(row.itertext()))
        for text in ("Waarom A", "Waarom B"):
            twin = etree.fromstring(etree.tostring(row))
            type_into(twin[3], text)
            row.addnext(twin)

    path.write_bytes(in_sheet(path.read_bytes(), thrice))
    before = catalogues(workspace)
    assert {code for code, _ in brought(briefgen, path)[1]} == {"unit-duplicate"}
    assert catalogues(workspace) == before


def test_a_catalogue_in_which_a_text_stands_twice_is_no_translation_of_it(
    workspace: Path, briefgen: Run, tmp_path: Path
) -> None:
    path = exported(briefgen, tmp_path, "po")
    translate(path, "po", {HEADING: Work("Waarom A"), TITLE: Work("Breng bezoek")})
    text = path.read_text("utf-8")
    block = next(block for block in text.split("\n\n") if f'msgctxt "{HEADING}"' in block)
    path.write_text(f"{text.rstrip()}\n\n{block.replace('Waarom A', 'Waarom B')}\n", "utf-8")
    assert [code for code, _ in brought(briefgen, path)[1]] == ["unit-duplicate"]
    assert [entry(workspace, name).string for name in (HEADING, TITLE)] == ["Waarom nu", "Breng bezoek"]


@pytest.mark.parametrize("form", [*XML, "tmx"])
def test_a_file_in_utf_16_or_with_a_mark_before_it_is_read_as_what_it_is(form: str) -> None:
    text = made(form).decode()
    plain = taken(text.encode())
    assert taken(text.encode("utf-8-sig")) == plain
    assert taken(text.replace("utf-8", "utf-16").encode("utf-16")) == plain
    for encoding in ("utf-16-le", "latin-1", "utf-32"):
        assert refused(text.encode(encoding)).code in ("encoding", "exchange-syntax")


def test_a_catalogue_in_another_encoding_is_refused_whatever_its_header_says() -> None:
    text = made("po").decode()
    assert taken(text.encode("utf-8-sig")).rows == taken(text.encode()).rows
    for encoding in ("latin-1", "utf-16", "cp1252"):
        assert refused(text.replace("utf-8", encoding).encode(encoding)).code == "encoding"


@pytest.mark.parametrize(
    "target", ["../../../../etc/passwd", "/etc/passwd", "http://127.0.0.1:1/x.xml", "file:///etc/passwd", ""]
)
def test_a_part_of_a_workbook_that_lies_elsewhere_is_not_looked_for(target: str) -> None:
    parts = unpacked(made("xlsx"))
    links = parts["xl/_rels/workbook.xml.rels"].replace(
        b'Target="worksheets/sheet1.xml"', f'Target="{target}" TargetMode="External"'.encode()
    )
    assert links != parts["xl/_rels/workbook.xml.rels"]
    found = refused(packed(parts | {"xl/_rels/workbook.xml.rels": links}))
    assert found.code == "exchange-syntax"
    assert "root:" not in found.message


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"]
)
def test_no_part_of_a_workbook_may_have_a_document_type(part: str) -> None:
    parts = unpacked(made("xlsx"))
    lines = parts[part].decode().replace("?>", '?>\n<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>', 1)
    assert refused(packed(parts | {part: lines.encode()})).code == "exchange-unsafe"


def swelling(parts: dict[str, bytes]) -> dict[str, bytes]:
    return {"xl/sharedStrings.xml": b"<sst>" + b"<si><t>abcdefghij</t></si>" * 400_000 + b"</sst>"}


def one_long_text(parts: dict[str, bytes]) -> dict[str, bytes]:
    noise = bytes(97 + (n * n) % 26 for n in range(60_000)) * 200
    return {"xl/sharedStrings.xml": b"<sst><si><t>" + noise + b"</t></si></sst>"}


def endless_columns(parts: dict[str, bytes]) -> dict[str, bytes]:
    sheet = parts["xl/worksheets/sheet1.xml"]
    return {
        "xl/worksheets/sheet1.xml": sheet.replace(
            b"<c r=", b'<c r="ZZZZZZZZ99999999999" t="s"><v>9</v></c>' * 9 + b"<c r="
        )
    }


@pytest.mark.parametrize("harm", [swelling, one_long_text, endless_columns])
def test_a_workbook_that_swells_is_refused_or_read_within_bounds(
    harm: Callable[[dict[str, bytes]], dict[str, bytes]],
) -> None:
    parts = unpacked(made("xlsx"))
    found = exchange.read(packed(parts | harm(parts)), "file")
    assert isinstance(found, Delivery) or found.code in ("exchange-unsafe", "exchange-syntax")
    if harm is endless_columns:
        assert isinstance(found, Delivery)
        assert [row.text for row in found.rows] == ["Waarom"]


def test_a_memory_of_very_many_pairs_is_refused() -> None:
    text = made("tmx").decode()
    pair = text[text.index("<tu ") : text.index("</tu>") + 5]
    assert refused(text.replace(pair, pair * 150_000).encode()).code == "exchange-unsafe"


def test_codes_within_codes_are_read_and_what_has_no_end_is_not() -> None:
    text = made("xliff12").decode()
    nested = "<g id='1'>" * 100 + "Waarom" + "</g>" * 100
    assert [row.text for row in taken(text.replace("Waarom", nested).encode()).rows] == ["Waarom"]
    assert refused(text.replace("Waarom", "<g id='1'>" * 3000 + "</g>" * 3000).encode()).code == "exchange-syntax"
    two = made("xliff2").decode()
    odd = "<originalData><data>EVIL</data></originalData><segment"
    marked = '<mrk id="m" translate="no">Waa</mrk><sc id="1"/>rom<ec startRef="1"/><ph id="7"/>'
    found = taken(two.replace("<segment", odd).replace("Waarom", marked).encode())
    assert [row.text for row in found.rows] == ["Waarom"], "a code without data holds none"


def test_what_is_reported_of_a_file_is_json_that_others_can_read(
    workspace: Path, briefgen: Run, tmp_path: Path
) -> None:
    path = exported(briefgen, tmp_path, "xliff2")
    path.write_text(path.read_text("utf-8").replace(f'name="{HEADING}"', 'name="&quot;\u0085&#x9;x"'), "utf-8")
    rows = json.loads(briefgen("translate", "import", str(path), "--format", "json").out)
    assert [row["code"] for row in rows] == ["unit-unknown"]
