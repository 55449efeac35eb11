"""Which catalogue a message belongs to, and how a catalogue is written as PO."""

import io
import re
from collections.abc import Iterable, Mapping

from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import write_po

from briefgen.localize.locales import babel_locale
from briefgen.model.library import PUBLICATIONS
from briefgen.model.messages import Message

# What CAT tools set themselves is kept as they left it; these headers are ours.
SOURCE_HEADER = "X-Source-Language"
WORDING = "wording"


def group(message: Message) -> str:
    """Return the name of a message's catalogue: one for each kind of thing, one for each publication."""
    owner = message.address.partition("#")[0]
    kind = owner.partition("/")[0]
    return owner if kind in PUBLICATIONS else kind


def path(message: Message, locale: str) -> str:
    """Return the path of a message's catalogue below a translations folder.

    Messages of different source languages never share a file: a CAT tool translates a file from one language.
    """
    return f"{locale}/{group(message)}.{message.language}.po"


def headers(locale: str, source: str, kept: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of a catalogue, with those that a CAT tool added."""
    plural = get_plural(str(babel_locale(locale)))
    ours = {
        "Project-Id-Version": kept.get("Project-Id-Version", "briefgen"),
        "Language": locale.replace("-", "_"),
        SOURCE_HEADER: source,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": f"nplurals={plural.num_plurals}; plural={plural.plural_expr};",
    }
    return ours | {name: value for name, value in kept.items() if name not in ours}


def as_po(catalog: Catalog, head: Mapping[str, str]) -> str:
    """Return a catalogue as text. Nothing in it depends on the day, so that a second run changes nothing."""
    lines = ['msgid ""', 'msgstr ""', *(f'"{name}: {value}\\n"' for name, value in head.items())]
    body = io.BytesIO()
    write_po(body, catalog, width=100, omit_header=True, include_previous=True)
    return "\n".join(lines) + "\n\n" + body.getvalue().decode().lstrip("\n")


def header_lines(text: str) -> dict[str, str]:
    """Return the headers of a PO text in their order."""
    head = text.split("\n\n", 1)[0]
    return {name: value.strip() for name, value in re.findall(r'^"([\w-]+): ?(.*?)\\n"$', head, re.MULTILINE)}


def grouped(messages: Iterable[Message], locale: str) -> dict[str, list[Message]]:
    """Return messages by the path of their catalogue, in their order."""
    found: dict[str, list[Message]] = {}
    for message in messages:
        found.setdefault(path(message, locale), []).append(message)
    return found
