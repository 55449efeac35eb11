"""Makes the editions of the example, and of each the files that are compared with the golden ones."""

import datetime
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from briefgen import pipeline
from briefgen.bundled import templates_dir
from briefgen.compose.page import compose
from briefgen.findings import has_errors
from briefgen.model.document import Document
from briefgen.model.mail import Mail
from briefgen.production import MAILED, draw_charts, mail_of
from briefgen.render.registry import renderer
from briefgen.workspace import open_at

from .dump import properties, structure, text
from .pictures import draw

ROOT = Path(__file__).parents[2]
TODAY = datetime.date(2026, 11, 23)
# One edition of each publication, in every language; all others are compared as HTML alone.
PRINTED = (
    "infancia-sin-castigo.policymakers-pe.es-PE",
    "home-visiting.policymakers-int.en-GB",
    "peru.policymakers-nl.nl",
    "2026-peru.donors-nl.nl",
)


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of the example: documents by key, PDFs by key, and the files to compare, by path."""

    documents: Mapping[str, Document]
    pdfs: Mapping[str, bytes]
    files: Mapping[str, bytes] = field(default_factory=dict)


def make() -> Made:
    """Compose every edition of the example, and print some.

    Raises RuntimeError when the example has errors: what is broken can be no measure.
    """
    workspace = open_at(ROOT, templates_dir())
    checked = pipeline.check(workspace, TODAY)
    if has_errors(checked.findings):
        told = "\n".join(f"{finding.place}: {finding.message}" for finding in checked.findings)
        raise RuntimeError(f"the example has errors:\n{told}")
    documents = {}
    mails: dict[str, bytes] = {}
    for edition in checked.editions:
        drawn = draw_charts(edition, workspace.templates, (".svg", ".png"))
        documents[edition.key] = compose(edition, workspace.templates, workspace.content, drawn)
        if edition.kind == MAILED:
            mails |= _mail(mail_of(edition, workspace.templates, workspace.content, drawn))
    pdfs = {key: print_pdf(documents[key]) for key in PRINTED if key in documents}
    files = mails | {f"{key}/page.html": document.html.encode() for key, document in documents.items()}
    for key, body in pdfs.items():
        files |= {f"{key}/{name}": part for name, part in _parts(body).items()}
    return Made(documents, pdfs, files)


def print_pdf(document: Document) -> bytes:
    """Return a document as PDF, with the date of its content, whatever the machine has set."""
    with patch.dict(os.environ):
        os.environ.pop("SOURCE_DATE_EPOCH", None)
        (artifact,) = renderer("pdf")(document, document.key)
    return artifact.body


def _mail(mail: Mail) -> dict[str, bytes]:
    """Return the HTML of a mail, a tag in each line, and its text; pictures are named by place, not by their bytes."""
    html = mail.html
    for number, name in enumerate(mail.pictures, 1):
        html = html.replace(f"cid:{name}", f"cid:{number}")
    lines = html.replace("><", ">\n<") + "\n"
    return {f"{mail.key}/mail.html": lines.encode(), f"{mail.key}/mail.txt": mail.text.encode()}


def _parts(body: bytes) -> dict[str, bytes]:
    parts = {"text.txt": text(body), "structure.txt": structure(body), "properties.txt": properties(body)}
    pages = {f"page-{number}.png": page for number, page in enumerate(draw(body), 1)}
    return {name: part.encode() for name, part in parts.items()} | pages
