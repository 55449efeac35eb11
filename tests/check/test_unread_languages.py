"""Languages whose words are not read: their figures are compared, and a word for a number is no error."""

import pytest

from briefgen.check.languages import LANGUAGES, language
from briefgen.check.pairs import Pair, problems

# Source language, target language, source text, translation.
RIGHT = [
    (
        "nl",
        "pt",
        "Drie op de tien vrouwen vinden lijfstraf nodig.",
        "Três em cada dez mulheres acham que é necessário.",
    ),
    ("nl", "pt-BR", "Op 10 december 2015 stemde het Congres.", "Em 10 de dezembro de 2015 o Congresso votou."),
    ("en", "de", "More than five children in two families.", "Mehr als fünf Kinder in zwei Familien."),
    (
        "en",
        "pt",
        "In force since June 2012, it costs $40 million.",
        "Em vigor desde junho de 2012, custa 40 milhões de dólares.",
    ),
    ("es", "ar", "Tres de cada diez familias en 2011.", "ثلاث من كل عشر أسر في عام 2011."),
    ("en", "ar", "On 9 June 2018 the rules came.", "في 9 يونيو 2018 صدرت اللائحة."),
    ("en", "de", "In 2019 families got 1,200 visits, 33.4% more.", "2019 bekamen Familien 1.200 Besuche, 33,4 % mehr."),
    ("en", "pt", "In the 21st century", "No século XXI"),
    ("en", "de", "She visits 3 homes.", "Sie besucht drei Familien."),
    ("nl", "pt", "Drie op de tien vrouwen vinden het nodig.", "3 em cada 10 mulheres acham que é necessário."),
    ("de", "en", "Zehn Kinder in zwei Häusern.", "Ten children in two houses."),
    ("de", "en", "10 Kinder in zwei Häusern.", "Ten children in 2 houses."),
]
WRONG = [
    ("en", "pt", "She visits 3 homes.", "Ela visita 4 casas.", "number-changed"),
    ("en", "de", "It was 33.4% in 2011.", "Es waren 34,4 % im Jahr 2011.", "number-changed"),
    ("en", "pt", "She visits homes.", "Ela visita 4 casas.", "number-changed"),
    ("nl", "ar", "In 2015 begon het.", "بدأ في 2016.", "number-changed"),
]


@pytest.mark.parametrize(("source_lang", "target_lang", "source", "target"), RIGHT)
def test_a_right_translation_into_a_language_that_is_not_read_passes(
    source_lang: str, target_lang: str, source: str, target: str
) -> None:
    assert not {language(source_lang), language(target_lang)} <= set(LANGUAGES)
    assert [problem.message for problem in problems(Pair(source, target, source_lang, target_lang))] == []


@pytest.mark.parametrize(("source_lang", "target_lang", "source", "target", "code"), WRONG)
def test_a_figure_that_changes_is_found_in_every_language(
    source_lang: str, target_lang: str, source: str, target: str, code: str
) -> None:
    assert code in [problem.code for problem in problems(Pair(source, target, source_lang, target_lang))]
