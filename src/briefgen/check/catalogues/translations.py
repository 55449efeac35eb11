"""Every current translation says what its source says: each is put to all checks of pairs."""

from collections.abc import Iterator, Sequence

from briefgen.check.catalogues.readers import Readers
from briefgen.check.catalogues.vocabulary import Vocabulary
from briefgen.check.pairs import ERRORS, Pair, problems
from briefgen.findings import Finding, Place, Severity, did_you_mean
from briefgen.load.waivers import Waiver, entry_waivers
from briefgen.localize.facts import unfit_forms
from briefgen.localize.locales import known
from briefgen.model.catalogue import Catalogue, Translation
from briefgen.model.library import Library
from briefgen.model.messages import Message, citations, messages, placeholders
from briefgen.model.room import room


class Examiner:
    """Puts translations to the checks of pairs, with all that the library says of their readers and words."""

    def __init__(self, library: Library) -> None:
        self._readers = Readers(library)
        self._vocabulary = Vocabulary(library)

    def examine(self, message: Message, locale: str, texts: Sequence[str], place: Place) -> Iterator[Finding]:
        """Yield what is wrong with the translation of a message, which stands at ``place``.

        ``texts`` are the translation, or its plural forms in their order. What changes a value or a placeholder is
        an error, all else a warning; a waiver can take away both.
        """
        for form, text in enumerate(texts):
            source = message.plural if message.plural and form else message.text
            for problem in problems(self._pair(message, source, text, locale)) if text else ():
                severity = Severity.ERROR if problem.code in ERRORS else Severity.WARNING
                yield Finding(problem.code, place, problem.message, problem.hint, severity, waivable=True)

    def _pair(self, message: Message, source: str, text: str, locale: str) -> Pair:
        return Pair(
            source,
            text,
            message.language,
            locale,
            self._readers.register(message.address, locale),
            self._vocabulary.names(source),
            self._vocabulary.terms(message.language, locale),
            room(source),
            _alternatives(message),
        )


def check(library: Library) -> Iterator[Finding]:
    """Yield what is wrong with each translation that is printed, and with the waivers beside it."""
    examiner = Examiner(library)
    for message, catalogue, translation in _current(library):
        texts = translation.plurals or (translation.text,)
        yield from examiner.examine(message, catalogue.locale, texts, translation.place)
        yield from _unknown(library, message, texts, translation.place)
        yield from (found for text in texts for found in unfit_forms(library.facts, text, translation.place))
        yield from entry_waivers(translation.comments, translation.place)[1]


def waivers(library: Library) -> Iterator[Waiver]:
    """Yield the waivers beside the translations that are checked."""
    for _, _, translation in _current(library):
        yield from entry_waivers(translation.comments, translation.place)[0]


def _current(library: Library) -> Iterator[tuple[Message, Catalogue, Translation]]:
    """Yield each translation of a text as it now reads: at its address, or where the text stood before it moved."""
    at_address = {message.address: message for message in messages(library)}
    moved = {(message.address.partition("#")[0], message.text): message for message in at_address.values()}
    for catalogue in library.catalogues:
        if not known(catalogue.locale):
            continue
        for translation in catalogue.translations.values():
            message = at_address.get(translation.address)
            if message is None or message.text != translation.source:
                message = moved.get((translation.address.partition("#")[0], translation.source))
            if message and known(message.language) and translation.text and not translation.fuzzy:
                yield message, catalogue, translation


def _alternatives(message: Message) -> tuple[frozenset[str], ...]:
    """Return the placeholders of a wording that stand for one another, or may be left out."""
    if not message.address.startswith("wording#"):
        return ()
    # A form for one may say so in a word; a decade may be said in two digits.
    counted = (frozenset({"{n}", ""}),) if message.plural else ()
    return (*counted, frozenset({"{year}", "{short}"}))


def _unknown(library: Library, message: Message, texts: Sequence[str], place: Place) -> Iterator[Finding]:
    """Yield the facts and sources that only the translation names, and that do not exist: no page could be made."""
    if message.address.startswith("wording#"):
        return
    for text in texts:
        for name in {name for name, _ in placeholders(text)} - {name for name, _ in placeholders(message.text)}:
            if name not in library.facts:
                yield Finding("fact-unknown", place, f'no fact "{name}"', did_you_mean(name, library.facts))
        for key in {*citations(text)} - {*citations(message.text)}:
            if key not in library.sources:
                yield Finding("source-unknown", place, f'no source "{key}"', did_you_mean(key, library.sources))
