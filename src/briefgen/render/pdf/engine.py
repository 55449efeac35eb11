"""The layout engine: WeasyPrint without the fonts of the machine, and with tags of our own.

Imported from here alone. The import loads Pango and takes a third of a second.
"""

import os
import warnings
from pathlib import Path
from typing import Any

from briefgen.render.pdf import right_to_left
from briefgen.render.problems import Problem, RenderError, shorten
from briefgen.render.structure import add_structure

# Fontconfig reads this when WeasyPrint is imported: without it fonts of the machine would slip in.
os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))

SYSTEM_LIBRARIES = (
    "Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; "
    "Fedora: dnf install pango harfbuzz; macOS: brew install pango"
)


class PangoMissingError(RenderError, ImportError):
    """The libraries of the system that WeasyPrint needs are not there, so that it cannot be imported."""


try:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that no fonts are configured is the intention
        import weasyprint as weasyprint
        import weasyprint.pdf
        from weasyprint.css.counters import CounterStyle as CounterStyle
        from weasyprint.text.fonts import FontConfiguration as FontConfiguration
        from weasyprint.urls import URLFetcher as URLFetcher
        from weasyprint.urls import URLFetcherResponse as URLFetcherResponse
except OSError as error:
    _missing = Problem("system-library-missing", f"PDF needs Pango: {shorten(str(error))}", SYSTEM_LIBRARIES)
    raise PangoMissingError(_missing) from error


class Pages(weasyprint.Document):  # type: ignore[misc]
    """Pages that remember the styles of the elements, which say what is not shown."""

    @classmethod
    def _build_layout_context(cls, html: Any, *arguments: Any) -> Any:
        context = super()._build_layout_context(html, *arguments)
        html.style_for = context.style_for
        return context


def _add_tags(pdf: Any, pages: Any, version: object, streams: Any) -> None:
    """Stand in for WeasyPrint's function of this name."""
    source = pages._html
    add_structure(pdf, pages, streams, source.etree_element, source.style_for, modern=str(version) >= "2.0")


weasyprint.pdf.add_tags = _add_tags
right_to_left.install(weasyprint.layout)
