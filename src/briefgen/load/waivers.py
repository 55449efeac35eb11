"""Waivers: somebody's written reason why a finding does not apply on a line.

In YAML ``# allow CODE: reason`` behind a value, or alone on the line above; in Markdown
``<!-- allow CODE: reason -->`` on a line, or alone above a block; in a catalogue ``# allow CODE: reason`` among the
comments of an entry. Warnings can be waived, and errors that are a judgement.
"""

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import yaml

from briefgen.findings import Finding, Place
from briefgen.load.yaml import LOADER, MAX_CHARACTERS, MAX_DEPTH

# Only a colon, or nothing at all, behind one word makes a waiver: "# allow people to read this" is a comment.
_ALLOW = r"allow\s+(?P<code>[a-z][a-z0-9-]*)\s*(?::(?P<reason>.*))?$"
_IN_YAML = re.compile(rf"#+\s*{_ALLOW}")
_IN_ENTRY = re.compile(_ALLOW)
# Without "<" and ">" in the reason a line of a million openings is still read in one go.
_IN_MARKDOWN = re.compile(r"<!--\s*allow\s+(?P<code>[a-z](?:-?[a-z0-9])*)\s*(?::(?P<reason>[^<>]*))?-->")
_COMMENT_START = re.compile(r"(?:^|(?<=[ \t]))#")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")


@dataclass(frozen=True, slots=True)
class Waiver:
    """The findings ``code`` on the lines ``first_line`` to ``last_line`` of a file are accepted for this reason."""

    code: str
    path: str
    first_line: int
    last_line: int
    reason: str

    def covers(self, finding: Finding) -> bool:
        """Tell whether this waiver accepts a finding."""
        place = finding.place
        return (
            finding.can_be_waived
            and (finding.code, place.path) == (self.code, self.path)
            and self.first_line <= place.line <= self.last_line
        )


def apply(findings: Iterable[Finding], waivers: Iterable[Waiver]) -> tuple[list[Finding], list[Waiver], list[Waiver]]:
    """Return the findings that stay, the waivers that were needed, and those that were not."""
    by_subject: dict[tuple[str, str], list[Waiver]] = {}
    used: dict[Waiver, bool] = {}
    for waiver in waivers:
        by_subject.setdefault((waiver.path, waiver.code), []).append(waiver)
        used[waiver] = False
    kept = []
    for finding in findings:
        covering = [w for w in by_subject.get((finding.place.path, finding.code), ()) if w.covers(finding)]
        used.update(dict.fromkeys(covering, True))
        if not covering:
            kept.append(finding)
    return kept, [w for w, needed in used.items() if needed], [w for w, needed in used.items() if not needed]


def yaml_waivers(text: str, path: str, first_line: int = 1) -> tuple[list[Waiver], list[Finding]]:
    """Return the waivers in the comments of a YAML text, and a finding for each that gives no reason.

    A ``#`` inside a value is no comment. What follows the ``|`` or ``>`` of a block of text counts as part of the
    value: put that waiver on the line above.
    """
    if "allow" not in text or len(text) > MAX_CHARACTERS:
        return [], []
    text = text.removeprefix("\ufeff")
    lines = _LINE_BREAK.split(text)
    targets = _next_true([not line.lstrip().startswith("#") for line in lines])
    found = []
    for number, column in _comments(text, lines):
        if match := _IN_YAML.match(lines[number][column:].rstrip()):
            alone = not lines[number][:column].strip()
            target = targets[number] if alone and targets[number] < len(lines) else number
            place = Place(path, first_line + number, column + 1)
            found.append(_waiver(match, place, first_line + target, first_line + target))
    return _sorted_out(found)


def markdown_waivers(text: str, path: str, first_line: int = 1) -> tuple[list[Waiver], list[Finding]]:
    """Return the waivers in the comments of a Markdown text, and a finding for each that gives no reason.

    One that stands alone on its line holds for the block that follows, up to the next blank line. Comments in
    fenced code are examples.
    """
    if "allow" not in text:
        return [], []
    lines = list(_outside_fences(_LINE_BREAK.split(text.removeprefix("\ufeff"))))
    alone = [bool(_IN_MARKDOWN.fullmatch(line.strip())) for line in lines]
    starts = _next_true([bool(line.strip()) and not is_alone for line, is_alone in zip(lines, alone, strict=True)])
    blanks = _next_true([not line.strip() for line in lines])
    found = []
    for number, line in enumerate(lines):
        for match in _IN_MARKDOWN.finditer(line):
            first = last = number
            if alone[number] and starts[number] < len(lines):
                first, last = starts[number], blanks[starts[number]] - 1
            place = Place(path, first_line + number, match.start() + 1)
            found.append(_waiver(match, place, first_line + first, first_line + last))
    return _sorted_out(found)


def entry_waivers(comments: Iterable[str], place: Place) -> tuple[list[Waiver], list[Finding]]:
    """Return the waivers among the comments of an entry of a catalogue, and a finding for each that gives no reason.

    ``place`` is that of the entry. A long comment is folded when a catalogue is written: the reason goes on in the
    comments that follow, up to the next that is a waiver or an approval.
    """
    found: list[str] = []
    for comment in comments:
        if _IN_ENTRY.match(comment.strip()) or not found:
            found.append(comment.strip())
        elif not comment.startswith(("|", "approved")):
            found[-1] = f"{found[-1]} {comment.strip()}".strip()
    matches = (_IN_ENTRY.match(text) for text in found)
    return _sorted_out([_waiver(match, place, place.line, place.line) for match in matches if match])


def _waiver(match: re.Match[str], place: Place, first_line: int, last_line: int) -> Waiver | Finding:
    code, reason = match["code"], (match["reason"] or "").strip()
    if not reason:
        hint = f'write "allow {code}: " and why the finding does not apply here'
        return Finding("waiver-reason", place, f'the waiver of "{code}" gives no reason', hint)
    return Waiver(code, place.path, first_line, last_line, reason)


def _sorted_out(found: Sequence[Waiver | Finding]) -> tuple[list[Waiver], list[Finding]]:
    return [w for w in found if isinstance(w, Waiver)], [f for f in found if isinstance(f, Finding)]


def _next_true(flags: Sequence[bool]) -> list[int]:
    """Return for each index the nearest one from there on whose flag is set, or the length when none is."""
    result = []
    nearest = len(flags)
    for index in range(len(flags) - 1, -1, -1):
        nearest = index if flags[index] else nearest
        result.append(nearest)
    return result[::-1]


def _comments(text: str, lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the line and column, from 0, at which each comment begins."""
    spans = list(_scalars(text))
    starts = [start for start, _ in spans]
    for number, line in enumerate(lines):
        for match in _COMMENT_START.finditer(line):
            here = (number, match.start())
            before = bisect.bisect_right(starts, here) - 1
            if before < 0 or here >= spans[before][1]:
                yield here
                break


def _scalars(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield where each scalar begins and ends, as far as the text can be read."""
    depth = 0
    try:
        for token in yaml.scan(text, Loader=LOADER):
            if isinstance(token, yaml.ScalarToken):
                start, end = token.start_mark, token.end_mark
                yield (start.line, start.column), (end.line, end.column)
            # The scanner's time grows with the square of the nesting; parse() refuses such a text anyway.
            depth += isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken)
            depth -= isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken)
            if depth > MAX_DEPTH:
                return
    except (yaml.YAMLError, UnicodeError):
        return  # parse() reports it


def _outside_fences(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines, those of fenced code without their text."""
    fence = ""
    for line in lines:
        if match := _FENCE.match(line):
            mark = match[0].strip()
            fence = "" if fence == mark else fence or mark
            yield "-"
        else:
            yield "-" if fence and line.strip() else line
