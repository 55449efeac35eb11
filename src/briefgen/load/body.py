"""Splits the body of a publication into sections and blocks, line by line.

The splitting decides what a message is and where it stands, so it is kept apart from Markdown itself: a
paragraph or a list is one message, a ``:::`` block is strict YAML of its own type.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from briefgen.findings import Finding, Place, did_you_mean
from briefgen.load.validate import validate
from briefgen.load.waivers import Waiver, yaml_waivers
from briefgen.load.yaml import Positions, parse
from briefgen.model.base import ID_PATTERN
from briefgen.model.organisation import Depth
from briefgen.model.publication import BLOCKS, Block, Prose, Section

# What a part of a body says of itself at the end of its first line: {#id}, {#id .full}, {.full}.
_MARKS = r"\{(?!\})(?:#(?P<id>[^}\s]*))?(?:(?(id)\ +)\.(?P<depth>[^}\s]*))?\}"
_HEADING = re.compile(rf"(?P<level>#{{1,6}})\s+(?P<text>.*?)\s*(?:{_MARKS})?\s*$")
_FENCE = re.compile(r":::\s*(?P<kind>[\w-]+)(?:\s+(?P<id>[^\s{]+))?(?:\s*\{\.(?P<depth>[^}\s]*)\})?\s*$")
_OWN_MARKS = re.compile(rf"\s*{_MARKS}\s*$")
_COMMENT = re.compile(r"\s*<!--.*-->\s*$")
INTRODUCTION = "introduction"


def split_front_matter(text: str, path: str) -> tuple[str, int, str, int, list[Finding]]:
    """Return the front matter and the body, each with the number of its first line."""
    lines = text.removeprefix("\ufeff").split("\n")
    if not lines or lines[0].rstrip() != "---":
        hint = "begin the file with ---, the fields, and --- again"
        return (
            "",
            1,
            text,
            1,
            [Finding("front-matter-missing", Place(path, 1, 1), "the file has no front matter", hint)],
        )
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() == "---":
            return "\n".join(lines[1 : number - 1]) + "\n", 2, "\n".join(lines[number:]) + "\n", number + 1, []
    finding = Finding(
        "front-matter-missing", Place(path, 1, 1), "the front matter is not closed", "end it with a line ---"
    )
    return "", 1, "", len(lines) + 1, [finding]


@dataclass(frozen=True, slots=True)
class Body:
    """The sections of a body, and the findings and waivers of its YAML blocks."""

    sections: tuple[Section, ...]
    findings: list[Finding]
    waivers: list[Waiver]


def split_body(text: str, path: str, first_line: int = 1) -> Body:
    """Return the sections of a body that begins on ``first_line`` of its file."""
    splitter = _Splitter(path, first_line)
    splitter.read(text.split("\n"))
    return Body(tuple(splitter.sections()), splitter.findings, splitter.waivers)


@dataclass(slots=True)
class _Open:
    """A section that is being read."""

    id: str
    heading: str | None
    place: Place
    blocks: list[Block] = field(default_factory=list)
    depth: Depth | None = None
    prose: int = 0


class _Splitter:
    def __init__(self, path: str, first_line: int) -> None:
        self._path = path
        self._first = first_line
        self._open = [_Open(INTRODUCTION, None, Place(path, first_line, 1))]
        self._ids: dict[str, Place] = {}
        self.findings: list[Finding] = []
        self.waivers: list[Waiver] = []

    def sections(self) -> Iterator[Section]:
        for section in self._open:
            if section.heading is not None or section.blocks:
                yield Section(section.id, section.heading, tuple(section.blocks), section.place, section.depth)

    def read(self, lines: Sequence[str]) -> None:
        index = 0
        while index < len(lines):
            line = lines[index]
            if not line.strip() or _COMMENT.match(line):
                index += 1
            elif line.startswith(":::"):
                index = self._block(lines, index)
            elif (found := _HEADING.match(line)) and len(found["level"]) != 3:
                self._section(found, index)
                index += 1
            else:
                index = self._prose(lines, index)

    def _section(self, found: re.Match[str], index: int) -> None:
        place = self._place(index)
        if len(found["level"]) != 2:
            hint = "write ## for a section and ### below it; the title stands in the front matter"
            self._report("heading-level", place, f"{found['level']} is not a level that a body uses", hint)
        section = _Open(found["id"] or slug(found["text"]), found["text"], place)
        section.depth = self._depth(found["depth"], place)
        self._claim(section.id, place)
        self._open.append(section)

    def _prose(self, lines: Sequence[str], index: int) -> int:
        end = index
        while end < len(lines) and lines[end].strip() and not lines[end].startswith((":::", "## ", "# ")):
            end += 1
        text = "\n".join(line for line in lines[index:end] if not _COMMENT.match(line))
        section = self._open[-1]
        section.prose += 1
        name = f"{section.id}.p{section.prose}"
        place = self._place(index)
        depth = None
        if own := _OWN_MARKS.search(text):
            text, depth = text[: own.start()], self._depth(own["depth"], place)
            if own["id"] is not None:
                name = own["id"]
                self._claim(name, place)
        prose, findings = validate(Prose, {"text": text}, Positions({(): place}), self._path)
        self.findings += findings
        if prose is not None:
            section.blocks.append(Block(name, "prose", prose, place, depth=depth))
        return end

    def _block(self, lines: Sequence[str], index: int) -> int:
        place = self._place(index)
        end = next((n for n in range(index + 1, len(lines)) if lines[n].rstrip() == ":::"), None)
        found = _FENCE.match(lines[index])
        if found is None:
            self._report("block-syntax", place, "a block begins with ::: and its kind", "such as: ::: chart belief")
        if end is None:
            self._report("block-unclosed", place, "the block is not closed", "end it with a line :::")
            return len(lines)
        if found is not None:
            self._typed(found, "\n".join(lines[index + 1 : end]) + "\n", place)
        return end + 1

    def _typed(self, found: re.Match[str], text: str, place: Place) -> None:
        kind, name = found["kind"], found["id"] or found["kind"]
        if kind not in BLOCKS:
            self._report("block-unknown", place, f'no kind of block is called "{kind}"', did_you_mean(kind, BLOCKS))
            return
        self._claim(name, place)
        waivers, problems = yaml_waivers(text, self._path, place.line + 1)
        parsed = parse(text, self._path, place.line + 1)
        self.waivers += waivers
        self.findings += [*problems, *parsed.findings]
        if parsed.findings:
            return
        content, findings = validate(BLOCKS[kind], parsed.value, parsed.positions, self._path)
        self.findings += findings
        if content is not None:
            depth = self._depth(found["depth"], place)
            self._open[-1].blocks.append(Block(name, kind, content, place, parsed.positions, depth))

    def _depth(self, name: str | None, place: Place) -> Depth | None:
        """Return the depth that a part bears; report one that does not exist."""
        if name is None:
            return None
        if name not in list(Depth):
            self._report("depth-unknown", place, f'no depth is called "{name}"', did_you_mean(name, list(Depth)))
            return None
        return Depth(name)

    def _claim(self, name: str, place: Place) -> None:
        """Note the id of a section or block; report one that is not an id, or stands twice."""
        if not re.fullmatch(ID_PATTERN, name):
            self._report("id-invalid", place, f'"{name}" is not an id', "use lower-case letters, digits and hyphens")
        elif first := self._ids.get(name):
            hint = f"line {first.line} has it already; give this one an id of its own, such as {{#{name}-2}}"
            self._report("id-duplicate", place, f'the id "{name}" is there twice', hint)
        self._ids.setdefault(name, place)

    def _place(self, index: int) -> Place:
        return Place(self._path, self._first + index, 1)

    def _report(self, code: str, place: Place, message: str, hint: str) -> None:
        self.findings.append(Finding(code, place, message, hint))


def slug(heading: str) -> str:
    """Return an id made from a heading, for those who write none: accents dropped, words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)) or "section"
