"""Which catalogue a message belongs to, and how a catalogue is written as PO.

A catalogue is written as Babel writes it, byte for byte, so that tools and version control see no difference; only
faster, with the text that a stale translation was made from, and without the flags that Babel guesses.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate

from babel.messages.plurals import get_plural
from babel.messages.pofile import WORD_SEP
from babel.util import TextWrapper

from briefgen.findings import Place
from briefgen.load.catalogues import SOURCE_HEADER, seal
from briefgen.load.catalogues.po import Entry
from briefgen.localize.locales import babel_locale
from briefgen.model.library import PUBLICATIONS
from briefgen.model.messages import Message, has_placeholder

WORDING = "wording"
WIDTH = 100
ROOM = WIDTH - 3  # Babel breaks a line one character before two quotes would fill the width
GONE = "#~ "
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\r": "\\r", "\n": "\\n", '"': '\\"'})


def group(message: Message) -> str:
    """Return the name of a message's catalogue: one for each kind of thing, one for each publication."""
    owner = message.address.partition("#")[0]
    kind = owner.partition("/")[0]
    return owner if kind in PUBLICATIONS else kind


def path(message: Message, locale: str) -> str:
    """Return the path of a message's catalogue below a translations folder.

    Messages of different source languages never share a file: a CAT tool translates a file from one language.
    """
    return f"{locale}/{group(message)}.{message.language}.po"


@lru_cache(maxsize=64)
def plural_rule(locale: str) -> tuple[int, str]:
    """Return how many plural forms a locale has, and the rule that chooses one, as PO files write it."""
    plural = get_plural(str(babel_locale(locale)))
    return plural.num_plurals, str(plural.plural_expr)


def headers(locale: str, source: str, kept: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of a catalogue, with those that a CAT tool added."""
    number, rule = plural_rule(locale)
    ours = {
        "Project-Id-Version": kept.get("Project-Id-Version", "briefgen"),
        "Language": locale.replace("-", "_"),
        SOURCE_HEADER: source,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": f"nplurals={number}; plural={rule};",
    }
    return ours | {name: value for name, value in kept.items() if name not in ours}


def as_po(entries: Iterable[Entry], gone: Iterable[Entry], head: Mapping[str, str], comment: str = "") -> str:
    """Return a catalogue as text, after a comment; ``gone`` are entries whose text is no longer there.

    Nothing in it depends on the day: a second run changes nothing.
    """
    lines = [*comment.splitlines(), 'msgid ""', 'msgstr ""']
    lines += (f'"{f"{name}: {value}".translate(_ESCAPED)}\\n"' for name, value in head.items())
    return "\n".join([*lines, "", *map(_block, entries), *map(_gone, gone), ""])


def _block(entry: Entry) -> str:
    lines = [*_comments("# ", entry.remarks), *_comments("#. ", entry.notes)]
    if entry.place is not None:
        lines.append(_location(entry.place))
    brace = any("{" in text and has_placeholder(text) for text in entry.source)
    if entry.fuzzy or brace:
        lines.append(f"#{', fuzzy' if entry.fuzzy else ''}{', python-brace-format' if brace else ''}")
    if entry.previous:
        lines.append("#| " + f"msgid {quoted(entry.previous)}".replace("\n", "\n#| "))
    return "\n".join([*lines, *_texts(entry, "")]) + "\n"


def _gone(entry: Entry) -> str:
    fuzzy = ["#, fuzzy"] if entry.fuzzy else []
    return "\n".join([*_comments("# ", entry.remarks), *fuzzy, *_texts(entry, GONE)]) + "\n"


def _texts(entry: Entry, prefix: str) -> Iterator[str]:
    yield f"{prefix}msgctxt {quoted(entry.context, prefix)}"
    yield f"{prefix}msgid {_source(entry.source[0], prefix)}"
    if len(entry.source) == 1:
        yield f"{prefix}msgstr {quoted(entry.texts[0], prefix)}"
        return
    yield f"{prefix}msgid_plural {quoted(entry.source[1], prefix)}"
    for form, text in enumerate(entry.texts):
        yield f"{prefix}msgstr[{form}] {quoted(text, prefix)}"


def _comments(prefix: str, comments: Iterable[str]) -> Iterator[str]:
    for comment in filter(None, comments):
        if len(comment) <= WIDTH and comment.isprintable():
            yield prefix + comment
        else:
            wrapped = TextWrapper(width=WIDTH, break_long_words=False).wrap(comment)
            yield from (prefix + line.strip() for line in wrapped)


def _location(place: Place) -> str:
    # As gettext writes a path with a space in it: between the marks that isolate a text.
    name = f"\u2068{place.path}\u2069" if " " in place.path else place.path
    return f"#: {name}:{place.line}" if place.line else f"#: {name}"


def quoted(text: str, prefix: str = "") -> str:
    """Return a text as strings in quotes, on one line or on several after an empty string."""
    if text.isprintable():  # no line ends, no other spaces than the plain one
        escaped = text.translate(_ESCAPED) if '"' in text or "\\" in text else text
        if len(escaped) + 2 <= WIDTH - len(prefix):
            return f'"{escaped}"'
        strings = [*_pieces(escaped)] if not prefix and "  " not in text else [*_strings(text, len(prefix))]
    else:
        strings = [*_strings(text, len(prefix))]
    return f'"{strings[0]}"' if len(strings) == 1 else '""\n' + "\n".join(f'{prefix}"{line}"' for line in strings)


# Each locale has the same sources, one catalogue after the other.
_source = lru_cache(maxsize=1 << 16)(quoted)


def _pieces(line: str) -> Iterator[str]:
    """Yield the pieces of a line that is too long, and has plain spaces alone, one at a time."""
    start = 0
    while len(line) - start > ROOM:
        end = start + ROOM
        if line[end] != " " and line[end - 1] != " ":
            # In the middle of a word: it goes on the next line, or is parted where it has a hyphen.
            word, after = line.rfind(" ", start, end) + 1 or start, line.find(" ", end)
            after = after if after >= 0 else len(line)
            ends = [word, *(at for found in WORD_SEP.finditer(line, word, after) for at in found.span()), after]
            end = max((at for at in ends if start < at <= end), default=min(at for at in ends if at > start))
        yield line[start:end]
        start = end
    if start < len(line):
        yield line[start:]


def _strings(text: str, prefix: int) -> Iterator[str]:
    """Yield the lines of a text, escaped, those that are too long in pieces, whatever is in them."""
    lines: list[str] = []
    for line in text.splitlines(keepends=True):
        fits = len(line.translate(_ESCAPED)) + 2 + prefix <= WIDTH
        lines += [line] if fits else _parts(line, prefix)
    # Babel ends some texts with an empty line, and the text with a line end that it does not have.
    yield from (line.translate(_ESCAPED) for line in (lines if lines[-1] else lines[:-1]))


def _parts(line: str, prefix: int) -> Iterator[str]:
    """Yield the pieces of a line that is too long. Babel counts the prefix anew for each word, and so does this."""
    chunks = WORD_SEP.split(line)
    ends = [0, *accumulate(len(chunk.translate(_ESCAPED)) + prefix for chunk in chunks)]
    start = 0
    while start < len(chunks):
        # What does not fit even alone gets a line of its own.
        end = max(bisect_right(ends, ends[start] + ROOM) - 1, start + 1)
        yield "".join(chunks[start:end])
        start = end


def approval(entry: Entry, by: str = "", on: str = "") -> str:
    """Return the comment that approves an entry as it reads now; ``by`` and ``on`` say who did, and when."""
    return " ".join(filter(None, ("approved", f"by {by}" if by else "", f"on {on}" if on else "", f"[{seal(entry)}]")))


def header_comment(text: str) -> str:
    """Return the comment that translators wrote above a catalogue."""
    lines = text.split("\n\n", 1)[0].split("\n")
    return "\n".join(line for line in lines if line.startswith("#") and not line.startswith("#,"))


def grouped(messages: Iterable[Message], locale: str) -> dict[str, list[Message]]:
    """Return messages by the path of their catalogue, in their order."""
    found: dict[str, list[Message]] = {}
    for message in messages:
        found.setdefault(path(message, locale), []).append(message)
    return found
