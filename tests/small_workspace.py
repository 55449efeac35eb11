"""The small workspace of the tests, which holds one of everything, and briefgen run in it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from briefgen.cli import main

SMALL = Path(__file__).with_name("small")
NOVEMBER_2026 = "1795392000"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def built(self) -> set[str]:
        """The keys of the editions that were built."""
        return {line.removeprefix("built ") for line in self.err.splitlines() if line.startswith("built ")}


Run = Callable[..., Ran]
Edit = Callable[[str, str, str], None]


def run(folder: Path, *arguments: str) -> Ran:
    """Run one command of briefgen in a folder, on a day in November 2026."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOVEMBER_2026)
        patch.chdir(folder)
        result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    return Ran(result.exit_code, result.stdout, result.stderr)
