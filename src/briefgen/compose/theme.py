"""The theme: tokens become CSS, drawings take their colours from them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from briefgen.findings import Finding, Place
from briefgen.load.files import list_files, read_text
from briefgen.load.yaml import Parsed, parse

DEFAULT = "theme"
_VARIABLE = re.compile(r"var\(--([\w-]+)\)")
_NAME = re.compile(r"[a-z][a-z0-9-]*")
# The start of an SVG with the left edge and the width of its viewBox, and what is drawn in it.
_DRAWN = re.compile(
    r"""(<svg\b[^>]*?\bviewBox=["']\s*(-?[\d.]+)[ ,]+-?[\d.]+[ ,]+([\d.]+)[^>]*>)(.*)</svg>""", re.DOTALL
)
# What a value may hold; braces and semicolons would leave the declaration.
_VALUE = re.compile(r"[^{};<>@\\]{1,200}")
HINT = "templates/README.md says what the theme holds"


class ThemeError(Exception):
    """The theme cannot be used; ``findings`` say why."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(str(finding) for finding in self.findings))


@dataclass(frozen=True, slots=True)
class Contrast:
    """Text in one colour token on the ground of another, and the least ratio between them (WCAG 2.2, 1 to 21)."""

    text: str
    ground: str
    least: float
    place: Place


@dataclass(frozen=True, slots=True)
class Theme:
    """``tokens`` go from name to CSS value, ``faces`` are the font files with family, weight and style.

    ``contrasts`` name the colours that stand on one another, with the least contrast that they must have.
    """

    name: str
    tokens: Mapping[str, str]
    faces: tuple[Mapping[str, str], ...]
    contrasts: tuple[Contrast, ...] = ()

    def css(self) -> str:
        """Return the fonts and tokens as CSS."""
        rules = [
            f'@font-face {{ font-family: "{face["family"]}";'
            f' src: url("asset:templates/{self.name}/fonts/{face["file"]}");'
            f" font-weight: {face['weight']}; font-style: {face['style']} }}"
            for face in self.faces
        ]
        values = "\n".join(f"  --{name}: {value};" for name, value in self.tokens.items())
        return "\n".join([*rules, f":root {{\n{values}\n}}", ""])

    def coloured(self, drawing: str) -> str:
        """Return an SVG with its ``var(--token)`` filled in, for programs that do not know CSS variables."""
        return _VARIABLE.sub(lambda found: self.tokens.get(found[1], found[0]), drawing)


def find(folders: Iterable[Path], relative: str) -> Path | None:
    """Return the first templates folder that has a file."""
    return next((folder for folder in folders if (folder / relative).is_file()), None)


def read_first(folders: Iterable[Path], relative: str) -> str:
    """Return a file of the first templates folder that has it; raise ThemeError when it cannot be read."""
    folders = tuple(folders)
    text = read_text(find(folders, relative) or folders[-1], relative)
    if isinstance(text, Finding):
        raise ThemeError([text])
    return text


def load_theme(folders: tuple[Path, ...], name: str = DEFAULT) -> Theme:
    """Load the tokens of a theme. Raises ThemeError with what is wrong in tokens.yaml."""
    path = f"{name}/tokens.yaml"
    parsed = parse(read_first(folders, path), f"templates/{path}")
    data: Any = parsed.value
    if parsed.findings or not isinstance(data, dict):
        raise ThemeError(parsed.findings or [Finding("theme-invalid", parsed.positions.value(()), "no tokens here")])
    findings = []
    tokens: dict[str, str] = {}
    for group, values in data.items():
        if group in ("fonts", "contrast"):
            continue
        if not isinstance(values, dict):
            findings.append(
                Finding("theme-invalid", parsed.positions.value((group,)), f'"{group}" holds no tokens', HINT)
            )
            continue
        for token, value in values.items():
            if not _NAME.fullmatch(token) or not _VALUE.fullmatch(str(value)):
                place = parsed.positions.value((group, token))
                findings.append(Finding("theme-invalid", place, f'"{token}: {value}" is not a token', HINT))
            tokens[token] = str(value)
    faces = []
    for place, row in _rows(parsed, "fonts"):
        face = {key: str(value) for key, value in row.items()}
        if face.keys() != {"family", "file", "weight", "style"} or not all(map(_VALUE.fullmatch, face.values())):
            findings.append(Finding("theme-invalid", place, "a font has family, file, weight and style", HINT))
        faces.append(face)
    contrasts = []
    for place, row in _rows(parsed, "contrast"):
        if row.keys() != {"text", "on", "at-least"} or not isinstance(row["at-least"], int | Decimal):
            findings.append(Finding("theme-invalid", place, "a contrast has text, on and at-least", HINT))
        elif missing := {str(row["text"]), str(row["on"])} - tokens.keys():
            findings.append(Finding("theme-invalid", place, f"no token is called {', '.join(sorted(missing))}", HINT))
        else:
            contrasts.append(Contrast(row["text"], row["on"], float(row["at-least"]), place))
    if findings:
        raise ThemeError(findings)
    return Theme(name, tokens, tuple(faces), tuple(contrasts))


def _rows(parsed: Parsed, key: str) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Yield the rows of a list of the theme with their places; what is no row comes as an empty one."""
    data: Any = parsed.value
    rows = data.get(key, [])
    for index, row in enumerate(rows if isinstance(rows, list) else [rows]):
        yield parsed.positions.value((key, index)), row if isinstance(row, dict) else {}


def drawings(folders: tuple[Path, ...], theme: Theme, mirror: bool = False) -> dict[str, bytes]:
    """Return the drawings of a theme in its colours, by the name that pages use: ``art/cover.svg``.

    A theme that has none of its own uses those of the first theme. ``mirror`` is for pages from right to left.
    """
    found: dict[str, bytes] = {}
    for name in dict.fromkeys((DEFAULT, theme.name)):
        for folder in reversed(folders):
            paths, _ = list_files(folder, (".svg",), f"{name}/art")
            for path in paths:
                text = read_text(folder, path)
                if isinstance(text, Finding):
                    raise ThemeError([text])
                drawing = theme.coloured(text)
                found[path.removeprefix(f"{name}/")] = (mirrored(drawing) if mirror else drawing).encode()
    return found


def mirrored(drawing: str) -> str:
    """Return an SVG turned about its vertical axis; one without a viewBox stays as it is."""
    return _DRAWN.sub(
        lambda found: (
            f'{found[1]}<g transform="translate({2 * float(found[2]) + float(found[3]):g} 0) scale(-1 1)">'
            f"{found[4]}</g></svg>"
        ),
        drawing,
    )
