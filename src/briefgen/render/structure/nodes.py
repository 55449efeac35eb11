"""Nodes of the structure tree, and the rules about what may be in what."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Union
from xml.etree.ElementTree import Element

from briefgen.render.structure.content import Annotation, Item
from briefgen.render.structure.roles import CONTAINERS, INLINE


@dataclass(slots=True, eq=False)
class Node:
    """One structure element.

    ``entries`` are texts of its dictionary: Lang, Alt, E, T, ID. ``attributes`` are its attribute objects by owner;
    values are names, numbers or, for Headers, lists of IDs. ``refs`` are the nodes that it refers to.
    """

    type: str
    element: Element | None = None
    parent: "Node | None" = None
    kids: list["Kid"] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, dict[str, object]] = field(default_factory=dict)
    refs: list["Node"] = field(default_factory=list)
    inner: "Node | None" = None
    paragraph: "Node | None" = None

    def add(self, kid: "Kid") -> None:
        """Put something in, where its kind may be: text of a section into a paragraph, of a list item into its body."""
        inline = not isinstance(kid, Node) or kid.type in INLINE
        if self.type in ("LI", "L", "TR") and _kind(kid) not in _ONLY[self.type]:
            self.body().add(kid)
        elif inline and self.type in CONTAINERS:
            if self.paragraph is None:
                self.paragraph = self.child("P")
            self.paragraph.add(kid)
        else:
            if not inline and _kind(kid) != "Figure":
                self.paragraph = None
            self._append(kid)

    def child(self, type_: str, element: Element | None = None) -> "Node":
        """Append and return a new node."""
        node = Node(type_, element)
        self._append(node)
        return node

    def body(self) -> "Node":
        """Return where the content of a list item, or of a cell or an item that the source left out, belongs."""
        if self.inner is None:
            kind = {"LI": "LBody", "L": "LI", "TR": "TD"}[self.type]
            self.inner = self.child(kind)
        return self.inner

    def end_paragraph(self) -> None:
        """Let the text that follows begin a new paragraph, where paragraphs are implied."""
        self.paragraph = None

    def nearest(self, type_: str) -> "Node | None":
        """Return this node or the nearest around it of a type."""
        node: Node | None = self
        while node is not None and node.type != type_:
            node = node.parent
        return node

    def walk(self) -> Iterator["Node"]:
        """Yield this node and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.walk()

    def items(self) -> Iterator[Item]:
        """Yield the content in reading order."""
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.items()
            elif isinstance(kid, Item):
                yield kid

    def prune(self) -> bool:
        """Drop what is empty, but for the cells of tables; say whether anything is left of this node."""
        self.kids = [kid for kid in self.kids if not isinstance(kid, Node) or kid.prune()]
        return bool(self.kids) or self.type in ("TD", "TH", "Document")

    def _append(self, kid: "Kid") -> None:
        if isinstance(kid, Node):
            kid.parent = self
        self.kids.append(kid)


Kid = Union[Node, Item, Annotation]

_ONLY = {"LI": ("Lbl", "LBody"), "L": ("LI", "Caption"), "TR": ("TD", "TH")}


def _kind(kid: Kid) -> str:
    return kid.type if isinstance(kid, Node) else ""
