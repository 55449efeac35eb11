import io
import subprocess
from pathlib import Path
from shutil import which
from typing import get_args

import pikepdf
import pypdfium2
import pytest
import verapdf
from samples import LONG, SAMPLES, document
from tagged import Tagged
from tree_checks import complaints

from briefgen.model.document import Conformance
from briefgen.render.pdf import render_pdf
from briefgen.render.problems import RenderError
from briefgen.render.structure import check_version
from briefgen.render.structure.alignment import align, fold

MODES: tuple[Conformance, ...] = get_args(Conformance)
pytestmark = pytest.mark.xdist_group("structure")


@pytest.fixture(scope="module")
def rendered() -> dict[tuple[str, Conformance], bytes]:
    return {(name, mode): render_pdf(sample, mode) for name, sample in SAMPLES.items() for mode in MODES}


def tree(body: str, css: str = "", mode: Conformance = "ua1") -> str:
    """Return the tree of a body as text, without its heading."""
    return "\n".join(Tagged(render_pdf(document(body, css), mode)).root.outline().split("\n")[5:])


def problem_of(body: str, css: str = "") -> str:
    with pytest.raises(RenderError) as caught:
        render_pdf(document(body, css))
    (problem,) = caught.value.problems
    assert problem.code == "structure-mismatch" and problem.hint
    return problem.message


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", SAMPLES)
def test_everything_on_the_pages_has_its_place_in_the_tree_and_the_other_way_round(
    name: str, mode: Conformance, rendered: dict[tuple[str, Conformance], bytes]
) -> None:
    source = SAMPLES[name].html
    found = complaints(rendered[name, mode], source)
    if name == "contents":
        # The styles add the numbers of pages.
        (words,) = found.pop("words")
        assert words.startswith("reads '1partb1parta")
        assert found.pop("languages") is not None
    assert found == {}


def test_every_sample_follows_every_standard(rendered: dict[tuple[str, Conformance], bytes], tmp_path: Path) -> None:
    pairs = []
    for (name, mode), body in rendered.items():
        path = tmp_path / f"{name}-{mode}.pdf"
        path.write_bytes(body)
        pairs += [(path, profile) for profile in verapdf.PROFILES[mode]]
    assert verapdf.validate(pairs) == []


@pytest.mark.skipif(which("qpdf") is None, reason="qpdf is not installed")
@pytest.mark.parametrize("mode", MODES)
def test_the_files_are_sound(mode: Conformance, rendered: dict[tuple[str, Conformance], bytes], tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(rendered["mixed", mode])
    subprocess.run(["qpdf", "--check", str(tmp_path / "x.pdf")], check=True, capture_output=True)


@pytest.mark.parametrize("mode", MODES)
def test_the_same_source_gives_the_same_bytes(
    mode: Conformance, rendered: dict[tuple[str, Conformance], bytes]
) -> None:
    assert render_pdf(SAMPLES["mixed"], mode) == rendered["mixed", mode]


def test_a_modern_file_says_what_it_follows(rendered: dict[tuple[str, Conformance], bytes]) -> None:
    with pikepdf.open(io.BytesIO(rendered["mixed", "ua2"])) as pdf, pdf.open_metadata() as xmp:
        assert pdf.pdf_version == "2.0"
        said = {key: xmp[key] for key in ("pdfaid:part", "pdfaid:rev", "pdfuaid:part", "pdfuaid:rev")}
        packet = str(xmp)
    assert said == {"pdfaid:part": "4", "pdfaid:rev": "2020", "pdfuaid:part": "2", "pdfuaid:rev": "2024"}
    assert "wtpdf#accessibility1.0" in packet and "wtpdf#reuse1.0" in packet
    assert "pdfaid:conformance" not in packet


def test_emphasis_is_kept_in_the_terms_of_each_version() -> None:
    body = "<p>a <em>b</em> <strong>c</strong></p>"
    assert tree(body) == "  P\n    'a '\n    Em\n      'b '\n    Strong\n      'c'"
    assert tree(body, mode="ua2") == tree(body)
    pdf = pikepdf.open(io.BytesIO(render_pdf(document(body))))
    assert {str(key): str(value) for key, value in pdf.Root.StructTreeRoot.RoleMap.items()} == {
        "/Em": "/Span",
        "/Strong": "/Span",
    }


def test_a_division_is_a_paragraph_if_it_holds_text_and_nothing_if_it_holds_blocks() -> None:
    assert tree("<div><div>a</div><div>b <b>c</b></div></div>") == "  P\n    'a'\n  P\n    'b '\n    Strong\n      'c'"


def test_marks_of_notes_and_notes_lead_to_one_another(rendered: dict[tuple[str, Conformance], bytes]) -> None:
    tagged = Tagged(rendered["mixed", "ua1"])
    names = [str(tag.annotations[0].Contents) for tag in tagged.root.find("Reference")[0].walk() if tag.annotations]
    assert names == ["1: UNICEF, 2020"]
    second = tagged.root.find("Reference")[1].find("Link")[0]
    assert str(second.annotations[0].Contents) == second.get("Alt") == "Note 2"
    item = tagged.root.find("Note")[0].parent
    assert item is not None and item.parent is not None
    assert item.parent.outline() == ("LI\n  Lbl\n    Link\n      '1 '\n  LBody\n    Note\n      'UNICEF, 2020'")


def test_modern_notes_refer_to_their_marks_and_these_to_them(
    rendered: dict[tuple[str, Conformance], bytes],
) -> None:
    for name in ("mixed", "footnotes"):
        tagged = Tagged(rendered[name, "ua2"])
        notes = tagged.root.find("FENote")
        assert notes
        for note in notes:
            (mark,) = note.dictionary.Ref
            assert pikepdf.Name.Link == mark.S
            assert mark.Ref[0].objgen == note.dictionary.objgen


def test_footnotes_that_the_layout_sets_are_linked_both_ways(
    rendered: dict[tuple[str, Conformance], bytes],
) -> None:
    tagged = Tagged(rendered["footnotes", "ua1"])
    down, up = tagged.root.find("Reference")[3].find("Link")[0], tagged.root.find("Note")[3].find("Link")[0]
    assert str(down.annotations[0].Contents) == "4: Note number 3, see its source."
    assert str(up.annotations[0].Contents).endswith("is considerable notwithstanding complications.")
    pages = [page.obj.objgen for page in tagged.pdf.pages]
    assert {link.annotations[0].A.D[0].objgen for link in (down, up)} <= set(pages)


def test_a_table_over_several_pages_is_one_whose_repeated_head_is_an_artifact(
    rendered: dict[tuple[str, Conformance], bytes],
) -> None:
    tagged = Tagged(rendered["table", "ua1"])
    assert len(tagged.pdf.pages) > 1
    assert len(tagged.root.find("THead")) == 1
    repeated = [text for kind, text in tagged.artifacts if kind == "/Pagination"]
    assert repeated == ["A", "B", "C"] * (len(tagged.pdf.pages) - 1)
    # The link in it works on every page.
    assert len(tagged.root.find("THead")[0].find("Link")[0].annotations) == len(tagged.pdf.pages)


def test_running_heads_and_leaders_are_artifacts(rendered: dict[tuple[str, Conformance], bytes]) -> None:
    tagged = Tagged(rendered["contents", "ua1"])
    assert ("/Header", "Children and law") in tagged.artifacts
    assert ("/Footer", "1") in tagged.artifacts
    assert ("/Layout", ".") in tagged.artifacts
    first = tagged.root.find("TOCI")[0]
    assert [kid.type for kid in first.kids if not isinstance(kid, str)] == ["Lbl", "P", "TOC"]


def test_headers_of_spanning_cells_are_found() -> None:
    body = (
        '<table><tr><td></td><th scope="col" colspan="2">Wide</th></tr><tr><th scope="row" rowspan="2">Tall</th>'
        "<td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"
    )
    tagged = Tagged(render_pdf(document(body)))
    cells = tagged.root.find("TD")
    heads = {cell.text: [str(header) for header in cell.attribute("Headers") or ()] for cell in cells}
    both = ["table-1-2", "table-1-1"]
    assert heads == {"": [], "a": both, "b": both, "c": both}


def test_terms_and_their_descriptions_are_labels_and_bodies() -> None:
    assert tree("<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd><p>d</p></dd></dl>") == (
        "  L\n    LI\n      Lbl\n        'a'\n      LBody\n        'b'"
        "\n    LI\n      Lbl\n        'c'\n      LBody\n        P\n          'd'"
    )


def test_generated_words_are_content_and_generated_dots_are_not() -> None:
    css = "p::before { content: 'No. 1 ' } b::after { content: ' •' }"
    assert tree("<p>a <b>b</b></p>", css) == "  P\n    'No. 1 '\n    'a '\n    Strong\n      'b'"


def test_a_link_has_one_active_area_a_line_though_it_has_parts() -> None:
    tagged = Tagged(render_pdf(document('<p><a href="https://a.example"><b>a</b> <i>b</i></a></p>')))
    assert [len(link.annotations) for link in tagged.root.find("Link")] == [1]


def test_bookmarks_and_named_places_of_a_modern_file_lead_to_elements(
    rendered: dict[tuple[str, Conformance], bytes],
) -> None:
    tagged = Tagged(rendered["mixed", "ua2"])
    assert tagged.pdf.Root.Outlines.First.First.A.SD[0].S == pikepdf.Name.H2
    names = tagged.pdf.Root.Names.Dests.Names
    places = {str(names[index]): names[index + 1].SD[0] for index in range(0, len(names), 2)}
    assert pikepdf.Name.FENote == places["n1"].S and pikepdf.Name.Link == places["r1"].S


@pytest.mark.parametrize(
    ("body", "css"),
    [
        (f"<p>{LONG} ex-minister {LONG}</p>", ""),
        (f"<p>{LONG} real\u2010hyphen</p>", ""),
        (f"<p>{LONG}</p>", "p { hyphenate-character: '-' }"),
        ("<p>internation&shy;alisation internation&shy;alisation internation&shy;alisation</p>", ""),
    ],
    ids=["own glyph", "shared glyph", "other character", "soft hyphens"],
)
def test_copied_text_has_no_hyphens_at_the_ends_of_lines(body: str, css: str) -> None:
    page = pypdfium2.PdfDocument(render_pdf(document(body, f"p {{ width: 50mm; hyphens: auto }} {css}")))[0]
    text = page.get_textpage().get_text_bounded()
    joined = "".join(text.replace("\u00ad", "").replace("\x02", "").split())
    assert "internationalisation" in joined
    for own in ("ex-minister", "real\u2010hyphen"):
        assert (own in joined) == (own in body)


@pytest.mark.parametrize(
    ("body", "css", "message"),
    [
        (f"<p>{LONG * 3}</p>", "p { width: 40mm; max-lines: 2; continue: discard }", "words of <p> are not on the"),
        ('<div id="r">x <a href="https://a.example">y</a></div><p>z</p>',
         "#r { position: running(h) } @page { @top-center { content: element(h) } }", "in a running head"),
        ('<p><a href="https://a.example"><img src="asset:generated/bar.svg" alt=""></a></p>', "", "has no text"),
        ('<p aria-hidden="true"><a href="https://a.example">x</a></p>', "", "no reader can reach"),
    ],
    ids=["words lost", "link in a head", "link without text", "hidden link"],
)  # fmt: skip
def test_what_cannot_be_matched_fails_the_document(body: str, css: str, message: str) -> None:
    assert message in problem_of(body, css)


@pytest.mark.parametrize(("version", "fits"), [("70.0", True), ("70.1", True), ("69.9", False), ("71.0", False)])
def test_another_version_of_weasyprint_is_refused(version: str, fits: bool) -> None:
    if fits:
        return check_version(version)
    with pytest.raises(RenderError) as caught:
        check_version(version)
    assert caught.value.problems[0].code == "weasyprint-version"


def test_spaces_case_and_soft_hyphens_do_not_matter_when_lines_are_matched() -> None:
    assert fold("Straße\u00ad n") == fold("STRASSE\u200bN") == "strassen"
    assert fold("İğde ı") == fold("İĞDE I")
    assert align(["lost"], []).lost == "lost"
