"""Finds the text of a message for a locale: its translation, the next best along the chain, or the source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from briefgen.findings import Place
from briefgen.localize.locales import chain, serves
from briefgen.model.catalogue import Approval, Catalogue, Translation
from briefgen.model.messages import Message


@dataclass(frozen=True, slots=True)
class Found:
    """The text to print and the language it is in.

    ``state`` is ``current``, ``missing`` or ``stale``; ``place`` is that of the translation, where there is one, and
    ``approval`` says who answers for it, where somebody does.
    """

    text: str
    lang: str
    state: str
    plurals: tuple[str, ...] = ()
    place: Place | None = None
    approval: Approval | None = None

    @property
    def approved(self) -> bool:
        """Tell whether somebody answers for the text."""
        return self.approval is not None


class Translator:
    """Looks messages up for one locale.

    The chain follows CLDR: for es-PE first es-PE, then es-419, then es. A message whose own language is on the
    chain is printed as it was written. A stale translation is never printed.
    """

    def __init__(self, catalogues: Iterable[Catalogue], locale: str) -> None:
        self.locale = locale
        self._chain = chain(locale)
        self._by_address: Mapping[str, dict[str, Translation]] = {tag: {} for tag in self._chain}
        self._by_source: Mapping[str, dict[tuple[str, str, str], Translation]] = {tag: {} for tag in self._chain}
        for catalogue in catalogues:
            if catalogue.locale in self._by_address:
                self._index(catalogue)

    def _index(self, catalogue: Catalogue) -> None:
        for address, translation in catalogue.translations.items():
            # A workspace's own catalogues are read first, and win where they have a text.
            known = self._by_address[catalogue.locale].get(address)
            if known is None or not known.text:
                self._by_address[catalogue.locale][address] = translation
            if translation.text and not translation.fuzzy:
                key = (address.partition("#")[0], translation.source, translation.plural)
                self._by_source[catalogue.locale].setdefault(key, translation)

    def find(self, message: Message) -> Found:
        """Return the best text for a message."""
        state = "missing"
        for tag in self._chain:
            if message.language == tag:
                return self._source(message, "current")
            translation = self._current(message, tag)
            if translation is not None:
                found = translation
                return Found(found.text, tag, "current", found.plurals, found.place, found.approval)
            if (old := self._by_address[tag].get(message.address)) and old.text:
                state = "stale"
        return self._source(message, "current" if serves(message.language, self.locale) else state)

    def _current(self, message: Message, tag: str) -> Translation | None:
        """Return the translation of exactly this text: at its address, or where the text stood before it moved."""
        at_address = self._by_address[tag].get(message.address)
        plural = message.plural or ""
        if at_address and at_address.source == message.text and at_address.plural == plural:
            return at_address if at_address.text and not at_address.fuzzy else None
        return self._by_source[tag].get((message.address.partition("#")[0], message.text, plural))

    def stale(self, message: Message) -> Translation | None:
        """Return the translation of an earlier text of the message, where there is one."""
        for tag in self._chain:
            old = self._by_address[tag].get(message.address)
            if old and old.text:
                return old
        return None

    @staticmethod
    def _source(message: Message, state: str) -> Found:
        plurals = (message.text, message.plural) if message.plural else ()
        return Found(message.text, message.language, state, plurals)
