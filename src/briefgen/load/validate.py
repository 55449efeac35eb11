"""Validates what an editor wrote against a model; each fault becomes a finding with its line and column.

A model's validator may raise ``PydanticCustomError("share-over-100", "...", {"hint": "...", "at": "value"})``: a
type with a hyphen is the finding's code, ``hint`` says how to mend it, ``at`` names the field at fault.
"""

import re
import types
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Annotated, Any, Final, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import ErrorDetails

from briefgen.findings import Finding, did_you_mean
from briefgen.load.yaml import Path, Positions

Model = TypeVar("Model", bound=BaseModel)

# What an editor should write, by the first word of pydantic's name for the error.
_EXPECTED: Final = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "decimal": "a number",
    "bool": "true or false",
    "date": "a date such as 2015-12-30",
    "datetime": "a date and time such as 2015-12-30T09:00",
    "time": "a time such as 09:30",
    "list": "a list",
    "tuple": "a list",
    "set": "a list",
    "frozen": "a list",
    "dict": "fields and their values",
    "mapping": "fields and their values",
    "model": "fields and their values",
    "url": "a web address such as https://example.org",
    "none": "nothing",
}
_WRONG_TYPE: Final = re.compile(r"_(?:type|parsing|parsing_size|inexact|from_float|required|unicode)$")
# What a model's limits mean, to be filled in with the limit.
_LIMITS: Final = {
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "multiple_of": "a multiple of {multiple_of}",
    "string_too_short": "at least {min_length} characters",
    "string_too_long": "at most {max_length} characters",
    "too_short": "at least {min_length} items",
    "too_long": "at most {max_length} items",
    "decimal_max_digits": "at most {max_digits} digits",
    "decimal_max_places": "at most {decimal_places} digits behind the point",
    "decimal_whole_digits": "at most {whole_digits} digits before the point",
    "date_past": "a date in the past",
    "date_future": "a date in the future",
}
_SHOWN_CHARACTERS: Final = 60


def validate(
    model_type: type[Model], data: object, positions: Positions, path: str
) -> tuple[Model | None, list[Finding]]:
    """Return the model built from the data, or None and the findings that say why there is none.

    ``positions`` tell where the data stood, and ``path`` is the file that the findings name.
    """
    try:
        return model_type.model_validate(data), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    findings = [_finding(detail, model_type, positions) for detail in details]
    return None, list(dict.fromkeys(replace(f, place=replace(f.place, path=path)) for f in findings))


def _finding(error: ErrorDetails, model_type: type[BaseModel], positions: Positions) -> Finding:
    """Turn one of pydantic's errors into a finding."""
    kind, context = error["type"], error.get("ctx", {})
    at = _locate(error["loc"], positions)
    if kind == "missing":
        message = f'the field "{error["loc"][-1]}" is missing'
        return Finding("field-missing", positions.value(at), message, "add it")
    if kind == "union_tag_not_found":
        message = f"the field {_quoted(context['discriminator'])} is missing"
        return Finding("field-missing", positions.value(at), message, "add it")
    if kind == "extra_forbidden":
        hint = did_you_mean(str(at[-1]), _field_names(model_type, at[:-1]))
        return Finding("field-unknown", positions.key(at), f'there is no field "{at[-1]}"', hint)
    if "-" in kind:
        at = _locate((*at, *_steps(context["at"])), positions) if "at" in context else at
        return Finding(kind, positions.value(at), error["msg"], str(context.get("hint", "")))
    if kind in ("value_error", "assertion_error"):
        return Finding("field-value", positions.value(at), str(context["error"]))
    if error["loc"][-1:] == ("[key]",):
        message = f'"{at[-1]}" cannot be a key here: {_plain(error["msg"])}'
        return Finding("field-value", positions.key(at), message)
    code, at, message, hint = _described(kind, error["input"], context, error["msg"], at)
    return Finding(code, positions.value(at), _named(at, message), hint)


def _described(kind: str, found: object, context: dict[str, Any], said: str, at: Path) -> tuple[str, Path, str, str]:
    """Return code, path, message and hint for a value that has the wrong type or breaks a limit."""
    subject = kind.split("_")[0]
    if kind in _LIMITS:
        return "field-value", at, f"expected {_LIMITS[kind].format_map(context)}, found {_shown(found)}", ""
    if kind in ("literal_error", "enum"):
        known = _words(context["expected"])
        return "field-value", at, f"{_shown(found)} is none of the known words", did_you_mean(str(found), known)
    if kind == "union_tag_invalid":
        at = (*at, context["discriminator"].strip("'"))
        known = _words(context["expected_tags"])
        return "field-value", at, f'"{context["tag"]}" is none of the known words', did_you_mean(context["tag"], known)
    if subject == "date" and isinstance(found, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", found):
        return "date-invalid", at, f"there is no day {found}", "look the date up in the source"
    if subject in _EXPECTED and _WRONG_TYPE.search(kind):
        return "field-type", at, f"expected {_EXPECTED[subject]}, found {_shown(found)}", _type_hint(subject, found)
    return "field-value", at, f"{_plain(said)}, found {_shown(found)}", ""


def _locate(loc: Iterable[str | int], positions: Positions) -> Path:
    """Return the path in the data for pydantic's loc, which also names union members and validators."""
    path: Path = ()
    for part in loc:
        if (*path, part) in positions:
            path = (*path, part)
    return path


def _steps(at: str) -> Path:
    """Return the path that a validator wrote as "events.1.date"."""
    return tuple(int(part) if part.isdigit() else part for part in at.split("."))


def _named(at: Path, message: str) -> str:
    """Begin a message with the field it is about; a list's items bear the list's name."""
    name = next((part for part in reversed(at) if isinstance(part, str)), "")
    return f"{name}: {message}" if name else message


def _type_hint(subject: str, found: object) -> str:
    if subject == "string" and isinstance(found, dict) and not any(found.values()):
        return 'a text that begins with "{" needs quotes'
    if subject == "string" and found is not None and not isinstance(found, list | dict):
        return f"put it in quotes: {_in_quotes(found)}"
    if subject == "string" and isinstance(found, list):
        return "write one text, without brackets and dashes"
    if subject in ("int", "float", "decimal") and isinstance(found, str) and re.fullmatch(r"[-\d., ]*\d%?", found):
        return "write digits alone, with a point before the decimals: 1234.50"
    if subject in ("list", "tuple", "set", "frozen") and isinstance(found, str):
        return 'put each item on its own line, after "- "'
    return ""


def _in_quotes(found: object) -> str:
    return f'"{str(found).lower() if isinstance(found, bool) else found}"'


def _shown(found: object) -> str:
    """Say what was found in the words of an editor."""
    match found:
        case None:
            return "nothing"
        case bool():
            return str(found).lower()
        case list():
            return "a list"
        case dict():
            return "fields and their values"
        case str():
            text = " ".join(found.split())
            return f'"{text}"' if len(text) <= _SHOWN_CHARACTERS else f'"{text[:_SHOWN_CHARACTERS].rstrip()}…"'
    return f"the number {found}"


def _plain(said: str) -> str:
    """Turn pydantic's sentence into one that can follow a colon."""
    return said.replace("Input should", "it should").replace("String should", "it should").rstrip(".")


def _words(listed: str) -> list[str]:
    """Return the words of a list such as ``'a', 'b' or 'c'``."""
    return re.findall(r"'([^']*)'", listed)


def _quoted(name: str) -> str:
    return '"' + name.strip("'") + '"'


def _field_names(model_type: type[BaseModel], path: Path) -> set[str]:
    """Return the names that may stand in the mapping at this path, as an editor writes them."""
    members = list(_members(model_type))
    for part in path:
        members = [inner for member in members for outer in _below(member, part) for inner in _members(outer)]
    return {name for member in members for name in _fields(member)}


def _members(annotation: Any) -> Iterator[Any]:
    """Yield the types that an annotation allows."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _members(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for member in get_args(annotation):
            yield from _members(member)
    elif origin is None and isinstance(annotation, type) and issubclass(annotation, RootModel):
        yield from _members(annotation.model_fields["root"].annotation)
    else:
        yield annotation


def _below(annotation: Any, part: str | int) -> Iterator[Any]:
    """Yield the types allowed for an item of a list, a key of a mapping or a field of a model."""
    arguments = get_args(annotation)
    if isinstance(part, int):
        yield from (argument for argument in arguments if argument is not Ellipsis)
    elif arguments:
        yield arguments[-1]
    elif part in (fields := _fields(annotation)):
        yield fields[part]


def _fields(annotation: Any) -> dict[str, Any]:
    """Return the type of each field of a model, by the name that stands in the file."""
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return {}
    return {field.alias or name: field.annotation for name, field in annotation.model_fields.items()}
