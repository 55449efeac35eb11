"""The checks of a tree can fail: each fault is put into a good file, and the check that is named must see it."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
import verapdf
from pikepdf import Array, Dictionary, Name, String
from samples import MIXED, MIXED_CSS, document
from tagged import Tag, Tagged
from tree_checks import complaints

from briefgen.render.pdf import render_pdf

SAMPLE = document(MIXED, MIXED_CSS)
Fault = Callable[[Tagged], None]
pytestmark = pytest.mark.xdist_group("structure")


@pytest.fixture(scope="module")
def good() -> bytes:
    return render_pdf(SAMPLE)


@pytest.fixture(scope="module")
def modern() -> bytes:
    return render_pdf(SAMPLE, "ua2")


def first(tagged: Tagged, type_: str) -> Tag:
    return tagged.root.find(type_)[0]


def drop(type_: str, key: str) -> Fault:
    """Take an entry, or an attribute, from the first element of a type that has it."""

    def fault(tagged: Tagged) -> None:
        for tag in tagged.root.find(type_):
            for dictionary in (tag.dictionary, tag.dictionary.get("/A", Dictionary())):
                if f"/{key}" in dictionary:
                    del dictionary[f"/{key}"]
                    return

    return fault


def put(type_: str, key: str, value: object) -> Fault:
    return lambda tagged: first(tagged, type_).dictionary.__setitem__(f"/{key}", value)


def contents(*changes: tuple[bytes, bytes]) -> Fault:
    """Change the drawing of page one."""

    def fault(tagged: Tagged) -> None:
        stream = tagged.pdf.pages[0].obj.Contents
        data = stream.read_bytes()
        for old, new in changes:
            assert old in data
            data = data.replace(old, new, 1)
        stream.write(data)

    return fault


def kids(change: Callable[[Array], None], *path: int) -> Fault:
    """Change what the document holds, or what an element down a path of indexes does."""

    def fault(tagged: Tagged) -> None:
        dictionary = tagged.root.dictionary
        for index in path:
            dictionary = dictionary.K[index]
        change(dictionary.K)

    return fault


def swap(array: Array) -> None:
    array[1], array[2] = array[2], array[1]


def repeat(array: Array) -> None:
    array.append(array[1])


def lose(array: Array) -> None:
    del array[1]


def annotation(change: Callable[[Dictionary], None]) -> Fault:
    return lambda tagged: change(tagged.pdf.pages[0].obj.Annots[0])


def call_by_target(link: Dictionary) -> None:
    link.Contents = link.Dest


def split(type_: str) -> Fault:
    """Part an element in two, as it happens at the end of a page."""

    def fault(tagged: Tagged) -> None:
        tag = first(tagged, type_)
        half = tagged.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=tag.dictionary.S, P=tag.dictionary.P))
        half.K = Array([tag.dictionary.K[-1]])
        half.K[0].P = half
        del tag.dictionary.K[-1]
        tag.dictionary.P.K.append(half)

    return fault


def rename(old: str, new: str) -> Fault:
    return put(old, "S", Name(f"/{new}"))


def forget_parents(tagged: Tagged) -> None:
    del tagged.pdf.Root.StructTreeRoot.ParentTree.Nums[1][-1]


def harden_hyphens(tagged: Tagged) -> None:
    for font in tagged.pdf.pages[0].obj.Resources.Font.values():
        font.ToUnicode.write(font.ToUnicode.read_bytes().replace(b"<00ad>", b"<2010>"))


def empty_back_link(tagged: Tagged) -> None:
    link = first(tagged, "Note").parent.parent.find("Link")[0]  # type: ignore[union-attr]
    link.dictionary.K = Array([kid for kid in link.dictionary.K if isinstance(kid, int)])


def lose_area(tagged: Tagged) -> None:
    del first(tagged, "Link").dictionary.K[0]


def forget_language(tagged: Tagged) -> None:
    with tagged.pdf.open_metadata() as xmp:
        del xmp["dc:language"]


def forget_bookmark(tagged: Tagged) -> None:
    tagged.pdf.Root.Outlines.First.Title = String("Something else")


def forget_title(tagged: Tagged) -> None:
    del tagged.pdf.Root.ViewerPreferences


def forget_file_language(tagged: Tagged) -> None:
    del tagged.pdf.Root.Lang


HEADING = b"/Span\n<</MCID 0>>\nBDC"

FAULTS: dict[str, tuple[Fault, str]] = {
    "a paragraph is not in the tree": (kids(lose), "fit"),
    "a paragraph is in the tree twice": (kids(repeat), "fit"),
    "an element names another parent": (put("L", "P", Dictionary()), "fit"),
    "the parent tree is too short": (forget_parents, "fit"),
    "a link has a wrong number": (annotation(lambda link: link.__setitem__("/StructParent", 999)), "fit"),
    "text is not marked": (contents((HEADING, b"/Span BMC")), "fit"),
    "a mark is used twice": (contents((b"/MCID 2>>", b"/MCID 3>>")), "fit"),
    "a running head is content": (contents((b"/Artifact\n<</Type /Pagination", b"/Span\n<</MCID 900")), "fit"),
    "a heading is an artifact": (contents((HEADING, b"/Artifact BMC")), "artifacts"),
    "two paragraphs are swapped": (kids(swap), "words"),
    "a word is lost": (kids(lose, 0), "words"),
    "words run together": (contents((b"<0003>] TJ", b"] TJ")), "spaces"),
    "a table is in two parts": (split("Table"), "wholes"),
    "a list is in two parts": (split("L"), "wholes"),
    "an item of a list is a paragraph": (rename("LI", "P"), "wholes"),
    "a row is a division": (rename("TR", "Div"), "wholes"),
    "a heading is of another level": (rename("H2", "H3"), "wholes"),
    "a quotation is a division": (rename("BlockQuote", "Div"), "wholes"),
    "a link is a span": (rename("Link", "Span"), "links"),
    "a link is called by its target": (annotation(call_by_target), "links"),
    "a link is called nothing": (annotation(lambda link: link.__delitem__("/Contents")), "links"),
    "a link has no active area": (lose_area, "links"),
    "a word has lost its language": (drop("Span", "Lang"), "languages"),
    "the document has lost its language": (drop("Document", "Lang"), "languages"),
    "the file has lost its language": (forget_file_language, "languages"),
    "a note is a span": (rename("Note", "Span"), "notes"),
    "a note has no ID": (drop("Note", "ID"), "notes"),
    "nothing leads back from a note": (empty_back_link, "notes"),
    "a figure says nothing": (drop("Figure", "Alt"), "figures"),
    "a figure says something else": (put("Figure", "Alt", String("x")), "figures"),
    "a figure has no box": (drop("Figure", "BBox"), "figures"),
    "an abbreviation is not spelt out": (drop("Span", "E"), "abbreviations"),
    "a header has no scope": (drop("TH", "Scope"), "tables"),
    "a cell has no headers": (drop("TD", "Headers"), "tables"),
    "a header has no ID": (drop("TH", "ID"), "tables"),
    "hyphens stay in the text": (harden_hyphens, "hyphens"),
    "a bookmark is another": (forget_bookmark, "bookmarks"),
    "the metadata has no language": (forget_language, "metadata"),
    "the title is not shown": (forget_title, "metadata"),
}


def damaged(source: bytes, fault: Fault) -> bytes:
    tagged, target = Tagged(source), io.BytesIO()
    fault(tagged)
    tagged.pdf.save(target)
    return target.getvalue()


def test_the_good_file_is_good(good: bytes, modern: bytes) -> None:
    assert complaints(damaged(good, lambda _: None), SAMPLE.html) == {}
    assert complaints(modern, SAMPLE.html) == {}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_seen(name: str, good: bytes) -> None:
    fault, check = FAULTS[name]
    assert complaints(damaged(good, fault), SAMPLE.html).get(check)


def test_a_modern_note_that_does_not_refer_to_its_mark_is_seen(modern: bytes) -> None:
    assert "notes" in complaints(damaged(modern, drop("FENote", "Ref")), SAMPLE.html)


def test_faults_are_seen_by_the_validator(good: bytes, modern: bytes, tmp_path: Path) -> None:
    def unmark(tagged: Tagged) -> None:
        del tagged.pdf.Root.MarkInfo

    def untag(tagged: Tagged) -> None:
        del tagged.pdf.Root.StructTreeRoot

    faults = {
        "untagged": (good, untag, "ua1"),
        "unmarked": (good, unmark, "2a"),
        "mute": (good, drop("Figure", "Alt"), "ua1"),
        "unscoped": (good, contents((HEADING, b"/Span BMC")), "ua1"),
        "misplaced": (modern, rename("LI", "TD"), "ua2"),
        "unnoted": (modern, drop("FENote", "Ref"), "wtpdf-accessibility"),
    }
    pairs = []
    for name, (source, fault, profile) in faults.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(damaged(source, fault))
        pairs.append((path, profile))
    broken = {found.file for found in verapdf.validate(pairs)}
    assert broken == {f"{name}.pdf" for name in faults}


def test_a_file_that_is_no_pdf_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"no PDF")
    with pytest.raises(subprocess.CalledProcessError):
        verapdf.validate([(tmp_path / "x.pdf", "ua1")])


def test_an_open_pdf_can_be_read_as_well(good: bytes) -> None:
    with pikepdf.open(io.BytesIO(good)) as pdf:
        assert complaints(pdf, SAMPLE.html) == {}
