"""Files of the workspace are read; nothing else is, whatever a path says."""

import os
import socket
from pathlib import Path

import pytest

from briefgen.findings import Finding, Place
from briefgen.load import files
from briefgen.load.files import list_files, read_bytes, read_text

SECRET = b"secret"


@pytest.fixture(params=[True, False], ids=["by-parts", "looked-at"])
def root(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace beside a secret; opened in both ways, for the second is that of Windows."""
    monkeypatch.setattr(files, "OPENS_BY_PARTS", request.param)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.yaml").write_bytes(SECRET)
    root = tmp_path / "workspace"
    (root / "content" / "partners").mkdir(parents=True)
    return root


def refused(result: object) -> tuple[str, str]:
    assert isinstance(result, Finding)
    return result.code, str(result.place)


def test_a_text_is_read_with_or_without_a_byte_order_mark_and_with_any_line_ends(root: Path) -> None:
    (root / "content" / "a.yaml").write_bytes(b"\xef\xbb\xbft\xc3\xadtulo: x\r\ny\rz\n")
    assert read_text(root, "content/a.yaml") == "título: x\ny\nz\n"
    (root / "b.yaml").write_bytes(b"x")
    assert read_text(root, "b.yaml") == "x"


def test_bytes_come_back_as_they_are(root: Path) -> None:
    (root / "a.png").write_bytes(b"\x89PNG\r\n\0\xff")
    assert read_bytes(root, "a.png") == b"\x89PNG\r\n\0\xff"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"a: 1\nb: caf\xe9\n", "x.yaml:2:7"),
        (b"\xef\xbb\xbfcaf\xe9", "x.yaml:1:4"),
        ("ñandú: ".encode() + b"\xc3", "x.yaml:1:8"),
        (b"a\r\nb\rc\xff", "x.yaml:3:2"),
        (b"\xed\xa0\x80", "x.yaml:1:1"),
        (b"a\nbc\0d", "x.yaml:2:3"),
        ("título".encode("utf-16"), "x.yaml:1:1"),
    ],
)
def test_what_is_not_utf_8_is_refused_at_its_first_bad_byte(root: Path, body: bytes, place: str) -> None:
    (root / "x.yaml").write_bytes(body)
    assert refused(read_text(root, "x.yaml")) == ("encoding", place)


def test_a_file_may_have_exactly_as_many_bytes_as_the_limit(root: Path) -> None:
    (root / "x").write_bytes(b"12345")
    assert read_bytes(root, "x", limit=5) == b"12345"
    assert refused(read_bytes(root, "x", limit=4)) == ("file-too-large", "x")
    (root / "y").write_bytes(b"1" * (1024 * 1024 + 1))
    found = read_text(root, "y")
    assert isinstance(found, Finding)
    assert "1 MiB" in found.message


@pytest.mark.parametrize(
    "path",
    [
        "../outside/secret.yaml",
        "content/../../outside/secret.yaml",
        "/etc/passwd",
        "",
        ".",
        "content//x",
        "content/",
        "a\0b",
        "C:/x",
        "content\\x",
        "..\\x",
        "content/./x",
    ],
)
def test_a_path_that_may_leave_the_workspace_is_refused(root: Path, path: str) -> None:
    assert refused(read_bytes(root, path))[0] == "file-unreadable"


def test_a_refused_path_is_shown_without_control_characters(root: Path) -> None:
    found = read_bytes(root, "a\x1b[2J\n\udc80")
    assert refused(found)[1] == "a\\x1b[2J\\n\\udc80"


def test_a_link_to_a_file_or_to_a_folder_is_not_followed(root: Path) -> None:
    (root / "content" / "link.yaml").symlink_to(root.parent / "outside" / "secret.yaml")
    (root / "content" / "folder").symlink_to(root.parent / "outside")
    (root / "content" / "inner.yaml").symlink_to("link.yaml")
    for path in ("content/link.yaml", "content/folder/secret.yaml", "content/inner.yaml"):
        found = read_text(root, path)
        assert refused(found) == ("file-symlink", path)
        assert isinstance(found, Finding)
        assert "copy the file" in found.hint


def test_the_workspace_itself_may_be_reached_through_a_link(root: Path) -> None:
    (root / "x").write_bytes(b"1")
    (root.parent / "shortcut").symlink_to(root)
    assert read_bytes(root.parent / "shortcut", "x") == b"1"


def test_what_is_not_a_regular_file_is_refused_without_waiting_for_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(root / "pipe")
    monkeypatch.chdir(root)  # the address of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
    for path in ("pipe", "socket", "content", "absent", "content/absent/x", "pipe/x"):
        assert refused(read_bytes(root, path)) == ("file-unreadable", path)
    assert isinstance(found := read_bytes(root, "absent"), Finding)
    assert found.message == "there is no such file"


def test_refused_files_leave_no_descriptor_open(root: Path) -> None:
    os.mkfifo(root / "pipe")
    (root / "link").symlink_to("pipe")
    before = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    for path in ("pipe", "link", "content", "content/partners", "absent/x", "content/absent"):
        read_bytes(root, path)
    assert (len(list(Path("/proc/self/fd").iterdir())) if before else 0) == before


def test_files_are_listed_sorted_without_hidden_ones_and_backups(root: Path) -> None:
    for name in (
        "b.yaml",
        "a.YAML",
        "partners/c.yaml",
        "d.md",
        ".hidden.yaml",
        "e.yaml~",
        "~$f.yaml",
        "#g.yaml#",
        "#h.yaml",
    ):
        (root / "content" / name).touch()
    (root / "content" / ".git").mkdir()
    (root / "content" / ".git" / "i.yaml").touch()
    (root / "j.yaml").touch()
    listed = ["content/a.YAML", "content/b.yaml", "content/partners/c.yaml"]
    assert list_files(root, (".yaml",), "content") == (listed, [])
    assert list_files(root, (".yaml",)) == ([*listed, "j.yaml"], [])
    assert list_files(root, (".yaml",), "content/partners") == (["content/partners/c.yaml"], [])


def test_links_are_reported_and_not_listed(root: Path) -> None:
    (root / "content" / "folder").symlink_to(root.parent / "outside")
    (root / "content" / "link.yaml").symlink_to(root.parent / "outside" / "secret.yaml")
    (root / "content" / "loop").symlink_to(".")
    paths, findings = list_files(root, (".yaml",))
    assert paths == []
    assert [(f.code, f.place) for f in findings] == [
        ("file-symlink", Place("content/folder")),
        ("file-symlink", Place("content/link.yaml")),
        ("file-symlink", Place("content/loop")),
    ]
    paths, findings = list_files(root, (".yaml",), "content/folder")
    assert (paths, [f.code for f in findings]) == ([], ["file-symlink"])


def test_a_folder_that_is_absent_holds_no_files_and_one_outside_is_refused(root: Path) -> None:
    assert list_files(root, (".yaml",), "templates") == ([], [])
    paths, findings = list_files(root, (".yaml",), "../outside")
    assert (paths, [f.code for f in findings]) == ([], ["file-unreadable"])


def test_a_name_that_cannot_be_printed_is_reported(root: Path) -> None:
    (root / "a\nb.yaml").touch()
    paths, findings = list_files(root, (".yaml",))
    assert (paths, [(f.code, f.place.path) for f in findings]) == ([], [("file-unreadable", "a\\nb.yaml")])


def test_pipes_and_sockets_are_not_listed(root: Path) -> None:
    os.mkfifo(root / "pipe.yaml")
    assert list_files(root, (".yaml",)) == ([], [])
