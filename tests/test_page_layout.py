"""The printed pages of the example: what stands on which page, and that no line is alone or out of place."""

import datetime
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from printed import HEADINGS, Printed, read, squeezed

from briefgen import pipeline
from briefgen.bundled import templates_dir
from briefgen.model.edition import Edition
from briefgen.workspace import open_at

pytestmark = pytest.mark.xdist_group("layout")

TODAY = datetime.date(2026, 11, 23)
EDITIONS = 12
MOST_PAGES = {"brief": 4, "newsletter": 2}
# The narrowest margins: 18 mm beside the text, which round letters may overstep by a hair; heads and feet stand nearer
# the edge.
SIDE, TOP, FOOT, HAIR = 18.0, 10.0, 9.0, 1.2
# No paragraph may leave fewer lines than these on a page.
FEWEST = 2
# As the file has them: one that the text is written with, and one that a line ends on (pypdfium2 gives U+0002 for it).
HYPHENS = ("-", "\N{HYPHEN}", "\N{SOFT HYPHEN}", "\x02")
# A heading may end on a word of its own only if that is this long: then it fits no narrow column with the one before.
LONG = 9
NEAR = 16.0
"""How far above or below a picture, in millimetres, its caption may be where it does not stand beside it."""


@pytest.fixture(scope="module")
def editions(example_built: Path) -> Mapping[str, Edition]:
    """Return the editions of the example, with the texts that they were printed from."""
    workspace = open_at(example_built, templates_dir())
    found = pipeline.check(workspace, TODAY).editions
    return {edition.key: edition for edition in found}


@pytest.fixture(scope="module")
def pages(example_built: Path) -> Mapping[str, Printed]:
    """Return what was printed, by the key of the edition."""
    found = {path.stem: read(path) for path in sorted((example_built / "output").rglob("*.pdf"))}
    assert len(found) == EDITIONS
    return found


def test_a_brief_has_four_pages_and_a_newsletter_two(
    editions: Mapping[str, Edition], pages: Mapping[str, Printed]
) -> None:
    for key, printed in pages.items():
        assert (key, printed.pages) == (key, MOST_PAGES[editions[key].view["kind"]])


def test_page_one_of_a_brief_has_the_summary_and_every_recommendation(
    editions: Mapping[str, Edition], pages: Mapping[str, Printed]
) -> None:
    briefs = {key: edition.view for key, edition in editions.items() if edition.view["kind"] == "brief"}
    for key, view in briefs.items():
        first = pages[key].text(0)
        labels = [item["label"]["text"] for item in view["summary"]]
        actors = [item["actor"]["text"] for item in view["recommendations"]]
        assert labels and actors
        for text in (*labels, *actors):
            assert squeezed(text) in first, f"{key}: {text}"


def test_text_follows_every_heading_on_its_page(pages: Mapping[str, Printed]) -> None:
    for key, printed in pages.items():
        blocks = printed.blocks()
        for (block, lines), (_, after) in pairwise(blocks):
            if block.type in HEADINGS:
                assert lines[-1].page == after[0].page, f"{key}: {lines[-1].text} is the last of its page"
        assert blocks[-1][0].type not in HEADINGS


def test_no_paragraph_leaves_a_line_alone_on_a_page(pages: Mapping[str, Printed]) -> None:
    for key, printed in pages.items():
        for _, lines in printed.blocks():
            on = {number: sum(line.page == number for line in lines) for number in {line.page for line in lines}}
            if len(on) > 1:
                assert min(on.values()) >= FEWEST, f"{key}: {lines[0].text}"


def test_no_heading_ends_on_a_short_word_of_its_own(pages: Mapping[str, Printed]) -> None:
    for key, printed in pages.items():
        for block, lines in printed.blocks():
            if block.type in ("H1", "H2") and len(lines) > 1:
                last = lines[-1].text.strip()
                assert len(last.split()) > 1 or len(last) >= LONG, f"{key}: {last}"


def test_words_are_parted_only_now_and_then_and_never_on_two_lines_in_a_row(pages: Mapping[str, Printed]) -> None:
    parted = 0
    for key, printed in pages.items():
        for _, lines in printed.blocks():
            ends = [line.text.rstrip().endswith(HYPHENS) for line in lines]
            assert not any(first and second for first, second in pairwise(ends)), f"{key}: {lines[0].text}"
            parted += sum(ends)
    assert parted


def test_nothing_stands_in_the_margins(pages: Mapping[str, Printed]) -> None:
    for key, printed in pages.items():
        width, height = printed.size
        for line in printed.lines:
            inside = line.left >= SIDE - HAIR and line.right <= width - SIDE + HAIR
            assert inside and line.top >= TOP and line.bottom <= height - FOOT, f"{key}: {line}"


def test_every_chart_and_picture_has_its_caption_next_to_it(
    editions: Mapping[str, Edition], pages: Mapping[str, Printed]
) -> None:
    for key, edition in editions.items():
        printed = pages[key]
        blocks = [block for section in edition.view["sections"] for block in section["blocks"]]
        drawn = [block for block in blocks if block["kind"] in ("chart", "picture")]
        captioned = [figure for figure in printed.figures if figure.caption]
        assert len(captioned) == len(drawn), key
        for figure in captioned:
            lines = [line for line in printed.lines if line.block in figure.caption]
            assert figure.alt
            assert {line.page for line in lines} == {figure.page}, f"{key}: {figure.alt}"
            assert all(figure.top - NEAR <= line.top <= figure.bottom + NEAR for line in lines), f"{key}: {figure.alt}"
