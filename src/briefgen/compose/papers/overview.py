"""The state of all translations as a page: a row for each publication or catalogue, a column for each locale."""

import re
from decimal import Decimal
from pathlib import Path

from briefgen.compose.page import CompositionError, Folders
from briefgen.compose.papers import document
from briefgen.compose.theme import ThemeError
from briefgen.localize import formats
from briefgen.localize.locales import language_name
from briefgen.localize.words import say
from briefgen.model.document import Document
from briefgen.model.edition import View
from briefgen.model.paper import Cell, Overview


def compose_overview(overview: Overview, folders: Folders, content: Path) -> Document:
    """Return the state of all translations as a document.

    Raises CompositionError for a fault in its template or in the theme.
    """
    view = overview.view
    locales = [{"tag": tag, "name": language_name(tag)} for tag in overview.locales]
    rows = [_row(name, cells, overview) for name, cells in (*overview.rows.items(), ("total", overview.total))]
    data = {"kind": overview.kind, "locales": locales, "rows": rows}
    title = say(view["words"], "status-name", "formal", view["locale"])
    try:
        return document({**view, "iso": overview.date.isoformat()}, data, title, folders, content)
    except ThemeError as error:
        raise CompositionError(*error.findings) from error


def _row(name: str, cells: tuple[Cell, ...], overview: Overview) -> View:
    locale = overview.view["locale"]
    return {
        "name": name,
        "id": re.sub(r"[^a-z0-9]+", "-", name),
        "title": overview.titles.get(name),
        "to_do": any(cell.left for cell in cells),
        "cells": [
            {
                "locale": tag,
                "states": [
                    {
                        "name": state,
                        "n": n,
                        "share": share,
                        "percent": formats.percent(locale, Decimal(share).scaleb(-2)),
                    }
                    for state, (n, share) in cell.states.items()
                    if n
                ],
                "source": cell.source,
                "read": cell.read,
                "left": [{"address": one.address, "state": one.state, "text": one.begins} for one in cell.left],
                "more": cell.more,
            }
            for tag, cell in zip(overview.locales, cells, strict=True)
        ],
    }
