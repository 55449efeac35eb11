"""Marks of a text: placeholders, citations, markup, question marks and quotation marks."""

import re
from collections import Counter
from collections.abc import Iterator

from briefgen.check.languages import language, words
from briefgen.check.pairs.pair import Pair, PairProblem
from briefgen.check.quantities.masks import FIELD, FIELD_SIGN, URL, masked
from briefgen.model.messages import CITATION, PLACEHOLDER

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][\w-]*)(?P<rest>[^<>\n]*)>")


def placeholder_changed(pair: Pair) -> Iterator[PairProblem]:
    """Placeholders, merge fields and citations must all be there; the form of a fact may differ."""
    source, target = _placeholders(pair.source), _placeholders(pair.target)
    for group in pair.alternatives:
        if "" in group or (source & group and target & group):
            source, target = source - group, target - group
    if source == target:
        return
    for name in sorted(source - target):
        hint = "put it where it belongs in the translation"
        yield PairProblem(
            "placeholder-changed", f"{name} is missing in the translation", hint, _span(pair.source, name)
        )
    for name in sorted(target - source):
        hint = "keep the placeholders of the source text"
        message = f"{name} is not in the source text"
        yield PairProblem("placeholder-changed", message, hint, None, _span(pair.target, name))


def _placeholders(text: str) -> set[str]:
    if not FIELD_SIGN.search(text):
        return set()
    found = set()
    for field in FIELD.finditer(text):
        fact = PLACEHOLDER.fullmatch(field[0])
        found.add(f"{{{fact[1]}}}" if fact else field[0])
    for citation in CITATION.finditer(text):
        found |= {f"[{key.strip()}]" for key in citation[1].split(";")}
    return found


def _span(text: str, name: str) -> tuple[int, int] | None:
    at = text.find(name.rstrip("}]"))
    return (at, at + len(name)) if at >= 0 else None


_EMPHASIS = re.compile(r"\*\*|__|(?<![\w*])[*_](?=[^\s*_])|(?<=[^\s*_])[*_](?![\w*])|`")
_LINKS = re.compile(r"!?\[[^\[\]\n]*\]\([^()\n]*\)")
_HEADINGS = re.compile(r"^#{1,6} ", re.M)
_MARKUP = re.compile(r"[*_`<#]|\]\(")
# Tags that stand alone, or that only lay out, come and go with the sentence.
_TAGS = words("a b i u em strong h1 h2 h3 h4 h5 h6 ul ol li table tr td th sup sub blockquote code pre button")
_NAMES = {"**": "bold", "__": "bold", "*": "emphasis", "_": "emphasis", "`": "code"}
# Emphasis is counted by its marks, so that one that is not closed is seen.
_COUNTED = {"bold": "marks of bold type", "emphasis": "marks of emphasis", "code": "marks of code", "link": "links"}


def markup_changed(pair: Pair) -> Iterator[PairProblem]:
    """Links, emphasis, headings and tags must be there as often as in the source text, and be closed."""
    if not _MARKUP.search(pair.source) and not _MARKUP.search(pair.target):
        return
    source, target = _markup(pair.source), _markup(pair.target)
    for name in sorted({*source, *target}):
        if source[name] != target[name] and not (name == "emphasis" and _foreign_words(pair, source, target)):
            message = (
                f"{_COUNTED.get(name, name)}: {source[name]} in the source text, {target[name]} in the translation"
            )
            yield PairProblem("markup-changed", message, "mark up the same words as the source text does")


_EMPHASIZED = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_\n]+)\1(?![\w*])")


def _foreign_words(pair: Pair, source: Counter[str], target: Counter[str]) -> bool:
    """Tell whether only words that stand in both texts are emphasized in one: a foreign word is not foreign in all."""
    if target["emphasis"] % 2:
        return False
    more, less = (pair.source, pair.target) if source["emphasis"] > target["emphasis"] else (pair.target, pair.source)
    return all(found[2].lower() in less.lower() for found in _EMPHASIZED.finditer(more))


def _markup(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    plain = re.sub(rf"{FIELD.pattern}|{URL}", "", _LINKS.sub(" ", text))
    found["link"] = len(_LINKS.findall(text))
    found["headings"] = len(_HEADINGS.findall(text))
    for mark in _EMPHASIS.findall(plain):
        found[_NAMES[mark]] += 1
    for tag in _TAG.finditer(text):
        if tag["name"].lower() in _TAGS:
            found[f"<{tag['close']}{tag['name'].lower()}>"] += 1
    return found


_ENDS = re.compile(r"(?<=[\w)»”“’\"'%…}*])[?!]+(?=$|[\s)»”\"'’*_<])")


def inverted_marks(pair: Pair) -> Iterator[PairProblem]:
    """A Spanish question or exclamation opens with ¿ or ¡; no other language has them."""
    text = pair.target
    if language(pair.target_lang) != "es":
        if ("¿" in text or "¡" in text) and language(pair.source_lang) == "es":
            at = min(text.find(mark) for mark in "¿¡" if mark in text)
            message = "the marks ¿ and ¡ are Spanish"
            yield PairProblem("inverted-marks", message, "leave them out", None, (at, at + 1))
        return
    if "?" not in text and "!" not in text:
        return
    plain = masked(text)
    opened = len(re.findall("[¿¡]+", plain))
    ends = list(_ENDS.finditer(plain))
    if len(ends) > opened:
        message = f'{len(ends)} sentences end in "?" or "!", and {opened} begin with "¿" or "¡"'
        yield PairProblem("inverted-marks", message, "open the question or exclamation", None, ends[0].span())


# The marks that each language has; straight ones are set by the house style.
_QUOTES = {"nl": "‘’“”„‚", "en": "‘’“”", "es": "«»“”‘’", "fr": "«»“”‘’‹›"}
_QUOTE = re.compile("[“”„‚«»‹›]")


def quotes_foreign(pair: Pair) -> Iterator[PairProblem]:
    """Quotation marks are those of the translation's language, and come in pairs."""
    text = pair.target
    if text.isascii() and '"' not in text:
        return
    allowed = _QUOTES.get(language(pair.target_lang))
    if allowed is None:
        return
    for found in _QUOTE.finditer(text):
        if found[0] not in allowed or ("„" in text[: found.start()] and found[0] == "“"):
            message = f"{found[0]} is no quotation mark of this language"
            yield PairProblem("quotes-foreign", message, f"use {allowed} or straight quotes", None, found.span())
            return
    for opening, closing in ("“”", "«»", '""'):
        if _open(text.replace('‘"’', ""), opening, closing) and not _open(pair.source, opening, closing):
            at = max(text.find(opening), text.find(closing))
            message = "a quotation mark has no partner"
            yield PairProblem("quotes-foreign", message, "open and close the quotation", None, (at, at + 1))


def _open(text: str, opening: str, closing: str) -> bool:
    if opening == closing:
        return text.count(opening) % 2 == 1
    return text.count(opening) != text.count(closing) and "„" not in text
