"""What templates can say: the filters and functions, and the page that they belong to while it is composed."""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from briefgen.compose import charts
from briefgen.compose.notes import Notes
from briefgen.compose.text import TextRenderer
from briefgen.compose.theme import Theme
from briefgen.localize import formats
from briefgen.localize.typography import typeset
from briefgen.localize.words import say
from briefgen.model.edition import LocalText, View
from briefgen.model.recipient import Slot, Variant, fields_of


@dataclass(slots=True)
class Page:
    """One page while it is composed."""

    view: View
    notes: Notes
    texts: TextRenderer
    drawings: Mapping[str, bytes]
    theme: Theme
    codes: dict[str, bytes] = field(default_factory=dict)
    slots: dict[str, Slot] = field(default_factory=dict)


# Templates are compiled once and serve many pages, so that their filters must find the page by themselves.
_CURRENT: ContextVar[Page] = ContextVar("page")


@contextmanager
def composing(page: Page) -> Iterator[None]:
    """Make a page the one that filters and functions work for."""
    token = _CURRENT.set(page)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current() -> Page:
    """Return the page that is being composed."""
    return _CURRENT.get()


def inline(text: LocalText, sources: Iterable[str] = ()) -> Markup:
    """Return a text as inline HTML with note marks; ``sources`` are cited at its end."""
    return _CURRENT.get().texts.inline(text, tuple(sources))


def heading(text: LocalText) -> Markup:
    """Return a text as inline HTML without note marks."""
    return _CURRENT.get().texts.heading(text)


def headline(text: LocalText) -> Markup:
    """Return a text as inline HTML whose lines end well, for a title that is set large."""
    return _CURRENT.get().texts.headline(text)


def prose(text: LocalText) -> Markup:
    """Return a text as paragraphs and lists with note marks."""
    return _CURRENT.get().texts.prose(text)


def plain(text: LocalText) -> str:
    """Return a text without markup, for attributes."""
    return _CURRENT.get().texts.plain(text)


def word(key: str, **values: object) -> str:
    """Return one wording of wording.yaml, filled in; ``n`` chooses the plural form."""
    view = _CURRENT.get().view
    text = say(view["words"], key, view["audience"]["register"], view["locale"], **values)
    return typeset(view["locale"], text)


def cite(sources: Iterable[str]) -> Markup:
    """Return note marks."""
    return _CURRENT.get().notes.mark(sources)


def note_numbers(sources: Iterable[str]) -> Markup:
    """Return the numbers of notes as a list in words: "3 and 4"."""
    page = _CURRENT.get()
    links = [str(link) for link in page.notes.numbers(sources)]
    # The list is made around letters, which no rule for "and" before a number or a vowel can touch.
    names = [f"\ue000{index}\ue001" for index in range(len(links))]
    text = formats.conjunction(page.view["locale"], names)
    for name, link in zip(names, links, strict=True):
        text = text.replace(name, link)
    return Markup(text)


def notes() -> list[dict[str, Any]]:
    """Return the notes cited so far."""
    return _CURRENT.get().notes.listed()


def drawing(name: str) -> str:
    """Return the address of a drawing of the theme."""
    key = f"art/{name}.svg"
    if key not in _CURRENT.get().drawings:
        raise KeyError(f"the theme has no drawing {key}")
    return f"asset:generated/{key}"


def qr(address: str) -> str:
    """Return the address of a QR code that opens a web page."""
    # Late: most pages of a test have none.
    import segno

    page = _CURRENT.get()
    name = f"codes/{hashlib.sha256(address.encode()).hexdigest()[:16]}.svg"
    if name not in page.codes:
        out = io.BytesIO()
        segno.make(address, error="m", micro=False).save(
            out, kind="svg", border=0, dark=page.theme.tokens["ink"], light=None, xmldecl=False, title=address
        )
        page.codes[name] = out.getvalue()
    return f"asset:generated/{name}"


def chart(block: View) -> View:
    """Return a chart: the address of its picture, the picture in words, and its numbers as a table."""
    view = _CURRENT.get()
    return {
        "src": f"asset:generated/charts/{block['id']}.svg",
        "alt": charts.alternative(block, view.texts.plain),
        "table": charts.table(block, view.texts.plain),
    }


def greeting(text: LocalText) -> Markup:
    """Return the greeting as a marked block: the recipient's own where the name is known."""
    general = heading(text)
    own = Variant(("salutation",), "{recipient.salutation}")
    return slot("greeting", (own, Variant((), str(general))))


def personal(block: View) -> Markup:
    """Return a personal paragraph as a marked block."""
    return personal_slot(block, prose)


def personal_slot(block: View, said: Callable[[LocalText], str]) -> Markup:
    """Return a personal paragraph as a marked block, in the form that ``said`` gives its texts."""
    own = Variant(fields_of(block["text"]["text"]), str(said(block["text"])))
    general = (Variant((), str(said(block["otherwise"]))),) if block["otherwise"] else ()
    return slot(f"personal-{block['id']}", (own, *general))


def slot(name: str, variants: tuple[Variant, ...]) -> Markup:
    """Return a marked block with what everybody may read; the page keeps all its variants."""
    made = Slot(variants)
    _CURRENT.get().slots[name] = made
    return Markup(f"<!-- slot {name} -->{made.choose({}).text}<!-- /slot -->")


FILTERS = {"inline": inline, "heading": heading, "headline": headline, "prose": prose, "plain": plain}
FUNCTIONS = {
    "word": word,
    "cite": cite,
    "note_numbers": note_numbers,
    "notes": notes,
    "drawing": drawing,
    "chart": chart,
    "qr": qr,
    "greeting": greeting,
    "personal": personal,
}
