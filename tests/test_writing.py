"""Files are there whole or not at all, several together as one."""

from pathlib import Path

import pytest

from briefgen.build.output import write_all
from briefgen.errors import UsageError


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_several_files_are_written_with_their_folders(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    write_all(tmp_path, {"a": b"1", "deep/er/b": b"2"})
    assert files(tmp_path) == {"a": b"1", "deep/er/b": b"2"}


def test_when_one_file_cannot_be_written_no_other_changes_and_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "in-the-way").write_bytes(b"a file")
    with pytest.raises(UsageError, match="in-the-way/b cannot be written"):
        write_all(tmp_path, {"a": b"new", "in-the-way/b": b"2", "c": b"3"})
    assert files(tmp_path) == {"a": b"old", "in-the-way": b"a file"}


def test_a_path_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    with pytest.raises(UsageError, match="outside"):
        write_all(tmp_path / "inside", {"a": b"1", "../b": b"2"})
    assert files(tmp_path) == {}
