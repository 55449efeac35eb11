"""``briefgen new locale``: what can be derived is, and what people must do is counted."""

import re
from pathlib import Path

import pytest
from babel.localedata import locale_identifiers
from mechanical import accented, fill
from small_workspace import Edit, Run

from briefgen.localize.customs.conventions import conventions
from briefgen.localize.locales import known

MARK = "content/organisation.yaml"


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def todo(out: str) -> dict[str, str]:
    """Return what is to be done, with the line that says how."""
    return dict(re.findall(r"^  \[ \] (.*)\n        (.*)$", out, re.MULTILINE))


def test_a_new_locale_is_in_the_organisation_with_its_comments_and_has_its_catalogues(
    briefgen: Run, workspace: Path, edit: Edit
) -> None:
    edit(MARK, "locales: [nl, es, en]\n", "locales:   # what we translate into\n  - nl\n  - es\n  - en  # abroad\n")
    ran = briefgen("new", "locale", "fr")
    assert ran.code == 0
    assert ran.out.startswith("fr is French. It is in content/organisation.yaml now; 12 catalogues written.\n")
    text = (workspace / MARK).read_text(encoding="utf-8")
    assert "locales:   # what we translate into\n  - nl\n  - es\n  - en  # abroad\n  - fr\nimprint:" in text
    catalogue = (workspace / "content/translations/fr/briefs/visits.es.po").read_text(encoding="utf-8")
    assert "Plural-Forms: nplurals=2; plural=(n > 1);" in catalogue
    assert briefgen("check").code == 0


def test_adding_a_locale_twice_changes_nothing(briefgen: Run, workspace: Path) -> None:
    briefgen("new", "locale", "fr")
    before = files(workspace)
    again = briefgen("new", "locale", "fr")
    assert again.code == 0
    assert "It was in content/organisation.yaml before; 0 catalogues written." in again.out
    assert files(workspace) == before


def test_what_is_derived_is_shown(briefgen: Run) -> None:
    out = briefgen("new", "locale", "fr").out
    shown = dict(re.findall(r"^  (\w[\w ]+?)  +(\S.*)$", out, re.MULTILINE))
    assert shown["Formats"] == "12\u202f345,6 · 12,5\u00a0% · 1\u202f000\u00a0€ · 23\u00a0novembre 2026"
    assert shown["Quotation marks"].startswith("«\u202f…\u202f»")
    assert (shown["Paper"], shown["Currency"], shown["First day"]) == ("A4", "EUR", "Monday")
    assert shown["Address"] == "formal vous, informal tu"
    assert shown["Hyphenation"] == "there is a dictionary"


def test_what_people_must_do_is_counted_as_the_export_counts_it(briefgen: Run, workspace: Path) -> None:
    found = todo(briefgen("new", "locale", "fr").out)
    (words,) = (name for name in found if name.startswith("Translate the words of the designs"))
    (visits,) = (name for name in found if name.startswith("Translate visits"))
    for name in (words, visits):
        command = found[name].removeprefix("briefgen ").split()
        exported = briefgen(*command)
        assert exported.code == 0
        texts = sum(int(number) for number in re.findall(r": (\d+) texts?", exported.out))
        assert int(re.findall(r": (\d+) text", name)[0]) == texts
    assert found["Write an audience that reads fr"] == "briefgen new audience ID --locale fr"
    assert any(name.startswith("Have somebody else read it") for name in found)


def test_what_is_translated_is_gone_from_the_list(briefgen: Run, workspace: Path) -> None:
    briefgen("new", "locale", "fr")
    fill(workspace, "fr", accented)
    briefgen("new", "audience", "readers-fr", "--locale", "fr")
    left = briefgen("new", "locale", "fr").out
    assert "[ ] Translate" not in left and "[ ] Write an audience" not in left
    assert "[ ] Have somebody else read it" in left


def test_terms_without_a_form_in_the_language_are_named(briefgen: Run, workspace: Path) -> None:
    glossary = workspace / "content/glossary.yaml"
    with glossary.open("a", encoding="utf-8") as file:
        file.write("  visit:\n    term: home visit\n    forms:\n      en: {accepted: [home visit]}\n")
    assert "1 term has no form in fr (home visit)" in briefgen("new", "locale", "fr").out
    with glossary.open("a", encoding="utf-8") as file:
        file.write("      fr: {accepted: [visite à domicile]}\n")
    assert "no form in fr" not in briefgen("new", "locale", "fr").out


@pytest.mark.parametrize(("tag", "kept"), [("nl-BE", "nl"), ("es-CO", "es"), ("en-US", "en")])
def test_a_country_that_reads_a_language_which_is_there_needs_nothing(
    briefgen: Run, workspace: Path, tag: str, kept: str
) -> None:
    before = files(workspace)
    ran = briefgen("new", "locale", tag)
    assert ran.code == 0
    assert f"It reads what is translated into {kept}: nothing had to be added." in ran.out
    assert files(workspace) == before


@pytest.mark.parametrize(
    ("wish", "hint"),
    [
        ("french", "fr"),
        ("français", "fr"),
        ("pt-BT", "pt"),
        ("frr-FR", "fr-FR"),
        ("Portugese", "pt"),
        ("de_DEE", "de-DE"),
    ],
)
def test_a_locale_that_does_not_exist_is_refused_with_the_one_that_may_be_meant(
    briefgen: Run, workspace: Path, wish: str, hint: str
) -> None:
    before = files(workspace)
    ran = briefgen("new", "locale", wish)
    assert (ran.code, ran.out) == (2, "")
    assert f'did you mean "{hint}' in ran.err
    assert files(workspace) == before


@pytest.mark.parametrize("wish", ["fr_fr", "FR", " fr-be ", "pt_BR", "sr-latn"])
def test_a_locale_may_be_typed_in_any_case(briefgen: Run, workspace: Path, wish: str) -> None:
    assert briefgen("new", "locale", wish).code == 0
    assert briefgen("check").code == 0


@pytest.mark.parametrize("tag", ["pt", "pt-BR", "ar", "he", "de", "pl", "zh-Hant", "sr-Latn", "ja", "ar-XB", "qu"])
def test_any_locale_can_be_added(briefgen: Run, workspace: Path, tag: str) -> None:
    ran = briefgen("new", "locale", tag)
    assert ran.code == 0
    assert len(list((workspace / "content/translations" / tag).rglob("*.po"))) == 12
    assert briefgen("check").code == 0


def test_a_script_that_the_theme_has_no_letters_of_is_said_at_once(briefgen: Run) -> None:
    assert "[ ] Add a font to the theme: it lacks" in briefgen("new", "locale", "ar").out
    assert "[ ] Add a font to the theme" not in briefgen("new", "locale", "pl").out


def test_what_the_checks_of_translations_cannot_read_is_left_to_people(briefgen: Run) -> None:
    assert "by eye: the checks do not read Polish" in briefgen("new", "locale", "pl").out
    assert "by eye" not in briefgen("new", "locale", "fr").out


def test_nothing_is_added_while_there_are_errors_in_the_content(briefgen: Run, workspace: Path, edit: Edit) -> None:
    edit("content/partners/norte.yaml", "kind: research", "kind: resaerch")
    before = files(workspace)
    ran = briefgen("new", "locale", "fr")
    assert ran.code == 2
    assert "briefgen check" in ran.err
    assert files(workspace) == before


def test_options_of_an_audience_are_refused_for_a_locale(briefgen: Run) -> None:
    ran = briefgen("new", "locale", "fr", "--for", "visits")
    assert ran.code == 2
    assert "options of a new audience" in ran.err


@pytest.mark.parametrize(
    ("tag", "paper", "currency", "first", "way"),
    [
        ("nl-BE", "A4", "EUR", "Monday", "ltr"),
        ("en-US", "Letter", "USD", "Sunday", "ltr"),
        ("es-MX", "Letter", "MXN", "Sunday", "ltr"),
        ("es-PE", "A4", "PEN", "Sunday", "ltr"),
        ("fr-CA", "Letter", "CAD", "Sunday", "ltr"),
        ("pt", "A4", "BRL", "Sunday", "ltr"),
        ("ar", "A4", "EGP", "Saturday", "rtl"),
        ("he", "A4", "ILS", "Sunday", "rtl"),
        ("es-419", "A4", "", "Monday", "ltr"),
    ],
)
def test_paper_currency_and_week_are_those_of_the_country(
    tag: str, paper: str, currency: str, first: str, way: str
) -> None:
    found = conventions(tag)
    assert (found.paper, found.currency, found.first_day, found.direction) == (paper, currency, first, way)


def test_conventions_can_be_told_of_every_locale() -> None:
    tags = [name.replace("_", "-") for name in locale_identifiers() if known(name.replace("_", "-"))]
    assert len(tags) > 700
    for tag in tags:
        found = conventions(tag)
        assert found.name and len(found.samples) == 5
