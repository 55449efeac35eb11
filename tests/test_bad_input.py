"""Faulty and hostile workspaces: each fault is told at its line and column, and spoils only what it touches.

Every folder of tests/bad holds faulty files; they are laid over tests/bad/healthy, which has no faults. What no
repository should hold, such as links that lead out of it, is made by the functions below.
"""

import json
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

from briefgen.findings import Place

BAD = Path(__file__).parent / "bad"
MEMORY = 1_500_000_000
HEALTHY = "briefs/healthy/healthy.readers.en"
BRIEF = (BAD / "healthy/content/briefs/healthy/brief.md").read_text(encoding="utf-8").partition("## Why")[0]


def picture_of_169_megapixels(root: Path) -> None:
    """Write a picture that is small as a file and huge when decoded (ISO 15948)."""
    side = 13_000
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(bytes((side // 8 + 1) * side), 9)), (b"IEND", b"")
    body = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    assert len(body) < 200_000
    write(root, "content/media/huge.png", body)
    write(root, "content/media/huge.yaml", b"alt: Nothing.\ncredit: Nobody\nlicence: CC0\nfile: huge.png\n")


def links_out_of_the_workspace(root: Path) -> None:
    """Link to files outside, one that is a picture and one that is content."""
    secret = root.parent / f"{root.name}-secret"
    secret.write_bytes(b"name: Secret\nkind: funder\nrole: None\nsummary: None.\n")
    write(root, "content/media/outside.yaml", b"alt: A secret.\ncredit: Nobody\nlicence: CC0\nfile: outside.png\n")
    (root / "content/media/outside.png").symlink_to(secret)
    (root / "content/partners").mkdir(exist_ok=True)
    (root / "content/partners/outside.yaml").symlink_to(secret)


def file_of_more_than_a_mebibyte(root: Path) -> None:
    write(root, "content/partners/too-large.yaml", b"# much\n" * 150_000)


def text_of_combining_marks(root: Path) -> None:
    write(root, "content/briefs/marks/brief.md", (BRIEF + "A" + "\u0301" * 30_000 + "\n").encode())


def paragraph_of_nothing_but_an_id(root: Path) -> None:
    write(root, "content/briefs/nothing/brief.md", (BRIEF + "{#nothing}\n").encode())


def template_nested_without_end(root: Path) -> None:
    write(root, "templates/brief/page.html", b"{{ " + b"(" * 5000 + b"1" + b")" * 5000 + b" }}")


def write(root: Path, path: str, body: bytes) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(body)


@dataclass(frozen=True)
class Fault:
    """What is wrong, the files that are so, and the errors as "code path:line:column"."""

    sentence: str
    files: str | Callable[[Path], None]
    errors: tuple[str, ...]
    has_hint: bool = True

    def add_to(self, root: Path) -> None:
        if isinstance(self.files, str):
            shutil.copytree(BAD / self.files, root, dirs_exist_ok=True)
        else:
            self.files(root)


def fault(sentence: str, files: str | Callable[[Path], None], *errors: str, has_hint: bool = True) -> Fault:
    return Fault(sentence, files, errors, has_hint)


IN_CONTENT = (
    fault("a field is unknown", "unknown-field", "field-unknown content/partners/unknown-field.yaml:5:1"),
    fault("a field is missing", "missing-field", "field-missing content/partners/missing-field.yaml:1:1"),
    fault("a text is a list", "wrong-type", "field-type content/partners/wrong-type.yaml:3:7"),
    fault("no such partner", "unknown-partner", "partner-unknown content/campaigns/unknown-partner.yaml:5:14"),
    fault("no such fact", "unknown-fact", "fact-unknown content/programmes/unknown-fact.yaml:3:19"),
    fault("no such source", "unknown-source", "source-unknown content/countries/unknown-source.yaml:3:10"),
    fault("no such audience", "unknown-audience", "audience-unknown content/briefs/unknown-audience/brief.md:5:22"),
    fault("an id is there twice", "duplicate-id", "id-duplicate content/facts/duplicate-id.yaml:2:3"),
    fault("a key is there twice", "duplicate-key", "yaml-key-duplicate content/partners/duplicate-key.yaml:5:1"),
    fault(
        "aliases that would grow without end",
        "alias-bomb",
        "yaml-anchor content/facts/alias-bomb.yaml:2:6",
        "yaml-anchor content/facts/alias-bomb.yaml:3:6",
        "yaml-anchor content/facts/alias-bomb.yaml:3:10",
        "yaml-anchor content/facts/alias-bomb.yaml:3:14",
    ),
    fault(
        "a number in a form that could mean another one",
        "number-as-text",
        "field-type content/facts/number-as-text.yaml:4:12",
        "field-type content/facts/number-as-text.yaml:9:12",
    ),
    fault("a day that is in no calendar", "no-such-day", "date-invalid content/facts/no-such-day.yaml:6:16"),
    fault(
        "a law passed before it was introduced",
        "impossible-order",
        "events-order content/policy-wins/impossible-order.yaml:13:11",
    ),
    fault("a share of more than all", "share-over-100", "share-over-100 content/facts/share-over-100.yaml:4:12"),
    fault(
        "a fact without a source",
        "fact-without-source",
        "fact-source-missing content/facts/fact-without-source.yaml:3:5",
    ),
    fault(
        "a placeholder that no fact answers, on the second line of its paragraph",
        "unanswered-placeholder",
        "fact-unknown content/briefs/unanswered-placeholder/brief.md:11:9",
    ),
    fault(
        "a translation that lost its number",
        "lost-placeholder",
        "placeholder-lost content/translations/nl/lost-placeholder.po:8:1",
    ),
    fault(
        "a catalogue with a quote that is not closed",
        "broken-catalogue",
        "po-syntax content/translations/nl/broken-catalogue.po:9:1",
    ),
    fault("a block of no known kind", "unknown-block", "block-unknown content/briefs/unknown-block/brief.md:12:1"),
    fault(
        "a contact whose address runs a program",
        "program-link",
        "field-value content/briefs/program-link/brief.md:6:79",
        has_hint=False,
    ),
    fault(
        "a picture that was never copied",
        "missing-picture",
        "picture-missing content/media/missing-picture.yaml:1:7",
    ),
    fault("bytes that are not UTF-8", "latin-1", "encoding content/partners/latin-1.yaml:3:13"),
    fault(
        "two editions that would be one file",
        "same-output-twice",
        "output-duplicate content/briefs/same-output-twice/brief.md:5:22",
    ),
    fault(
        "a picture of 169 megapixels",
        picture_of_169_megapixels,
        "picture-too-large content/media/huge.yaml:4:7",
    ),
    fault(
        "links that lead out of the workspace",
        links_out_of_the_workspace,
        "file-symlink content/media/outside.png",
        "file-symlink content/media/outside.yaml:4:7",
        "file-symlink content/partners/outside.yaml",
    ),
    fault(
        "a file of more than a mebibyte",
        file_of_more_than_a_mebibyte,
        "file-too-large content/partners/too-large.yaml",
    ),
    fault(
        "a letter with 30,000 accents",
        text_of_combining_marks,
        "field-value content/briefs/marks/brief.md:10:1",
        has_hint=False,
    ),
    fault(
        "a paragraph that is nothing but its id",
        paragraph_of_nothing_but_an_id,
        "field-value content/briefs/nothing/brief.md:10:1",
        has_hint=False,
    ),
)
IN_TEMPLATES = (
    fault("a loop that is not closed", "template-syntax", "template-syntax templates/newsletter/page.html:3:1"),
    fault("brackets in brackets without end", template_nested_without_end, "template-syntax templates/brief/page.html"),
)
FAULTS = (*IN_CONTENT, *IN_TEMPLATES)


@dataclass(frozen=True)
class Answer:
    """What a command answered: its exit code, its findings, and the files that are then below output/."""

    code: int
    rows: list[dict[str, Any]]
    files: frozenset[str]

    def errors(self) -> list[str]:
        return [told(row) for row in self.rows if row["severity"] == "error"]


def spoiled(root: Path, faults: Iterable[Fault] = ()) -> Path:
    """Return a copy of the healthy workspace with faults."""
    shutil.copytree(BAD / "healthy", root)
    for each in faults:
        each.add_to(root)
    return root


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
    expected = []
    for row in rows:
        place = Place(row["path"], row["line"], row["column"])
        expected.append(f"{place}: {row['severity']}[{row['code']}]: {row['message']}")
        expected += [f"  hint: {row['hint']}"] if row["hint"] else []
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
    assert "norwegians  no\n" in briefgen("list", "audience", folder=root).out


def test_a_name_with_a_zero_in_front_stays_text_and_is_no_octal_number(tmp_path: Path, briefgen: Run) -> None:
    root = spoiled(tmp_path / "work", [fault("", "text-stays-text")])
    assert briefgen("list", "partner", folder=root).out == "octal  01234\n"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Answer, Path]:
    """Build, in real workers, a workspace whose templates and texts are hostile."""
    root = spoiled(tmp_path_factory.mktemp("hostile") / "work", [fault("", "hostile")])
    limits = ("--jobs", "2", "--time-limit", "5", "--memory-limit", "1000")
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
