"""Pictures must be there, be pictures, and have a size that a page can hold."""

import struct
from collections.abc import Iterator
from pathlib import Path

from briefgen.findings import Finding
from briefgen.load.files import read_bytes
from briefgen.model.library import Entry, Library
from briefgen.model.media import Picture

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 20_000_000
SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "svg": (b"<", b"\xef\xbb\xbf<"),
}


def check(library: Library, root: Path) -> Iterator[Finding]:
    """Yield a finding for each picture that cannot be used."""
    for entry in library.pictures.values():
        yield from _picture(entry, root)


def _picture(entry: Entry[Picture], root: Path) -> Iterator[Finding]:
    place = entry.place("file")
    body = read_bytes(root, f"content/media/{entry.value.file}", MAX_BYTES)
    if isinstance(body, Finding):
        missing = body.code == "file-unreadable"
        code = "picture-missing" if missing else body.code
        hint = f"put the file {entry.value.file} into content/media" if missing else body.hint
        yield Finding(code, place, f'the picture "{entry.value.file}": {body.message}', hint)
        return
    if not body.startswith(SIGNATURES[entry.value.file.rpartition(".")[2]]):
        message = f'the file "{entry.value.file}" is not what its name says'
        yield Finding("picture-invalid", place, message, "save it anew as PNG, JPEG or SVG")
    width, height = size(body)
    if width * height > MAX_PIXELS:
        message = f"the picture has {width} × {height} pixels, {width * height / 1e6:.0f} megapixels"
        yield Finding("picture-too-large", place, message, "make it smaller: 20 megapixels are more than a page shows")


def size(body: bytes) -> tuple[int, int]:
    """Return width and height in pixels from the header alone, or zeros for a drawing or an unknown kind.

    PNG (ISO/IEC 15948, IHDR) and JPEG (ISO/IEC 10918-1, start of frame) say so in their first segments.
    """
    if body.startswith(b"\x89PNG\r\n\x1a\n") and len(body) >= 24:
        width, height = struct.unpack(">II", body[16:24])
        return width, height
    if body.startswith(b"\xff\xd8"):
        return _jpeg_size(body)
    return 0, 0


def _jpeg_size(body: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(body) and body[at] == 0xFF:
        marker, length = body[at + 1], int.from_bytes(body[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(body[at + 7 : at + 9], "big"), int.from_bytes(body[at + 5 : at + 7], "big")
        at += 2 + length
    return 0, 0
