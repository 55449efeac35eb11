"""JSON Schemas of the content types, for editors that complete and check YAML while it is typed."""

import json
from typing import Any

from pydantic import BaseModel

from briefgen.build import output
from briefgen.model.evidence import ExchangeRate, Fact, GlossaryTerm, Source
from briefgen.model.library import PUBLICATIONS, SINGULAR, THINGS
from briefgen.model.mapping import ListMapping
from briefgen.model.media import Picture
from briefgen.model.organisation import Organisation
from briefgen.workspace import Workspace

FOLDER = "content/schemas"


def schemas() -> dict[str, str]:
    """Return every schema as text by file name."""
    single = {SINGULAR[kind]: model for kind, model in (*THINGS.items(), *PUBLICATIONS.items())}
    single |= {"organisation": Organisation, "picture": Picture, "recipients": ListMapping}
    found = {name: _of(model) for name, model in single.items()}
    found["facts"] = _mapping(Fact, "facts", language=True)
    found["sources"] = _mapping(Source, "sources")
    found["glossary"] = _mapping(GlossaryTerm, "terms")
    found["rates"] = _list(ExchangeRate, "rates")
    return {f"{name}.json": json.dumps(found[name], ensure_ascii=False, indent=1) + "\n" for name in sorted(found)}


def update(workspace: Workspace, write: bool) -> list[str]:
    """Return the paths of the schemas that are not as they should be; write those when asked to."""
    changed = []
    for name, text in schemas().items():
        path = f"{FOLDER}/{name}"
        current = workspace.root / path
        if not current.is_file() or current.read_text(encoding="utf-8") != text:
            changed.append(path)
            if write:
                output.write(workspace.root, path, text.encode())
    return changed


def _of(model: type[BaseModel]) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema(by_alias=True)}


def _mapping(model: type[BaseModel], key: str, language: bool = False) -> dict[str, Any]:
    """Return the schema of a file with one entry for each id below a key."""
    return _file(model, key, {"type": "object", "additionalProperties": {"$ref": "#/$defs/Entry"}}, language)


def _list(model: type[BaseModel], key: str) -> dict[str, Any]:
    return _file(model, key, {"type": "array", "items": {"$ref": "#/$defs/Entry"}}, False)


def _file(model: type[BaseModel], key: str, entries: dict[str, Any], language: bool) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True)
    definitions = schema.pop("$defs", {})
    properties: dict[str, Any] = {key: entries}
    if language:
        properties["language"] = {"type": "string", "description": "the language of the texts in this file"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": properties,
        "required": [key],
        "additionalProperties": False,
        "$defs": {**definitions, "Entry": schema},
    }
