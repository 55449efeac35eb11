"""Merge fields: what a text says of its recipient must be known, and stand where only the recipient reads it."""

import re
from collections.abc import Iterator

from briefgen.findings import Finding, did_you_mean
from briefgen.model.library import Library
from briefgen.model.messages import CITATION, PLACEHOLDER, Message, messages_of, within
from briefgen.model.publication import Newsletter
from briefgen.model.recipient import FIELD, NAME_FIELDS

_PERSONAL = re.compile(r"#letter\.personal\.[a-z0-9-]+\.(text|otherwise)$")
# What was meant as a field: with a capital, a space or an underscore in it, or a brace too few or too many.
_MEANT = re.compile(r"\{+\s*recipient\s*[._][^{}\n]*\}*", re.IGNORECASE)
_DESTINATION = re.compile(r"\]\([^)\n]*\{recipient\.|<\w+:[^>\s]*\{recipient\.")


def check(library: Library) -> Iterator[Finding]:
    """Yield a finding for each field that no list fills or that everybody would read, and for facts beside fields."""
    for entry in library.entries():
        known = (*NAME_FIELDS, *entry.value.recipient_fields) if isinstance(entry.value, Newsletter) else NAME_FIELDS
        for message in messages_of(entry):
            personal = _PERSONAL.search(message.address)
            if personal:
                yield from _sourced(message)
            yield from _fields(message, known, personal is not None and personal[1] == "text")


def _fields(message: Message, known: tuple[str, ...], personal: bool) -> Iterator[Finding]:
    for found in FIELD.finditer(message.text):
        place = within(message, found.start())
        if not personal:
            hint = (
                "a merge fills letter.personal alone: move the sentence there, and say in otherwise what all may read"
            )
            yield Finding("recipient-field-misplaced", place, f"{found[0]} stands where everybody reads it", hint)
        elif found[1] not in known:
            hint = did_you_mean(found[1], known) or "declare it under recipient-fields, as text, number, money or date"
            yield Finding("recipient-field-unknown", place, f'no recipient field "{found[1]}"', hint)
    for found in _MEANT.finditer(message.text):
        if not FIELD.fullmatch(found[0]):
            hint = "write it like {recipient.first-name}: small letters, hyphens, one brace on each side, no space"
            place = within(message, found.start())
            yield Finding("recipient-field-unknown", place, f'"{found[0][:60]}" would be printed as it stands', hint)
    for found in _DESTINATION.finditer(message.text) if personal else ():
        place = within(message, found.start())
        hint = "write the address without what is known of the recipient"
        yield Finding("recipient-field-misplaced", place, "a merge does not fill addresses of links", hint)


def _sourced(message: Message) -> Iterator[Finding]:
    """A note of a paragraph that only some recipients get would be a note without a mark for the others."""
    for pattern in (PLACEHOLDER, CITATION):
        for found in pattern.finditer(message.text):
            hint = "say it in the letter's text or in the story, where everybody reads it with its note"
            place = within(message, found.start())
            yield Finding("personal-cites", place, f"{found[0]} stands in a personal paragraph", hint)
