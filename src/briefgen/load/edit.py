"""Puts an item into a list of a YAML text, and leaves everything else in it as it stands."""

import re
from typing import Any

import yaml

from briefgen.errors import UsageError
from briefgen.load.yaml import LOADER, parse

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


def with_item(text: str, key: str, item: str, path: str, first_line: int = 1) -> str:
    """Return a YAML text with an item at the end of the list at a key, keeping comments and layout.

    ``item`` is an id or a tag. The text is returned as it is when the list has the item. Raises UsageError when there
    is no such list, or when it is written in a way that cannot be added to safely.
    """
    if text.startswith("\ufeff"):
        return "\ufeff" + with_item(text[1:], key, item, path, first_line)
    before = parse(text, path, first_line)
    rows = before.value.get(key) if isinstance(before.value, dict) else None
    if before.findings or not isinstance(rows, list) or not rows or not _PLAIN.fullmatch(item):
        raise _refusal(key, item, path)
    if item in rows:
        return text
    found = _added(text, key, item)
    after = parse(found, path, first_line)
    if after.findings or after.value != {**before.value, key: [*rows, item]}:  # type: ignore[dict-item]
        raise _refusal(key, item, path)
    return found


def _added(text: str, key: str, item: str) -> str:
    root: Any = yaml.compose(text, Loader=LOADER)
    rows = next(value for name, value in root.value if name.value == key)
    last = rows.value[-1]
    lines = text.split("\n")
    if rows.flow_style:
        # Behind the last item; what follows it, a comma or a comment too, stays where it is.
        line, column = last.end_mark.line, last.end_mark.column
        lines[line] = f"{lines[line][:column]}, {item}{lines[line][column:]}"
    else:
        line = last.end_mark.line - (last.end_mark.column == 0)
        mark = lines[last.start_mark.line][: last.start_mark.column]
        end = "\r" if lines[line].endswith("\r") else ""
        lines.insert(line + 1, f"{mark}{item}{end}")
    return "\n".join(lines)


def _refusal(key: str, item: str, path: str) -> UsageError:
    return UsageError(f"{item} cannot be added to {path} for you", f"add it to the list {key} there yourself")
