"""Quotation marks and the spaces beside marks, by language: tables of data, looked up along the CLDR parents."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from briefgen.localize.locales import meant

NO_BREAK_SPACE = "\u00a0"
NARROW_SPACE = "\u202f"
"""The narrow no-break space, which French sets before its high marks."""

# Outer and inner pair of marks, and who uses them: CLDR delimiters, which Babel does not carry. House style
# departs from CLDR in two places: Dutch nests “…” in ‘…’, and Spanish keeps «…» in America too, as the
# Ortografía de la lengua española recommends. What is not listed uses “…” with ‘…’.
_MARKS: Mapping[str, str] = {
    "«»“”": "ast br ca dyo el es eu ewo fr-CA it kab kk mg mua nnh pt-PT sc sg sq ti",
    "‘’“”": "en-001 fur ia nl ti-ER",
    "„“‚‘": "bs-Cyrl cs de dsb et hr hsb is ksh lb luy mk sk sl",
    "«»‹›": "am az-Cyrl fa fr-CH gsw jgo kkj mzn rm wae",
    "«»„“": "bas be cv ky os ru sah uk",
    "””’’": "fi he lag rn se sn sv yi",
    "«»‘’": "dua ksf nb nn no rw",
    "«»«»": "fr ht hy yav",
    "「」『』": "ja yue zh-Hant",
    "„”«»": "nmg pl ro",
    "„”‚’": "agq ff",
    "”“’‘": "ar ur",
    "„“„“": "bg lt",
    "«»„”": "shi zgh",
    "„”‘’": "bs",
    "„”»«": "hu",
    "„“«»": "ka",
    "„“‘‘": "sr",
    "“”“”": "tk",
    "»«›‹": "ug",
    "“”’‘": "uz",
}
_MARKS_OF: Mapping[str, str] = {tag: marks for marks, tags in _MARKS.items() for tag in tags.split()}


class Quotes(NamedTuple):
    """The marks of a locale; in French they carry the spaces that belong to them."""

    open: str
    close: str
    inner_open: str
    inner_close: str


class Spacing(NamedTuple):
    """The no-break space that stands before the marks ``before``, and, where ``inside`` is set, within «…».

    It takes the place of spaces that were typed before other high marks as well.
    """

    space: str = ""
    before: str = ""
    inside: bool = False


# Imprimerie nationale, Lexique des règles typographiques; for Canada the Office québécois de la langue française,
# which sets none before ; ! ?; for Switzerland the Guide du typographe, whose marks CLDR gives without spaces inside.
_SPACING: Mapping[str, Spacing] = {
    "fr": Spacing(NARROW_SPACE, ";:!?", inside=True),
    "fr-CA": Spacing(NO_BREAK_SPACE, ":", inside=True),
    "fr-CH": Spacing(NARROW_SPACE, ";:!?"),
}


@lru_cache(256)
def quotes(tag: str) -> Quotes:
    """Return the quotation marks of ``tag``. Raises UsageError when the tag is unknown."""
    marks = next((_MARKS_OF[link] for link in meant(tag) if link in _MARKS_OF), "“”‘’")
    held = spacing(tag)
    space = held.space if held.inside else ""
    return Quotes(*(mark + space if mark == "«" else space + mark if mark == "»" else mark for mark in marks))


@lru_cache(256)
def spacing(tag: str) -> Spacing:
    """Return the spaces that ``tag`` sets beside its marks. Raises UsageError when the tag is unknown."""
    return next((_SPACING[link] for link in meant(tag) if link in _SPACING), Spacing())
