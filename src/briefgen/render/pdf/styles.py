"""Style sheets with the fonts that they load, parsed once for all documents that look alike."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any
from urllib.request import OpenerDirector

from briefgen.render.fetcher import AssetStore
from briefgen.render.fonts import share_out, unpacked
from briefgen.render.pdf.engine import (
    CounterStyle,
    FontConfiguration,
    URLFetcher,
    URLFetcherResponse,
    weasyprint,
)

SHEETS = 4
BASE_URL = "asset:"
FONT = re.compile(r"""url\(["']?(asset:[^"')]+\.woff2)["']?\)""")


class Fetcher(URLFetcher):  # type: ignore[misc]
    """WeasyPrint's way to an AssetStore: it has no handlers, so that nothing in it could open a URL."""

    def __init__(self, store: AssetStore) -> None:
        OpenerDirector.__init__(self)
        # Problems are gathered in the store; the first must not hide the others.
        self._fail_on_errors = False
        self.store = store
        self.fonts: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return an asset; a font unpacked. Raises RenderError, which the store remembers."""
        asset = self.store.read(url)
        body = asset.body
        if asset.media_type.startswith("font/"):
            self.fonts.append(url)
            body = self._unpacked(url, body)
        return URLFetcherResponse(url, body, {"Content-Type": asset.media_type})

    def _unpacked(self, url: str, font: bytes) -> bytes:
        try:
            return unpacked(font)
        except ValueError as error:
            # WeasyPrint would say no more than that a font of this family is missing.
            self.store.deny(url, error)

    def open(self, url: Any, data: object = None, timeout: object = None) -> URLFetcherResponse:
        """Stand in for the method of the class above."""
        return self.fetch(url if isinstance(url, str) else url.full_url)


@dataclass(frozen=True, slots=True)
class Styles:
    """Parsed style sheets with the fonts that they load."""

    fonts: FontConfiguration
    counters: CounterStyle
    sheets: tuple[weasyprint.CSS, ...]
    urls: tuple[str, ...]
    digest: str


_known: dict[tuple[str, ...], Styles] = {}
"""Loading the fonts and parsing the styles takes as long as laying out some pages."""


def styles(texts: tuple[str, ...], store: AssetStore) -> Styles:
    """Return style sheets, parsed now or for an earlier document."""
    known = _known.get(texts)
    # The same CSS means something else when a font behind its URLs has changed.
    if known and known.digest == _digest(known.urls, store):
        return known
    fetcher, fonts, counters = Fetcher(store), FontConfiguration(), CounterStyle()
    share_out(store.read(url).body for text in texts for url in FONT.findall(text))
    options = {"base_url": BASE_URL, "url_fetcher": fetcher, "font_config": fonts, "counter_style": counters}
    sheets = tuple(weasyprint.CSS(string=text, **options) for text in texts)
    urls = tuple(fetcher.fonts)
    while len(_known) >= SHEETS:
        _known.pop(next(iter(_known)))
    _known[texts] = Styles(fonts, counters, sheets, urls, _digest(urls, store))
    return _known[texts]


def forget() -> None:
    """Forget all style sheets."""
    _known.clear()


def _digest(urls: tuple[str, ...], store: AssetStore) -> str:
    digest = hashlib.sha256()
    for url in urls:
        digest.update(hashlib.sha256(store.read(url).body).digest())
    return digest.hexdigest()
