"""Catalogues: the translations of one locale from one source language."""

from collections.abc import Mapping
from dataclasses import dataclass

from briefgen.findings import Place


@dataclass(frozen=True, slots=True)
class Translation:
    """What a catalogue says of one message.

    ``source`` is the text that was translated; when the message now reads otherwise, or ``fuzzy`` is set, the
    translation is stale. ``text`` is empty when there is none. ``plurals`` holds the forms in the order of the
    locale's plural rule, for messages that count. ``approved`` holds as long as source and translation are the
    texts that somebody approved. ``comments`` are what people wrote beside the entry, a line each.
    """

    address: str
    source: str
    text: str
    fuzzy: bool
    place: Place
    plurals: tuple[str, ...] = ()
    approved: bool = False
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One PO file: translations from ``source_language`` to ``locale``, by the address of the message."""

    path: str
    locale: str
    source_language: str
    translations: Mapping[str, Translation]
