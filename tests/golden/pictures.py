"""Pictures of pages: small ones to keep, how much two of them differ, and a picture of the difference."""

from collections.abc import Iterator
from io import BytesIO

import pypdfium2
from PIL import Image, ImageChops

DPI = 50
COLOURS = 20
NOTICEABLE = 48
"""From what difference of a channel, of 255, a pixel counts as changed."""
TOLERANCE = 0.0005
"""What share of its pixels may have changed in a page that counts as the same: a few letters' worth."""


def draw(body: bytes) -> Iterator[bytes]:
    """Yield a PNG of each page of a PDF, in all its colours."""
    with pypdfium2.PdfDocument(body) as document:
        for page in document:
            yield _png(page.render(scale=DPI / 72).to_pil().convert("RGB"))


def reduced(picture: bytes) -> bytes:
    """Return a picture in few colours, to be kept."""
    full = _open(picture)
    return _png(_mapped(full, full.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)))


def changed_share(before: bytes, after: bytes) -> float:
    """Return the share of the pixels that differ noticeably, from 0 to 1; that of pages of other sizes is 1.

    ``before`` is a kept picture. The other is first brought to the same few colours, so that equal pages differ in
    nothing.
    """
    kept = Image.open(BytesIO(before))
    old, new = kept.convert("RGB"), _mapped(_open(after), kept).convert("RGB")
    if old.size != new.size:
        return 1.0
    return _changed(old, new).histogram()[255] / (old.width * old.height)


def difference(before: bytes, after: bytes) -> bytes:
    """Return a PNG that shows two pages side by side, and between them in red what differs."""
    old, new = _open(before), _open(after)
    width, height = max(old.width, new.width), max(old.height, new.height)
    sheets = [Image.new("RGB", (width, height), "white") for _ in range(2)]
    for sheet, page in zip(sheets, (old, new), strict=True):
        sheet.paste(page)
    marked = Image.blend(sheets[0].convert("L").convert("RGB"), Image.new("RGB", (width, height), "white"), 0.7)
    marked.paste("#d00000", mask=_changed(*sheets))
    side_by_side = Image.new("RGB", (3 * width + 16, height), "#888888")
    for index, sheet in enumerate((sheets[0], marked, sheets[1])):
        side_by_side.paste(sheet, (index * (width + 8), 0))
    return _png(side_by_side)


def _changed(old: Image.Image, new: Image.Image) -> Image.Image:
    """Return a mask of the pixels that differ noticeably."""
    red, green, blue = ImageChops.difference(old, new).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point([255 if value > NOTICEABLE else 0 for value in range(256)])


def _mapped(picture: Image.Image, palette: Image.Image) -> Image.Image:
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def _open(body: bytes) -> Image.Image:
    with Image.open(BytesIO(body)) as picture:
        return picture.convert("RGB")


def _png(picture: Image.Image) -> bytes:
    body = BytesIO()
    picture.save(body, "PNG", optimize=True)
    return body.getvalue()
