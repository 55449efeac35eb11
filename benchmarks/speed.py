"""Measures what briefgen promises about speed and size, as ratios within one run, and prints a table.

python benchmarks/speed.py [start] [render] [jobs] [check] [tagger] [size] [typst] [merge] [recipients] [translate]
"""

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import letters
import lists
import paper
import translated
from library import write_library
from measure import BRIEFGEN, PYTHON, Row, briefs, example, naive_page, paired, run

ROWS = "--rows"


def main() -> None:
    """Run the benchmarks that were asked for, all of them without a name."""
    wanted = sys.argv[1:] or list(BENCHMARKS)
    if ROWS in wanted:
        for row in BENCHMARKS[wanted[-1]]():
            print("| " + " | ".join(row) + " |", flush=True)
        return
    print("| what | promised | measured | figures |\n|---|---|---|---|", flush=True)
    for name in wanted:
        # Each in a process of its own: the memory of a program counts that of the process which started it.
        subprocess.run((PYTHON, __file__, ROWS, name), check=True)


def start() -> Iterator[Row]:
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


def render() -> Iterator[Row]:
    """Compare a warm full render with ``HTML(string).write_pdf()`` of the same edition."""
    from briefgen.render.pdf import render_pdf

    with example() as folder:
        key, document = next(iter(briefs(folder).items()))
        page = folder / "naive"
        text = naive_page(document, page)
        import weasyprint

        ours, naive = paired(
            lambda: render_pdf(document), lambda: weasyprint.HTML(string=text, base_url=f"{page}/").write_pdf(), 5
        )
        yield (
            "a warm render against naive WeasyPrint",
            "at least 1.2",
            f"{naive / ours:.2f}",
            f"{ours:.2f} s against {naive:.2f} s, {key}",
        )


def jobs() -> Iterator[Row]:
    """Compare the whole example with two jobs and with one."""
    with example() as workspace:

        def build(number: int) -> None:
            shutil.rmtree(workspace / "output", ignore_errors=True)
            run((*BRIEFGEN, "build", "--jobs", str(number)), workspace)

        two, one = paired(lambda: build(2), lambda: build(1), 5)
        yield (
            "the whole example with two jobs against one",
            "at least 1.7",
            f"{one / two:.2f}",
            f"{two:.1f} s against {one:.1f} s",
        )


def check() -> Iterator[Row]:
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


BENCHMARKS: Mapping[str, Callable[[], Iterator[Row]]] = {
    "start": start,
    "render": render,
    "jobs": jobs,
    "check": check,
    "tagger": paper.tagger,
    "size": paper.size,
    "typst": paper.typst,
    "merge": letters.merge,
    "recipients": lists.recipients,
    "translate": translated.translate,
}

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
