"""A small workspace that holds one of everything, and briefgen to run in it."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from click.testing import CliRunner

from briefgen.bundled import templates_dir
from briefgen.cli import main
from briefgen.load.wording import load_wording

SMALL = Path(__file__).with_name("small")
NOVEMBER_2026 = "1795392000"
# The wording that the engine itself prints. All other words of the designs get their language behind them, so that
# a change of a design does not make this workspace untranslated.
WORDING = {
    "nl": {"fact-more-than": "meer dan {value}", "contribution-contributed-to": '"{campaign}" droeg bij.'},
    "es": {"fact-more-than": "más de {value}", "contribution-contributed-to": '"{campaign}" contribuyó.'},
}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def built(self) -> set[str]:
        """The keys of the editions that were built."""
        return {line.removeprefix("built ") for line in self.err.splitlines() if line.startswith("built ")}


Run = Callable[..., Ran]
Edit = Callable[[str, str, str], None]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small workspace, healthy and translated in full. Not to be changed: ``workspace`` is a copy."""
    root = tmp_path_factory.mktemp("small")
    copytree(SMALL, root, dirs_exist_ok=True)
    for locale, words in WORDING.items():
        _translate_wording(root, locale, words)
    return root


@pytest.fixture(scope="session")
def small_built(tmp_path_factory: pytest.TempPathFactory, small: Path) -> Path:
    """Return the small workspace with all its editions built. Not to be changed: ``built`` is a copy."""
    root = tmp_path_factory.mktemp("built")
    copytree(small, root, dirs_exist_ok=True)
    assert _run(root, "build").code == 0
    return root


@pytest.fixture
def workspace(tmp_path: Path, small: Path) -> Path:
    """Return a copy of the small workspace: healthy, translated in full, and not built."""
    return Path(copytree(small, tmp_path / "workspace"))


@pytest.fixture
def built(workspace: Path, small_built: Path) -> Path:
    """Return the workspace with all its editions built."""
    copytree(small_built / "output", workspace / "output")
    return workspace


@pytest.fixture
def briefgen(workspace: Path) -> Run:
    """Return a function that runs one command of briefgen in the workspace, on a day in November 2026."""

    def run(*arguments: str, folder: Path = workspace) -> Ran:
        return _run(folder, *arguments)

    return run


@pytest.fixture
def edit(workspace: Path) -> Edit:
    """Return a function that replaces a text, which must stand once in a file of the workspace."""

    def replace(path: str, old: str, new: str) -> None:
        text = (workspace / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        (workspace / path).write_text(text.replace(old, new), encoding="utf-8")

    return replace


def _run(folder: Path, *arguments: str) -> Ran:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOVEMBER_2026)
        patch.chdir(folder)
        result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    return Ran(result.exit_code, result.stdout, result.stderr)


def _translate_wording(root: Path, locale: str, words: dict[str, str]) -> None:
    """Translate the words of the designs for one workspace, all of them."""
    catalog = Catalog(locale=locale)
    for key, word in load_wording((templates_dir(),))[0].words.items():
        source = (word.one, word.other) if word.one else word.other
        texts = tuple(words.get(key, f"{text} [{locale}]") for text in (word.one, word.other) if text)
        catalog.add(source, texts if word.one else texts[0], context=f"wording#{key}")
    body = io.BytesIO()
    write_po(body, catalog, omit_header=True)
    head = f'msgid ""\nmsgstr ""\n"Language: {locale}\\n"\n"X-Source-Language: en\\n"\n\n'
    path = root / "content" / "translations" / locale / "wording.en.po"
    path.write_text(head + body.getvalue().decode(), encoding="utf-8")
