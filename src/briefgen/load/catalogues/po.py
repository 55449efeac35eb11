"""PO files as entries: what a catalogue holds, read in one pass, with the line of each text.

The reader is our own. A library of 20 000 texts in three languages has to be read within a second, a header from
outside must not decide how much memory is taken, and an entry that stands twice must not win in silence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from briefgen.findings import Place

MAX_PLURALS = 10  # Arabic has six, the most of all
_QUOTED = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
# Where a text stands in the content, and what its translator is told, is written anew each time: it is passed over.
_TOKEN = re.compile(
    r"^[ \t]*(?:"
    rf"(#~[ \t]*)?(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)[ \t]*"
    rf"({_QUOTED}(?:[ \t]*\n[ \t]*(?:#~[ \t]*)?{_QUOTED})*)[ \t]*"
    rf"|\#~?\|[ \t]*msgid[ \t]*({_QUOTED}(?:[ \t]*\n[ \t]*\#~?\|[ \t]*{_QUOTED})*)[ \t]*"
    r"|\#(?![:.|~])(.*)"
    r"|((?!\#[:.|]|\#~\|)\S.*)"
    r")$",
    re.MULTILINE,
)
_GONE, _WORD, _TEXT, _BEFORE, _COMMENT, _BROKEN = range(1, 7)
_QUOTES = re.compile(_QUOTED)
_ESCAPE = re.compile(r'\\([\\trn"])')
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_PLURALS = re.compile(r"nplurals\s*=\s*(\d{1,9})")


class PoError(Exception):
    """A text is no PO file; ``line`` is the first that is wrong."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(slots=True)
class Entry:
    """One entry of a catalogue.

    ``source`` is the text to translate, followed by its plural where it counts; ``texts`` are its translation, or the
    forms of it. ``remarks`` are what people wrote beside it, the mark of an approval among them, ``notes`` what they
    are told. ``previous`` is the text that a stale translation was made from. ``line`` is where the source text stands
    in the catalogue, 0 for an entry that was not read from one; ``place`` is where it stands in the content.
    """

    context: str
    source: tuple[str, ...]
    texts: tuple[str, ...] = ("",)
    fuzzy: bool = False
    remarks: list[str] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    previous: str = ""
    line: int = 0
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class PoFile:
    """The headers of a catalogue in their order, its entries, and those whose text is gone."""

    headers: dict[str, str]
    entries: tuple[Entry, ...] = ()
    obsolete: tuple[Entry, ...] = ()


def read_po(text: str) -> PoFile:
    """Return a PO text as entries; those without a context are none of ours, and left out.

    Raises PoError for a text that cannot be read whole.
    """
    headers: dict[str, str] = {}
    entries: list[Entry] = []
    obsolete: list[Entry] = []
    for entry, gone in _entries(text):
        if not entry.source[0]:
            headers |= _headers(entry.texts[0])
        elif entry.context:
            if len(entry.source) > 1:
                _check_forms(entry, headers)
            (obsolete if gone else entries).append(entry)
    return PoFile(headers, tuple(entries), tuple(obsolete))


def _entries(text: str) -> Iterator[tuple[Entry, bool]]:
    """Yield each entry, the header among them, and whether it is obsolete."""
    entry, gone, line, seen = Entry("", (), ()), False, 1, 0
    for found in _TOKEN.finditer(text):
        is_gone, word, value = found.group(_GONE, _WORD, _TEXT)
        if word is None or word == "msgctxt" or word == "msgid":
            if entry.texts:
                yield entry, gone
                entry = Entry("", (), ())
            elif entry.source and found[_BROKEN] is None:
                raise PoError(entry.line, f"missing msgstr for {shown(entry.source[0])}")
        if word is None:
            _remark(entry, found, text)
            continue
        gone = is_gone is not None
        if word == "msgid":
            line += text.count("\n", seen, found.start())
            seen = found.start()
            entry.line, entry.source = line, (unquoted(value),)
        elif word == "msgctxt":
            entry.context = unquoted(value)
        elif len(entry.source) != (2 if "[" in word else 1):
            raise _broken(text, found, f"{word} does not belong to the text before it")
        elif word == "msgid_plural":
            entry.source = (*entry.source, unquoted(value))
        else:
            _translate(entry, int(word[7:-1] or 0), unquoted(value), found, text)
    if entry.texts:
        yield entry, gone
    elif entry.source:
        raise PoError(entry.line, f"missing msgstr for {shown(entry.source[0])}")


def _translate(entry: Entry, form: int, value: str, found: re.Match[str], text: str) -> None:
    """Take in a translation. Plural forms come in their order; one that is missing is empty."""
    if form < len(entry.texts):
        raise _broken(text, found, "this translation stands twice, or out of order")
    entry.texts = (*entry.texts, *("",) * (form - len(entry.texts)), value)


def _remark(entry: Entry, found: re.Match[str], text: str) -> None:
    """Take in a line that is no text: a comment, flags, or the text that a translation was made from."""
    before, comment, broken = found.group(_BEFORE, _COMMENT, _BROKEN)
    if broken is not None:
        raise _broken(text, found, "this line is no text in quotes")
    if before is not None:
        entry.previous = unquoted(before)
    elif comment.startswith(","):
        entry.fuzzy = entry.fuzzy or "fuzzy" in [flag.strip() for flag in comment[1:].split(",")]
    elif (line := comment.strip()) not in entry.remarks:
        entry.remarks.append(line)


def _broken(text: str, found: re.Match[str], message: str) -> PoError:
    return PoError(text.count("\n", 0, found.start()) + 1, message)


def _check_forms(entry: Entry, headers: dict[str, str]) -> None:
    """Give an entry that counts as many translations as there are plural forms; raise PoError where it has more."""
    found = _PLURALS.search(headers.get("Plural-Forms", ""))
    number = int(found[1]) if found else 2
    if number > MAX_PLURALS:
        raise PoError(1, f"no language has {number} plural forms")
    if len(entry.texts) > number:
        raise PoError(entry.line, f"there are more translations than the {number} plural forms of the language")
    entry.texts = (*entry.texts, *("",) * number)[:number]


def _headers(text: str) -> dict[str, str]:
    """Return the headers as the file has them, in their order."""
    return {name: value.strip() for name, _, value in (line.partition(":") for line in text.split("\n")) if name}


def unquoted(text: str) -> str:
    """Return what strings in quotes, one or more lines of them, say together."""
    joined = text[1:-1]
    if "\n" in joined:
        joined = joined.replace('"\n"', "")
        if "\n" in joined:  # they are indented, or marked as obsolete
            joined = "".join(quoted[1:-1] for quoted in _QUOTES.findall(text))
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), joined) if "\\" in joined else joined


def shown(text: str) -> str:
    """Return a text from a file so that it can be part of a message."""
    plain = "".join(character if character.isprintable() else " " for character in text[:60])
    return f'"{plain}…"' if len(text) > 60 else f'"{plain}"'
