"""Texts hold no heading but those that divide the body of a publication."""

import pytest
from small_workspace import Edit, Run

ISSUE = "content/newsletters/autumn/newsletter.md"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("  text: Fijn dat je meeleest.", '  text: "# Fijn\\n\\nDat je meeleest."', "12:9"),
        ("  text: Fijn dat je meeleest.", '  text: "Fijn\\n====\\n\\nDat je meeleest."', "12:9"),
        ("  text: Fijn dat je meeleest.", '  text: "- # Fijn dat je meeleest."', "12:9"),
        ("  text: Schrijf ons.", '  text: "#### Schrijf ons."', "16:9"),
        ("Bezoekers komen", "Zo gaat dat\n---\n\nBezoekers komen", "23:1"),
        ("Bezoekers komen", "Zo gaat dat.\n### Onder de regel\n\nBezoekers komen", "24:1"),
    ],
)
def test_a_heading_within_a_text_is_refused_where_it_stands(
    edit: Edit, briefgen: Run, old: str, new: str, place: str
) -> None:
    edit(ISSUE, old, new)
    ran = briefgen("check")
    assert f"{ISSUE}:{place}: error[heading-level]: a heading stands within a text" in ran.out


def test_a_heading_that_divides_a_section_and_a_sign_of_a_number_are_no_faults(edit: Edit, briefgen: Run) -> None:
    edit(ISSUE, "Bezoekers komen", "### Onderweg\n\nHet was #een van de reeks.\n\nBezoekers komen")
    assert "heading-level" not in briefgen("check").out
