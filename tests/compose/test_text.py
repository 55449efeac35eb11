"""Texts as HTML: marks of notes at the ends of sentences, nothing but Markdown as markup."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from briefgen.compose.notes import Notes
from briefgen.compose.text import TextRenderer

FACTS = {
    "n": {"sources": ["a"], "forms": {"": "500", "plain": "5 < 7"}},
    "m": {"sources": ["b", "a"], "forms": {"": "más de 7"}},
    "one": {"sources": ["a"], "forms": {"": "1"}},
}
FOREIGN = {"nl": {"n": {"": "vijfhonderd"}}}
MARK = re.compile(
    r'\u2060?<a class="ref" id="ref-\d+-\d+" href="#note-(\d+)" role="doc-noteref" aria-label="[^"]*">\1</a>'
)


def renderer(locale: str = "es-PE") -> tuple[TextRenderer, Notes]:
    notes = Notes({name: name.upper() for name in "abc"})
    return TextRenderer({"locale": locale, "facts": FACTS, "foreign_facts": FOREIGN}, notes), notes


def short(html: str) -> str:
    """Return HTML with its marks as [1], several as [1,2]."""
    joined = html.replace('<span class="ref">,</span>', "")
    return MARK.sub(r"[\1]", joined).replace("][", ",")


def prose(text: str, locale: str = "es-PE") -> str:
    html = short(str(renderer(locale)[0].prose({"text": text, "lang": locale}))).replace("\u00a0", " ")
    return html.removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La ley existe [@a].", "La ley existe.[1]"),
        ("Texto. [@a] Otro.", "Texto.[1] Otro."),
        ("Hay {n} casas. Nadie más.", "Hay 500 casas.[1] Nadie más."),
        ("Nadie. Hay {n} casas.", "Nadie. Hay 500 casas.[1]"),
        ("¿Hay {n}? ¡Sí! No.", "¿Hay 500?[1] ¡Sí! No."),
        ("Hay {n}… y más. Fin.", "Hay 500… y más.[1] Fin."),
        ('Dijo "hay {n} casas." Luego calló.', "Dijo «hay 500 casas.»[1] Luego calló."),
        ("Son 3.5 o {n} (ver abajo). Fin.", "Son 3.5 o 500 (ver abajo).[1] Fin."),
        ("(Hay {n}.) Fin.", "(Hay 500.)[1] Fin."),
        ("Hay {n}. «Sí», dijo.", "Hay 500.[1] «Sí», dijo."),
        ("Hay {n}: *así*. Fin.", "Hay 500: <em>así</em>.[1] Fin."),
        ("*Hay {n}.* Fin.", "<em>Hay 500.</em>[1] Fin."),
        ("Hay {n} casas", "Hay 500 casas[1]"),
        ("Lima [@a]", "Lima[1]"),
    ],
)  # fmt: skip
def test_a_mark_stands_at_the_end_of_the_sentence_that_it_supports(text: str, expected: str) -> None:
    assert prose(text) == expected


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Las {n} del D. S. N.º 3 lo piden.", "es-PE"),
        ("Las {n} del D.S. N.º 3 lo piden.", "es-PE"),
        ("Los {n} de EE. UU. llegan.", "es-PE"),
        ("Los {n} del Dr. Pérez y la Sra. Quispe llegan.", "es-PE"),
        ("Las {n} del art. 74 Código lo piden.", "es-PE"),
        ("De {n} gezinnen in o.a. Lima blijven.", "nl"),
        ("De {n} van prof. Jansen en mevr. De Vries.", "nl"),
        ("The {n} of St. Mary and Dr. Who.", "en-GB"),
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(text: str, locale: str) -> None:
    assert prose(f"{text} Fin.", locale) == text.replace("{n}", "500") + "[1] Fin."


def test_a_sentence_may_begin_with_an_apostrophe() -> None:
    assert prose("Er zijn {n} huizen. 's Avonds niet.", "nl") == "Er zijn 500 huizen.[1] ’s Avonds niet."


@pytest.mark.parametrize("link", ["[la ley de {n} casas](https://example.org)", "[las {n}.](https://example.org)"])
def test_a_mark_never_stands_inside_a_link(link: str) -> None:
    html = prose(f"Vea {link} Fin.")
    assert re.search(r"<a href=[^>]*>[^<\[]*</a>\.?(\[1\] Fin\.| Fin\.\[1\])$", html)


def test_several_sources_of_a_sentence_stand_together_smallest_first_and_each_once() -> None:
    assert prose("Hay {m} y {n} casas [@b; @a] [@a]. Fin.") == "Hay más de 7 y 500 casas.[1,2] Fin."
    assert prose("Uno [@a]. Dos [@b]. Tres [@b; @a].") == "Uno.[1] Dos.[2] Tres.[1,2]"


def test_sources_of_the_place_are_cited_at_the_end_unless_the_text_cites_them() -> None:
    text, _ = renderer()
    assert short(text.inline({"text": "Hay {n}.", "lang": "es"}, ("a", "b"))) == "Hay 500.[1,2]"
    assert short(text.inline({"text": "Nadie.", "lang": "es"}, ("a",))) == "Nadie.[1]"
    assert short(text.inline({"text": "Hay {n}. Nadie.", "lang": "es"}, ("a",))) == "Hay 500.[1] Nadie."


def test_every_item_of_a_list_has_its_own_marks() -> None:
    assert prose("- {n} casas\n- otra [@b]") == "<ul>\n<li>500 casas[1]</li>\n<li>otra[2]</li>\n</ul>"


def test_notes_are_numbered_in_the_order_of_their_first_citation_over_the_whole_page() -> None:
    text, notes = renderer()
    assert short(text.prose({"text": "Uno [@c].", "lang": "es"})) == "<p>Uno.[1]</p>"
    assert short(text.inline({"text": "Dos [@a].", "lang": "es"})) == "Dos.[2]"
    assert short(text.inline({"text": "Tres [@c].", "lang": "es"})) == "Tres.[1]"
    assert [(note["number"], note["id"], note["html"], note["back"]) for note in notes.listed()] == [
        (1, "note-1", "C", ["ref-1-1", "ref-1-2"]),
        (2, "note-2", "A", ["ref-2-1"]),
    ]


def test_every_mark_has_an_id_of_its_own_that_its_note_leads_back_to() -> None:
    text, notes = renderer()
    html = str(text.prose({"text": "Uno [@a]. Dos [@a; @b]. Hay {m}.", "lang": "es"}))
    ids = re.findall(r'id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) == 5
    assert sorted(ids) == sorted(back for note in notes.listed() for back in note["back"])


def test_a_heading_and_plain_text_carry_no_marks_and_number_nothing() -> None:
    text, notes = renderer()
    assert text.heading({"text": "Hay {n} *casas* [@a]", "lang": "es"}) == "Hay 500 <em>casas</em>"
    assert (
        text.plain({"text": "Hay {n} *casas* & [más](https://example.org) [@a].", "lang": "es"})
        == "Hay 500 casas & más."
    )
    assert notes.listed() == []


def test_no_line_can_begin_with_a_mark_or_part_a_single_digit_from_its_noun() -> None:
    text, _ = renderer()
    html = str(text.prose({"text": "Hay {one} casa.", "lang": "es"}))
    assert "Hay 1\u00a0casa.\u2060<a " in html


def test_html_in_a_text_is_printed_as_it_stands() -> None:
    assert prose("Un <script>alert(1)</script> y <b>b</b> & {n:plain}.") == (
        "Un &lt;script&gt;alert(1)&lt;/script&gt; y &lt;b&gt;b&lt;/b&gt; &amp; 5 &lt; 7.[1]"
    )
    assert "<b" not in prose('Un <b onclick="x">b</b>.')


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "&#106;avascript:alert(1)",
     "vbscript:x", "data:text/html,<script>x</script>", "file:///etc/passwd"],
)  # fmt: skip
def test_an_address_that_is_a_program_or_a_file_does_not_become_a_link(address: str) -> None:
    assert "<a" not in prose(f"Vea [esto]({address}).")
    assert "<a" not in prose(f"Vea <{address}>.")


def test_a_picture_in_a_text_is_not_fetched() -> None:
    assert "<img" not in prose("![x](https://example.org/x.png)")


def test_a_text_in_another_language_is_marked_and_speaks_its_own_language() -> None:
    text, _ = renderer()
    dutch = {"text": 'Hij zei "{n}".', "lang": "nl"}
    assert short(text.inline(dutch)) == '<span lang="nl">Hij zei\u00a0‘vijfhonderd’.[1]</span>'
    assert short(text.prose(dutch)) == '<div lang="nl"><p>Hij zei\u00a0‘vijfhonderd’.[1]</p></div>'
    assert text.plain(dutch) == "Hij zei ‘vijfhonderd’."


@given(st.text(alphabet='abZ .!?"(){}[]<>&@n*_`\n:#-', max_size=40))
def test_no_text_can_make_a_tag_that_markdown_does_not_have(words: str) -> None:
    # What no fact and no source answers is an error long before.
    assume(not re.search(r"\{(?!n\})[a-z0-9-]+[:}]|\[@(?![abc](\]|;))", words))
    html = prose(f"{words} {{n}} [@a]")
    tags = set(re.findall(r"</?([a-z0-9]+)", html))
    assert tags <= {"p", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "hr", "br", "a", "div", "h1",
                    "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Den visitas a cada casa.", "Den visitas a cada~casa."),
        ("Den *visitas* a cada **casa**.", "Den <em>visitas</em> a cada~<strong>casa</strong>."),
        ("El número es de {n}.", "El número es de~500.[1]"),
        ("Solo hasta {n} [@b]. Y hasta {n}.", "Solo hasta 500.[1,2] Y hasta~500.[1]"),
        ("Una línea\ny otra más.", "Una línea\ny otra~más."),
        ("Uno solo. Y otro [@b].", "Uno solo. Y~otro.[1]"),
        ("Con gran responsabilidad.", "Con gran responsabilidad."),
        ("Una casa.", "Una casa."),
    ],
)
def test_a_paragraph_does_not_end_on_a_line_with_one_short_word(text: str, expected: str) -> None:
    html = short(str(renderer()[0].prose({"text": text, "lang": "es"})))
    assert html == f"<p>{expected.replace('~', chr(0xA0))}</p>"
    listed = short(str(renderer()[0].prose({"text": f"- {text.replace(chr(10), ' ')}\n- Otra", "lang": "es"})))
    assert listed.count("\u00a0") == expected.count("~")


def test_a_text_without_marks_keeps_its_spaces_for_attributes_and_titles() -> None:
    assert renderer()[0].plain({"text": "Den visitas a cada casa.", "lang": "es"}) == "Den visitas a cada casa."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fund the knock on the door", "Fund the knock on~the~door"),
        ("Maak werk van opvoeden zonder slaan", "Maak werk van~opvoeden zonder~slaan"),
        ("Lleve la ley a cada hogar del Perú", "Lleve la~ley a~cada hogar del~Perú"),
        ("Por una maternidad acompañada", "Por una~maternidad acompañada"),
        ("Vote", "Vote"),
        ("Vote *no* today", "Vote <em>no</em> today"),
    ],
)
def test_the_lines_of_a_headline_end_on_words_that_matter(text: str, expected: str) -> None:
    html = str(renderer()[0].headline({"text": text, "lang": "es"}))
    assert html == expected.replace("~", "\u00a0")
