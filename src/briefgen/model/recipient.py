"""Recipients of a merge, and the marked blocks of a document that differ from one to the next."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FIELD = re.compile(r"\{recipient\.([a-z0-9]+(?:-[a-z0-9]+)*)\}")
"""How a text names what is known of its reader: ``{recipient.amount}``."""

FieldKind = Literal["text", "number", "money", "date"]
"""What a field holds: it decides how a value is read from a list and printed in the recipient's locale."""

NAME_FIELDS = ("salutation", "name", "first-name", "last-name")
"""Fields that every list can fill, without a newsletter declaring them. ``salutation`` is a whole greeting."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One addressee of a merge, as plain data that is ready to be printed.

    ``row`` is the number of the row in its list, counted from 1 without the heading: the only thing that may be said
    of a recipient in logs, ledgers and findings. ``key`` tells one person from another within the list (the column
    that the mapping names, else the address); it is personal data, of which at most a keyed hash is kept. ``email``
    is a checked address, or empty where the recipient gets a file only; ``name`` stands beside the address, and is
    empty where it is not known. ``code`` is what the unsubscribe link names the recipient by. ``fields`` are the merge
    fields that are known of the recipient, by name, each as plain text in the recipient's locale.
    """

    row: int
    key: str
    audience: str
    locale: str
    email: str = ""
    name: str = ""
    code: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to say a personal block: ``text`` holds ``{recipient.…}`` tokens for all of ``fields``."""

    fields: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A marked block of a document: the first variant whose fields are all known is printed, or nothing."""

    variants: tuple[Variant, ...]

    def choose(self, fields: Mapping[str, str]) -> Variant:
        """Return the variant for what is known of a recipient."""
        known = (variant for variant in self.variants if all(fields.get(name) for name in variant.fields))
        return next(known, Variant((), ""))


def fields_of(text: str) -> tuple[str, ...]:
    """Return the names of the merge fields of a text, each once, in their order."""
    return tuple(dict.fromkeys(FIELD.findall(text)))
