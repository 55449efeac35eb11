"""Which catalogue a message belongs to, and how a catalogue is written as PO."""

import io
from collections.abc import Iterable, Mapping

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.plurals import get_plural
from babel.messages.pofile import denormalize, normalize, write_po

from briefgen.load.catalogues import SOURCE_HEADER, seal
from briefgen.localize.locales import babel_locale
from briefgen.model.library import PUBLICATIONS
from briefgen.model.messages import Message

WORDING = "wording"
WIDTH = 100


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


def as_po(catalog: Catalog, head: Mapping[str, str], comment: str = "") -> str:
    """Return a catalogue as text, after a comment. Nothing in it depends on the day: a second run changes nothing."""
    lines = [*comment.splitlines(), 'msgid ""', 'msgstr ""', *(f'"{name}: {value}\\n"' for name, value in head.items())]
    body = io.BytesIO()
    write_po(body, catalog, width=WIDTH, omit_header=True)
    return "\n".join(lines) + "\n\n" + _with_marks(body.getvalue().decode().lstrip("\n"), catalog)


def _with_marks(text: str, catalog: Catalog) -> str:
    """Add what Babel writes wrongly or not at all: long previous texts, and that an obsolete entry is fuzzy."""
    for entry in (entry for entry in catalog if entry.previous_id):
        previous = f"msgid {normalize(entry.previous_id[0], width=WIDTH)}".replace("\n", "\n#| ")
        context = f"msgctxt {normalize(entry.context or '', width=WIDTH)}\n"
        text = text.replace(f"\n{context}", f"\n#| {previous}\n{context}", 1)
    for entry in (entry for entry in catalog.obsolete.values() if entry.fuzzy):
        context = f"#~ msgctxt {normalize(entry.context or '', prefix='#~ ', width=WIDTH)}\n"
        text = text.replace(context, f"#, fuzzy\n{context}", 1)
    return text


def earlier_text(entry: Entry) -> str:
    """Return the text that a stale translation was made from, which Babel reads as a comment; empty where none is."""
    lines = [line[1:].strip().removeprefix("msgid ") for line in entry.user_comments if line.startswith("|")]
    return str(denormalize("\n".join(lines))) if lines else ""


def remarks(entry: Entry) -> list[str]:
    """Return what translators wrote beside an entry."""
    return [line for line in entry.user_comments if not line.startswith("|")]


def approval(entry: Entry, by: str = "", on: str = "") -> str:
    """Return the comment that approves an entry as it reads now; ``by`` and ``on`` say who did, and when."""
    return " ".join(filter(None, ("approved", f"by {by}" if by else "", f"on {on}" if on else "", f"[{seal(entry)}]")))


def header_comment(text: str) -> str:
    """Return the comment that translators wrote above a catalogue."""
    lines = text.split("\n\n", 1)[0].split("\n")
    return "\n".join(line for line in lines if line.startswith("#") and not line.startswith("#,"))


def grouped(messages: Iterable[Message], locale: str) -> dict[str, list[Message]]:
    """Return messages by the path of their catalogue, in their order."""
    found: dict[str, list[Message]] = {}
    for message in messages:
        found.setdefault(path(message, locale), []).append(message)
    return found
