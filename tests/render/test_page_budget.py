"""An audience reads so many pages and no more; who writes is told by how much a text is too long."""

import re
from dataclasses import replace

import pytest
from conftest import Maker

from briefgen.render.pdf import render_pdf
from briefgen.render.problems import RenderError

LINE = '<p style="margin: 0; height: 10mm; line-height: 10mm">Tekst</p>'
PAPER = "@page { size: A4; margin: 20mm } h1 { margin: 0; height: 10mm; font-size: 10pt; line-height: 10mm }"


def excess(document_pages: int, lines: int, make: Maker) -> str:
    document = replace(make(LINE * lines, css=PAPER), pages=document_pages)
    with pytest.raises(RenderError) as raised:
        render_pdf(document)
    (problem,) = raised.value.problems
    assert problem.code == "page-budget"
    return problem.message


def test_a_document_within_its_budget_is_rendered(make: Maker) -> None:
    assert render_pdf(replace(make(LINE * 20, css=PAPER), pages=1)).startswith(b"%PDF")


def test_what_stands_on_the_page_too_many_is_said_in_millimetres(make: Maker) -> None:
    # A page holds 257 mm: the heading and 24 lines; four lines are left for the second.
    message = excess(1, 28, make)
    assert message.startswith("2 pages are more than the 1 ")
    assert abs(int(re.search(r"(\d+) mm", message)[1]) - 40) <= 2  # type: ignore[index]


def test_whole_pages_too_many_are_counted(make: Maker) -> None:
    message = excess(1, 24 + 25 + 25 + 3, make)
    assert "4 pages are more than the 1 " in message
    assert re.search(r"2 pages and (2[89]|3[0-2]) mm", message)
