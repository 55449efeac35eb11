"""Finds text of a pseudo-localized page that comes from no message: it would stand like this in every language."""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from briefgen.compose.citations import CITATION_STYLE, citations
from briefgen.compose.theme import find
from briefgen.findings import Finding, Place, Severity
from briefgen.load.files import list_files, read_text
from briefgen.localize import formats
from briefgen.model.document import Document
from briefgen.model.edition import View

HINT = 'put it into wording.yaml of the templates, and print it with word("its-key")'
# Elements that stand in a line of text; all others begin a new one.
_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub"),
    *("sup", "time", "u", "wbr"),
}
_READ = ("alt", "aria-label", "title", "content", "placeholder")
# What a view holds that is printed as it is: values in the reader's format, and names.
_PRINTED = {
    *("amounts", "bare", "date", "day", "deadline", "email", "forms", "gap", "iso", "legal_name", "licence", "link"),
    *("month", "name", "period", "plain", "short_name", "speaker", "symbol", "text", "url", "version", "website"),
    "year",
}
# The marks around a pseudo-translation.
_PSEUDO = re.compile(r"\[!!! |!!!\]")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060]")
_CONTENT = re.compile(r"""content\s*:[^;}]*?(["'])([^"';}]*[^\W\d_]{2,}[^"';}]*)\1""")
_TAGS = re.compile(r"<[^>]+>")


def hard_coded(document: Document, view: View, folders: tuple[Path, ...]) -> Iterator[Finding]:
    """Yield a warning for each text of a page that is neither a pseudo-translation nor a value or a name.

    The finding stands at the line of the template that has the text.
    """
    printed = {*map(str, _values(view)), *_citations(view, folders), formats.conjunction(view["locale"], ["", ""])}
    bare = {text.partition("://")[2] or text for text in printed}
    plain = sorted({_plain(text) for text in printed | bare} - {""}, key=len, reverse=True)
    known = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, plain))})(?!\w)")
    page = _Page()
    page.feed(document.html)
    page.close()
    for text in dict.fromkeys(page.texts):
        left = known.sub(" ", _own(_plain(text)))
        if _LETTERS.search(left):
            yield _finding(" ".join(left.split()), view["kind"], folders)
    for css in dict.fromkeys((*document.print_styles, *document.screen_styles)):
        for found in _CONTENT.finditer(css):
            yield _finding(found[2].strip(), view["kind"], folders)


def _citations(view: View, folders: tuple[Path, ...]) -> Iterator[str]:
    """Yield the citations of a page as plain text: titles and names, and words of the citation style."""
    style = find(folders, CITATION_STYLE) or folders[-1]
    for note in citations(view["sources"], view["locale"], style / CITATION_STYLE).values():
        yield unescape(_TAGS.sub("", note))


class _Page(HTMLParser):
    """Gathers the texts of a page, line by line as they are read, and those of attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._line: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the texts of attributes; what is no part of a line ends it."""
        self._break(tag)
        given = dict(attrs)
        if tag != "meta" or given.get("name") not in ("viewport", None):
            self.texts += [value for name in _READ if (value := given.get(name))]

    def handle_endtag(self, tag: str) -> None:
        """End a line of text."""
        self._break(tag)

    def handle_data(self, data: str) -> None:
        """Add to the line."""
        if self.cdata_elem is None:
            self._line.append(data)

    def close(self) -> None:
        """End the last line."""
        super().close()
        self._break("html")

    def _break(self, tag: str) -> None:
        if tag not in _INLINE:
            self.texts.append("".join(self._line))
            self._line = []


def _values(value: Any, name: str = "") -> Iterator[object]:
    """Yield what a view prints as it is; texts of messages are no part of it."""
    if isinstance(value, dict) and value.keys() != {"text", "lang"}:
        for key, item in value.items():
            yield from _values(item, name if name == "forms" else key)
    elif isinstance(value, list):
        for item in value:
            yield from _values(item, name)
    elif name in _PRINTED and isinstance(value, str | int):
        yield value


def _own(text: str) -> str:
    """Return a line of text less its pseudo-translations, which may stand within one another."""
    left, depth, end = [], 0, 0
    for found in _PSEUDO.finditer(text):
        left += [text[end : found.start()]] if not depth else []
        depth += 1 if found[0].startswith("[") else -1 if depth else 0
        end = found.end()
    left += [text[end:]] if not depth else []
    return " ".join(left)


def _plain(text: str) -> str:
    return " ".join(_INVISIBLE.sub("", text).split())


def _finding(text: str, kind: str, folders: tuple[Path, ...]) -> Finding:
    message = f'"{text[:60]}" comes from no message: it would stand like this in every language'
    return Finding("text-hard-coded", _place(text, kind, folders), message, HINT, Severity.WARNING)


def _place(text: str, kind: str, folders: tuple[Path, ...]) -> Place:
    """Return where the templates have a text; the page of the kind where it cannot be told."""
    words = _LETTERS.findall(text)[:4]
    pattern = re.compile(r"(?:<[^<>]{0,99}>|[^<>{}\w]){1,9}".join(map(re.escape, words)))
    for folder in folders:
        for part in (kind, "shared"):
            for path in list_files(folder, (".html", ".css"), part)[0]:
                source = read_text(folder, path)
                found = pattern.search(source) if isinstance(source, str) else None
                if found:
                    before = found.string[: found.start()]
                    return Place(f"templates/{path}", before.count("\n") + 1, found.start() - before.rfind("\n"))
    return Place(f"templates/{kind}/page.html")
