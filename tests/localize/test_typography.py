"""Typography: quotation marks, apostrophes, dashes and the spaces where no line may break.

In the expected texts ␣ stands for the no-break space, and ⎵ for the narrow one.
"""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefgen.errors import UsageError
from briefgen.localize.customs.marks import quotes
from briefgen.localize.typography import typeset


def spaced(text: str) -> str:
    return text.replace("␣", "\u00a0").replace("⎵", "\u202f")


@pytest.mark.parametrize(
    ("tag", "marks"),
    [
        ("nl", "‘’“”"),
        ("en", "‘’“”"),
        ("en-GB", "‘’“”"),
        ("en-AU", "‘’“”"),
        ("en-US", "“”‘’"),
        ("es", "«»“”"),
        ("es-PE", "«»“”"),
        ("de", "„“‚‘"),
        ("pl", "„”«»"),
        ("pt", "“”‘’"),
        ("pt-AO", "«»“”"),
        ("ar", "”“’‘"),
        ("fr-CH", "«»‹›"),
    ],
)
def test_each_locale_has_its_quotation_marks(tag: str, marks: str) -> None:
    assert "".join(quotes(tag)) == marks


def test_french_marks_carry_their_spaces() -> None:
    assert quotes("fr").open == spaced("«⎵")
    assert typeset("fr", 'Il dit "oui".') == spaced("Il dit «⎵oui⎵».")


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("fr", "Il dit⎵: «⎵oui⎵»⎵! {n}⎵? **Fait**⎵: [@x]⎵?! Non⎵; à 10:30"),
        ("fr-BE", "Il dit⎵: «⎵oui⎵»⎵! {n}⎵? **Fait**⎵: [@x]⎵?! Non⎵; à 10:30"),
        ("fr-CA", "Il dit␣: «␣oui␣»! {n}? **Fait**␣: [@x]␣?! Non; à 10:30"),
        ("fr-CH", "Il dit⎵: «oui»⎵! {n}⎵? **Fait**⎵: [@x]⎵?! Non⎵; à 10:30"),
        ("pt", "Il dit: «oui»! {n}? **Fait**: [@x] ?! Non; à 10:30"),
    ],
)
def test_french_has_a_space_before_its_high_marks_though_nobody_typed_it(tag: str, expected: str) -> None:
    assert typeset(tag, "Il dit: «oui»! {n}? **Fait**: [@x] ?! Non; à 10:30") == spaced(expected)


@pytest.mark.parametrize("text", ["a&nbsp;b&#160;c", "![a](b?c)", "(?)", "[^1]: a", "http://a.b/c?d;e", "| a |\n|:--|"])
def test_a_mark_that_is_none_gets_no_french_space(text: str) -> None:
    assert typeset("fr", text) == text


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("nl", "Zij: ‘lees “dit” nu’."),
        ("en", "Zij: ‘lees “dit” nu’."),
        ("en-US", "Zij: “lees ‘dit’ nu”."),
        ("es", "Zij: «lees “dit” nu»."),
        ("sv", "Zij: ”lees ’dit’ nu”."),
    ],
)
def test_nested_quotes_take_the_inner_pair_whichever_was_typed(tag: str, expected: str) -> None:
    assert typeset(tag, "Zij: \"lees 'dit' nu\".") == expected
    assert typeset(tag, "Zij: 'lees \"dit\" nu'.") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('("a") – "b"', "(‘a’) – ‘b’"),
        ('*"a"* **"b"**', "*‘a’* **‘b’**"),
        ('"*a*" "b"', "‘*a*’ ‘b’"),
        ('["a" b](c)', "[‘a’ b](c)"),
        ('- "a"\n- "b"', "- ‘a’\n- ‘b’"),
        ('|"a"|"b"|', "|‘a’|‘b’|"),
        ("\"'a'\"", "‘“a”’"),
        ("\"'a' b\"", "‘“a” b’"),
        ("\"\" ''", "‘’ ‘’"),
        ('"{name}" and {name}\'s', "‘{name}’ and {name}’s"),
    ],
)
def test_markdown_around_a_quote_does_not_turn_it(text: str, expected: str) -> None:
    assert typeset("en", text) == expected


def test_quotes_inside_quotes_that_are_set_already_are_inner_ones() -> None:
    assert typeset("en-US", "“a 'b' c”") == "“a ‘b’ c”"
    assert typeset("en-US", "“'a' b”") == "“‘a’ b”"


def test_a_quote_that_is_never_closed_does_not_reach_the_next_paragraph_or_item() -> None:
    assert typeset("en", '"a\n\n"b"') == "‘a\n\n‘b’"
    assert typeset("en", '- "a\n- "b"') == "- ‘a\n- ‘b’"


def test_a_double_quote_with_no_partner_stays() -> None:
    assert typeset("en", 'a 5" pipe') == 'a 5" pipe'
    assert typeset("en", 'a " b') == 'a " b'


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        ("en", "it's the parents' house", "it’s the parents’ house"),
        ("en", "'tis the '90s, rock 'n' roll", "’tis the ’90s, rock ’n’ roll"),
        ("nl", "'s avonds en 't park", "’s avonds en ’t park"),
        ("nl", "'S Avonds in 's-Hertogenbosch, 'n huis uit '90", "’S Avonds in ’s-Hertogenbosch, ’n huis uit ’90"),
        ("nl", "\"'s Avonds foto's\"", "‘’s Avonds foto’s’"),
        ("nl", "'sterk'", "‘sterk’"),
        ("fr", "l'école", "l’école"),
    ],
)
def test_apostrophes_are_not_taken_for_quotes(tag: str, text: str, expected: str) -> None:
    assert typeset(tag, text) == expected


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        ("es", "el 33 % de S/ 40 y 5 €", "el 33␣% de S/␣40 y 5␣€"),
        ("nl", "30 ha, 5 km² en 20 °C", "30␣ha, 5␣km² en 20␣°C"),
        ("en", "{area} km", "{area}␣km"),
        ("es", "la Ley N.º 29783, art. 5, p. 12", "la Ley␣N.º␣29783, art.␣5, p.␣12"),
        ("es-PE", "el D. S. N.º 003", "el D.␣S.␣N.º␣003"),
        ("en", "J. R. R. Tolkien", "J.␣R.␣R.␣Tolkien"),
        ("es", "el 10 de diciembre de 2015", "el 10␣de␣diciembre de 2015"),
        ("nl", "op 10 december 2015", "op 10␣december 2015"),
        ("en-US", "on December 10, 2015", "on December␣10, 2015"),
        ("pl", "dnia 10 grudnia", "dnia 10␣grudnia"),
        ("de", "z. B. am 10. Dezember, d. h. bald", "z.␣B. am 10.␣Dezember, d.␣h. bald"),
        ("fr", "loi n° 30403, le 1 décembre", "loi n°␣30403, le 1␣décembre"),
        ("fr", "« oui » ! Vraiment ? Non : rien ;", "«⎵oui⎵»⎵! Vraiment⎵? Non⎵: rien⎵;"),
    ],
)
def test_a_line_never_breaks_inside_what_belongs_together(tag: str, text: str, expected: str) -> None:
    assert typeset(tag, text) == spaced(expected)


@pytest.mark.parametrize("text", ["5 hares", "10 decembers", "the art. itself", "December 2015", "33.4%", "a p. b"])
def test_other_spaces_may_break(text: str) -> None:
    assert typeset("en", text) == text


def test_dots_become_an_ellipsis_and_spaced_hyphens_a_dash() -> None:
    assert typeset("en", "Wait... here - or *there* - now -- or") == "Wait… here – or *there* – now – or"


@pytest.mark.parametrize(
    "text",
    [
        "- a\n- b\n  - c",
        "* - a",
        "> - a",
        "1. - a",
        "- - -",
        "| - | - |",
        "| a | b |\n|---|:--|",
        "8 - 5",
        "1. december",
        "10. december",
        "....",
        "well-known",
        "{{ x }} {a 'b' \"c\"...}",
        "[@doe2020, p. 5; 'x']",
        "see @doe:2020-x...",
        "`it's` ``a ` 'b'`` ```\n'x'\n```",
        "[a](http://b.c/d's \"it's...\")",
        "[a](b(c)'d)",
        "[a]: http://b.c 'it is'",
        "http://a.b/it's?c=5...",
        "www.a.b/it's",
        "<a href=\"b\" title='c'>",
        "<http://a.b/'c'>",
        "o'brien@example.org",
        "\\\"a\\\" \\'b\\'",
        "‘a’ “b” «c» „d” – …",
    ],
)
def test_markup_and_text_that_is_set_already_stay_untouched(text: str) -> None:
    for tag in ("en", "nl", "es", "de", "fr"):
        # French alone has spaces within its quotation marks.
        assert typeset(tag, text).replace("\u202f", "") == text


def test_a_footnote_is_running_text() -> None:
    assert typeset("en", '[^1]: "a"') == "[^1]: ‘a’"


TAGS = st.sampled_from(
    ["nl", "es", "es-PE", "en", "en-US", "fr", "fr-CA", "fr-CH", "de", "sv", "pl", "ar", "hu", "bg", "fi"]
)
PIECES = ['"', "'", " ", "\n", "\n\n", "- ", " - ", "...", "«", "»", "“", "”", "„", "‘", "’", "s", "n", "90", "a", "Ab"]
PIECES += ["?", ";", "\u202f", "&amp;"]
PIECES += ["10 december", "5 %", "N.º 5", "D. S.", "{", "}", "{x}", "[", "]", "](", ")", "@", "`", "``", "<", ">", "*"]
PIECES += ["\\", "http://x", "|", ":", "!", "1.", "\u00a0", ".", "_", "--", "0"]


@settings(max_examples=400, deadline=None)
@given(TAGS, st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example("fi", "\"'")
@example("sv", '"a""b"')
@example("sv", "\"a' 'b\"")
def test_setting_a_text_twice_changes_nothing(tag: str, text: str) -> None:
    once = typeset(tag, text)
    assert typeset(tag, once) == once


@settings(max_examples=100, deadline=None)
@given(TAGS, st.text())
def test_any_text_can_be_set(tag: str, text: str) -> None:
    once = typeset(tag, text)
    assert typeset(tag, once) == once


# With quadratic work any of these takes minutes instead of about a second.
HOSTILE = ['"', "'", '" ', "`a``a```", "[@", "]((a)", "<a", "a", "\"a b' ", "\n", "a@"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_of_200_kilobytes_is_set_promptly(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert len(typeset("es", text)) >= len(text) // 3


def test_an_unknown_locale_is_refused() -> None:
    with pytest.raises(UsageError, match="xx"):
        typeset("xx", "a")
