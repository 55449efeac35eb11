"""Assets: the only way in which a document gets at pictures and fonts.

Denied by construction: there is one scheme, ``asset:``, and no code here that could open anything else. Files are
opened part by part below a root, without following links, and are handed over as bytes, never as a path that would
be opened a second time.
"""

import hashlib
import os.path
from collections.abc import Iterable, Mapping
from typing import NamedTuple, NoReturn
from urllib.parse import unquote, urlsplit

from briefgen.findings import Finding
from briefgen.load.files import read_bytes
from briefgen.model.document import AssetRoot, Document
from briefgen.render.media import recognize, without_metadata
from briefgen.render.problems import Problem, RenderError, shorten

FILE_BYTES = 8 << 20
DOCUMENT_BYTES = 64 << 20
DOCUMENT_FILES = 200
GENERATED = "generated"


class Asset(NamedTuple):
    """A file's bytes, without what a camera wrote into them, and the media type that was told from them."""

    body: bytes
    media_type: str


class AssetStore:
    """The assets of one document.

    ``used`` maps the names of the assets that were read, such as ``content/media/x.png``, to the SHA-256 of the
    files; ``denied`` maps each URL that was asked for in vain to the problem with it.
    """

    def __init__(self, roots: Iterable[AssetRoot], generated: Mapping[str, bytes]) -> None:
        self._folders = {root.name: root.folders for root in roots}
        self._generated = generated
        self._assets: dict[str, Asset] = {}
        self.used: dict[str, str] = {}
        self.denied: dict[str, Problem] = {}

    @classmethod
    def of(cls, document: Document) -> "AssetStore":
        """Return the store of a document."""
        return cls(document.roots, document.generated)

    def read(self, url: str) -> Asset:
        """Return the asset behind a URL; the same bytes each time.

        Raises:
            RenderError: ``asset-missing`` or ``asset-refused``; the problem is kept in ``denied`` as well.
        """
        try:
            name = _name(url)
            if name not in self._assets:
                self._add(name)
            return self._assets[name]
        except FileNotFoundError:
            problem = Problem("asset-missing", f'there is no file for "{shorten(url)}"', self._where(url))
        except ValueError as error:
            self.deny(url, error)
        self.denied[url] = problem
        raise RenderError(problem)

    def deny(self, url: str, reason: ValueError) -> NoReturn:
        """Refuse an asset: keep the problem in ``denied`` and raise RenderError."""
        hint = f"only PNG, JPEG, SVG and fonts of at most {FILE_BYTES >> 20} MiB below the asset folders are read"
        self.denied[url] = Problem("asset-refused", f'"{shorten(url)}" is refused: {reason}', hint)
        raise RenderError(self.denied[url])

    def _add(self, name: str) -> None:
        if len(self._assets) >= DOCUMENT_FILES:
            raise ValueError(f"a document may use {DOCUMENT_FILES} files")
        body = self._body(name)
        if sum(len(asset.body) for asset in self._assets.values()) + len(body) > DOCUMENT_BYTES:
            raise ValueError(f"the files of a document may have {DOCUMENT_BYTES >> 20} MiB together")
        media_type = recognize(body)
        self._assets[name] = Asset(without_metadata(body, media_type), media_type)
        self.used[name] = hashlib.sha256(body).hexdigest()

    def _body(self, name: str) -> bytes:
        root, _, path = name.partition("/")
        if root == GENERATED:
            if path not in self._generated:
                raise FileNotFoundError
            return self._generated[path]
        for folder in self._folders.get(root, ()):
            if os.path.lexists(folder / path):
                body = read_bytes(folder, path, FILE_BYTES)
                if isinstance(body, Finding):
                    raise ValueError(body.message)
                return body
        raise FileNotFoundError

    def _where(self, url: str) -> str:
        root = _name(url).partition("/")[0]
        if root == GENERATED or root in self._folders:
            return "check the spelling, upper and lower case included"
        return f"assets are below {', '.join(f'asset:{name}/' for name in (*self._folders, GENERATED))}"


def _name(url: str) -> str:
    """Return the name of the asset that a URL stands for, ``root/path``."""
    parts = urlsplit(url)
    if len(url) > 2000 or parts.scheme != "asset" or parts.netloc or parts.query or parts.fragment:
        raise ValueError("a document may refer to asset: URLs alone")
    name = unquote(parts.path, errors="strict")
    if any(part in ("", ".", "..") for part in name.split("/")) or "\\" in name or not name.isprintable():
        raise ValueError("its path is not a plain one")
    return name
