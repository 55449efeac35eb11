"""The wording of templates in one locale and register, with its plural forms."""

import gettext
from collections.abc import Callable
from functools import lru_cache

from babel.messages.plurals import get_plural

from briefgen.localize import formats
from briefgen.localize.locales import babel_locale, serves
from briefgen.model.edition import View

PAPERS = ("proof-", "status-")
"""How the keys of words begin that no edition prints: those of proofs, and of the state of translations."""


@lru_cache(maxsize=64)
def plural_index(tag: str) -> Callable[[int], int]:
    """Return the rule that picks a PO plural form for a number, as gettext defines it for the language."""
    rule: Callable[[int], int] = gettext.c2py(get_plural(str(babel_locale(tag))).plural_expr)
    return rule


def say(words: View, key: str, register: str, locale: str, **values: object) -> str:
    """Return one wording, filled in. With ``n`` the plural form that ``n`` takes is used.

    A variant such as ``contact.informal`` is preferred where the audience's register has one. Raises KeyError
    for a key that wording.yaml does not have, or a value that the wording asks for and is not given.
    """
    word = words.get(f"{key}.{register}") or words[key]
    text: str = word["text"]
    count = values.get("n")
    if word["plurals"] and isinstance(count, int):
        index = plural_index(word["lang"])(count)
        text = word["plurals"][min(index, len(word["plurals"]) - 1)]
    return fill(text, {name: _shown(value, word["lang"], locale) for name, value in values.items()})


def _shown(value: object, lang: str, locale: str) -> object:
    """Return a count as the reader writes it; what is not a whole number comes as text already."""
    if isinstance(value, int):
        return formats.number(locale if serves(lang, locale) else lang, value)
    return value


def fill(text: str, values: dict[str, object]) -> str:
    """Put values in the braces of a wording, as plain text: no attribute or format is ever looked up."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text
