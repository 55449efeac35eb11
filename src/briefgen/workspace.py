"""The workspace: where the content, the designs and the output of one organisation are."""

from dataclasses import dataclass
from pathlib import Path

from briefgen.errors import UsageError

MARK = "content/organisation.yaml"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with content/; designs are looked up in ``templates``, and the first folder that has one wins."""

    root: Path
    templates: tuple[Path, ...]

    @property
    def content(self) -> Path:
        """Return the folder of the content."""
        return self.root / "content"

    @property
    def output(self) -> Path:
        """Return the folder that a build writes to."""
        return self.root / "output"


def find(start: Path, bundled_templates: Path) -> Workspace:
    """Return the workspace that a folder lies in; raise UsageError when there is none."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / MARK).is_file():
            return open_at(folder, bundled_templates)
    raise UsageError(
        f"no workspace here: {MARK} was not found in {start} or above",
        "go to the folder of your workspace, or start one with: briefgen init DIR",
    )


def open_at(root: Path, bundled_templates: Path) -> Workspace:
    """Return the workspace at a folder; its own templates/ come before those that briefgen brings."""
    own = root / "templates"
    folders = [own] if own.is_dir() else []
    if not any(folder.samefile(bundled_templates) for folder in folders):
        folders.append(bundled_templates)
    return Workspace(root, tuple(folders))
