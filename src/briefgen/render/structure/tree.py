"""Builds the structure tree from the elements of the source, in their order, and hangs the content of the pages in.

Whatever cannot be matched is a problem: nothing becomes an artifact because its place is unknown.
"""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from briefgen.render.problems import Problem, shorten
from briefgen.render.structure.alignment import align, word_starts
from briefgen.render.structure.attributes import describe
from briefgen.render.structure.content import LAYOUT, Content, Item
from briefgen.render.structure.names import Names
from briefgen.render.structure.nodes import Node
from briefgen.render.structure.roles import PICTURES, alternative, is_back_link, is_block, is_note_mark, is_picture
from briefgen.render.structure.types import TABLE_PARTS, type_of

CODE = "structure-mismatch"
HINT = "the styles move text, leave some out or show it twice: make them simpler for this part"
# What stands in front of an element's own text, in this order; everything else stands behind it.
BEFORE = ("marker", "footnote-marker", "note-marker", "before")
AFTER = ("after", "note-callback")
CALLS = ("footnote-call", "note-call")
# No line goes on over the edges of these, and of blocks.
SEPARATE = TABLE_PARTS | PICTURES


class Builder:
    """Builds one tree; ``problems`` then says what is wrong with it.

    ``modern`` asks for PDF 2.0. ``nodes`` maps each element to the node that its content is in, ``calls`` those that
    the layout made footnotes to the node of their mark.
    """

    def __init__(self, content: Content, style_of: Callable[[Element], Any], names: Names, modern: bool) -> None:
        self.problems: list[Problem] = []
        self.nodes: dict[Element, Node] = {}
        self.calls: dict[Element, Node] = {}
        self._content = content
        self._style_of = style_of
        self._names = names
        self._modern = modern
        # The line before in the same block, and whether the source has a space since.
        self._before: Item | None = None
        self._space = False

    def build(self, root: Element) -> Node:
        """Return the node of the document, with all content of the pages."""
        document = Node("Document", root)
        describe(document, root, self._style_of(root), self._names, self._modern)
        self._fill(root, document)
        for element, slots in self._content.items.items():
            for items in slots.values():
                self._refuse(f"{_at(element)} shows what its source does not have", items[0].text or "a picture")
        for element in self._content.annotations:
            self._refuse(f"{_at(element)} is a link that no reader can reach", "".join(element.itertext()))
        for page, number in self._content.unknown:
            self._refuse(f"content of page {page + 1} has no place in the source", f"number {number}")
        for text in self._content.unreachable:
            self._refuse("a link stands in a running head, where no reader can reach it", text)
        document.prune()
        return document

    def _grow(self, element: Element, parent: Node) -> None:
        """Add an element, with all that is in it, below the node that it is in."""
        style = self._style_of(element)
        if style["display"] == ("none",) or style["position"][0] == "running()":
            return
        block = is_block(element)
        if block:
            parent.paragraph = None
        if block or element.tag in SEPARATE:
            self._interrupt()
        if element.get("aria-hidden") == "true":
            self._decorate(element)
        elif is_picture(element):
            self._picture(element, parent)
        else:
            self._call(element, parent)
            self._fill(element, self._open(element, style, parent))
        if block:
            parent.paragraph = None
        if block or element.tag in SEPARATE:
            self._interrupt()
        elif element.tag == "br":
            self._space = True

    def _open(self, element: Element, style: Any, parent: Node) -> Node:
        """Return the node that the content of an element goes to: a new one, or the parent."""
        note = element in self._names.notes or element in self.calls
        type_ = type_of(element, parent, note, self._modern)
        if not type_:
            return parent
        if type_ in ("Lbl", "LBody"):
            node = _pair(parent, type_)
        elif is_back_link(element) and parent.nearest("LI") and not any(parent.items()):
            item = parent.nearest("LI") or parent
            node = item.label().child(type_, element)
        elif is_note_mark(element) and not self._modern:
            reference = Node("Reference")
            parent.add(reference)
            node = reference.child(type_, element)
        else:
            node = Node(type_, element)
            parent.add(node)
        node.element = element
        describe(node, element, style, self._names, self._modern)
        if type_ == "LI":
            node = node.child("LBody")
            if note:
                node = node.child("FENote" if self._modern else "Note", element)
        return node

    def _fill(self, element: Element, node: Node) -> None:
        """Hang the content of an element into its node, and go on with its children."""
        self.nodes[element] = node
        self._link(element, node)
        slots = self._content.items.pop(element, {})
        for slot in BEFORE:
            self._generated(slot, slots.pop(slot, ()), node)
        for piece in self._pieces(element, slots.pop("", [])):
            if isinstance(piece, Item):
                node.add(piece)
            else:
                self._grow(piece, node)
        for slot in AFTER:
            self._generated(slot, slots.pop(slot, ()), node)
        if slots:
            self._content.items[element] = slots

    def _pieces(self, element: Element, items: list[Item]) -> Iterator[Item | Element]:
        """Yield an element's lines of text and its children, in the order of the source."""
        children = list(element)
        texts = [element.text or "", *(child.tail or "" for child in children)]
        found = align(texts, items)
        if found.foreign:
            self._refuse(f"a line of {_at(element)} is not where its source has it", found.foreign)
        elif found.lost:
            self._refuse(f"words of {_at(element)} are not on the pages", found.lost)
        placed: dict[int, list[tuple[int, Item]]] = {}
        for place, item in zip(found.places, items, strict=False):
            if item.text is None:
                self._refuse(f"{_at(element)} shows what its source does not have", "a picture")
            elif place is None:
                self._content.artifacts[item.mark] = LAYOUT
            else:
                placed.setdefault(place[0], []).append((place[1], item))
        for segment, (child, text) in enumerate(zip([None, *children], texts, strict=True)):
            if child is not None and isinstance(child.tag, str):
                yield child
            lines = placed.get(segment, [])
            spaces = word_starts(text) if lines else set()
            for at, item in lines:
                self._separate(item, self._space if at == 0 and 0 not in spaces else at in spaces)
                yield item
            self._space = text[-1:].isspace() or (self._space and not text)

    def _separate(self, item: Item, space: bool) -> None:
        """Note whether the layout has dropped the space between a line and the one before it."""
        before = self._before
        if space and before is not None and before.text and not before.text[-1].isspace():
            before.spaced = not (item.text or "")[:1].isspace()
        self._before, self._space = item, False

    def _interrupt(self) -> None:
        """Forget the line before: what follows begins anew."""
        self._before, self._space = None, False

    def _generated(self, slot: str, items: tuple[Item, ...] | list[Item], node: Node) -> None:
        """Add what the styles have put in: the marks of lists, words and numbers are content, the rest decorates."""
        for item in items:
            text = (item.text or "").strip()
            place = node
            if slot == "marker" and item.element.tag == "li":
                place = (node.nearest("LI", "TOCI") or node).label()
            elif slot == "footnote-marker":
                place = node.label()
            if _says_something(text) or (text and place.type == "Lbl"):
                place.add(item)
            else:
                self._content.artifacts[item.mark] = LAYOUT

    def _call(self, element: Element, parent: Node) -> None:
        """Add the mark that the layout has left where a footnote was."""
        slots = self._content.items.get(element, {})
        for slot in CALLS:
            if items := slots.pop(slot, []):
                call = Node("Link") if self._modern else Node("Reference")
                parent.add(call)
                self.calls[element] = call if self._modern else call.child("Link")
                self.calls[element].kids += items

    def _picture(self, element: Element, parent: Node) -> None:
        """Add a picture, with the text that stands for it; one without decorates."""
        text = alternative(element)
        if not text:
            return self._decorate(element)
        figure = Node("Figure", element, entries={"Alt": text})
        if language := element.get("lang"):
            figure.entries["Lang"] = language
        for part in element.iter():
            for items in self._content.items.pop(part, {}).values():
                figure.kids += items
        (parent.paragraph or parent).insert(len((parent.paragraph or parent).kids), figure)
        self.nodes[element] = figure
        self._link(element, figure)

    def _decorate(self, element: Element) -> None:
        """Turn an element with all that is in it into artifacts."""
        for part in element.iter():
            for items in self._content.items.pop(part, {}).values():
                self._content.artifacts.update((item.mark, LAYOUT) for item in items)

    def _link(self, element: Element, node: Node) -> None:
        link = node.nearest("Link")
        if link is not None:
            link.kids += self._content.annotations.pop(element, [])

    def _refuse(self, message: str, text: str) -> None:
        self.problems.append(Problem(CODE, f'{message}: "{shorten(text)}"', HINT))


def _pair(parent: Node, type_: str) -> Node:
    """Return a new label, or the body that it belongs to, in a description list."""
    list_ = parent.nearest("L") or parent
    last = list_.kids[-1] if list_.kids else None
    if type_ == "Lbl" or not isinstance(last, Node) or last.type != "LI":
        last = list_.child("LI")
    bodies = [kid for kid in last.kids if isinstance(kid, Node) and kid.type == type_]
    return bodies[0] if bodies else last.child(type_)


def _says_something(text: str) -> bool:
    """Say whether generated text is to be read: words, numbers, brackets and quotation marks."""
    return any(char.isalnum() or unicodedata.category(char) in ("Pi", "Pf", "Ps", "Pe") or char == '"' for char in text)


def _at(element: Element) -> str:
    """Return how to find an element: its tag, and its id or class."""
    name = str(element.tag).rpartition("}")[2]
    if identifier := element.get("id"):
        return f"<{name} id={identifier}>"
    return f"<{name} class={css}>" if (css := element.get("class")) else f"<{name}>"
