"""The plain text of HTML keeps words, links, lists and notes, and is wrapped without cutting an address."""

from hypothesis import given
from hypothesis import strategies as st

from briefgen.compose.mail.plain import WIDTH, plain_text, tidied, wrapped


def test_paragraphs_are_parted_by_an_empty_line_and_emphasis_is_lost() -> None:
    assert plain_text("<p>One <strong>two</strong>\nthree.</p><p>Four<br>five</p>") == "One two three.\n\nFour\nfive"


def test_letters_that_html_escapes_are_letters_again() -> None:
    assert plain_text("<p>a &lt;b&gt; &amp; &eacute; &#8364;</p>") == "a <b> & é €"


def test_a_note_stands_in_brackets_behind_its_sentence() -> None:
    assert plain_text('<p>So.\u2060<sup class="ref">1, 2</sup> Next.</p>') == "So.\u00a0[1,\u00a02] Next."


def test_a_link_shows_its_address_once() -> None:
    assert plain_text('<a href="https://example.org/a?b=1&amp;c=2">Give</a>') == "Give <https://example.org/a?b=1&c=2>"
    assert plain_text('<a href="https://example.org/a">example.org/a</a>') == "https://example.org/a"
    assert plain_text('<a href="https://example.org/a/long/way">example.org</a>') == "https://example.org/a/long/way"
    assert plain_text('<a href="https://example.org/a">example</a>') == "example <https://example.org/a>"
    assert plain_text('<a href="mailto:a@example.org">a@example.org</a>') == "a@example.org"
    assert plain_text('<a href="mailto:a@example.org">Write</a>') == "Write <a@example.org>"
    assert plain_text('<a href="mailto:a@example.org?subject=Hi">Write</a>') == "Write <a@example.org>"
    assert plain_text('<a href="mailto:a@example.org?subject=Hi">a@example.org</a>') == "a@example.org"


def test_lists_keep_their_bullets_numbers_and_depth() -> None:
    html = (
        "<ul><li>one</li><li>two<ul><li>deep</li></ul></li></ul><ol start='3'><li><p>a</p><p>b</p></li><li>c</li></ol>"
    )
    assert plain_text(html) == "- one\n- two\n  - deep\n\n3. a\n   b\n4. c"


def test_a_quotation_and_a_table_keep_their_form() -> None:
    assert plain_text("<blockquote><p>Yes.</p></blockquote>") == "> Yes."
    assert plain_text("<table><tr><th>a</th><td>1</td></tr><tr><th>b</th><td>2</td></tr></table>") == "a | 1\nb | 2"
    assert plain_text("<table><tr><th></th><th>x</th></tr><tr><th>b</th><td>2</td></tr></table>") == "| x\nb | 2"


def test_a_line_is_wrapped_under_its_sign_and_an_address_is_left_whole() -> None:
    address = "https://example.org/" + "x" * 90
    lines = wrapped(f"- {'word ' * 20}\n[12] {'note ' * 20}{address}").split("\n")
    assert lines[0].startswith("- word") and lines[1].startswith("  word")
    assert [line for line in lines if len(line) > WIDTH] == [f"     {address}"]
    assert lines[2].startswith("[12] note") and lines[3].startswith("     note")


def test_every_line_of_a_long_quotation_is_marked_as_one() -> None:
    quoted, listed = wrapped(f"> {'word ' * 30}\n> - {'word ' * 30}"), wrapped(f"> - {'word ' * 30}")
    assert all(line.startswith("> word") for line in quoted.split("\n")[:3])
    assert [line[:6] for line in listed.split("\n")] == ["> - wo", ">   wo", ">   wo"]


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")) | st.sampled_from(" \n"), max_size=400)
)
def test_wrapping_loses_no_word_and_changes_nothing_the_second_time(text: str) -> None:
    once = wrapped(text)
    assert [word for word in once.split() if word != ">"] == [word for word in text.split() if word != ">"]
    assert wrapped(once) == once
    assert tidied(tidied(once)) == tidied(once)
    assert all(len(line) <= WIDTH or " " not in line.strip(" ->•[]0123456789.") for line in once.split("\n"))
