"""Fixtures of the tests of merges."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """Return an empty folder, in memory where the system has some for files: runs flush each file to its disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="briefgen-", dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)
