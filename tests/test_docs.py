"""What the documentation points at is there: files, headings, commands, options, pictures."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from briefgen import pipeline
from briefgen.bundled import templates_dir
from briefgen.cli import main
from briefgen.workspace import open_at

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    {
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / name / "README.md" for name in ("content", "templates", "output")),
    }
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
# A call as it is written in texts: "briefgen translate update --locale en", in backticks or after a prompt.
CALL = re.compile(r"(?:`|^\$ |^ {4})briefgen((?: [^\s`|)]+)*)", re.MULTILINE)
TARGET = re.compile(r"`make ([a-z-]+)`|^\$ make ([a-z-]+)|^ {4}make ([a-z-]+)", re.MULTILINE)
FACT = "families-by-2020"
PICTURE_BYTES = 120_000

ids = [path.relative_to(ROOT).as_posix() for path in PAGES]
on_every_page = pytest.mark.parametrize("page", PAGES, ids=ids)


def test_the_pages_that_are_looked_at_are_those_that_are_there() -> None:
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "content/README.md"} <= set(ids)
    assert {f"docs/{name}.md" for name in ("architecture", "content", "findings", "tutorial")} <= set(ids)


@on_every_page
def test_a_relative_link_leads_to_a_file_and_its_heading(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in LINK.findall(without_code(text)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, heading = unquote(target).partition("#")
        found = (page.parent / name).resolve() if name else page
        assert found.exists(), f"{target} leads nowhere"
        assert found.is_relative_to(ROOT), f"{target} leads out of the project"
        if heading:
            assert heading in {anchor(title) for title in HEADING.findall(found.read_text("utf-8"))}, target


@on_every_page
def test_a_command_that_is_named_exists_with_its_options(page: Path) -> None:
    for call in CALL.findall(page.read_text(encoding="utf-8")):
        follow(call.split())


@on_every_page
def test_a_make_target_that_is_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for found in TARGET.findall(page.read_text(encoding="utf-8")):
        assert "".join(found) in targets


def test_a_test_that_the_architecture_names_exists() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(tests/[a-z_/]+\.py)`", text))
    assert len(named) > 5
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_a_module_that_the_architecture_names_exists() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(?!tests/)([a-z_]+(?:/[a-z_]+)*\.py)`", text))
    assert len(named) > 10
    assert [name for name in sorted(named) if not (ROOT / "src" / "briefgen" / name).is_file()] == []


def test_the_pictures_are_small_and_shown_with_a_text_for_those_who_cannot_see_them() -> None:
    pictures = sorted((ROOT / "docs" / "images").glob("*.*"))
    assert pictures
    assert [path.name for path in pictures if path.stat().st_size > PICTURE_BYTES] == []
    shown = {
        (page.parent / target).resolve(): alt
        for page in PAGES
        for alt, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    }
    assert [path.name for path in pictures if not shown.get(path)] == []


def test_the_readme_shows_what_the_example_prints() -> None:
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    editions = pipeline.check(open_at(ROOT, templates_dir()), datetime.date.min).editions
    made = {f"{edition.key}.{ending}" for edition in editions for ending in (*edition.outputs, "manifest.json")}
    shown = re.findall(r"infancia-sin-castigo\.[\w.-]+", readme)
    assert len(shown) > 3
    assert set(shown) <= made
    here = {
        edition.locale: edition.view["facts"][FACT]["text"] for edition in editions if FACT in edition.view["facts"]
    }
    assert set(re.findall(r'"([^"]*100[^"]*)"', readme)) == {here["en-GB"], here["es-PE"], here["nl"]}
    assert len(editions) == 12, "the README says twelve"


def follow(words: list[str]) -> None:
    """Follow the words of a call through the commands; every command and every option must exist."""
    command: click.Command = main
    for word in words:
        if isinstance(command, click.Group) and not word.startswith("-"):
            assert word in command.commands, f"there is no command {word} in {' '.join(words)}"
            command = command.commands[word]
        elif word.startswith("-"):
            options = {name for option in options_of(command) for name in option.opts}
            assert word.partition("=")[0] in options, f"there is no option {word} in {' '.join(words)}"


def options_of(command: click.Command) -> Iterator[click.Parameter]:
    """Yield the options of a command, those of help among them."""
    yield from command.get_params(click.Context(command, help_option_names=["-h", "--help"]))


def without_code(text: str) -> str:
    """Return a text without its code, in which links are examples."""
    return re.sub(r"^```.*?^```$|^ {4}.*?$|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)


def anchor(title: str) -> str:
    """Return the anchor that a heading gets on the usual hosts of repositories."""
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")
