"""How a letter begins: by language, by register, and by what is known of the name."""

from pathlib import Path

import pytest

from briefgen.bundled import templates_dir
from briefgen.load.library import load
from briefgen.localize.salutations import Person, Salutations, full_name, surname
from briefgen.model.library import Library
from briefgen.workspace import open_at

ROOT = Path(__file__).resolve().parents[2]
ANNA = {"first": "Anna", "prefix": "de", "last": "Vries"}


@pytest.fixture(scope="module")
def library() -> Library:
    found = load(open_at(ROOT, templates_dir())).library
    assert found is not None
    return found


def person(**known: str) -> Person:
    return Person(**known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("locale", "known", "greeting"),
    [
        ("nl", ANNA | {"form": "female"}, "Geachte mevrouw De Vries,"),
        ("nl", ANNA | {"form": "male"}, "Geachte heer De Vries,"),
        ("nl", ANNA, "Geachte heer of mevrouw De Vries,"),
        ("nl", {"prefix": "de", "last": "Vries"}, "Geachte heer of mevrouw De Vries,"),
        ("nl", ANNA | {"form": "neutral"}, "Geachte Anna de Vries,"),
        ("nl", ANNA | {"title": "professor"}, "Geachte professor De Vries,"),
        ("nl", {"first": "Anna"}, "Beste Anna,"),
        ("nl", {"full": "Anna de Vries"}, "Geachte Anna de Vries,"),
        ("nl", {"first": "Anna", "full": "Anna de Vries"}, "Geachte Anna de Vries,"),
        ("nl", {"full": "Anna de Vries", "form": "female"}, "Geachte Anna de Vries,"),
        ("es", {"first": "Alba", "full": "Alba García"}, "Estimado/a Alba García:"),
        ("es", {"full": "Alba García", "form": "female"}, "Estimada Alba García:"),
        ("es", {"full": "Luis García", "form": "male"}, "Estimado Luis García:"),
        ("es", {"full": "Alba García", "form": "neutral"}, "Buenos días, Alba García:"),
        ("nl-BE", ANNA | {"form": "female"}, "Geachte mevrouw de Vries,"),
        ("es", {"last": "García", "form": "female"}, "Estimada señora García:"),
        ("es", {"last": "García", "form": "male"}, "Estimado señor García:"),
        ("es", {"prefix": "de la", "last": "Fuente", "form": "male"}, "Estimado señor De la Fuente:"),
        ("es", {"last": "García"}, "Estimado/a señor/a García:"),
        ("es", {"first": "Alba", "last": "García"}, "Estimado/a Alba García:"),
        ("es", {"first": "Alba", "last": "García", "form": "neutral"}, "Buenos días, Alba García:"),
        ("es", {"last": "García", "form": "female", "title": "Dra."}, "Estimada Dra. García:"),
        ("es", {"first": "Luis", "last": "García", "title": "D."}, "Estimado señor García:"),
        ("es-PE", {"last": "García", "title": "Doña"}, "Estimada señora García:"),
        ("es", {"full": "Alba García", "title": "D.ª"}, "Estimada Alba García:"),
        ("es-PE", {"last": "García", "form": "female"}, "Estimada señora García:"),
        ("en-GB", {"last": "Smith", "form": "female"}, "Dear Ms Smith,"),
        ("en-GB", {"first": "Jordan", "last": "Smith"}, "Dear Jordan Smith,"),
        ("en-GB", {"first": "Jordan", "last": "Smith", "form": "neutral"}, "Dear Jordan Smith,"),
        ("en-GB", {"last": "Smith"}, "Dear Mr or Ms Smith,"),
        ("en-GB", {"last": "Smith", "title": "Dr"}, "Dear Dr Smith,"),
        ("en-GB", ANNA | {"form": "female"}, "Dear Ms de Vries,"),
    ],
)
def test_a_formal_letter_begins_as_a_native_would_write_it(
    library: Library, locale: str, known: dict[str, str], greeting: str
) -> None:
    assert Salutations(library, locale, "formal").of(person(**known)) == greeting


@pytest.mark.parametrize(
    ("locale", "known", "greeting"),
    [
        ("nl", {"first": "Noor"}, "Beste Noor,"),
        ("nl", ANNA | {"form": "female", "title": "dr."}, "Beste Anna,"),
        ("nl", ANNA | {"first": "A.B.", "form": "female"}, "Beste mevrouw De Vries,"),
        ("nl", ANNA | {"first": "A.B."}, "Beste A.B. de Vries,"),
        ("nl", ANNA | {"first": "Chr.", "form": "male"}, "Beste meneer De Vries,"),
        ("nl", ANNA | {"first": "Joh. A."}, "Beste Joh. A. de Vries,"),
        ("nl", ANNA | {"first": "J.P"}, "Beste J.P de Vries,"),
        ("nl", ANNA | {"first": "J P"}, "Beste J P de Vries,"),
        ("nl", {"first": "Bo", "last": "Vries"}, "Beste Bo,"),
        ("es", {"first": "M.ª Carmen", "last": "García"}, "Hola, M.ª Carmen:"),
        ("en-GB", {"first": "J. Robin", "last": "Smith"}, "Dear J. Robin,"),
        ("nl", {"first": "Anna", "full": "Anna de Vries"}, "Beste Anna,"),
        ("nl", {"prefix": "de", "last": "Vries", "form": "male"}, "Beste meneer De Vries,"),
        ("nl", {"last": "Vries", "title": "dr."}, "Beste dr. Vries,"),
        ("es", {"first": "Alba", "last": "García"}, "Hola, Alba:"),
        ("es", {"last": "García", "form": "female"}, "Hola, señora García:"),
        ("en-GB", {"first": "Noor"}, "Dear Noor,"),
        ("en-GB", {"full": "Noor Smith"}, "Dear Noor Smith,"),
    ],
)
def test_an_informal_letter_says_the_first_name_or_the_next_best(
    library: Library, locale: str, known: dict[str, str], greeting: str
) -> None:
    assert Salutations(library, locale, "informal").of(person(**known)) == greeting


@pytest.mark.parametrize("register", ["formal", "informal"])
def test_with_too_little_known_the_newsletter_greets_as_it_does_everybody(library: Library, register: str) -> None:
    salutations = Salutations(library, "nl", register)
    assert salutations.of(person()) == ""
    assert salutations.of(person(form="female")) == ""
    assert salutations.of(person(last="Vries", form="neutral")) == ""
    assert salutations.of(person(first="A.")) == ""


def test_a_language_without_salutations_of_its_own_borrows_none(library: Library) -> None:
    assert Salutations(library, "fr", "formal").of(person(last="Dupont", form="female")) == ""
    assert Salutations(library, "de", "informal").of(person(first="Jens")) == ""


def test_what_a_list_holds_is_never_taken_for_a_placeholder(library: Library) -> None:
    hostile = person(first="{surname}", last="{name}{first}", form="female")
    assert Salutations(library, "en-GB", "formal").of(hostile) == "Dear Ms {name}{first},"
    assert Salutations(library, "en-GB", "informal").of(hostile) == "Dear {surname},"


@pytest.mark.parametrize(
    ("locale", "prefix", "last", "alone"),
    [
        ("nl", "van der", "Berg", "Van der Berg"),
        ("nl", "'t", "Hart", "'t Hart"),
        ("nl", "d'", "Ancona", "D'Ancona"),
        ("nl", "in 't", "Veld", "In 't Veld"),
        ("nl", "", "van Dijk", "Van Dijk"),
        ("nl", "", "Vries", "Vries"),
        ("nl-NL", "de", "Vries", "De Vries"),
        ("nl-BE", "de", "Vries", "de Vries"),
        ("en-US", "de", "Vries", "de Vries"),
        ("nl", "de", "", ""),
    ],
)
def test_a_prefix_has_a_capital_where_the_language_wants_one_without_the_first_name(
    locale: str, prefix: str, last: str, alone: str
) -> None:
    assert surname(person(prefix=prefix, last=last), locale) == alone


def test_a_full_name_keeps_its_prefix_as_it_is() -> None:
    assert full_name(person(**ANNA)) == "Anna de Vries"
    assert full_name(person(first="Anna", prefix="d'", last="Ancona")) == "Anna d'Ancona"
    assert full_name(person(first="Noor", prefix="’s-", last="Gravesande")) == "Noor ’s-Gravesande"
    assert full_name(person(last="Vries", full="A. Vries")) == "A. Vries"
    assert full_name(person(first="Anna")) == "Anna"
    assert full_name(person()) == ""
