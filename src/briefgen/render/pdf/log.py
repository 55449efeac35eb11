"""What WeasyPrint passes over with a line in its log, as problems."""

import html
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from briefgen.model.document import Document
from briefgen.render.fetcher import AssetStore
from briefgen.render.problems import Problem, shorten


class _Records(logging.Handler):
    """Keeps log records."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def listening() -> Iterator[list[logging.LogRecord]]:
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


def logged(records: list[logging.LogRecord], document: Document, store: AssetStore) -> Iterator[Problem]:
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
