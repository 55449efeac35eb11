import http.server
import io
import re
import shutil
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from briefgen.model.document import AssetRoot, Document
from briefgen.render import registry, workers
from briefgen.render.pdf import PAGES, render_pdf
from briefgen.render.problems import Problem, RenderError

Maker = Callable[..., Document]


def png(width: int = 4, height: int = 4) -> bytes:
    """Return a black picture of any size in a few bytes."""
    lines = zlib.compress(bytes(height * (1 + (width + 7) // 8)), 9)
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)), (b"IDAT", lines), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def problems_of(document: Document) -> tuple[Problem, ...]:
    with pytest.raises(RenderError) as caught:
        render_pdf(document)
    return caught.value.problems


def codes_of(document: Document) -> set[str]:
    return {problem.code for problem in problems_of(document)}


def xmp(pdf: bytes) -> str:
    """Return the file's XMP packet."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    for stream in streams:
        try:
            text = zlib.decompress(stream)
        except zlib.error:
            continue
        if b"<x:xmpmeta" in text:
            return text.decode()
    raise AssertionError("there is no XMP packet")


def elsewhere_rendered(*documents: Document) -> list[bytes]:
    """Return documents as PDF, each rendered in a process of its own."""
    made = []
    for document in documents:
        run = workers.run([workers.Job("x", document)], partial(registry.renderer("pdf"), stem="x"), 1, 60, 1500)
        made += [outcome.value[0].body for outcome in run if outcome.value is not None]
    return made


@pytest.fixture
def requests() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine: its address, and the paths that were asked for."""
    paths: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(404)
            self.end_headers()

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()


def test_a_pdf_has_the_text_and_the_metadata_of_the_document(make: Maker) -> None:
    pdf = pypdfium2.PdfDocument(render_pdf(make("<p>Vier besluiten</p>")))
    assert "Vier besluiten" in pdf[0].get_textpage().get_text_bounded()
    metadata = pdf.get_metadata_dict()
    assert metadata["Title"] == "Kinderen & recht"
    assert metadata["Author"] == "Stichting"
    assert metadata["Keywords"] == "Peru, wet"
    assert metadata["CreationDate"] == "D:20261102000000Z"


def test_a_pdf_says_that_it_is_both_pdf_a_and_pdf_ua(make: Maker) -> None:
    packet = xmp(render_pdf(make("")))
    assert 'pdfaid:part="2"' in packet
    assert 'pdfaid:conformance="A"' in packet
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet
    assert "<rdf:li>nl</rdf:li>" in packet


def test_a_reproducible_build_sets_the_date(make: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    pdf = pypdfium2.PdfDocument(render_pdf(make("")))
    assert pdf.get_metadata_value("CreationDate") == "D:19700101000000Z"


def test_the_same_document_gives_the_same_bytes_in_another_folder_and_another_process(
    make: Maker, workspace: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (workspace / "content/a.png").write_bytes(png())
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "deeper"
    shutil.copytree(workspace, elsewhere)
    body = '<p>Twee <b>keer</b> <img src="asset:content/a.png" alt="Zwart"></p>'
    here = render_pdf(make(body))
    assert render_pdf(make(body)) == here
    assert elsewhere_rendered(make(body), make(body, folder=elsewhere)) == [here, here]


def test_what_was_rendered_before_in_the_same_process_changes_no_byte(make: Maker) -> None:
    one = make("<p>Vijf <b>kinderen</b>, <i>één</i> wet</p>", css="p { font-size: 11pt }")
    others = [
        make("<p>Iets anders</p>" * 40),
        make("<ol><li>Drie</li></ol>", css="ol { list-style-type: upper-roman; font-weight: 600 } p { color: red }"),
        make("<p>Vijf</p>", css="@counter-style decimal { system: cyclic; symbols: '-' } p { font-size: 11pt }"),
        replace(make("<p>Vijf</p>"), conformance="ua2"),
    ]
    for document in (*others, make("<p>中</p>")):
        with suppress(RenderError):
            render_pdf(document)
    assert [render_pdf(one)] == elsewhere_rendered(one)


def test_a_worker_bears_the_date_that_its_caller_asks_for_now(make: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    for epoch, date in (("0", "D:19700101000000Z"), (None, "D:20261102000000Z"), ("86400", "D:19700102000000Z")):
        if epoch is None:
            monkeypatch.delenv("SOURCE_DATE_EPOCH")
        else:
            monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        (made,) = elsewhere_rendered(make(""))
        assert pypdfium2.PdfDocument(made).get_metadata_value("CreationDate") == date


def test_a_font_that_changed_is_loaded_anew(make: Maker, workspace: Path) -> None:
    before = render_pdf(make("<p>Tekst</p>"))
    fonts = workspace / "theme/fonts"
    shutil.copy(fonts / "IBMPlexSerif-Regular.woff2", fonts / "IBMPlexSans-Text.woff2")
    assert b"Serif" not in before
    assert render_pdf(make("<p>Tekst</p>")) != before


def test_no_font_of_the_machine_slips_in(make: Maker) -> None:
    document = make('<p style="font-family: DejaVu Sans, Arial, monospace">Tekst</p>')
    page = pypdfium2.PdfDocument(render_pdf(document))[0]
    names = {text.get_font().get_base_name().split("+")[-1] for text in page.get_objects([1])}
    assert {name.split("-")[0] for name in names} == {"Plex"}


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="{url}/a.png" alt="x">',
        '<p style="background: url({url}/b.png)">x</p>',
        "<style>@import url({url}/c.css);</style>",
        '<link rel="stylesheet" href="{url}/d.css">',
        '<object data="{url}/e.png"></object>',
        '<embed src="{url}/f.png">',
        '<svg width="9" height="9"><image href="{url}/g.png" width="9" height="9"/></svg>',
        "<style>@font-face {{ font-family: Far; src: url({url}/h.woff2) }} p {{ font-family: Far }}</style><p>x</p>",
        '<base href="{url}/"><img src="i.png" alt="x">',
    ],
)
def test_a_web_server_is_never_asked(markup: str, make: Maker, requests: tuple[str, list[str]]) -> None:
    url, paths = requests
    assert "asset-refused" in codes_of(make(markup.format(url=url)))
    assert paths == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "data:image/png;base64,iVBORw0KGgo=",
        "ftp://127.0.0.1/x.png",
        "asset://host/content/a.png",
        "asset:content/../secret.png",
        "asset:content/%2e%2e/secret.png",
        "asset:content/a.png?x=1",
        "asset:/content/a.png",
        "a.png",
    ],
)
def test_only_plain_asset_urls_are_read(url: str, make: Maker, workspace: Path) -> None:
    (workspace / "secret.png").write_bytes(png())
    (workspace / "content/a.png").write_bytes(png())
    (problem,) = problems_of(make(f'<img src="{url}" alt="x">'))
    assert problem.code == "asset-refused"


def test_a_link_out_of_the_folder_is_not_followed(make: Maker, workspace: Path) -> None:
    (workspace / "secret.png").write_bytes(png())
    (workspace / "content/a.png").symlink_to(workspace / "secret.png")
    (workspace / "content/folder").symlink_to(workspace)
    for name in ("a.png", "folder/secret.png"):
        (problem,) = problems_of(make(f'<img src="asset:content/{name}" alt="x">'))
        assert problem.code == "asset-refused"
        assert "symbolic link" in problem.message


def test_a_picture_of_too_many_pixels_is_refused_by_its_header(make: Maker) -> None:
    bomb = png(13_000, 13_000)
    assert len(bomb) < 30_000
    (problem,) = problems_of(make('<img src="asset:generated/bomb.png" alt="x">', generated={"bomb.png": bomb}))
    assert problem.code == "asset-refused"
    assert "169 megapixels" in problem.message


def test_a_picture_that_was_cut_short_is_refused(make: Maker) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (300, 300), "red").save(stream, "JPEG")
    for whole in (png(300, 300), stream.getvalue()):
        make_one = partial(make, '<img src="asset:generated/x" alt="x">')
        render_pdf(make_one(generated={"x": whole}))
        assert codes_of(make_one(generated={"x": whole[:-8]})) == {"asset-refused"}


@pytest.mark.parametrize(
    "drawing",
    [
        '<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="asset:content/a.png"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><style>@import "x.css";</style></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(http://127.0.0.1/x#y)"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        '<?xml-stylesheet href="x.css"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        '<?xml version="1.0" encoding="cp037"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        '<html xmlns="http://www.w3.org/1999/xhtml"/>',
        "GIF89a",
    ],
)
def test_a_file_that_does_more_than_show_itself_is_refused(drawing: str, make: Maker) -> None:
    document = make('<img src="asset:generated/x.svg" alt="x">', generated={"x.svg": drawing.encode()})
    assert codes_of(document) == {"asset-refused"}


def test_a_plain_drawing_is_drawn(make: Maker) -> None:
    drawing = (
        '<?xml version="1.0" encoding="UTF-8"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        '<defs><linearGradient id="g"><stop stop-color="red"/></linearGradient></defs>'
        '<rect width="9" height="9" style="fill: url(#g)"/></svg>'
    )
    assert render_pdf(make('<img src="asset:generated/x.svg" alt="x">', generated={"x.svg": drawing.encode()}))


def test_a_file_of_more_than_8_mib_is_refused(make: Maker, workspace: Path) -> None:
    (workspace / "content/a.png").write_bytes(png() + bytes(8 << 20))
    assert codes_of(make('<img src="asset:content/a.png" alt="x">')) == {"asset-refused"}


def test_a_document_may_use_200_files(make: Maker) -> None:
    pictures = {f"{number}.png": png() for number in range(200)}
    body = "".join(f'<img src="asset:generated/{name}" alt="x">' for name in pictures)
    # The two fonts count as well.
    (first, second) = problems_of(make(body, generated=pictures))
    assert first.code == second.code == "asset-refused"


def test_every_missing_picture_is_named(make: Maker) -> None:
    found = problems_of(make('<img src="asset:content/a.png" alt="x"><img src="asset:nowhere/b.png" alt="x">'))
    assert [problem.code for problem in found] == ["asset-missing", "asset-missing"]
    assert "asset:content/a.png" in found[0].message
    assert "asset:theme/" in found[1].hint


def test_a_character_without_a_glyph_is_named_with_its_surroundings(make: Maker) -> None:
    (problem,) = problems_of(make("<p>Een brief voor 中国 &amp; Peru</p>", css="p { font-weight: 600 }"))[:1]
    assert problem.code == "glyph-missing"
    assert "U+4E2D" in problem.message
    assert "voor 中国 & Peru" in problem.message


def test_a_log_line_of_the_layout_engine_fails_the_document_each_time(make: Maker) -> None:
    document = make("", css="p { text-wrap: balance }")
    for _ in range(2):
        (problem,) = problems_of(document)
        assert problem.code == "render-warning"
        assert "text-wrap" in problem.message


def test_a_link_to_an_anchor_that_is_missing_fails_the_document(make: Maker) -> None:
    assert codes_of(make('<a href="#nowhere">x</a>')) == {"render-warning"}


@pytest.mark.parametrize("target", ["javascript:alert(1)", "file:///etc/passwd", "smb://h/x", "data:,x", "other.html"])
def test_a_link_that_runs_or_opens_something_is_refused(target: str, make: Maker) -> None:
    assert codes_of(make(f'<a href="{target}">x</a>')) == {"link-refused"}


@pytest.mark.parametrize("target", ["https://a.example/", "HTTP://a.example/", "mailto:a@b.example", "tel:+51", "#kop"])
def test_a_link_that_a_reader_expects_is_kept(target: str, make: Maker) -> None:
    pdf = pypdfium2.PdfDocument(render_pdf(make(f'<p id="kop"><a href="{target}">x</a></p>')))
    assert len(pdf) == 1


@pytest.mark.parametrize("tag", ["<a rel=attachment href='{url}'>x</a>", "<link rel=attachment href='{url}'>"])
def test_files_cannot_be_attached(tag: str, make: Maker) -> None:
    assert codes_of(make(tag.format(url="asset:theme/fonts/IBMPlexSans-Text.woff2"))) == {"link-refused"}


def test_a_document_has_at_most_sixty_pages(make: Maker) -> None:
    page = '<p style="break-before: page">x</p>'
    assert len(pypdfium2.PdfDocument(render_pdf(make(page * (PAGES - 1))))) == PAGES
    assert codes_of(make(page * PAGES)) == {"pages-too-many"}


def test_the_first_folder_of_a_root_that_has_the_file_wins(make: Maker, workspace: Path) -> None:
    for name, size in (("own", 3), ("packaged", 5)):
        (workspace / name).mkdir()
        (workspace / name / "a.png").write_bytes(png(size, size))
    (workspace / "packaged/b.png").write_bytes(png(7, 7))
    document = make('<img src="asset:art/a.png" alt="x"><img src="asset:art/b.png" alt="x">')
    folders = (workspace / "own", workspace / "packaged", workspace / "absent")
    document = replace(document, roots=(*document.roots, AssetRoot("art", folders)))
    page = pypdfium2.PdfDocument(render_pdf(document))[0]
    assert sorted(picture.get_metadata().width for picture in page.get_objects([3])) == [3, 7]
