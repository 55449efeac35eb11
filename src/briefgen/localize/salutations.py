"""How a letter begins for one person: by language, by register, and by what is known of the name.

The wordings are those of the templates. Where too little is known for any of them, or the language has none, there
is no salutation, and the letter begins as it does for everybody.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from briefgen.localize.locales import chain, same_language
from briefgen.localize.localizer import word_view
from briefgen.localize.translator import Translator
from briefgen.localize.words import say
from briefgen.model.edition import View
from briefgen.model.library import Library
from briefgen.model.messages import wording

KEYS = "salutation-"
_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
# "A.B.", "Chr. J.", "J P", "J": nobody is greeted by initials alone.
_INITIALS = re.compile(r"(?:[^\W\d_]{1,4}\.[ -]?|[^\W\d_](?:[ -]|\Z))+")
# Where a surname without a first name begins with a capital: "mevrouw De Vries", "señora De la Fuente". The parts of a
# Belgian name are written as the register has them.
_CAPITAL_ALONE = ("nl", "es")
_AS_REGISTERED = "nl-BE"
# Where a letter to somebody of whom no form is known keeps to the surname; elsewhere the full name is said.
_SURNAME_ALONE = ("nl",)
_DON: Mapping[str, Literal["female", "male"]] = MappingProxyType(
    {"d": "male", "don": "male", "d.ª": "female", "dª": "female", "dña": "female", "doña": "female"}
)


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a name; empty texts are not known. ``form`` is how the person is addressed."""

    title: str = ""
    first: str = ""
    prefix: str = ""
    last: str = ""
    full: str = ""
    form: Literal["female", "male", "neutral", ""] = ""


def full_name(person: Person) -> str:
    """Return the name as one text, "Anna de Vries", or what is known of it."""
    if person.first and person.last:
        return f"{person.first} {_joined(person)}"
    return person.full or person.first or _joined(person)


def surname(person: Person, locale: str) -> str:
    """Return the surname as it stands alone: "De Vries" in Dutch, "de Vries" in English.

    The capital is the rule of the Dutch Taalunie and of the Ortografía de la lengua española (2010).
    """
    name, links = _joined(person), chain(locale)
    capital = any(language in links for language in _CAPITAL_ALONE) and _AS_REGISTERED not in links
    return name[:1].upper() + name[1:] if capital else name


def _joined(person: Person) -> str:
    """Return prefix and surname; nothing parts the two in "d'Ancona" and "’s-Gravesande"."""
    gap = "" if not person.prefix or person.prefix.endswith(("'", "’", "-")) else " "
    return f"{person.prefix}{gap}{person.last}" if person.last else ""


class Salutations:
    """The salutations of one locale and register."""

    def __init__(self, library: Library, locale: str, register: str) -> None:
        self._locale = locale
        translator = Translator(library.catalogues, locale)
        found = {message: translator.find(message) for message in wording(library) if KEYS in message.address}
        words: View = {
            message.address.partition("#")[2]: word_view(text)
            for message, text in found.items()
            if same_language(text.lang, locale)
        }
        # A variant for a register is not used alone: its plain form says that the language has one.
        plain = {key.partition(".")[0] for key in words if "." not in key}
        self._texts = {key: say(words, key, register, locale) for key in plain}
        self._formal = register == "formal"
        self._surname_alone = any(language in chain(locale) for language in _SURNAME_ALONE)
        self._spanish = "es" in chain(locale)

    def of(self, person: Person) -> str:
        """Return the whole greeting, "Geachte mevrouw De Vries,", or nothing."""
        if self._spanish:
            person = _without_don(person)
        last = surname(person, self._locale)
        ways = _formal(person, last, self._surname_alone) if self._formal else _informal(person, last)
        text = next((self._texts[key] for key in ways if key in self._texts), "")
        values = {"title": person.title, "surname": last, "name": full_name(person), "first": person.first}
        # All at once: what a list holds is never taken for a placeholder.
        return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def _without_don(person: Person) -> Person:
    """Return a person without a don or doña, which goes with a first name alone, and says how to address its bearer."""
    form = _DON.get(person.title.casefold().rstrip("."))
    return replace(person, title="", form=person.form or form) if form else person


def _formal(person: Person, last: str, surname_alone: bool) -> Iterator[str]:
    """Yield the wordings that fit, the best first."""
    gendered = person.form in ("female", "male")
    whole = bool(person.full or (person.first and last))
    if last and person.title:
        yield f"salutation-title-{person.form}" if gendered else "salutation-title"
    if last and gendered:
        yield f"salutation-{person.form}"
    if last and not person.form and (surname_alone or not whole):
        yield "salutation-either"
    if whole and gendered:
        yield f"salutation-full-{person.form}"
    if whole:
        yield "salutation-neutral" if person.form == "neutral" else "salutation-full"
    if is_called(person):
        yield "salutation-first"


def _informal(person: Person, last: str) -> Iterator[str]:
    if is_called(person):
        yield "salutation-first"
    if last and person.title:
        yield "salutation-title"
    if last and person.form in ("female", "male"):
        yield f"salutation-{person.form}"
    if person.full or (person.first and last):
        yield "salutation-full"


def is_called(person: Person) -> bool:
    """Tell whether a first name is known that somebody is called by; one of a single sign, such as 伟, is whole."""
    has_capitals = person.first.upper() != person.first.lower()
    return bool(person.first) and not (has_capitals and _INITIALS.fullmatch(person.first))
