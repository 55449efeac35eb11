"""The doctor says what is missing and the line to type; it works where nothing is installed yet."""

import dataclasses
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from briefgen import bundled, doctor

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """Return designs that name two fonts, both there and whole, with their licence."""
    fonts = tmp_path / "theme" / "fonts"
    fonts.mkdir(parents=True)
    (tmp_path / "theme" / "print.css").write_text(
        '@font-face {src: url("fonts/Sans-Bold.woff2")} @font-face {src: url("fonts/Sans.woff2")}'
    )
    for name in ("Sans.woff2", "Sans-Bold.woff2"):
        (fonts / name).write_bytes(b"wOF2\0\1\0\0" + (16).to_bytes(4, "big") + b"body")
    (fonts / "LICENSE.txt").write_text("OFL")
    return tmp_path


def test_fonts_that_are_all_there_are_in_order(templates: Path) -> None:
    check = doctor.check_fonts(templates)
    assert check.ok
    assert not check.hint
    assert check.found == "2 files and their licence"


def test_a_missing_font_is_named_with_the_way_to_get_it_back(templates: Path) -> None:
    (templates / "theme" / "fonts" / "Sans-Bold.woff2").unlink()
    check = doctor.check_fonts(templates)
    assert not check.ok
    assert check.found == "Sans-Bold.woff2 is missing"
    assert "git checkout -- templates/theme/fonts" in check.hint


@pytest.mark.parametrize("damage", [b"", b"wOF2", b"a pointer to a file kept elsewhere", b"wOF2\0\1\0\0\0\0\1\0body"])
def test_a_font_file_that_is_cut_off_or_something_else_is_damaged(templates: Path, damage: bytes) -> None:
    (templates / "theme" / "fonts" / "Sans.woff2").write_bytes(damage)
    assert doctor.check_fonts(templates).found == "Sans.woff2 is damaged"


def test_fonts_without_their_licence_are_not_in_order(templates: Path) -> None:
    (templates / "theme" / "fonts" / "LICENSE.txt").unlink()
    check = doctor.check_fonts(templates)
    assert not check.ok
    assert "LICENSE" in check.found


def test_designs_that_name_no_font_are_not_in_order(tmp_path: Path) -> None:
    assert not doctor.check_fonts(tmp_path).ok


def test_the_fonts_that_come_with_briefgen_are_complete() -> None:
    check = doctor.check_fonts(bundled.templates_dir())
    assert check.ok, check.found


def test_in_a_checkout_the_designs_and_the_example_are_those_at_its_top() -> None:
    assert bundled.templates_dir() == ROOT / "templates"
    assert bundled.content_dir() == ROOT / "content"


def test_every_font_that_comes_with_briefgen_is_used_by_a_design() -> None:
    fonts = bundled.templates_dir() / "theme" / "fonts"
    named = set(doctor.named_fonts(bundled.templates_dir()))
    assert {path.name for path in fonts.glob("*.woff2")} <= named


def test_a_system_library_that_cannot_be_loaded_comes_with_the_line_that_installs_it() -> None:
    absent = dataclasses.replace(doctor.LIBRARIES[0], files=("libnowhere.so.7",))
    check = doctor.check_library(absent)
    assert not check.ok
    assert check.found == "missing"
    assert "install" in check.hint


def test_the_system_libraries_that_pages_are_drawn_with_are_found_with_their_versions() -> None:
    for library in doctor.LIBRARIES:
        check = doctor.check_library(library)
        assert check.ok, check.hint
        assert check.found.count(".") == 2


def test_each_package_is_asked_for_once_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    apt, dnf, brew = doctor.install_lines(library.package for library in doctor.LIBRARIES[:3])
    assert apt.endswith("apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0")
    assert dnf.endswith("dnf install pango harfbuzz")
    assert brew == "brew install pango harfbuzz"


def test_only_the_line_of_the_package_manager_at_hand_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "dnf").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    (line,) = doctor.install_lines([doctor.LIBRARIES[0].package])
    assert line.endswith("dnf install pango")


def test_a_python_that_is_too_old_is_not_in_order() -> None:
    assert doctor.check_python((3, 11, 0)).ok
    check = doctor.check_python((3, 10, 14))
    assert not check.ok
    assert "3.11" in check.hint


@pytest.mark.parametrize("specifier", [">=9000", ">=1,<2"])
def test_a_package_of_another_version_comes_with_the_line_that_mends_it(specifier: str) -> None:
    check = doctor.check_distribution("pytest", specifier)
    assert not check.ok
    assert check.hint == f'python -m pip install "pytest{specifier}"'


def test_a_package_that_is_not_installed_is_missing() -> None:
    assert doctor.check_distribution("no-such-package-here", ">=1").found == "missing"


def test_the_doctor_asks_for_the_versions_that_the_package_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {
        *project["dependencies"],
        *(one for extra in project["optional-dependencies"].values() for one in extra),
    }
    assert project["requires-python"] == ">=" + ".".join(map(str, doctor.PYTHON))
    assert {name + specifier for name, specifier in doctor.REQUIRED.items()} <= declared
    assert "".join(doctor.CHARTS) in declared
    assert {name + specifier for name, specifier in doctor.MAIL.items()} <= declared


def test_on_a_machine_that_passes_the_tests_everything_is_in_order() -> None:
    checks = doctor.examine()
    assert len(checks) > 10
    assert [check for check in checks if not check.ok] == []


def test_the_doctor_starts_where_no_package_is_installed() -> None:
    script = "import sys; sys.path.insert(0, 'src'); from briefgen import doctor; print(len(doctor.examine()))"
    run = subprocess.run([sys.executable, "-ISc", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(run.stdout) > 10
