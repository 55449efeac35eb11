"""Faults on purpose: a small run is killed, starved of its disk and robbed of its power, and must lose nothing."""

import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SHIM = HERE / "shim.c"


def drive(folder: Path, *before: str, shim: bool = True, **job: Any) -> dict[str, Any]:
    """Run the driver on a job, in a folder of its own, and return what it found."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(HERE.parent), os.environ.get("PYTHONPATH")))),
    }
    if shim:
        environment["LD_PRELOAD"] = str(compiled())
    command = [*before, sys.executable, "-m", "faults.driver", json.dumps({"base": str(folder), **job})]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr[-3000:]
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


@functools.cache
def compiled() -> Path:
    """Return the library that strikes, compiled once for all runs; skip the test where that cannot be done."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if sys.platform != "linux":
        pytest.skip("FAULTS ARE NOT TESTED: the shim that strikes is written for Linux")
    if not compiler:
        pytest.skip("FAULTS ARE NOT TESTED: there is no C compiler; install gcc")
    key = hashlib.sha256(SHIM.read_bytes()).hexdigest()[:16]
    library = Path(tempfile.gettempdir()) / f"briefgen-faults-{os.getuid()}-{key}.so"
    if not library.exists():
        # Several test processes may do this at once: whoever is last leaves the same library.
        part = library.with_suffix(f".{os.getpid()}")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", part, SHIM, "-ldl"], check=True)
        part.replace(library)
    return library
