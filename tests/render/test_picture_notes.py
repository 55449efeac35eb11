import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from briefgen.model.document import Document
from briefgen.render.fetcher import AssetStore
from briefgen.render.media import without_metadata
from briefgen.render.pdf import render_pdf

Maker = Callable[..., Document]
WHERE, ORIENTATION = b"Jardin de Ucayali", 0x0112


def photo(orientation: int = 1, **options: object) -> bytes:
    """Return a JPEG file as a camera writes it: with a note, a comment and a second picture behind the first."""
    picture = Image.linear_gradient("L").convert("RGB").resize((60, 40))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010E] = WHERE.decode()
    stream = io.BytesIO()
    picture.save(stream, "JPEG", exif=exif, comment=WHERE, **options)
    return stream.getvalue() + b"trailer" + WHERE + b"\xff\xd9"


def pixels(body: bytes) -> bytes:
    with Image.open(io.BytesIO(body)) as picture:
        return picture.tobytes()


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"icc_profile": b"profile" * 20}])
def test_a_photo_keeps_its_pixels_and_its_colours_but_no_notes(options: dict[str, object]) -> None:
    cleaned = without_metadata(photo(**options), "image/jpeg")
    assert WHERE not in cleaned
    assert pixels(cleaned) == pixels(photo(**options))
    with Image.open(io.BytesIO(cleaned)) as picture:
        assert picture.info.get("icc_profile") == options.get("icc_profile")


def test_a_photo_that_was_taken_sideways_stays_upright() -> None:
    cleaned = without_metadata(photo(orientation=6), "image/jpeg")
    assert WHERE not in cleaned
    with Image.open(io.BytesIO(cleaned)) as picture:
        assert dict(picture.getexif()) == {ORIENTATION: 6}


def test_a_png_picture_keeps_its_pixels_but_no_notes() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Where", WHERE.decode())
    stream = io.BytesIO()
    Image.radial_gradient("L").convert("RGBA").save(stream, "PNG", pnginfo=notes)
    cleaned = without_metadata(stream.getvalue(), "image/png")
    assert WHERE in stream.getvalue()
    assert WHERE not in cleaned
    assert pixels(cleaned) == pixels(stream.getvalue())


def test_no_note_of_a_photo_reaches_a_pdf(make: Maker, workspace: Path) -> None:
    (workspace / "content/a.jpg").write_bytes(photo())
    document = make('<img src="asset:content/a.jpg" alt="x">')
    assert WHERE not in render_pdf(document)
    assert WHERE not in AssetStore.of(document).read("asset:content/a.jpg").body


@pytest.mark.parametrize("broken", [b"\xff\xd8\xff", photo()[:30], photo().replace(b"\xff\xdb", b"\0\0")])
def test_a_broken_photo_is_a_value_error(broken: bytes) -> None:
    with pytest.raises(ValueError, match="broken"):
        without_metadata(broken, "image/jpeg")
