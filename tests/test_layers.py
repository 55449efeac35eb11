"""The architecture holds: what imports what, read from the syntax trees of all modules."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "briefgen"
# From high to low. A part is a package, or a module beside them; it may import what is below its line.
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"__main__"}),
    frozenset({"cli"}),
    frozenset({"preview"}),
    frozenset(
        {
            "pipeline",
            "production",
            "campaigning",
            "merging",
            "translating",
            "exchanging",
            "inventory",
            "listing",
            "rehearsal",
            "review",
            "scaffold",
            "starters",
            "schemas",
        }
    ),
    frozenset({"merge"}),
    frozenset({"build"}),
    frozenset({"deliver", "render", "check", "translation"}),
    frozenset({"compose"}),
    frozenset({"localize"}),
    frozenset({"load"}),
    frozenset({"model"}),
    frozenset({"workspace", "findings", "errors", "bundled", "doctor", "__init__"}),
)
# The lines whose parts are one step of the work, made of several modules, and may import one another.
TOGETHER = ("pipeline", "workspace")
# Packages of this list may be missing: they are room that the design keeps.
ROOM = {"preview"}
# Who alone may import a library, or a part of one.
ONLY: Mapping[str, tuple[str, ...]] = {
    "click": ("briefgen.cli",),
    "rich": ("briefgen.cli",),
    "weasyprint": ("briefgen.render.pdf",),
    "vl_convert": ("briefgen.render.charts", "briefgen.render.email"),
    "mjml": ("briefgen.render.email",),
    "css_inline": ("briefgen.render.email",),
    "dkim": ("briefgen.deliver.dkim",),
    "smtplib": ("briefgen.deliver",),
    "pebble": ("briefgen.render.workers",),
    "yaml": ("briefgen.load",),
    "jinja2": ("briefgen.compose",),
    "markdown_it": ("briefgen.compose",),
    "citeproc": ("briefgen.compose",),
    "lxml": ("briefgen.translation.exchange", "briefgen.load.workbook"),
    "xlsxwriter": ("briefgen.translation.exchange",),
    "rapidfuzz": ("briefgen.translation",),
    "sqlalchemy": ("briefgen.merge.sources.postgresql",),
    "psycopg": ("briefgen.merge.sources.postgresql",),
    "babel.numbers": ("briefgen.localize",),
    "babel.dates": ("briefgen.localize",),
    "babel.lists": ("briefgen.localize",),
    "babel": ("briefgen.localize", "briefgen.load", "briefgen.translation"),
}
LATE = {
    "weasyprint",
    "vl_convert",
    "mjml",
    "css_inline",
    "dkim",
    "citeproc",
    "PIL",
    "fontTools",
    "rich",
    "lxml",
    "psycopg",
    "sqlalchemy",
    "xlsxwriter",
    "rapidfuzz",
}


def name_of(path: Path) -> str:
    """Return the dotted name of a module; that of a package ends in ``__init__``."""
    return ".".join(("briefgen", *path.relative_to(SOURCE).with_suffix("").parts))


TREES = {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))}


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield every import, in functions too, with its line: ``a.b`` for ``from a import b``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno} imports by a relative name, which this test does not follow"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def own_imports(module: str) -> Iterator[tuple[str, int]]:
    """Yield the modules of briefgen that a module imports, each by the name of its file."""
    for name, line in imports(TREES[module]):
        if name.split(".")[0] == "briefgen":
            while name not in TREES and f"{name}.__init__" not in TREES:
                name = name.rpartition(".")[0]
            yield name if name in TREES else f"{name}.__init__", line


def part(module: str) -> str:
    return module.split(".")[1]


def level(module: str) -> int:
    return next(index for index, line in enumerate(LAYERS) if part(module) in line)


def within(module: str, owners: tuple[str, ...]) -> bool:
    return any(f"{module}.".startswith(f"{owner}.") for owner in owners)


def test_every_module_has_its_place_in_the_layers() -> None:
    expected = set().union(*LAYERS)
    seen = {part(module) for module in TREES}
    assert len(TREES) > 50
    assert seen - expected == set()
    assert expected - seen - ROOM == set()


def test_imports_are_found_wherever_they_stand() -> None:
    tree = ast.parse("import a.b\nfrom c import d, e\ndef f():\n  if f:\n    import g\n")
    assert sorted(imports(tree)) == [("a.b", 1), ("c.d", 2), ("c.e", 2), ("g", 5)]
    assert dict(own_imports("briefgen.pipeline"))["briefgen.load.library"]
    assert dict(own_imports("briefgen.cli.report"))["briefgen.bundled"]


def test_a_module_imports_only_what_is_below_it() -> None:
    wrong = [
        f"{module}:{line} imports {name}"
        for module in TREES
        for name, line in own_imports(module)
        if part(name) != part(module)
        and (
            level(name) < level(module)
            or (level(name) == level(module) and not LAYERS[level(name)].intersection(TOGETHER))
        )
    ]
    assert wrong == []


def test_no_modules_import_one_another_in_a_circle() -> None:
    graph = {module: {name for name, _ in own_imports(module)} - {module} for module in TREES}
    assert len(list(TopologicalSorter(graph).static_order())) == len(TREES)


@pytest.mark.parametrize("library", ONLY)
def test_a_library_is_imported_only_by_the_part_that_it_serves(library: str) -> None:
    users = {module for module, tree in TREES.items() for name, _ in imports(tree) if within(name, (library,))}
    assert users, f"nobody imports {library}"
    assert sorted(module for module in users if not within(module, ONLY[library])) == []


def test_the_model_is_free_of_input_output_and_rendering() -> None:
    found = {name.split(".")[0] for module in TREES if part(module) == "model" for name, _ in imports(TREES[module])}
    assert found <= {
        "briefgen", "collections", "dataclasses", "datetime", "decimal", "enum", "functools", "pathlib", "pydantic",
        "pydantic_core", "re", "types", "typing", "unicodedata",
    }  # fmt: skip
    assert "pydantic" in found


def test_only_the_command_line_prints() -> None:
    calls = [
        (module, node.lineno)
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert [call for call in calls if part(call[0]) != "cli"] == []


def test_heavy_libraries_are_imported_in_the_function_that_needs_them() -> None:
    early = [
        f"{module}:{line} imports {name}"
        for module, tree in TREES.items()
        for statement in tree.body
        if isinstance(statement, ast.Import | ast.ImportFrom)
        for name, line in imports(statement)
        if name.split(".")[0] in LATE
    ]
    assert early == []


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCE.rglob("*.py")}
    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_every_module_is_named_for_what_it_is() -> None:
    vague = ("util", "helper", "manager", "common", "misc", "handler")
    assert [module for module in TREES if any(word in module.lower() for word in vague)] == []
