"""Locales: fallback chains and who can read what."""

import pytest

from briefgen.errors import UsageError
from briefgen.localize.locales import babel_locale, chain, direction, known, same_language, serves


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("es-PE", ("es-PE", "es-419", "es")),
        ("es-ES", ("es-ES", "es")),
        ("en-GB", ("en-GB", "en-001", "en")),
        ("en-US", ("en-US", "en")),
        ("en", ("en",)),
        ("nl", ("nl",)),
        ("nl-BE", ("nl-BE", "nl")),
        ("pt-AO", ("pt-AO", "pt-PT", "pt")),
        ("en-DE", ("en-DE", "en-150", "en-001", "en")),
    ],
)
def test_a_locale_falls_back_along_its_cldr_parents(tag: str, expected: tuple[str, ...]) -> None:
    assert chain(tag) == expected


def test_a_script_that_is_not_the_usual_one_does_not_fall_back_to_the_usual_one() -> None:
    assert chain("zh-Hant") == ("zh-Hant",)
    assert chain("sr-Latn") == ("sr-Latn",)
    assert chain("sr-Cyrl") == ("sr-Cyrl", "sr")


def test_a_tag_without_its_script_is_followed_by_its_full_form() -> None:
    assert chain("zh-TW") == ("zh-TW", "zh-Hant-TW", "zh-Hant")


@pytest.mark.parametrize("tag", ["ht", "hi-Latn"])
def test_a_chain_never_leaves_the_language(tag: str) -> None:
    assert chain(tag) == (tag,)


@pytest.mark.parametrize(("written", "canonical"), [("EN-gb", "en-GB"), ("ES-pe", "es-PE"), ("ZH-hant", "zh-Hant")])
def test_the_case_of_a_tag_does_not_matter(written: str, canonical: str) -> None:
    assert chain(written) == chain(canonical)


@pytest.mark.parametrize("tag", ["nl", "es-PE", "es-419", "en-GB", "fr", "pt", "ar", "pl", "zh-TW"])
def test_locales_with_data_are_known(tag: str) -> None:
    assert known(tag)


@pytest.mark.parametrize(
    "tag", ["", "xx", "es_PE", "nl-PE", "spanish", "../../etc/passwd", "es-PE\n", "es-", "e" * 10_000, "es\0"]
)
def test_whatever_is_no_locale_is_unknown_and_refused(tag: str) -> None:
    assert not known(tag)
    with pytest.raises(UsageError) as refusal:
        babel_locale(tag)
    assert len(refusal.value.message) < 100
    with pytest.raises(UsageError):
        chain(tag)


def test_plain_english_is_british() -> None:
    assert str(babel_locale("en")) == "en_GB"
    assert str(babel_locale("en-US")) == "en_US"


def test_arabic_runs_from_right_to_left() -> None:
    assert direction("ar") == "rtl"
    assert direction("es-PE") == "ltr"


def test_regions_share_a_language() -> None:
    assert same_language("es-PE", "ES-es")
    assert not same_language("es", "en")


@pytest.mark.parametrize(
    ("source", "target", "served"),
    [
        ("es-PE", "es-PE", True),
        ("es", "es-PE", True),
        ("es-419", "es-PE", True),
        ("en", "en-GB", True),
        ("en", "en-US", True),
        ("en-GB", "en", True),
        ("en-US", "en", False),
        ("es-ES", "es-PE", False),
        ("es-PE", "es", False),
        ("en", "nl", False),
        ("zh-Hans", "zh-Hant", False),
    ],
)
def test_general_text_serves_a_region_but_no_region_serves_another(source: str, target: str, served: bool) -> None:
    assert serves(source, target) is served


def test_a_pseudo_locale_is_read_by_nobody_and_falls_back_to_nothing() -> None:
    assert (chain("en-XA"), chain("ar-XB")) == (("en-XA",), ("ar-XB",))
    assert not serves("en", "en-XA") and not serves("ar", "ar-XB") and serves("ar-XB", "ar-XB")
    assert (direction("en-XA"), direction("ar-XB")) == ("ltr", "rtl")
    assert str(babel_locale("ar-XB")) == "en_GB"
