"""Counts what is translated: one row a catalogue, one column a locale."""

from collections.abc import Iterable
from dataclasses import dataclass

from briefgen.localize.locales import serves
from briefgen.localize.translator import Translator
from briefgen.model.catalogue import Catalogue
from briefgen.model.messages import Message
from briefgen.translation.catalogues import group


@dataclass(slots=True)
class Count:
    """How many messages of a catalogue are translated, stale and missing in a locale.

    ``approved`` are those of ``current`` that somebody approved.
    """

    current: int = 0
    stale: int = 0
    missing: int = 0
    approved: int = 0

    @property
    def total(self) -> int:
        """Return the number of messages that need a translation."""
        return self.current + self.stale + self.missing


def status(
    messages: Iterable[Message], catalogues: Iterable[Catalogue], locales: Iterable[str]
) -> dict[str, dict[str, Count]]:
    """Return the counts by catalogue and locale. Messages that are in the locale's language are not counted."""
    rows: dict[str, dict[str, Count]] = {}
    messages, catalogues = tuple(messages), tuple(catalogues)
    for locale in locales:
        translator = Translator(catalogues, locale)
        for message in messages:
            if not serves(message.language, locale):
                count = rows.setdefault(f"{group(message)}.{message.language}", {}).setdefault(locale, Count())
                found = translator.find(message)
                setattr(count, found.state, getattr(count, found.state) + 1)
                count.approved += found.approved
    return rows
