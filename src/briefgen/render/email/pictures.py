"""Pictures of mails: PNG and JPEG, twice as many pixels as they are wide on the page, and no more bytes than needed."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from briefgen.model.document import AssetRoot
from briefgen.model.mail import Picture
from briefgen.render.charts import MISSING
from briefgen.render.fetcher import AssetStore
from briefgen.render.media import SUFFIXES
from briefgen.render.problems import Problem, RenderError, shorten

if TYPE_CHECKING:
    from PIL import Image

SHARP = 2  # pixels of the picture for one of the page: telephones and newer screens show them all
COLOURS = 128  # a drawing has few colours; a palette of them is a third of the size
MANY = 1 << 13  # a picture with more colours is a photograph, which is smaller as JPEG
QUALITY = 82
LARGEST = 1200  # pixels: no column is wider than 600


class Pictures:
    """The pictures of one mail. ``used`` maps content ids to what is sent."""

    def __init__(self, roots: Iterable[AssetRoot], generated: Mapping[str, bytes], domain: str) -> None:
        self._store = AssetStore(roots, generated)
        self._domain = domain
        self.used: dict[str, Picture] = {}

    def take(self, url: str, width: int) -> str:
        """Return the content id of the picture at an ``asset:`` address, made for ``width`` pixels of the page.

        Raises:
            RenderError: there is none, it is broken or of a kind that is no picture, or it cannot be drawn.
        """
        if not url.startswith("asset:"):
            hint = "refer to asset: addresses alone"
            raise RenderError(Problem("asset-refused", f'"{shorten(url)}" is from elsewhere', hint))
        if not width:
            hint = "give the <img> or <mj-image> its width in pixels; Outlook shows it in its full size otherwise"
            raise RenderError(Problem("mail-picture", f'the picture "{shorten(url)}" has no width', hint))
        body, media_type = self._store.read(url)
        try:
            picture = _made(body, media_type, min(width * SHARP, LARGEST))
        except (ValueError, OSError) as error:
            raise RenderError(Problem("mail-picture", f'"{shorten(url)}" cannot be used: {error}')) from error
        suffix = SUFFIXES[picture.media_type]
        name = f"{hashlib.sha256(picture.body).hexdigest()[:16]}.{suffix}@{self._domain}"
        self.used[name] = picture
        return name


def _made(body: bytes, media_type: str, width: int) -> Picture:
    # Late: only mails need it.
    from PIL import Image, ImageOps

    if media_type not in ("image/svg+xml", "image/png", "image/jpeg"):
        raise ValueError("it is no picture")
    body = _drawn(body, width) if media_type == "image/svg+xml" else body
    with Image.open(BytesIO(body), formats=("PNG", "JPEG")) as opened:
        picture = _narrowed(ImageOps.exif_transpose(opened).convert("RGBA"), width)
    opaque = picture.getchannel("A").getextrema() == (255, 255)
    photograph = opaque and media_type != "image/svg+xml" and picture.getcolors(MANY) is None
    return _as_jpeg(picture) if photograph or media_type == "image/jpeg" else _as_png(picture, opaque)


def _drawn(body: bytes, width: int) -> bytes:
    """Return a drawing as PNG: mail programs show no SVG."""
    try:
        import vl_convert
    except ImportError:
        raise RenderError(MISSING) from None
    if b"<text" in body:
        raise ValueError("its text would be drawn in another typeface; turn the text into paths, or save it as PNG")
    natural = _natural_width(body)
    return bytes(vl_convert.svg_to_png(body.decode("utf-8-sig"), scale=width / natural, ppi=72))


def _natural_width(body: bytes) -> float:
    """Return the width of a drawing in CSS pixels: its own, else that of its view box."""
    root = ElementTree.fromstring(body)
    units = {"": 1.0, "px": 1.0, "pt": 4 / 3, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
    found = re.fullmatch(r"\s*([\d.]+)\s*([a-z]*)\s*", root.get("width", ""))
    box = root.get("viewBox", "").replace(",", " ").split()
    width = float(found[1]) * units.get(found[2], 0) if found else float(box[2]) if len(box) == 4 else 0
    if not 0 < width < 20_000:
        raise ValueError("it does not say how wide it is")
    return width


def _as_jpeg(picture: "Image.Image") -> Picture:
    out = BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Picture(out.getvalue(), "image/jpeg")


def _as_png(picture: "Image.Image", opaque: bool) -> Picture:
    """Return a picture with a palette of the colours that it has most of; those of an opaque one stay as they are."""
    from PIL import Image

    if opaque:
        counted: list[Any] = sorted(picture.getcolors(picture.width * picture.height) or [], reverse=True)
        palette = Image.new("P", (1, 1))
        palette.putpalette([value for _, colour in counted[:COLOURS] for value in colour[:3]])
        few = picture.convert("RGB").quantize(palette=palette, dither=Image.Dither.NONE)
    else:
        few = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    out = BytesIO()
    few.save(out, "PNG", optimize=True)
    return Picture(out.getvalue(), "image/png")


def _narrowed(picture: "Image.Image", width: int) -> "Image.Image":
    from PIL import Image

    if picture.width <= width:
        return picture
    return picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
