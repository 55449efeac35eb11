"""Which edition a recipient gets: the audience that is named for them, or the one that suits their locale."""

import unicodedata
from collections.abc import Mapping

from briefgen.localize.locales import chain, reading, same_language
from briefgen.merge.reading.cells import CellError
from briefgen.merge.sources.source import Cell, plain
from briefgen.model.library import Library
from briefgen.model.mapping import Choice
from briefgen.model.publication import Newsletter


def chosen(rule: Choice, cell: Cell) -> str:
    """Return the word that a cell stands for, or nothing where it is empty and there is no default.

    Raises KeyError for a cell that the rule does not know.
    """
    text = unicodedata.normalize("NFC", plain(cell)).strip()
    if not text:
        return rule.default or ""
    meanings = {unicodedata.normalize("NFC", word): meaning for word, meaning in rule.values.items()}
    return meanings[text] if meanings else text


class Routes:
    """The editions of a newsletter, by audience with its locale."""

    def __init__(
        self, library: Library, newsletter: Newsletter, locale: Choice | None, audience: Choice | None
    ) -> None:
        self.registers = {name: library.audiences[name].value.register_ for name in newsletter.audiences}
        self._locales: Mapping[str, str] = {name: library.audiences[name].value.locale for name in newsletter.audiences}
        self._locale = locale or Choice(default="")
        self._audience = audience or Choice(default="")

    def route(self, locale_cell: Cell, audience_cell: Cell) -> tuple[str, str]:
        """Return audience and locale for what a row says. Raises CellError; ``at`` is 0 for the locale."""
        locale, audience = self._wanted_locale(locale_cell), self._wanted_audience(audience_cell)
        if not audience:
            return (self._suiting(locale) if locale else self._only()), locale or next(iter(self._locales.values()))
        if locale and not same_language(locale, self._locales[audience]):
            message = "the locale is in another language than the edition of the audience"
            raise CellError("recipient-locale", message, "correct one of the two")
        return audience, locale or self._locales[audience]

    def _wanted_locale(self, cell: Cell) -> str:
        try:
            said = chosen(self._locale, cell)
        except KeyError:
            said = "?"
        locale = reading(said)
        if said and not locale:
            hint = "write a tag such as nl or es-PE, or say under values what the cell means"
            raise CellError("recipient-locale", "this is not a locale", hint)
        return locale

    def _wanted_audience(self, cell: Cell) -> str:
        try:
            audience = chosen(self._audience, cell)
        except KeyError:
            audience = "?"
        if audience and audience not in self._locales:
            hint = f"the newsletter is for {', '.join(self._locales)}; say under values what the cell means"
            raise CellError("recipient-audience", "this is no audience of the newsletter", hint, at=1)
        return audience

    def _suiting(self, locale: str) -> str:
        """Return the audience whose locale is the nearest one."""
        for tag in chain(locale):
            if near := [name for name, own in self._locales.items() if own in (tag, locale)]:
                return self._one(near)
        near = [name for name, own in self._locales.items() if same_language(own, locale)]
        if not near:
            message = "the newsletter has no edition in this language"
            raise CellError("recipient-locale", message, "add an audience to the newsletter, or correct the locale")
        return self._one(near)

    def _only(self) -> str:
        if len(self._locales) > 1:
            message = "nothing says which edition this row gets"
            raise CellError("recipient-locale", message, "fill in the locale, or give the rule a default")
        return next(iter(self._locales))

    @staticmethod
    def _one(near: list[str]) -> str:
        if len(near) > 1:
            message = f"the audiences {' and '.join(near)} both suit this locale"
            raise CellError(
                "recipient-audience", message, "say in the mapping which one: audience: with a column", at=1
            )
        return near[0]
