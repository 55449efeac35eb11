"""Reads the pages of a PDF back: which lines of text stand where, and of which tagged block each is a part."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import pikepdf
import pypdfium2
from pypdfium2 import raw

MILLIMETRE = 72 / 25.4
SAME_LINE = 3.0
"""To what distance of their baselines, in points, two texts stand on one line: raised note marks do."""
BLOCKS = {"H1", "H2", "H3", "P", "LBody", "TH", "TD", "Caption", "Lbl", "FENote", "Note"}
HEADINGS = {"H1", "H2", "H3"}


@dataclass(frozen=True, slots=True)
class Block:
    """A tagged block: its type, and its place in the order of reading."""

    type: str
    order: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or a part of one in a column. Distances are in millimetres from the page's upper left corner."""

    page: int
    block: Block | None
    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture in the tree of tags: its text for those who do not see it, its place and the blocks of its caption."""

    alt: str
    page: int
    top: float
    bottom: float
    caption: frozenset[Block]


@dataclass(frozen=True, slots=True)
class Printed:
    """One PDF. ``size`` is that of a page, width and height in millimetres."""

    pages: int
    size: tuple[float, float]
    lines: tuple[Line, ...]
    figures: tuple[Figure, ...]

    def blocks(self) -> list[tuple[Block, list[Line]]]:
        """Return the blocks with their lines, in the order of reading."""
        tagged = sorted(
            ((line.block, line) for line in self.lines if line.block),
            key=lambda pair: (pair[0].order, pair[1].page),
        )
        return [(block, [line for _, line in pairs]) for block, pairs in groupby(tagged, key=lambda pair: pair[0])]

    def text(self, page: int) -> str:
        """Return the text of a page without any space, in the order in which it is drawn."""
        return squeezed("".join(line.text for line in self.lines if line.page == page))


def squeezed(text: str) -> str:
    """Return a text without spaces and joiners, and with plain quotes, for comparing."""
    kept = "".join(text.replace("\N{WORD JOINER}", "").replace("\N{SOFT HYPHEN}", "").split())
    return kept.translate(str.maketrans("’‘“”«»", '\'\'""""'))


def read(path: Path) -> Printed:
    """Read a PDF with tags."""
    with pikepdf.open(path) as pdf:
        tree = _Tree(pdf)
    with pypdfium2.PdfDocument(path) as document:
        width, height = document[0].get_size()
        lines = tuple(line for index, page in enumerate(document) for line in _lines(index, page, tree.marks))
        return Printed(len(document), (width / MILLIMETRE, height / MILLIMETRE), lines, tuple(tree.figures()))


@dataclass(eq=False, slots=True)
class _Node:
    """An element of the tree of tags, with the page of its first content."""

    type: str
    parent: "_Node | None"
    alt: str
    block: Block | None = None
    page: int = -1
    span: tuple[float, float] = (0.0, 0.0)
    kids: list["_Node"] = field(default_factory=list)


class _Tree:
    """The tree of tags: the block of every marked content, and the pictures."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.marks: dict[tuple[int, int], Block] = {}
        self._nodes: list[_Node] = []
        self._pages = {page.objgen: index for index, page in enumerate(pdf.pages)}
        self._walk(pdf.Root.StructTreeRoot.K[0], None, None)

    def figures(self) -> Iterator[Figure]:
        """Yield the pictures, each with the caption beside it."""
        for node in self._nodes:
            if node.type == "Figure":
                captions = [kid for kid in node.parent.kids if kid.type == "Caption"] if node.parent else []
                lines = {kid.block for caption in captions for kid in (caption, *caption.kids) if kid.block}
                yield Figure(node.alt, node.page, *node.span, frozenset(lines))

    def _walk(self, element: pikepdf.Object, parent: _Node | None, page: pikepdf.Object | None) -> None:
        page = element.get("/Pg", page)
        node = _Node(str(element.S)[1:], parent, str(element.get("/Alt", "")))
        node.block = Block(node.type, len(self._nodes)) if node.type in BLOCKS else parent.block if parent else None
        node.span = self._span(element, page)
        self._nodes.append(node)
        if parent:
            parent.kids.append(node)
        for kid in _list(element.get("/K")):
            if isinstance(kid, int):
                self._mark(node, page, kid)
            elif kid.get("/Type") == "/MCR":
                self._mark(node, kid.get("/Pg", page), int(kid.MCID))
            elif kid.get("/Type") != "/OBJR":
                self._walk(kid, node, page)

    def _span(self, element: pikepdf.Object, page: pikepdf.Object | None) -> tuple[float, float]:
        """Return from where to where an element with a box goes, in millimetres from the top of the page."""
        boxes = [owned.BBox for owned in _list(element.get("/A")) if "/BBox" in owned]
        if not boxes or page is None:
            return 0.0, 0.0
        height = float(page.MediaBox[3])
        return (height - float(boxes[0][3])) / MILLIMETRE, (height - float(boxes[0][1])) / MILLIMETRE

    def _mark(self, node: _Node, page: pikepdf.Object, number: int) -> None:
        index = self._pages[page.objgen]
        if node.block:
            self.marks[index, number] = node.block
        up: _Node | None = node
        while up and up.page < 0:
            up.page, up = index, up.parent


def _list(kids: pikepdf.Object | int | None) -> list[pikepdf.Object | int]:
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


@dataclass(frozen=True, slots=True)
class _Item:
    """A text as the page draws it: its block, the height of its baseline, and its bounds in points from below."""

    block: Block | None
    baseline: float
    text: str
    bounds: tuple[float, float, float, float]


def _lines(number: int, page: pypdfium2.PdfPage, marks: Mapping[tuple[int, int], Block]) -> Iterator[Line]:
    """Yield the lines of a page: texts of one block on one baseline, as the page draws them one after the other."""
    pending: list[_Item] = []
    texts = page.get_textpage()
    for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=1, textpage=texts):
        block = marks.get((number, raw.FPDFPageObj_GetMarkedContentID(drawn)))
        item = _Item(block, drawn.get_matrix().f, drawn.extract(), drawn.get_bounds())
        if pending and (pending[-1].block != block or abs(pending[-1].baseline - item.baseline) > SAME_LINE):
            yield _line(number, pending, page.get_height())
            pending = []
        pending.append(item)
    if pending:
        yield _line(number, pending, page.get_height())


def _line(number: int, items: Sequence[_Item], height: float) -> Line:
    lefts, bottoms, rights, tops = zip(*(item.bounds for item in items), strict=True)
    return Line(
        number,
        items[0].block,
        "".join(item.text for item in items),
        min(lefts) / MILLIMETRE,
        (height - max(tops)) / MILLIMETRE,
        max(rights) / MILLIMETRE,
        (height - min(bottoms)) / MILLIMETRE,
    )
