"""A list of any length takes the memory of a short one."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Everything that a merge asks of a list: a survey, all recipients, a digest. The memory is that of lists alone.
READ = """
import gc, sys, tracemalloc
from pathlib import Path
from briefgen.bundled import templates_dir
from briefgen.load.library import load
from briefgen.merge.recipients.lists import open_list
from briefgen.workspace import open_at
root, path, mapping = sys.argv[1:]
library = load(open_at(Path(root), templates_dir())).library
newsletter = library.newsletters["2026-peru"]
assert sum(1 for _ in open_list(path, Path(mapping), library, newsletter).rows())  # what is imported and cached once
gc.collect()
tracemalloc.start()
found = open_list(path, Path(mapping), library, newsletter)
rows = found.survey().rows
found.digest()
print(rows, tracemalloc.get_traced_memory()[1])
"""
MAPPING = (
    "email: mail\nkey: id\nname: {first: first}\nlocale: {default: nl}\n"
    "fields: {amount: {type: money, column: gift, currency: EUR}}\n"
)
MEGABYTE = 1024 * 1024


@pytest.mark.parametrize("kind", ["csv", "db"])
def test_a_hundred_thousand_rows_take_little_more_memory_than_a_thousand(tmp_path: Path, kind: str) -> None:
    (tmp_path / "list.yaml").write_text(MAPPING, encoding="utf-8")
    peaks = {}
    for rows in (1_000, 100_000):
        path = tmp_path / f"list{rows}.csv"
        with path.open("w", encoding="utf-8") as stream:
            stream.write("id,mail,first,gift,note\n")
            for number in range(rows):
                stream.write(f"V{number},reader{number}@example.org,Noor{number},{number % 999 + 1}.50,x\n")
        if kind == "db":
            path = imported(path)
        command = [sys.executable, "-c", READ, str(ROOT), str(path), str(tmp_path / "list.yaml")]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env={"PYTHONPATH": f"{ROOT}/src"})
        seen, peak = map(int, done.stdout.split())
        assert seen == rows
        peaks[rows] = peak
    # What is kept of each row are two hashes with their marks: 24 bytes, and as many again while they are compared.
    assert peaks[100_000] - peaks[1_000] < 12 * MEGABYTE


def imported(path: Path) -> Path:
    from briefgen.merge.sources.delimited import DelimitedList
    from briefgen.merge.sources.storing import store

    target = path.with_suffix(".db")
    store(DelimitedList(path, path.name), target)
    return target
