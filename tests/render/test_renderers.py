import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from briefgen.errors import UsageError
from briefgen.model.document import Document
from briefgen.render import registry

Maker = Callable[..., Document]


def install(folder: Path, package: str, name: str, target: str = "operator:add") -> None:
    """Lay out what an installer leaves of a package that offers one renderer."""
    info = folder / f"{package.replace('-', '_')}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{registry.GROUP}]\n{name} = {target}\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_the_built_in_renderers_name_their_artifacts_by_the_stem(make: Maker) -> None:
    for name, media_type in (("pdf", "application/pdf"), ("html", "text/html")):
        artifact = registry.renderer(name)(make("<p>x</p>"), "briefs/x/x.nl")[0]
        assert (artifact.path, artifact.media_type) == (f"briefs/x/x.nl.{name}", media_type)


def test_another_package_adds_a_renderer(site: Path) -> None:
    install(site, "far-cards", "card")
    assert registry.names() == ("card", "email", "html", "html-single", "pdf")
    import operator

    assert registry.renderer("card") is operator.add


def test_an_unknown_renderer_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(UsageError) as caught:
        registry.renderer("pfd")
    assert 'did you mean "pdf"?' in caught.value.hint


@pytest.mark.parametrize(("name", "first"), [("card", "far-cards"), ("pdf", "briefgen")])
def test_two_renderers_of_one_name_are_an_error_that_names_both_packages(site: Path, name: str, first: str) -> None:
    install(site, "far-cards", "card")
    install(site, "other-cards", name)
    with pytest.raises(UsageError) as caught:
        registry.renderer("html")
    assert first in caught.value.message
    assert "other-cards" in caught.value.message


def test_a_renderer_that_cannot_be_imported_is_named_with_its_package(site: Path) -> None:
    install(site, "far-cards", "card", "no_such_module:draw")
    with pytest.raises(UsageError) as caught:
        registry.renderer("card")
    assert "far-cards" in caught.value.message


def test_knowing_the_renderers_does_not_load_the_layout_engine() -> None:
    code = (
        "import sys; from briefgen.render import registry, workers; registry.names();"
        " sys.exit(bool({'weasyprint', 'PIL'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_missing_system_library_is_answered_with_the_command_that_installs_it(tmp_path: Path) -> None:
    # Stands in for a machine without Pango: the library's own import fails in the same way.
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')\n")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from briefgen.render.problems import RenderError\n"
        "try:\n    import briefgen.render.pdf\n"
        "except RenderError as error:\n    print(error.problems[0].code, error.problems[0].hint)\n"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert shown.startswith("system-library-missing")
    assert "apt install libpango-1.0-0" in shown
