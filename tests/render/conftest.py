"""Documents to render: small, but with the theme's real fonts."""

import datetime
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from briefgen.model.document import STYLES, AssetRoot, Document

THEME = Path(__file__).parents[2] / "templates" / "theme"
CSS = """
@font-face { font-family: Plex; src: url(asset:theme/fonts/IBMPlexSans-Text.woff2) }
@font-face { font-family: Plex; font-weight: 600; src: url("asset:theme/fonts/IBMPlexSans-SemiBold.woff2") }
* { image-rendering: crisp-edges }
body { font-family: Plex }
"""

Maker = Callable[..., Document]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder with room for pictures, and a copy of the theme beside it."""
    (tmp_path / "content").mkdir()
    shutil.copytree(THEME, tmp_path / "theme")
    return tmp_path


@pytest.fixture
def make(workspace: Path) -> Maker:
    """Return a function that makes a document of a body and, if need be, other styles or generated assets."""

    def document(
        body: str, css: str = "", generated: dict[str, bytes] | None = None, folder: Path = workspace
    ) -> Document:
        return Document(
            key="brief.donors.nl",
            html=f'<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Kort</title>{STYLES}</head>'
            f"<body><h1>Kop</h1>{body}</body></html>",
            language="nl",
            title="Kinderen & recht",
            author="Stichting",
            subject="Waarom nu",
            keywords=("Peru", "wet"),
            date=datetime.date(2026, 11, 2),
            print_styles=(CSS, css),
            screen_styles=(CSS, css),
            roots=(AssetRoot("theme", (folder / "theme",)), AssetRoot("content", (folder / "content",))),
            generated=generated or {},
        )

    return document
