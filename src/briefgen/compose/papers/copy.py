"""Texts for review: facts as their values, marked, citations as the keys of their sources, and what has changed."""

import difflib
import re
from collections.abc import Mapping
from html import escape

from markupsafe import Markup

from briefgen.compose.text import MARKDOWN
from briefgen.localize.locales import serves
from briefgen.localize.typography import typeset
from briefgen.model.edition import LocalText, View
from briefgen.model.messages import CITATION, PLACEHOLDER, citations
from briefgen.model.recipient import FIELD

_PIECES = re.compile(r"(<[^>]+>|\{recipient\.[a-z0-9-]+\}|\{[a-z0-9-]+(?::[a-z-]+)?\}|\[@[a-z0-9@; -]+\])")
_HEADING = re.compile(r"<(/?)h[1-6]>")
_LINK = re.compile(r'<a href="(?:https?://)?([^"]+)">.*?</a>')

_BLOCKS = re.compile(r"\s*(?:[-*+] |\d+[.)] |#{1,6} )|.*\n", re.DOTALL)


class Copy:
    """Renders the texts of one column: facts as their values, marked; citations as the keys of their sources."""

    def __init__(self, view: View) -> None:
        self._locale: str = view["locale"]
        self._facts: Mapping[str, View] = view["facts"]
        self._foreign: Mapping[str, Mapping[str, Mapping[str, str]]] = view["foreign_facts"]

    def html(self, text: LocalText) -> Markup:
        """Return a text as paragraphs and lists."""
        own = serves(text["lang"], self._locale)
        source = typeset(self._locale if own else text["lang"], text["text"])
        if _BLOCKS.match(source.strip()):
            html = MARKDOWN.render(source).strip()
        else:
            html = f"<p>{MARKDOWN.renderInline(source.strip())}</p>"
        html = _HEADING.sub(lambda found: "</p>" if found[1] else '<p class="subheading">', html)
        html = _LINK.sub(r'\g<0> <span class="target">\1</span>', html)
        return Markup("".join(self._piece(piece, text["lang"], own) for piece in _PIECES.split(html)))

    def line(self, text: LocalText) -> Markup:
        """Return a short text without the element of its paragraph."""
        return Markup(re.sub(r"</?p>", "", self.html(text)))

    def _piece(self, piece: str, language: str, own: bool) -> str:
        if found := PLACEHOLDER.fullmatch(piece):
            name, variant = found[1], found[2] or ""
            forms = self._facts.get(name, {}).get("forms", {}) if own else self._foreign.get(language, {}).get(name, {})
            # What was translated earlier may name a fact that is gone.
            return f'<mark class="fact" title="{name}">{escape(str(forms.get(variant, piece)))}</mark>'
        if FIELD.fullmatch(piece):
            return f'<mark class="field">‹{escape(piece[1:-1].partition(".")[2])}›</mark>'
        if CITATION.fullmatch(piece):
            return f'<span class="cite">[{escape(", ".join(citations(piece)))}]</span>'
        return piece


def changes(earlier: str, now: str) -> Markup:
    """Return an earlier text with what has changed since: struck out what is gone, underlined what is new."""
    old, new = _tokens(earlier), _tokens(now)
    html = ""
    for kind, a, b, c, d in difflib.SequenceMatcher(str.isspace, old, new, autojunk=False).get_opcodes():
        gone, come = escape("".join(old[a:b])), escape("".join(new[c:d]))
        html += gone if kind == "equal" else f"{gone and f'<del>{gone}</del>'}{come and f'<ins>{come}</ins>'}"
    return Markup(html)


def _tokens(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)
