"""Fixtures of all tests: the small workspace, as it is and built, and briefgen run in it; the example, built."""

import fcntl
import os
from pathlib import Path
from shutil import copytree

import pytest
from small_workspace import SMALL, Edit, Ran, Run, run

from briefgen.bundled import content_dir


@pytest.fixture(scope="session")
def small_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small workspace with all its editions built. Not to be changed: ``built`` is a copy."""
    root = tmp_path_factory.mktemp("built")
    copytree(SMALL, root, dirs_exist_ok=True)
    ran = run(root, "build")
    assert ran.code == 0, ran.out
    return root


@pytest.fixture(scope="session")
def example_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the example with all its editions in every format, built once for all test processes. Not to be changed.

    Waits while another process builds it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    root = shared / "example"
    with (shared / "example.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not root.exists():
            unfinished = tmp_path_factory.mktemp("example")
            copytree(content_dir(), unfinished / "content")
            ran = run(unfinished, "build", "--format", "pdf,html,html-single")
            assert ran.code == 0, ran.out
            unfinished.rename(root)
    return root


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a copy of the small workspace: healthy, translated in full, and not built."""
    return Path(copytree(SMALL, tmp_path / "workspace"))


@pytest.fixture
def built(workspace: Path, small_built: Path) -> Path:
    """Return the workspace with all its editions built."""
    copytree(small_built / "output", workspace / "output")
    return workspace


@pytest.fixture
def briefgen(workspace: Path) -> Run:
    """Return a function that runs one command of briefgen in the workspace, on a day in November 2026."""

    def briefgen(*arguments: str, folder: Path = workspace) -> Ran:
        return run(folder, *arguments)

    return briefgen


@pytest.fixture
def edit(workspace: Path) -> Edit:
    """Return a function that replaces a text, which must stand once in a file of the workspace."""

    def replace(path: str, old: str, new: str) -> None:
        text = (workspace / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        (workspace / path).write_text(text.replace(old, new), encoding="utf-8")

    return replace
