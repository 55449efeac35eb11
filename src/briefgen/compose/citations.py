"""Notes as citations in the language of the edition, formatted by citeproc in the style shared/notes.csl."""

import json
import re
import warnings
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from briefgen.localize.locales import same_language

CITATION_STYLE = "shared/notes.csl"
"""The style of the notes, below the templates."""

SHOWN = 44  # an address with more characters takes a second line in a column of notes

# citeproc has one locale file for most languages; these are the regions that it names them by.
LOCALES: Mapping[str, str] = {"en": "en-GB", "es": "es-ES", "nl": "nl-NL", "fr": "fr-FR", "pt": "pt-PT", "de": "de-DE"}

# citeproc takes what looks like HTML in a title for HTML: these letters stand in for it meanwhile.
_HIDE = str.maketrans({"&": "\ue000", "<": "\ue001", ">": "\ue002"})
_SHOW = str.maketrans({"\ue000": "&amp;", "\ue001": "&lt;", "\ue002": "&gt;"})


def citations(sources: Mapping[str, Mapping[str, Any]], locale: str, style: Path) -> dict[str, str]:
    """Return each source as a line of safe HTML: who, *title*, where, when, and the address as a link."""
    return {key: _citation(source, locale, style) for key, source in sources.items()}


def _citation(source: Mapping[str, Any], locale: str, style: Path) -> str:
    text = _formatted(_csl(source), locale, style)
    language = str(source["language"])
    if not same_language(language, locale):
        text = text.replace("<i>", f'<i lang="{escape(language)}">', 1)
    address = source.get("url")
    return f"{text} {link(address)}" if address else text


def link(address: str) -> str:
    """Return an address as a link that shows it without its scheme; of a long one only the site."""
    target = address if "://" in address else f"https://{address}"
    shown = target.partition("://")[2].removesuffix("/")
    if len(shown) > SHOWN:
        shown = shown.partition("/")[0]
    shown = escape(shown).replace("/", "/<wbr>")
    return f'<a href="{escape(target)}">{shown}</a>'


def _csl(source: Mapping[str, Any]) -> dict[str, Any]:
    """Return a source as CSL-JSON."""
    item = {key: value for key, value in source.items() if key not in ("language", "url", "issued", "author")}
    item["id"] = "it"
    if source.get("author"):
        item["author"] = [_person(person) for person in source["author"]]
    if source.get("issued"):
        item["issued"] = {"date-parts": [source["issued"]]}
    if not source.get("author") and source.get("publisher"):
        # An organisation that publishes its own page is its author; it need not be named twice.
        item["author"] = [{"literal": item.pop("publisher")}]
        item.pop("publisher-place", None)
    return item


def _person(person: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in person.items() if value}


def _formatted(item: dict[str, Any], locale: str, style: Path) -> str:
    # Late: citeproc brings a parser for XML.
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    hidden = json.loads(json.dumps(item, ensure_ascii=False).translate(_HIDE))
    with warnings.catch_warnings():
        # It warns of fields that the style does not print.
        warnings.simplefilter("ignore")
        bibliography = CitationStylesBibliography(_style(locale, style), CiteProcJSON([hidden]), formatter.html)
        bibliography.register(Citation([CitationItem("it")]))
        text = str(bibliography.bibliography()[0])
    text = text.replace("..", ".")
    # What follows the title begins a sentence, a month too.
    text = re.sub(r"(</i>\. )(\w)(?=\w\w)", lambda found: found[1] + found[2].upper(), text)
    return text.translate(_SHOW)


@lru_cache(maxsize=32)
def _style(locale: str, style: Path) -> Any:
    from citeproc import CitationStylesStyle

    language = locale.split("-")[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return CitationStylesStyle(str(style), locale=LOCALES.get(language, "en-GB"), validate=False)


def keys_in_order(sources: Iterable[str]) -> list[str]:
    """Return keys once each, in their order."""
    return list(dict.fromkeys(sources))
