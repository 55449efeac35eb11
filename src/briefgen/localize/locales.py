"""Locales: which tags exist, what they fall back to, and who can read what.

Tags are BCP 47 as people write them in content ("nl", "es-PE", "en-GB"): hyphens, no extensions. The data
is the CLDR that Babel carries.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from briefgen.errors import UsageError

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{4,8})?", re.ASCII)
_CACHED_TAGS = 256

PSEUDO: Mapping[str, Literal["ltr", "rtl"]] = MappingProxyType({"en-XA": "ltr", "ar-XB": "rtl"})
"""The pseudo-locales of CLDR, which nobody reads and which Babel does not have: they show what a design does with
longer, accented text, and with text from right to left. Their formats are those of en-GB, and nothing falls back."""


def known(tag: str) -> bool:
    """Tell whether ``tag`` is well formed and CLDR has data for it."""
    return tag in PSEUDO or _find(tag) is not None


@lru_cache(_CACHED_TAGS)
def babel_locale(tag: str) -> Locale:
    """Return Babel's locale for ``tag``.

    ``en`` is read as en-GB: CLDR takes plain English for American, with month before day, and these
    texts are written for readers outside the United States. An American edition says en-US.

    Raises UsageError when the tag is unknown.
    """
    locale = _find("en-GB" if tag.lower() == "en" or tag in PSEUDO else tag)
    if locale is None:
        shown = tag if len(tag) <= 40 else f"{tag[:40]}…"
        raise UsageError(f'there is no locale "{shown}"', 'use a language tag such as "nl", "es-PE" or "en-GB"')
    return locale


@lru_cache(_CACHED_TAGS)
def chain(tag: str) -> tuple[str, ...]:
    """Return ``tag`` and the tags it falls back to, nearest first: es-PE, es-419, es.

    The parents are CLDR's (``parentLocales``, then truncation); the root is left out. The chain ends where
    the language would change: CLDR lets Haitian Creole borrow French formats, which says nothing about
    what its readers can read. A tag written with a script or subtag left out is followed by its full form:
    zh-TW, zh-Hant-TW, zh-Hant.

    Raises UsageError when the tag is unknown.
    """
    if tag in PSEUDO:
        return (tag,)
    locale = _find(tag) or babel_locale(tag)
    identifier: str | None = str(locale)
    full = str(locale).replace("_", "-")
    links = [full if full.lower() == tag.lower() else _canonical(tag)]
    while identifier and same_language(identifier, str(locale)):
        links.append(identifier.replace("_", "-"))
        identifier = _parent(identifier)
    return tuple(dict.fromkeys(links))


def meant(tag: str) -> tuple[str, ...]:
    """Return the chain of the locale that ``tag`` is formatted with: that of en-GB for ``en``.

    Tables of typographic data are looked up along it. Raises UsageError when the tag is unknown.
    """
    return chain(str(babel_locale(tag)).replace("_", "-"))


def direction(tag: str) -> Literal["ltr", "rtl"]:
    """Return the direction in which ``tag`` is written. Raises UsageError when the tag is unknown."""
    return PSEUDO.get(tag) or ("rtl" if babel_locale(tag).text_direction == "rtl" else "ltr")


def language_name(tag: str) -> str:
    """Return what a language calls itself, with a capital: Nederlands, Español (Perú). Raises UsageError as above."""
    locale = _find(tag) or babel_locale(tag)
    name = str(locale.get_display_name(locale) or tag)
    return name[:1].upper() + name[1:]


def same_language(a: str, b: str) -> bool:
    """Tell whether two tags name the same language, whatever the region: es-PE and es-ES do."""
    return _language(a) == _language(b)


def serves(source: str, target: str) -> bool:
    """Tell whether text written in ``source`` needs no translation for readers of ``target``.

    It does when ``source`` is in the chain of ``target``: es serves es-PE, es-419 serves es-PE, en serves
    en-US. A region does not serve another region (es-ES, es-PE), nor the general language (es-PE, es):
    whoever asks for Spanish without a country was promised text without local words, and if a sentence
    has none, its translation is a copy. Since ``en`` is read as en-GB, en-GB serves en.

    Raises UsageError when either tag is unknown.
    """
    written = chain(source)[0]
    return written in chain(target) or (target not in PSEUDO and written in meant(target))


@lru_cache(_CACHED_TAGS)
def _find(tag: str) -> Locale | None:
    # The pattern comes first: the tag may come from outside, and Babel looks for a file by that name.
    if not _TAG.fullmatch(tag):
        return None
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def _parent(identifier: str) -> str | None:
    exceptions = get_global("parent_exceptions")
    if identifier in exceptions:
        return str(exceptions[identifier])
    head, _, tail = identifier.rpartition("_")
    # A script that is not the usual one inherits nothing (CLDR, nonlikelyScript): zh_Hant is not under zh.
    if len(tail) == 4 and tail.isalpha() and f"_{tail}_" not in get_global("likely_subtags").get(head, ""):
        return None
    return head or None


def _language(tag: str) -> str:
    return re.split("[-_]", tag, maxsplit=1)[0].lower()


def canonical(tag: str) -> str:
    """Return a tag as content writes it, whatever its case and joints: ``fr_ca`` is ``fr-CA``."""
    return _canonical(tag.strip().replace("_", "-"))


@lru_cache(_CACHED_TAGS)
def reading(word: str) -> str:
    """Return the tag of the locale that a reader's language is given as, whatever its case and joints: nl_be is nl-BE.

    Nothing where it is none, where nobody reads it (en-XA), or where it is another name for one (dut, en-UK): two
    names would make two locales of one.
    """
    tag = canonical(word)
    if tag in PSEUDO or not known(tag):
        return ""
    kept = str(_find(tag)).lower().split("_")
    return tag if set(tag.lower().split("-")) <= set(kept) else ""


def _canonical(tag: str) -> str:
    language, *rest = tag.split("-")
    return "-".join([language.lower(), *(_cased(part) for part in rest)])


def _cased(subtag: str) -> str:
    if len(subtag) == 2:
        return subtag.upper()
    return subtag.title() if len(subtag) == 4 and subtag.isalpha() else subtag
