"""Fonts come as WOFF2 and are unpacked for the programs that draw, once for all workers of a build."""

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont, woff2

from briefgen.bundled import templates_dir
from briefgen.model.document import Document
from briefgen.render import workers
from briefgen.render.fonts import unpacked
from briefgen.render.pdf import render_pdf
from briefgen.render.problems import RenderError

FONT = templates_dir() / "theme" / "fonts" / "IBMPlexSans-Text.woff2"
Maker = Callable[..., Document]


def test_a_font_is_unpacked_to_the_bytes_that_the_layout_engine_would_make_of_it() -> None:
    made = io.BytesIO()
    woff2.decompress(io.BytesIO(FONT.read_bytes()), made)
    assert unpacked(FONT.read_bytes()) == made.getvalue()
    assert TTFont(io.BytesIO(made.getvalue())).getBestCmap().keys() == TTFont(FONT).getBestCmap().keys()


def test_a_font_that_is_not_packed_stays_as_it_is() -> None:
    assert unpacked(b"OTTO and more") == b"OTTO and more"


def test_a_font_that_one_worker_has_unpacked_is_not_unpacked_again_by_another_or_in_another_run() -> None:
    name = "__import__('briefgen.render.fonts', fromlist=['x'])"
    font = f"__import__('pathlib').Path({str(FONT)!r}).read_bytes()"
    first = f"[{name}.share_out([{font}]), sorted(p.suffix for p in {name}.workers.shared_folder().iterdir())][1]"
    # The first worker dies, so that the second is another process; it may only read.
    second = f"[setattr({name}, '_unpack', None), {name}.unpacked({font})][1]"
    jobs = [workers.Job(key, key) for key in (first, "__import__('os').abort()", second)]
    values = {done.key: done.value for done in workers.run(jobs, eval, 1, 60, 1500)}
    assert set(values[first]) == {".begun", ".otf"}
    assert values[second] == unpacked(FONT.read_bytes())
    # Nor is it in another run of the same process.
    (again,) = workers.run([workers.Job(second, second)], eval, 1, 60, 1500)
    assert again.value == values[second]


def test_nothing_is_kept_of_a_font_outside_a_worker() -> None:
    assert workers.shared_folder() is None


def test_a_font_that_cannot_be_unpacked_fails_the_document_and_is_named(make: Maker, workspace: Path) -> None:
    damaged = workspace / "theme" / "fonts" / "IBMPlexSans-SemiBold.woff2"
    damaged.write_bytes(damaged.read_bytes()[:-4000])
    with pytest.raises(RenderError) as caught:
        render_pdf(make("<p>Tekst</p>"))
    (refused,) = (problem for problem in caught.value.problems if problem.code == "asset-refused")
    assert "IBMPlexSans-SemiBold.woff2" in refused.message
    assert "the font cannot be unpacked" in refused.message


def test_nothing_of_what_workers_share_stays_when_the_process_ends() -> None:
    where = "__import__('briefgen.render.workers', fromlist=['x']).shared_folder()"
    script = (
        "from briefgen.render.workers import Job, run\n"
        "if __name__ == '__main__':\n"
        f"    (done,) = run([Job('x', {where!r})], eval, workers=1, seconds=60, megabytes=1500)\n"
        "    print(done.value, done.value.is_dir())\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    folder, was_there = ran.stdout.split()
    assert was_there == "True"
    assert not Path(folder).exists()
