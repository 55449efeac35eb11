"""Plain text: the twin of HTML that Markdown made, and its lines.

Emphasis is lost, and nothing else: lists, quotations and tables keep their form in signs that people use in mails.
"""

import re
import textwrap
from collections.abc import Iterator
from html.parser import HTMLParser

WIDTH = 72
"""The most characters of a line that is not one long word: a reply puts "> " before it and still fits (RFC 3676)."""

_PARAGRAPHS = {"p", "ul", "ol", "blockquote", "table", "h1", "h2", "h3", "h4", "h5", "h6", "div"}
# The sign before a line under which its further lines are indented: a bullet, a number, the number of a note. That of a
# quotation stands before each of its lines.
_SIGN = re.compile(r"\s*(?:[-•] |\d+\. |\[\d+\] |> )*")
_SPACES = re.compile(r"[ \t\n\r\f]+")
# The marks of a block that is still to be filled: an end of line inside one would leave it to the reader.
_MARK = re.compile(r"<!-- (?:slot [a-z0-9-]+|/slot) -->")
# Signs that keep words together on a page; in a line of plain text they hinder searching and break nothing.
_JOINERS = str.maketrans({"\u2060": None, "\u00ad": None, "\u200b": None})


def plain_text(html: str) -> str:
    """Return the text of a piece of HTML: paragraphs with an empty line between them, links with their address."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


def wrapped(text: str, width: int = WIDTH) -> str:
    """Return a text in lines of at most ``width`` characters; a longer word, such as an address, is not cut.

    What is wrapped already stays as it is, and so does a line with a mark: what will stand in it is not known yet.
    """
    return "\n".join(line for long in text.split("\n") for line in _lines(long.rstrip(), width))


def tidied(text: str) -> str:
    """Return a text with at most one empty line between two others, and none at its ends, but a line end."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip("\n") + "\n"


def _lines(line: str, width: int) -> list[str]:
    if len(line) <= width or _MARK.search(line):
        return [line]
    sign = _SIGN.match(line)
    first = sign[0] if sign else ""
    further = re.sub(r"[^>]", " ", first)
    lines = textwrap.TextWrapper(width, first, further, break_long_words=False, break_on_hyphens=False)
    return lines.wrap(line[len(first) :])


class _Reader(HTMLParser):
    """Gathers paragraphs: ``_done`` are finished lines, ``_line`` is the one that grows."""

    def __init__(self) -> None:
        super().__init__()
        self._done: list[str] = []
        self._line: list[str] = []
        self._links: list[tuple[str, int]] = []
        self._lists: list[int | None] = []
        self._quoted = 0
        self._sign = ""
        self._in_row = False

    def text(self) -> str:
        """Return all of it."""
        self._end_line()
        return tidied("\n".join(self._done)).rstrip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a paragraph, an item, a link."""
        if tag in _PARAGRAPHS:
            self._end_paragraph()
        if tag in ("ul", "ol"):
            self._lists.append(None if tag == "ul" else int(dict(attrs).get("start") or 1))
        elif tag == "li":
            self._end_line()
            self._sign = self._bullet()
        elif tag == "blockquote":
            self._quoted += 1
        elif tag in ("br", "tr"):
            self._end_line()
            self._in_row = self._in_row and tag == "br"
        elif tag in ("td", "th"):
            # The corner of a table is empty, and still a cell.
            self._line.append(" | " if self._in_row else "")
            self._in_row = True
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self._line)))
        elif tag == "sup":
            # No line begins with the number of a note: it would look like the note itself.
            self._line.append("\u00a0[")
        elif tag == "hr":
            self._end_paragraph()

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph, a list, a link."""
        if tag in ("ul", "ol"):
            self._end_line()
            self._lists.pop()
        if tag == "a":
            self._line += self._address()
        elif tag == "sup":
            self._line[-1] = self._line[-1].replace(", ", ",\u00a0") + "]"
        elif tag in _PARAGRAPHS:
            self._end_paragraph()
        if tag == "blockquote":
            self._quoted -= 1

    def handle_data(self, data: str) -> None:
        """Take up words."""
        self._line.append(_SPACES.sub(" ", data.translate(_JOINERS)))

    def _bullet(self) -> str:
        indent = "  " * (len(self._lists) - 1)
        number = self._lists[-1] if self._lists else None
        if number is None:
            return f"{indent}- "
        self._lists[-1] = number + 1
        return f"{indent}{number}. "

    def _address(self) -> Iterator[str]:
        href, start = self._links.pop() if self._links else ("", 0)
        shown = "".join(self._line[start:]).strip()
        # What a link writes into a letter, such as its subject, is no part of the address.
        address = href.removeprefix("mailto:").partition("?")[0] if href.startswith("mailto:") else href
        if href and not href.startswith("#") and shown not in (href, address):
            if "." in shown and href.partition("://")[2].startswith(shown):
                del self._line[start:]
                yield href
            else:
                yield f" <{address}>"

    def _end_line(self) -> None:
        line = _SPACES.sub(" ", "".join(self._line)).strip(" ")
        self._line = []
        if line:
            self._done.append("> " * self._quoted + self._sign + line)
            self._sign = " " * len(self._sign) if self._lists else ""

    def _end_paragraph(self) -> None:
        self._end_line()
        if not self._lists:
            self._sign = ""
            self._done.append("")
