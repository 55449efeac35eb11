"""The command line: what it prints, what it returns, and what it leaves behind."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from jsonschema import Draft202012Validator
from small_workspace import SMALL, Edit, Run

from briefgen.cli import main
from briefgen.cli.content import KINDS
from briefgen.load.body import split_front_matter
from briefgen.load.yaml import parse

ROOT = Path(__file__).parents[1]
PARTNER = "content/partners/norte.yaml"


def commands(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


@pytest.mark.parametrize("command", [(), *commands(main)], ids=" ".join)
def test_every_command_explains_itself(briefgen: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    ran = briefgen(*command, "--help", folder=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Usage: ")
    described = ran.out.split("\n\n")[1].strip()
    assert described.endswith((".", ":"))


def test_the_commands_stand_in_the_order_in_which_somebody_needs_them() -> None:
    names = list(main.commands)
    wanted = ["init", "new", "check", "build", "translate", "list", "where-used", "schema", "doctor"]
    assert [name for name in names if name in wanted] == wanted


def test_help_loads_nothing_heavy() -> None:
    heavy = {"weasyprint", "jinja2", "pydantic", "babel", "yaml", "markdown_it", "rich", "PIL", "citeproc", "pebble"}
    script = f"import sys, briefgen.cli; print(sorted({heavy!r} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "[]\n"


def test_ctrl_c_ends_every_command_with_130_whatever_it_was_at(briefgen: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for name, command in main.commands.items():
        monkeypatch.setattr(command, "make_context", pressed)
        ran = briefgen(name)
        assert (ran.code, ran.err) == (130, "Stopped.\n"), name


def test_a_healthy_workspace_passes(briefgen: Run) -> None:
    assert briefgen("check").code == 0
    assert briefgen("check").out == "Checked 18 things: no findings.\n"


def test_a_warning_does_not_fail(briefgen: Run, edit: Edit) -> None:
    path = "content/campaigns/puertas-abiertas.yaml"
    edit(path, "Pide una visita", "Pide 3 visitas")
    ran = briefgen("check")
    assert ran.code == 0
    assert f'{path}:4:10: warning[digits-typed]: "3" is typed by hand\n  hint: ' in ran.out


def test_an_error_fails_and_says_where_it_is_and_how_to_mend_it(briefgen: Run, edit: Edit) -> None:
    edit("content/briefs/visits/brief.md", "partners: [casa-abierta, norte]", "partners: [casa-abierta, nortte]")
    ran = briefgen("check")
    assert ran.code == 1
    line = (
        (SMALL / "content/briefs/visits/brief.md")
        .read_text("utf-8")
        .split("\n")
        .index("partners: [casa-abierta, norte]")
    )
    place = f"content/briefs/visits/brief.md:{line + 1}:26"
    assert f'{place}: error[partner-unknown]: no partner "nortte"\n  hint: did you mean "norte"?\n' in ran.out


def test_findings_are_the_same_for_programs(briefgen: Run, edit: Edit) -> None:
    edit(PARTNER, "kind: research", "kind: resaerch")
    ran = briefgen("check", "--format", "json")
    assert ran.code == 1
    found = json.loads(ran.out)
    assert {"code", "path", "line", "column", "message", "hint", "severity", "waivable"} == set(found[0])
    (first,) = [row for row in found if row["path"] == PARTNER]
    assert (first["line"], first["column"], first["severity"], first["waivable"]) == (3, 7, "error", False)
    text = briefgen("check").out
    assert text.count("error[") + text.count("warning[") == len(found)


def test_a_healthy_workspace_has_no_findings_for_programs(briefgen: Run) -> None:
    assert json.loads(briefgen("check", "--format", "json").out) == []


@pytest.mark.parametrize(
    "command",
    [("check",), ("build",), ("list",), ("new", "partner", "x"), ("schema",), ("translate", "status")],
    ids=" ".join,
)
def test_outside_a_workspace_a_command_says_how_to_get_one(
    briefgen: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    ran = briefgen(*command, folder=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Error: no workspace here: content/organisation.yaml was not found in ")
    assert "briefgen init DIR" in ran.err


def test_a_command_works_anywhere_inside_the_workspace(briefgen: Run, workspace: Path) -> None:
    assert briefgen("check", folder=workspace / "content" / "briefs" / "visits").code == 0


def test_an_option_with_a_list_may_be_given_more_than_once(briefgen: Run, workspace: Path) -> None:
    assert briefgen("build", "visits", "--format", "html", "--format", "html-single").code == 0
    pages = [path.name for path in (workspace / "output/briefs/visits").glob("visits.readers-en.*.html")]
    assert sorted(pages) == ["visits.readers-en.en-GB.html", "visits.readers-en.en-GB.single.html"]


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (("visit",), 'no publication "visit" is built here', 'did you mean "visits"?'),
        (("--locale", "es"), 'no locale "es" is built here', "es-PE"),
        (("--audience", "donor-nl"), 'no audience "donor-nl" is built here', 'did you mean "donors-nl"?'),
        (("--format", "pfd"), 'there is no format "pfd"', 'did you mean "pdf"?'),
    ],
)
def test_a_name_that_nothing_has_is_refused_with_the_nearest_one(
    briefgen: Run, arguments: tuple[str, ...], message: str, hint: str
) -> None:
    ran = briefgen("build", *arguments)
    assert (ran.code, ran.built) == (2, set())
    assert f"Error: {message}\n  hint: " in ran.err
    assert hint in ran.err


def test_a_name_that_nothing_has_is_refused_though_something_else_has_errors(briefgen: Run, edit: Edit) -> None:
    edit("content/briefs/visits/brief.md", "audiences:", "audience:")
    assert briefgen("build", "visit").code == 2
    ran = briefgen("build", "visits")
    assert (ran.code, ran.built) == (1, set())
    assert "content/briefs/visits/brief.md" in ran.out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("autumn",), {"autumn.donors-nl.nl", "autumn.readers-en.en-GB"}),
        (("--locale", "nl"), {"visits.donors-nl.nl", "autumn.donors-nl.nl"}),
        (("--audience", "officials-pe"), {"visits.officials-pe.es-PE"}),
        (("autumn", "visits", "--audience", "readers-en"), {"visits.readers-en.en-GB", "autumn.readers-en.en-GB"}),
        (("autumn", "--locale", "en-GB", "--locale", "nl"), {"autumn.donors-nl.nl", "autumn.readers-en.en-GB"}),
    ],
)
def test_only_what_is_asked_for_is_looked_at(
    built: Path, briefgen: Run, arguments: tuple[str, ...], expected: set[str]
) -> None:
    out = briefgen("build", "--explain", *arguments).out
    assert {line.removesuffix(": up to date") for line in out.splitlines() if line.endswith(": up to date")} == expected


def test_nothing_in_a_pipe_is_coloured(workspace: Path, edit: Edit) -> None:
    edit(PARTNER, "Meet wat", "Meet al 12 jaar wat")
    edit("content/translations/nl/briefs/visits.es.po", 'msgstr "Waarom nu"', 'msgstr ""')
    for command in (["check"], ["build", "autumn", "--audience", "donors-nl"]):
        done = subprocess.run(
            [sys.executable, "-m", "briefgen", *command],
            cwd=workspace,
            capture_output=True,
            env={**os.environ, "TERM": "xterm-256color"},
        )
        assert done.stdout
        assert b"\x1b" not in done.stdout + done.stderr


def test_init_starts_a_workspace_that_checks_without_errors(briefgen: Run, tmp_path: Path) -> None:
    ran = briefgen("init", "mine", folder=tmp_path)
    assert ran.code == 0
    assert "cd mine\n  briefgen build" in ran.out
    assert briefgen("check", folder=tmp_path / "mine").code == 0
    ignored = (tmp_path / "mine" / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"output/*", "content/recipients/*"} <= set(ignored)


def test_init_refuses_a_folder_that_holds_something(briefgen: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep me", encoding="utf-8")
    ran = briefgen("init", "mine", folder=tmp_path)
    assert ran.code == 2
    assert "mine is not empty" in ran.err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "locale"])
def test_a_new_thing_of_every_kind_is_sound_before_a_word_is_changed(briefgen: Run, workspace: Path, kind: str) -> None:
    ran = briefgen("new", kind, "brand-new")
    assert ran.code == 0
    path = re.match(r"[^ :]+", ran.out)[0]
    assert "brand-new" in path + (workspace / path).read_text(encoding="utf-8")
    checked = briefgen("check", "--format", "json")
    about = [row for row in json.loads(checked.out) if row["severity"] == "error" and "brand-new" in str(row)]
    assert [row for row in about if not row["code"].startswith("translation-")] == []
    assert checked.code == 0 or all(row["code"].startswith("translation-") for row in json.loads(checked.out))
    listed = briefgen("list", {"fact": "facts", "source": "sources"}.get(kind, kind)).out
    assert any(line.split()[0] == "brand-new" for line in listed.splitlines())


@pytest.mark.parametrize("kind", ["brief", "newsletter"])
def test_a_new_publication_builds_before_a_word_is_changed(briefgen: Run, workspace: Path, kind: str) -> None:
    briefgen("new", kind, "brand-new")
    ran = briefgen("build", "brand-new")
    assert (ran.code, len(ran.built)) == (0, 1), ran.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("partner", "norte"), 'there is a partner "norte" already'),
        (("fact", "families"), 'there is a fact "families" already'),
        (("country", "peru"), 'there is a country "peru" already'),
        (("brief", "visits"), 'there is a brief "visits" already'),
        (("partner", "Norte Sur"), '"Norte Sur" is not an id'),
        (("partner", "../x"), '"../x" is not an id'),
    ],
)
def test_new_refuses_an_id_that_is_taken_or_is_none(
    briefgen: Run, workspace: Path, arguments: tuple[str, str], message: str
) -> None:
    before = {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}
    ran = briefgen("new", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert f"Error: {message}" in ran.err
    assert {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()} == before


def test_list_counts_the_kinds_and_names_the_things(briefgen: Run) -> None:
    kinds = dict(line.split() for line in briefgen("list").out.splitlines())
    assert {name: kinds[name] for name in ("partners", "facts", "audiences", "briefs")} == {
        "partners": "2", "facts": "3", "audiences": "3", "briefs": "1",
    }  # fmt: skip
    assert briefgen("list", "partners").out == "casa-abierta  Casa Abierta\nnorte         Instituto Norte\n"
    assert briefgen("list", "partner").out == briefgen("list", "partners").out
    ran = briefgen("list", "partnrs")
    assert (ran.code, ran.err) == (2, 'Error: there is no kind "partnrs"\n  hint: did you mean "partners"?\n')


def test_where_used_names_every_place_and_every_edition(briefgen: Run) -> None:
    out = briefgen("where-used", "casa-abierta").out
    assert "content/campaigns/puertas-abiertas.yaml:7:14\n" in out
    assert "content/briefs/visits/brief.md:" in out
    printed = out.split("Printed in: ")[1].strip().split(", ")
    assert printed == ["visits.officials-pe.es-PE", "visits.donors-nl.nl", "visits.readers-en.en-GB"]
    assert "autumn.donors-nl.nl" in briefgen("where-used", "norte").out
    ran = briefgen("where-used", "nort")
    assert (ran.code, ran.err) == (2, 'Error: nothing has the id "nort"\n  hint: did you mean "norte"?\n')


def test_where_used_finds_a_fact_and_a_source_in_the_middle_of_a_text(briefgen: Run) -> None:
    lines = (SMALL / "content/briefs/visits/brief.md").read_text(encoding="utf-8").split("\n")
    fact = lines.index("Las visitas llegan a {families} familias. Antes no llegaba nadie.") + 1
    source = lines.index("La ley lo pide así [@law]. {#as-asked}") + 1
    assert f"content/briefs/visits/brief.md:{fact}:22\n" in briefgen("where-used", "families").out
    assert f"content/briefs/visits/brief.md:{source}:20\n" in briefgen("where-used", "law").out


def test_the_schemas_of_the_example_are_fresh(briefgen: Run) -> None:
    ran = briefgen("schema", "--check", folder=ROOT)
    assert (ran.code, ran.out) == (0, "All schemas are up to date.\n")


def test_a_schema_that_was_changed_is_found_and_written_again(briefgen: Run, workspace: Path) -> None:
    assert briefgen("schema").code == 0
    assert briefgen("schema", "--check").code == 0
    path = workspace / "content" / "schemas" / "partner.json"
    good = path.read_bytes()
    path.write_text("{}", encoding="utf-8")
    ran = briefgen("schema", "--check")
    assert (ran.code, ran.out) == (1, "content/schemas/partner.json is out of date\n")
    assert path.read_text(encoding="utf-8") == "{}"
    assert briefgen("schema").out == "content/schemas/partner.json written\n"
    assert path.read_bytes() == good


def yaml_of(path: Path) -> tuple[str, object]:
    """Return the first line that names a schema, and what a file of content holds."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        text = split_front_matter(text, path.name)[0]
    parsed = parse(text, path.name)
    assert not parsed.findings
    return text.split("\n", 1)[0], parsed.value


def schema_files(root: Path) -> list[Path]:
    found = [
        path for path in (root / "content").rglob("*") if path.suffix in (".yaml", ".md") and path.name != "README.md"
    ]
    return sorted(path for path in found if "translations" not in path.parts)


@pytest.mark.parametrize("root", [ROOT, SMALL], ids=["the example", "the small workspace"])
def test_every_file_names_its_schema_and_keeps_to_it(briefgen: Run, workspace: Path, root: Path) -> None:
    briefgen("schema")
    files = schema_files(root)
    assert len(files) >= 15
    for path in files:
        first, value = yaml_of(path)
        assert first.startswith("# yaml-language-server: $schema="), path
        named = (path.parent / first.partition("=")[2]).resolve()
        assert named.parent == root / "content" / "schemas", path
        schema = json.loads((workspace / "content" / "schemas" / named.name).read_text(encoding="utf-8"))
        errors = [error.message for error in Draft202012Validator(schema).iter_errors(value)]
        assert errors == [], path


def test_every_schema_is_one(briefgen: Run, workspace: Path) -> None:
    briefgen("schema")
    paths = sorted((workspace / "content" / "schemas").glob("*.json"))
    assert len(paths) >= 12
    for path in paths:
        schema = json.loads(path.read_text(encoding="utf-8"))
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        Draft202012Validator.check_schema(schema)


def test_a_schema_refuses_what_the_check_refuses(briefgen: Run, workspace: Path) -> None:
    briefgen("schema")
    schema = json.loads((workspace / "content/schemas/partner.json").read_text(encoding="utf-8"))
    _, value = yaml_of(workspace / PARTNER)
    assert isinstance(value, dict)
    validator = Draft202012Validator(schema)
    assert validator.is_valid(value)
    assert not validator.is_valid({**value, "kind": "resaerch"})
    assert not validator.is_valid({**value, "webside": "https://example.org"})
    assert not validator.is_valid({key: value[key] for key in value if key != "role"})
