"""PDF: the only module that imports WeasyPrint. Import it late: it loads Pango and takes a third of a second.

One file is PDF/A-2a and PDF/UA-1 (or, if asked for, PDF/A-4, PDF/UA-2 and WTPDF), and the same document gives the
same bytes. Whatever WeasyPrint would pass over
with a line in its log (a picture that is missing, a property that it does not know) fails the document instead.
"""

import datetime
import hashlib
import html
import logging
import os
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import OpenerDirector

from briefgen.model.document import STYLES, Conformance, Document
from briefgen.render.fetcher import AssetStore
from briefgen.render.layout import right_to_left
from briefgen.render.metadata import add_accessibility
from briefgen.render.problems import Problem, RenderError, link_problem, shorten
from briefgen.render.structure import add_structure, check_version

# Fontconfig reads this when WeasyPrint is imported: without it fonts of the machine would slip in.
os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))

SYSTEM_LIBRARIES = (
    "Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; "
    "Fedora: dnf install pango harfbuzz; macOS: brew install pango"
)

try:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that no fonts are configured is the intention
        import weasyprint
        import weasyprint.pdf
        from weasyprint.css.counters import CounterStyle
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError as error:
    _missing = Problem("system-library-missing", f"PDF needs Pango: {shorten(str(error))}", SYSTEM_LIBRARIES)
    raise RenderError(_missing) from error

PAGES = 60
SHEETS = 4
BASE_URL = "asset:"
VARIANTS: dict[Conformance, str] = {"ua1": "pdf/a-2a", "ua2": "pdf/a-4u"}


def render_pdf(document: Document, conformance: Conformance | None = None) -> bytes:
    """Return the document as PDF, with the conformance that it asks for, or another.

    Raises:
        RenderError: ``asset-missing``, ``asset-refused``, ``glyph-missing``, ``link-refused``, ``page-budget``,
            ``pages-too-many``, ``structure-mismatch``, ``render-warning`` or ``render-failed``, all that were found
            together; or ``weasyprint-version`` alone.
    """
    check_version(weasyprint.__version__)
    store = AssetStore.of(document)
    fetcher = _Fetcher(store)
    with _log() as records:
        body, problems = _attempt(document, fetcher, conformance or document.conformance)
    problems = (*store.denied.values(), *_logged(records, document, store), *problems)
    if problems or fetcher.fonts:
        # Only flawless documents without fonts of their own leave something behind for the next.
        _known.clear()
    if problems:
        raise RenderError(*problems)
    return body


class _Fetcher(URLFetcher):  # type: ignore[misc]
    """WeasyPrint's way to an AssetStore: it has no handlers, so that nothing in it could open a URL."""

    def __init__(self, store: AssetStore) -> None:
        OpenerDirector.__init__(self)
        # Problems are gathered in the store; the first must not hide the others.
        self._fail_on_errors = False
        self.store = store
        self.fonts: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        asset = self.store.read(url)
        if asset.media_type.startswith("font/"):
            self.fonts.append(url)
        return URLFetcherResponse(url, asset.body, {"Content-Type": asset.media_type})

    def open(self, url: Any, data: object = None, timeout: object = None) -> URLFetcherResponse:
        return self.fetch(url if isinstance(url, str) else url.full_url)


@dataclass(frozen=True, slots=True)
class _Styles:
    """Parsed style sheets with the fonts that they load, shared by all documents that look alike."""

    fonts: FontConfiguration
    counters: CounterStyle
    sheets: tuple[weasyprint.CSS, ...]
    urls: tuple[str, ...]
    digest: str


_known: dict[tuple[str, ...], _Styles] = {}
"""Unpacking the fonts and parsing the styles takes as long as laying out some pages."""


def _styles(texts: tuple[str, ...], store: AssetStore) -> _Styles:
    known = _known.get(texts)
    # The same CSS means something else when a font behind its URLs has changed.
    if known and known.digest == _digest(known.urls, store):
        return known
    fetcher, fonts, counters = _Fetcher(store), FontConfiguration(), CounterStyle()
    options = {"base_url": BASE_URL, "url_fetcher": fetcher, "font_config": fonts, "counter_style": counters}
    sheets = tuple(weasyprint.CSS(string=text, **options) for text in texts)
    urls = tuple(fetcher.fonts)
    while len(_known) >= SHEETS:
        _known.pop(next(iter(_known)))
    _known[texts] = _Styles(fonts, counters, sheets, urls, _digest(urls, store))
    return _known[texts]


def _digest(urls: tuple[str, ...], store: AssetStore) -> str:
    digest = hashlib.sha256()
    for url in urls:
        digest.update(hashlib.sha256(store.read(url).body).digest())
    return digest.hexdigest()


def _attempt(document: Document, fetcher: _Fetcher, conformance: Conformance) -> tuple[bytes, tuple[Problem, ...]]:
    """Return the PDF, or nothing and what is wrong apart from what was logged or denied."""
    try:
        pages = _lay_out(document, fetcher, VARIANTS[conformance])
        problems = tuple(_refusals(pages, document.pages))
        _drop_repeated_links(pages)
        return (b"" if problems else _write(pages, document, conformance)), problems
    except RenderError as error:
        return b"", error.problems
    except MemoryError:
        # Says nothing about the content: the caller decides.
        raise
    except Exception as error:
        message = f"the page layout gave up: {type(error).__name__}: {shorten(str(error))}"
        return b"", (Problem("render-failed", message, "take parts away until it passes, to find the part at fault"),)


class _Pages(weasyprint.Document):  # type: ignore[misc]
    """Pages that remember the styles of the elements, which say what is not shown."""

    @classmethod
    def _build_layout_context(cls, html: Any, *arguments: Any) -> Any:
        context = super()._build_layout_context(html, *arguments)
        html.style_for = context.style_for
        return context


def _add_tags(pdf: Any, pages: Any, version: object, streams: Any) -> None:
    """Stand in for WeasyPrint's function of this name."""
    source = pages._html
    add_structure(pdf, pages, streams, source.etree_element, source.style_for, modern=str(version) >= "2.0")


weasyprint.pdf.add_tags = _add_tags
right_to_left.install(weasyprint.layout)


def _lay_out(document: Document, fetcher: _Fetcher, variant: str) -> weasyprint.Document:
    styles = _styles(document.print_styles, fetcher.store)
    source = document.html.replace(STYLES, "", 1)
    page = weasyprint.HTML(string=source, base_url=BASE_URL, url_fetcher=fetcher, media_type="print")
    options = {**weasyprint.DEFAULT_OPTIONS, "stylesheets": styles.sheets, "pdf_variant": variant}
    return _Pages._render(page, styles.fonts, styles.counters.copy(), None, options)


def _drop_repeated_links(pages: weasyprint.Document) -> None:
    """Keep one active area where WeasyPrint has several on top of one another: a link's, and those of its parts."""
    for page in pages.pages:
        kept: list[Any] = []
        for link in page.links:
            if not any(link[:2] == other[:2] and _covers(other[2], link[2]) for other in kept):
                kept.append(link)
        page.links[:] = kept


def _covers(outer: tuple[float, ...], inner: tuple[float, ...]) -> bool:
    # Parts may reach a little above the line that they stand in.
    return outer[0] <= inner[0] + 1 and inner[2] <= outer[2] + 1 and min(outer[3], inner[3]) > max(outer[1], inner[1])


def _over_budget(pages: weasyprint.Document, budget: int) -> Problem:
    """Say by how much the pages exceed the budget: whole pages, and what stands on the last one."""
    # The first child of a page is the root element; on the last page it is as high as its content, in CSS pixels.
    last = pages.pages[-1]._page_box.children[0].height / 96 * 25.4
    number = len(pages.pages)
    full = number - budget - 1
    over = f"{full} pages and {last:.0f} mm" if full else f"{last:.0f} mm"
    message = f"{number} pages are more than the {budget} that the audience's budget allows: {over} too much"
    return Problem("page-budget", message, "shorten the text or leave a block out (omit); --draft builds it as it is")


def _refusals(pages: weasyprint.Document, budget: int | None) -> Iterator[Problem]:
    """Yield what must not get into a file: too many pages, attachments, links that run or open something."""
    if len(pages.pages) > PAGES:
        message = f"the document has {len(pages.pages)} pages, more than {PAGES}"
        yield Problem("pages-too-many", message, "shorten it, or split it into several publications")
    elif budget and len(pages.pages) > budget:
        yield _over_budget(pages, budget)
    if pages.metadata.attachments:
        yield Problem("link-refused", "a document may not attach files", "take <link rel=attachment> away")
    for kind, target, *_ in (link for page in pages.pages for link in page.links):
        if kind == "attachment":
            yield Problem("link-refused", f'"{shorten(target)}" would be attached', "take rel=attachment away")
        elif kind == "external" and (problem := link_problem(target)):
            yield problem


def _write(pages: weasyprint.Document, document: Document, conformance: Conformance) -> bytes:
    metadata = pages.metadata
    metadata.title, metadata.description, metadata.lang = document.title, document.subject, document.language
    metadata.authors = [document.author] if document.author else []
    metadata.keywords = list(document.keywords)
    metadata.generator = "briefgen"
    metadata.created = metadata.modified = _timestamp(document.date)
    describe = metadata.generate_rdf_metadata

    def describe_all(variant: str, version: int, level: str) -> bytes:
        # PDF/A-4 has no level for ordinary files.
        rdf = describe(variant, version, None if conformance == "ua2" else level)
        return add_accessibility(rdf, document.language, conformance)

    metadata.generate_rdf_metadata = describe_all
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves its colour profile to be closed later
        body: bytes = pages.write_pdf(pdf_variant=VARIANTS[conformance], pdf_tags=True)
    return body


def _timestamp(date: datetime.date) -> str:
    """Return the date that the file bears: the content's, or the one that a reproducible build asks for."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{date.isoformat()}T00:00:00Z"


class _Records(logging.Handler):
    """Keeps log records."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def _log() -> Iterator[list[logging.LogRecord]]:
    """Gather what the libraries log, whatever levels the surrounding program has set."""
    loggers = {logging.getLogger("weasyprint"): logging.WARNING, logging.getLogger("fontTools"): logging.ERROR}
    before = [(logger, logger.level) for logger in loggers]
    handler = _Records(logging.WARNING)
    for logger, level in loggers.items():
        logger.setLevel(level)
        logger.addHandler(handler)
    try:
        yield handler.records
    finally:
        for logger, level in before:
            logger.setLevel(level)
            logger.removeHandler(handler)


def _logged(records: list[logging.LogRecord], document: Document, store: AssetStore) -> Iterator[Problem]:
    """Yield the problems that WeasyPrint reports in its log alone."""
    for record in records:
        arguments = record.args if isinstance(record.args, tuple) else ()
        codepoint = arguments[-1] if arguments else None
        if str(record.msg).startswith(".notdef glyph") and isinstance(codepoint, int):
            yield _missing_glyph(codepoint, document.html)
        elif store.denied.keys().isdisjoint(str(argument) for argument in arguments):
            hint = "the styles or the template ask for something that cannot be drawn"
            yield Problem("render-warning", shorten(record.getMessage(), 300), hint)


def _missing_glyph(codepoint: int, source: str) -> Problem:
    """Name a character that no font has, with the words around it."""
    text = " ".join(html.unescape(re.sub(r"(?s)<!--.*?-->|<[^>]*>", " ", source)).split())
    at = text.find(chr(codepoint))
    around = (
        f' in "{shorten(text[max(at - 25, 0) : at + 25])}"' if at >= 0 else ", which a picture or the styles bring in"
    )
    message = f"no font has the character U+{codepoint:04X} {shorten(chr(codepoint))}{around}"
    return Problem("glyph-missing", message, "write it in another way, or add a font that has it to the theme")
