"""Catalogues: the translations of one locale from one source language."""

from collections.abc import Mapping
from dataclasses import dataclass

from briefgen.findings import Place


@dataclass(frozen=True, slots=True)
class Approval:
    """Who answers for a translation, and since which day (ISO 8601); both may be unknown."""

    by: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Translation:
    """What a catalogue says of one message.

    ``source`` is the text that was translated, with ``plural`` where it counts; when the message now reads otherwise,
    or ``fuzzy`` is set, the translation is stale. ``text`` is empty when there is none. ``plurals`` holds the forms in
    the order of the locale's plural rule, for messages that count. ``approval`` holds as long as source and translation
    are the texts that somebody approved. ``previous`` is the earlier text that a stale translation was made from,
    where the catalogue remembers it. ``comments`` are what people wrote beside the entry, a line each.
    """

    address: str
    source: str
    text: str
    fuzzy: bool
    place: Place
    plurals: tuple[str, ...] = ()
    approval: Approval | None = None
    previous: str = ""
    plural: str = ""
    comments: tuple[str, ...] = ()

    @property
    def approved(self) -> bool:
        """Tell whether somebody answers for it."""
        return self.approval is not None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One PO file: translations from ``source_language`` to ``locale``, by the address of the message."""

    path: str
    locale: str
    source_language: str
    translations: Mapping[str, Translation]
