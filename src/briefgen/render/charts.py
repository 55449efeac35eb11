"""Draws charts: Vega-Lite specifications become SVG, with the fonts of the page."""

import json
import tempfile
from functools import lru_cache
from pathlib import Path

from briefgen.render.problems import Problem, RenderError

Fonts = tuple[tuple[str, str, int], ...]
# The engine also knows the fonts of the machine and prefers them. Under a name that none of them has, the fonts of the
# page are used wherever a chart is drawn.
OWN = "briefgen "

MISSING = Problem(
    "extra-missing",
    "charts need the package vl-convert-python, which is not installed",
    "pip install 'briefgen[charts]'",
)


def draw(specification: str, fonts: Fonts, folder: Path) -> bytes:
    """Return a chart as SVG.

    ``fonts`` are the font files that text is measured with: path, family, weight. They are unpacked into
    ``folder``, which must outlive the process's last chart. Raises RenderError when the
    extra ``charts`` is not installed, or the specification cannot be drawn or asks for another font.
    """
    try:
        import vl_convert
    except ImportError:
        raise RenderError(MISSING) from None
    view = json.loads(specification)
    family = view["config"]["font"].strip('"')
    if family not in {name for _, name, _ in fonts}:
        hint = "let chart-font name a family of the theme's fonts"
        raise RenderError(Problem("chart-failed", f'the theme has no font "{family}" for charts', hint))
    _register(fonts, folder)
    try:
        view["config"]["font"] = f"{OWN}{family}"
        svg: str = vl_convert.vegalite_to_svg(view)
    except ValueError as error:
        raise RenderError(Problem("chart-failed", f"the chart cannot be drawn: {error}")) from error
    return svg.replace(f"{OWN}{family}", family).encode()


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
                record.string = f"{OWN}{family}"
        font["OS/2"].usWeightClass = weight
        font.save(own / Path(path).with_suffix(".ttf").name)
    vl_convert.register_font_directory(str(own))
