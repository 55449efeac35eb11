"""What the library says of words: the names that stay as they are, and the terms of the glossary."""

import re

from briefgen.check.pairs import Term, language
from briefgen.localize.locales import chain
from briefgen.model.evidence import GlossaryTerm
from briefgen.model.library import Library
from briefgen.model.messages import messages, names_of

# A source is called by its title in notes, and in a sentence by what it is; the name of an audience is never printed.
_NOT_IN_TEXTS = ("sources", "terms", "audiences")
_NAME_FIELD = re.compile(r"#(short-)?name$")
_WORD = re.compile(r"\w+")


class Vocabulary:
    """The names and terms of a library, by what they begin with."""

    def __init__(self, library: Library) -> None:
        self._glossary = [entry.value for entry in library.terms.values()]
        things = [entry for entry in library.entries() if entry.kind not in _NOT_IN_TEXTS]
        names = {name for entry in things for name in names_of(entry)}
        # A publisher whose name is translated may keep it in law; a sentence has the translation.
        names -= {message.text for message in messages(library) if _NAME_FIELD.search(message.address)}
        names |= {term.term for term in self._glossary if term.keep}
        self._names: dict[str, list[str]] = {}
        for name in sorted(names):
            if first := _WORD.search(name):
                self._names.setdefault(first[0], []).append(name)
        self._terms: dict[tuple[str, str], tuple[Term, ...]] = {}

    def names(self, text: str) -> tuple[str, ...]:
        """Return the names that may be in a text."""
        words = dict.fromkeys(_WORD.findall(text))
        return tuple(name for word in words for name in self._names.get(word, ()) if name in text)

    def terms(self, source: str, locale: str) -> tuple[Term, ...]:
        """Return the terms of the glossary for translations from ``source`` into ``locale``."""
        key = (source, locale)
        if key not in self._terms:
            wanted = [term for term in self._glossary if not term.keep]
            self._terms[key] = tuple(_term(term, source, locale) for term in wanted)
        return self._terms[key]


def _term(term: GlossaryTerm, source: str, locale: str) -> Term:
    said = next((term.forms[tag].accepted for tag in chain(source) if tag in term.forms), ())
    wanted = next((term.forms[tag] for tag in chain(locale) if tag in term.forms), None)
    accepted = {language(source): said or (term.term,)}
    if wanted is None:
        return Term(accepted)
    return Term({**accepted, language(locale): wanted.accepted}, {language(locale): wanted.banned})
