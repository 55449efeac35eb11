"""Reads catalogues: PO files under content/translations/, and those that come with the templates."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from briefgen.findings import Finding, Place
from briefgen.load.catalogues.po import Entry, PoError, PoFile, read_po, shown
from briefgen.load.files import list_files, read_text
from briefgen.model.catalogue import Approval, Catalogue, Translation

LIMIT = 16 * 1024 * 1024
SOURCE_HEADER = "X-Source-Language"
# The comment that approves an entry: "approved by Ana on 2026-11-23 [5b0c66f3a1d24e97]".
APPROVAL = re.compile(
    r"approved\b(?:(?: by (?P<by>[^\[\]]*?))?(?: on (?P<on>\d{4}-\d\d-\d\d))? |[^\[\]]*)\[(?P<seal>[0-9a-f]{16})\]"
)
_MEND = "mend the line, or take the file from the last commit; nothing of it is used until then"


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
        file, problems = read_catalogue(text, shown + path, locale)
        findings += problems
        if file is not None:
            catalogues.append(as_catalogue(file, shown + path, locale))
    return tuple(catalogues), findings


def read_catalogue(text: str, path: str, locale: str) -> tuple[PoFile | None, list[Finding]]:
    """Return a catalogue as its file, and what is wrong with it.

    A file that cannot be read whole is refused, for half would lose work; so is one in which an entry stands twice.
    """
    try:
        file = read_po(text)
    except PoError as error:
        return None, [
            Finding("po-syntax", Place(path, error.line, 1), f"the catalogue is broken: {error.message}", _MEND)
        ]
    if doubles := [*_doubles(file, path)]:
        return None, doubles
    findings: list[Finding] = []
    if not file.headers.get(SOURCE_HEADER):
        hint = f'add "{SOURCE_HEADER}: es\\n" to the header'
        findings.append(
            Finding("po-header", Place(path, 1, 1), "the catalogue does not name its source language", hint)
        )
    language = file.headers.get("Language", locale)
    if language.replace("_", "-") != locale:
        message = f"the catalogue says it is for {shown(language)}, and lies in the folder of {locale}"
        findings.append(
            Finding("po-header", Place(path, 1, 1), message, "correct the header Language, or move the file")
        )
    return file, findings


def as_catalogue(file: PoFile, path: str, locale: str) -> Catalogue:
    """Return what a file says of each message, by its address."""
    translations = {entry.context: _translation(entry, path) for entry in file.entries}
    return Catalogue(path, locale, file.headers.get(SOURCE_HEADER, ""), translations)


def _doubles(file: PoFile, path: str) -> Iterator[Finding]:
    """Yield a finding for each address that has two entries: nobody can tell which of the two is meant."""
    first: dict[str, int] = {}
    for entry in file.entries:
        line = first.setdefault(entry.context, entry.line)
        if line != entry.line:
            message = f"the catalogue is broken: {shown(entry.context)} stands twice; the first is on line {line}"
            yield Finding("po-syntax", Place(path, entry.line, 1), message, "keep one of the two")


def _translation(entry: Entry, path: str) -> Translation:
    source, plural = entry.source[0], entry.source[1] if len(entry.source) > 1 else ""
    return Translation(
        entry.context,
        source,
        entry.texts[0],
        entry.fuzzy,
        Place(path, entry.line, 1),
        entry.texts if plural else (),
        approval_of(entry) if entry.remarks else None,
        entry.previous,
        plural,
        tuple(entry.remarks),
    )


def approval_of(entry: Entry) -> Approval | None:
    """Return the approval of an entry that still reads as it did when it was approved."""
    if entry.fuzzy:
        return None
    for remark in entry.remarks:
        found = APPROVAL.fullmatch(remark)
        if found and found["seal"] == seal(entry):
            return Approval(found["by"] or "", found["on"] or "")
    return None


def seal(entry: Entry) -> str:
    """Return what binds an approval to the texts that were approved: a digest of source and translation."""
    return hashlib.sha256("\0".join((*entry.source, "", *entry.texts)).encode()).hexdigest()[:16]


def without_approvals(remarks: Iterable[str]) -> list[str]:
    """Return what people wrote beside an entry, without the marks of approvals."""
    return [line for line in remarks if not APPROVAL.fullmatch(line)]
