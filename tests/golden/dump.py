"""Writes down what a PDF says besides its looks: the text of its pages, its tags, its outline and its metadata."""

from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree

import pikepdf
import pypdfium2
from pypdfium2 import raw

from .tags import Tags

NEXT_LINE = 3.0
"""From what distance of their baselines, in points, two texts stand on different lines."""
SOFT_HYPHEN = "\N{SOFT HYPHEN}"


def text(body: bytes) -> str:
    """Return the text of all pages, in the order in which the pages draw it."""
    with pypdfium2.PdfDocument(body) as document:
        pages = []
        for number, page in enumerate(document, 1):
            content = page.get_textpage().get_text_range().replace("\r\n", "\n")
            pages.append(f"--- page {number}\n{content}\n")
    return "\n".join(pages)


def structure(body: bytes) -> str:
    """Return the tree of tags: a line for each element, with its language, its attributes and its text."""
    with pikepdf.open(BytesIO(body)) as pdf:
        return "".join(f"{line}\n" for line in Tags(pdf, _marked_texts(body)).lines())


def properties(body: bytes) -> str:
    """Return what the catalogue, the metadata and the outline say."""
    with pikepdf.open(BytesIO(body)) as pdf, pypdfium2.PdfDocument(body) as document:
        return "".join(f"{line}\n" for line in (*_catalogue(pdf), *_info(pdf), *_xmp(pdf), *_outline(document)))


def _marked_texts(body: bytes) -> dict[tuple[int, int], str]:
    """Return the text of each marked content by the index of its page and its number there.

    A file has no space where a line ends; one is put there, but not after a soft hyphen.
    """
    found: dict[tuple[int, int], str] = {}
    with pypdfium2.PdfDocument(body) as document:
        for index, page in enumerate(document):
            line, before = 0.0, ""
            texts = page.get_textpage()
            for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], textpage=texts):
                key = index, raw.FPDFPageObj_GetMarkedContentID(drawn)
                content, height = drawn.extract(), drawn.get_matrix().f
                ends = abs(height - line) > NEXT_LINE and not before.endswith(SOFT_HYPHEN)
                found[key] = found.get(key, "") + (" " if ends else "") + content
                line, before = height, content
    return found


def _catalogue(pdf: pikepdf.Pdf) -> Iterator[str]:
    yield "--- catalogue"
    yield f"version: {pdf.pdf_version}"
    yield f"pages: {len(pdf.pages)}"
    for name in ("/Lang", "/PageMode", "/PageLayout"):
        if name in pdf.Root:
            yield f"{name[1:]}: {pdf.Root[name]}"
    for name in ("/MarkInfo", "/ViewerPreferences"):
        for key, value in sorted(pdf.Root.get(name, pikepdf.Dictionary()).items()):
            yield f"{name[1:]} {key[1:]}: {value}"
    fonts = {font["/BaseFont"] for page in pdf.pages for font in page.resources.get("/Font", {}).values()}
    yield from (f"font: {name}" for name in sorted({str(font).partition("+")[2] or str(font) for font in fonts}))


def _info(pdf: pikepdf.Pdf) -> Iterator[str]:
    yield "\n--- document information"
    yield from (f"{key[1:]}: {value}" for key, value in sorted(pdf.docinfo.items()))


def _xmp(pdf: pikepdf.Pdf) -> Iterator[str]:
    yield "\n--- XMP"
    body = pdf.Root.Metadata.read_bytes()
    prefixes = {url: prefix for _, (prefix, url) in ElementTree.iterparse(BytesIO(body), events=("start-ns",))}
    yield from _element(ElementTree.fromstring(body.strip()), prefixes, 0)


def _element(element: ElementTree.Element, prefixes: dict[str, str], depth: int) -> Iterator[str]:
    def short(name: str) -> str:
        url, _, local = name.rpartition("}")
        return f"{prefixes.get(url[1:], 'xml')}:{local}" if url else local

    attributes = "".join(f" {short(name)}={value}" for name, value in sorted(element.items()) if value)
    content = (element.text or "").strip()
    yield f"{'  ' * depth}{short(element.tag)}{attributes}{': ' if content else ''}{content}"
    for child in element:
        yield from _element(child, prefixes, depth + 1)


def _outline(document: pypdfium2.PdfDocument) -> Iterator[str]:
    yield "\n--- outline"
    for mark in document.get_toc():
        target = mark.get_dest()
        page = f"page {target.get_index() + 1}" if target else "leads nowhere"
        yield f"{'  ' * mark.level}{mark.get_title()} ({page})"
