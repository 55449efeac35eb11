"""docs/findings.md explains every code that the source can produce, no other, and its examples produce them."""

import ast
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from briefgen import pipeline
from briefgen.bundled import templates_dir
from briefgen.check.references import SINGULAR
from briefgen.findings import Finding, Severity
from briefgen.load.library import load
from briefgen.merge.recipients.lists import open_list
from briefgen.model.base import Content, Reference
from briefgen.render.workers import Failure
from briefgen.workspace import find

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "briefgen"
FINDINGS = ROOT / "docs" / "findings.md"
SECTION = re.compile(r"^### (`[^\n]+`)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
EXAMPLE = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

# The calls whose first argument is the code of a finding; those of a module itself are known by their parameter.
MAKERS = {"Finding", "PairProblem", "Problem", "PydanticCustomError", "RowFinding", "CellError", "Fault"}
NO_MAKERS = ("unknown_currency", "known_currency")  # their code is that of a currency
# First arguments that hand a code on, which is made in another place that is seen.
PASSED_ON = {
    "code",
    "error.code",
    "fault.code",
    "finding.code",
    "text.code",
    "CODE",
    "kind",
    "problem.code",
    "refused.code",
    "row.code",
    "made.code",
    "error.problems[0].code",
}
TODAY = datetime.date(2026, 11, 23)

# A workspace without findings, for the examples to spoil.
HEALTHY = {
    "organisation.yaml": "name: Our team\nlanguage: en\nlocales: [en, nl]\n"
    "imprint: {legal-name: Our team, address: Lima, email: team@example.org, website: https://example.org, "
    "statement: We exist for this test.}\n",
    "sources.yaml": "sources:\n  report: {type: report, title: Our report, language: en}\n",
    "facts/facts.yaml": "facts:\n  families: {type: number, value: 1200, label: families visited, sources: [report]}\n",
    "audiences/readers.yaml": "name: Readers\nlocale: en-GB\nregister: formal\n",
    "countries/peru.yaml": "name: Peru\nsummary: Visits begin here.\n",
    "campaigns/childhood.yaml": "name: Childhood\nsummary: A campaign.\ngoal: A law.\n",
    "partners/infant.yaml": "name: INFANT\nkind: civil-society\nrole: Campaign\nsummary: Led by children.\n",
    "policy-wins/law.yaml": "name: Law\ntitle: Visits become a right\nsummary: For all.\nevents:\n"
    "  - {id: passed, stage: passed, date: 2015, label: Passed, detail: By many., sources: [report]}\n",
}
FRONT = {
    "title": "Visit every family",
    "standfirst": "A visit opens the door.",
    "date": "2026-11-02",
    "audiences": "[readers]",
    "key-figure": "{fact: families, text: families were visited.}",
    "contact": "{heading: Talk, text: Write to us., email: team@example.org, url: https://example.org}",
}
# A newsletter for the examples of lists, and what a list and its mapping are unless an example says so itself.
NEWSLETTER = """---
name: Nearby
title: A visit opens the door
preheader: What a visit does.
standfirst: Imagine an open door.
date: 2026-11-02
audiences: [readers]
recipient-fields: {amount: money}
letter: {greeting: "Dear reader,", text: Thank you., signature: The team}
contact: {heading: Talk, text: Write to us., email: team@example.org, url: https://example.org}
---

## The story {#story}

A visit.
"""
LIST = "content/recipients/list"
RECIPIENTS = "donor,email,amount\n1,noor@example.org,40.00\n"
# What the columns of the examples are, wherever a list has them.
MAPPING = {
    "email": "email: email",
    "donor": "key: donor",
    "first": "name: {first: first}",
    "language": "locale: language",
    "group": "audience: group",
    "form": "name: {form: form}",
    "amount": "fields: {amount: {type: money, column: amount, currency: EUR}}",
    "date": "fields: {amount: {type: date, column: date}}",
}
BODY = "\n## Why now {#why}\n\nWe visited {families} families. [@report]\n"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of docs/findings.md: its codes, its text, and its examples as path and content."""

    codes: tuple[str, ...]
    text: str
    examples: tuple[tuple[str, str], ...]


def sections() -> list[Section]:
    """Return the sections of docs/findings.md."""
    text = FINDINGS.read_text(encoding="utf-8")
    return [
        Section(tuple(re.findall(r"`([a-z0-9-]+)`", title)), body, tuple(EXAMPLE.findall(body)))
        for title, body in SECTION.findall(text)
    ]


def produced() -> set[str]:
    """Return every code that the source can produce."""
    return {code for path in sorted(SOURCE.rglob("*.py")) for code in codes(ast.parse(path.read_text("utf-8")))}


def codes(tree: ast.AST) -> Iterator[str]:
    """Yield the codes of one module: what is handed to a maker, is called ``code``, or is returned with a message."""
    makers = MAKERS | set(own_makers(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in makers and node.args:
            yield from written(node.args[0])
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).lower() == "code":
            yield from filter(None, map(text_of, ast.walk(node.value)))
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and node.value.elts:
            yield from re.findall(r"^[a-z]+(?:-[a-z0-9]+)+$", text_of(node.value.elts[0]))


def own_makers(tree: ast.AST) -> Iterator[str]:
    """Yield the functions of a module whose first parameter is called ``code``, and the classes that take one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            functions = [part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "__init__"]
        elif isinstance(node, ast.FunctionDef) and node.name not in (*NO_MAKERS, "__init__"):
            functions = [node]
        else:
            continue
        if any([arg.arg for arg in each.args.args if arg.arg != "self"][:1] == ["code"] for each in functions):
            yield node.name


def text_of(node: ast.AST) -> str:
    """Return the string that a node is, or nothing."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def written(node: ast.expr) -> Iterator[str]:
    """Yield the codes that an expression can be."""
    if text_of(node):
        yield text_of(node)
    elif isinstance(node, ast.JoinedStr):
        pattern = "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
        assert pattern in families(), f"a code is put together as {pattern}; say here what it can become"
        yield from families()[pattern]
    else:
        assert ast.unparse(node) in PASSED_ON, f"line {node.lineno}: no code can be told from {ast.unparse(node)}"


def families() -> dict[str, set[str]]:
    """Return what the codes that are put together from parts can become."""
    first_kinds = {reference.kinds[0] for model in models(Content) for reference in references(model)}
    return {
        "*-unknown": {f"{SINGULAR[kind]}-unknown" for kind in first_kinds},
        "translation-*": {"translation-missing", "translation-stale"},
        "render-*": {f"render-{kind}" for kind in get_args(get_type_hints(Failure)["kind"])},
    }


def models(base: type[Content]) -> Iterator[type[Content]]:
    """Yield all models of content."""
    for model in base.__subclasses__():
        yield model
        yield from models(model)


def references(model: type[Content]) -> Iterator[Reference]:
    """Yield the references in the fields of a model."""
    waiting: list[object] = list(get_type_hints(model, include_extras=True).values())
    while waiting:
        hint = waiting.pop()
        if isinstance(hint, Reference):
            yield hint
        waiting += [*get_args(hint), *getattr(hint, "__metadata__", ())]


def check(folder: Path, examples: tuple[tuple[str, str], ...] = ()) -> tuple[Finding, ...]:
    """Return the findings in a healthy workspace with some files put into it."""
    files = {f"content/{name}": text for name, text in HEALTHY.items()}
    files["content/briefs/visits/brief.md"] = brief(BODY)
    files |= {path: whole(path, text) for path, text in examples}
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    lists = any(path.startswith(LIST) for path, _ in examples)
    return (
        recipients(folder, dict(examples)) if lists else pipeline.check(find(folder, templates_dir()), TODAY).findings
    )


def recipients(folder: Path, examples: dict[str, str]) -> tuple[Finding, ...]:
    """Return the findings in a list of recipients and its mapping."""
    rows = examples.get(f"{LIST}.csv", RECIPIENTS)
    heading = dict.fromkeys(re.split("[,;]", rows.partition("\n")[0]))
    mapping = "\n".join(MAPPING[column] for column in heading if column in MAPPING)
    newsletter = NEWSLETTER.replace("money", "date") if "date" in heading else NEWSLETTER
    files = {
        "newsletters/autumn/newsletter.md": newsletter,
        "recipients/list.csv": rows,
        "recipients/list.yaml": mapping,
    }
    for path, text in ({f"content/{name}": text for name, text in files.items()} | examples).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    library = load(find(folder, templates_dir())).library
    assert library is not None
    opened = open_list(f"{folder}/{LIST}.csv", None, library, library.newsletters["autumn"], mailed=True)
    broken = any(finding.severity is Severity.ERROR for finding in opened.findings)
    return opened.findings if broken else (*opened.findings, *opened.survey().findings)


def whole(path: str, text: str) -> str:
    """Return an example as a whole file: a block alone stands in a newsletter that is otherwise healthy."""
    if "/briefs/" in path and path.endswith(".md"):
        return brief(text)
    return f"{NEWSLETTER}\n{text}" if "/newsletters/" in path and text.startswith(":::") else text


def brief(text: str) -> str:
    """Return a text as a whole brief; fields that it begins with come over those of the healthy brief."""
    own, body = re.fullmatch(r"(?:---\n(.*?)---\n)?(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    fields = FRONT | dict(line.split(": ", 1) for line in (own or "").splitlines())
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in fields.items()) + f"---\n{body}"


def test_every_code_is_explained_and_no_code_is_made_up() -> None:
    explained = [code for section in sections() for code in section.codes]
    assert len(produced()) > 60
    assert sorted(explained) == sorted(produced())


def test_the_workspace_that_examples_spoil_has_no_findings_itself(tmp_path: Path) -> None:
    assert check(tmp_path) == ()


@pytest.mark.parametrize(
    "section", [section for section in sections() if section.examples], ids=lambda section: section.codes[0]
)
def test_an_example_produces_the_finding_that_it_explains(section: Section, tmp_path: Path) -> None:
    found = {finding.code: finding for finding in check(tmp_path, section.examples)}
    assert set(section.codes) <= found.keys()
    said = re.split("[.; ]", section.text.strip(), maxsplit=1)[0].lower()
    assert {str(found[code].severity) for code in section.codes} == {said}


def test_most_codes_come_with_an_example_that_is_tried() -> None:
    tried = sum(len(section.codes) for section in sections() if section.examples)
    assert tried >= 50
