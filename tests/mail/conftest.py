"""Fixtures of the tests of e-mail: the mails of the example with their blocks open, a workspace that sends mail."""

from pathlib import Path
from shutil import copytree

import pytest
from posted import SENDS, Post, post
from small_workspace import SMALL

from briefgen.bundled import content_dir


@pytest.fixture(scope="session")
def example() -> Post:
    """Return the mails of the example."""
    return post(content_dir().parent)


@pytest.fixture
def sending(tmp_path: Path) -> Path:
    """Return a copy of the small workspace that sends its newsletters."""
    root = Path(copytree(SMALL, tmp_path / "sending"))
    organisation = root / "content" / "organisation.yaml"
    organisation.write_text(organisation.read_text(encoding="utf-8") + SENDS, encoding="utf-8")
    return root
