"""A translation must keep the facts and citations of its source."""

from collections.abc import Iterator

from briefgen.check.references import unfit_forms
from briefgen.findings import Finding
from briefgen.model.catalogue import Translation
from briefgen.model.library import Library
from briefgen.model.messages import Message, citations, messages, placeholders


def check(library: Library) -> Iterator[Finding]:
    """Yield an error for each placeholder or citation that a translation lost or made up."""
    known = {message.address: message for message in messages(library)}
    for catalogue in library.catalogues:
        for translation in catalogue.translations.values():
            message = known.get(translation.address)
            if message and translation.text and not translation.fuzzy and translation.source == message.text:
                yield from _compare(message, translation)
                yield from unfit_forms(library, translation.text, translation.place)


def _compare(message: Message, translation: Translation) -> Iterator[Finding]:
    # A form such as {id:ordinal-feminine} is the translator's choice; the fact is not.
    wanted = {name for name, _ in placeholders(message.text)}
    # A wording may say a decade in two digits.
    either = {"year", "short"} if message.address.startswith("wording#") and "year" in wanted else set()
    for text in translation.plurals or (translation.text,):
        found = {name for name, _ in placeholders(text)}
        for name in sorted(wanted - found - (either if either & found else set())):
            if not (translation.plurals and name == "n"):
                hint = f"put {{{name}}} where the value belongs in the translation"
                yield Finding("placeholder-lost", translation.place, f"{{{name}}} is missing in the translation", hint)
        for name in sorted(found - wanted - either):
            hint = "keep the placeholders of the source text"
            yield Finding("placeholder-added", translation.place, f"{{{name}}} is not in the source text", hint)
        for key in sorted(set(citations(message.text)) - set(citations(text))):
            hint = f"put [@{key}] after the claim that it supports"
            yield Finding("citation-lost", translation.place, f"[@{key}] is missing in the translation", hint)
