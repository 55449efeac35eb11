"""Masks: what of a text is running text, and what is code, an address, a placeholder or a quotation."""

import re
from functools import lru_cache
from itertools import islice

from briefgen.model.messages import CITATION

# What is no running text, and means the same in every language. Merge fields are those of mailing programs.
FIELD = re.compile(
    r"\{\{[^{}\n]*\}\}|\$\{[^{}\n]*\}|\{[\w.:-]+\}|\*\|[^|\n]*\|\*|%%\w+%%|%[A-Z][A-Z_]{2,}%|%\([\w-]+\)[sdif]|%\d*\$?[sd]\b"
    r"|\[\[[^\[\]\n]*\]\]|\[[a-z]+[._][\w.]+\]|<<\w[\w ]*>>"
)
URL = r"(?:https?|ftp)://[^\s<>\"'»”)\]]+|\bwww\.[^\s<>\"'»”)\]]+"
_MAIL = r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+"
# Telephone numbers, and the numbers of bank accounts (ISO 13616).
_PHONE = (
    r"(?<![\d.,])(?!\d{1,2}[-./]\d{1,2}[-./]\d{4}\b)(?:\+|00|\(0|0|[89]00 )[\d ()./\u00a0-]{7,24}\d"
    r"|\b\d{3} \d\d \d\d \d\d\b|\b\d\d(?: \d\d){3,4}\b|\b\d{4} \d{3} \d{3,4}\b"
    r"|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"
)
# What to blank, and what a text must have for it to be worth a look: most texts have nothing of it.
_MASKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("[@", CITATION),
    ("](", re.compile(r"\]\([^()\s]*\)")),
    ("`", re.compile(r"`[^`\n]*`")),
    ("<", re.compile(r"<[^<>\n]*>")),
    ("://", re.compile(URL)),
    ("www.", re.compile(URL)),
    ("@", re.compile(_MAIL)),
    ("_", re.compile(r"\b[^\W_]+(?:_+[^\W_]+)+")),
)
FIELD_SIGN = re.compile(r"[{\[%*$<]")
_PHONE_SIGN = re.compile(r"\+\d|0[\d ()./\u00a0-]{7}|\d \d\d\d? |[A-Z]{2}\d\d")
_MOST_NUMBERS = 50
_NUMBERS = re.compile(_PHONE)
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹", "01234567890123456789")


@lru_cache(1 << 8)
def masked(text: str) -> str:
    """Return a text of the same length in which everything that is no running text is blank."""
    text = _uncoded(text)
    return _NUMBERS.sub(_blank, text) if _PHONE_SIGN.search(text) else text


def _uncoded(text: str) -> str:
    """Return a text with all blank that is not written for readers: codes, addresses and markup."""
    if not text.isascii():
        text = text.translate(_LOWERED)
    if FIELD_SIGN.search(text):
        text = FIELD.sub(_blank, text)
    for sign, pattern in _MASKS:
        if sign in text:
            text = pattern.sub(_blank, text)
    return text


def call_numbers(text: str) -> dict[str, tuple[int, int]]:
    """Return where telephone and account numbers stand, by their figures and letters alone."""
    if not _PHONE_SIGN.search(text):
        return {}
    plain = _uncoded(text)
    found = (
        (re.sub(r"\(0\)|[\W_]", "", number[0]), number.span())
        for number in islice(_NUMBERS.finditer(plain), _MOST_NUMBERS)
    )
    return dict(found)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


_QUOTE_SIGN = re.compile("[«“„\"‘']")
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|„[^„”“]*[”“]|\"[^\"\n]*\"|(?<!\w)‘[^‘\n]*?’(?!\w)|(?<!\w)'[^'\n]+'(?!\w)")


def unquoted(text: str) -> str:
    """Return a text with what stands in quotation marks blank: somebody else says it, or it is a name."""
    return _QUOTED.sub(lambda found: " " * len(found[0]), text) if _QUOTE_SIGN.search(text) else text
