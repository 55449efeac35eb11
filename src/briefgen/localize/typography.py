"""Typography of running text: quotation marks, apostrophes, dashes and the spaces where no line may break.

``typeset`` works on Markdown source in linear time: it may be given anything. Text that is already set stays
as it is, so setting it twice changes nothing.
"""

import re
from collections import deque
from functools import lru_cache

from briefgen.localize.customs.marks import NO_BREAK_SPACE, Spacing, quotes, spacing
from briefgen.localize.formats import EN_DASH, month_names
from briefgen.localize.locales import babel_locale

# What is not running text. Every repetition stops at the character that could start the same construct
# again, or is possessive, so that no input is scanned more than a few times.
_KEPT = r"""(?P<kept>
    \\.                                                              # escaped character
  | (?<!`)```++ (?: [^`] | (?<!`)``?(?!`) )*+ ```++                  # fenced or long code
  | (?<!`)``(?!`) (?: [^`] | (?<!`)`(?!`) | ```++ )*+ ``(?!`)
  | (?<!`)`(?!`) (?: [^`] | ``++ )*+ `
  | \{[^{}\n]*+\}                                                    # placeholder or attributes
  | \]\( (?: [^()\n] | \([^()\n]*+\) )*+ \)                          # destination and title of a link
  | \[[^\[\]@\n]*+@[^\[\]\n]*+\]                                     # citation
  | ^[ ]{0,3}\[(?!\^)[^\[\]\n]*+\]:[^\n]*+                           # link definition
  | <[^\s<>][^<>\n]*+>                                               # autolink or HTML
  | (?:(?<!\w)(?:https?|ftp)://|(?<!\w)www\.)(?:[^\s<>"'«»‹›“”„‘’‚…]|'(?=\w))++
  | (?<![\w.+'-])[\w.+'-]++@[\w-]++(?:\.[\w-]++)++                   # e-mail address
  | (?<!\w)@\w[\w:.-]*+                                              # citation key in the sentence
)"""

_QUOTE = re.compile(_KEPT + r"""|(?P<mark>["'“”„‘’‚«»‹›])|(?P<end>\n[ \t]*+(?=\n|[-*+]\ |\d{1,3}\.\ ))""", re.X | re.M)

_UNITS = (
    "%|‰|€|£|¥|\\$|°[CF]?|EUR|USD|GBP|PEN|CHF|[kcm]?m[²³]?|k?g|mg|ha|t|[mh]?l|L|km/h|"
    "[kMGT]?Wh?|[kMGT]?Wp|[kM]?t|CO₂|ppm|[kMGT]?B|dpi"
)
_CURRENCIES = r"€|£|¥|\$|S/|EUR|USD|GBP|PEN|CHF"
_ABBREVIATIONS = r"[Nn]\.?[ºª°]|[Nn]rs?\.|Nos?\.|nos?\.|[Aa]rts?\.|pp?\.|[Pp]ágs?\.|[Cc]ap\.|[Ff]igs?\.|[Vv]ol\.|§"
# J. R. R. Tolkien; z. B., d. h., a. m.
_INITIAL = r"(?<!\w)(?:[A-ZÀ-ÖØ-Þ]\.[ ](?=[A-ZÀ-ÖØ-Þ])|[^\W\d_]\.[ ](?=[^\W\d_]\.))"
_SPACE = "[ \u00a0\u202f]"
_HIGH = {";": ";", ":": r":(?!\S)", "!": r"!(?!\[)", "?": r"\?"}

_SIGNS = re.compile(
    _KEPT
    + r"""|(?P<ellipsis>(?<!\.)\.\.\.(?!\.))
    # Never a list marker (also in a quotation or another list), a table rule or a subtraction.
    |(?P<dash>(?:(?<=[^\s|*+>\#\d-])(?<!\d[.)])|(?<=\w\*))[ ]--?[ ](?=[^\s|-])|(?<=\d)[ ]--?[ ](?=[^\s|\d-]))""",
    re.X | re.M,
)

# An apostrophe that starts a word: Dutch ’s avonds and ’t, English ’tis and ’90s.
_CLIPPED = {
    "nl": re.compile(r"(?:(?:[stnmkr]|ns|ie|er)(?=[\s-]|$)|\d\d(?!\w))", re.IGNORECASE),
    "en": re.compile(r"(?:tis|twas|em|til|\d\ds|n(?='))(?!\w)", re.IGNORECASE),
}
_NO_CLIPPED = re.compile(r"(?!)")
_BEFORE_OPENING = "([{<|—–-/¿¡"
_EMPHASIS = "*_~"
_LOOK_BACK = 8
# Nobody nests deeper; the bound keeps the search for a partner short.
_DEEPEST = 8


def typeset(tag: str, text: str) -> str:
    """Return Markdown ``text`` with the typography of ``tag``.

    Straight quotes become the locale's, nested ones the inner pair, whichever was typed; apostrophes become
    ’, three dots an ellipsis, a hyphen between spaces an en dash; and spaces that must not end a line
    (before units, after abbreviations and initials, inside dates) become no-break spaces. Placeholders,
    citations, code, HTML, link destinations, URLs, e-mail addresses and escaped characters stay untouched,
    and so does a double quote with no partner, such as the sign for inches.

    Raises UsageError when the tag is unknown.
    """
    text = _QUOTE.sub(_Quoting(tag), text)
    text = _SIGNS.sub(_sign, text)
    text = _spaces(tag).sub(_joined, text)
    held = spacing(tag)
    if not held.space:
        return text
    return _beside_marks(held).sub(lambda found: found[0] if found["kept"] else held.space, text)


class _Quoting:
    """Replaces straight quotes one by one, knowing which are open."""

    def __init__(self, tag: str) -> None:
        marks = quotes(tag)
        self._pairs = ((marks.open, marks.close), (marks.inner_open, marks.inner_close))
        openers, closers = ({pair[side].strip() for pair in self._pairs} for side in (0, 1))
        # In some languages one glyph opens and closes (Swedish), or closes here and opens elsewhere.
        self._openers, self._closers = openers - closers - {"’"}, closers - openers
        self._clipped = _CLIPPED.get(babel_locale(tag).language, _NO_CLIPPED)
        self._open: deque[str] = deque(maxlen=_DEEPEST)
        self._after_opening = -1

    def __call__(self, found: re.Match[str]) -> str:
        if found["kept"]:
            return found[0]
        if found["end"]:
            self._open.clear()
            return found[0]
        if found["mark"] in "\"'":
            return self._straight(found)
        return self._set_already(found[0])

    def _set_already(self, mark: str) -> str:
        if mark in self._openers:
            self._open.append(mark)
        elif mark in self._closers and self._open and self._open[-1] in self._openers:
            self._open.pop()
        return mark

    def _straight(self, found: re.Match[str]) -> str:
        mark, text, after = found[0], found.string, found.end()
        before = _character_before(text, found.start())
        if after == len(text) or text[after].isspace():
            return mark if before.isspace() else self._closing(mark)
        may_open = found.start() == self._after_opening or self._opens_after(before)
        if mark == "'" and (self._clipped.match(text, after) if may_open else text[after].isalnum()):
            return "’"
        return self._opening(mark, after) if may_open else self._closing(mark)

    def _opens_after(self, before: str) -> bool:
        return before.isspace() or before in _BEFORE_OPENING or before in self._openers

    def _opening(self, mark: str, after: int) -> str:
        self._open.append(mark)
        self._after_opening = after
        return self._pair()[0]

    def _closing(self, mark: str) -> str:
        if mark not in self._open:
            return "’" if mark == "'" else mark
        while self._open[-1] != mark:
            self._open.pop()
        closing = self._pair()[1]
        self._open.pop()
        return closing

    def _pair(self) -> tuple[str, str]:
        return self._pairs[(len(self._open) - 1) % 2]


def _character_before(text: str, start: int) -> str:
    """Return the character before a quote, looking through emphasis; a space at the start of the text."""
    before = text[max(0, start - _LOOK_BACK) : start].rstrip(_EMPHASIS)
    if before:
        return before[-1]
    return " " if start <= _LOOK_BACK else _EMPHASIS[0]


def _sign(found: re.Match[str]) -> str:
    if found["kept"]:
        return found[0]
    return "…" if found["ellipsis"] else f" {EN_DASH} "


def _joined(found: re.Match[str]) -> str:
    return found[0] if found["kept"] else found[0].replace(" ", NO_BREAK_SPACE)


@lru_cache(64)
def _spaces(tag: str) -> re.Pattern[str]:
    """Match the places whose spaces must not end a line."""
    months = "|".join(re.escape(name) for name in month_names(tag))
    # "10. dezembra" at the start of a line is a numbered list.
    day = r"(?:(?<!\d)\d{1,2}|(?<=[^\s\d][ ])\d{1,2}\.)[ ]"
    rules: tuple[str, ...] = (
        rf"(?<=[\d}}])[ ](?=(?:{_UNITS})(?!\w))",
        rf"(?<!\w)(?:{_CURRENCIES})[ ](?=[\d{{])",
        rf"(?<!\w)(?:{_ABBREVIATIONS})[ ](?=[\dIVXLC{{])",
        r"(?<=\w)[ ](?=[Nn]\.[º°][ \u00a0])(?:[Nn]\.[º°][ ](?=[\d{]))?",
        _INITIAL,
        rf"{day}(?:de[ ])?(?=(?:{months})(?!\w))",
        rf"(?<!\w)(?:{months})[ ](?=\d{{1,2}}(?!\d))",
    )
    return re.compile(_KEPT + "|" + "|".join(rules), re.X | re.M)


@lru_cache(8)
def _beside_marks(held: Spacing) -> re.Pattern[str]:
    """Match the spaces typed beside high marks and within «…», and the places where a space is to be put in.

    A colon inside a word (10:30) is no mark, and neither is the end of an entity or the start of a picture.
    """
    added = "|".join(_HIGH[mark] for mark in held.before)
    rules = (
        rf"(?<=[\w»)…’”%}}*\]]){_SPACE}(?={'|'.join(_HIGH.values())})",
        rf"(?:(?<=[\w»)…’”%}}])|(?<=\w\*)|(?<=\w\*\*))(?={added})",
        rf"(?<=«){_SPACE}{'?' if held.inside else ''}(?=[^\s»])",
        rf"(?<=[^\s«|]){_SPACE}{'?' if held.inside else ''}(?=»)",
    )
    return re.compile(_KEPT.replace("(?P<kept>", r"(?P<kept>&\#?\w{1,30}+;|", 1) + "|" + "|".join(rules), re.X | re.M)
