"""Builds the structure tree from the elements of the source, in their order, and hangs the content of the pages in.

Whatever cannot be matched is a problem: nothing becomes an artifact because its place is unknown.
"""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from briefgen.render.problems import Problem, shorten
from briefgen.render.structure.alignment import align
from briefgen.render.structure.attributes import describe
from briefgen.render.structure.content import LAYOUT, Content, Item
from briefgen.render.structure.names import Names
from briefgen.render.structure.nodes import Node
from briefgen.render.structure.roles import alternative, is_back_link, is_block, is_picture, type_of

StyleOf = Callable[[Element], Any]
HINT = "the layout has changed the order of the text, or left some out: simplify the styles of this part"
# What stands in front of an element's own text, in this order; the rest stands behind it.
BEFORE = ("marker", "footnote-marker", "note-marker", "before")
AFTER = ("after", "note-callback")
CALLS = ("footnote-call", "note-call")


class Builder:
    """Builds one tree. ``modern`` asks for PDF 2.0. ``nodes`` then has the node that each element's content is in."""

    def __init__(self, content: Content, style_of: StyleOf, names: Names, modern: bool) -> None:
        self.content = content
        self.problems: list[Problem] = []
        self.nodes: dict[Element, Node] = {}
        self.calls: dict[Element, Node] = {}
        self._items = dict(content.items)
        self._annotations = dict(content.annotations)
        self._style_of = style_of
        self._names = names
        self._modern = modern

    def build(self, root: Element) -> Node:
        """Return the node of the document; ``problems`` says what is wrong with it."""
        document = Node("Document", root)
        self._fill(document, root, document)
        for items in self._items.values():
            self._refuse(f"{_at(items[0].element)} holds text that its source does not", items[0].text or "a picture")
        for mark in self.content.unknown:
            self._refuse("a piece of content has no place in the source", f"number {mark[1]} on page {mark[0] + 1}")
        for text in self.content.unreachable:
            self._refuse("a link stands in a running head, where readers cannot reach it", text)
        document.prune()
        return document

    def _grow(self, element: Element, parent: Node) -> None:
        """Add an element, with all that is in it, to the node that it is in."""
        if not self._shown(element):
            return
        if element.get("aria-hidden") == "true":
            return self._hide(element)
        if is_block(element):
            parent.end_paragraph()
        if is_picture(element):
            self._picture(element, parent)
        else:
            self._call(element, parent)
            node = self._node(element, parent)
            self._fill(node, element, parent)
        if is_block(element):
            parent.end_paragraph()

    def _node(self, element: Element, parent: Node) -> Node:
        """Return the node that the content of an element goes to: a new one, or the parent."""
        style = self._style_of(element)
        if element in self._names.notes and element.tag != "li":
            type_ = "FENote" if self._modern else "Note"
        elif element.tag == "figcaption" and not _captions(parent):
            type_ = "P"
        else:
            type_ = type_of(element, self._modern, parent.nearest("TOC") is not None or self._names.is_contents(element))
        if type_ == "P" and parent.nearest("P"):
            type_ = ""
        if not type_:
            return parent
        if element.tag in ("dt", "dd"):
            return self._described(type_, element, parent)
        node = Node(type_, element)
        if is_back_link(element) and parent.type in ("LBody", "Note", "FENote") and not any(parent.items()):
            item = parent.nearest("LI")
            if item is not None:
                label = Node("Lbl", element)
                item.kids.insert(0, label)
                label.parent = item
                parent = label
        elif self._names.is_mark(element) and not self._modern:
            reference = Node("Reference")
            parent.add(reference)
            parent = reference
        parent.add(node)
        describe(node, element, style, self._names, self._modern)
        if element.tag == "li" and element in self._names.notes:
            node.inner = node.body().child("FENote" if self._modern else "Note", element)
        return node

    def _described(self, type_: str, element: Element, parent: Node) -> Node:
        """Return the label or the body of a pair in a description list."""
        list_ = parent.nearest("L") or parent
        pair = list_.kids[-1] if list_.kids else None
        if not isinstance(pair, Node) or type_ == "Lbl":
            pair = list_.child("LI")
        if type_ == "LBody":
            return pair.body()
        label = pair.child(type_, element)
        describe(label, element, self._style_of(element), self._names, self._modern)
        return label

    def _fill(self, node: Node, element: Element, parent: Node) -> None:
        """Hang the content of an element into its node, and go on with its children."""
        self.nodes[element] = node.inner or node
        self._link(element, node)
        for slot in BEFORE:
            self._generated(element, slot, node)
        for piece in self._pieces(element):
            if isinstance(piece, Item):
                self._text(piece, node)
            else:
                self._grow(piece, node if node.inner is None else node.inner)
        for slot in AFTER:
            self._generated(element, slot, node)

    def _pieces(self, element: Element) -> Iterator[Item | Element]:
        """Yield an element's lines of text and its children, in the order of the source."""
        items = self._items.pop((element, ""), [])
        children = list(element)
        found = align([element.text or "", *(child.tail or "" for child in children)], items)
        if found.foreign:
            self._refuse(f"a line of {_at(element)} is not where its source has it", found.foreign)
        elif found.lost:
            self._refuse(f"words of {_at(element)} are not on the pages", found.lost)
        placed = list(zip(found.segments, items, strict=False))
        for segment, child in enumerate([None, *children]):
            if child is not None and isinstance(child.tag, str):
                yield child
            yield from (item for place, item in placed if place == segment)

    def _text(self, item: Item, node: Node) -> None:
        blank = not (item.text or "").strip()
        target = node.body() if node.type in ("LI", "L", "TR") else node
        # Spaces between blocks are nobody's content.
        if blank and (target.type not in ("P", "Link") and target.paragraph is None and not any(target.items())):
            self.content.artifacts[item.mark] = LAYOUT
        else:
            node.add(item)

    def _generated(self, element: Element, slot: str, node: Node) -> None:
        """Add what the styles have put in: numbers and words are content, the rest is decoration."""
        for item in self._items.pop((element, slot), []):
            if slot == "marker" and node.type == "LI" and (item.text or "").strip():
                node.kids[:0] = [label] if (label := self._label(node, element)) else []
                self._label_of(node).add(item)
            elif item.text is not None and _means_something(item.text):
                target = self._marker(node, element) if slot == "footnote-marker" else node
                target.add(item)
            else:
                self.content.artifacts[item.mark] = LAYOUT
