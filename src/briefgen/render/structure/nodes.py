"""Nodes of the structure tree, and the rules about what may be in what."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from briefgen.render.structure.content import Annotation, Item
from briefgen.render.structure.roles import CONTAINERS, INLINE


@dataclass(slots=True, eq=False)
class Node:
    """One structure element.

    ``entries`` are texts of its dictionary: Lang, Alt, E, T, ID. ``attributes`` are its attribute objects by owner;
    their values are names, numbers, or lists of numbers or IDs. ``refs`` are the nodes that it refers to.
    ``paragraph`` is the one that text goes to which has none in the source.
    """

    type: str
    element: Element | None = None
    parent: "Node | None" = None
    kids: list["Kid"] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, dict[str, object]] = field(default_factory=dict)
    refs: list["Node"] = field(default_factory=list)
    paragraph: "Node | None" = None

    def add(self, kid: "Kid") -> None:
        """Append, in a paragraph where a container cannot hold text itself."""
        inline = not isinstance(kid, Node) or kid.type in INLINE
        if inline and self.type in CONTAINERS:
            if self.paragraph is None:
                self.paragraph = self.child("P")
            self.paragraph.add(kid)
        else:
            self.insert(len(self.kids), kid)

    def child(self, type_: str, element: Element | None = None) -> "Node":
        """Append and return a new node."""
        node = Node(type_, element)
        self.insert(len(self.kids), node)
        return node

    def insert(self, index: int, kid: "Kid") -> None:
        """Put something in, as it is."""
        if isinstance(kid, Node):
            kid.parent = self
        self.kids.insert(index, kid)

    def label(self) -> "Node":
        """Return the label at the head of a list item or a note."""
        first = self.kids[0] if self.kids else None
        if not isinstance(first, Node) or first.type != "Lbl":
            first = Node("Lbl")
            self.insert(0, first)
        return first

    def nearest(self, *types: str) -> "Node | None":
        """Return the nearest node of some types: this one, or one around it."""
        node: Node | None = self
        while node is not None and node.type not in types:
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
        return bool(self.kids) or self.type in ("TD", "TH")


Kid = Node | Item | Annotation
