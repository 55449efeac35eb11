"""What the templates of mails can say beside what all templates can: notes without links, and plain text."""

from collections.abc import Iterable

from markupsafe import Markup

from briefgen.compose.mail.plain import plain_text
from briefgen.compose.notes import Notes
from briefgen.compose.vocabulary import current, heading, inline, personal_slot, prose, slot
from briefgen.model.edition import LocalText, View
from briefgen.model.recipient import Variant


class MailNotes(Notes):
    """Numbered notes whose marks are no links: few programs on phones can go to a place within a mail."""

    def mark(self, sources: Iterable[str]) -> Markup:
        """Return the numbers of some sources as one mark, smallest first."""
        numbers = sorted(self._number(source) for source in dict.fromkeys(sources))
        return Markup('<sup class="ref">{}</sup>').format(", ".join(map(str, numbers))) if numbers else Markup("")

    def numbers(self, sources: Iterable[str]) -> list[Markup]:
        """Return the numbers of some sources, smallest first."""
        return [Markup(str(number)) for number in sorted(self._number(source) for source in dict.fromkeys(sources))]


def inline_text(text: LocalText, sources: Iterable[str] = ()) -> str:
    """Return a text as one paragraph of plain text, with the numbers of its notes; ``sources`` are cited at its end."""
    return plain_text(inline(text, sources))


def heading_text(text: LocalText) -> str:
    """Return a text as plain text without notes."""
    return plain_text(heading(text))


def prose_text(text: LocalText) -> str:
    """Return a text as paragraphs and lists of plain text, with the numbers of its notes."""
    return plain_text(prose(text))


def html_text(html: str) -> str:
    """Return the plain text of a piece of HTML, such as a note."""
    return plain_text(html)


def underlined(text: str, sign: str) -> str:
    """Return a heading with a line below it, of the length of its last line."""
    return f"{text}\n{sign * min(len(text), 72)}"


def quoted(text: str) -> str:
    """Return a text as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def token(name: str) -> str:
    """Return the value of a token of the theme, for an attribute of a component."""
    tokens = current().theme.tokens
    if name not in tokens:
        raise KeyError(f"the theme has no token {name}")
    return tokens[name]


def greeting_text(text: LocalText) -> str:
    """Return the greeting as a marked block of plain text."""
    own = Variant(("salutation",), "{recipient.salutation}")
    return str(slot("greeting", (own, Variant((), heading_text(text)))))


def personal_text(block: View) -> str:
    """Return a personal paragraph as a marked block of plain text."""
    return str(personal_slot(block, prose_text))


FILTERS = {
    "inline_text": inline_text,
    "heading_text": heading_text,
    "prose_text": prose_text,
    "html_text": html_text,
    "underlined": underlined,
    "quoted": quoted,
}
FUNCTIONS = {"token": token, "greeting_text": greeting_text, "personal_text": personal_text}
