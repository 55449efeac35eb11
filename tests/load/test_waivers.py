"""Waivers: where they apply, and what they cannot do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.findings import Finding, Place, Severity
from briefgen.load.waivers import Waiver, apply, markdown_waivers, yaml_waivers


def warning(code: str, line: int, path: str = "x.yaml") -> Finding:
    return Finding(code, Place(path, line, 1), "", severity=Severity.WARNING)


def in_yaml(text: str) -> list[tuple[str, int, int, str]]:
    waivers, findings = yaml_waivers(text, "x.yaml")
    assert findings == []
    return [(w.code, w.first_line, w.last_line, w.reason) for w in waivers]


def in_markdown(text: str) -> list[tuple[str, int, int, str]]:
    waivers, findings = markdown_waivers(text, "x.md")
    assert findings == []
    return [(w.code, w.first_line, w.last_line, w.reason) for w in waivers]


def test_a_comment_behind_a_value_holds_for_its_line() -> None:
    assert in_yaml("a: 1\nb: 2  # allow fact-stale: the census is late\n") == [
        ("fact-stale", 2, 2, "the census is late")
    ]


def test_a_comment_alone_holds_for_the_next_line_that_is_no_comment() -> None:
    text = "# allow fact-stale: late\n# allow fact-range: known\nb: 2\n"
    assert in_yaml(text) == [("fact-stale", 3, 3, "late"), ("fact-range", 3, 3, "known")]


def test_a_comment_with_nothing_below_holds_for_its_own_line() -> None:
    assert in_yaml("# allow fact-stale: late") == [("fact-stale", 1, 1, "late")]


@pytest.mark.parametrize(
    "text",
    [
        'a: "x # allow fact-stale: no"\n',
        "a: 'x\n  # allow fact-stale: no'\n",
        "a: |\n  x\n  # allow fact-stale: no\n  y\n",
        "a: x#allow fact-stale: no\n",
        "# allow people to read this\na: 1\n",
        "a: 1 # we allow fact-stale: sometimes\n",
    ],
)
def test_what_is_no_waiver_comment_waives_nothing(text: str) -> None:
    assert in_yaml(text) == []


def test_a_comment_behind_quotes_and_below_a_block_text_counts() -> None:
    assert in_yaml("a: 'x # y' # allow fact-stale: late\n") == [("fact-stale", 1, 1, "late")]
    assert in_yaml("a: |\n  x\n# allow fact-stale: late\nb: 1\n") == [("fact-stale", 4, 4, "late")]


def test_a_markdown_comment_holds_for_its_line_or_the_block_below() -> None:
    text = (
        "One <!-- allow number-typed: a title -->\n\n<!-- allow long-sentence: quoted -->\n\nfirst\nsecond\n\nthird\n"
    )
    assert in_markdown(text) == [("number-typed", 1, 1, "a title"), ("long-sentence", 5, 6, "quoted")]


def test_a_markdown_comment_in_fenced_code_is_an_example() -> None:
    assert in_markdown("```\n<!-- allow number-typed: x -->\n```\n\n~~~\n```\n~~~\n") == []
    assert in_markdown("```\nx\n```\nA <!-- allow number-typed: x -->\n") == [("number-typed", 4, 4, "x")]


def test_a_waiver_without_a_reason_is_reported_and_waives_nothing() -> None:
    for waivers, findings, place in (
        (*yaml_waivers("a: 1 # allow fact-stale\n", "x.yaml"), Place("x.yaml", 1, 6)),
        (*yaml_waivers("a: 1\n  # allow fact-stale:  \n", "x.yaml"), Place("x.yaml", 2, 3)),
        (*markdown_waivers("\nA <!-- allow fact-stale-->\n", "x.md"), Place("x.md", 2, 3)),
        (*markdown_waivers("A <!-- allow fact-stale: -->\n", "x.md"), Place("x.md", 1, 3)),
    ):
        assert waivers == []
        assert [(f.code, f.place) for f in findings] == [("waiver-reason", place)]


def test_lines_count_from_where_the_text_begins_in_its_file() -> None:
    (waiver,), _ = yaml_waivers("a: 1 # allow fact-stale: x", "x.md", first_line=10)
    assert (waiver.first_line, waiver.last_line) == (10, 10)
    (waiver,), _ = markdown_waivers("<!-- allow fact-stale: x -->\nA\nB", "x.md", first_line=10)
    assert (waiver.first_line, waiver.last_line) == (11, 12)


def test_a_waiver_takes_away_warnings_of_its_code_lines_and_file_alone() -> None:
    waiver = Waiver("fact-stale", "x.yaml", 2, 3, "late")
    unused = Waiver("fact-stale", "x.yaml", 9, 9, "late")
    others = [
        warning("fact-stale", 1),
        warning("fact-stale", 4),
        warning("fact-range", 2),
        warning("fact-stale", 2, "y.yaml"),
        Finding("fact-stale", Place("x.yaml", 2, 1), "an error"),
    ]
    waived = [warning("fact-stale", 2), warning("fact-stale", 3)]
    assert apply([*others, *waived], [waiver, unused]) == (others, [waiver], [unused])


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "# allow a-b: c",
                "<!-- allow a-b: c -->",
                "\n",
                " ",
                "'",
                '"',
                "|\n",
                "[",
                "{",
                "a: ",
                "```",
                "\ud800",
                "\0",
                "<",
                "-->",
            ]
        )
    ).map("".join)
)
def test_no_text_breaks_the_reading_of_waivers(text: str) -> None:
    for waivers, _ in (yaml_waivers(text, "x"), markdown_waivers(text, "x")):
        for waiver in waivers:
            assert 1 <= waiver.first_line <= waiver.last_line <= text.count("\n") + 1
