"""Draws charts: Vega-Lite specifications become SVG, with the fonts of the page."""

import atexit
import json
import shutil
import tempfile
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from briefgen.render.fonts import unpacked
from briefgen.render.problems import Problem, RenderError

Fonts = tuple[tuple[str, str, int], ...]
# The engine also knows the fonts of the machine and prefers them. Under a name that none of them has, the fonts of the
# page are used wherever a chart is drawn.
OWN = "briefgen "
SCALE, PPI = 2, 72  # two pixels of a picture for one of the page, on sharp screens

MISSING = Problem(
    "extra-missing",
    "charts need the package vl-convert-python, which is not installed",
    "pip install 'briefgen[charts]'",
)


@lru_cache(maxsize=64)
def draw(specification: str, fonts: Fonts, as_png: bool = False) -> bytes:
    """Return a chart as SVG, or as PNG of twice its size in pixels.

    ``fonts`` are the font files that text is measured with: path, family, weight. Raises RenderError when the
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
    _register(fonts)
    try:
        view["config"]["font"] = f"{OWN}{family}"
        if as_png:
            return bytes(vl_convert.vegalite_to_png(view, scale=SCALE, ppi=PPI))
        svg: str = vl_convert.vegalite_to_svg(view)
    except ValueError as error:
        raise RenderError(Problem("chart-failed", f"the chart cannot be drawn: {error}")) from error
    return svg.replace(f"{OWN}{family}", family).encode()


@cache
def _register(fonts: Fonts) -> None:
    """Give the chart engine the fonts of the page. It reads TrueType, so that they are unpacked for it."""
    import vl_convert
    from fontTools.ttLib import TTFont

    own = Path(tempfile.mkdtemp(prefix="briefgen-"))
    # The engine opens the files when it needs them, and cannot forget them.
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    for path, family, weight in fonts:
        font = TTFont(BytesIO(unpacked(Path(path).read_bytes())))
        for record in font["name"].names:
            if record.nameID in (1, 16):
                record.string = f"{OWN}{family}"
        font["OS/2"].usWeightClass = weight
        font.save(own / Path(path).with_suffix(".ttf").name)
    vl_convert.register_font_directory(str(own))
