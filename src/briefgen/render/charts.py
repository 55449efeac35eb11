"""Draws charts: Vega-Lite specifications become SVG, with the fonts of the page."""

import json
import tempfile
from functools import lru_cache
from pathlib import Path

from briefgen.render.problems import Problem, RenderError

Fonts = tuple[tuple[str, str, int], ...]

MISSING = Problem(
    "extra-missing",
    "charts need the package vl-convert-python, which is not installed",
    "pip install 'briefgen[charts]'",
)


def draw(specification: str, fonts: Fonts, folder: Path) -> bytes:
    """Return a chart as SVG.

    ``fonts`` are the font files that text is measured with: path, family, weight. They are unpacked into
    ``folder``, which must outlive the process's last chart. Raises RenderError when the
    extra ``charts`` is not installed, or the specification cannot be drawn.
    """
    try:
        import vl_convert
    except ImportError:
        raise RenderError(MISSING) from None
    _register(fonts, folder)
    try:
        svg: str = vl_convert.vegalite_to_svg(json.loads(specification))
    except ValueError as error:
        raise RenderError(Problem("chart-failed", f"the chart cannot be drawn: {error}")) from error
    return svg.encode()


@lru_cache(maxsize=4)
def _register(fonts: Fonts, folder: Path) -> None:
    """Give the chart engine the fonts of the page. It reads TrueType, so that they are unpacked for it."""
    import vl_convert
    from fontTools.ttLib import TTFont

    own = Path(tempfile.mkdtemp(dir=folder))
    for path, family, weight in fonts:
        font = TTFont(path)
        font.flavor = None
        for record in font["name"].names:
            if record.nameID in (1, 16):
                record.string = family
        font["OS/2"].usWeightClass = weight
        font.save(own / Path(path).with_suffix(".ttf").name)
    vl_convert.register_font_directory(str(own))
