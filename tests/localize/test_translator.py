"""Which text is printed: the translation of exactly this text, the next best along the chain, or the source."""

from dataclasses import replace

import pytest

from briefgen.findings import Place
from briefgen.localize.translator import Translator
from briefgen.model.catalogue import Catalogue, Translation
from briefgen.model.messages import Message

ADDRESS = "briefs/x#now.p1"


def message(text: str = "The law", language: str = "en", address: str = ADDRESS) -> Message:
    return Message(address, text, language, Place("x.md", 1, 1))


def catalogue(
    locale: str, text: str, source: str = "The law", address: str = ADDRESS, fuzzy: bool = False
) -> Catalogue:
    translation = Translation(address, source, text, fuzzy, Place(f"{locale}.po", 4, 1))
    return Catalogue(f"{locale}.po", locale, "en", {address: translation})


def printed(*catalogues: Catalogue, locale: str = "es-PE", of: Message | None = None) -> tuple[str, str, str]:
    found = Translator(catalogues, locale).find(of or message())
    return found.text, found.lang, found.state


@pytest.mark.parametrize(
    ("locales", "expected"),
    [
        (("es-PE", "es-419", "es"), ("es-PE", "es-PE", "current")),
        (("es-419", "es"), ("es-419", "es-419", "current")),
        (("es",), ("es", "es", "current")),
        (("es-ES", "pt", "nl"), ("The law", "en", "missing")),
        ((), ("The law", "en", "missing")),
    ],
)
def test_a_text_falls_back_from_the_country_to_the_continent_to_the_language_to_the_source(
    locales: tuple[str, ...], expected: tuple[str, str, str]
) -> None:
    assert printed(*(catalogue(locale, locale) for locale in locales)) == expected


@pytest.mark.parametrize("language", ["es-PE", "es-419", "es"])
def test_a_text_in_the_readers_language_is_printed_as_it_was_written(language: str) -> None:
    assert printed(of=message("La ley", language)) == ("La ley", language, "current")


def test_local_words_come_before_a_source_in_the_general_language() -> None:
    found = printed(catalogue("es-PE", "Los chicos", "Los niños"), of=message("Los niños", "es"))
    assert found == ("Los chicos", "es-PE", "current")


def test_a_text_from_another_country_is_not_taken_for_the_readers_own() -> None:
    assert printed(of=message("La ley", "es-ES")) == ("La ley", "es-ES", "missing")


@pytest.mark.parametrize(
    "stale",
    [catalogue("es-PE", "La ley vieja", fuzzy=True), catalogue("es-PE", "La ley vieja", source="The old law")],
    ids=["marked as fuzzy", "made from another text"],
)
def test_a_stale_translation_is_never_printed(stale: Catalogue) -> None:
    assert printed(stale) == ("The law", "en", "stale")
    assert printed(stale, catalogue("es", "La ley")) == ("La ley", "es", "current")


def test_an_empty_translation_is_none() -> None:
    assert printed(catalogue("es", "")) == ("The law", "en", "missing")


def test_a_text_that_moved_within_its_publication_keeps_its_translation() -> None:
    assert printed(catalogue("es", "La ley", address="briefs/x#path.p9")) == ("La ley", "es", "current")


def test_the_same_words_elsewhere_are_another_text() -> None:
    assert printed(catalogue("es", "La ley", address="briefs/y#now.p1")) == ("The law", "en", "missing")


def test_the_translation_at_the_address_comes_before_that_of_the_same_words_elsewhere() -> None:
    elsewhere, here = catalogue("es", "Otra", address="briefs/x#a"), catalogue("es", "La ley")
    assert printed(elsewhere, here) == printed(here, elsewhere) == ("La ley", "es", "current")


def test_a_translation_that_a_translator_doubts_is_not_replaced_by_one_from_elsewhere() -> None:
    elsewhere, here = catalogue("es", "Otra", address="briefs/x#a"), catalogue("es", "La ley", fuzzy=True)
    assert printed(elsewhere, here) == ("The law", "en", "stale")


def test_the_first_catalogue_that_has_a_text_wins() -> None:
    assert printed(catalogue("es", "La ley"), catalogue("es", "La norma")) == ("La ley", "es", "current")


def test_the_place_of_a_translation_is_kept_for_what_is_wrong_with_it() -> None:
    assert Translator([catalogue("es", "La ley")], "es-PE").find(message()).place == Place("es.po", 4, 1)
    assert Translator([], "es-PE").find(message()).place is None


def test_a_text_that_counts_keeps_its_plural_forms() -> None:
    days = Message("wording#gap", "{n} day", "en", Place("w.yaml"), plural="{n} days")
    assert Translator([], "nl").find(days).plurals == ("{n} day", "{n} days")
    forms = ("{n} dag", "{n} dagen")
    row = Translation("wording#gap", "{n} day", "{n} dag", False, Place("nl.po"), forms, plural="{n} days")
    translator = Translator([Catalogue("nl.po", "nl", "en", {"wording#gap": row})], "nl")
    found = translator.find(days)
    assert (found.lang, found.plurals) == ("nl", forms)
    assert translator.find(replace(days, plural="{n} days or so")).state == "stale"
