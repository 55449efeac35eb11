"""Prepare this checkout: system libraries, then .venv from the hash-locked requirements, then briefgen itself.

Started by scripts/setup with a Python that is new enough. ``run`` prepares what a build needs, ``dev`` what the tests
need as well. Done once, it costs a moment when it is run again.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
sys.path.insert(0, str(ROOT / "src"))

from briefgen.doctor import LIBRARIES, Package, check_library, install_lines  # noqa: E402

PYTHON = "python{}.{}".format(*sys.version_info)
VENV_PACKAGE = Package(f"{PYTHON}-venv", "python3", "python")
TEST_TOOLS = {
    "pdftotext": Package("poppler-utils", "poppler-utils", "poppler"),
    "qpdf": Package("qpdf", "qpdf", "qpdf"),
    "msgfmt": Package("gettext", "gettext", "gettext"),
    "chromium": Package("chromium", "chromium", "chromium"),
    "javac": Package("default-jdk-headless", "java-devel", "openjdk"),
    "soffice": Package("libreoffice-calc", "libreoffice-calc", "libreoffice"),
    "cc": Package("build-essential", "gcc", "gcc"),
}


def main(purpose: str) -> None:
    """Prepare the checkout for ``purpose``, "run" or "dev", or stop with the lines that have to be typed first."""
    provide(missing_needs)
    if purpose == "dev":
        provide_test_tools()
    # What the tests need includes what a build needs.
    if not any(stamp(name) == fingerprint(name) for name in {purpose, "dev"}):
        install(purpose)
        stamp_file(purpose).write_text(fingerprint(purpose), encoding="utf-8")


def missing_needs() -> tuple[Package, ...]:
    """Return the packages without which nothing runs and that are not there."""
    modules = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
    libraries = tuple(library.package for library in LIBRARIES if not check_library(library).ok)
    return libraries if modules else (VENV_PACKAGE, *libraries)


def missing_tools() -> tuple[Package, ...]:
    """Return the packages that only tests need and that are not there."""
    return tuple(package for tool, package in TEST_TOOLS.items() if not shutil.which(tool))


def provide(missing: Callable[[], tuple[Package, ...]]) -> None:
    """Install what is missing where that is allowed without asking, else stop."""
    if missing():
        apt_install(missing())
    if lacking := missing():
        lines = "".join(f"\n  {line}" for line in install_lines(lacking))
        sys.exit(f"setup: system packages are missing. Type this, then run the same command again:{lines}")


def provide_test_tools() -> None:
    """Install the programs that tests compare with, or say which tests will not run."""
    if missing_tools():
        apt_install(missing_tools())
    lacking = [tool for tool in TEST_TOOLS if not shutil.which(tool)]
    if lacking:
        lines = "".join(f"\n  {line}" for line in install_lines(missing_tools()))
        say(f"WARNING: every test that needs {', '.join(lacking)} WILL BE SKIPPED. To run them, type:{lines}")


def apt_install(packages: Iterable[Package]) -> None:
    """Install with apt if it is there and no password would be asked for; failing is left to the caller to notice."""
    names = sorted({package.apt for package in packages})
    prefix = unattended()
    if prefix is None:
        return
    say(f"installing {' '.join(names)} with apt-get")
    # One by one: a name that this system does not know keeps none of the others away.
    install = ["install", "-qq", "-oDpkg::Use-Pty=0", "--yes", "--no-install-recommends"]
    for command in (["update", "-qq"], *([*install, name] for name in names)):
        subprocess.run([*prefix, "apt-get", *command], stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)


def unattended() -> list[str] | None:
    """Return what to put before apt-get so that it works without a question, or None where it cannot."""
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return quiet
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n", *quiet]
    return None


def install(purpose: str) -> None:
    """Make .venv if it is not there and install the locked packages and this checkout into it."""
    python = VENV / "bin" / "python"
    if not runs(python):
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    for name in ("run", "dev"):
        stamp_file(name).unlink(missing_ok=True)
    say(f"installing the packages of requirements/{purpose}.txt into .venv; the first time this takes a minute or two")
    pip: list[str | Path] = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    locked = ROOT / "requirements" / f"{purpose}.txt"
    subprocess.run([*pip, "--require-hashes", "--requirement", locked], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT], check=True)


def runs(python: Path) -> bool:
    """Tell whether .venv has an interpreter that still works and is new enough."""
    script = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return python.exists() and subprocess.run([python, "-c", script], capture_output=True).returncode == 0


def fingerprint(purpose: str) -> str:
    """Return what .venv depends on, as one hash; the place counts, because an environment cannot be moved."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in (ROOT / "pyproject.toml", ROOT / "requirements" / f"{purpose}.txt"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def stamp(purpose: str) -> str:
    """Return the fingerprint for which .venv was last prepared, or nothing."""
    usable = runs(VENV / "bin" / "python") and stamp_file(purpose).is_file()
    return stamp_file(purpose).read_text(encoding="utf-8") if usable else ""


def stamp_file(purpose: str) -> Path:
    """Return the file that records for which requirements .venv was prepared."""
    return VENV / f".prepared-{purpose}"


def say(message: str) -> None:
    """Tell the person at the terminal what is going on."""
    print(f"setup: {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1] if sys.argv[1:] in (["run"], ["dev"]) else sys.exit("usage: scripts/setup run|dev"))
    except subprocess.CalledProcessError as failure:
        sys.exit(f"setup: this step failed, see above: {' '.join(map(str, failure.cmd))}")
