"""What is known of a reader is in the files of a merge and nowhere else, whatever happens; a purge leaves nothing."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import letters
import pytest
from faults import planted
from small_workspace import NOVEMBER_2026
from test_merge_command import HEADING, MAPPING

from briefgen.merge.folder import wipe

# Words that stand in the list and in no other file of the world. The amount is printed as € 73.519,64.
TOKENS = ("Quetzalina", "Vrachtwagen-Oudijk", "quetzalina.oudijk", "73519", "73.519", "0xdecafbadge", "codeqzx")
AWKWARD = {
    "glyph-missing": "𓀀Quetzalina",
    "harmless": "Quetzalina",
    "markup": "<b>Quetzalina</b>{{7*7}}{recipient.amount}",
    "crash": "Quetzalina abort",
    "hang": "Quetzalina hang",
    "exception": "Quetzalina exception",
    "memory": "Quetzalina memory",
}


@pytest.fixture
def here(in_memory: Path) -> Path:
    """Return a workspace with a list full of tokens, a folder for temporary files, and a home."""
    work = Path(copytree(letters.ROOT, in_memory / "work"))
    rows = [
        f"0xdecafbadge{number},quetzalina.oudijk{number}@example.org,{first},Vrachtwagen-Oudijk,nl,73519.64,2026-09-14"
        for number, first in enumerate(AWKWARD.values())
    ]
    rows.append("0xdecafbadge99,quetzalina.oudijk at example.org,Quetzalina,Vrachtwagen-Oudijk,nl,73519.64,2026-09-14")
    rows.append("0xdecafbadge98,quetzalina.oudijk@example.org,Quetzalina,Vrachtwagen-Oudijk,nl,73519-x,2026-09-14")
    (work / "list.csv").write_text("\n".join((HEADING, *rows, "")), encoding="utf-8")
    (work / "list.yaml").write_text(MAPPING, encoding="utf-8")
    (in_memory / "tmp").mkdir()
    (in_memory / "home").mkdir()
    return work


def start(here: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """Start briefgen with makers that come to grief when a name tells them to."""
    around = {"TMPDIR": str(here.parent / "tmp"), "HOME": str(here.parent / "home"), "SOURCE_DATE_EPOCH": NOVEMBER_2026}
    environment = {**os.environ, **around, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, planted.__file__, *arguments]
    return subprocess.Popen(
        command, cwd=here, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2),
    )  # fmt: skip


def told(here: Path, printed: bytes = b"") -> Iterator[str]:
    """Yield each token that stands in anything that was printed or written, but for the list and the finished files."""
    for file in here.parent.rglob("*"):
        parts = file.relative_to(here.parent).parts
        if not file.is_file() or file.name == "list.csv" or file.suffix in (".eml", ".mbox", ".pdf"):
            continue
        yield from (f"{token} in {'/'.join(parts)}" for token in found_in(file.read_bytes() + "/".join(parts).encode()))
    yield from (f"{token} was printed" for token in found_in(printed))


def found_in(body: bytes) -> list[str]:
    there = body.lower()
    forms = {token: (token.lower().encode(), token.lower().encode("utf-16-le")) for token in TOKENS}
    return [token for token, spellings in forms.items() if any(spelling in there for spelling in spellings)]


@pytest.mark.parametrize("form", ["files", "eml"])
def test_nothing_personal_is_written_or_printed_but_the_files(here: Path, form: str) -> None:
    limit = "10" if form == "files" else "5"
    process = start(here, "merge", "spring", "--recipients", "list.csv", "--as", form, "--time-limit", limit)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 1, err
    reasons = ("render-crash", "render-timeout", "render-error", "render-memory", "recipient-address")
    assert [reason for reason in reasons if reason.encode() not in out] == []
    assert list(told(here, out + err)) == []
    files = [file for file in (here / "output").rglob("*") if file.suffix in (".eml", ".mbox", ".pdf")]
    assert len(files) >= 1
    assert form == "files" or all(b"Quetzalina" in file.read_bytes() for file in files)


def test_a_merge_that_is_killed_leaves_nothing_personal_but_files_and_a_purge_not_even_those(here: Path) -> None:
    process = start(here, "merge", "spring", "--recipients", "list.csv", "--as", "mbox", "--time-limit", "60")
    run = here / "output" / "merge" / "spring"
    while not (run / "spool").exists() or not any((run / "spool").iterdir()):
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert list(told(here, out + err)) == []
    purge = start(here, "purge", "spring")
    out, err = purge.communicate(timeout=60)
    assert purge.returncode == 0, err
    assert sorted(file.name for file in run.iterdir()) == ["lock", "run.json"]
    assert not any(file.suffix in (".eml", ".mbox") for file in here.parent.rglob("*"))
    assert list(told(here, out + err)) == []


def test_a_merge_that_the_system_ends_leaves_no_memory_of_its_list_on_the_disk(here: Path) -> None:
    process = start(here, "merge", "spring", "--recipients", "list.csv", "--as", "eml", "--time-limit", "60")
    while not any((here / "output" / "merge" / "spring" / "files").glob("*.eml")):
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGQUIT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGQUIT
    assert list(told(here, out + err)) == []


def test_a_purge_overwrites_a_file_that_somebody_made_read_only(in_memory: Path) -> None:
    file, other = in_memory / "letter.eml", in_memory / "its-second-name"
    file.write_bytes(b"Quetzalina")
    os.link(file, other)
    file.chmod(0o400)
    administrator = os.geteuid() == 0  # who may write to everything
    if administrator:
        for path in (in_memory, file):
            os.chown(path, 65534, -1)
        os.seteuid(65534)
    try:
        wipe(file)
    finally:
        if administrator:
            os.seteuid(0)
    assert not file.exists()
    assert other.read_bytes() == bytes(10)
