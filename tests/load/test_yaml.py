"""The strict YAML subset: what values mean, where they stand, and what is refused."""

import unicodedata
from decimal import Decimal

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.findings import Finding, Place
from briefgen.load import yaml
from briefgen.load.yaml import Parsed, parse


def read(text: str) -> Parsed:
    return parse(text, "content/x.yaml")


def only(text: str) -> tuple[str, int, int]:
    """Return code, line and column of the one finding that a text gives."""
    (finding,) = read(text).findings
    return finding.code, finding.place.line, finding.place.column


def finding(text: str) -> Finding:
    (found,) = read(text).findings
    return found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", "Null"),
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("0", 0),
        ("-7", -7),
        ("2015", 2015),
        ("01234", "01234"),
        ("-0", "-0"),
        ("+5", "+5"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1:30", "1:30"),
        ("1e9", "1e9"),
        (".inf", ".inf"),
        (".5", ".5"),
        ("2015-12-30", "2015-12-30"),
        ("٣", "٣"),
        ("'7'", "7"),
        ('"true"', "true"),
        ("=", "="),
        ("9" * 30, int("9" * 30)),
        ("9" * 31, "9" * 31),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_a_scalar_means_what_yaml_1_2_says(written: str, meant: object) -> None:
    parsed = read(f"key: {written}\n")
    assert parsed.findings == []
    assert parsed.value == {"key": meant}
    assert isinstance(parsed.value, dict)
    assert type(parsed.value["key"]) is type(meant)


def test_a_decimal_keeps_the_digits_that_were_typed() -> None:
    value = read("share: 33.40").value
    assert isinstance(value, dict)
    assert isinstance(value["share"], Decimal)
    assert str(value["share"]) == "33.40"


def test_keys_are_text_whatever_they_look_like() -> None:
    assert read("2019: a\nno: b\nnull: c\n").value == {"2019": "a", "no": "b", "null": "c"}


def test_an_empty_text_is_nothing_and_no_fault() -> None:
    for text in ("", "\n\n", "# a comment\n", "---\n"):
        assert (read(text).value, read(text).findings) == (None, [])


def test_every_value_and_key_knows_its_line_and_column() -> None:
    positions = read("# comment\nevents:\n  - date: 2015-12-30\n    título: ley\n").positions
    assert positions.value(()) == Place("content/x.yaml", 2, 1)
    assert positions.key(("events",)) == Place("content/x.yaml", 2, 1)
    assert positions.value(("events", 0, "date")) == Place("content/x.yaml", 3, 11)
    assert positions.key(("events", 0, "date")) == Place("content/x.yaml", 3, 5)
    assert positions.value(("events", 0, "título")) == Place("content/x.yaml", 4, 13)
    assert positions.key(("events", 0)) == positions.value(("events", 0)) == Place("content/x.yaml", 3, 5)


def test_a_missing_value_is_placed_at_what_surrounds_it() -> None:
    positions = read("events:\n  - date: x\n").positions
    assert positions.value(("events", 0, "title", 3)) == Place("content/x.yaml", 2, 5)
    assert ("events", 0, "title") not in positions


def test_positions_below_a_value_count_from_there() -> None:
    below = read("events:\n  - date: x\n").positions.below(("events",)).below((0,))
    assert ("date",) in below
    assert below.value(("date",)).column == 11
    assert below.key(("date",)).column == 5
    assert below.value() == Place("content/x.yaml", 2, 5)


def test_lines_count_from_where_the_yaml_begins_in_its_file() -> None:
    parsed = parse("title: x\ntitle: y\n", "brief.md", first_line=12)
    assert parsed.positions.value(("title",)) == Place("brief.md", 12, 8)
    assert parsed.findings[0].place == Place("brief.md", 13, 1)
    assert "line 12" in parsed.findings[0].hint


def test_a_byte_order_mark_shifts_no_column() -> None:
    assert read("\ufeffkey: x").positions.value(("key",)).column == 6
    assert read("\ufeffkey: x").value == {"key": "x"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\n", ("yaml-anchor", 1, 4)),
        ("a: 1\nb:\n  <<: {c: 1}\n", ("yaml-anchor", 3, 3)),
        ("a: 1\nb: !!str 1\n", ("yaml-tag", 2, 4)),
        ("a: !python/object x\n", ("yaml-tag", 1, 4)),
        ("a: ! x\n", ("yaml-tag", 1, 4)),
        ("!!map {a: b}\n", ("yaml-tag", 1, 1)),
        ("!!str a: 1\n", ("yaml-tag", 1, 1)),
        ("a: 1\nb: 2\na: 3\n", ("yaml-key-duplicate", 3, 1)),
        ("x:\n  - {a: 1, a: 2}\n", ("yaml-key-duplicate", 2, 12)),
        ("a: 1\n[b, c]: 2\n", ("yaml-key", 2, 1)),
        ("a: 1\n{b: c}: 2\n", ("yaml-key", 2, 1)),
        ("a: 1\n'': 2\n", ("yaml-key", 2, 1)),
        ("a: 1\n---\nb: 2\n", ("yaml-syntax", 2, 1)),
        ("%YAML 1.1\n---\na: 1\n", ("yaml-syntax", 1, 1)),
        ("a: 1\nb: x\x07y\n", ("yaml-syntax", 2, 5)),
        ("a: x\u2028y\n", ("yaml-syntax", 1, 5)),
        ("a: x\udc80\n", ("yaml-syntax", 1, 5)),
        ('a: "x\\0y"\n', ("yaml-syntax", 1, 4)),
        ('a: "x\\x1b[2J"\n', ("yaml-syntax", 1, 4)),
        ('"a\\0": 1\n', ("yaml-syntax", 1, 1)),
    ],
)
def test_what_the_subset_leaves_out_is_refused_where_it_stands(text: str, expected: tuple[str, int, int]) -> None:
    assert only(text) == expected


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: 1\n\tb: 2\n", 2, 1, "tab"),
        (" a: 1\nb: 2\n", 2, 1, "does not line up"),
        ("a:\n  \t- b\n", 2, 3, "tab"),
        ("a: 1\ntitle: Perú: una ley\n", 2, 12, "colon"),
        ("a: 1\nb: 'unclosed\nc: 2\n", 2, 4, "quote"),
        ('b: "unclosed\n---\n', 1, 4, "quote"),
        ("a: 1\nb: [1, 2\nc: 3\n", 2, 4, "]"),
        ("a: 1\nb: {x: 1\nc: 3\n", 2, 4, "{"),
        ("a: {families} households\n", 1, 15, "text follows a closing"),
        ("- 'it's'\n", 1, 7, "text follows a closing"),
        ("a: @home\n", 1, 4, "cannot begin"),
        ("a: **bold**\n", 1, 4, "cannot begin"),
        ("a: ,x\n", 1, 4, "cannot begin"),
        ("a: !x!y z\n", 1, 4, "cannot begin"),
        ("a:\n  b: 1\n c: 2\n", 3, 2, "line up"),
        ("- a\nb: 1\n", 2, 1, "line up"),
        ("a: 1\nno colon here\nb: 2\n", 2, 1, "no colon"),
        ("a: - b\n", 1, 4, "list item"),
        ('a: "\\q"\n', 1, 5, "backslash"),
        ("a: >text\n", 1, 5, "may follow"),
        ("a: b\n...\nfoo\n", 3, 1, "after its end"),
        ("a: b\n%FOO\n---\n", 2, 1, "begin with %"),
    ],
)
def test_a_syntax_error_is_explained_where_it_began(text: str, line: int, column: int, words: str) -> None:
    found = finding(text)
    assert (found.code, found.place.line, found.place.column) == ("yaml-syntax", line, column)
    assert words in found.message
    assert found.hint


def test_a_second_key_is_compared_in_its_composed_form_and_the_first_is_named() -> None:
    decomposed = unicodedata.normalize("NFD", "región")
    found = finding(f"región: 1\nb: 2\n{decomposed}: 3\n")
    assert (found.code, found.place.line) == ("yaml-key-duplicate", 3)
    assert "line 1" in found.hint
    assert read(f"{decomposed}: 3\n").value == {"región": 3}


def test_the_first_of_two_equal_keys_keeps_value_and_place() -> None:
    parsed = read("a: {x: 1}\na: {x: 2}\n")
    assert parsed.value == {"a": {"x": 1}}
    assert parsed.positions.value(("a", "x")) == Place("content/x.yaml", 1, 8)
    assert parsed.positions.key(("a",)) == Place("content/x.yaml", 1, 1)
    assert set(parsed.positions.values) == {(), ("a",), ("a", "x")}


def test_a_quoted_merge_sign_is_an_ordinary_key() -> None:
    assert read("'<<': 1\n").value == {"<<": 1}


def test_all_faults_before_a_syntax_error_are_reported_together() -> None:
    parsed = read("a: &x 1\nb: *x\nc: !!int 3\nc: 4\nd: 'open\n")
    assert [(f.code, f.place.line) for f in parsed.findings] == [
        ("yaml-anchor", 1),
        ("yaml-anchor", 2),
        ("yaml-tag", 3),
        ("yaml-key-duplicate", 4),
        ("yaml-syntax", 5),
    ]
    assert parsed.value is None


def test_an_alias_bomb_is_refused_without_being_expanded() -> None:
    rows = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    parsed = read("\n".join(rows))
    assert {f.code for f in parsed.findings} == {"yaml-anchor"}
    assert isinstance(parsed.value, dict)
    assert parsed.value["a59"] == [None, None]


def test_an_alias_to_its_own_parent_makes_no_endless_value() -> None:
    assert read("a: &a [*a]\n").value == {"a": [None]}


def test_forty_levels_are_read_and_the_forty_first_is_refused() -> None:
    assert read("[" * 40 + "]" * 40).findings == []
    assert only("\n" + "[" * 41 + "]" * 41) == ("yaml-too-deep", 2, 41)
    assert only("{a: " * 41 + "}" * 41) == ("yaml-too-deep", 1, 161)


def test_fifty_thousand_values_are_read_and_one_more_is_refused() -> None:
    rows = "- 1\n" * (yaml.MAX_NODES - 1)
    assert read(rows).findings == []
    assert only(rows + "- 1\n") == ("yaml-too-large", 50_000, 3)


def test_a_text_above_one_mebibyte_is_refused_unread() -> None:
    assert only("#" * (yaml.MAX_CHARACTERS + 1)) == ("yaml-too-large", 1, 1)
    assert read("#" * yaml.MAX_CHARACTERS).findings == []


def test_both_parsers_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        "a: 01\nb: [1, 'x']\nc: |\n  no\n",
        "a: &x 1\nb: *x\n",
        "a: b: c\n",
        "\ta: 1\n",
        "a: [1\nb: 2\n",
        "a: 'x' y\n",
    ]
    fast = [read(text) for text in texts]
    monkeypatch.setattr(yaml, "LOADER", pyyaml.SafeLoader)
    assert [read(text) for text in texts] == fast


SYMBOLS = st.sampled_from(
    [
        *"aké😀:-?[]{},'\"\\!|>#%@ \t\n\r\0\ud800\ufeff",
        "&a ",
        "*a",
        "!!str ",
        "<<",
        "1.5",
        "\n  ",
        ": ",
        "- ",
        "? ",
        " #",
        "|\n",
        ">-\n",
        "---\n",
        "...\n",
    ]
)


def holds_only_plain_values(value: object) -> bool:
    if isinstance(value, list):
        return all(holds_only_plain_values(item) for item in value)
    if isinstance(value, dict):
        return all(type(key) is str and holds_only_plain_values(item) for key, item in value.items())
    return value is None or type(value) in (bool, int, Decimal, str)


@settings(max_examples=200, deadline=None)
@given(st.lists(SYMBOLS, max_size=40).map("".join) | st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    parsed = read(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert holds_only_plain_values(parsed.value)
    for found in parsed.findings:
        assert found.code.startswith("yaml-")
        assert 1 <= found.place.line <= len(lines) + 1
        assert found.place.column >= 1


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}", fullmatch=True),
        st.text(st.characters(codec="ascii", categories=["L", "N", "P", "Zs"])),
    )
)
def test_a_quoted_text_comes_back_as_it_was(data: dict[str, str]) -> None:
    text = "".join(f"{key}: '{value.replace(chr(39), chr(39) * 2)}'\n" for key, value in data.items())
    parsed = read(text)
    assert parsed.findings == []
    assert parsed.value == (data or None)
    for number, key in enumerate(data, start=1):
        assert parsed.positions.key((key,)) == Place("content/x.yaml", number, 1)
