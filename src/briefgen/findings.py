"""Findings: what is wrong in the content, where, and how to mend it.

Every step that reads content returns findings beside its value and goes on, so that one report shows
everything at once. Codes are words; docs/findings.md explains each.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: an error stops what depends on it, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a file of the workspace.

    ``path`` is relative to the workspace, with forward slashes. ``line`` and ``column`` count from 1;
    0 means that the finding concerns the whole file.
    """

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return ``path:line:column`` as far as it is known, the form that editors make clickable."""
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column or 1}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem.

    ``code`` is a word from docs/findings.md, ``message`` says what is wrong and ``hint`` how to mend it. An error
    that is ``waivable`` is a judgement: a person may overrule it with a written reason, as any warning.
    """

    code: str
    place: Place
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    waivable: bool = False

    @property
    def can_be_waived(self) -> bool:
        """Tell whether a written reason takes the finding away."""
        return self.waivable or self.severity is Severity.WARNING

    def __str__(self) -> str:
        """Return the finding as one or two lines of plain text."""
        line = f"{self.place}: {self.severity.value}[{self.code}]: {self.message}"
        return f"{line}\n  hint: {self.hint}" if self.hint else line


def sort_key(finding: Finding) -> tuple[Place, str, str]:
    """Order findings by place, then code, so that reports do not depend on the order of the checks."""
    return finding.place, finding.code, finding.message


def arrange(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings sorted, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=sort_key))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Tell whether any finding is an error."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def as_json(findings: Iterable[Finding]) -> str:
    """Return the findings as a JSON array, for editors and other programs."""
    # Late, as below: every command imports this module, and few end in findings.
    import json

    rows = []
    for finding in findings:
        row = asdict(finding)
        row |= row.pop("place")
        row["waivable"] = finding.can_be_waived
        rows.append(row)
    return json.dumps(rows, ensure_ascii=False, indent=2)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the closest known word, or lists what exists when nothing is close."""
    import difflib

    choices = sorted(known)
    close = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if close:
        return f'did you mean "{close[0]}"?'
    if not choices:
        return "none is defined yet"
    shown = ", ".join(choices[:8])
    return f"known: {shown}" + (", …" if len(choices) > 8 else "")
