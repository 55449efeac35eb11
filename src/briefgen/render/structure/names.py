"""Names: the texts by which people know links and notes, and which elements are notes."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from briefgen.render.problems import shorten
from briefgen.render.structure.roles import alternative, is_back_link, is_note_mark, is_picture

NOTE_ROLES = ("doc-footnote", "doc-endnote")
WIDTH = 80


class Names:
    """What a page says about its own elements.

    ``notes`` are the elements that note marks lead to, each with its marks.
    """

    def __init__(self, root: Element) -> None:
        elements = [element for element in root.iter() if isinstance(element.tag, str)]
        ids: dict[str, Element] = {}
        for element in elements:
            ids.setdefault(element.get("id", ""), element)
        self.notes: dict[Element, list[Element]] = {
            element: [] for element in elements if element.get("role") in NOTE_ROLES
        }
        self._targets: dict[Element, Element] = {}
        for mark in filter(is_note_mark, elements):
            target = ids.get(mark.get("href", "").removeprefix("#"))
            if target is not None:
                self.notes.setdefault(target, []).append(mark)
                self._targets[mark] = target

    def link(self, element: Element) -> str:
        """Return what a link is called: what it says of itself, else its text; for a note mark, the note with it."""
        own = element.get("aria-label") or element.get("title") or text(element)
        target = self._targets.get(element)
        if target is None or own != text(element):
            return own
        note = shorten(" ".join(_words(target, without_back_links=True)), WIDTH)
        return f"{own}: {note}" if note else own


def text(element: Element) -> str:
    """Return the text of an element on one line, with the texts that stand for its pictures."""
    return " ".join(" ".join(_words(element)).split())


def _words(element: Element, without_back_links: bool = False) -> Iterator[str]:
    """Yield the words of an element; runs that only markup parts are joined."""
    return iter("".join(_texts(element, without_back_links)).split())


def _texts(element: Element, without_back_links: bool) -> Iterator[str]:
    if is_picture(element):
        yield f" {alternative(element)} "
        return
    if not isinstance(element.tag, str) or (without_back_links and is_back_link(element)):
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child, without_back_links)
        yield child.tail or ""
