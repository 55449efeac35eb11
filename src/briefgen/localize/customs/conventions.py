"""What follows from a locale: its name, paper, currency, first day of the week, hyphenation, and what it looks like.

The data is the CLDR that Babel carries; the sizes of paper, which it does not carry, are in a table.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Literal

from babel.core import get_global
from babel.localedata import locale_identifiers
from babel.numbers import get_territory_currencies

from briefgen.localize import formats
from briefgen.localize.customs import address, marks
from briefgen.localize.locales import PSEUDO, babel_locale, chain, direction, known, same_language
from briefgen.localize.readers.reading import FORMULAS

# CLDR supplemental data, measurementData/paperSize (release 48): US Letter; A4 everywhere else.
_LETTER = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])
_EXAMPLE_DAY = datetime.date(2026, 11, 23)


@dataclass(frozen=True, slots=True)
class Conventions:
    """What is derived for a locale.

    ``territory`` is that of the tag, or the likeliest for its language, and empty for none; ``currency`` is its ISO
    4217 code, if it has one. ``first_day`` is the English name of a day. ``address`` holds the formal and the informal
    "you", where they are known; ``formula`` is the name of that for reading ease. ``samples`` show a number, a
    percentage, an amount, a date, and quotation marks.
    """

    tag: str
    name: str
    own_name: str
    territory: str
    direction: Literal["ltr", "rtl"]
    paper: Literal["A4", "Letter"]
    currency: str
    first_day: str
    hyphenation: bool
    address: tuple[str, str] | None
    spaced: str
    formula: str
    samples: tuple[str, ...]


def conventions(tag: str) -> Conventions:
    """Return what follows from a locale. Raises UsageError when it is unknown."""
    locale = babel_locale(tag)
    territory = _territory(tag)
    english = babel_locale("en-US")
    held = marks.spacing(tag)
    return Conventions(
        tag=tag,
        name=f"pseudo-locale {tag}" if tag in PSEUDO else str(locale.get_display_name(english)),
        own_name=tag if tag in PSEUDO else str(locale.get_display_name(locale)),
        territory=territory,
        direction=direction(tag),
        paper="Letter" if territory in _LETTER else "A4",
        currency=_currency(territory),
        first_day=str(english.days["format"]["wide"][_first_day(territory, locale.first_week_day)]),
        hyphenation=_hyphenates(tag),
        address=address.words(tag),
        spaced=(f"before {' '.join(held.before)}" + (" and inside « »" if held.inside else "")) if held.space else "",
        formula=FORMULAS[locale.language].name if locale.language in FORMULAS else "",
        samples=tuple(_samples(tag)),
    )


def locales_of_id(name: str, locales: tuple[str, ...]) -> tuple[str, ...]:
    """Return the locales that the last word of an id such as ``donors-be`` may mean, the likeliest first.

    The word is one of ``locales``, a territory (its official languages, first those of ``locales``) or a language.
    """
    word = name.rpartition("-")[2]
    if any(word == tag.lower() for tag in locales):
        return (word,)
    spoken = [tag for tag in _languages(word.upper()) if known(tag)]
    kept = [tag for tag in spoken if any(same_language(tag, other) for other in locales)]
    language = [word] if len(word) == 2 and known(word) else []
    own = language if spoken and language and same_language(spoken[0], word) else []
    return tuple(dict.fromkeys((*kept, *own, *spoken, *language)))


def names() -> dict[str, str]:
    """Return what a locale can be called, each with its tag: its tag, and a language's English and own name."""
    english = babel_locale("en-US")
    found: dict[str, str] = {}
    for identifier in locale_identifiers():
        tag = identifier.replace("_", "-")
        found[tag] = tag
        if "-" not in tag:
            locale = babel_locale(tag)
            found.setdefault(str(english.languages.get(tag, tag)).lower(), tag)
            found.setdefault(str(locale.languages.get(tag, tag)).lower(), tag)
    return found


def letters(tag: str) -> set[str]:
    """Return letters that texts in a locale will need: those of its own name, its months and its days."""
    locale = babel_locale(tag)
    words = [*formats.month_names(tag), *map(str, locale.days["format"]["wide"].values())]
    return {letter for word in words for letter in word.lower()}


def _territory(tag: str) -> str:
    locale = babel_locale(tag)
    if locale.territory:
        return str(locale.territory) if not str(locale.territory).isdigit() else ""
    likely = str(get_global("likely_subtags").get(str(locale), ""))
    return likely.rpartition("_")[2] if len(likely.rpartition("_")[2]) == 2 else ""


def _currency(territory: str) -> str:
    """Return the code of the currency that a territory has now; empty for one that has none."""
    found = get_territory_currencies(territory) if territory else []
    return str(found[0]) if found else ""


def _first_day(territory: str, otherwise: int) -> int:
    """Return the first day of a territory, 0 for Monday: Babel knows it for locales that name their territory."""
    for tag in _languages(territory):
        if known(tag):
            return int(babel_locale(tag).first_week_day)
    return otherwise


def _languages(territory: str) -> Iterator[str]:
    """Yield the official languages of a territory as tags such as ``nl-BE``, the most spoken first."""
    from babel.languages import get_official_languages

    for language in get_official_languages(territory, de_facto=True) if len(territory) == 2 else ():
        yield f"{language.replace('_', '-')}-{territory}"


def _hyphenates(tag: str) -> bool:
    """Tell whether the hyphenator of the page layout, which comes with it, has a dictionary for a locale."""
    have = {
        path.name[5:-4].replace("_", "-") for path in files("pyphen.dictionaries").iterdir() if path.name[-4:] == ".dic"
    }
    return any(link in have or any(name.startswith(f"{link}-") for name in have) for link in chain(tag))


def _samples(tag: str) -> Iterator[str]:
    yield formats.number(tag, Decimal("12345.6"))
    yield formats.percent(tag, Decimal("0.125"))
    yield formats.money(tag, 1000, _currency(_territory(tag)) or "EUR")
    yield formats.date(tag, _EXAMPLE_DAY)
    found = marks.quotes(tag)
    yield f"{found.open}…{found.close} {found.inner_open}…{found.inner_close}"
