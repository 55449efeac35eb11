"""The editions of the example as pages for the web, in a browser: on a phone and a desk, by keyboard, on paper."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from shutil import copy

import pypdfium2
import pytest
from browser import Visit, broken_rules, browser, visit
from playwright.sync_api import Browser

pytestmark = pytest.mark.xdist_group("browser")

EDITIONS = 12
WIDTHS = (320, 375, 600, 760, 1000, 1200, 1920)
PHONE, DESK = 375, 1200
# What stands in one column on a phone: the tops of these must follow one another as in the source.
PARTS = "h1, h2, h3, main p, main li, figcaption, .drawing, table, footer p"
# Tab and look: is the mark of the focus wide, and does it stand out from what is behind it?
FOCUSED = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  if (at === document.body) return null;
  const colours = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  let ground = [255, 255, 255];
  for (let up = at; up; up = up.parentElement) {
    const colour = colours(getComputedStyle(up).backgroundColor);
    if (colour.length === 3) { ground = colour; break; }
  }
  const [low, high] = [light(colours(style.outlineColor)), light(ground)].sort((a, b) => a - b);
  const all = [...document.querySelectorAll('a[href], summary, [tabindex="0"]')].filter(one => one.checkVisibility());
  const width = style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth);
  return { place: all.indexOf(at), all: all.length, width, contrast: (high + 0.05) / (low + 0.05) };
}"""


@dataclass(frozen=True, slots=True)
class Look:
    """What the browser says of one page: rules of accessibility that it breaks, widths that it does not fit."""

    file: Path
    requests: list[str]
    complaints: list[str]
    pictures_missing: int
    broken: list[str]
    too_wide: list[int]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start the browser once."""
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def pages(chromium: Browser, example_built: Path) -> list[Path]:
    """Return the pages of the example, with their files beside them."""
    output = example_built / "output"
    found = sorted(path for path in output.rglob("*.html") if not path.name.endswith(".single.html"))
    assert len(found) == EDITIONS
    return found


@pytest.fixture(scope="module")
def looks(chromium: Browser, pages: list[Path]) -> list[Look]:
    """Look at every page once, the way all of them have to be looked at."""
    return [look(chromium, page) for page in pages]


def look(chromium: Browser, file: Path) -> Look:
    """Open one page, narrow and widen it, and judge it on a phone and at a desk."""
    with visit(chromium, file) as opened:
        missing = opened.tell("() => [...document.images].filter(image => !image.naturalWidth).length")
        requests, complaints = list(opened.requests), list(opened.complaints)
        broken = broken_rules(opened, DESK) + broken_rules(opened, PHONE)
        opened.tell("() => document.querySelectorAll('details').forEach(one => one.open = true)")
        too_wide = [width for width in WIDTHS if sticks_out(opened, width)]
    return Look(file, requests, complaints, missing, broken, too_wide)


def sticks_out(opened: Visit, width: int) -> bool:
    """Tell whether a page can be moved sideways in a window so wide."""
    opened.narrow(width)
    return bool(opened.tell("() => document.scrollingElement.scrollWidth > innerWidth"))


@pytest.fixture(scope="module", params=[2, 4, 6, 10], ids=["brief", "brief in Dutch", "country brief", "newsletter"])
def page(request: pytest.FixtureRequest, pages: list[Path]) -> Path:
    """Return one edition of each publication, in three languages."""
    return pages[request.param]


@pytest.fixture(scope="module")
def window(chromium: Browser, page: Path) -> Iterator[Visit]:
    """Open that page once."""
    with visit(chromium, page) as opened:
        yield opened


@pytest.fixture
def opened(window: Visit) -> Visit:
    """Return that page in a window of the usual width."""
    window.narrow(DESK)
    return window


def test_no_page_breaks_a_rule_of_accessibility(looks: list[Look]) -> None:
    assert {look.file.name: look.broken for look in looks} == {look.file.name: [] for look in looks}


def test_no_page_is_wider_than_its_window(looks: list[Look]) -> None:
    assert {look.file.name: look.too_wide for look in looks} == {look.file.name: [] for look in looks}


def test_a_page_asks_for_nothing_but_its_own_files_and_they_are_all_there(looks: list[Look]) -> None:
    for look in looks:
        own = [url for url in look.requests if url.startswith((look.file.parent.as_uri() + "/", "data:"))]
        assert look.requests == own
        assert any("/assets/" in url for url in own)
        assert look.complaints == []
        assert look.pictures_missing == 0


def test_a_page_says_its_language_and_its_title(opened: Visit, page: Path) -> None:
    language = page.stem.rpartition(".")[2]

    assert opened.tell("() => document.documentElement.lang") == language
    assert " ".join(opened.page.inner_text("h1").split()) in opened.page.title()


def test_headings_begin_with_the_title_and_skip_no_level(opened: Visit) -> None:
    levels = opened.tell("() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(one => +one.tagName[1])")

    assert levels[0] == 1 and levels.count(1) == 1
    assert len(levels) > 5
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_without_styles_a_page_has_the_order_that_it_has_on_a_phone(opened: Visit) -> None:
    opened.narrow(PHONE)
    tops = opened.tell(
        f"() => [...document.querySelectorAll('{PARTS}')].filter(one => one.checkVisibility())"
        ".map(one => one.getBoundingClientRect().top)"
    )
    falls = [(before, after) for before, after in pairwise(tops) if after < before - 4]

    assert len(tops) > 20
    assert falls == []


def test_a_chart_is_one_named_picture_with_its_numbers_below_it(opened: Visit) -> None:
    charts = opened.page.locator(".chart .drawing")
    for chart in charts.all():
        picture = chart.locator("> svg")
        title = chart.locator("xpath=ancestor::figure").locator("h2, h3").inner_text()
        name = picture.get_attribute("aria-label") or ""
        numbers = chart.locator("details td").all_text_contents()
        assert picture.get_attribute("role") == "img"
        assert name.startswith(" ".join(title.split()))
        assert numbers and all(number in name for number in numbers if re.search(r"\d", number))
        assert picture.locator("[role], [aria-label], [aria-hidden]").count() == 0
    assert charts.count() > 0


def test_the_labels_of_a_chart_can_be_read_on_a_phone(opened: Visit) -> None:
    opened.narrow(320)
    sizes = opened.tell(
        "() => [...document.querySelectorAll('.chart svg text')]"
        ".map(one => parseFloat(one.getAttribute('font-size')) * one.getScreenCTM().a)"
    )

    assert min(sizes) >= 11


def test_a_note_mark_leads_to_its_note_and_the_note_back_to_its_first_mark(opened: Visit) -> None:
    marks = opened.tell("() => [...document.querySelectorAll('a[role=doc-noteref]')].map(one => [one.hash, one.id])")
    firsts = {note: mark for note, mark in reversed(marks) if mark}
    back = "one => ['#' + one.closest('li').id, one.hash.slice(1)]"
    notes = opened.tell(f"() => [...document.querySelectorAll('.notes > li a[role=doc-backlink]')].map({back})")
    last = notes[-1][0]

    assert dict(notes) == firsts
    opened.page.locator(f"a[role=doc-noteref][href='{last}']").first.click()
    assert opened.tell("() => '#' + document.querySelector(':target').id") == last
    opened.page.locator(f"{last} a[role=doc-backlink]").click()
    assert opened.tell("() => document.querySelector(':target').id") == firsts[last]


def test_the_keyboard_reaches_everything_in_order_and_one_sees_where_it_is(opened: Visit) -> None:
    opened.page.goto(opened.page.url.partition("#")[0])
    seen = []
    opened.page.keyboard.press("Tab")
    while (focused := opened.tell(FOCUSED)) and len(seen) < focused["all"]:
        seen.append(focused)
        opened.page.keyboard.press("Tab")

    assert [one["place"] for one in seen] == list(range(seen[0]["all"]))
    assert min(one["width"] for one in seen) >= 2
    assert min(one["contrast"] for one in seen) >= 3


def test_a_page_printed_by_a_browser_is_short_and_whole(opened: Visit, page: Path, tmp_path: Path) -> None:
    opened.page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True, format="A4", print_background=True)
    opened.page.emulate_media(media="print")
    words = opened.tell("() => document.body.innerText").split()
    opened.page.emulate_media(media="screen")

    with pypdfium2.PdfDocument(tmp_path / "page.pdf") as document:
        count = len(document)
        printed = "".join(sheet.get_textpage().get_text_range() for sheet in document)
    missing = [word for word in words if letters(word) not in letters(printed)]

    assert len(words) > 400
    assert missing == []
    assert count <= (2 if "newsletters" in page.parts else 5)


def letters(text: str) -> str:
    """Return a text without spaces and signs: words may be divided at the ends of lines."""
    return re.sub(r"[\W_]+", "", text)


def test_a_self_contained_page_needs_no_other_file(
    chromium: Browser, page: Path, opened: Visit, tmp_path: Path
) -> None:
    alone = Path(copy(page.with_suffix(".single.html"), tmp_path / "sent by mail.html"))

    with visit(chromium, alone) as single:
        assert [url for url in single.requests if not url.startswith("data:")] == [alone.as_uri()]
        assert single.complaints == []
        assert single.page.inner_text("body") == opened.page.inner_text("body")
        assert single.page.screenshot(full_page=True) == opened.page.screenshot(full_page=True)
        fonts = single.tell("() => document.fonts.ready.then(all => [...all].map(one => one.status))")
        assert "loaded" in fonts and "error" not in fonts
