"""Measures PDFs: what our tags cost, how large a brief is, and the same text in Typst beside it."""

import pickle
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pypdfium2
from measure import PYTHON, ROOT, Row, briefs, example, paired, run
from typst_source import write_typst

sys.path.insert(0, str(ROOT / "tests"))

import verapdf

BRIEF = "infancia-sin-castigo.policymakers-int.en-GB"
PAGES, KILOBYTES = 4, 100
STANDARDS = ("ua1", "2a")
OURS = """import pickle, sys
from pathlib import Path
from briefgen.render.pdf import render_pdf
Path(sys.argv[2]).write_bytes(render_pdf(pickle.loads(Path(sys.argv[1]).read_bytes())))
"""
THEIRS = """import sys
from pathlib import Path
import typst
source = Path(sys.argv[1])
options = {"root": source.parent, "font_paths": [source.with_name("fonts")], "ignore_system_fonts": True}
typst.compile(source, sys.argv[2], pdf_standards=["a-2a", "ua-1"], **options)
"""


def tagger() -> Iterator[Row]:
    """Measure what part of a warm render is spent on the structure tree, over all briefs of the example."""
    from briefgen.render.pdf import engine, render_pdf

    tags = engine.weasyprint.pdf.add_tags
    spent = []

    def timed(*arguments: object) -> None:
        before = time.process_time()
        tags(*arguments)
        spent.append(time.process_time() - before)

    with example() as folder:
        documents = briefs(folder).values()
        render_pdf(next(iter(documents)))
        engine.weasyprint.pdf.add_tags = timed
        before = time.process_time()
        for document in documents:
            render_pdf(document)
        total = time.process_time() - before
    share = 100 * sum(spent) / total
    figures = f"{sum(spent):.2f} s of {total:.2f} s of processor time, {len(spent)} briefs"
    yield "tags of our own, as a share of a render", "at most 10 %", f"{share:.1f} %", figures


def size() -> Iterator[Row]:
    """Measure the largest brief of the example; none of them has photos."""
    from briefgen.render.pdf import render_pdf

    with example() as folder:
        made = {key: render_pdf(document) for key, document in briefs(folder).items()}
    whole = {key: body for key, body in made.items() if len(pypdfium2.PdfDocument(body)) == PAGES}
    key, body = max(whole.items(), key=lambda item: len(item[1]))
    figures = f"{key}, the largest of {len(whole)}"
    yield f"a brief of {PAGES} pages without photos", f"at most {KILOBYTES} KB", f"{len(body) / 1000:.0f} KB", figures


def typst() -> Iterator[Row]:
    """Make one brief with briefgen and its text with Typst, each in a process of its own, both to both standards."""
    with example() as workspace, tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        document = briefs(workspace)[BRIEF]
        (folder / "document").write_bytes(pickle.dumps(document))
        source = write_typst(document, folder)
        ours, theirs = folder / "briefgen.pdf", folder / "typst.pdf"
        first, second = paired(
            lambda: run((PYTHON, "-c", OURS, str(folder / "document"), str(ours)), folder),
            lambda: run((PYTHON, "-c", THEIRS, str(source), str(theirs)), folder),
            5,
        )
        yield (
            "the same text in Typst: time of a process that makes one PDF",
            "–",
            f"{second / first:.2f}",
            f"Typst {second:.2f} s, briefgen {first:.2f} s",
        )
        yield _sizes(ours, theirs)
        yield _rules(ours, theirs)


def _sizes(ours: Path, theirs: Path) -> Row:
    sizes = [path.stat().st_size / 1000 for path in (theirs, ours)]
    pages = [len(pypdfium2.PdfDocument(path)) for path in (theirs, ours)]
    figures = f"Typst {sizes[0]:.0f} KB on {pages[0]} pages, briefgen {sizes[1]:.0f} KB on {pages[1]}"
    return "the same text in Typst: size", "–", f"{sizes[0] / sizes[1]:.2f}", figures


def _rules(ours: Path, theirs: Path) -> Row:
    broken = verapdf.validate((path, profile) for path in (ours, theirs) for profile in STANDARDS)

    def failed(path: Path) -> str:
        numbers: Mapping[str, int] = {
            profile: sum(rule.file == path.name and rule.profile == profile for rule in broken) for profile in STANDARDS
        }
        return f"{numbers['ua1']} of PDF/UA-1 and {numbers['2a']} of PDF/A-2a"

    figures = f"Typst {failed(theirs)}, briefgen {failed(ours)}"
    return "the same text in Typst: failed rules (veraPDF)", "briefgen 0", f"briefgen {_count(ours, broken)}", figures


def _count(path: Path, broken: list[verapdf.Broken]) -> int:
    return sum(rule.file == path.name for rule in broken)
