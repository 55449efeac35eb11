"""Lists of recipients for the newsletter of the example, with one edition in each register."""

from dataclasses import replace
from pathlib import Path

import pytest
from recipient_lists import Opener

from briefgen.bundled import templates_dir
from briefgen.load.library import load
from briefgen.merge.recipients.lists import RecipientList, open_list
from briefgen.model.library import Library
from briefgen.workspace import open_at

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def library() -> Library:
    """Return the library of the example. Its Dutch donors are addressed formally here, all others informally."""
    found = load(open_at(ROOT, templates_dir())).library
    assert found is not None
    dutch = found.audiences["donors-nl"]
    formal = replace(dutch, value=dutch.value.model_copy(update={"register_": "formal"}))
    return replace(found, audiences={**found.audiences, "donors-nl": formal})


@pytest.fixture
def opened(library: Library, tmp_path: Path) -> Opener:
    """Return a function that opens a list: the text or the bytes of a CSV file, or a path, with its mapping."""

    def opened(rows: str | bytes | Path, mapping: str, mailed: bool = False, **files: str) -> RecipientList:
        path = rows if isinstance(rows, Path) else tmp_path / "list.csv"
        if not isinstance(rows, Path):
            path.write_bytes(rows.encode() if isinstance(rows, str) else rows)
        beside = path.with_suffix(".yaml")
        beside.write_text(mapping, encoding="utf-8")
        for name, text in files.items():
            (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        return open_list(str(path), beside, library, library.newsletters["2026-peru"], mailed)

    return opened
