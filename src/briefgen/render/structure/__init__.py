"""The structure of a PDF: what each piece of its pages is, in reading order, for those who do not see the pages.

WeasyPrint's own tags follow its boxes, which are split at every page break, and know little of the meaning. This
tree is built from the elements of the source instead. It relies on private parts of WeasyPrint, so that only the
versions that it is known to fit are accepted.
"""

from typing import Any
from xml.etree.ElementTree import Element

import pydyf

from briefgen.render.problems import Problem, RenderError, shorten
from briefgen.render.structure.attributes import bounding_box
from briefgen.render.structure.content import Annotation, read
from briefgen.render.structure.destinations import destination, point_to_elements
from briefgen.render.structure.marks import settle, texts
from briefgen.render.structure.names import Names
from briefgen.render.structure.nodes import Node
from briefgen.render.structure.notes import FootnoteLinks, tie
from briefgen.render.structure.tables import link_headers
from briefgen.render.structure.tree import CODE, Builder
from briefgen.render.structure.writer import Writer

VERSION = "70."


def check_version(version: str) -> None:
    """Make sure that the structure fits a version of WeasyPrint.

    Raises:
        RenderError: ``weasyprint-version``.
    """
    if not version.startswith(VERSION):
        message = f"WeasyPrint {version} is installed, and the structure of PDFs is made for version {VERSION}x"
        raise RenderError(Problem("weasyprint-version", message, f'pip install "weasyprint=={VERSION}*"'))


def add_structure(pdf: Any, pages: Any, streams: Any, root: Any, style_of: Any, modern: bool) -> None:
    """Add the structure tree to a PDF whose pages are drawn.

    ``pages`` are WeasyPrint's, ``streams`` their drawings, ``root`` is the source, ``style_of`` gives the styles of
    an element. ``modern`` asks for PDF 2.0.

    Raises:
        RenderError: ``structure-mismatch``: some content has no place in the source, or the other way round.
    """
    content = read([page._page_box for page in pages.pages], streams)
    names = Names(root)
    builder = Builder(content, style_of, names, modern)
    document = builder.build(root)
    if builder.problems:
        raise RenderError(*builder.problems)
    _complete(document, pages)
    footnotes = FootnoteLinks(pdf, [page.height for page in pages.pages], modern)
    for element, call in builder.calls.items():
        footnotes.connect(call, builder.nodes[element])
    tie(document, builder.nodes, _marks(builder, names), modern)
    _name_links(document, names)
    said = texts(pdf, pages.fonts.values(), "".join(root.itertext()), document.items())
    writer = Writer(pdf, settle(pdf, streams, content.artifacts, said), modern)
    writer.write(document)
    if modern:
        point_to_elements(pdf, content.bookmarked, builder.nodes, writer.objects)
        for annotation, target in footnotes.made:
            annotation["A"].update(destination(annotation["A"]["D"], writer.objects[target]))


def _complete(document: Node, pages: Any) -> None:
    """Add what is known once the tree is whole: the boxes of figures, the headers of cells."""
    tables = 0
    for node in document.walk():
        if node.type == "Figure":
            item = next(node.items())
            node.attributes["Layout"] = {"BBox": bounding_box(item, pages.pages[item.mark[0]].height)}
        elif node.type == "Table":
            tables += 1
            link_headers(node, tables)


def _marks(builder: Builder, names: Names) -> dict[Element, list[Node]]:
    """Return the nodes of the marks of every note."""
    marks = {note: [builder.nodes[mark] for mark in own if mark in builder.nodes] for note, own in names.notes.items()}
    for note, call in builder.calls.items():
        marks.setdefault(note, []).append(call)
    return marks


def _name_links(document: Node, names: Names) -> None:
    """Describe every link in words.

    Raises:
        RenderError: ``structure-mismatch``: a link has none.
    """
    for node in document.walk():
        if node.type != "Link" or node.element is None:
            continue
        name = names.link(node.element)
        if not name:
            message = f'a link to "{shorten(node.element.get("href", ""))}" has no text'
            raise RenderError(Problem(CODE, message, "give it a text, or an aria-label"))
        for kid in node.kids:
            if isinstance(kid, Annotation):
                kid.dictionary["Contents"] = pydyf.String(name)
