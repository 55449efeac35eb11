"""Papers for those who work on a publication: made from templates as editions are, and not for readers."""

import datetime
import re
from pathlib import Path
from typing import Any

from briefgen.compose.notes import Notes
from briefgen.compose.page import Folders, drawings_of, load_design, render_template, styles_of, theme_of
from briefgen.compose.text import TextRenderer
from briefgen.compose.vocabulary import Page
from briefgen.localize.words import say
from briefgen.model.document import AssetRoot, Document
from briefgen.model.edition import View


def document(view: View, data: Any, title: str, folders: Folders, content: Path) -> Document:
    """Return a paper as a document: ``view`` is what every page gets, ``data`` what its own template does.

    Raises CompositionError for a fault in the template, and ThemeError for one in the theme.
    """
    theme = theme_of(folders, view["organisation"]["theme"])
    design = load_design(folders, view["kind"])
    texts = TextRenderer(view, Notes({}))
    page = Page(view, Notes({}), texts, drawings_of(folders, theme.name, view["direction"] == "rtl"), theme)
    html = render_template(page, f"{view['kind']}/{design.page}", folders, paper=data)
    for_print, for_screen = styles_of(theme.css(), design, folders)
    return Document(
        key=view["key"],
        html=html,
        language=view["locale"],
        title=title,
        author=texts.plain(view["organisation"]["name"]),
        subject=title,
        keywords=tuple(texts.plain(keyword) for keyword in view.get("keywords", ())),
        date=datetime.date.fromisoformat(view["iso"]),
        print_styles=(*for_print, _paging(view)),
        screen_styles=for_screen,
        roots=(AssetRoot("content", (content,)), AssetRoot("templates", folders)),
        generated=dict(page.drawings),
    )


def _paging(view: View) -> str:
    """Return the style that prints the numbers of pages in the reader's words."""
    words = say(view["words"], "proof-page", "formal", view["locale"], page="\0", pages="\1")
    counters = {"\0": "counter(page)", "\1": "counter(pages)"}
    said = " ".join(counters.get(part) or f'"{_css(part)}"' for part in re.split("([\0\1])", words) if part)
    # The first page has a band where the others have their head.
    return f"@page {{ @top-right {{ content: {said} }} }}\n@page :first {{ @bottom-right {{ content: {said} }} }}"


def _css(text: str) -> str:
    return "".join(letter if letter.isalnum() or letter == " " else f"\\{ord(letter):x} " for letter in text)
