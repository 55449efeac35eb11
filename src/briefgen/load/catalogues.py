"""Reads catalogues: PO files under content/translations/, and those that come with the templates."""

import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.core import UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import PoFileError, PoFileParser

from briefgen.findings import Finding, Place
from briefgen.load.files import list_files, read_text
from briefgen.model.catalogue import Catalogue, Translation

LIMIT = 16 * 1024 * 1024
SOURCE_HEADER = "X-Source-Language"
MAX_PLURALS = 10  # Arabic has six, the most of all
# The comment that approves an entry: "approved by Ana on 2026-11-23 [5b0c66f3a1d24e97]".
APPROVAL = re.compile(r"approved\b[^\[\]]*\[(?P<seal>[0-9a-f]{16})\]")
_MEND = "mend the line, or take the file from the last commit; nothing of it is used until then"
# Babel takes a text without its closing quote for one that is a letter shorter.
_LINE = re.compile(r"""\s*(?:#.*|(?:msg(?:ctxt|id|id_plural|str(?:\[\d\])?)\s*)?"(?:[^"\\]|\\.)*"\s*)?""")


def load_catalogues(root: Path, folder: str, shown: str = "") -> tuple[tuple[Catalogue, ...], list[Finding]]:
    """Return the catalogues below ``folder`` of ``root``, one folder a locale; broken files become findings.

    ``shown`` is put before each path, for catalogues that lie outside the workspace.
    """
    catalogues: list[Catalogue] = []
    findings: list[Finding] = []
    paths, problems = list_files(root, (".po",), folder)
    findings += problems
    for path in paths:
        locale = path.removeprefix(f"{folder}/").split("/")[0]
        text = read_text(root, path, LIMIT)
        if isinstance(text, Finding):
            findings.append(text)
            continue
        catalogue, problems = read_catalogue(text, shown + path, locale)
        findings += problems
        if catalogue is not None:
            catalogues.append(catalogue)
    return tuple(catalogues), findings


def read_catalogue(text: str, path: str, locale: str) -> tuple[Catalogue | None, list[Finding]]:
    """Return one PO file as a catalogue. A file that cannot be read whole is refused: half would lose work."""
    if broken := next((n for n, line in enumerate(text.split("\n"), 1) if not _LINE.fullmatch(line)), None):
        message = "the catalogue is broken: this line is no text in quotes"
        return None, [Finding("po-syntax", Place(path, broken, 1), message, _MEND)]
    try:
        catalog = parse(text)
    except PoFileError as error:
        return None, [
            Finding("po-syntax", Place(path, error.lineno + 1, 1), f"the catalogue is broken: {error}", _MEND)
        ]
    except (ValueError, UnknownLocaleError, LookupError, TypeError) as error:
        return None, [Finding("po-syntax", Place(path, 1, 1), f"the catalogue is broken: {error}", _MEND)]
    headers = {name: str(value) for name, value in catalog.mime_headers} | own_headers(text)
    source = headers.get(SOURCE_HEADER, "")
    findings: list[Finding] = []
    if not source:
        hint = f'add "{SOURCE_HEADER}: es\\n" to the header'
        findings.append(
            Finding("po-header", Place(path, 1, 1), "the catalogue does not name its source language", hint)
        )
    if headers.get("Language", locale).replace("_", "-") != locale:
        message = f"the catalogue says it is for {headers['Language']}, and lies in the folder of {locale}"
        findings.append(
            Finding("po-header", Place(path, 1, 1), message, "correct the header Language, or move the file")
        )
    translations = {row.address: row for row in _translations(catalog, path)}
    return Catalogue(path, locale, source, translations), findings


class _Catalog(Catalog):
    """A catalogue whose header is not believed: as many plural forms as it promises would be made room for."""

    @property
    def num_plurals(self) -> int:
        """Return the number of plural forms. Raises ValueError when it is one that no language has."""
        number = super().num_plurals
        if number > MAX_PLURALS:
            raise ValueError(f"no language has {number} plural forms")
        return number


def parse(text: str) -> Catalog:
    """Return a PO text as Babel's catalogue; what a header says of its encoding does not matter any more.

    Raises PoFileError, ValueError, LookupError, TypeError or UnknownLocaleError for a text that is broken.
    """
    catalog = _Catalog()
    PoFileParser(catalog, abort_invalid=True).parse(io.StringIO(text))
    return catalog


def own_headers(text: str) -> dict[str, str]:
    """Return the headers as the file has them, in their order; Babel keeps only those it knows."""
    head = text.split("\n\n", 1)[0]
    # A long header may be folded; it ends where its text says so.
    lines = "".join(re.findall(r'^"(.*)"$', head, re.MULTILINE)).split("\\n")
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines) if name}


def _translations(catalog: Catalog, path: str) -> Iterator[Translation]:
    for entry in catalog:
        if entry.id and entry.context:
            yield _translation(entry, path)


def _translation(entry: Entry, path: str) -> Translation:
    source = entry.id[0] if isinstance(entry.id, tuple | list) else entry.id
    plurals = tuple(entry.string) if isinstance(entry.string, tuple | list) else ()
    text = plurals[0] if plurals else str(entry.string or "")
    place = Place(path, entry.lineno or 0, 1)
    comments = tuple(entry.user_comments)
    return Translation(entry.context or "", source, text, entry.fuzzy, place, plurals, is_approved(entry), comments)


def is_approved(entry: Entry) -> bool:
    """Tell whether an entry bears the mark of an approval, and still reads as it did then."""
    marks = [found["seal"] for line in entry.user_comments if (found := APPROVAL.fullmatch(line.strip()))]
    return not entry.fuzzy and seal(entry) in marks


def seal(entry: Entry) -> str:
    """Return what binds an approval to the texts that were approved: a digest of source and translation."""
    return hashlib.sha256("\0".join((*texts(entry.id), "", *texts(entry.string))).encode()).hexdigest()[:16]


def texts(value: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the source or the translation of an entry as texts, of which an entry that counts has several."""
    return (value or "",) if value is None or isinstance(value, str) else tuple(value)
