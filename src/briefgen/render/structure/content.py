"""Reads the laid-out pages: every piece of marked content and every link, with the element that it comes from.

WeasyPrint marks each text box and each picture that it draws with a number of its page. Boxes and streams are
WeasyPrint's private classes: they are known here by their attributes alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

Mark = tuple[int, int]
"""A page, counted from 0, and the number of a piece of marked content on it."""

LAYOUT = {"Type": "/Layout"}
PAGINATION = {"Type": "/Pagination"}
HEADER = {"Type": "/Pagination", "Subtype": "/Header", "Attached": "[/Top]"}
FOOTER = {"Type": "/Pagination", "Subtype": "/Footer", "Attached": "[/Bottom]"}


@dataclass(slots=True, eq=False)
class Item:
    """A piece of marked content: a line of text, or a picture, whose ``text`` is None.

    ``slot`` is the pseudo-element that it belongs to, such as ``before``; empty for what the element itself holds.
    ``hyphenated`` says that the layout has added a hyphen at its end, ``spaced`` that it draws no space there though
    one follows in the source.
    """

    mark: Mark
    element: Element
    slot: str
    text: str | None
    box: Any
    hyphenated: bool = False
    spaced: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Annotation:
    """The active area of a link on a page: a dictionary that is in the PDF already."""

    page: int
    dictionary: Any


@dataclass(slots=True)
class Content:
    """What the pages hold.

    ``items`` and ``annotations`` are by element, the first by pseudo-element as well, in the order of the layout;
    building the tree takes them out. ``artifacts`` are
    the marks of what is not content, with the properties of the artifact; ``bookmarked`` the elements that the
    outline lists, with their titles; ``unreachable`` the texts of links in running heads; ``unknown`` the marks that
    no box accounts for.
    """

    items: dict[Element, dict[str, list[Item]]] = field(default_factory=dict)
    annotations: dict[Element, list[Annotation]] = field(default_factory=dict)
    artifacts: dict[Mark, dict[str, str]] = field(default_factory=dict)
    bookmarked: list[tuple[str, Element]] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)
    unknown: list[Mark] = field(default_factory=list)


def read(page_boxes: Iterable[Any], streams: Iterable[Any]) -> Content:
    """Return what the pages hold."""
    reader = _Reader()
    for page, (page_box, stream) in enumerate(zip(page_boxes, streams, strict=True)):
        reader.tags, reader.page = dict(stream._tags), page
        reader.visit(page_box, None)
        reader.content.unknown += [(page, tag["mcid"]) for tag in reader.tags.values()]
    return reader.content


class _Reader:
    """Walks the boxes of one page after another."""

    def __init__(self) -> None:
        self.content = Content()
        self.tags: dict[Any, Any] = {}
        self.page = 0
        self._repeatable: set[Element] = set()

    def visit(self, box: Any, artifact: dict[str, str] | None) -> None:
        """Read a box and what is in it. ``artifact`` is set inside of what is not content."""
        # Boxes out of the flow are behind a placeholder.
        box = getattr(box, "_box", box)
        artifact = artifact or self._artifact(box)
        slot = _slot(box)
        self._bookmark(box, slot, artifact)
        self._link(box, artifact)
        tag = self.tags.pop(box, None)
        if tag is not None:
            mark = (self.page, tag["mcid"])
            if artifact or box.element is None:
                self.content.artifacts[mark] = artifact or LAYOUT
            else:
                item = Item(mark, box.element, slot, getattr(box, "text", None), box)
                self.content.items.setdefault(box.element, {}).setdefault(slot, []).append(item)
        for child in box.children:
            self.visit(child, artifact)

    def _artifact(self, box: Any) -> dict[str, str] | None:
        if hasattr(box, "at_keyword"):
            return HEADER if box.at_keyword.startswith("@top") else FOOTER
        if box.is_leader:
            return LAYOUT
        # The heads and feet of tables, and what has a fixed place, come again on each page: once they are content.
        again = getattr(box, "is_header", False) or getattr(box, "is_footer", False)
        if again or (box.style["position"] == "fixed" and box.element is not None):
            if box.element in self._repeatable:
                return PAGINATION
            self._repeatable.add(box.element)
        return None

    def _bookmark(self, box: Any, slot: str, artifact: dict[str, str] | None) -> None:
        if box.bookmark_label and box.style["bookmark_level"] != "none" and not artifact and not slot:
            self.content.bookmarked.append((box.bookmark_label, box.element))

    def _link(self, box: Any, artifact: dict[str, str] | None) -> None:
        if box.link_annotation is None:
            return
        if artifact in (HEADER, FOOTER) or box.element is None:
            self.content.unreachable.append("" if box.element is None else "".join(box.element.itertext()))
        else:
            annotation = Annotation(self.page, box.link_annotation)
            self.content.annotations.setdefault(box.element, []).append(annotation)


def _slot(box: Any) -> str:
    """Return the pseudo-element of a box; the first line and the first letter are the element's own text."""
    names = (box.element_tag or "").split("::")[1:]
    return next((name for name in names if not name.startswith("first-")), "")
