"""Texts to HTML: Markdown, typeset, with facts put in and note marks at the ends of sentences.

Markdown is the only markup that a text can hold: HTML in it is printed as it stands. Facts and notes are put into
the HTML that Markdown made, between its tags.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup

from briefgen.compose.notes import Notes
from briefgen.localize.locales import direction, serves
from briefgen.localize.typography import typeset
from briefgen.model.edition import LocalText, View
from briefgen.model.messages import CITATION, PLACEHOLDER, citations

MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
# Tags, facts and citations; what lies between them is text.
_PIECES = re.compile(r"(<[^>]+>|\{[a-z0-9-]+(?::[a-z-]+)?\}|\[@[a-z0-9@; -]+\])")
_BLOCK_END = re.compile(r"</(?:p|li|h\d|td|th|blockquote)>")
# The end of a sentence: its mark, closing quotes, and then a capital, an opening mark or nothing more.
# A Dutch sentence may begin with 's or 't before its capital.
_SENTENCE_END = re.compile(r"[.!?…]+[»”’\")\]]*(?=\s+(?:[’'][snt]\s)?[\W\d]*[^\W\d_a-zà-öø-ÿ]|\s*$)")
_ENDED = re.compile(r"[.!?…][»”’\")\]]*$")
# An initial, or an abbreviation that a name or a number follows.
_SHORTENED = re.compile(
    r"(?:^|[\s(.])(?:[^\W\d_]|dra?s?|sr(?:t?a)?s?|prof|ing|mevr|dhr|m[rs]s?|st|arts?|n[úu]ms?|nr|ee|uu)$", re.IGNORECASE
)
_TAGS = re.compile(r"<[^>]+>")


_BLOCK = re.compile(r"</?(?:p|li|ul|ol|h\d|td|th|tr|table|blockquote|br)\b")
_LAST_SPACE = re.compile(r"[ \n](?=[^ \n]*$)")

WORD_JOINER = "\u2060"  # no line begins with a note mark
NO_BREAK_SPACE = "\u00a0"
SHORT = 2  # a number with no more characters stays with its noun
TOGETHER = 18  # the last two words of a paragraph stay on one line if they are no longer, the space included
LONG = 8  # a word that takes a line of its own where letters are large


class TextRenderer:
    """Renders the texts of one edition. ``notes`` numbers the sources as they are met."""

    def __init__(self, view: View, notes: Notes) -> None:
        self._locale: str = view["locale"]
        self._facts: Mapping[str, View] = view["facts"]
        self._foreign: Mapping[str, Mapping[str, Mapping[str, str]]] = view["foreign_facts"]
        self._notes = notes

    def inline(self, text: LocalText, sources: Sequence[str] = ()) -> Markup:
        """Return a text as inline HTML, with note marks; ``sources`` are cited at its end beside its own."""
        return self._in_language(self._inline(text, True, sources), text, "span")

    def heading(self, text: LocalText) -> Markup:
        """Return a text as inline HTML without note marks, for headings and labels."""
        return self._in_language(self._inline(text, False), text, "span")

    def headline(self, text: LocalText) -> Markup:
        """Return a text as inline HTML whose lines end on words that matter: small words stay with the next."""
        html = self._inline(text, False)
        # Within markup a space may be one between attributes.
        return self._in_language(html if "<" in html else _with_small_words(html), text, "span")

    def prose(self, text: LocalText) -> Markup:
        """Return a text as paragraphs and lists, with note marks."""
        html = MARKDOWN.render(self._typeset(text)).strip()
        return self._in_language(self._filled(html, text, marks=True), text, "div")

    def plain(self, text: LocalText) -> str:
        """Return a text without markup and notes, for attributes and the title of the window."""
        return unescape(_TAGS.sub("", self._inline(text, False)))

    def _inline(self, text: LocalText, marks: bool, sources: Sequence[str] = ()) -> str:
        source = re.sub(r"^#{1,6} ", "", self._typeset(text).strip())
        return self._filled(MARKDOWN.renderInline(source), text, marks, sources)

    def _typeset(self, text: LocalText) -> str:
        return typeset(self._locale if self._own(text) else text["lang"], text["text"])

    def _own(self, text: LocalText) -> bool:
        return serves(text["lang"], self._locale)

    def _in_language(self, html: str, text: LocalText, tag: str) -> Markup:
        """Mark a text that is in another language than the page."""
        if self._own(text):
            return Markup(html)
        turned = f' dir="{direction(text["lang"])}"' if direction(text["lang"]) != direction(self._locale) else ""
        return Markup(f'<{tag} lang="{escape(text["lang"])}"{turned}>{html}</{tag}>')

    def _filled(self, html: str, text: LocalText, marks: bool, sources: Sequence[str] = ()) -> str:
        """Put facts and note marks into rendered Markdown."""
        flow = _Flow(self._notes if marks else None)
        for piece in _PIECES.split(html):
            if found := PLACEHOLDER.fullmatch(piece):
                flow.add_fact(escape(self._fact(found, text)), self._facts[found[1]]["sources"])
            elif CITATION.fullmatch(piece):
                flow.cite(citations(piece))
            elif piece.startswith("<"):
                flow.add_tag(piece)
            else:
                flow.add_text(piece)
        return flow.finish(sources)

    def _fact(self, found: re.Match[str], text: LocalText) -> str:
        name, variant = found[1], found[2] or ""
        forms = self._facts[name]["forms"] if self._own(text) else self._foreign[text["lang"]][name]
        return str(forms[variant])


@dataclass(slots=True)
class _Flow:
    """HTML as it grows, and the sources whose marks wait for the end of their sentence."""

    notes: Notes | None
    out: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    placed: set[str] = field(default_factory=set)
    short: bool = False
    in_link: bool = False

    def add_fact(self, html: str, sources: Any) -> None:
        self.waiting += sources
        self.short = len(html) <= SHORT
        self.out.append(html)

    def cite(self, sources: Any) -> None:
        self.waiting += sources
        if self.out:
            self.out[-1] = self.out[-1].rstrip(" \n")
            if _ENDED.search(self.out[-1]) and not self.in_link:
                self._place_marks()

    def add_tag(self, tag: str) -> None:
        if _BLOCK_END.fullmatch(tag):
            self._keep_last_words()
            self._place_marks()
        self.in_link = tag.startswith("<a ") or (self.in_link and tag != "</a>")
        self.out.append(tag)

    def add_text(self, text: str) -> None:
        if self.short and text.startswith(" "):
            # "1 abstention" would part badly at the end of a line.
            text = NO_BREAK_SPACE + text[1:]
        self.short = False
        if self.waiting and not self.in_link and self._ended_before(text):
            self._place_marks()
        start = 0
        while self.waiting and not self.in_link and (end := self._sentence_end(text, start)):
            self.out.append(text[start:end])
            self._place_marks()
            start = end
        self.out.append(text[start:])

    def finish(self, sources: Sequence[str]) -> str:
        self._keep_last_words()
        self.waiting += [source for source in sources if source not in self.placed]
        self._place_marks()
        return "".join(self.out)

    def _keep_last_words(self) -> None:
        """Keep the last two words of a paragraph together, so that a short one does not get a line of its own."""
        if not self.notes:
            return
        last = ""
        for index in reversed(range(len(self.out))):
            piece = self.out[index]
            if _BLOCK.match(piece):
                return
            if "<" in piece:
                continue
            found = _LAST_SPACE.search(piece)
            if not found:
                last = piece + last
                continue
            start, last = piece[: found.start()], piece[found.end() :] + last
            space = _LAST_SPACE.search(start)
            goes_on = space or (start and index > 0 and not _BLOCK.match(self.out[index - 1]))
            if goes_on and len(start) - (space.start() if space else 0) + len(last) <= TOGETHER:
                self.out[index] = f"{start}{NO_BREAK_SPACE}{piece[found.end() :]}"
            return

    def _sentence_end(self, text: str, start: int) -> int | None:
        """Return where the sentence ends; an initial or an abbreviation such as "D." does not end it."""
        for found in _SENTENCE_END.finditer(text, start):
            at_end = not text[found.end() :].strip()
            if not at_end and not _SHORTENED.search(text[max(0, found.start() - 8) : found.start()]):
                return found.end()
        return None

    def _ended_before(self, text: str) -> bool:
        """Tell whether a sentence ended inside the markup that has just been closed."""
        if not self.out or not self.out[-1].startswith("</"):
            return False
        before = next((piece for piece in reversed(self.out) if not piece.startswith("</")), "")[-9:]
        return self._sentence_end(before + text, 0) == len(before)

    def _place_marks(self) -> None:
        """Put the waiting marks here, joined to the word before them."""
        if self.notes and self.waiting and self.out:
            self.out.append(f"{WORD_JOINER}{self.notes.mark(self.waiting)}")
            self.placed.update(self.waiting)
        self.waiting = []


def _with_small_words(text: str) -> str:
    """Join small words to the next, and the last two words, as long as a line of a headline can hold them."""
    first, *rest = text.split(" ")
    parts = [first]
    for number, word in enumerate(rest, 1):
        before = len(parts[-1].split(NO_BREAK_SPACE)[-1])
        joined = before <= 2 or (before == 3 and len(word) >= LONG) or number == len(rest)
        if joined and len(parts[-1]) + 1 + len(word) <= TOGETHER:
            parts[-1] += NO_BREAK_SPACE + word
        else:
            parts.append(word)
    return " ".join(parts)
