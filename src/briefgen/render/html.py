"""HTML: a page for the screen with its pictures and fonts beside it, and nothing from elsewhere.

The page is read with a parser, and only what a browser would fetch is changed, so that a text that speaks of
``asset:`` stays as it is.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from pathlib import PurePosixPath

from briefgen.model.document import STYLES, Artifact, Document
from briefgen.render.fetcher import AssetStore
from briefgen.render.media import SUFFIXES
from briefgen.render.problems import Problem, RenderError, link_problem, shorten

FOLDER = "assets"
# A second lock: a browser that understands the page in another way than the parser still loads nothing from elsewhere.
POLICY = (
    "default-src 'none'; img-src 'self' file:; font-src 'self' file:; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'"
)
EMBEDDED = POLICY.replace("'self' file:", "data:")
FORBIDDEN = {"script", "iframe", "frame", "object", "embed", "base", "form", "foreignobject", "template"}
FETCHED = {"src", "srcset", "href", "xlink:href", "poster", "data", "background", "action", "formaction", "ping"}
# Kinds of <link> that name another page and load nothing.
PLAIN_RELATIONS = {"alternate", "author", "canonical", "help", "license", "next", "prev"}
ASSET = re.compile(r"""asset:[^\s"'<>()&,;#?\\]+""")
# What the chart engine says of each line and dot. A chart is one picture with one text.
PARTS = re.compile(r' (?:role|aria-\w+)="[^"]*"|(="[^"]*"|>[^<]*)')
EXTERNAL = re.compile(r"""@import|(?:\b|-)(?:url|src|image|image-set)\(\s*["']?(?!asset:|#|["'\s])""", re.IGNORECASE)


def render_html(document: Document, path: str, self_contained: bool = False) -> tuple[Artifact, ...]:
    """Return the page at the relative ``path``, then its assets in the folder ``assets`` beside it.

    A ``self_contained`` page holds its assets itself: one file, to be sent or kept.

    Raises:
        RenderError: ``asset-missing``, ``asset-refused``, ``link-refused`` or ``markup-refused``; all together.
    """
    page = _Page(document.html, AssetStore.of(document), self_contained)
    styles = page.css("\n".join(document.screen_styles)).replace("</", r"<\/")
    policy = EMBEDDED if self_contained else POLICY
    head = f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<style>\n{styles}\n</style>'
    source = page.rewritten()
    if STYLES not in source:
        page.problems.append(Problem("markup-refused", "the page has no place for its styles", f"put {STYLES} in it"))
    if page.problems:
        raise RenderError(*page.problems)
    body = source.replace(STYLES, head, 1).encode()
    folder = PurePosixPath(path).parent
    assets = (Artifact(str(folder / name), kind, data) for name, (data, kind) in sorted(page.assets.items()))
    return Artifact(path, "text/html", body), *assets


class Rewriter(HTMLParser):
    """Reads a page tag by tag, and changes nothing in it but what it is told to. ``problems`` say what is wrong."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.problems: list[Problem] = []
        self._source = source
        self._starts = [0, *(match.end() for match in re.finditer("\n", source))]
        self._changes: list[tuple[int, int, str]] = []

    def rewritten(self) -> str:
        """Return the source with its changes."""
        self.feed(self._source)
        self.close()
        pieces, end = [], 0
        for start, stop, text in self._changes:
            pieces += [self._source[end:start], text]
            end = stop
        return "".join((*pieces, self._source[end:]))

    def change(self, old: str, new: str) -> None:
        """Put another text in place of the tag or the text that is being read."""
        if old != new:
            line, column = self.getpos()
            start = self._starts[line - 1] + column
            self._changes.append((start, start + len(old), new))

    def refuse(self, code: str, message: str, hint: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(code, message, hint))


class _Page(Rewriter):
    """Finds what a browser would fetch, and gathers it in ``assets``: link → bytes and media type."""

    def __init__(self, source: str, store: AssetStore, self_contained: bool) -> None:
        super().__init__(source)
        self.assets: dict[str, tuple[bytes, str]] = {}
        self._store = store
        self._self_contained = self_contained

    def css(self, text: str) -> str:
        """Return CSS with links in place of ``asset:`` URLs."""
        plain = unescaped_css(text)
        for match in EXTERNAL.finditer(plain):
            around = shorten(plain[match.start() : match.end() + 50])
            self.refuse("asset-refused", f'the styles load "{around}"', "refer to asset: URLs alone")
        return ASSET.sub(lambda match: self._link(match[0]), text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check one tag and note its changes."""
        if tag in FORBIDDEN or (tag == "meta" and any(name == "http-equiv" for name, _ in attrs)):
            self.refuse("markup-refused", f"<{tag}> has no place in a document", "take it out of the template")
        raw = self.get_starttag_text() or ""
        values = [(name, value or "") for name, value in attrs]
        urls = {url for name, value in values for url in self._urls(tag, name, value, dict(values))}
        if tag == "img" and (drawing := self._drawing(dict(values))):
            self.change(raw, drawing)
            return
        links = {url: self._link(url) for url in sorted(urls)}
        self.change(raw, ASSET.sub(lambda match: links.get(match[0], match[0]), raw))

    def handle_data(self, data: str) -> None:
        """Rewrite the content of a style element."""
        if self.cdata_elem == "style":
            self.change(data, self.css(data))

    def _urls(self, tag: str, name: str, value: str, attributes: dict[str, str]) -> Iterator[str]:
        """Yield the assets that an attribute refers to."""
        if name.startswith("on") or name == "srcdoc":
            self.refuse("markup-refused", f"the attribute {name} has no place in a document", "take it out")
        elif name == "style":
            self.css(value)
            yield from ASSET.findall(value)
        elif name in FETCHED and not value.startswith("#"):
            if name.endswith("href") and (tag in ("a", "area") or _is_plain(tag, attributes)):
                self.problems += filter(None, [link_problem(value)])
            else:
                candidates = [part.split()[0] for part in value.split(",") if part.strip()]
                yield from self._fetched(candidates if name == "srcset" else [value])

    def _fetched(self, urls: list[str]) -> Iterator[str]:
        for url in urls:
            if ASSET.fullmatch(url):
                yield url
            else:
                self.refuse("asset-refused", f'"{shorten(url)}" is from elsewhere', "refer to asset: URLs alone")

    def _link(self, url: str) -> str:
        """Return the link to an asset, relative to the page."""
        try:
            body, media_type = self._store.read(url)
        except RenderError as error:
            self.problems += error.problems
            return url
        if self._self_contained:
            return f"data:{media_type};base64,{base64.b64encode(body).decode()}"
        link = f"{FOLDER}/{hashlib.sha256(body).hexdigest()[:16]}.{SUFFIXES[media_type]}"
        self.assets[link] = body, media_type
        return link

    def _drawing(self, attributes: dict[str, str]) -> str:
        """Return a chart to stand in the page itself: in a file of its own it could not use the page's fonts."""
        url = attributes.get("src", "")
        if not url.startswith("asset:generated/"):
            return ""
        try:
            body, _ = self._store.read(url)
        except RenderError:
            return ""  # reported when it is linked to
        if b"<text" not in body:
            return ""
        label = escape(attributes.get("alt", ""))
        _, _, drawing = body.decode().partition("<svg ")
        return f'<svg role="img" aria-label="{label}" ' + PARTS.sub(r"\1", drawing)


def _is_plain(tag: str, attributes: dict[str, str]) -> bool:
    return tag == "link" and attributes.get("rel", "").lower() in PLAIN_RELATIONS


def unescaped_css(text: str) -> str:
    """Return CSS without escapes, which can spell url( in another way."""
    return re.sub(r"\\(?:([0-9A-Fa-f]{1,6})\s?|(.))", _unescaped, text)


def _unescaped(match: re.Match[str]) -> str:
    """Return the character that a CSS escape stands for (CSS Syntax 4.3.7)."""
    code = int(match[1], 16) if match[1] else ord(match[2])
    return chr(code) if 0 < code < 0x110000 else "\ufffd"
