"""The state of the last build: a digest of all that went in, and of every file that came out.

When both still hold there is nothing to do, and that is known without loading any content. Only the standard
library is imported here.
"""

import hashlib
import json
import os
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefgen.workspace import Workspace

FILE = ".briefgen.json"
PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class State:
    """``inputs`` is the digest of everything that a build reads; ``outputs`` those of what it wrote, by path."""

    inputs: str
    outputs: Mapping[str, str]
    editions: int
    warnings: int


def digest(body: bytes) -> str:
    """Return the digest that states and manifests use: SHA-256 in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def inputs(workspace: Workspace, options: Iterable[str]) -> str:
    """Return one digest of the content, the templates, briefgen itself, the packages around it, and the options."""
    total = hashlib.sha256("\0".join(options).encode())
    for folder in (workspace.content, *workspace.templates):
        _add_tree(total, folder, "")
    _add_tree(total, PACKAGE, ".py")
    total.update("\0".join(_installed()).encode())
    return total.hexdigest()


def template_digests(folders: Iterable[Path], parts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the files of some parts of the templates with their digests, each from the first folder that has it."""
    for part in parts:
        found: dict[str, Path] = {}
        for folder in folders:
            for path in _files(folder / part):
                found.setdefault(path.relative_to(folder).as_posix(), path)
        for name, path in sorted(found.items()):
            yield f"templates/{name}", digest(path.read_bytes())[:16]


def pictures(root: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the digests of the picture files."""
    found = {}
    for name in names:
        path = root / "content" / "media" / name
        found[f"content/media/{name}"] = digest(path.read_bytes())[:16] if path.is_file() else ""
    return found


def engine() -> str:
    """Return a digest of briefgen's own code: another version may render otherwise."""
    total = hashlib.sha256()
    _add_tree(total, PACKAGE, ".py")
    return total.hexdigest()[:16]


def epoch() -> dict[str, str]:
    """Return the date that a reproducible build asks for, if it does: PDFs bear it."""
    name = "SOURCE_DATE_EPOCH"
    return {name: os.environ[name]} if os.environ.get(name) else {}


def load(folder: Path) -> State | None:
    """Return the state that the last build left in an output folder, or None."""
    try:
        data = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return State(data["inputs"], data["outputs"], data["editions"], data["warnings"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def as_bytes(state: State) -> bytes:
    """Return a state as it is kept."""
    data = {
        "inputs": state.inputs,
        "editions": state.editions,
        "warnings": state.warnings,
        "outputs": dict(sorted(state.outputs.items())),
    }
    return (json.dumps(data, indent=1) + "\n").encode()


def changed_outputs(folder: Path, outputs: Mapping[str, str]) -> list[str]:
    """Return the paths of outputs that are missing or are not what was written."""
    return [path for path, expected in outputs.items() if _current(folder / path) != expected]


def _current(path: Path) -> str:
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


def _add_tree(total: Any, folder: Path, suffix: str) -> None:
    for path in _files(folder):
        if path.name.endswith(suffix):
            total.update(path.relative_to(folder).as_posix().encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())


def _files(folder: Path) -> list[Path]:
    """Return the files below a folder, sorted; hidden ones and compiled code do not count."""
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "__pycache__"))]
        found += [Path(parent, name) for name in names if not name.startswith(".") and not name.endswith("~")]
    return sorted(path for path in found if path.is_file())


def _installed() -> list[str]:
    """Return names and versions of the packages around us, as the folder says them."""
    try:
        return sorted(path.name for path in Path(sysconfig.get_paths()["purelib"]).glob("*.dist-info"))
    except OSError:
        return []
