"""Campaigns: a mail with another system's tags in place of what it would say to one recipient."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from briefgen.compose.fill import fill
from briefgen.compose.mail.filled import linked
from briefgen.compose.mail.plain import tidied, wrapped
from briefgen.model.campaign import COMMENT_MARK, FIELD_MARK, Tags
from briefgen.model.mail import Mail
from briefgen.model.recipient import FIELD, Slot, Variant

GREETING = "greeting"
FIRST_NAME = "first-name"
SALUTATION = "salutation"
_COMMENT = re.compile("<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Campaign:
    """A mail as another system takes it."""

    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Greeting:
    """How a reader is greeted whose first name alone is known: what stands before the name, and behind it."""

    before: str
    behind: str


def as_campaign(mail: Mail, tags: Tags, greeting: Greeting, pictures: str) -> Campaign:
    """Return a mail with tags; ``pictures`` is the address or the folder that its pictures are linked below.

    ``missing_tags`` and ``clashes`` have to find nothing.
    """
    slots = {name: _tagged(slot, tags, greeting, name, escape) for name, slot in mail.slots.items()}
    unsubscribe = escape(mail.sender.unsubscribe, quote=False)
    html = _kept(fill(mail.html, slots, {}), tags).replace(f'"{unsubscribe}"', f'"{tags.unsubscribe}"')
    text_slots = {name: _tagged(slot, tags, greeting, name, str) for name, slot in mail.text_slots.items()}
    # Lines are made before the tags come in: an end of line inside one would break it.
    text = fill(tidied(wrapped(mail.text)), text_slots, {})
    return Campaign(linked(html, mail, pictures), tidied(text.replace(mail.sender.unsubscribe, tags.unsubscribe)))


def _kept(html: str, tags: Tags) -> str:
    """Return HTML whose comments the system lets through."""
    pattern = tags.comment
    return _COMMENT.sub(lambda found: pattern.replace(COMMENT_MARK, found[0]), html) if pattern else html


def missing_tags(mail: Mail, tags: Tags) -> Iterator[str]:
    """Yield the fields that a mail names and the system has no tag for, each once.

    Where there is no tag for a whole salutation, the greeting is made of the first name; a personal paragraph is not.
    """
    named = ((name, field) for name, slot in mail.slots.items() for one in slot.variants for field in one.fields)
    needed = (FIRST_NAME if _greets_by_name(name, tags) else field for name, field in named)
    yield from (field for field in dict.fromkeys(needed) if field not in tags.fields)


def _greets_by_name(slot: str, tags: Tags) -> bool:
    return slot == GREETING and SALUTATION not in tags.fields


def clashes(mail: Mail, tags: Tags) -> Iterator[str]:
    """Yield signs of the system's tags that stand in the mail already: the system would take the words for a tag."""
    signs = {one.partition(FIELD_MARK)[0].strip()[:2] for one in (tags.field, tags.when)} - {""}
    said = [*_said(mail.html, mail.slots), *_said(mail.text, mail.text_slots), *settings(mail).values()]
    yield from sorted(sign for sign in signs if any(sign in text for text in said))


def _said(text: str, slots: Mapping[str, Slot]) -> Iterator[str]:
    """Yield a text without its marked blocks, and every variant of each."""
    yield fill(text, dict.fromkeys(slots, Slot(())), {})
    yield from (variant.text for slot in slots.values() for variant in slot.variants)


def _tagged(slot: Slot, tags: Tags, greeting: Greeting, name: str, safe: Callable[[str], str]) -> Slot:
    variants = slot.variants
    if _greets_by_name(name, tags):
        said = f"{safe(greeting.before)}{{recipient.{FIRST_NAME}}}{safe(greeting.behind)}"
        variants = (Variant((FIRST_NAME,), said), *(one for one in variants if not one.fields))
    return Slot((Variant((), _chosen(variants, tags)),))


def _chosen(variants: tuple[Variant, ...], tags: Tags) -> str:
    """Return the variants as conditions of the system: the first whose fields are all known, or nothing."""
    if not variants:
        return ""
    first, rest = variants[0], _chosen(variants[1:], tags)
    said = FIELD.sub(lambda found: tags.field.replace(FIELD_MARK, tags.fields[found[1]]), first.text)
    for field in reversed(first.fields):
        other = f"{tags.otherwise}{rest}" if rest else ""
        said = f"{tags.when.replace(FIELD_MARK, tags.fields[field])}{said}{other}{tags.end}"
    return said


def settings(mail: Mail) -> Mapping[str, str]:
    """Return what has to be entered in the system by hand, by the name that most systems have for it."""
    return {
        "Subject": mail.subject,
        "Preview text": mail.preheader,
        "From name": mail.sender.name,
        "From address": mail.sender.address,
        "Reply-to address": mail.sender.reply_to or mail.sender.address,
        "Language": mail.language,
    }
