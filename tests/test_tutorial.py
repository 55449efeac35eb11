"""The tutorial and the walk-through are run as they stand: their commands, edits, and the output that they show."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ANYTHING = "…"


@dataclass(frozen=True, slots=True)
class Step:
    """A fenced block: ``about`` is the file that it edits, or ``exit=N`` for commands."""

    kind: str
    about: str
    body: str


def test_the_tutorial_can_be_followed_word_by_word(tmp_path: Path) -> None:
    here = follow("tutorial.md", tmp_path)
    made = here / "output/briefs/first-visits/first-visits.policymakers-int.en-GB.html"
    page = made.read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "National campaign of children and adolescents" in page
    assert "more than 1,240" in page


def test_the_way_to_a_new_audience_can_be_followed_word_by_word(tmp_path: Path) -> None:
    here = follow("new-audience.md", tmp_path)
    page = (here / "output/briefs/peru/peru.policymakers-bxl.fr-BE.html").read_text(encoding="utf-8")
    assert '<html lang="fr-BE" dir="ltr">' in page
    assert "novembre 2026" in page
    assert 'id="evidence"' in page and 'id="history"' not in page


def test_the_way_of_a_translation_can_be_followed_word_by_word(tmp_path: Path) -> None:
    here = follow("translating.md", tmp_path)
    title = "Betaal de klop op de deur"
    assert title in (here / "content/translations/nl/briefs/home-visiting.en.po").read_text("utf-8")
    assert title in (here / "proofs/home-visiting.nl-es.proof.html").read_text("utf-8")
    assert (here / "proofs/home-visiting.nl-es.proof.pdf").read_bytes().startswith(b"%PDF")
    assert (here / "proof.html").is_file()


def follow(name: str, here: Path) -> Path:
    """Do what a page says, and return the folder that its last step ran in."""
    for step in steps((DOCS / name).read_text(encoding="utf-8")):
        if step.kind == "console":
            for command, expected in commands(step.body):
                here = run(command, expected, step.about, here)
        elif step.kind == "diff":
            edit(here / step.about, step.body)
        else:
            assert (here / step.about).is_file(), f"{step.about} should be there before it is replaced"
            (here / step.about).write_text(step.body, encoding="utf-8")
    return here


def test_shown_output_has_to_match_from_its_first_line_to_its_last() -> None:
    assert matches("one\n…\nfour\n", "one\ntwo\nthree\nfour\n")
    assert matches("built in … s\n", "built in 1.5 s\n")
    assert not matches("one\n", "one\ntwo\n")
    assert not matches("built in … s\n", "built in 1\n2 s\n")
    assert not matches("one\n…\nfour\n", "one\nfive\n")


def steps(text: str) -> list[Step]:
    """Return the fenced blocks of a text; each must be of a kind that can be followed."""
    found = [Step(kind, about, body) for kind, about, body in FENCE.findall(text)]
    assert len(found) == text.count("\n```") / 2, "every fenced block names its language"
    for step in found:
        assert step.kind == "console" or step.about, f"name the file of this block:\n{step.body}"
    return found


def commands(body: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a console block with the output shown below it."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        yield command, expected


def run(command: str, expected: str, about: str, here: Path) -> Path:
    """Run one command, compare what it prints, and return the folder that the next one runs in."""
    program, *arguments = shlex.split(command)
    if program == "cd":
        return here / arguments[0]
    if program != "briefgen":
        assert program == "pip", f"the test cannot run {command}"
        return here
    done = subprocess.run(
        [sys.executable, "-m", "briefgen", *arguments],
        cwd=here,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    code = int(about.removeprefix("exit=") or 0)
    assert done.returncode == code, f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    # A page shows the spaces that keep a number together as plain ones.
    printed = done.stdout.replace("\u00a0", " ").replace("\u202f", " ")
    assert matches(expected, printed), f"{command} printed\n{printed}\nwhere the page shows\n{expected}"
    return here


def matches(expected: str, actual: str) -> bool:
    """Tell whether an output is the one shown; ``…`` stands for part of a line, alone on a line for any lines."""
    pattern = ""
    for line in expected.splitlines():
        if line == ANYTHING:
            pattern += r"(?:.*\n)*"
        else:
            pattern += re.escape(line).replace(ANYTHING, ".*") + r"\n"
    return re.fullmatch(pattern, actual) is not None


def edit(path: Path, diff: str) -> None:
    """Apply a change: minus lines and unmarked lines stand in the file as shown, plus lines come in their place."""
    text = path.read_text(encoding="utf-8")
    before = "".join(f"{line[1:]}\n" for line in diff.splitlines() if line[:1] != "+")
    after = "".join(f"{line[1:]}\n" for line in diff.splitlines() if line[:1] != "-")
    found = list(re.finditer("^" + re.escape(before).replace(ANYTHING, ".*"), text, re.MULTILINE))
    assert len(found) == 1, f"{path.name} has this {len(found)} times:\n{before}"
    path.write_text(text[: found[0].start()] + after + text[found[0].end() :], encoding="utf-8")
