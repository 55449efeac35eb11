"""Notes: their marks lead to them and they lead back, whether the source or the layout has made them notes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

import pydyf

from briefgen.render.problems import shorten
from briefgen.render.structure.attributes import bounding_box
from briefgen.render.structure.content import Annotation, Item
from briefgen.render.structure.names import WIDTH
from briefgen.render.structure.nodes import Node


def tie(document: Node, nodes: Mapping[Element, Node], marks: Mapping[Element, Sequence[Node]], modern: bool) -> None:
    """Give notes an ID, and in PDF 2.0 their kind and references to and from their marks.

    ``marks`` has the nodes of the marks of each element that is a note.
    """
    present = set(document.walk())
    number = 0
    for element, own in marks.items():
        note = nodes.get(element)
        if note not in present or note is None:
            continue
        number += 1
        note.entries["ID"] = f"note-{number}"
        if modern:
            kind = "Endnote" if element.tag == "li" or element.get("role") == "doc-endnote" else "Footnote"
            note.attributes["FENote"] = {"NoteType": kind}
            note.refs = [mark for mark in own if mark in present]
            for mark in note.refs:
                mark.refs = [note]


class FootnoteLinks:
    """Makes links of the marks of footnotes that the layout has set: down to the note, and back up."""

    def __init__(self, pdf: Any, heights: Sequence[float], modern: bool) -> None:
        self.made: list[tuple[Any, Node]] = []
        self._pdf = pdf
        self._heights = heights
        self._modern = modern

    def connect(self, call: Node, note: Node) -> None:
        """Link a mark and its note both ways."""
        label = note.label()
        back = Node("Link", parent=label, kids=label.kids)
        label.kids = [back]
        self._link(call, note, f"{_text(call.items())}: {_text(note.items(), skip=label.items())}")
        if back.kids:
            self._link(back, call, _before(call))

    def _link(self, link: Node, target: Node, name: str) -> None:
        goal = next(target.items())
        page = goal.mark[0]
        left, _, _, top = bounding_box(goal, self._heights[page])
        place = pydyf.Array([self._pdf.page_references[page], "/XYZ", left, top, 0])
        for item in list(link.items()):
            annotation = pydyf.Dictionary(
                {
                    "Type": "/Annot",
                    "Subtype": "/Link",
                    "Rect": pydyf.Array(bounding_box(item, self._heights[item.mark[0]])),
                    "BS": pydyf.Dictionary({"W": 0}),
                    "Contents": pydyf.String(shorten(name, WIDTH)),
                    "A": pydyf.Dictionary({"S": "/GoTo", "D": place}),
                }
            )
            self._pdf.add_object(annotation)
            number = int(self._pdf.page_references[item.mark[0]].split()[0])
            self._pdf.objects[number].setdefault("Annots", pydyf.Array()).append(annotation.reference)
            link.kids.append(Annotation(item.mark[0], annotation))
            self.made.append((annotation, target))


def _text(items: Iterable[Item], skip: Iterable[Item] = ()) -> str:
    unwanted = set(skip)
    runs: list[str] = []
    line = None
    for item in (item for item in items if item not in unwanted):
        place = (item.mark[0], item.box.position_y)
        # The layout drops the space at which a line ends.
        runs += ["" if line in (None, place) else " ", item.text or ""]
        line = place
    return " ".join("".join(runs).split())


def _before(call: Node) -> str:
    """Return the end of the text that a mark stands behind."""
    around = call.parent
    while around is not None and around.type in ("Reference", "Span", "Em", "Strong"):
        call, around = around, around.parent
    items = [item for kid in around.kids[: around.kids.index(call)] for item in _items(kid)] if around else []
    text = _text(items)
    return text if len(text) <= WIDTH else "…" + text[1 - WIDTH :]


def _items(kid: Any) -> Iterable[Item]:
    if isinstance(kid, Node):
        return kid.items()
    return (kid,) if isinstance(kid, Item) else ()
