"""Faulty and hostile workspaces: each fault is told at its line and column, and spoils only what it touches.

What is faulty, and what must be told of it, stands in tests/bad.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bad.faults import FAULTS, IN_CONTENT, IN_TEMPLATES, Fault, fault, spoiled, write
from small_workspace import Run

from briefgen.findings import Place

MEMORY = 1_500_000_000
HEALTHY = "briefs/healthy/healthy.readers.en"


@dataclass(frozen=True)
class Answer:
    """What a command answered: its exit code, its findings, and the files that are then below output/."""

    code: int
    rows: list[dict[str, Any]]
    files: frozenset[str]

    def errors(self) -> list[str]:
        return [told(row) for row in self.rows if row["severity"] == "error"]


def ask(briefgen: Run, root: Path, command: str, option: str) -> Answer:
    ran = briefgen(command, option, "json", folder=root)
    return Answer(ran.code, json.loads(ran.out), output_of(root))


def output_of(root: Path) -> frozenset[str]:
    """Return the files below output/, less the pictures and fonts beside a page."""
    output = root / "output"
    files = (path.relative_to(output) for path in output.rglob("*") if path.is_file())
    return frozenset(path.as_posix() for path in files if path.parent.name != "assets" or path.suffix == ".tmp")


def told(row: Mapping[str, Any]) -> str:
    return f"{row['code']} {Place(row['path'], row['line'], row['column'])}"


def made(*stems: str) -> frozenset[str]:
    return frozenset(f"{stem}{ending}" for stem in stems for ending in (".html", ".manifest.json"))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.sentence)
def test_a_fault_is_told_once_at_its_place_with_a_way_to_mend_it(fault: Fault, tmp_path: Path, briefgen: Run) -> None:
    answer = ask(briefgen, spoiled(tmp_path / "work", [fault]), "check", "--format")
    assert answer.code == 1
    assert answer.errors() == list(fault.errors)
    for row in answer.rows:
        assert row["message"]
        assert row["hint"] or not fault.has_hint


def test_without_the_faults_nothing_is_told(tmp_path: Path, briefgen: Run) -> None:
    answer = ask(briefgen, spoiled(tmp_path / "work"), "check", "--format")
    assert (answer.code, answer.rows) == (0, [])


def test_all_faults_together_are_told_in_one_run_sorted_and_each_once(tmp_path: Path, briefgen: Run) -> None:
    root = spoiled(tmp_path / "work", FAULTS)
    answer = ask(briefgen, root, "check", "--format")
    assert answer.code == 1
    assert sorted(answer.errors()) == sorted(error for fault in FAULTS for error in fault.errors)
    places = [(row["path"], row["line"], row["column"], row["code"], row["message"]) for row in answer.rows]
    assert places == sorted(set(places))


def test_the_text_report_says_the_same_as_the_json_report(tmp_path: Path, briefgen: Run) -> None:
    root = spoiled(tmp_path / "work", FAULTS)
    rows = ask(briefgen, root, "check", "--format").rows
    ran = briefgen("check", folder=root)
    expected, said = [], ""
    for row in rows:
        place = Place(row["path"], row["line"], row["column"])
        expected.append(f"{place}: {row['severity']}[{row['code']}]: {row['message']}")
        # Where findings in a row have the same hint it is printed once.
        expected += [f"  hint: {row['hint']}"] if row["hint"] not in ("", said) else []
        said = row["hint"]
    assert ran.code == 1
    assert ran.out.splitlines()[:-1] == expected


def test_an_edition_with_a_fault_is_not_built_and_a_healthy_one_is(tmp_path: Path, briefgen: Run) -> None:
    root = spoiled(tmp_path / "work", IN_CONTENT)
    answer = ask(briefgen, root, "build", "--report")
    assert answer.code == 1
    assert answer.errors() == ask(briefgen, root, "check", "--format").errors()
    assert answer.files == made(HEALTHY)


def test_a_fault_in_a_template_stops_the_editions_of_its_kind(tmp_path: Path, briefgen: Run) -> None:
    root = spoiled(tmp_path / "work", [fault("", "hostile"), IN_TEMPLATES[0]])
    shutil.rmtree(root / "content/briefs/data-picture")
    answer = ask(briefgen, root, "build", "--report")
    assert (answer.code, answer.errors()) == (1, list(IN_TEMPLATES[0].errors))
    assert answer.files == made(HEALTHY, "briefs/markup/markup.readers.en")


def test_a_country_code_and_a_name_that_other_programs_take_for_false_stay_text(tmp_path: Path, briefgen: Run) -> None:
    root = spoiled(tmp_path / "work", [fault("", "text-stays-text")])
    assert ask(briefgen, root, "check", "--format").rows == []
    assert "no  no\n" in briefgen("list", "country", folder=root).out
    assert "norwegians  no (no; html)\n" in briefgen("list", "audience", folder=root).out


def test_a_name_with_a_zero_in_front_stays_text_and_is_no_octal_number(tmp_path: Path, briefgen: Run) -> None:
    root = spoiled(tmp_path / "work", [fault("", "text-stays-text")])
    assert briefgen("list", "partner", folder=root).out == "octal  01234\n"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Answer, Path]:
    """Build, in real workers, a workspace whose templates and texts are hostile."""
    root = spoiled(tmp_path_factory.mktemp("hostile") / "work", [fault("", "hostile")])
    limits = ("--jobs", "2", "--time-limit", "5", "--memory-limit", "300")
    command = (sys.executable, "-m", "briefgen", "build", "--report", "json", *limits)
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    return Answer(done.returncode, json.loads(done.stdout), output_of(root)), root / "output"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(
            "render-timeout content/newsletters/endless-loop/newsletter.md",
            "endless-loop.readers.en: stopped after 5 seconds",
            id="a template that loops for ever is stopped",
        ),
        pytest.param(
            "render-memory content/newsletters/memory-hog/newsletter.md",
            "memory-hog.readers.en: ran out of the memory",
            id="a template that eats memory is stopped",
        ),
        pytest.param(
            "template-error templates/newsletter/sandbox-escape.html:2:1",
            "__class__",
            id="a template cannot reach into Python",
        ),
        pytest.param(
            "template-error templates/newsletter/undefined-name.html:3:1",
            "titel",
            id="a misspelt name is told at its line of the template",
        ),
        pytest.param(
            "link-refused content/briefs/data-picture/brief.md",
            "data:image/png",
            id="a picture within an address is refused",
        ),
    ],
)
def test_a_hostile_part_fails_its_own_edition(error: str, said: str, hostile: tuple[Answer, Path]) -> None:
    found = [row for row in hostile[0].rows if told(row) == error]
    assert hostile[0].code == 1
    assert [said in row["message"] and bool(row["hint"]) for row in found] == [True]


def test_beside_hostile_editions_the_others_are_built_and_nothing_half_written_stays(
    hostile: tuple[Answer, Path],
) -> None:
    assert len(hostile[0].errors()) == 5
    assert hostile[0].files == made(HEALTHY, "briefs/markup/markup.readers.en")


def test_markup_and_links_that_run_or_read_something_are_printed_as_plain_text(hostile: tuple[Answer, Path]) -> None:
    page = (hostile[1] / "briefs/markup/markup.readers.en.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(" in page
    assert "](javascript:alert(" in page
    assert not any(f'{name}="{scheme}' in page for name in ("href", "src") for scheme in ("java", "file", "vb"))
    assert not any(tag in page for tag in ("<script", "<img src=x", 'https://example.org/pixel"'))


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param("'A' * 700000000", id="a product"),
        pytest.param("'A'|center(700000000)", id="a filter"),
        pytest.param("9 ** (9 ** 9)", id="a power"),
    ],
)
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the system cannot limit the memory of a process")
def test_checking_a_template_computes_nothing_that_stands_in_it(expression: str, tmp_path: Path) -> None:
    root = spoiled(tmp_path / "work")
    page = f"{{{{ {expression} }}}}{{% autoescape {expression} %}}{{% endautoescape %}}"
    write(root, "templates/newsletter/page.html", page.encode())
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))"
    code = f"{limit}; from briefgen.cli import main; main(['check'])"
    done = subprocess.run((sys.executable, "-c", code), cwd=root, capture_output=True, timeout=20, check=False)
    assert b"Traceback" not in done.stderr
    assert done.returncode in (0, 1)
