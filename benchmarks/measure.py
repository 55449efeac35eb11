"""What all benchmarks need: the example to measure on, commands to run, two things timed in turn."""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from briefgen import bundled, pipeline
from briefgen.compose.page import compose
from briefgen.model.document import STYLES, Document
from briefgen.production import draw_charts
from briefgen.render.fetcher import AssetStore
from briefgen.workspace import open_at

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
BRIEFGEN = (PYTHON, "-m", "briefgen")
TODAY = date(2026, 11, 23)

Row = tuple[str, str, str, str]


@contextmanager
def example() -> Iterator[Path]:
    """Yield a copy of the example workspace."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder, "example")
        run((*BRIEFGEN, "init", str(workspace)), Path(folder))
        yield workspace


def briefs(folder: Path) -> Mapping[str, Document]:
    """Return the briefs of a workspace as documents that are ready for rendering, by the keys of their editions."""
    workspace = open_at(folder, bundled.templates_dir())
    found = {}
    for edition in pipeline.check(workspace, TODAY).editions:
        if edition.kind == "briefs":
            charts = draw_charts(edition, workspace.templates)
            document = compose(edition, workspace.templates, workspace.content, charts)
            found[edition.key] = document
    return found


def naive_page(document: Document, page: Path) -> str:
    """Return the page as somebody would give it to WeasyPrint: styles in the head, files beside it."""
    page.mkdir(exist_ok=True)
    store = AssetStore.of(document)
    css = "\n".join(document.print_styles)
    text = document.html.replace(STYLES, f"<style>{css}</style>")

    def local(found: re.Match[str]) -> str:
        asset = store.read(found[0])
        name = re.sub(r"\W+", "-", found[0]) + Path(found[0]).suffix
        (page / name).write_bytes(asset.body)
        return name

    return re.sub(r"asset:[\w./-]+", local, text)


def run(command: tuple[str, ...], folder: Path) -> float:
    """Run a command, which must succeed, and return its peak memory in MB."""
    process = subprocess.Popen(
        command, cwd=folder, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)


def environment() -> dict[str, str]:
    """Return the environment of the programs that are measured."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "src")}


def paired(one: Callable[[], object], other: Callable[[], object], runs: int) -> tuple[float, float]:
    """Return the median seconds of two things that are run in turn, after one run of each to warm up."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for number in range(runs + 1):
        for call, times in zip((one, other), seconds, strict=True):
            before = time.perf_counter()
            call()
            if number:
                times.append(time.perf_counter() - before)
    return statistics.median(seconds[0]), statistics.median(seconds[1])
