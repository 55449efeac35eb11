"""How easy texts read: the formulas and their counts against published examples, and the warning for an audience."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_workspace import Edit, Run

from briefgen.localize.readers.reading import FORMULAS, Counts, count, reading_ease
from briefgen.localize.readers.syllables import COUNTERS, syllables

BRIEF = "content/briefs/visits/brief.md"
READERS = "content/audiences/officials-pe.yaml"
HARD = (
    "La institucionalización de la corresponsabilidad intergeneracional requiere articulación interinstitucional, "
    "fortalecimiento de capacidades y sostenibilidad presupuestaria, considerando las particularidades demográficas de "
    "cada circunscripción territorial y la heterogeneidad de las administraciones municipales.\n\n"
)
EASY = "Rosa abre la puerta. El niño ríe. La mamá lee con él. Un día de sol. Hay pan y té.\n\n"


@pytest.mark.parametrize(
    ("text", "published"),
    [
        # The examples of the English Wikipedia, "Flesch-Kincaid readability tests", read in 2026.
        ("The cat sat on the mat.", 116),
        ("This sentence, taken as a reading passage unto itself, is being used to prove a point.", 69),
        ("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 37.5),
    ],
)
def test_flesch_gives_the_published_scores(text: str, published: float) -> None:
    score = reading_ease("en", [text], least=1)
    assert score == pytest.approx(published, abs=0.5)


def test_the_counts_of_a_published_example_are_the_published_ones() -> None:
    text = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."
    assert count("en-GB", [text]) == Counts(sentences=1, words=13, syllables=24)


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        # Douma (1960): 206.84 - 0.77 × syllables of a hundred words - 0.93 × words of a sentence.
        ("nl", "De kat zat op de mat. Zij sliep.", 206.84 - 0.93 * 4 - 77 * 8 / 8),
        # Fernández Huerta (1959), with the words of a sentence: 206.84 - 0.60 P - 1.02 F.
        ("es", "El gato duerme. La casa es azul.", 206.84 - 1.02 * 3.5 - 60 * 11 / 7),
        # Kandel and Moles (1958): 207 - 1.015 × words of a sentence - 0.736 × syllables of 100 words.
        ("fr", "Le chat dort. La maison est verte.", 207 - 1.015 * 3.5 - 73.6 * 8 / 7),
    ],
)
def test_each_language_has_its_own_formula(tag: str, text: str, expected: float) -> None:
    assert reading_ease(tag, [text], least=1) == pytest.approx(expected)


# Syllables as dictionaries and orthographies divide them: Het Groene Boekje; Ortografía de la lengua española (2010),
# II.4 and the Diccionario; Oxford Dictionary of English; Petit Robert.
DIVIDED = {
    "nl": "ideeën:3 zee:1 reünie:3 beïnvloeden:4 officieel:4 museum:3 theater:3 radio:3 familie:3 Australië:4 "
    "bijvoorbeeld:3 geïnteresseerd:5 beoordelen:4 januari:4 zoiets:2 koeien:2 mooie:2 leeuw:1 nieuw:1 uien:2 ruïne:3 "
    "gezondheidswerker:5 u:1 lettergreep:3 opvoeding:3 huisbezoek:3 zwangere:3 lichamelijke:5",
    "es": "cambiáis:2 oía:3 aéreo:4 lingüística:4 país:2 idea:3 limpieza:3 guía:2 averigüéis:4 y:1 que:1 ahí:2 "
    "búho:2 niños:2 leyes:2 rey:1 muy:1 ciudad:2 héroe:3 poeta:3 aire:2 buey:1 violencia:3 guerra:2 humillante:4 "
    "domiciliaria:5 campaña:3 Perú:2",
    "en": "the:1 hybrid:2 sentence:2 passage:2 being:2 used:1 table:2 little:2 houses:2 boxes:2 wanted:2 walked:1 "
    "children:2 family:3 idea:3 people:2 various:3 create:2 science:2 quiet:2 rule:1 be:1 changes:2 violence:3 "
    "punished:2 decided:3 loved:1 agree:2 parents:2 visits:2",
    "fr": "école:2 enfant:2 le:1 chat:1 créer:2 famille:2 droit:1 que:1 guerre:1 oiseau:2 année:2 petites:2 loi:1 "
    "théâtre:2 réunion:3 journée:2 eau:1 maison:2 rue:1 vie:1",
}


@pytest.mark.parametrize("language", COUNTERS)
def test_syllables_are_counted_as_dictionaries_divide_them(language: str) -> None:
    expected = dict(pair.split(":") for pair in DIVIDED[language].split())
    found = {word: str(syllables(language, word)) for word in expected}
    assert found == expected


def test_every_formula_has_a_counter() -> None:
    assert FORMULAS.keys() == COUNTERS.keys()


@pytest.mark.parametrize(
    ("tag", "text", "sentences"),
    [
        ("en", "Dr. J. Smith paid 33.4 per cent. He left! Why?", 3),
        ("es", "La Ley N.º 30403 rige. ¿Quién lo pide? El Congreso.", 3),
        ("nl", "Kan dat? Ja, liet Red Innova zien. ‘s Avonds wel.", 3),
        ("en", "One line\n\nanother", 2),
        ("en", "He says: come in; then he sits.", 1),
    ],
)
def test_a_sentence_ends_at_its_mark_and_not_at_a_number_or_a_word_that_goes_on(
    tag: str, text: str, sentences: int
) -> None:
    assert count(tag, [text]).sentences == sentences


def test_of_few_words_and_of_other_languages_nothing_is_said() -> None:
    assert reading_ease("en", ["The cat sat on the mat."]) is None
    assert reading_ease("pl", ["Kot siedzi. " * 200]) is None
    assert reading_ease("en", [""], least=0) is None


@given(st.sampled_from(sorted(FORMULAS)), st.lists(st.text(), max_size=5))
def test_any_text_can_be_measured(tag: str, texts: list[str]) -> None:
    score = reading_ease(tag, texts, least=1)
    assert score is None or score < 250


@pytest.fixture
def measured(workspace: Path, edit: Edit) -> Path:
    """Return the workspace with a hard text in its brief, and an audience that needs an easy one."""
    edit(BRIEF, "Una visita cambia una casa.\n\n", HARD + EASY * 4)
    with (workspace / READERS).open("a", encoding="utf-8") as file:
        file.write("reading-level: 95\n")
    return workspace


def test_an_edition_that_reads_too_hard_is_reported_at_the_line_of_its_publication(
    briefgen: Run, measured: Path
) -> None:
    ran = briefgen("check")
    line = (measured / BRIEF).read_text(encoding="utf-8").split("audiences:")[0].count("\n") + 1
    assert (
        f"{BRIEF}:{line}:13: warning[reading-level]: the edition for officials-pe (es-PE) has a reading ease of "
        in ran.out
    )
    assert " by Fernández Huerta, less than the 95 of its audience\n" in ran.out
    assert "hint: shorten sentences and words; the hardest text is introduction.p1\n" in ran.out


def test_an_edition_that_reads_easily_enough_is_not(briefgen: Run, measured: Path, edit: Edit) -> None:
    edit(READERS, "reading-level: 95", "reading-level: 70")
    assert "reading-level" not in briefgen("check").out


def test_the_warning_can_be_waived_with_a_reason(briefgen: Run, measured: Path, edit: Edit) -> None:
    edit(BRIEF, "readers-en]\n", "readers-en]  # allow reading-level: the law's own words\n")
    out = briefgen("check").out
    assert "warning[reading-level]" not in out
    assert "1 finding waived" in out


def test_a_target_in_a_language_without_a_formula_is_reported(briefgen: Run, workspace: Path, edit: Edit) -> None:
    edit("content/audiences/readers-en.yaml", "locale: en-GB\n", "locale: pl\nreading-level: 60\n")
    assert "warning[reading-formula]: there is no formula for the reading level of pl" in briefgen("check").out
