"""The proof and the state of the translations as pages, in a browser: on a phone, at a desk, and printed."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from browser import broken_rules, browser, visit
from playwright.sync_api import Browser
from small_workspace import SMALL, run

pytestmark = pytest.mark.xdist_group("browser")

WIDTHS = (320, 375, 600, 899, 900, 1200, 1920)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start the browser once."""
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with both pages, of a workspace with texts in all states."""
    root = Path(copytree(SMALL, tmp_path_factory.mktemp("pages"), dirs_exist_ok=True))
    brief = root / "content/briefs/visits/brief.md"
    brief.write_text(brief.read_text("utf-8").replace("Antes no llegaba nadie.", "Antes nadie venía 3 veces."), "utf-8")
    run(root, "translate", "approve", "--locale", "en", "--for", "visits", "--by", "Ana María")
    dutch = root / "content/translations/nl/briefs/visits.es.po"
    dutch.write_text(dutch.read_text("utf-8").replace('msgstr "Waarom nu"', 'msgstr ""'), "utf-8")
    assert run(root, "proof", "visits", "--locales", "nl,en", "--output", "proof.html").code == 0
    assert run(root, "translate", "status", "--format", "html", "--output", "status.html").code == 0
    return root


@pytest.mark.parametrize("name", ["proof.html", "status.html"])
def test_a_page_breaks_no_rule_fits_its_window_and_asks_for_nothing(name: str, chromium: Browser, folder: Path) -> None:
    with visit(chromium, folder / name) as opened:
        assert [url for url in opened.requests if not url.startswith("data:")] == [(folder / name).as_uri()]
        assert opened.complaints == []
        assert broken_rules(opened, 1200) + broken_rules(opened, 375) == []
        wide = []
        for width in WIDTHS:
            opened.narrow(width)
            if opened.tell("() => document.scrollingElement.scrollWidth > innerWidth"):
                wide.append(width)
        assert wide == []


def test_the_columns_of_a_proof_are_even_at_a_desk_and_stand_below_each_other_on_a_phone(
    chromium: Browser, folder: Path
) -> None:
    boxes = """() => [...document.querySelectorAll('tr.row')].map(row => [...row.querySelectorAll('td.text')]
        .map(cell => { const box = cell.getBoundingClientRect(); return [box.left, box.top, box.width] }))"""
    with visit(chromium, folder / "proof.html") as opened:
        pairs = opened.tell(boxes)
        assert len(pairs) > 40
        assert {(one[1] == other[1], abs(one[2] - other[2]) < 1) for one, other in pairs} == {(True, True)}
        assert len({one[0] for one, _ in pairs}) == 1, "the columns of all parts stand in line"
        opened.narrow(375)
        pairs = opened.tell(boxes)
        assert all(one[0] == other[0] and one[1] < other[1] for one, other in pairs)
        names = opened.tell("() => [...document.querySelectorAll('td.text .screen-only')].map(one => one.innerText)")
        assert names[:2] == ["Nederlands", "English"]


def test_a_screen_reader_hears_a_table_on_a_phone_too(chromium: Browser, folder: Path) -> None:
    with visit(chromium, folder / "proof.html", 375) as opened:
        rows = opened.page.get_by_role("row")
        assert rows.count() > 60
        row = opened.page.locator("#row-2")
        assert row.get_by_role("cell").count() == 3
        assert row.get_by_role("rowheader").count() == 1


def test_each_state_has_a_shape_of_its_own(chromium: Browser, folder: Path) -> None:
    shape = """() => Object.fromEntries([...document.querySelectorAll('.mark')].map(one => {
        const style = getComputedStyle(one);
        return [one.className, [style.borderRadius, style.backgroundImage, style.backgroundColor !== 'rgba(0, 0, 0, 0)',
            style.paddingLeft].join()] }))"""
    with visit(chromium, folder / "proof.html") as opened:
        shapes = opened.tell(shape)
    assert len(shapes) == 5
    assert len(set(shapes.values())) == 5
