"""CSS as far as mails need it: which rule says what, under which conditions, and where that stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# What may hold braces and semicolons that mean nothing: comments, strings, and addresses.
_OPAQUE = re.compile(r"/\*.*?(?:\*/|\Z)|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|url\([^)]*\)", re.DOTALL)
_MARKS = re.compile(r"[{};]")
_IMPORTANT = re.compile(r"!\s*important\s*$", re.IGNORECASE)
# At-rules whose block holds rules; that of another holds declarations.
_GROUPS = ("@media", "@supports", "@layer", "@container", "@document")


@dataclass(frozen=True, slots=True)
class Declaration:
    """One property with its value, and where it begins in the text. ``important`` tells whether it overrules."""

    name: str
    value: str
    start: int
    important: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule says of ``selector``, or an at-rule such as @font-face, under the conditions of at-rules around it.

    ``start`` is where it begins in the text.
    """

    selector: str
    conditions: tuple[str, ...]
    declarations: tuple[Declaration, ...]
    start: int


def rules(css: str) -> Iterator[Rule]:
    """Yield the rules of a style sheet; a statement without a block, such as @import, comes as an empty rule."""
    bare = _bare(css)
    yield from _rules(_masked(bare), bare, 0, len(css), ())


def declarations(css: str) -> Iterator[Declaration]:
    """Yield the declarations of a style attribute."""
    bare = _bare(css)
    yield from _declarations(_masked(bare), bare, 0, len(css))


def split(css: str) -> tuple[str, str]:
    """Return the rules that always hold, and those of at-rules, each in their order and without comments."""
    always: list[str] = []
    sometimes: list[str] = []
    css = _bare(css)
    masked, at = _masked(css), 0
    while at < len(css):
        end = _statement_end(masked, at)
        part = css[at:end]
        (sometimes if masked[at:end].lstrip().startswith("@") else always).append(part)
        at = end
    return "".join(always), "".join(sometimes)


def _bare(css: str) -> str:
    """Return the text with equal length in which spaces stand for comments."""
    return _OPAQUE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]) if found[0].startswith("/*") else found[0], css)


def _masked(css: str) -> str:
    """Return the text with equal length in which every brace and semicolon means what it says."""

    def mask(found: re.Match[str]) -> str:
        filler = " " if found[0].startswith("/*") else "_"
        return re.sub(r"[^\n]", filler, found[0])

    return _OPAQUE.sub(mask, css)


def _statement_end(masked: str, at: int) -> int:
    """Return where a statement ends: behind its semicolon, or behind its block and all blocks in it."""
    depth = 0
    for mark in _MARKS.finditer(masked, at):
        depth += {"{": 1, "}": -1, ";": 0}[mark[0]]
        if depth <= 0:
            return mark.end()
    return len(masked)


def _rules(masked: str, css: str, at: int, end: int, conditions: tuple[str, ...]) -> Iterator[Rule]:
    while at < end:
        stop = min(_statement_end(masked, at), end)
        opening = masked.find("{", at, stop)
        start = at + len(masked[at:stop]) - len(masked[at:stop].lstrip())
        prelude = " ".join(masked[start : opening if opening >= 0 else stop].strip(" \n\t;}").split())
        if opening < 0:
            if prelude:
                yield Rule(prelude, conditions, (), start)
        elif prelude.lower().startswith(_GROUPS):
            yield from _rules(masked, css, opening + 1, stop - 1, (*conditions, prelude))
        else:
            yield Rule(prelude, conditions, tuple(_declarations(masked, css, opening + 1, stop - 1)), start)
        at = stop


def _declarations(masked: str, css: str, at: int, end: int) -> Iterator[Declaration]:
    while at < end:
        stop = masked.find(";", at, end)
        stop = end if stop < 0 else stop
        name, colon, _ = masked[at:stop].partition(":")
        if colon:
            value = css[at + len(name) + 1 : stop].strip()
            plain = _IMPORTANT.sub("", value)
            start = at + len(name) - len(name.lstrip())
            yield Declaration(name.strip().lower(), plain.strip(), start, plain != value)
        at = stop + 1
