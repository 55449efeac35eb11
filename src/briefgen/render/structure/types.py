"""Types: which structure type an element gets where it stands."""

from xml.etree.ElementTree import Element

from briefgen.render.structure.nodes import Node
from briefgen.render.structure.roles import PLAIN_BLOCKS, SVG, TYPES, holds_text

TABLE_PARTS = {"thead", "tbody", "tfoot", "tr", "th", "td", "caption"}
ITEMS = {"li", "dt", "dd"}
# Tables of contents have types of their own in PDF 1.7 alone.
CONTENTS = {"ul": "TOC", "ol": "TOC", "li": "TOCI"}
# A paragraph has no place within these.
LINES = ("Em", "H1", "H2", "H3", "H4", "H5", "H6", "Lbl", "P", "Span", "Strong")


def type_of(element: Element, parent: Node, note: bool, modern: bool) -> str:
    """Return the structure type of an element; empty for one that leaves its content to its parent.

    ``note`` says that marks lead to it, ``modern`` asks for PDF 2.0.
    """
    tag, role = str(element.tag), element.get("role", "")
    if note and tag != "li":
        return "FENote" if modern else "Note"
    if role == "heading":
        level = element.get("aria-level", "")
        return f"H{level}" if level in set("123456") else "H2"
    if tag == "a":
        return "Link" if element.get("href") else _span(element)
    if tag in CONTENTS and not modern and _in_contents(parent):
        return CONTENTS[tag]
    if tag in PLAIN_BLOCKS or role in ("presentation", "none") or _is_astray(element, parent):
        return _plain(element, parent)
    type_ = TYPES.get(tag, ("", ""))[modern] or _span(element)
    return "" if type_ == "P" and parent.nearest(*LINES) else type_


def _plain(element: Element, parent: Node) -> str:
    """Return the type of a block that means nothing itself: a paragraph if it holds text."""
    if holds_text(element) and not parent.nearest(*LINES):
        return "P"
    return "Div" if element.get("lang") and not parent.nearest(*LINES) else _span(element)


def _span(element: Element) -> str:
    return "Span" if element.get("lang") else ""


def _in_contents(parent: Node) -> bool:
    """Say whether a node is within a table of contents."""
    node: Node | None = parent
    while node is not None and (node.element is None or node.element.get("role") != "doc-toc"):
        node = node.parent
    return node is not None


def _is_astray(element: Element, parent: Node) -> bool:
    """Say whether an element stands without the one that would give it its meaning."""
    tag = element.tag
    if tag in TABLE_PARTS:
        return parent.nearest("Table") is None
    if tag in ITEMS:
        return parent.type != "L"
    return tag == "figcaption" and not _has_picture(parent.element)


def _has_picture(figure: Element | None) -> bool:
    return figure is not None and any(
        part.tag in ("img", SVG, "table") or part.get("role") == "img" for part in figure.iter()
    )
