"""Text must stand out from its ground for everybody: the contrast of the theme's colours, as WCAG 2.2 counts it."""

import re
from collections.abc import Iterator
from pathlib import Path

from briefgen.compose.theme import ThemeError, load_theme
from briefgen.findings import Finding

_HEX = re.compile(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")


def check(folders: tuple[Path, ...], theme_name: str) -> Iterator[Finding]:
    """Yield a finding for each pair of colours that the theme lists whose contrast is too low."""
    try:
        theme = load_theme(folders, theme_name)
    except ThemeError as error:
        yield from error.findings
        return
    for pair in theme.contrasts:
        found = contrast(theme.tokens[pair.text], theme.tokens[pair.ground])
        if found < pair.least:
            message = f"{pair.text} on {pair.ground} has a contrast of {found:.1f}, less than {pair.least:g}"
            yield Finding("theme-contrast", pair.place, message, "choose a darker or a lighter colour for one of them")


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours such as #17203d, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.2); 0 for what is no #rrggbb."""
    found = _HEX.fullmatch(colour)
    if found is None:
        return 0.0
    red, green, blue = (_linear(int(part, 16) / 255) for part in found.groups())
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
