"""What a structure tree must be, beyond the rules of the standards. Each check returns what is wrong."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

import pikepdf
import tinyhtml5
from pikepdf import Array
from tagged import Tagged, is_added_link

UNSEEN = "\u00ad\u200b\u2060"
SEEN = re.compile(f"[\\s{UNSEEN}]+")


def fold(text: str) -> str:
    return SEEN.sub("", text).upper().casefold()


def words(tagged: Tagged, source: Element) -> list[str]:
    found, expected = (fold(text) for text in (tagged.root.own_text, shown_text(source)))
    if found == expected:
        return []
    at = next((n for n, pair in enumerate(zip(found, expected, strict=False)) if pair[0] != pair[1]), len(expected))
    return [f"reads {found[at : at + 40]!r} where the source has {expected[at : at + 40]!r}"]


def spaces(tagged: Tagged, source: Element) -> list[str]:
    """Words are apart in the tree too, though lines end between them; a paragraph is where both have the same text."""
    wanted = [_plain(shown_text(element)) for element in shown(source) if element.tag == "p"]
    found = {_plain(tag.own_text).upper() for tag in tagged.root.find("P", "Note", "FENote")}
    return [f"there is no paragraph {text!r}" for text in wanted if text.upper() not in found]


def _plain(text: str) -> str:
    return " ".join(re.sub(f"[{UNSEEN}]", "", text).split())


def wholes(tagged: Tagged, source: Element) -> list[str]:
    counted = (
        ("tables", len(tagged.root.find("Table")), count(source, "table")),
        ("rows", len(tagged.root.find("TR")), count(source, "tr")),
        ("lists", len(tagged.root.find("L", "TOC")), count(source, "ul", "ol", "dl")),
        ("items", len(tagged.root.find("LI", "TOCI")), count(source, "li", "dt")),
        ("links", len([tag for tag in tagged.root.find("Link") if not is_added_link(tag)]), count(source, "a")),
        ("quotations", len(tagged.root.find("BlockQuote")), count(source, "blockquote")),
        *((f"h{n}", len(tagged.root.find(f"H{n}")), count(source, f"h{n}")) for n in range(1, 7)),
    )
    return [f"{got} {name} instead of {wanted}" for name, got, wanted in counted if got != wanted]


def links(tagged: Tagged, source: Element) -> list[str]:
    tagged_ones = {link.objgen for tag in tagged.root.find("Link") for link in tag.annotations}
    wrong = []
    for page in tagged.pdf.pages:
        for annotation in page.obj.get("/Annots", Array()):
            name = str(annotation.get("/Contents", ""))
            target = str(annotation.A.URI if "/URI" in annotation.get("/A", {}) else annotation.get("/Dest", "#"))
            if annotation.objgen not in tagged_ones:
                wrong.append(f"the link {name!r} is not in the tree")
            if not name.strip() or name in (target, f"#{target}") or name.startswith(("http", "#", "mailto:")):
                wrong.append(f"a link is called {name!r}")
    return wrong + ["a Link has no active area" for tag in tagged.root.find("Link") if not tag.annotations]


def languages(tagged: Tagged, source: Element) -> list[str]:
    wanted = [(e.get("lang"), fold(shown_text(e))) for e in shown(source) if e.get("lang")]
    found = [(tag.get("Lang"), fold(tag.own_text)) for tag in tagged.root.walk() if tag.get("Lang")]
    missing = [pair for pair in wanted if pair not in found and pair[1]]
    root = [] if str(tagged.pdf.Root.get("/Lang", "")) == source.get("lang") else ["the file has no language"]
    return root + [f"{text[:30]!r} is not said to be {language}" for language, text in missing]


def notes(tagged: Tagged, source: Element) -> list[str]:
    """Every mark leads to a note, and every note to one of its marks."""
    wanted = {e.get("href", "")[1:] for e in shown(source) if e.get("role") == "doc-noteref"}
    found = tagged.root.find("Note", "FENote")
    floating = sum(e.get("class") == "fn" for e in shown(source))
    wrong = [] if len(found) == len(wanted) + floating else [f"{len(found)} notes instead of {len(wanted) + floating}"]
    identifiers = [tag.get("ID") for tag in found]
    wrong += ["notes have no ID of their own"] if len({*identifiers} - {""}) < len(found) else []
    for note in found:
        item = note if floating else note.parent.parent if note.parent else None
        back = [link for link in item.find("Link") if link.annotations] if item else []
        wrong += [] if back else [f"nothing leads back from {note.text[:30]!r}"]
        if tagged.pdf.pdf_version >= "2.0" and not note.dictionary.get("/Ref"):
            wrong.append(f"{note.text[:30]!r} does not refer to its marks")
    return wrong


def figures(tagged: Tagged, source: Element) -> list[str]:
    wanted = [e.get("alt") for e in shown(source) if e.tag == "img" and e.get("alt")]
    found = [tag.get("Alt") for tag in tagged.root.find("Figure")]
    boxes = [tag for tag in tagged.root.find("Figure") if tag.attribute("BBox") is None]
    return ([f"figures say {found}, not {wanted}"] if found != wanted else []) + ["a figure has no box"] * len(boxes)


def abbreviations(tagged: Tagged, source: Element) -> list[str]:
    wanted = [(e.get("title"), shown_text(e)) for e in shown(source) if e.tag == "abbr" and e.get("title")]
    found = [(tag.get("E"), tag.text) for tag in tagged.root.walk() if tag.get("E")]
    return [] if found == wanted else [f"abbreviations are {found}, not {wanted}"]


def tables(tagged: Tagged, source: Element) -> list[str]:
    headers = tagged.root.find("TH")
    wrong = [f"{tag.text!r} heads nothing" for tag in headers if tag.attribute("Scope") is None or not tag.get("ID")]
    ids = {tag.get("ID") for tag in headers}
    for cell in tagged.root.find("TD"):
        named = {str(header) for header in cell.attribute("Headers") or ()}
        if not named or not named <= ids:
            wrong.append(f"the cell {cell.text[:20]!r} has no headers")
    return wrong


def artifacts(tagged: Tagged, source: Element) -> list[str]:
    """Nothing that readers need is an artifact: what is, is a running head, a repeated head of a table or no word."""
    hidden = " ".join("".join(e.itertext()) for e in source.iter() if e.get("aria-hidden") == "true")
    running = ("/Header", "/Footer", "/Pagination")
    texts = [text for kind, text in tagged.artifacts if kind not in running and text not in hidden]
    return [f"{text!r} is an artifact" for text in texts if any(char.isalnum() for char in text)]


def hyphens(tagged: Tagged, source: Element) -> list[str]:
    at = tagged.root.text.find("\u2010")
    return [f"a hyphen stays in {tagged.root.text[at - 20 : at + 9]!r}"] if at >= 0 else []


def bookmarks(tagged: Tagged, source: Element) -> list[str]:
    with tagged.pdf.open_outline() as outline:
        found = [SEEN.sub("", title) for title in _titles(outline.root)]
    wanted = [SEEN.sub("", shown_text(e)) for e in shown(source) if re.fullmatch("h[1-6]", str(e.tag))]
    return [] if found == wanted else [f"bookmarks are {found}"]


def _titles(entries: Any) -> Iterator[str]:
    for entry in entries:
        yield entry.title
        yield from _titles(entry.children)


def metadata(tagged: Tagged, source: Element) -> list[str]:
    with tagged.pdf.open_metadata() as xmp:
        keys = ("dc:title", "dc:creator", "dc:description", "pdf:Keywords", "xmp:CreateDate", "xmp:ModifyDate")
        wrong = [f"{key} is missing" for key in keys if not xmp.get(key)]
        said = xmp.get("dc:language")
    wrong += [] if said and source.get("lang") in said else ["dc:language is missing"]
    preferences = tagged.pdf.Root.get("/ViewerPreferences", {})
    return wrong + ([] if preferences.get("/DisplayDocTitle") else ["the title is not displayed"])


def fit(tagged: Tagged, source: Element) -> list[str]:
    return tagged.complaints


CHECKS: tuple[Callable[[Tagged, Element], list[str]], ...] = (
    fit, words, spaces, wholes, links, languages, notes, figures, abbreviations, tables, artifacts, hyphens, bookmarks,
    metadata,
)  # fmt: skip


def complaints(pdf: bytes | pikepdf.Pdf, html: str) -> dict[str, list[str]]:
    """Return what is wrong with the tree of a PDF that was made of a page, by check."""
    tagged, source = Tagged(pdf), tinyhtml5.parse(html, namespace_html_elements=False)
    found = {check.__name__: check(tagged, source) for check in CHECKS}
    return {name: wrong for name, wrong in found.items() if wrong}


def shown(element: Element) -> Iterator[Element]:
    """Yield the elements that the pages show; class ``screen-only`` is for the screen."""
    hidden = element.tag in ("head", "svg") or element.get("class") == "screen-only" or element.get("aria-hidden")
    if not isinstance(element.tag, str) or hidden:
        return
    yield element
    for child in element:
        yield from shown(child)


def shown_text(element: Element) -> str:
    elements = set(shown(element))
    return "".join(_runs(element, elements))


def _runs(element: Element, elements: set[Element]) -> Iterator[str]:
    if element in elements:
        yield " " if element.tag == "br" else element.text or ""
        for child in element:
            yield from _runs(child, elements)
            yield child.tail or ""


def count(source: Element, *names: str) -> int:
    """Return how many elements of some names the pages show that hold something."""
    found = [e for e in shown(source) if e.tag in names and (e.tag != "a" or e.get("href"))]
    return sum(bool(shown_text(e).strip()) or any(part.tag == "img" for part in e.iter()) for e in found)
