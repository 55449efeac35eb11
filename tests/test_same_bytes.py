"""The same content gives the same bytes: on another machine, for another person, in another country, at any time."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from fontTools.ttLib import TTFont

import briefgen
from briefgen.bundled import content_dir, templates_dir

pytestmark = pytest.mark.xdist_group("same-bytes")

HEALTHY = Path(__file__).with_name("bad") / "healthy" / "content"
PDF = "briefs/healthy/healthy.readers.en.pdf"
# Nothing of the tester's own environment, but what is needed to start Python.
HERE = {
    "PATH": os.environ["PATH"],
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",
    "PYTHONPATH": str(Path(briefgen.__file__).parents[1]),
}
SOMEBODY = 65534
# Where Python itself lies in a folder of root's, somebody else may read it, but not write anything there.
AS_SOMEBODY = (
    "setpriv",
    f"--reuid={SOMEBODY}",
    f"--regid={SOMEBODY}",
    "--clear-groups",
    "--inh-caps=+dac_read_search",
    "--ambient-caps=+dac_read_search",
)
EPOCH = "1000000000"  # 9 September 2001, 01:46:40 UTC

Digests = dict[str, str]


@dataclass(frozen=True, slots=True)
class Machine:
    """What is different about a machine: its environment, its mask of new files, and how a command is started."""

    environment: Mapping[str, str] = field(default_factory=dict)
    umask: int = 0o022
    starter: tuple[str, ...] = ()


USUAL = Machine()


def start(root: Path, arguments: tuple[str, ...], machine: Machine) -> subprocess.CompletedProcess[str]:
    """Run briefgen build in a process of its own."""
    environment = {**HERE, "HOME": str(root), **machine.environment}
    return subprocess.run(
        [*machine.starter, sys.executable, "-m", "briefgen", "build", *arguments],
        cwd=root,
        env=environment,
        umask=machine.umask,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )


def build(root: Path, *arguments: str, machine: Machine = USUAL) -> Digests:
    """Build in a workspace; return the digest of everything that came out, manifests and state included."""
    ran = start(root, arguments, machine)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    output = root / "output"
    return {
        path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*"))
        if path.is_file()
    }


def healthy(root: Path) -> Path:
    """Make a workspace with one brief, in every format."""
    shutil.copytree(HEALTHY, root / "content")
    replace(root / "content/audiences/readers.yaml", "[html]", "[html, html-single, pdf]")
    return root


def example(root: Path) -> Path:
    """Make a workspace with the example, of which briefs have charts, maps and codes for telephones."""
    root.mkdir(parents=True)
    shutil.copytree(content_dir(), root / "content")
    return root


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def other_fonts(home: Path) -> dict[str, str]:
    """Return the environment of a machine with fonts of the theme's own names, whose letters are twice as wide."""
    folder = home / ".fonts"
    folder.mkdir(parents=True)
    for face in load_tokens()["fonts"]:
        font = TTFont(templates_dir() / "theme" / "fonts" / face["file"])
        font.flavor = None
        for record in font["name"].names:
            if record.nameID in (1, 16):
                record.string = face["family"]
        widths = font["hmtx"].metrics
        widths.update({name: (2 * width, side) for name, (width, side) in widths.items()})
        font["OS/2"].usWeightClass = face["weight"]
        font.save(folder / Path(face["file"]).with_suffix(".ttf"))
    configuration = home / "fonts.conf"
    configuration.write_text(f"<fontconfig><dir>{folder}</dir></fontconfig>", encoding="utf-8")
    return {
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "FONTCONFIG_PATH": str(home),
        "FONTCONFIG_FILE": str(configuration),
    }


def load_tokens() -> Any:
    return yaml.safe_load((templates_dir() / "theme" / "tokens.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Digests:
    """Return what the healthy workspace gives on the usual machine."""
    digests = build(healthy(tmp_path_factory.mktemp("usual") / "here"))
    assert {Path(path).suffix for path in digests} == {".html", ".pdf", ".json", ".svg", ".woff2"}
    assert ".briefgen.json" in digests
    return digests


@pytest.mark.parametrize(
    ("folder", "machine"),
    [
        ("niños & families/deep/down", Machine({"HOME": "/nonexistent", "USER": "somebody"}, umask=0o077)),
        ("east", Machine({"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"})),
        ("west", Machine({"TZ": "Pacific/Pago_Pago", "LC_ALL": "tr_TR", "LANGUAGE": "tr", "PYTHONHASHSEED": "1"})),
    ],
    ids=["folder, home and mask", "east, ASCII", "west, Turkish, hash seed"],
)
def test_where_a_machine_is_and_whose_it_is_change_no_byte(
    usual: Digests, tmp_path: Path, folder: str, machine: Machine
) -> None:
    assert build(healthy(tmp_path / folder), machine=machine) == usual


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """Yield a folder that every user of the machine can reach."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("setpriv"),
    reason="only root can become another user, with setpriv",
)
def test_another_user_gets_the_same_bytes(usual: Digests, shared_folder: Path) -> None:
    root = healthy(shared_folder / "there")
    for path in (root, *root.rglob("*")):
        os.chown(path, SOMEBODY, SOMEBODY)
    somebody = Machine(starter=AS_SOMEBODY)
    if start(root, ("--help",), somebody).returncode:
        pytest.skip("this system does not let other users read this Python")
    assert build(root, machine=somebody) == usual
    assert (root / "output" / PDF).stat().st_uid == SOMEBODY


def test_the_dates_of_a_pdf_are_those_of_the_content_or_of_source_date_epoch(usual: Digests, tmp_path: Path) -> None:
    machine = Machine({"SOURCE_DATE_EPOCH": EPOCH})
    first, second = (build(healthy(tmp_path / name), machine=machine) for name in ("first", "second"))
    assert first == second
    assert first[PDF] != usual[PDF]
    assert dates(tmp_path / "first" / "output" / PDF) == {"D:20010909014640Z", "2001-09-09T01:46:40Z"}
    build(tmp_path / "first")
    assert dates(tmp_path / "first" / "output" / PDF) == {"D:20260131000000Z", "2026-01-31T00:00:00Z"}


def dates(path: Path) -> set[str]:
    with pikepdf.open(path) as pdf:
        info = {str(pdf.docinfo["/CreationDate"]), str(pdf.docinfo["/ModDate"])}
        with pdf.open_metadata() as xmp:
            return info | {xmp["xmp:CreateDate"], xmp["xmp:ModifyDate"]}


@pytest.fixture(scope="module")
def usual_example(tmp_path_factory: pytest.TempPathFactory) -> Digests:
    """Return what two editions of a brief with charts give on the usual machine, one after the other."""
    root = example(tmp_path_factory.mktemp("usual-example") / "here")
    return build(root, "home-visiting", "--locale", "en-GB", "--locale", "nl", "--jobs", "1")


def test_editions_that_are_rendered_at_once_are_those_that_are_rendered_one_by_one(
    usual_example: Digests, tmp_path: Path
) -> None:
    root = example(tmp_path / "there")
    assert build(root, "home-visiting", "--locale", "nl", "--locale", "en-GB", "--jobs", "2") == usual_example


def test_fonts_that_are_installed_on_a_machine_change_no_page_and_no_chart(
    usual_example: Digests, tmp_path: Path
) -> None:
    machine = Machine(other_fonts(tmp_path / "home"))
    digests = build(example(tmp_path / "there"), "home-visiting", "--locale", "nl", machine=machine)
    assert {path: digest for path, digest in usual_example.items() if "en-GB" not in path} == digests


def test_a_character_that_the_theme_lacks_is_an_error_and_not_borrowed_from_the_machine(tmp_path: Path) -> None:
    text, design = healthy(tmp_path / "text"), healthy(tmp_path / "design")
    replace(text / "content/briefs/healthy/brief.md", "The programme", "\N{SNOWMAN} The programme")
    base = design / "templates" / "shared" / "base.css"
    base.parent.mkdir(parents=True)
    own = (templates_dir() / "shared" / "base.css").read_text(encoding="utf-8")
    base.write_text(f'{own}\n.prose::before {{ content: "\N{SNOWMAN}" }}\n', encoding="utf-8")
    # In a text it is found before a page is laid out, in a design when it is.
    for root, code in ((text, "font-lacks-character"), (design, "glyph-missing")):
        ran = start(root, (), USUAL)
        assert ran.returncode == 1
        assert f"error[{code}]" in ran.stdout
        assert "U+2603" in ran.stdout
        assert not (root / "output" / PDF).exists()


def test_a_style_that_asks_for_a_font_of_the_machine_gets_one_of_the_theme(tmp_path: Path) -> None:
    root = healthy(tmp_path / "there")
    base = root / "templates" / "shared" / "base.css"
    base.parent.mkdir(parents=True)
    own = (templates_dir() / "shared" / "base.css").read_text(encoding="utf-8")
    base.write_text(f'{own}\n.prose {{ font-family: "DejaVu Sans", Arial, sans-serif }}\n', encoding="utf-8")
    build(root, "--format", "pdf")
    with pikepdf.open(root / "output" / PDF) as pdf:
        fonts = {str(font["/BaseFont"]) for page in pdf.pages for font in page.resources["/Font"].values()}
    assert fonts
    assert {name.partition("+")[2].split("-")[0] for name in fonts} == {"Plex"}
