"""Numbered notes: a source gets its number when it is first cited, and keeps it."""

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup


class Notes:
    """The notes of one page.

    ``citations`` holds the text of each source as safe HTML; ``label`` is what a mark is called where it is read
    aloud, such as "Note {number}". ``directions`` are those of the sources that are not in the page's.
    """

    def __init__(
        self, citations: Mapping[str, str], label: str = "{number}", directions: Mapping[str, str] | None = None
    ) -> None:
        self._label = label
        self._directions = directions or {}
        self._citations = citations
        self._numbers: dict[str, int] = {}
        self._marks: dict[str, list[str]] = {}

    def mark(self, sources: Iterable[str]) -> Markup:
        """Return the note marks of some sources, smallest number first; each links to its note."""
        numbered = sorted((self._number(source), source) for source in dict.fromkeys(sources))
        # The joiner keeps the marks of one sentence on one line.
        return Markup('<span class="ref">,</span>\u2060').join(self._link(source, "ref") for _, source in numbered)

    def numbers(self, sources: Iterable[str]) -> list[Markup]:
        """Return the numbers of some sources as links, smallest first, for a line such as "notes 3 and 4"."""
        numbered = sorted((self._number(source), source) for source in dict.fromkeys(sources))
        return [self._link(source, "note-number") for _, source in numbered]

    def listed(self) -> list[dict[str, Any]]:
        """Return all notes so far, in order, each with the ids of the marks that point to it."""
        return [
            {
                "number": number,
                "id": f"note-{number}",
                "key": source,
                "direction": self._directions.get(source, ""),
                "html": Markup(self._citations[source]),
                "back": self._marks[source],
            }
            for source, number in self._numbers.items()
        ]

    def _number(self, source: str) -> int:
        self._marks.setdefault(source, [])
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    def _link(self, source: str, css: str) -> Markup:
        number, marks = self._numbers[source], self._marks[source]
        marks.append(f"ref-{number}-{len(marks) + 1}")
        label = self._label.replace("{number}", str(number))
        return Markup('<a class="{}" id="{}" href="#note-{}" role="doc-noteref" aria-label="{}">{}</a>').format(
            css, marks[-1], number, label, number
        )
