"""Splits a text into what is translated and what is not: facts, citations, and the marks of Markdown.

Only marks that pair up are split off; odd ones stay text. The parts of a text, put together, are the text again.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from briefgen.model.messages import CITATION, PLACEHOLDER
from briefgen.model.recipient import FIELD

Kind = Literal["text", "fact", "citation", "character", "open", "close"]

# Marks within marks; no sentence needs more, and every mark looks through those that wait.
MAX_DEPTH = 20
# What XML 1.0 cannot hold, section 2.2 of its recommendation.
_CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
_TOKEN = re.compile(
    rf"(?P<fact>{PLACEHOLDER.pattern}|{FIELD.pattern})|(?P<citation>{CITATION.pattern})|(?P<character>{_CONTROL})"
    r"|(?P<mark>\*\*|\*|\[|\]\([^)\s\x00-\x1f\ufffe\uffff]*\))"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text: ``raw`` is how it is written. An opening and its closing have one ``id``; texts have 0.

    ``markup`` is ``bold``, ``italic`` or ``link`` for marks.
    """

    kind: Kind
    raw: str
    id: int = 0
    markup: str = ""


def split(text: str) -> list[Part]:
    """Return the parts of a text, with ids counted from 1."""
    parts: list[Part] = []
    end = 0
    open_: list[int] = []
    for found in _TOKEN.finditer(text):
        if found.start() > end:
            parts.append(Part("text", text[end : found.start()]))
        end = found.end()
        if found["mark"]:
            _mark(parts, open_, found)
        else:
            parts.append(Part("fact" if found["fact"] else "citation" if found["citation"] else "character", found[0]))
    parts.append(Part("text", text[end:]))
    for index in open_:
        parts[index] = Part("text", parts[index].raw)
    return _numbered(_joined(parts))


def _mark(parts: list[Part], open_: list[int], found: re.Match[str]) -> None:
    """Add a mark of Markdown: it closes the one that waits for it, waits itself, or is text."""
    raw = found[0]
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    opening = "[" if raw.startswith("]") else raw
    waiting = [index for index in open_ if parts[index].raw == opening]
    if raw != "[" and waiting and not before.isspace():
        # What was opened in between is never closed.
        for index in open_[open_.index(waiting[-1]) + 1 :]:
            parts[index] = Part("text", parts[index].raw)
        del open_[open_.index(waiting[-1]) :]
        markup = {"**": "bold", "*": "italic", "[": "link"}[opening]
        parts[waiting[-1]] = replace(parts[waiting[-1]], id=len(parts), markup=markup)
        parts.append(Part("close", raw, len(parts), markup))
    elif raw.startswith("]") or not after or after.isspace() or len(open_) == MAX_DEPTH:
        parts.append(Part("text", raw))
    else:
        open_.append(len(parts))
        parts.append(Part("open", raw))


def _joined(parts: Iterable[Part]) -> list[Part]:
    """Return the parts without empty texts, and with texts beside each other as one."""
    joined: list[Part] = []
    for part in parts:
        if part.kind == "text" and joined and joined[-1].kind == "text":
            joined[-1] = Part("text", joined[-1].raw + part.raw)
        elif part.kind != "text" or part.raw:
            joined.append(part)
    return joined


def _numbered(parts: list[Part]) -> list[Part]:
    """Number the parts that are no text from 1, a closing as its opening."""
    numbers: dict[int, int] = {}
    found = []
    count = 0
    for part in parts:
        if part.kind == "text":
            found.append(part)
            continue
        if part.kind != "close":
            count += 1
            numbers[part.id] = count
        found.append(replace(part, id=numbers[part.id] if part.kind == "close" else count))
    return found


def aligned(target: list[Part], source: list[Part]) -> list[Part]:
    """Give the parts of a translation the ids of the same parts of its source, and new ones to what it adds."""
    ends = {part.id: part.raw for part in source if part.kind == "close"}
    free = [(part, ends.get(part.id)) for part in source if part.kind not in ("text", "close")]
    ends = {part.id: part.raw for part in target if part.kind == "close"}
    highest = max((part.id for part in source), default=0)
    numbers: dict[int, int] = {}
    for part in target:
        if part.kind in ("text", "close"):
            continue
        same = next((one for one in free if (one[0].raw, one[1]) == (part.raw, ends.get(part.id))), None)
        if same:
            free.remove(same)
        else:
            highest += 1
        numbers[part.id] = same[0].id if same else highest
    return [replace(part, id=numbers.get(part.id, 0)) for part in target]


def character(text: str) -> str:
    """Return the name of a character that XML cannot hold, U+0007, and of such a name its character."""
    if len(text) == 1:
        return f"U+{ord(text):04X}"
    named = chr(int(text[2:], 16)) if re.fullmatch(r"U\+[0-9A-F]{4}", text) else ""
    return named if re.fullmatch(_CONTROL, named) else text
