"""docs/content.md lists the fields of the models: every one, no other, and which are needed."""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest

from briefgen.model.base import Content
from briefgen.model.library import COLLECTIONS, PUBLICATIONS, THINGS
from briefgen.model.mapping import ListMapping
from briefgen.model.media import Picture
from briefgen.model.organisation import Organisation
from briefgen.model.publication import BLOCKS, Publication

PAGE = Path(__file__).resolve().parents[1] / "docs" / "content.md"
SECTION = re.compile(r"^### ([^\n]+)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| `([^`]+)` \| (yes)? ?\| (.+) \|$", re.MULTILINE)
# What a heading calls a model by: the folder, the file, or the kind of block.
MODELS: dict[str, type[Content]] = {
    "organisation": Organisation,
    "Every publication": Publication,
    "media": Picture,
    "recipients": ListMapping,
    "glossary": COLLECTIONS["terms"],
    **{name: COLLECTIONS[name] for name in ("facts", "sources", "rates")},
    **THINGS,
    **PUBLICATIONS,
    **{f"::: {kind}": model for kind, model in BLOCKS.items()},
}
SECTIONS = {
    (re.findall(r"`([a-z-]+|::: [a-z-]+)(?=[/.`])", title) or [title])[-1]: body
    for title, body in SECTION.findall(PAGE.read_text(encoding="utf-8"))
}


def fields(model: type[Content], prefix: str = "") -> Iterator[tuple[str, bool, Any]]:
    """Yield the written name of each field of a model and of the models in it, whether it is needed, and its type."""
    shared = Publication.model_fields.keys() if model in PUBLICATIONS.values() else ()
    for name, field in model.model_fields.items():
        if name not in shared:
            path = f"{prefix}{field.alias}"
            yield path, field.is_required(), field.annotation
            for inner, sign in nested(field.annotation):
                yield from fields(inner, f"{path}{sign}.")


def nested(annotation: Any, sign: str = "") -> Iterator[tuple[type[Content], str]]:
    """Yield the models in a type, with the sign for how: ``[]`` in a list, ``.*`` by key."""
    if isinstance(annotation, type) and issubclass(annotation, Content):
        yield annotation, sign
    sign += {tuple: "[]", dict: ".*"}.get(get_origin(annotation), "")  # type: ignore[arg-type]
    for part in get_args(annotation):
        yield from nested(part, sign)


def words(annotation: Any) -> Iterator[str]:
    """Yield the words that a field may hold, where they are given."""
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    elif isinstance(annotation, type) and issubclass(annotation, StrEnum):
        yield from annotation
    else:
        for part in get_args(annotation):
            yield from words(part)


def test_every_kind_of_content_has_its_section_and_no_other_is_there() -> None:
    assert sorted(SECTIONS) == sorted(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_a_section_lists_the_fields_of_its_model(name: str) -> None:
    listed = {field: needed == "yes" for field, needed, _ in ROW.findall(SECTIONS[name])}
    assert listed == {path: required for path, required, _ in fields(MODELS[name])}


@pytest.mark.parametrize("name", MODELS)
def test_a_field_that_takes_certain_words_names_them_all(name: str) -> None:
    told = {field: set(re.findall(r"`([^`]+)`", text)) for field, _, text in ROW.findall(SECTIONS[name])}
    for path, _, annotation in fields(MODELS[name]):
        assert set(words(annotation)) <= told[path], f"{path} in {name}"
