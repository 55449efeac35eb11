"""Wording: names, terms of the glossary, the register, the language itself, and the room there is."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from briefgen.check.pairs.marks import masked
from briefgen.check.pairs.pair import Pair, PairProblem, language

_SPACE = re.compile(r"[\s\u00a0\u202f]+")
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
    return next((found for form in forms if (found := _inflected(form).search(text))), None)


# The words that betray the other register; a plural or a word with another meaning betrays nothing.
_BETRAYING: Mapping[tuple[str, str], re.Pattern[str]] = {
    (lang, register): re.compile(rf"(?<![\w'’-])(?:{words})(?![\w-])", re.I)
    for (lang, register), words in {
        ("nl", "formal"): "je|jij|jou|jouw|jezelf|jullie|jouzelf",
        ("nl", "informal"): "u|uw|uzelf",
        (
            "es",
            "formal",
        ): "tú|tu|tus|te|ti|contigo|tuy[oa]s?|vosotr[oa]s|vuestr[oa]s?|puedes|tienes|quieres|eres|estás|sabes|"
        "haz|debes|necesitas|conoces|has|vas|das|ayúdanos|únete|dona|escríbenos|podrás|harás",
        ("es", "informal"): "usted|haga|póngase|escríbanos|ayúdenos|únase|done",
        ("fr", "formal"): "tu|te|toi|tes|ton|ta|t['’]\\w+|tien|tienne",
        ("fr", "informal"): "votre|vos|vôtre",
    }.items()
}
_QUOTE_SIGN = re.compile("[«“„\"‘']")
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|„[^„”“]*[”“]|\"[^\"\n]*\"|(?<!\w)‘[^‘\n]*?’(?!\w)|(?<!\w)'[^'\n]+'(?!\w)")


def register_changed(pair: Pair) -> Iterator[PairProblem]:
    """The readers are addressed in one register throughout; what somebody says in quotation marks is their own."""
    pattern = _BETRAYING.get((language(pair.target_lang), pair.register))
    if pattern is None:
        return
    text = _unquoted(masked(pair.target))
    if found := pattern.search(text):
        message = f'"{found[0]}" is not {pair.register}'
        yield PairProblem("register-changed", message, "address the readers as elsewhere", None, found.span())


def text_too_long(pair: Pair) -> Iterator[PairProblem]:
    """The translation fits into the room of its block."""
    if pair.room is not None and len(pair.target) > pair.room:
        shown = len(_SPACE.sub(" ", re.sub(r"[*_`]|\]\([^()\s]*\)|\[@[^\]]*\]|<[^<>]*>", "", pair.target)).strip())
        if shown > pair.room:
            message = f"{shown} characters, and there is room for {pair.room}"
            yield PairProblem("text-too-long", message, "say it shorter", None, (pair.room, len(pair.target)))


# The words that mark a language: frequent ones, as far as the others do not have them.
_COMMON = {
    "en": "the of and to that is was for with as are this it from by be have has had not which their were they you "
    "your our we "
    "will who can more been there would what when how all if out so about than them these could people where she his "
    "her he "
    "its may should into only most also over such any each every because through while after before those do does did "
    "make "
    "without children help give need learn right live us an or but at one up thank support home families",
    "nl": "de het een en van dat die te zijn niet voor met op aan er als ook bij door naar maar uit om wij onze ons "
    "je jij uw "
    "zij hun haar hem wordt worden werd werden heeft hebben had kan kunnen zal zullen moet moeten deze dit nog wel "
    "geen meer "
    "over tot dan zo al veel alle elk elke ieder waar wat wie hoe zonder tussen tegen onder kinderen mensen jaar toch "
    "omdat "
    "zodat samen geven hulp nodig gezinnen recht zich hier daar bent is in of was u ik we",
    "es": "el la los las de que y en un una por con para su sus se es son del al como más no lo le les pero este esta "
    "estos "
    "estas ese esa esto fue han ha hay ser está están sin sobre entre desde hasta cuando donde quien cada muy también "
    "ya o "
    "porque todo todos toda todas nos nuestro nuestra nuestros nuestras niños niñas años vida gracias puede pueden "
    "tiene "
    "tienen derecho hogar ley familias ayuda usted tu si me mi",
    "fr": "le la les de des du et en un une que qui dans pour par sur avec est sont au aux ce cette ces il elle ils "
    "elles nous "
    "vous notre nos votre vos leur leurs ne pas plus se son sa ses mais ou où comme été être a ont avoir fait faire "
    "tout tous "
    "toute toutes sans entre depuis très aussi chaque enfants ans vie merci peut peuvent droit loi familles aide",
    "pt": "o a os as de que e em um uma por com para seu sua seus suas se é são do da dos das no na nos nas ao aos "
    "como mais não "
    "mas este esta foi tem têm há ser está sem sobre entre desde até quando onde quem cada muito também já ou porque "
    "todo todos "
    "toda todas nosso nossa crianças anos vida obrigado pode podem direito lei famílias ajuda você pelo pela só isso",
    "de": "der die das und zu den von ist mit sich des auf für nicht im dem ein eine einen einer als auch es an "
    "werden aus er hat "
    "dass sie nach wird bei einem um am sind noch wie über so zum war haben nur oder aber vor zur bis mehr durch man "
    "wir uns "
    "unser unsere ihr ihre kann können ohne kinder menschen jahre leben danke hilfe recht jedes gesetz familien in",
    "it": "il lo la i gli le di che e un una per con del della dei delle nel nella è sono non si come più ma questo "
    "questa ha "
    "hanno al alla da dal dalla su tra senza anche ogni quando dove chi molto già perché tutto tutti nostro nostra "
    "bambini anni "
    "vita grazie può possono diritto legge famiglie aiuto in",
}
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_LEAST_LETTERS = 25


_OWN = {lang: frozenset(words.split()) for lang, words in _COMMON.items()}


@lru_cache(1)
def _weights() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """Return for each word the languages it speaks for, the more the fewer they are."""
    every = frozenset().union(*_OWN.values())
    found = {}
    for word in every:
        langs = [lang for lang, words in _OWN.items() if word in words]
        found[word] = tuple((lang, 1 / len(langs)) for lang in langs)
    return found


def spoken(text: str) -> dict[str, float]:
    """Return how strongly the words of a text speak for each language."""
    scores = dict.fromkeys(_COMMON, 0.0)
    weights = _weights()
    for word in _LETTERS.findall(text.lower()):
        for lang, weight in weights.get(word, ()):
            scores[lang] += weight
    return scores


def language_wrong(pair: Pair) -> Iterator[PairProblem]:
    """The translation is in the language that it says; short texts, and what stands in quotation marks, say little."""
    lang = language(pair.target_lang)
    if lang not in _COMMON or len(pair.target) < _LEAST_LETTERS:
        return
    text = _without_names(pair, _unquoted(masked(pair.target)))
    words = _LETTERS.findall(text.lower())
    own = _OWN[lang]
    if sum(map(len, words)) < _LEAST_LETTERS or 4 * sum(word in own for word in words) > len(words):
        return
    scores = spoken(text)
    best = max(scores, key=lambda each: scores[each])
    if best != lang and scores[best] >= 2.5 and scores[best] >= 2.5 * scores[lang]:
        message = f"this seems to be {best}, not {lang}"
        yield PairProblem("language-wrong", message, f"translate it into {lang}", None, (0, len(pair.target)))


def _unquoted(text: str) -> str:
    """Return a text with what stands in quotation marks blank: somebody else says it, or it is a name."""
    return _QUOTED.sub(lambda found: " " * len(found[0]), text) if _QUOTE_SIGN.search(text) else text


def _without_names(pair: Pair, text: str) -> str:
    for name in pair.names:
        text = text.replace(name, " ")
    return text


_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")


def text_unchanged(pair: Pair) -> Iterator[PairProblem]:
    """A translation is not a copy, nor is one of its sentences; names and single words may be the same."""
    lang, target_lang = language(pair.source_lang), language(pair.target_lang)
    if lang == target_lang or lang not in _COMMON:
        return
    for sentence in map(str.strip, _SENTENCES.split(pair.target)):
        if sentence in pair.source and _is_language(pair, sentence, lang, target_lang):
            at = pair.target.find(sentence)
            span = (at, at + len(sentence))
            yield PairProblem(
                "text-unchanged", "this is not translated", f"translate it into {target_lang}", None, span
            )


def _is_language(pair: Pair, sentence: str, lang: str, target_lang: str) -> bool:
    """Tell whether a sentence is more than a name, and speaks for the source language."""
    text = _without_names(pair, _unquoted(masked(sentence)))
    words = _LETTERS.findall(text)
    plain = [word for word in words[1:] if word[0].islower()]
    if len(plain) < 2:
        return False
    scores = spoken(text)
    return scores[lang] > scores.get(target_lang, 0.0) or (
        len(plain) >= 4 and scores[lang] >= scores.get(target_lang, 0.0)
    )
