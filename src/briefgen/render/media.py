"""Media types: what a file is, told from its bytes, whether it is safe to decode, and what it tells about people.

Cameras write into a picture where and when it was taken and whose camera it was. PDF and HTML would hand that on
to every reader.
"""

import re
import warnings
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree

PIXELS = 20_000_000
"""The most pixels that a picture may have; more takes seconds and gigabytes to decode."""

SUFFIXES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/svg+xml": "svg",
    "font/woff2": "woff2",
    "font/ttf": "ttf",
    "font/otf": "otf",
}
MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"wOF2", "font/woff2"),
    (b"\x00\x01\x00\x00", "font/ttf"),
    (b"OTTO", "font/otf"),
)
# WeasyPrint lets the decoder fill what is missing from a picture with grey, without a word.
ENDINGS = {"image/png": b"IEND", "image/jpeg": b"\xff\xd9"}
# What a picture needs to look right; all else is notes. JPEG: JFIF, colour profile, Adobe's colour transform.
JPEG_SEGMENTS = ((0xE0, b"JFIF"), (0xE2, b"ICC_PROFILE"), (0xEE, b"Adobe"))
PNG_CHUNKS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs"}
ORIENTATION = 0x0112
SVG = "{http://www.w3.org/2000/svg}"
# An XML declaration that names no encoding but UTF-8.
DECLARATION = re.compile(r"""\A\s*<\?xml(?=\s)(?![^>]*encoding\s*=\s*["'](?!utf-8["']))[^>]*\?>""", re.IGNORECASE)
# SVG parts that run code or bring in other documents.
ACTIVE = {"script", "foreignObject", "iframe", "embed", "object", "audio", "video", "handler", "listener", "set"}


def recognize(body: bytes) -> str:
    """Return the media type of a file.

    Raises:
        ValueError: the type is not among ``SUFFIXES``, or the file may not be decoded; the text says why.
    """
    media_type = next((name for magic, name in MAGIC if body.startswith(magic)), "")
    if media_type.startswith("image/"):
        _check_picture(body, media_type)
    if not media_type:
        _check_drawing(body)
        media_type = "image/svg+xml"
    return media_type


def without_metadata(body: bytes, media_type: str) -> bytes:
    """Return a picture without place, time, camera and comments; its pixels and its orientation stay as they are.

    Raises:
        ValueError: the picture is broken.
    """
    try:
        if media_type == "image/jpeg":
            return b"".join(_jpeg_parts(body))
        if media_type == "image/png":
            return b"".join(_png_parts(body))
    except Exception as error:  # on hostile input a decoder may raise anything
        raise ValueError("it is a broken picture") from error
    return body


def _jpeg_parts(body: bytes) -> Iterator[bytes]:
    """Yield the parts of a JPEG file that draw it (ITU-T T.81, B.1)."""
    yield body[:2]
    yield _orientation(body)
    at = 2
    while body[at + 1] != 0xDA:
        if body[at] != 0xFF:
            raise ValueError("it is a broken picture")
        end = at + 2 + int.from_bytes(body[at + 2 : at + 4])
        marker, content = body[at + 1], body[at + 4 : end]
        is_note = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if not is_note or any(marker == kind and content.startswith(name) for kind, name in JPEG_SEGMENTS):
            yield body[at:end]
        at = end
    # Behind the end of the picture phones keep other pictures, with notes of their own.
    yield body[at : body.index(b"\xff\xd9", at) + 2]


def _orientation(body: bytes) -> bytes:
    """Return the one note that is needed to show a JPEG picture upright, or nothing."""
    from PIL import Image

    with Image.open(BytesIO(body), formats=("JPEG",)) as picture:
        turned = picture.getexif().get(ORIENTATION, 1)
    if turned not in range(2, 9):
        return b""
    note = Image.Exif()
    note[ORIENTATION] = turned
    content = note.tobytes()
    return b"\xff\xe1" + (len(content) + 2).to_bytes(2) + content


def _png_parts(body: bytes) -> Iterator[bytes]:
    """Yield the parts of a PNG file that draw it (ISO 15948, 5.3)."""
    yield body[:8]
    at = 8
    while at < len(body):
        kind, end = body[at + 4 : at + 8], at + 12 + int.from_bytes(body[at : at + 4])
        if kind in PNG_CHUNKS:
            yield body[at:end]
        if kind == b"IEND":
            return
        at = end


def _check_picture(body: bytes, media_type: str) -> None:
    """Refuse a picture that is too large or incomplete, from its header alone."""
    # Late: this is the only place that needs Pillow, and most commands render nothing.
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own limit is another one
            with Image.open(BytesIO(body), formats=("PNG", "JPEG")) as picture:
                width, height = picture.size
    except Image.DecompressionBombError as error:
        raise ValueError(f"it has more than {PIXELS // 1_000_000} megapixels") from error
    except Exception as error:  # on hostile input a decoder may raise anything
        raise ValueError("it is a broken picture") from error
    if width * height > PIXELS:
        raise ValueError(f"it has {width * height / 1e6:.0f} megapixels, more than {PIXELS // 1_000_000}")
    if ENDINGS[media_type] not in body[-1024:]:
        raise ValueError("it is a picture that was cut short")


def _check_drawing(body: bytes) -> None:
    """Refuse what is not an SVG drawing, and drawings that can do more than show themselves."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError("it is neither PNG, JPEG, SVG, WOFF2, TrueType nor OpenType") from error
    # Another encoding would show the decoder another text than the one that is checked here.
    content = re.sub(
        r"""\A\s*<\?xml(?=\s)(?![^>]*encoding\s*=\s*["'](?!utf-8["']))[^>]*\?>""", "", text, flags=re.IGNORECASE
    )
    if any(mark in content for mark in ("<!DOCTYPE", "<!ENTITY", "<?", "\0")):
        raise ValueError("SVG must be UTF-8 without document type and processing instructions")
    try:
        root = ElementTree.fromstring(text.encode())
    except ElementTree.ParseError as error:
        raise ValueError("it is neither PNG, JPEG, SVG, WOFF2, TrueType nor OpenType") from error
    if root.tag != f"{SVG}svg":
        raise ValueError("it is XML, but not SVG")
    for element in root.iter():
        _check_element(element)


def _check_element(element: ElementTree.Element) -> None:
    name = element.tag.rpartition("}")[2]
    if name in ACTIVE or name.startswith("animate"):
        raise ValueError(f"its element <{name}> is not allowed in a drawing")
    for attribute, value in element.attrib.items():
        local = attribute.rpartition("}")[2].lower()
        if local.startswith("on") or local == "base" or (local == "href" and not value.startswith("#")):
            raise ValueError(f'its attribute {local}="{value[:40]}" is not allowed in a drawing')
    sheet = "".join(element.itertext()) if name == "style" else ""
    # A backslash could spell url( in another way.
    if "\\" in sheet + element.get("style", ""):
        raise ValueError("its styles have a backslash")
    if re.search(r"@import|url\(\s*[\"']?(?!#|[\"'\s])", " ".join((*element.attrib.values(), sheet)), re.IGNORECASE):
        raise ValueError("it refers to another file")
