"""The wheel holds what it should and works where there is nothing but itself, its locked packages and no network.

Run it alone with ``pytest -m wheel``; the packages are fetched once, which takes about a minute.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = {"src/briefgen": "briefgen", "templates": "briefgen/_data/templates", "content": "briefgen/_data/content"}
# Files that lie about in a working copy and must stay there.
PRIVATE = (
    "content/recipients/donors-2026.csv",
    "content/.DS_Store",
    "templates/page.html~",
    "src/briefgen/__pycache__/stale.cpython-311.pyc",
    "output/briefs/draft.pdf",
    ".venv/bin/python",
)
# Where no name space without a network can be made, every connection that Python is asked for fails.
REFUSE_CONNECTIONS = """
import sys

def refuse(event, args):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"} and not isinstance(args[-1], (str, bytes)):
        raise OSError("the network is cut")

sys.addaudithook(refuse)
"""

pytestmark = [pytest.mark.wheel, pytest.mark.xdist_group("wheel")]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what git would keep of this checkout, with private files strewn over it."""
    copy = tmp_path_factory.mktemp("checkout")
    for folder in (*SHIPPED, "tests", "requirements", "scripts", "docs"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=private)
    for file in (ROOT / ".gitignore", ROOT / "pyproject.toml", ROOT / "LICENSE", ROOT / "Makefile", *ROOT.glob("*.md")):
        shutil.copy(file, copy)
    for name in PRIVATE:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text("private", encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel built from the checkout."""
    return build(checkout, "wheel", tmp_path_factory.mktemp("dist"))


def private(folder: str, names: list[str]) -> set[str]:
    """Name what the working copy holds in ``folder`` beside the files that git keeps, for ``shutil.copytree``."""
    recipients = {name for name in names if Path(folder).name == "recipients" and not name.startswith("example.")}
    return recipients | {name for name in names if name.startswith(".") or name.endswith(("__pycache__", "~", ".swp"))}


def build(checkout: Path, target: str, folder: Path) -> Path:
    run([sys.executable, "-m", "hatchling", "build", "-t", target, "-d", folder], checkout)
    (built,) = folder.iterdir()
    return built


def run(command: list[str | Path], folder: Path) -> str:
    """Run a command as a person would, without this test's own paths, and return what it printed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COVERAGE"))}
    done = subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, f"{command} exited with {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def files_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_wheel_holds_the_package_the_designs_and_the_example_and_nothing_else(checkout: Path, wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        f"{target}/{name}"
        for source, target in SHIPPED.items()
        for name in files_below(checkout / source)
        if f"{source}/{name}" not in PRIVATE
    }
    assert {name for name in names if ".dist-info/" not in name} == {*expected, "briefgen/_data/docs/findings.md"}
    assert "briefgen/_data/content/organisation.yaml" in names
    assert any(name.startswith("briefgen/_data/templates/theme/fonts/") for name in names)


def test_the_wheel_carries_its_own_licence_and_that_of_the_fonts(wheel: Path) -> None:
    licences = [name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/licenses/" in name]
    assert any(name.endswith("licenses/LICENSE") for name in licences)
    assert any("theme/fonts/LICENSE" in name for name in licences)


def test_a_wheel_built_from_the_source_archive_is_the_same(checkout: Path, wheel: Path, tmp_path: Path) -> None:
    archive = build(checkout, "sdist", tmp_path / "sdist")
    with tarfile.open(archive) as packed:
        assert not [name for name in packed.getnames() if name.endswith(PRIVATE)]
        packed.extractall(tmp_path / "unpacked", filter="data")
    (source,) = (tmp_path / "unpacked").iterdir()
    again = build(source, "wheel", tmp_path / "wheel")
    assert again.read_bytes() == wheel.read_bytes()


def test_an_empty_environment_with_the_wheel_alone_starts_a_workspace_and_builds_it_offline(
    wheel: Path, tmp_path: Path
) -> None:
    python = empty_environment(tmp_path / "env", wheel)
    briefgen = [*offline(python), python.with_name("briefgen")]
    run([*briefgen, "init", tmp_path / "workspace"], tmp_path)
    run([*briefgen, "build"], tmp_path / "workspace")
    output = tmp_path / "workspace" / "output" / "briefs"
    made = sorted(output.rglob("*.pdf"))
    assert made
    for pdf in made:
        assert pdf.read_bytes()[:4] == b"%PDF"
        assert pdf.with_suffix(".html").is_file()
        publication, audience, locale, _ = pdf.name.split(".")
        assert pdf.parent == output / publication
        assert audience
        assert locale


def empty_environment(folder: Path, wheel: Path) -> Path:
    """Make a virtual environment with the locked packages and the wheel, and return its interpreter."""
    run([sys.executable, "-m", "venv", folder], folder.parent)
    python = folder / "bin" / "python"
    pip: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "--requirement", ROOT / "requirements" / "run.txt"], folder)
    run([*pip, "--no-deps", wheel], folder)
    return python


def offline(python: Path) -> list[str | Path]:
    """Return the prefix that runs a command without a network, or cut the environment's Python off from it."""
    for prefix in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]):
        if shutil.which("unshare") and subprocess.run([*prefix, "true"], capture_output=True).returncode == 0:
            return [*prefix]
    (packages,) = python.parents[1].glob("lib/python3*/site-packages")
    (packages / "sitecustomize.py").write_text(REFUSE_CONNECTIONS, encoding="utf-8")
    return []
