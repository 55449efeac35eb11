"""What can be wrong with a document when it is rendered."""

import errno
import re
from dataclasses import dataclass

MACHINE_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE)
"""System errors that say nothing about a document: the next one would meet them too."""
LINK_SCHEMES = ("https", "http", "mailto", "tel")


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a document is not rendered: a code from docs/findings.md, what is wrong, how to mend it."""

    code: str
    message: str
    hint: str = ""


class RenderError(Exception):
    """A document cannot be rendered; ``problems`` says why, each problem once."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = tuple(dict.fromkeys(problems))

    def __str__(self) -> str:
        """Return one line a problem."""
        return "\n".join(f"{problem.code}: {problem.message}" for problem in self.problems)


def link_problem(target: str) -> Problem | None:
    """Return what is wrong with a link that leaves the document, if anything.

    Viewers run ``javascript:`` and open ``file:`` links, so that only the schemes that a reader expects pass.
    """
    scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)", target)
    if scheme and scheme[0].lower() in LINK_SCHEMES:
        return None
    return Problem(
        "link-refused",
        f'the link "{shorten(target)}" is not one that a document may hold',
        f"use a whole address that begins with {', '.join(f'{name}:' for name in LINK_SCHEMES)} or an #anchor",
    )


def shorten(text: str, width: int = 100) -> str:
    """Return text that is fit for a message: one line, without control characters, at most ``width`` characters."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= width else line[: width - 1] + "…"
