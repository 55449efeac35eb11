"""Destinations: in PDF 2.0 bookmarks and links lead to structure elements. ISO 32000-2, 12.3.2.3."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

import pydyf

from briefgen.render.structure.nodes import Node


def point_to_elements(
    pdf: Any, bookmarked: Sequence[tuple[str, Element]], nodes: Mapping[Element, Node], objects: Mapping[Node, Any]
) -> None:
    """Give the bookmarks and the named places of a PDF the elements that they lead to.

    ``bookmarked`` are the elements behind the bookmarks with their titles, ``objects`` the dictionaries of the nodes.
    """
    written = {element: _written(node, objects) for element, node in nodes.items()}
    remaining = iter(bookmarked)
    for bookmark in [
        entry for entry in pdf.objects if isinstance(entry, dict) and "Title" in entry and "Dest" in entry
    ]:
        place = bookmark.pop("Dest")
        element = next(element for title, element in remaining if title == bookmark["Title"].string)
        bookmark["A"] = pydyf.Dictionary({"S": "/GoTo", **destination(place, written[element])})
    names = pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", [])
    ids = {element.get("id"): found for element, found in written.items()}
    for index in range(0, len(names), 2):
        found = ids.get(names[index].string)
        if found is not None:
            names[index + 1] = destination(names[index + 1], found)


def destination(place: Any, element: Any) -> Any:
    """Return a destination both ways: the place on a page, and the structure element there."""
    return pydyf.Dictionary({"D": place, "SD": pydyf.Array([element.reference, *place[1:]])})


def _written(node: Node, objects: Mapping[Node, Any]) -> Any:
    """Return the dictionary of a node, or of the nearest around it that was not empty."""
    around: Node | None = node
    while around is not None and around not in objects:
        around = around.parent
    return objects[around] if around is not None else None
