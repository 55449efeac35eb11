"""The golden files on the disk: how what was made differs from them, and how they are brought up to date."""

import difflib
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .pictures import TOLERANCE, changed_share, difference, reduced

FOLDER = Path(__file__).with_name("editions")
DIFFERENCES = Path("build/golden")
ROOT = Path(__file__).parents[2]
SHOWN = 24
HOW = "If it is meant to be like this: make golden, look at what it reports, and commit the files."


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is not as it was: ``kind`` is new, gone or changed, ``report`` says in lines what is different."""

    path: str
    kind: str
    report: str


def changes(made: Mapping[str, bytes], folder: Path = FOLDER) -> Iterator[Change]:
    """Yield for each file in what it differs from the golden one. ``made`` are all files, by path."""
    kept = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for path in sorted(made.keys() | kept):
        if path not in made:
            yield Change(path, "gone", "")
        elif path not in kept:
            yield Change(path, "new", "")
        elif found := compare(path, made[path], folder):
            yield found


def compare(path: str, body: bytes, folder: Path = FOLDER) -> Change | None:
    """Return in what one file differs from the golden one; of a picture the difference is drawn into a folder."""
    golden = folder / path
    if not golden.is_file():
        return Change(path, "new", "")
    before = golden.read_bytes()
    report = _picture(path, before, body) if path.endswith(".png") else _lines(path, before, body)
    return Change(path, "changed", report) if report else None


def update(made: Mapping[str, bytes], found: list[Change], folder: Path = FOLDER) -> None:
    """Bring the golden files up to date with what has changed; the others are not touched."""
    for change in found:
        target = folder / change.path
        if change.kind == "gone":
            target.unlink()
            if not any(target.parent.iterdir()):
                target.parent.rmdir()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            body = made[change.path]
            target.write_bytes(reduced(body) if change.path.endswith(".png") else body)


def forget_differences() -> None:
    """Remove the pictures of earlier differences."""
    shutil.rmtree(ROOT / DIFFERENCES, ignore_errors=True)


def _picture(path: str, before: bytes, after: bytes) -> str:
    share = changed_share(before, after)
    if share <= TOLERANCE:
        return ""
    drawn = DIFFERENCES / path.replace("/", ".")
    (ROOT / DIFFERENCES).mkdir(parents=True, exist_ok=True)
    (ROOT / drawn).write_bytes(difference(before, after))
    return f"{share:.2%} of the pixels changed; before, the difference and after are in {drawn}"


def _lines(path: str, before: bytes, after: bytes) -> str:
    if before == after:
        return ""
    old, new = (body.decode().splitlines() for body in (before, after))
    diff = list(difflib.unified_diff(old, new, "golden", "now", lineterm="", n=1))
    more = [f"… and {len(diff) - SHOWN} more lines of difference"] if len(diff) > SHOWN else []
    return "\n".join([*diff[:SHOWN], *more]) or "only the ends of lines differ"
