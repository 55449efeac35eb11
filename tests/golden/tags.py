"""Writes down the tree of tags of a PDF (ISO 32000-1, 14.7), without knowing who made it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pikepdf

DEPTH = 60
SNIPPET = 72
NAMED = {"/Lang": "lang", "/Alt": "alt", "/E": "expansion", "/ActualText": "actual", "/T": "title", "/ID": "id"}
# Numbers that say where things stand are compared with the pictures, which forgive a point more or less.
PLACES = {"/BBox", "/Width", "/Height"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """Content of an element: a text, or a drawing when it has none, and the index of its page."""

    text: str
    page: int


class Tags:
    """The tree of one file. ``texts`` are those of its marked contents, by index of the page and number there."""

    def __init__(self, pdf: pikepdf.Pdf, texts: Mapping[tuple[int, int], str]) -> None:
        self.texts = texts
        self.pages = {page.objgen: index for index, page in enumerate(pdf.pages)}
        self.root = pdf.Root.get("/StructTreeRoot")
        self.page = -1

    def lines(self) -> Iterator[str]:
        """Yield the roles that stand for others, then a line for each element and content."""
        if self.root is None:
            yield "There are no tags."
            return
        for role, standard in sorted(self.root.get("/RoleMap", {}).items()):
            yield f"{role} stands for {standard}"
        for kid in _list(self.root.get("/K")):
            yield from self.element(kid, 0)

    def element(self, element: pikepdf.Object, depth: int) -> Iterator[str]:
        """Yield the lines of an element; a single text stands on the element's own line."""
        if depth > DEPTH:
            raise ValueError(f"the tags are nested more than {DEPTH} deep")
        line = f"{'  ' * depth}{str(element['/S'])[1:]}{_namespace(element)}{''.join(_attributes(element))}"
        kids = list(self.kids(element))
        if len(kids) == 1 and isinstance(kids[0], Leaf):
            yield f"{line} {self.leaf(kids[0])}"
            return
        yield line
        for kid in kids:
            if isinstance(kid, Leaf):
                yield f"{'  ' * (depth + 1)}{self.leaf(kid)}"
            elif isinstance(kid, str):
                yield f"{'  ' * (depth + 1)}{kid}"
            else:
                yield from self.element(kid, depth + 1)

    def kids(self, element: pikepdf.Object) -> Iterator[pikepdf.Object | Leaf | str]:
        """Yield elements, contents, and annotations in words. Texts that follow each other on a page become one."""
        pending: Leaf | None = None
        for kid in _list(element.get("/K")):
            found = self.kid(kid, element)
            if isinstance(found, Leaf):
                if pending and pending.page == found.page:
                    pending = Leaf(pending.text + found.text, found.page)
                    continue
                found, pending = pending, found
            elif pending:
                yield pending
                pending = None
            if found is not None:
                yield found
        if pending:
            yield pending

    def kid(self, kid: pikepdf.Object | int, parent: pikepdf.Object) -> pikepdf.Object | Leaf | str:
        """Return one entry of /K: an element, a content, or an annotation in words."""
        if isinstance(kid, int):
            page = self.number(parent.get("/Pg"))
            return Leaf(self.texts.get((page, kid), ""), page)
        if kid.get("/Type") == "/MCR":
            page = self.number(kid.get("/Pg", parent.get("/Pg")))
            return Leaf(self.texts.get((page, int(kid["/MCID"])), ""), page)
        return self.annotation(kid["/Obj"]) if kid.get("/Type") == "/OBJR" else kid

    def number(self, page: pikepdf.Object | None) -> int:
        """Return the index of a page, or -1."""
        return self.pages.get(page.objgen, -1) if page is not None else -1

    def leaf(self, leaf: Leaf) -> str:
        """Return a content on one line; the page is named where another begins."""
        turned = f" [page {leaf.page + 1}]" if leaf.page != self.page else ""
        self.page = leaf.page
        return (f"“{_snippet(leaf.text)}”" if leaf.text.strip() else "(drawing)") + turned

    def annotation(self, annotation: pikepdf.Object) -> str:
        """Return what an annotation does, and how it is read aloud."""
        action = annotation.get("/A", {})
        target = action.get("/URI", action.get("/D", annotation.get("/Dest")))
        if isinstance(target, pikepdf.Array):
            target = f"page {self.number(target[0]) + 1}"
        contents = f" contents=“{annotation['/Contents']}”" if "/Contents" in annotation else ""
        return f"{str(annotation['/Subtype'])[1:]} to {target}{contents}"


def _list(kids: pikepdf.Object | int | None) -> list[pikepdf.Object | int]:
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _namespace(element: pikepdf.Object) -> str:
    return f" ns={element['/NS']['/NS']}" if "/NS" in element else ""


def _attributes(element: pikepdf.Object) -> Iterator[str]:
    for key, name in NAMED.items():
        if key in element:
            yield f" {name}={_value(element[key])}"
    for owned in _list(element.get("/A")):
        if isinstance(owned, pikepdf.Dictionary):
            for key, value in sorted(owned.items()):
                if key != "/O":
                    yield f" {key[1:]}" + ("" if key in PLACES else f"={_value(value)}")
    for other in _list(element.get("/Ref")):
        yield f" ref={str(other['/S'])[1:]}{'#' + str(other['/ID']) if '/ID' in other else ''}"


def _value(value: pikepdf.Object | int) -> str:
    if isinstance(value, pikepdf.Name):
        return str(value)[1:]
    if isinstance(value, pikepdf.Array):
        return "[" + " ".join(map(_value, value)) + "]"
    return f"“{value}”" if isinstance(value, pikepdf.String) and " " in str(value) else str(value)


def _snippet(text: str) -> str:
    """Return a text on one line, a long one without its middle: the texts of the pages have all of it."""
    line = " ".join(text.split())
    half = SNIPPET // 2
    return line if len(line) <= SNIPPET else f"{line[:half].rstrip()} … {line[-half:].lstrip()}"
