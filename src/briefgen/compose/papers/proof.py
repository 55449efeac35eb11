"""The proof of a publication: each text in both languages, with its state, and what is to be said of it."""

import datetime
from pathlib import Path

from markupsafe import Markup

from briefgen.compose.citations import CITATION_STYLE, citations
from briefgen.compose.notes import Notes
from briefgen.compose.page import CompositionError, Folders
from briefgen.compose.papers import document
from briefgen.compose.papers.copy import Copy, changes
from briefgen.compose.text import TextRenderer
from briefgen.compose.theme import ThemeError, find
from briefgen.findings import Finding, Place
from briefgen.localize import formats
from briefgen.localize.locales import direction, language_name
from briefgen.localize.words import say
from briefgen.model.document import Document
from briefgen.model.edition import View
from briefgen.model.paper import SOURCE, Part, Proof, Row, Side
from briefgen.model.recipient import FIELD

LONG = 1200  # characters: a row of so long a text may go on over a page


def compose_proof(proof: Proof, folders: Folders, content: Path) -> Document:
    """Return a proof as a document. Raises CompositionError for a fault in its template or in the theme."""
    first = proof.views[0]
    view = {**first, "kind": "proof", "words": proof.words, "draft": False}
    copies = (Copy(proof.views[0]), Copy(proof.views[1]))
    said = "".join(side.text["text"] for part in proof.parts for row in part.rows for side in row.sides if side.text)
    data = {
        "fields": FIELD.search(said) is not None,
        "second_title": _second_title(proof, copies[1]),
        "publication": proof.publication,
        "readers": proof.readers,
        "sides": _sides(proof),
        "parts": [_part(part, number, proof, copies) for number, part in enumerate(proof.parts, 1)],
        "findings": [_finding(finding) for finding in proof.findings],
        "digest": grouped(proof.digest),
        "editions": [{"key": key, "digest": grouped(digest)} for key, digest in proof.editions.items()],
    }
    try:
        style = (find(folders, CITATION_STYLE) or folders[-1]) / CITATION_STYLE
        sources = citations(first["sources"], proof.locales[0], style)
        data["sources"] = [{"key": key, "html": Markup(html)} for key, html in sorted(sources.items())]
        title = say(view["words"], "proof-name", "formal", proof.locales[0])
        return document(view, data, f"{title}: {TextRenderer(view, Notes({})).plain(view['title'])}", folders, content)
    except ThemeError as error:
        raise CompositionError(*error.findings) from error


def _sides(proof: Proof) -> list[View]:
    return [
        {"tag": tag, "name": name, "dir": direction(tag), "counts": dict(counts), "draft": False}
        for tag, name, counts in zip(proof.locales, proof.names, proof.counts, strict=True)
    ]


def _part(part: Part, number: int, proof: Proof, copies: tuple[Copy, Copy]) -> View:
    opening = part.kind == "section" and part.title is None
    return {
        "id": f"part-{number}",
        "word": f"proof-part-{'opening' if opening else part.kind}",
        "title": copies[0].line(part.title) if part.title else None,
        "lang": part.title["lang"] if part.title else None,
        "rows": [_row(row, proof, copies) for row in part.rows],
    }


def _row(row: Row, proof: Proof, copies: tuple[Copy, Copy]) -> View:
    return {
        "number": row.number,
        "label": _label(row, proof),
        "about": row.about,
        "address": row.address.removeprefix(f"{proof.publication}#"),
        "also": len(row.also),
        "place": _short(row.place),
        "states": _states(row, proof),
        "heading": row.field in ("heading", "title") and not row.block,
        "values_last": row.block == "chart",
        "cells": [_cell(side, proof.locales[index], copies[index]) for index, side in enumerate(row.sides)],
        "long": max(len(side.text["text"]) if side.text else 0 for side in row.sides) > LONG,
        "details": _details(row, proof, copies[0]),
        "findings": [_finding(finding) for finding in row.findings],
    }


def _second_title(proof: Proof, copy: Copy) -> View | None:
    """Return the title in the second language, unless both columns fall back on the same."""
    first, second = (view["title"] for view in proof.views)
    if first["text"] == second["text"]:
        return None
    return {"html": copy.line(second), "lang": second["lang"], "dir": direction(second["lang"])}


def _details(row: Row, proof: Proof, copy: Copy) -> list[View]:
    """Return what translations that are not current were made from, once where both have the same, or the original."""
    found: list[View] = []
    for earlier in dict.fromkeys(side.earlier for side in row.sides if side.earlier):
        tags = [tag for tag, side in zip(proof.locales, row.sides, strict=True) if side.earlier == earlier]
        now = row.original or next((side.text for side in row.sides if side.state == SOURCE and side.text), None)
        language = now["lang"] if now else proof.locales[0]
        found.append({"tags": tags, "html": changes(earlier, now["text"] if now else earlier), "lang": language})
    if row.original and not found:
        language = row.original["lang"]
        name = language_name(language)
        found.append({"tags": [], "html": copy.html(row.original), "lang": language, "name": name})
    return [{**detail, "dir": direction(detail["lang"])} for detail in found]


def _label(row: Row, proof: Proof) -> str:
    """Return what a row shows in the reader's words; the name of a field that no wording knows stands as it is."""
    found = []
    for kind, name in (("block", row.block), ("field", row.field)):
        key = f"proof-{kind}-{name.replace('_', '-')}"
        known = key in proof.words
        found += (
            [say(proof.words, key, "formal", proof.locales[0]) if known else name.replace("_", " ")] if name else []
        )
    text = " · ".join(found)
    return text[:1].upper() + text[1:]


def _states(row: Row, proof: Proof) -> list[View]:
    """Return the state of each column, once where both have the same."""
    found: list[View] = []
    for tag, side in zip(proof.locales, row.sides, strict=True):
        if side.text is None and side.state == SOURCE:
            continue
        on = datetime.date.fromisoformat(side.approval.on) if side.approval and side.approval.on else None
        state = {
            "name": side.state,
            "by": side.approval.by if side.approval else "",
            "on": formats.date_medium(proof.locales[0], on) if on else "",
        }
        same = next((one for one in found if {**one, "tags": None} == {**state, "tags": None}), None)
        if same:
            same["tags"].append(tag)
        else:
            found.append({**state, "tags": [tag]})
    return found


def _cell(side: Side, locale: str, copy: Copy) -> View:
    text = side.text
    language = text["lang"] if text else locale
    return {
        "lang": language,
        "dir": direction(language),
        "html": copy.html(text) if text else None,
        "beside": side.values,
        "state": side.state,
    }


def _finding(finding: Finding) -> View:
    place = _short(finding.place)
    return {"severity": finding.severity.value, "code": finding.code, "message": finding.message, "place": place}


def _short(place: Place) -> str:
    """Return a place by the name of its file; of a catalogue with its locale."""
    path = place.path.split("/")
    locale = f"{path[2]}/" if place.path.endswith(".po") and len(path) > 3 else ""
    return f"{locale}{path[-1]}:{place.line}" if place.line else f"{locale}{path[-1]}"


def grouped(digest: str) -> str:
    """Return a digest as people compare it: in groups of four."""
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))
