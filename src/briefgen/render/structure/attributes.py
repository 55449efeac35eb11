"""Attributes: what a structure element says of itself beyond its type. ISO 32000-2, 14.8.5."""

from typing import Any
from xml.etree.ElementTree import Element

from briefgen.render.structure.content import Item
from briefgen.render.structure.names import Names
from briefgen.render.structure.nodes import Node

POINTS_PER_PIXEL = 0.75
NUMBERINGS = {
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
    "decimal": "Decimal",
    "upper-roman": "UpperRoman",
    "lower-roman": "LowerRoman",
    "upper-alpha": "UpperAlpha",
    "lower-alpha": "LowerAlpha",
}
MAX_SPAN = 1000  # HTML 4.9.11


def describe(node: Node, element: Element, style: Any, names: Names, modern: bool) -> None:
    """Give a node what its element says: language, expansion, name, numbering, scope."""
    _texts(node, element, names)
    if node.type == "L":
        node.attributes["List"] = {"ListNumbering": _numbering(element, style, modern)}
    elif node.type in ("TH", "TD"):
        _cell(node, element)
    elif element.tag in ("sub", "sup") and modern:
        node.attributes["Layout"] = {"TextPosition": str(element.tag).title()}


def _texts(node: Node, element: Element, names: Names) -> None:
    if language := element.get("lang"):
        node.entries["Lang"] = language
    if element.tag == "abbr" and (title := element.get("title")):
        node.entries["E"] = title
    label = element.get("aria-label")
    if node.type == "Link" and label:
        # Read in place of the text, which may be a mere number.
        node.entries["Alt"] = label
    elif label:
        node.entries["T"] = label


def _numbering(element: Element, style: Any, modern: bool) -> str:
    # A list-style-type may be a string or a function as well.
    kind = style["list_style_type"]
    known = NUMBERINGS.get(kind, "") if isinstance(kind, str) else ""
    if element.tag == "dl":
        return "Description" if modern else "None"
    if element.tag == "ol":
        return known or ("Ordered" if modern else "Decimal")
    return known or ("Unordered" if modern else "None")


def _cell(node: Node, element: Element) -> None:
    table: dict[str, object] = {}
    if node.type == "TH":
        table["Scope"] = "Row" if element.get("scope", "").lower().startswith("row") else "Column"
    for name, attribute in (("ColSpan", "colspan"), ("RowSpan", "rowspan")):
        if (span := span_of(element, attribute)) > 1:
            table[name] = span
    if table:
        node.attributes["Table"] = table


def span_of(element: Element, attribute: str) -> int:
    """Return over how many columns or rows a cell goes."""
    value = element.get(attribute, "").strip()
    return min(max(int(value), 1), MAX_SPAN) if value.isdecimal() else 1


def bounding_box(item: Item, page_height: float) -> list[float]:
    """Return the rectangle of a piece of content in points from the page's lower left corner."""
    box = item.box
    left, top = box.position_x, box.position_y
    # The margin box of a picture would take in its distances.
    if hasattr(box, "content_box_x"):
        left, top = box.content_box_x(), box.content_box_y()
    sides = (left, page_height - top - box.height, left + box.width, page_height - top)
    return [round(side * POINTS_PER_PIXEL, 3) for side in sides]
