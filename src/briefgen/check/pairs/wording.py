"""Wording: names, terms of the glossary, the register, and the room there is."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from briefgen.check.languages import LANGUAGES, language, table
from briefgen.check.pairs.pair import Pair, PairProblem
from briefgen.check.quantities.masks import masked, unquoted
from briefgen.model.room import length

_HYPHENS = str.maketrans({"‑": "-", "’": "'", "\u00a0": " ", "\u202f": " ", "\n": " "})


def name_changed(pair: Pair) -> Iterator[PairProblem]:
    """A name that may not be translated stands in the translation as in the source text."""
    if not pair.names:
        return
    source, target = pair.source.translate(_HYPHENS), pair.target.translate(_HYPHENS)
    for name in pair.names:
        plain = name.translate(_HYPHENS)
        if plain in source and plain not in target and (found := _whole(plain).search(source)):
            message = f'the name "{name}" is missing in the translation'
            yield PairProblem("name-changed", message, "names of the glossary stay as they are", found.span())


@lru_cache(1 << 12)
def _whole(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


@lru_cache(1 << 12)
def _inflected(form: str) -> re.Pattern[str]:
    """Match a form with the endings that its words get in a sentence."""
    words = r"\w{0,2}\s+".join(re.escape(word) for word in form.lower().split())
    return re.compile(rf"(?<!\w){words}\w{{0,3}}(?!\w)")


def term_missing(pair: Pair) -> Iterator[PairProblem]:
    """What the glossary has a term for is called by it."""
    if not pair.terms:
        return
    source_lang, target_lang = language(pair.source_lang), language(pair.target_lang)
    source, target = pair.source.lower(), pair.target.lower()
    for term in pair.terms:
        wanted = term.accepted.get(target_lang, ())
        found = _first(source, term.accepted.get(source_lang, ()))
        if wanted and found and not _first(target, wanted):
            message = f'the term for "{found[0]}" is missing in the translation'
            yield PairProblem("term-missing", message, f"use {' or '.join(wanted)}", found.span())


def term_banned(pair: Pair) -> Iterator[PairProblem]:
    """What the glossary bans is not in the translation."""
    if not pair.terms:
        return
    lang, target = language(pair.target_lang), pair.target.lower()
    for term in pair.terms:
        found = _first(target, term.banned.get(lang, ()))
        accepted = _first(target, term.accepted.get(lang, ())) if found else None
        if found and not (accepted and accepted.start() <= found.start() and found.end() <= accepted.end()):
            hint = f"use {' or '.join(term.accepted.get(lang, ())) or 'another word'}"
            yield PairProblem("term-banned", f'the glossary bans "{found[0]}"', hint, None, found.span())


def _first(text: str, forms: tuple[str, ...]) -> re.Match[str] | None:
    # Most terms of a glossary are not in a text: a look for the first word is quick.
    near = (form for form in forms if form.lower().partition(" ")[0] in text)
    return next((found for form in near if (found := _inflected(form).search(text))), None)


# The words that betray the other register; a plural or a word with another meaning betrays nothing.
_BETRAYING: Mapping[tuple[str, str], re.Pattern[str]] = {
    (lang, register): re.compile(rf"(?<![\w'’-])(?:{'|'.join(address[f'not-{register}'])})(?![\w-])", re.IGNORECASE)
    for lang in LANGUAGES
    if (address := table(lang).get("address"))
    for register in ("formal", "informal")
}


def register_changed(pair: Pair) -> Iterator[PairProblem]:
    """The readers are addressed in one register throughout; what somebody says in quotation marks is their own."""
    mixed = pair.register == "neutral"
    lang = language(pair.target_lang)
    for register in ("formal", "informal") if mixed else (pair.register,):
        pattern = _BETRAYING.get((lang, register))
        found = pattern.search(unquoted(masked(pair.target))) if pattern else None
        if found:
            message = f'"{found[0]}" is not {register}' + (", and some readers are addressed so" if mixed else "")
            hint = "say it without addressing the readers" if mixed else "address the readers as elsewhere"
            yield PairProblem("register-changed", message, hint, None, found.span())


def text_too_long(pair: Pair) -> Iterator[PairProblem]:
    """The translation fits into the room of its block."""
    if pair.room is not None and len(pair.target) > pair.room and (shown := length(pair.target)) > pair.room:
        message = f"{shown} characters, and there is room for {pair.room}"
        yield PairProblem("text-too-long", message, "say it shorter", None, (pair.room, len(pair.target)))
