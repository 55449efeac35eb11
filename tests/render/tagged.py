"""Reads the structure tree of a PDF back, without the code that wrote it."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name


@dataclass(eq=False)
class Tag:
    """A structure element: its type, its dictionary, what is in it (tags, and texts of content) and its links."""

    type: str
    dictionary: Any
    parent: "Tag | None" = None
    kids: list["Tag | str"] = field(default_factory=list)
    annotations: list[Any] = field(default_factory=list)

    def walk(self) -> Iterator["Tag"]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid.walk()

    def find(self, *types: str) -> list["Tag"]:
        return [tag for tag in self.walk() if tag.type in types]

    @property
    def text(self) -> str:
        return "".join(kid if isinstance(kid, str) else kid.text for kid in self.kids)

    @property
    def own_text(self) -> str:
        """The text of the source: without what stands in drawings, and the numbers and dots that the styles put in."""
        return "".join(kid if isinstance(kid, str) else kid.own_text for kid in self.kids if not _is_added(kid))

    def get(self, key: str) -> str:
        return str(self.dictionary.get(f"/{key}", ""))

    def attribute(self, key: str) -> Any:
        owned = self.dictionary.get("/A", Array())
        for attributes in owned if isinstance(owned, Array) else [owned]:
            if f"/{key}" in attributes:
                return attributes[f"/{key}"]
        return None

    def outline(self, depth: int = 0) -> str:
        """The tree as text, one line a tag or a piece of content."""
        lines = [f"{'  ' * depth}{self.type}"]
        for kid in self.kids:
            lines.append(kid.outline(depth + 1) if isinstance(kid, Tag) else f"{'  ' * (depth + 1)}{kid!r}")
        return "\n".join(lines)


def _is_added(kid: "Tag | str") -> bool:
    if isinstance(kid, str):
        return False
    return kid.type == "Figure" or (kid.type == "Lbl" and not kid.find("Link")) or is_added_link(kid)


def is_added_link(tag: Tag) -> bool:
    """Say whether a link is one between a footnote and its mark, which the source does not have."""
    return tag.type == "Link" and any("/D" in link.get("/A", {}) for link in tag.annotations)


class Tagged:
    """A PDF with its tree, the artifacts' texts by kind, and complaints about how content and tree fit together."""

    def __init__(self, source: bytes | pikepdf.Pdf) -> None:
        self.pdf = pikepdf.open(io.BytesIO(source)) if isinstance(source, bytes) else source
        self.complaints: list[str] = []
        self.artifacts: list[tuple[str, str]] = []
        self._contents: dict[tuple[Any, int], str] = {}
        self._reached: dict[tuple[Any, int], Any] = {}
        for page in self.pdf.pages:
            self._read(page.obj, page.obj.Resources, page.obj.objgen)
        root = self.pdf.Root.StructTreeRoot
        self.root = self._tag(root.K[0], None)
        for key in self._contents.keys() - self._reached.keys():
            self.complaints.append(f"content {key} is in no tag")
        self._check_parents(root)

    def _read(self, stream: Any, resources: Any, key: Any, around: Any = None) -> None:
        """Gather the texts of marked content in a stream, and in those that it draws; ``around`` is the mark there."""
        fonts = {name: _meanings(font) for name, font in resources.get("/Font", {}).items()}
        glyphs: dict[str, str] = {}
        open_: list[Any] = [around]
        for operands, operator in pikepdf.parse_content_stream(stream):
            name = str(operator)
            if name in ("BMC", "BDC"):
                open_.append(self._begin(operands, key))
            elif name == "EMC":
                open_.pop()
            elif name == "Tf":
                glyphs = fonts[str(operands[0])]
            elif name in ("Tj", "TJ"):
                self._show(_text(operands, glyphs), open_)
            elif name == "Do" and (drawn := resources.XObject[operands[0]]).get("/Subtype") == Name.Form:
                self._read(drawn, drawn.get("/Resources", resources), drawn.objgen, _inner(open_))

    def _begin(self, operands: Any, key: Any) -> Any:
        properties = operands[1] if len(operands) > 1 and isinstance(operands[1], Dictionary) else {}
        if str(operands[0]) == "/Artifact":
            return ("artifact", str(properties.get("/Subtype", properties.get("/Type", ""))))
        if "/MCID" not in properties:
            return None
        mark = (key, int(properties["/MCID"]))
        if mark in self._contents:
            self.complaints.append(f"mark {mark} is used twice")
        self._contents[mark] = str(properties.get("/ActualText", ""))
        return (*mark, "/ActualText" in properties)

    def _show(self, text: str, open_: list[Any]) -> None:
        inner = _inner(open_)
        if inner is None:
            self.complaints.append(f"{text!r} is neither tagged nor an artifact")
        elif inner[0] == "artifact":
            self.artifacts.append((inner[1], text))
        elif not inner[2]:
            self._contents[inner[:2]] += text

    def _tag(self, dictionary: Any, parent: Tag | None) -> Tag:
        tag = Tag(str(dictionary.S)[1:], dictionary, parent)
        if parent is not None and dictionary.P.objgen != parent.dictionary.objgen:
            self.complaints.append(f"{tag.type} names another parent than the one that holds it")
        kids = dictionary.get("/K", Array())
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, int):
                self._content(tag, dictionary.Pg.objgen, kid)
            elif kid.get("/Type") == Name.MCR:
                self._content(tag, (kid.Stm if "/Stm" in kid else kid.Pg).objgen, int(kid.MCID))
            elif kid.get("/Type") == Name.OBJR:
                tag.annotations.append(kid.Obj)
            else:
                tag.kids.append(self._tag(kid, tag))
        return tag

    def _content(self, tag: Tag, key: Any, number: int) -> None:
        if (key, number) in self._reached:
            self.complaints.append(f"content {number} is in two tags")
        if (key, number) not in self._contents:
            self.complaints.append(f"{tag.type} holds content {number}, which is not drawn")
        self._reached[key, number] = tag.dictionary
        tag.kids.append(self._contents.get((key, number), ""))

    def _check_parents(self, root: Any) -> None:
        """Compare the parent tree with the tree itself."""
        numbers = root.ParentTree.Nums
        found = {int(numbers[index]): numbers[index + 1] for index in range(0, len(numbers), 2)}
        for (objgen, number), dictionary in self._reached.items():
            holder = self.pdf.get_object(objgen)
            parents = found.get(int(holder.get("/StructParents", -1)), Array())
            if number >= len(parents) or parents[number].objgen != dictionary.objgen:
                self.complaints.append(f"the parent tree does not find content {number}")
        for tag in self.root.walk():
            for annotation in tag.annotations:
                parent = found.get(int(annotation.get("/StructParent", -1)))
                if parent is None or parent.objgen != tag.dictionary.objgen:
                    self.complaints.append("the parent tree does not find a link")


def _inner(open_: list[Any]) -> Any:
    return next((mark for mark in reversed(open_) if mark is not None), None)


def _meanings(font: Any) -> dict[str, str]:
    text = font.ToUnicode.read_bytes().decode("latin-1")
    pairs = re.findall(r"<([0-9a-f]{4})> <([0-9a-f]*)>", text)
    return {glyph: bytes.fromhex(meaning).decode("utf-16-be") for glyph, meaning in pairs}


def _text(operands: Any, glyphs: Mapping[str, str]) -> str:
    parts = operands[0] if isinstance(operands[0], Array) else operands
    codes = "".join(bytes(part).hex() for part in parts if isinstance(part, pikepdf.String))
    return "".join(glyphs[codes[index : index + 4]] for index in range(0, len(codes), 4))
