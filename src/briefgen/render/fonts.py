"""Fonts of the web, unpacked: programs that draw read OpenType, not WOFF2.

Unpacking one takes as long as laying out half a page. Workers therefore share what one of them has unpacked, and share
the work.
"""

import hashlib
import io
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from briefgen.render import workers

PACKED = b"wOF2"


@lru_cache(maxsize=64)
def unpacked(font: bytes) -> bytes:
    """Return a font as OpenType; one that is not packed as it is. Raises ValueError when it cannot be unpacked."""
    if not font.startswith(PACKED):
        return font
    kept = _place(font)
    if kept is None:
        return _unpack(font)
    with suppress(FileNotFoundError):
        return kept.read_bytes()
    body = _unpack(font)
    # If it cannot be kept, because somebody clears temporary files away, the next one unpacks it as well.
    with suppress(OSError):
        with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as file:
            file.write(body)
        Path(file.name).replace(kept)
    return body


def share_out(fonts: Iterable[bytes]) -> None:
    """Unpack those of the fonts that no other worker has begun with; outside a worker do nothing."""
    for font in fonts:
        kept = _place(font)
        if kept is not None:
            # Whoever needs a font that another worker does not finish unpacks it itself.
            with suppress(OSError, ValueError):
                kept.with_suffix(".begun").touch(exist_ok=False)
                unpacked(font)


def _place(font: bytes) -> Path | None:
    """Return where an unpacked font is kept for the other workers."""
    folder = workers.shared_folder()
    return folder / f"{hashlib.sha256(font).hexdigest()}.otf" if folder else None


def _unpack(font: bytes) -> bytes:
    from fontTools.ttLib import TTFont

    body = io.BytesIO()
    try:
        # As the layout engine does it.
        with TTFont(io.BytesIO(font), recalcBBoxes=False, recalcTimestamp=False) as opened:
            opened.flavor = opened.flavorData = None
            opened.save(body, reorderTables=True)
    except MemoryError:
        raise
    except Exception as error:
        raise ValueError(f"the font cannot be unpacked: {error}") from error
    return body.getvalue()
