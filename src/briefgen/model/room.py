"""How much room a text takes on the page, and how much its translation may take."""

import re

from briefgen.model.messages import CITATION, PLACEHOLDER
from briefgen.model.recipient import FIELD

# What a fact or a field takes on the page, in characters; a citation is a small number.
CODE = 6
# Dutch and Spanish run about a quarter longer than English; a heading or a label can need more.
GROWTH, SLACK = 1.25, 16
_CODES = re.compile(rf"{PLACEHOLDER.pattern}|{FIELD.pattern}")
# Where a link leads, emphasis, tags and the marks of headings are not seen.
_UNSEEN = re.compile(rf"{CITATION.pattern}|\]\([^()\s]*\)|[*_`\[\]]|<[^<>\n]*>|^#{{1,6}} ", re.MULTILINE)
_SPACE = re.compile(r"\s+")


def length(text: str) -> int:
    """Return about how many characters of a text are seen on the page."""
    return len(_SPACE.sub(" ", _UNSEEN.sub("", _CODES.sub("x" * CODE, text))).strip())


def room(source: str) -> int:
    """Return about how many characters the translation of a text may have on the page."""
    return round(length(source) * GROWTH) + SLACK
