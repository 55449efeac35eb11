"""Turns the things of a library into plain data in one locale, and notes everything that it used."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from briefgen.localize import formats
from briefgen.localize.facts import fact_view, forms
from briefgen.localize.locales import serves
from briefgen.localize.readers.rates import Conversion, conversion
from briefgen.localize.translator import Found, Translator
from briefgen.localize.words import PAPERS, say
from briefgen.model.edition import Gap, LocalText, View
from briefgen.model.evidence import Source
from briefgen.model.library import Entry, Library
from briefgen.model.messages import Message, citations, messages, placeholders


def word_view(found: Found) -> View:
    """Return one wording as templates see it."""
    return {"text": found.text, "lang": found.lang, "plurals": list(found.plurals)}


class UnresolvedError(Exception):
    """A reference leads nowhere; the checks report it, and the edition cannot be made."""


class Texts:
    """All messages of a library by address: made once, used by every edition."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.messages: Mapping[str, Message] = {message.address: message for message in messages(library)}


class Localizer:
    """Localizes for one edition. ``facts``, ``sources`` and ``rates`` collect what the texts refer to."""

    def __init__(self, texts: Texts, translator: Translator, register: str, currency: str) -> None:
        self.library = texts.library
        self.locale = translator.locale
        self.currency = currency
        self.facts: dict[str, View] = {}
        self.sources: dict[str, View] = {}
        self.rates: dict[str, View] = {}
        self.foreign_facts: dict[str, dict[str, dict[str, str]]] = {}
        self.inputs: dict[str, str] = {}
        self.gaps: dict[str, Gap] = {}
        self.files: set[str] = set()
        self.pictures: set[str] = set()
        self._messages = texts.messages
        self._translator = translator
        self._register = register
        self._foreign_words: dict[str, View] = {}
        self.words = self._words()

    def say(self, key: str, **values: object) -> str:
        """Return one wording of the templates."""
        return say(self.words, key, self._register, self.locale, **values)

    def text(self, address: str) -> LocalText:
        """Return a message as text, with the facts and sources that it names collected."""
        message = self._messages[address]
        found = self._translator.find(message)
        self.files.add(message.place.path)
        if found.place is not None:
            # A catalogue serves many editions: an error in one of its entries holds back only those that print it.
            self.files.add(str(found.place))
        if found.state != "current":
            self.gaps[address] = Gap(address, self.locale, found.state, message.place, message.text)
        self.note(f"{address} [{found.lang}]", found.text)
        for name, _ in placeholders(found.text):
            self.fact(name)
            if not serves(found.lang, self.locale):
                self._foreign_fact(found.lang, name)
        for key in citations(found.text):
            self.source(key)
        return {"text": found.text, "lang": found.lang, "address": address}

    def optional(self, address: str) -> LocalText | None:
        """Return a message as text, or None where the field was left out."""
        return self.text(address) if address in self._messages else None

    def money(self, amount: int) -> str:
        """Return an amount in the audience's currency; raise UnresolvedError when there is no such currency."""
        if not formats.known_currency(self.currency):
            raise UnresolvedError(self.currency)
        return formats.money(self.locale, amount, self.currency)

    def fact(self, name: str) -> View:
        """Return a fact as templates see it; its sources are collected."""
        if name not in self.facts:
            entry = self.entry("facts", name)
            if entry.value.currency and not formats.known_currency(entry.value.currency):
                raise UnresolvedError(entry.value.currency)
            rate = self._conversion(entry.value.currency)
            view = fact_view(name, entry.value, forms(self.locale, entry.value, self.say, rate), self.locale)
            self.facts[name] = view
            for field in ("unit", "label", "population", "place"):
                view[field] = self.optional(f"{entry.address}#{field}")
            for key in entry.value.sources:
                self.source(key)
            if rate is not None:
                view["sources"].append(rate.id)
            self.note(entry.address, view["forms"])
        return self.facts[name]

    def _conversion(self, currency: str | None) -> Conversion | None:
        """Return how amounts of a currency are converted for the reader; the note that says so is collected."""
        if currency is None or currency == self.currency or not formats.known_currency(self.currency):
            return None
        found = conversion(self.library, currency, self.currency)
        if found is not None and found.id not in self.rates:
            self.source(found.rate.source)
            self.rates[found.id] = {"text": found.note(self.locale, self.say), "source": found.rate.source}
            self.note(f"rates/{found.rate.base}-{found.rate.quote}", self.rates[found.id])
        return found

    def _foreign_fact(self, language: str, name: str) -> None:
        """Keep the forms of a fact for a text that stands in another language than the page."""
        if language not in self._foreign_words:
            translator = Translator(self.library.catalogues, language)
            self._foreign_words[language] = {
                key: word_view(translator.find(self._messages[f"wording#{key}"])) for key in self.library.wording.words
            }
        words = self._foreign_words[language]

        def speak(key: str, **values: object) -> str:
            return say(words, key, self._register, language, **values)

        fact = self.entry("facts", name).value
        converter = self._conversion(fact.currency)
        self.foreign_facts.setdefault(language, {})[name] = forms(language, fact, speak, converter)

    def source(self, key: str) -> None:
        """Collect a source for the notes."""
        if key not in self.sources:
            entry: Entry[Source] = self.entry("sources", key)
            self.sources[key] = entry.value.model_dump(
                mode="json", exclude={"issued"}, exclude_none=True, by_alias=True
            )
            if entry.value.issued:
                issued = entry.value.issued
                parts = [issued.year, issued.month, issued.day]
                self.sources[key]["issued"] = parts[: {"day": 3, "month": 2}.get(issued.precision.value, 1)]
            self.note(entry.address, self.sources[key])

    def picture(self, name: str) -> str:
        """Return the address that pages use for a picture."""
        file: str = self.entry("pictures", name).value.file
        self.pictures.add(file)
        return f"asset:content/media/{file}"

    def cited(self, evidence: Iterable[str]) -> list[str]:
        """Return the keys of sources, facts replaced by theirs; all are collected."""
        keys: dict[str, None] = {}
        for name in evidence:
            if name in self.library.facts:
                keys |= dict.fromkeys(self.fact(name)["sources"])
            else:
                self.source(name)
                keys[name] = None
        return list(keys)

    def entry(self, kind: str, name: str) -> Entry[Any]:
        """Return a thing and note its file; raise UnresolvedError when there is none."""
        found = self.library.collection(kind).get(name)
        if found is None:
            raise UnresolvedError(f"{kind}/{name}")
        self.files.add(found.place().path)
        return found

    def note(self, key: str, value: object) -> None:
        """Remember what went in, as a digest."""
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
        self.inputs[key] = hashlib.sha256(text.encode()).hexdigest()[:16]

    def _words(self) -> View:
        """Return the wording of editions in this locale. It is short, and every page uses most of it."""
        words: View = {}
        for key in self.library.wording.words:
            if key.startswith(PAPERS):
                continue
            message = self._messages[f"wording#{key}"]
            found = self._translator.find(message)
            if found.place is not None:
                self.files.add(str(found.place))
            if found.state != "current":
                self.gaps[message.address] = Gap(message.address, self.locale, found.state, message.place, message.text)
            words[key] = word_view(found)
            self.note(f"{message.address} [{found.lang}]", words[key])
        return words
