"""What people still have to do for a new locale or audience: counted, with the commands for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from briefgen.localize.formats import known_currency
from briefgen.localize.locales import chain, same_language
from briefgen.localize.readers.rates import latest
from briefgen.localize.translator import Translator
from briefgen.model.library import Library
from briefgen.model.messages import Message, messages, uses_of
from briefgen.translation.catalogues import WORDING
from briefgen.translation.outgoing import concerned

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that a person has to do, and the commands or the file that it is done with."""

    what: str
    how: tuple[str, ...] = ()


def translating(library: Library, locale: str, publications: Iterable[str]) -> Iterator[Todo]:
    """Yield what is to be translated into a locale for some publications, and the words of the designs."""
    translator = Translator(library.catalogues, locale)
    left = {each.address: each for each in messages(library) if translator.find(each).state != "current"}
    keep = next((tag for tag in chain(locale) if tag in library.organisation.value.locales), locale)
    seen: set[str] = set()
    for name in (WORDING, *publications):
        rows = [left[address] for address in concerned(library, name) & left.keys()]
        if rows:
            title = "the words of the designs" if name == WORDING else name
            again = len(seen & {message.address for message in rows})
            shared = f", {again} of them for more than one publication" if again else ""
            seen |= {message.address for message in rows}
            yield Todo(f"Translate {title}: {_amount(rows)}{shared}", (_export(keep, name),))
    rest = [message for address, message in left.items() if address not in seen]
    if rest and tuple(publications) == tuple(entry.id for entry in library.publications()):
        yield Todo(f"Later, or never: {_amount(rest)} that no publication prints", ())


def glossary(library: Library, locale: str) -> Iterator[Todo]:
    """Yield the terms that have no form in a locale."""
    terms = [
        entry.value.term
        for entry in library.terms.values()
        if not entry.value.keep and not any(same_language(tag, locale) for tag in entry.value.forms)
    ]
    if terms:
        named = ", ".join(terms[:SHOWN]) + (f" and {len(terms) - SHOWN} more" if len(terms) > SHOWN else "")
        number = f"{len(terms)} terms have" if len(terms) > 1 else "1 term has"
        yield Todo(f"Say how they are called: {number} no form in {locale} ({named})", ("content/glossary.yaml",))


def exchanging(library: Library, currency: str, publications: Iterable[str]) -> Iterator[Todo]:
    """Yield the currencies of amounts in some publications that no rate leads from to the reader's."""
    used: dict[str, None] = {}
    for entry in library.publications():
        if entry.id in publications:
            facts = (library.facts.get(use.target) for use in uses_of(entry) if "facts" in use.kinds)
            used |= dict.fromkeys(fact.value.currency for fact in facts if fact and fact.value.currency)
    for code in used:
        if code != currency and known_currency(code) and latest(library, code, currency) is None:
            what = f"Give the rate from {code} to {currency}, with its date and source, or the amounts stay in {code}"
            yield Todo(what, ("content/rates.yaml",))


def _amount(rows: list[Message]) -> str:
    words = sum(len(message.text.split()) for message in rows)
    return f"{len(rows)} text{'s' if len(rows) != 1 else ''}, {words} words"


def _export(locale: str, name: str) -> str:
    return f"briefgen translate export --locale {locale} --for {name} --as xlsx --output {name}.{locale}.xlsx"
