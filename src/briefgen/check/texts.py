"""What texts hold that does not belong in them.

Digits typed by hand cannot be right in every language, and nothing says where they come from. A heading within a text
would be a second title for those who go from heading to heading. A recommendation in a newsletter would be lost: it is
briefs that print them.
"""

import re
from collections.abc import Iterable, Iterator

from briefgen.compose.text import MARKDOWN
from briefgen.findings import Finding, Severity
from briefgen.model.library import Library
from briefgen.model.messages import CITATION, PLACEHOLDER, Message, messages, within
from briefgen.model.recipient import FIELD

_DIGITS = re.compile(r"\d[\d.,\u00a0\u202f]*\d|\d")
_LINK = re.compile(r"\]\([^)\s]*\)|https?://\S+")
_LIST_NUMBER = re.compile(r"^\s*\d+[.)]\s", re.MULTILINE)
# A line of its own that divides a section; and what a text with a heading in it holds.
_DIVIDES = re.compile(r"### [^\n]*\n?")
_MAY_HEAD = re.compile(r"(?:^|[>*+.)-]) *#|^[ >]*(?:=+|-+) *$", re.MULTILINE)
# Addresses, register numbers and the like are what they are.
EXEMPT = re.compile(r"^(organisation#|wording#|pictures/)|#footer$|#(contact\.|letter\.)?(email|url)$")


def check(library: Library) -> Iterator[Finding]:
    """Yield a warning for each number typed in a text, and an error for each heading and misplaced recommendation.

    Names with digits belong in the glossary.
    """
    yield from _misplaced(library)
    names = [entry.value.term for entry in library.terms.values()]
    for message in messages(library):
        yield from _headings(message)
        if not EXEMPT.search(message.address):
            yield from _typed(message, names)


def _misplaced(library: Library) -> Iterator[Finding]:
    for newsletter in library.newsletters.values():
        for block in newsletter.blocks():
            if block.kind == "recommendation":
                hint = "ask for it (::: ask), or move it into a brief"
                yield Finding("block-misplaced", block.place(), "a newsletter prints no recommendations", hint)


def _headings(message: Message) -> Iterator[Finding]:
    if _DIVIDES.fullmatch(message.text) or not _MAY_HEAD.search(message.text):
        return
    starts = [0, *(found.end() for found in re.finditer("\n", message.text))]
    for token in MARKDOWN.parse(message.text):
        if token.type == "heading_open" and token.map:
            hint = "take the signs of a heading out; only the body of a publication has headings of its own"
            place = within(message, starts[token.map[0]])
            yield Finding("heading-level", place, "a heading stands within a text", hint)


def _typed(message: Message, names: Iterable[str]) -> Iterator[Finding]:
    for found in typed_digits(message.text, names):
        text = f'"{found[0]}" is typed by hand'
        hint = "use a fact, {its-id}; or add the name it is part of to glossary.yaml"
        yield Finding("digits-typed", within(message, found.start()), text, hint, Severity.WARNING)


def typed_digits(text: str, names: Iterable[str]) -> Iterator[re.Match[str]]:
    """Yield the numbers in a text that are no part of a placeholder, a citation, a link, or a name."""
    masked = text
    for pattern in (PLACEHOLDER, FIELD, CITATION, _LINK, _LIST_NUMBER):
        masked = pattern.sub(lambda found: "\0" * len(found[0]), masked)
    for name in names:
        masked = masked.replace(name, "\0" * len(name))
    yield from _DIGITS.finditer(masked)
