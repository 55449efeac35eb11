"""Measures what briefgen promises about speed and size, as ratios within one run, and prints a table.

python benchmarks/speed.py [start] [render] [jobs] [check]
"""

import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from library import write_library

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
BRIEFGEN = (PYTHON, "-m", "briefgen")


def main() -> None:
    """Run the benchmarks that were asked for, all of them without a name."""
    wanted = sys.argv[1:] or list(BENCHMARKS)
    print("| what | promised | measured | figures |\n|---|---|---|---|")
    for name in wanted:
        for row in BENCHMARKS[name]():
            print("| " + " | ".join(row) + " |", flush=True)


def start() -> Iterator[tuple[str, str, str, str]]:
    """Compare ``--help``, and a build that has nothing to do, with a bare start of Python."""
    with example() as workspace:
        run((*BRIEFGEN, "build"), workspace)
        bare = (PYTHON, "-c", "pass")
        for name, command, limit in (("--help", "--help", 8), ("a build with nothing to do", "build", 15)):
            ours, base = paired(
                lambda command=command: run((*BRIEFGEN, command), workspace), lambda: run(bare, workspace), 15
            )
            figures = f"{ours * 1000:.0f} ms against {base * 1000:.0f} ms"
            yield f"`{name}` against a bare Python start", f"at most {limit}", f"{ours / base:.1f}", figures


def render() -> Iterator[tuple[str, str, str, str]]:
    """Compare a warm full render with ``HTML(string).write_pdf()`` of the same edition."""
    from briefgen import bundled, pipeline
    from briefgen.compose.page import compose
    from briefgen.production import draw_charts
    from briefgen.render.html import render_html
    from briefgen.render.pdf import render_pdf
    from briefgen.workspace import open_at

    with example() as folder:
        workspace = open_at(folder, bundled.templates_dir())
        checked = pipeline.check(workspace, date(2026, 11, 23))
        edition = next(edition for edition in checked.editions if edition.kind == "briefs")
        charts = draw_charts([edition], workspace.templates, 1, 60)[edition.key]
        document = compose(edition, workspace.templates, workspace.content, charts)
        page = folder / "naive"
        for artifact in render_html(document, "page.html"):
            (page / artifact.path).parent.mkdir(parents=True, exist_ok=True)
            (page / artifact.path).write_bytes(artifact.body)
        text = naive_page(document, page)
        import weasyprint

        ours, naive = paired(
            lambda: render_pdf(document), lambda: weasyprint.HTML(string=text, base_url=f"{page}/").write_pdf(), 5
        )
        yield (
            "a warm render against naive WeasyPrint",
            "at least 1.2",
            f"{naive / ours:.2f}",
            f"{ours:.2f} s against {naive:.2f} s, {edition.key}",
        )


def naive_page(document: object, page: Path) -> str:
    """Return the page as somebody would give it to WeasyPrint: styles in the head, files beside it."""
    from briefgen.model.document import STYLES
    from briefgen.render.fetcher import AssetStore

    store = AssetStore.of(document)
    css = "\n".join(document.print_styles)
    text = document.html.replace(STYLES, f"<style>{css}</style>")

    def local(found: re.Match[str]) -> str:
        asset = store.read(found[0])
        name = re.sub(r"\W+", "-", found[0]) + Path(found[0]).suffix
        (page / name).write_bytes(asset.body)
        return name

    return re.sub(r"asset:[\w./-]+", local, text)


def jobs() -> Iterator[tuple[str, str, str, str]]:
    """Compare the whole example with two jobs and with one."""
    with example() as workspace:

        def build(number: int) -> None:
            shutil.rmtree(workspace / "output", ignore_errors=True)
            run((*BRIEFGEN, "build", "--jobs", str(number)), workspace)

        two, one = paired(lambda: build(2), lambda: build(1), 3)
        yield (
            "the whole example with two jobs against one",
            "at least 1.7",
            f"{one / two:.2f}",
            f"{two:.1f} s against {one:.1f} s",
        )


def check() -> Iterator[tuple[str, str, str, str]]:
    """Check generated libraries of growing size: time must grow with the files, memory stay bounded."""
    times = {}
    for files in (2500, 5000, 10000):
        with tempfile.TemporaryDirectory() as folder:
            write_library(Path(folder), files)
            before = time.perf_counter()
            peak = run((*BRIEFGEN, "check"), Path(folder))
            times[files] = time.perf_counter() - before
    ratio = times[10000] / times[2500]
    figures = ", ".join(f"{files} files {seconds:.1f} s" for files, seconds in times.items())
    yield "`check`: 10 000 files against 2 500", "about 4", f"{ratio:.1f}", figures
    yield "`check` of 10 000 files: memory", "under 500 MB", f"{peak:.0f} MB", "peak of the process"


@contextmanager
def example() -> Iterator[Path]:
    """Yield a copy of the example workspace."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder, "example")
        run((*BRIEFGEN, "init", str(workspace)), Path(folder))
        yield workspace


def run(command: tuple[str, ...], folder: Path) -> float:
    """Run a command, which must succeed, and return its peak memory in MB."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)


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


BENCHMARKS = {"start": start, "render": render, "jobs": jobs, "check": check}

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
