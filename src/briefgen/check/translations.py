"""A translation must keep the facts and citations of its source."""

from collections.abc import Iterator

from briefgen.findings import Finding
from briefgen.localize.facts import unfit_forms
from briefgen.model.library import Library
from briefgen.model.messages import messages, unfaithful


def check(library: Library) -> Iterator[Finding]:
    """Yield an error for each placeholder or citation that a translation lost or made up."""
    known = {message.address: message for message in messages(library)}
    for catalogue in library.catalogues:
        for translation in catalogue.translations.values():
            message = known.get(translation.address)
            if message and translation.text and not translation.fuzzy and translation.source == message.text:
                texts = translation.plurals or (translation.text,)
                yield from unfaithful(message, texts, translation.place)
                yield from unfit_forms(library.facts, translation.text, translation.place)
