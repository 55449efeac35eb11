"""Writes a document as Typst: the same text in the same order, with its headings, lists, tables, links and pictures.

It is no design: one column, no cover, no colours. It is what somebody would write by hand who wants the content well
tagged and nothing else, so that time, size and conformance can be laid beside those of briefgen.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path

from fontTools.ttLib import TTFont

from briefgen.model.document import Document
from briefgen.render.fetcher import AssetStore
from briefgen.render.fonts import unpacked

VOID = {"meta", "link", "img", "br", "wbr", "hr"}
INLINE = {"#", "a", "abbr", "b", "br", "cite", "em", "i", "small", "span", "strong", "sub", "sup", "wbr"}
# What print does not show, and numbers that a list of Typst prints by itself.
HIDDEN = {"screen-only", "draft-mark", "number"}
FACE = re.compile(r'font-family: "([^"]+)"; src: url\("(asset:[^"]+)"\); font-weight: (\d+); font-style: (\w+)')
HEAD = """#set document(title: {title}, author: {author}, description: {subject}, keywords: ({keywords}),
  date: datetime(year: {date.year}, month: {date.month}, day: {date.day}))
#set page(paper: "a4", margin: (x: 18mm, top: 23mm, bottom: 21mm), numbering: "1")
#set text(font: "Plex Text", size: 9.7pt, lang: {language}, region: {region}, hyphenate: true)
#set par(leading: 4.3pt, spacing: 7pt)
#show heading: set text(font: "Plex Display", weight: 500)
#show heading.where(level: 1): set text(size: 34pt, weight: 400)
#show heading.where(level: 2): set text(size: 18.5pt)
#show heading.where(level: 3): set text(size: 12.4pt)
#set table(stroke: none)
"""


@dataclass(slots=True)
class Node:
    """An element, or a text whose ``tag`` is "#"."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    kids: list["Node"] = field(default_factory=list)
    text: str = ""

    def all(self, *tags: str) -> Iterator["Node"]:
        """Yield the elements below that have one of the tags, in their order."""
        for kid in self.kids:
            if kid.tag in tags:
                yield kid
            yield from kid.all(*tags)


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("root")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].kids.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].kids.append(Node("#", text=data))


def write_typst(document: Document, folder: Path) -> Path:
    """Write a document with its pictures into a folder, its fonts below ``fonts``; return the path of the source."""
    store = AssetStore.of(document)
    tree = _Tree()
    tree.feed(document.html)
    (body,) = tree.open[0].all("body")
    for picture in body.all("img"):
        place = folder / _path(picture.attributes["src"])
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(store.read(picture.attributes["src"]).body)
    _write_fonts(document, store, folder / "fonts")
    language, _, region = document.language.partition("-")
    head = HEAD.format(
        title=_quoted(document.title),
        author=_quoted(document.author),
        subject=_quoted(document.subject),
        keywords="".join(f"{_quoted(word)}, " for word in document.keywords),
        date=document.date,
        language=_quoted(language),
        region=_quoted(region) if region else "none",
    )
    source = folder / "document.typ"
    source.write_text(head + _flow(body.kids), encoding="utf-8")
    return source


def _write_fonts(document: Document, store: AssetStore, folder: Path) -> None:
    """Write the fonts of the theme, each under the family that the styles call it by: pictures name that one too."""
    folder.mkdir()
    for family, url, weight, _ in FACE.findall(document.print_styles[0]):
        font = TTFont(io.BytesIO(unpacked(store.read(url).body)))
        for record in font["name"].names:
            if record.nameID in (1, 16):
                record.string = family
        font["OS/2"].usWeightClass = int(weight)
        font.save(folder / Path(url).with_suffix(".ttf").name)


def _path(url: str) -> str:
    return url.removeprefix("asset:")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _flow(nodes: list[Node]) -> str:
    """Return blocks one after the other; text that stands between them becomes paragraphs."""
    parts: list[str] = []
    for loose, group in groupby(nodes, key=lambda node: node.tag in INLINE):
        run = list(group)
        if not loose:
            parts += map(_block, run)
        elif any(node.tag != "#" or node.text.strip() for node in run):
            parts.append(f"#par[{''.join(map(_inline, run))}]")
    return "\n\n".join(filter(None, parts))


def _hidden(node: Node) -> bool:
    return bool(HIDDEN.intersection(node.attributes.get("class", "").split()))


def _block(node: Node) -> str:
    if _hidden(node):
        return ""
    marked = f" <{node.attributes['id']}>" if "id" in node.attributes else ""
    if node.tag in ("h1", "h2", "h3"):
        return f"#heading(level: {node.tag[1]})[{_line(node)}]{marked}"
    if node.tag == "p":
        return f"#par[{_line(node)}]"
    if node.tag in ("ul", "ol"):
        items = ",\n".join(f"[{_marked(kid)}]" for kid in node.kids if kid.tag == "li")
        return f"#{'list' if node.tag == 'ul' else 'enum'}(\n{items})"
    if node.tag == "table":
        return _table(node)
    if node.tag == "img":
        path, alt = _quoted(_path(node.attributes["src"])), _quoted(node.attributes.get("alt", ""))
        wide = "width: 20mm" if "codes/" in path else "width: 114.5mm"
        return f"#image({path}, {wide}, alt: {alt})"
    return _flow(node.kids)


def _marked(node: Node) -> str:
    """Return an item of a list; a note can be the target of links."""
    inner = _flow(node.kids)
    return f"#block[{inner}] <{node.attributes['id']}>" if "id" in node.attributes else inner


def _table(node: Node) -> str:
    rows = [[f"[{_line(cell)}]" for cell in row.all("th", "td")] for row in node.all("tr")]
    head, *rest = [", ".join(cells) for cells in rows]
    columns = ", ".join(["1fr"] * len(rows[0]))
    return f"#table(columns: ({columns}), table.header({head}),\n" + ",\n".join(rest) + ")"


def _line(node: Node) -> str:
    return "".join(map(_inline, node.kids))


def _inline(node: Node) -> str:
    if node.tag == "#":
        text = re.sub(r"[ \t\r\n]+", " ", node.text)
        return f"#{_quoted(text)};" if text else ""
    if _hidden(node) or node.tag == "wbr":
        return ""
    if node.tag == "br":
        return "#linebreak();"
    inner = _line(node)
    if node.tag == "a":
        inner = _link(node, inner)
    elif node.tag in ("b", "strong"):
        inner = f"#strong[{inner}]"
    elif node.tag in ("cite", "em", "i"):
        inner = f"#emph[{inner}]"
    return f"#text(lang: {_quoted(node.attributes['lang'])})[{inner}]" if "lang" in node.attributes else inner


def _link(node: Node, inner: str) -> str:
    target = node.attributes["href"]
    where = f"<{target[1:]}>" if target.startswith("#") else _quoted(target)
    link = f"#link({where})[{inner}]"
    return f"#super[{link}]" if node.attributes.get("class") == "ref" else link
