"""Editions: one publication, in one locale, for one audience, as plain data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

from briefgen.findings import Place
from briefgen.model.organisation import Missing

View = dict[str, Any]


class LocalText(TypedDict):
    """A text as a template gets it: inline Markdown, and the language that it is really in.

    ``address`` is that of its message; a text that was put together from others has none.
    """

    text: str
    lang: str
    address: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Gap:
    """A message without a current translation: ``state`` is ``missing`` or ``stale``."""

    address: str
    locale: str
    state: str
    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition, localized.

    ``path`` is the publication's file and ``stem`` the output path without an ending. ``view`` is all that
    templates see: dicts, lists, strings, numbers. ``inputs`` names each text, fact and source that went in, with a
    digest of what it said; ``files`` are the paths they came from, a translation with its line; ``pictures`` are
    the picture files it prints.
    """

    key: str
    path: str
    kind: str
    publication: str
    audience: str
    locale: str
    stem: str
    view: View
    inputs: Mapping[str, str]
    files: frozenset[str]
    gaps: tuple[Gap, ...]
    missing: Missing
    outputs: tuple[str, ...]
    pictures: tuple[str, ...] = ()

    @property
    def messages(self) -> Iterator[str]:
        """Yield the address of each text that it prints, those of the design left out."""
        for name in self.inputs:
            if "#" in name and not name.startswith("wording#"):
                yield name.rpartition(" [")[0]

    @property
    def draft(self) -> bool:
        """Tell whether every page says that it is a draft."""
        return bool(self.view["draft"])
