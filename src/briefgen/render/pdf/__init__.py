"""PDF: the only package that imports WeasyPrint. Import it late: it loads Pango and takes a third of a second.

One file is PDF/A-2a and PDF/UA-1 (or, if asked for, PDF/A-4, PDF/UA-2 and WTPDF), and the same document gives the
same bytes. Whatever WeasyPrint would pass over with a line in its log (a picture that is missing, a property that it
does not know) fails the document instead.
"""

import datetime
import os
import warnings
from collections.abc import Iterator
from typing import Any

from briefgen.model.document import STYLES, Conformance, Document
from briefgen.render.fetcher import AssetStore
from briefgen.render.pdf.engine import Pages, weasyprint
from briefgen.render.pdf.log import listening, logged
from briefgen.render.pdf.metadata import add_accessibility
from briefgen.render.pdf.styles import BASE_URL, Fetcher, forget, styles
from briefgen.render.problems import MACHINE_ERRORS, Problem, RenderError, link_problem, shorten
from briefgen.render.structure import check_version

PAGES = 60
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
    fetcher = Fetcher(store)
    with listening() as records:
        body, problems = _attempt(document, fetcher, conformance or document.conformance)
    problems = (*store.denied.values(), *logged(records, document, store), *problems)
    if problems or fetcher.fonts:
        # Only flawless documents without fonts of their own leave something behind for the next.
        forget()
    if problems:
        raise RenderError(*problems)
    return body


def _attempt(document: Document, fetcher: Fetcher, conformance: Conformance) -> tuple[bytes, tuple[Problem, ...]]:
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
        if isinstance(error, OSError) and error.errno in MACHINE_ERRORS:
            raise
        message = f"the page layout gave up: {type(error).__name__}: {shorten(str(error))}"
        return b"", (Problem("render-failed", message, "take parts away until it passes, to find the part at fault"),)


def _lay_out(document: Document, fetcher: Fetcher, variant: str) -> weasyprint.Document:
    look = styles(document.print_styles, fetcher.store)
    source = document.html.replace(STYLES, "", 1)
    page = weasyprint.HTML(string=source, base_url=BASE_URL, url_fetcher=fetcher, media_type="print")
    options = {**weasyprint.DEFAULT_OPTIONS, "stylesheets": look.sheets, "pdf_variant": variant}
    return Pages._render(page, look.fonts, look.counters.copy(), None, options)


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
