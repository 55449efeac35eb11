"""The mails of the example in a browser: on a phone and a desk, by day and by night, and without their pictures."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Literal

import pytest
from browser import Visit, broken_rules, browser, visit
from playwright.sync_api import Browser
from posted import SENDS, Post, post
from small_workspace import SMALL

from briefgen.render.email import mail_files

pytestmark = pytest.mark.xdist_group("mail")

ColorScheme = Literal["light", "dark"]
WIDTHS = (320, 600, 1200)
# A mail is a part of a page that its program makes: that page has the main landmark, not the mail.
OF_THE_PROGRAM = ("(region)", "(landmark-one-main)")
# The contrast of each text with the ground that is painted behind it, and whether it is large (WCAG 2.2, 1.4.3).
CONTRASTS = """() => {
  const parts = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const painted = colour => colour.length === 3 || colour[3] === 1;
  const found = [];
  for (const at of document.querySelectorAll('body *')) {
    const own = [...at.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!(own || (at.tagName === 'IMG' && at.alt)) || !at.checkVisibility({ opacityProperty: true })) continue;
    let up = at;
    while (up && !painted(parts(getComputedStyle(up).backgroundColor))) up = up.parentElement;
    const ground = up ? parts(getComputedStyle(up).backgroundColor) : [255, 255, 255];
    const style = getComputedStyle(at), size = parseFloat(style.fontSize);
    const [low, high] = [light(parts(style.color)), light(ground)].sort((a, b) => a - b);
    const large = size >= 24 || (size >= 18.66 && +style.fontWeight >= 700);
    const shown = at.tagName + ' ' + (at.textContent || at.alt).trim().slice(0, 40);
    found.push([(high + 0.05) / (low + 0.05) / (large ? 3 : 4.5), shown]);
  }
  return found.sort((a, b) => a[0] - b[0]);
}"""
SIZES = """() => [...document.querySelectorAll('p, li, td, th, a')].filter(one => one.innerText.trim())
  .map(one => parseFloat(getComputedStyle(one).fontSize)).filter(size => size > 0)"""
BUTTON = """() => {
  const box = document.querySelector('.ask td a').getBoundingClientRect();
  return [box.width, box.height];
}"""
TEXTS = "() => [...document.images].filter(one => one.alt).map(one => [one.offsetHeight, one.offsetWidth])"
GROUND = "() => getComputedStyle(document.querySelector('.paper')).backgroundColor"
TOO_WIDE = "() => document.documentElement.scrollWidth - window.innerWidth"
CUT = """() => [...document.querySelectorAll('p, h1, h2, h3, td, th, li, a')].filter(one =>
  one.checkVisibility() && one.textContent.trim() && (one.getBoundingClientRect().right > window.innerWidth + 1
  || one.getBoundingClientRect().left < 0)).map(one => one.textContent.trim().slice(0, 40))"""


# What should never go on in a second line, and what does.
WHOLE = ".amount, .numbers td, .numbers thead th, .prose th + th, .prose td + td"
BROKEN = f"""() => [...document.querySelectorAll('{WHOLE}')].filter(one => {{
  const range = document.createRange();
  range.selectNodeContents(one);
  return new Set([...range.getClientRects()].map(line => Math.round(line.top))).size > 1;
}}).map(one => one.textContent)"""
AMOUNTS = "[1000, 2500, 5000, 10000, 250000]"
CHART = """
::: chart reach
type: bars
title: Zo ver komen de bezoeken
caption: Gezinnen.
series: [Gezinnen, Huishoudens]
rows:
  - label: Gezinnen die een bezoek van een gezondheidswerker kregen
    facts: [share-before, share-after]
:::

| Gemeenten | Eerder | Daarna |
|---|---:|---|
| Kindermishandelingspreventie | meermaals | weinig |

> Een bezoek opent een deur.
"""
QUOTED = "() => parseFloat(getComputedStyle(document.querySelector('.prose blockquote')).borderLeftWidth)"


@dataclass(frozen=True, slots=True)
class Look:
    """What the browser says of one mail by day or by night."""

    broken: list[str]
    too_wide: list[int]
    cut: list[str]
    contrasts: list[tuple[float, str]]
    ground: str
    requests: list[str]
    complaints: list[str]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start the browser once."""
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def pages(example: Post, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the mails as files, with their pictures beside them."""
    root = tmp_path_factory.mktemp("mails")
    for locale, mail in example.mails.items():
        for file in mail_files(mail, locale):
            (root / file.path).parent.mkdir(exist_ok=True)
            (root / file.path).write_bytes(file.body)
    return {locale: root / f"{locale}.email.html" for locale in example.mails}


@pytest.fixture(scope="module")
def looks(chromium: Browser, pages: dict[str, Path]) -> dict[tuple[str, str], Look]:
    """Look at every mail once by day and once by night."""
    schemes: tuple[ColorScheme, ...] = ("light", "dark")
    return {(locale, scheme): look(chromium, page, scheme) for locale, page in pages.items() for scheme in schemes}


def look(chromium: Browser, page: Path, scheme: ColorScheme) -> Look:
    with visit(chromium, page) as opened:
        opened.page.emulate_media(color_scheme=scheme)
        requests, complaints = list(opened.requests), list(opened.complaints)
        contrasts, ground = opened.tell(CONTRASTS), opened.tell(GROUND)
        too_wide, cut = [], []
        for width in WIDTHS:
            opened.narrow(width)
            too_wide.append(opened.tell(TOO_WIDE))
            cut += opened.tell(CUT)
        broken = [*broken_rules(opened, 320), *broken_rules(opened, 1200)]
    return Look(broken, too_wide, cut, contrasts, ground, requests, complaints)


def test_no_mail_is_wider_than_its_window_and_nothing_is_cut(looks: dict[tuple[str, str], Look]) -> None:
    assert len(looks) == 6
    assert {key: look.too_wide for key, look in looks.items() if any(over > 0 for over in look.too_wide)} == {}
    assert {key: look.cut for key, look in looks.items() if look.cut} == {}


def test_no_rule_of_accessibility_is_broken_by_day_or_by_night(looks: dict[tuple[str, str], Look]) -> None:
    broken = [(key, rule) for key, look in looks.items() for rule in look.broken]
    assert [one for one in broken if not any(name in one[1] for name in OF_THE_PROGRAM)] == []


def test_every_text_stands_out_from_what_is_painted_behind_it(looks: dict[tuple[str, str], Look]) -> None:
    for look in looks.values():
        assert len(look.contrasts) > 80
        assert [one for one in look.contrasts if one[0] < 1] == []
    assert len({look.ground for look in looks.values()}) == 2, "the night has other grounds than the day"


def test_a_mail_asks_for_nothing_but_its_own_pictures(looks: dict[tuple[str, str], Look]) -> None:
    for look in looks.values():
        assert look.complaints == []
        assert len(look.requests) == 4
        assert all(url.startswith("file://") for url in look.requests)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_pictures_their_texts_are_there_and_everything_else_stays(
    chromium: Browser, pages: dict[str, Path], scheme: ColorScheme
) -> None:
    context = chromium.new_context(viewport={"width": 600, "height": 800}, color_scheme=scheme)
    context.route("**/*.png", lambda route: route.abort())
    for page in pages.values():
        opened = Visit(context.new_page())
        opened.page.goto(page.as_uri())
        assert opened.tell("() => [...document.images].filter(one => one.naturalWidth).length") == 0
        texts = opened.tell(TEXTS)
        assert len(texts) == 2 and all(height > 15 and width > 200 for height, width in texts)
        assert opened.tell(TOO_WIDE) <= 0
        contrasts = opened.tell(CONTRASTS)
        assert [one for one in contrasts if one[0] < 1] == []
        assert len([one for one in contrasts if one[1].startswith("IMG")]) == 2
        band = "() => getComputedStyle(document.querySelector('.name').closest('.band')).backgroundColor"
        assert opened.tell(band) != opened.tell(GROUND), "the name stands on a dark band of its own"
    context.close()


def test_the_columns_of_a_mail_are_six_hundred_pixels_at_most_and_text_is_large_enough(
    chromium: Browser, pages: dict[str, Path]
) -> None:
    with visit(chromium, pages["nl"]) as opened:
        assert opened.tell("() => document.querySelector('.paper').offsetWidth") == 600
        assert min(opened.tell(SIZES)) >= 13
        opened.narrow(320)
        button = opened.tell(BUTTON)
        assert button[0] > 200 and button[1] >= 44


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a mail with links where links are rare, many large amounts and long labels."""
    root = Path(copytree(SMALL, tmp_path_factory.mktemp("crowded") / "work"))
    organisation, issue = root / "content/organisation.yaml", root / "content/newsletters/autumn/newsletter.md"
    organisation.write_text(organisation.read_text(encoding="utf-8") + SENDS, encoding="utf-8")
    text = issue.read_text(encoding="utf-8").replace("[20, 40]", AMOUNTS)
    text = text.replace("een open deur.", "[een open deur](https://example.org/deur).")
    text = text.replace("\n## Samen", f"{CHART}\n### Lees [meer](https://example.org/meer)\n\n## Samen")
    issue.write_text(text, encoding="utf-8")
    for file in mail_files(post(root, draft=True).mails["nl"], "mail"):
        (root / file.path).parent.mkdir(exist_ok=True)
        (root / file.path).write_bytes(file.body)
    return root / "mail.email.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_links_stand_out_in_headings_and_in_the_lead_too(chromium: Browser, crowded: Path, scheme: ColorScheme) -> None:
    with visit(chromium, crowded) as opened:
        opened.page.emulate_media(color_scheme=scheme)
        assert opened.tell("() => document.querySelectorAll('.lead a, .item a').length") == 3
        assert [one for one in opened.tell(CONTRASTS) if one[0] < 1] == []


def test_a_quotation_is_set_apart_from_our_own_words(chromium: Browser, crowded: Path) -> None:
    with visit(chromium, crowded) as opened:
        assert opened.tell(QUOTED) >= 2


def test_amounts_and_numbers_stay_whole_on_a_phone(chromium: Browser, crowded: Path) -> None:
    with visit(chromium, crowded) as opened:
        opened.narrow(320)
        assert opened.tell("() => document.querySelectorAll('.amount, .numbers td').length") == 8
        assert (opened.tell(BROKEN), opened.tell(TOO_WIDE), opened.tell(CUT)) == ([], 0, [])
        opened.narrow(600)
        tops = opened.tell("() => new Set([...document.querySelectorAll('.amount')].map(one => one.offsetTop)).size")
        assert (opened.tell(BROKEN), tops) == ([], 1)
