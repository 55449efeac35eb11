"""Reads YAML: a strict subset, with the line and column of every value.

Scalars follow YAML 1.2: ``no`` and ``01234`` are text, ``33.40`` keeps its digits. Anchors, aliases, merge
keys, tags, and keys that are not text or stand twice are refused. Values are built from the parser's events,
one pass and lazily, so that nothing is ever expanded and the limits hold before memory is spent.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeAlias

import yaml

from briefgen.findings import Finding, Place
from briefgen.load.yaml_syntax import explain

MAX_CHARACTERS: Final = 1024 * 1024
MAX_NODES: Final = 50_000
MAX_DEPTH: Final = 40

Value: TypeAlias = "bool | int | Decimal | str | list[Value] | dict[str, Value] | None"
Path: TypeAlias = tuple[str | int, ...]
"""The way to a value: ``("events", 0, "date")``."""

LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C parser where it was built; the slower one reads the same."""

# Numbers with more digits than this are account numbers and the like: text.
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,29}", re.ASCII)
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,29})\.[0-9]{1,30}", re.ASCII)
_WORDS: Final = MappingProxyType({"": None, "~": None, "null": None, "true": True, "false": False})

# Control characters, surrogates and non-characters; also the separators that only some programs count as lines.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_REFUSED: Final = ""  # stands in for a key that was refused; never a real key, for an empty key is refused too


@dataclass(frozen=True, slots=True)
class Positions:
    """Where each value and each key of one YAML text stands; paths begin behind ``prefix``."""

    values: dict[Path, Place]
    keys: dict[Path, Place] = field(default_factory=dict)
    prefix: Path = ()

    def __contains__(self, path: Path) -> bool:
        """Tell whether a value stands at this path."""
        return (*self.prefix, *path) in self.values

    def value(self, path: Path = ()) -> Place:
        """Return the place of a value; of the nearest value around it when there is none at this path."""
        whole = (*self.prefix, *path)
        while whole and whole not in self.values:
            whole = whole[:-1]
        return self.values[whole]

    def key(self, path: Path) -> Place:
        """Return the place of the key that holds a value; of the value itself when it is in a list."""
        return self.keys.get((*self.prefix, *path)) or self.value(path)

    def below(self, path: Path) -> "Positions":
        """Return the positions of one value's parts, with paths that begin there."""
        return replace(self, prefix=(*self.prefix, *path))


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one YAML text holds.

    After an error ``value`` holds what could be read, and is good only for looking for more findings; it is
    None when reading had to stop.
    """

    value: Value
    positions: Positions
    findings: list[Finding]


class _StopError(Exception):
    """Reading cannot go on."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def parse(text: str, path: str, first_line: int = 1) -> Parsed:
    """Read one YAML document; never raises for anything that stands in it.

    ``path`` is the file's path in the workspace and ``first_line`` the line on which the text begins there,
    for YAML also stands in front matter and in blocks of Markdown files.
    """
    reader = _Reader(path, first_line)
    value: Value = None
    try:
        value = reader.read(text.removeprefix("\ufeff"))
    except _StopError as stop:
        reader.findings.append(stop.finding)
    except yaml.YAMLError as error:
        reader.findings.append(explain(error, text.removeprefix("\ufeff"), path, first_line))
    reader.positions.values.setdefault((), Place(path, first_line, 1))
    return Parsed(value, reader.positions, reader.findings)


def scalar(text: str) -> bool | int | Decimal | str | None:
    """Return what an unquoted scalar means in the core schema of YAML 1.2, less its rarer number forms."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    return text


class _Reader:
    """Builds the value and its positions from the events of one text."""

    def __init__(self, path: str, first_line: int) -> None:
        self._path = path
        self._first_line = first_line
        self._nodes = 0
        self._events: Iterator[yaml.Event] = iter(())
        self.findings: list[Finding] = []
        self.positions = Positions({})

    def read(self, text: str) -> Value:
        if len(text) > MAX_CHARACTERS:
            raise _StopError(Finding("yaml-too-large", self._place(0, 0), "the YAML is larger than 1 MiB", _SPLIT))
        if bad := _FORBIDDEN.search(text):
            head = re.split(r"\r\n|\r|\n", text[: bad.start()])
            raise _StopError(self._forbidden(bad[0], self._place(len(head) - 1, len(head[-1]))))
        self._events = yaml.parse(text, Loader=LOADER)
        next(self._events)  # the start of the stream
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            return None
        self._check_directives(event)
        value = self._node(next(self._events), ())
        next(self._events)  # the end of the document
        self._check_end(next(self._events))
        return value

    def _check_directives(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent) and (event.version or event.tags):
            self._report(
                "yaml-syntax", event, "directives, lines that begin with %, are not allowed", "remove the line"
            )

    def _check_end(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            message = "a second document begins here; a file holds one"
            self._report("yaml-syntax", event, message, "remove the line ---, or move what follows to its own file")

    def _node(self, event: yaml.Event, at: Path) -> Value:
        """Build the value that begins with this event; ``at`` is its path."""
        self._admit(event, at)
        match event:
            case yaml.ScalarEvent():
                return self._scalar(event)
            case yaml.SequenceStartEvent():
                items = enumerate(self._until(yaml.SequenceEndEvent))
                return [self._node(item, (*at, index)) for index, item in items]
            case yaml.MappingStartEvent():
                return self._mapping(at)
        return None  # a reference, reported already

    def _admit(self, event: yaml.Event, at: Path) -> None:
        """Note where a value stands, and refuse what the subset leaves out."""
        assert isinstance(event, yaml.NodeEvent)  # the parser's grammar says so
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _StopError(self._finding("yaml-too-large", event, f"more than {MAX_NODES} values", _SPLIT))
        if len(at) >= MAX_DEPTH and isinstance(event, yaml.CollectionStartEvent):
            message = f"values are nested more than {MAX_DEPTH} deep"
            raise _StopError(self._finding("yaml-too-deep", event, message, "use fewer levels"))
        if _REFUSED not in at:
            self.positions.values[at] = self._of(event)
        if event.anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            message = f'references such as "{sign}{event.anchor}" are not allowed'
            self._report(
                "yaml-anchor", event, message, f'write the value out; a text that begins with "{sign}" needs quotes'
            )
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            message = f'tags such as "{event.tag.replace("tag:yaml.org,2002:", "!!")}" are not allowed'
            self._report("yaml-tag", event, message, 'remove it; a text that begins with "!" needs quotes')

    def _scalar(self, event: yaml.ScalarEvent) -> Value:
        """Return a scalar's value; quoted ones are text. An escape can hold what the text itself may not."""
        if bad := _FORBIDDEN.search(event.value):
            self.findings.append(self._forbidden(bad[0], self._of(event)))
        return scalar(event.value) if event.implicit[0] else str(event.value)

    def _mapping(self, at: Path) -> dict[str, Value]:
        mapping: dict[str, Value] = {}
        for event in self._until(yaml.MappingEndEvent):
            key = self._key(event, at)
            if key in mapping:
                self._report_duplicate(key, event, at)
                key = _REFUSED
            if key:
                self.positions.keys[*at, key] = self._of(event)
            value = self._node(next(self._events), (*at, key))
            if key:
                mapping[key] = value
        return mapping

    def _key(self, event: yaml.Event, at: Path) -> str:
        """Return a key as text in NFC, whatever it looks like, or _REFUSED."""
        if not isinstance(event, yaml.ScalarEvent):
            if not isinstance(event, yaml.AliasEvent):
                self._report("yaml-key", event, "a key must be a text, not a list or a mapping", _BRACES)
            self._node(event, (*at, _REFUSED))
            return _REFUSED
        self._admit(event, (*at, _REFUSED))
        self._scalar(event)
        if event.value == "<<" and event.implicit[0]:
            self._report("yaml-anchor", event, 'merge keys ("<<") are not allowed', "write the fields out")
            return _REFUSED
        if not event.value.strip():
            self._report("yaml-key", event, "a key is empty", "write the name of the field before the colon")
        return unicodedata.normalize("NFC", event.value) if event.value.strip() else _REFUSED

    def _report_duplicate(self, key: str, event: yaml.Event, at: Path) -> None:
        first = self.positions.keys[*at, key].line
        hint = f"it stands on line {first} already; keep one of the two"
        self._report("yaml-key-duplicate", event, f'the key "{key}" is there twice', hint)

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        """Yield the events up to the end of a list or mapping; who takes one takes what belongs to it."""
        while not isinstance(event := next(self._events), end):
            yield event

    def _forbidden(self, character: str, place: Place) -> Finding:
        message = f"the character U+{ord(character):04X} is not allowed"
        return Finding("yaml-syntax", place, message, "remove it; it is invisible: type the line anew")

    def _report(self, code: str, event: yaml.Event, message: str, hint: str) -> None:
        self.findings.append(self._finding(code, event, message, hint))

    def _finding(self, code: str, event: yaml.Event, message: str, hint: str) -> Finding:
        return Finding(code, self._of(event), message, hint)

    def _of(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        return self._place(mark.line, mark.column) if mark else self._place(0, 0)

    def _place(self, line: int, column: int) -> Place:
        """Return a place from a line and a column that count from 0."""
        return Place(self._path, self._first_line + line, column + 1)


_SPLIT: Final = "split it into several files"
_BRACES: Final = 'a text that begins with "{" or "[" needs quotes'
