"""XML from outside: no document type, no entities, no network, bounded; and XML that is written."""

import codecs
from typing import Any

from briefgen.findings import Finding, Place
from briefgen.load.workbook.archive import SAFE_XML, local
from briefgen.localize.locales import same_language
from briefgen.translation.exchange.units import RefusedError

MAX_TAGS = 1_000_000
# Elements in which white space counts.
TEXTS = ("source", "target", "seg")
XML = "http://www.w3.org/XML/1998/namespace"
SPACE, LANG = f"{{{XML}}}space", f"{{{XML}}}lang"
TRUNCATED = "have it exported or sent anew; nothing of it was taken"


def parse(body: bytes, name: str) -> Any:
    """Return the root element of a file. Raises RefusedError for what is broken, too large or could do harm.

    A document type is refused before anything is parsed: that is where entities and other files come from.
    """
    from lxml import etree

    text = _decoded(body, name)
    if (at := text.find("<!DOCTYPE")) >= 0 or (at := text.find("<!ENTITY")) >= 0:
        message = "the file has a document type (<!DOCTYPE …>), which can name other files"
        hint = "take that line away, or have the file exported without it"
        raise RefusedError(Finding("exchange-unsafe", Place(name, text.count("\n", 0, at) + 1, 1), message, hint))
    if text.count("<") > MAX_TAGS:
        message = f"the file has more than {MAX_TAGS:,} tags"
        raise RefusedError(Finding("exchange-unsafe", Place(name), message, "export fewer texts at a time"))
    parser = etree.XMLParser(**SAFE_XML)
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        message = f"the file is broken: {str(error.msg).partition(', line')[0]}"
        raise RefusedError(Finding("exchange-syntax", Place(name, line or 1, column), message, TRUNCATED)) from None


def _decoded(body: bytes, name: str) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with its mark; its own declaration is not believed."""
    wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = body.decode("utf-16" if wide else "utf-8-sig")
        text.encode()
    except UnicodeError:
        hint = "export it with the encoding UTF-8"
        raise RefusedError(Finding("encoding", Place(name), "the file is not UTF-8", hint)) from None
    return text


def written(root: Any) -> bytes:
    """Return a document as bytes, an element a line where no text can change by it."""
    from lxml import etree

    _indent(root, "\n")
    body: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return body + b"\n"


def _indent(element: Any, line: str) -> None:
    if not len(element) or local(element) in TEXTS:
        return
    element.text = line + "  "
    for child in element:
        _indent(child, line + "  ")
        child.tail = line + "  "
    element[-1].tail = line


def append(element: Any, text: str) -> None:
    """Add text behind everything that an element holds."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def printable(text: str) -> str:
    """Return a text for a note or an attribute: what XML cannot hold is shown by its number."""
    return "".join(c if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff") else f"U+{ord(c):04X}" for c in text)


def foreign(target: Any, locale: str, unit: str, place: Place) -> Finding | None:
    """Return the finding for a translation that says it is in another language than its file is for."""
    said = target.get(LANG, "") if target is not None else ""
    if not said or same_language(said, locale):
        return None
    message = f"the translation of {printable(unit)[:200]} says that it is in {printable(said)[:40]}, not in {locale}"
    return Finding("unit-invalid", place, message, "translate it into the language of the file")
