"""What briefgen needs from the machine, whether it is there, and the line to type where it is not.

Architecture invariant: this module imports the standard library and ``bundled`` alone. It has to work on a machine
where nothing is installed yet, because scripts/setup.py takes the list of system libraries from here, and it must not
import weasyprint, which fails without the very libraries that are looked for.
"""

import ctypes
import importlib.metadata
import operator
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from briefgen import bundled

PYTHON = (3, 11)
REQUIRED = {
    "weasyprint": ">=70,<71",
    "jinja2": ">=3.1.6,<4",
    "babel": ">=2.18,<3",
    "click": ">=8.1,<9",
    "pydantic": ">=2.10,<3",
}
CHARTS = "vl-convert-python", ">=1.8,<2"
MAIL = {"css-inline": ">=0.17,<1", "mjml-python": ">=1.4,<2"}
_NAMES_A_FONT = {".css", ".yaml", ".html", ".j2"}
_RESTORE = "bring the folder back with `git checkout -- templates/theme/fonts`, or install briefgen again"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what was ``found``, and in ``hint`` how to mend it when it is not ``ok``."""

    name: str
    ok: bool
    found: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """What one thing is called by each package manager; the fields bear the managers' names."""

    apt: str
    dnf: str
    brew: str


@dataclass(frozen=True, slots=True)
class Library:
    """A system library: ``files`` are its names on Linux, macOS and Windows, ``version`` the function that tells it."""

    name: str
    files: tuple[str, ...]
    version: str
    package: Package


LIBRARIES = (
    Library(
        "pango",
        ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
        "pango_version_string",
        Package("libpango-1.0-0", "pango", "pango"),
    ),
    Library(
        "pangoft2",
        ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
        "pango_version_string",
        Package("libpangoft2-1.0-0", "pango", "pango"),
    ),
    Library(
        "harfbuzz-subset",
        ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
        "hb_version_string",
        Package("libharfbuzz-subset0", "harfbuzz", "harfbuzz"),
    ),
    Library(
        "fontconfig",
        ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
        "FcGetVersion",
        Package("libfontconfig1", "fontconfig", "fontconfig"),
    ),
)


def examine() -> tuple[Check, ...]:
    """Look at everything briefgen needs and return one check for each thing, in the order in which to mend them."""
    return (
        check_python(sys.version_info[:3]),
        *(check_library(library) for library in LIBRARIES),
        *(check_distribution(name, specifier) for name, specifier in REQUIRED.items()),
        check_charts(),
        check_mail(),
        check_fonts(bundled.templates_dir()),
    )


def check_python(version: tuple[int, int, int]) -> Check:
    """Check the version of Python."""
    found = ".".join(map(str, version))
    wanted = ".".join(map(str, PYTHON))
    hint = f"install Python {wanted} or later, then run scripts/setup again"
    return Check("Python", version >= PYTHON, found, "" if version >= PYTHON else hint)


def check_library(library: Library) -> Check:
    """Check that the loader finds a system library, by loading it."""
    found = _load(library)
    if found:
        return Check(library.name, True, found)
    return Check(library.name, False, "missing", "\n".join(install_lines([library.package])))


def check_distribution(name: str, specifier: str) -> Check:
    """Check that the Python package ``name`` is installed in a version that ``specifier`` admits."""
    try:
        found = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        found = "missing"
    ok = found != "missing" and _admits(specifier, found)
    return Check(name, ok, found, "" if ok else f'python -m pip install "{name}{specifier}"')


def check_charts() -> Check:
    """Check for the extra ``charts``, without which publications that hold no chart can still be built."""
    check = check_distribution(*CHARTS)
    if check.ok:
        return Check("charts", True, check.found)
    return Check("charts", False, f"{check.found} (only needed for charts)", 'python -m pip install "briefgen[charts]"')


def check_mail() -> Check:
    """Check for the extra ``mail``, without which everything but e-mail can still be made."""
    checks = [check_distribution(name, specifier) for name, specifier in MAIL.items()]
    found = ", ".join(f"{check.name} {check.found}" for check in checks)
    if all(check.ok for check in checks):
        return Check("mail", True, found)
    return Check("mail", False, f"{found} (only needed for e-mail)", 'python -m pip install "briefgen[mail]"')


def check_fonts(templates: Path) -> Check:
    """Check that every font file which the designs in ``templates`` name is there and whole, and its licence with it.

    A font that is not there would be replaced by another one without a word, and the pages would break differently.
    """
    fonts = templates / "theme" / "fonts"
    expected = sorted(set(named_fonts(templates)))
    faults = [f"{name} is {fault}" for name in expected if (fault := _font_fault(fonts / name))]
    if not any(fonts.glob("LICENSE*")):
        faults.append("the licence (LICENSE*) is missing")
    if not expected:
        faults.append("the designs name no font")
    if not faults:
        return Check("fonts", True, f"{len(expected)} files and their licence")
    return Check("fonts", False, "; ".join(faults), _RESTORE)


def install_lines(packages: Iterable[Package]) -> tuple[str, ...]:
    """Return the lines that install ``packages``: that of this machine's package manager, or all when none is known."""
    wanted = tuple(packages)
    sudo = "" if hasattr(os, "geteuid") and os.geteuid() == 0 else "sudo "
    lines = {
        "apt-get": f"{sudo}apt-get install {_joined(package.apt for package in wanted)}",
        "dnf": f"{sudo}dnf install {_joined(package.dnf for package in wanted)}",
        "brew": f"brew install {_joined(package.brew for package in wanted)}",
    }
    here = tuple(line for manager, line in lines.items() if shutil.which(manager))
    return here or tuple(lines.values())


def _joined(names: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(names))


def _load(library: Library) -> str:
    """Return the version of a system library, or nothing when it cannot be loaded.

    Bare names only, no folders: it must be found exactly where weasyprint will look for it.
    """
    for file in library.files:
        try:
            tell = getattr(ctypes.CDLL(file), library.version)
        except OSError:
            continue
        except AttributeError:
            return "present"
        if library.version == "FcGetVersion":  # fontconfig tells its version as one number, 2.14.1 as 21401
            number = int(tell())
            return f"{number // 10000}.{number // 100 % 100}.{number % 100}"
        tell.restype = ctypes.c_char_p
        return str(tell().decode())
    return ""


def _admits(specifier: str, version: str) -> bool:
    """Tell whether ``version`` lies within ``specifier``, of which only ``>=`` and ``<`` are used here."""
    signs = {">=": operator.ge, "<": operator.lt}
    bounds = re.findall(r"(>=|<)([\d.]+)", specifier)
    return all(signs[sign](_numbers(version), _numbers(bound)) for sign, bound in bounds)


def _numbers(version: str) -> tuple[int, ...]:
    """Return the release numbers at the head of a version: ``1.9.0.post1`` is (1, 9, 0)."""
    head = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, head[0].split("."))) if head else ()


def named_fonts(templates: Path) -> Iterator[str]:
    """Yield the file names of the fonts that the designs' own files speak of."""
    for path in templates.rglob("*"):
        if path.suffix in _NAMES_A_FONT and path.is_file():
            yield from re.findall(r"[\w-]+\.woff2\b", path.read_text(encoding="utf-8", errors="replace"))


def _font_fault(font: Path) -> str:
    """Return what is wrong with a WOFF2 file, judged by its signature and the length that its header states."""
    if not font.is_file():
        return "missing"
    with font.open("rb") as file:
        head = file.read(12)
    stated = int.from_bytes(head[8:12], "big")
    return "" if head[:4] == b"wOF2" and stated == font.stat().st_size else "damaged"
