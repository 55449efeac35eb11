"""Hedges: more than, at least, nearly, about, at most and less than say the same in both texts."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from briefgen.check.pairs.figures import Quantity
from briefgen.check.pairs.marks import masked
from briefgen.check.pairs.numerals import WORDS, Weight
from briefgen.check.pairs.pair import Pair, PairProblem, language
from briefgen.check.pairs.values import compared

# The senses: > more than, >= at least, ~< nearly, ~ about, < less than, <= at most. A phrase with a "?" may be none:
# "over ten years" is also during them. Before the number, and behind it.
_BEFORE: Mapping[str, Mapping[str, str]] = {
    "en": {
        ">": "more than/greater than/upwards of/in excess of/exceeding/exceeds/exceed/exceeded/above/well over/older "
        "than/"
        "longer than/higher than/surpassed/just over/a little over/larger than/beyond/north of/more than the/topped",
        "> ?": "over/past/passed",
        ">=": "at least/no fewer than/no less than/not less than/not fewer than/a minimum of/minimum of/as many as? ",
        "~< <": "just under/just below/a little under/not quite/slightly less than",
        "~<": "nearly/almost/close to/approaching/virtually",
        "~": "approximately/roughly/around/approx/circa/an estimated/in the region of/in the order of",
        "~ ?": "about/some/estimated/c/ca/or so",
        "<": "less than/fewer than/below/younger than/lower than/smaller than/shorter than",
        "< ?": "under/barely/within/only/just",
        "<=": "at most/no more than/not more than/a maximum of/maximum of/at the most/up to",
    },
    "es": {
        ">": "más de/mas de/por encima de/superior a/superiores a/supera/superan/superó/superaron/superado/superar/"
        "mayores de/mayor de/mayor que/sobrepasa/sobrepasan/arriba de/rebasa/mayor a/mayores a/excede/"
        "superando/rebasó/sobrepasó/pasan de/pasa de/algo más de/poco más de/más allá de/más allá del/más largos que/"
        "más largo que/excedieron",
        ">=": "al menos/por lo menos/como mínimo/no menos de/un mínimo de/mínimo de/cuando menos/a lo menos",
        "~<": "casi/próximo a/cercano a/prácticamente",
        "~< <": "poco menos de/algo menos de/ligeramente menos de",
        "~< ~": "cerca de/cerca del/rozando/cercana a/cercanos a",
        "~": "aproximadamente/alrededor de/alrededor del/en torno a/en torno al/más o menos",
        "~ ?": "unos/unas/un/una/sobre/hacia/a eso de/cosa de/estimado/estimada/estimados/se estima que",
        "<": "menos de/por debajo de/inferior a/inferiores a/menores de/menor de/menor que/menor a/menores a",
        "< ~ ?": "apenas/escasos/solo/sólo/tan solo",
        "<=": "como máximo/a lo sumo/no más de/un máximo de/máximo de/a lo más",
        "<= ?": "hasta",
    },
    "nl": {
        ">": "meer dan/ruim/boven/ouder dan/langer dan/hoger dan/groter dan/dik/overschrijdt/overschreed/overstijgt/"
        "meer als/een kleine meer dan/iets meer dan/goed voor meer dan/boven de",
        "> ?": "over/boven het/uit",
        ">=": "minstens/ten minste/tenminste/minimaal/op zijn minst/op z'n minst/niet minder dan/zeker/een minimum van",
        "~<": "bijna/haast/vrijwel/dicht bij/nagenoeg/zo goed als/een kleine",
        "~< ?": "tegen/tegen de/richting",
        "~< <": "nog geen/net geen/iets minder dan/krap/net onder",
        "~": "ongeveer/circa/ca/zo'n/zo’n/omstreeks/naar schatting/rond/rond de/rond het/plusminus/om en nabij",
        "~ ?": "een stuk of/een slordige/geschat op/geschatte/een/rondom",
        "<": "minder dan/onder/jonger dan/lager dan/kleiner dan/beneden/korter dan/onder de",
        "< ?": "binnen/slechts/maar/amper/nauwelijks/geen",
        "<=": "hooguit/hoogstens/maximaal/ten hoogste/niet meer dan/een maximum van/maximum van/op zijn hoogst",
        "<= ?": "tot/wel/oplopend tot",
    },
    "fr": {
        ">": "plus de/plus du/plus des/plus d'/plus d’/au-delà de/au-dessus de/supérieur à/supérieure à/dépasse/"
        "dépassent/dépassé/"
        "supérieurs à/supérieures à/excède/un peu plus de/bien plus de/dépassant",
        ">=": "au moins/au minimum/pas moins de/un minimum de/minimum",
        "~<": "presque/quasiment",
        "~< ~": "près de/près du/près des/près d'/près d’/proche de/avoisine/pas loin de",
        "~< <": "un peu moins de/à peine moins de",
        "~": "environ/à peu près/autour de/approximativement/aux alentours de/aux environs de",
        "~ ?": "quelque/quelques/un/une/estimé à/vers",
        "<": "moins de/moins du/moins des/moins d'/moins d’/en dessous de/inférieur à/inférieure à/âgés de moins de/"
        "au-dessous de",
        "< ?": "sous/à peine/seulement",
        "<=": "au plus/au maximum/tout au plus/pas plus de/un maximum de/maximum",
        "<= ?": "jusqu'à/jusqu’à/jusqu'en",
    },
}
_BEHIND: Mapping[str, Mapping[str, str]] = {
    "en": {
        ">= >": "or more/or over/or above/and over/and above/and older/or longer/or higher/and up/or greater/or later/"
        "or newer",
        "<= <": "or less/or fewer/or younger/or under/and under/and younger/or earlier/or lower",
        ">= > <= <": "or older",
        ">=": "at least",
        "<=": "at most",
        "~": "or so/approximately/roughly",
    },
    "es": {
        ">= >": "o más/y más/o mayores/en adelante/y pico/o mayor/como mínimo/o superior/o superiores/o posterior",
        "<= <": "o menos/y menos/o menores/o anterior/o anteriores/o inferior/como máximo/a lo sumo",
        ">=": "como mínimo/al menos/por lo menos",
        "~": "aproximadamente/más o menos",
    },
    "nl": {
        ">= >": "of meer/en meer/en ouder/of hoger/plussers/plusser/of langer/en hoger/en langer/of nieuwer/of later",
        ">= > <= <": "of ouder",
        "<= <": "of minder/of jonger/en jonger/of lager/of eerder",
        "<=": "maximaal/hooguit",
        ">=": "minimaal/minstens",
        "~": "ongeveer",
    },
    "fr": {
        ">= >": "ou plus/et plus/ou davantage/au moins/au minimum/ou supérieur/ou supérieure/ou ultérieure",
        "<= <": "ou moins/et moins/ou antérieure/au plus/au maximum",
        "~": "environ",
    },
}
_FILLERS = {
    "en": "a|an|the|of|one|all|total|by|another|every",
    "es": "el|la|los|las|un|una|de|del|a|al|total|otros|otras|lo",
    "nl": "de|het|een|één|zo'n|al|van|aan|totaal|nog|op",
    "fr": "le|la|les|un|une|de|des|du|l['’]|d['’]|au|aux",
}
_AMOUNT = r"(?:(?:US)?[€£$¥]|S/\.?|[A-Z]{3})"
_SENSES = {">": "more than", ">=": "at least", "~<": "nearly", "~": "about", "<": "less than", "<=": "at most"}
_WINDOW = 40
_AFTER = 34


@lru_cache(16)
def _phrases(lang: str, behind: bool) -> tuple[re.Pattern[str], Mapping[str, frozenset[str]]]:
    senses = {
        phrase.strip(" ?"): frozenset(sense.split())
        for sense, phrases in (_BEHIND if behind else _BEFORE)[lang].items()
        for phrase in phrases.split("/")
    }
    listed = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in sorted(senses, key=len, reverse=True))
    if behind:
        # One or two words may stand between, but not what leads on to the next number.
        between = r"(?:\s?[%€£$]|\s+(?!(?:and|en|y|et)\b)[^\W\d]+(?:\s+(?!(?:and|en|y|et)\b)[^\W\d]+)?)?"
        return re.compile(rf"{between}[\s(-]+(?P<phrase>{listed})(?!\w)(?!\s*[€£$]?\s?\d)|(?P<plus>\+)"), senses
    filler = rf"(?:(?:{_FILLERS[lang]})(?:\s+|(?<=['’])))"
    return re.compile(rf"(?<![\w])(?P<phrase>{listed})(?:\s+|(?<=['’])){filler}{{0,3}}[(]?(?:{_AMOUNT}\s*)?$"), senses


@lru_cache(16)
def _anywhere(lang: str) -> re.Pattern[str]:
    senses = {**_phrases(lang, False)[1], **_phrases(lang, True)[1]}
    listed = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in sorted(senses, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)")


def senses_at(text: str, quantity: Quantity, lang: str) -> frozenset[str]:
    """Return the senses of the hedge at a quantity of a lower-case text, "?" among them when it may be none."""
    before, senses = _phrases(lang, False)
    if found := before.search(text, max(0, quantity.start - _WINDOW), quantity.start):
        return senses[re.sub(r"\s+", " ", found["phrase"])]
    if text[quantity.start - 1 : quantity.start] in ("+", ">", "<", "±", "~") and quantity.start:
        return frozenset({{"+": ">", "±": "~"}.get(text[quantity.start - 1], text[quantity.start - 1])})
    behind, senses = _phrases(lang, True)
    if found := behind.match(text, quantity.end, quantity.end + _AFTER):
        return frozenset((">", ">=", "?")) if found["plus"] else senses[re.sub(r"\s+", " ", found["phrase"])]
    return _own_sense(text[quantity.start : quantity.end], lang)


def _own_sense(word: str, lang: str) -> frozenset[str]:
    """Return the sense of a word that is about a number in itself: une vingtaine, een twaalftal."""
    if word.endswith(("aine", "ena", "enar", "tal", "millier", "millar", "dizaine")) and word not in WORDS["en"]:
        return frozenset(("~", "?"))
    return frozenset()


def hedge_changed(pair: Pair) -> Iterator[PairProblem]:
    """What is more than a number, at least or nearly, is so in both texts."""
    langs = language(pair.source_lang), language(pair.target_lang)
    if not all(lang in _BEFORE for lang in langs):
        return
    matched = [(one, other) for one, other in compared(pair).matched if _hedgeable(one) and _hedgeable(other)]
    if not matched:
        return
    texts = masked(pair.source).lower(), masked(pair.target).lower()
    for one, other in matched:
        ours, theirs = senses_at(texts[0], one, langs[0]), senses_at(texts[1], other, langs[1])
        if _agree(ours, theirs):
            continue
        of_ours = [senses_at(texts[0], each, langs[0]) for each, _ in matched]
        of_theirs = [senses_at(texts[1], each, langs[1]) for _, each in matched]
        if _said(ours, of_ours, texts[1], langs[1]) and _said(theirs, of_theirs, texts[0], langs[0]):
            continue
        message = f"{_named(ours)} in the source text, {_named(theirs)} in the translation"
        where = pair.target[other.start : other.end]
        yield PairProblem("hedge-changed", f'"{where}": {message}', "say the same of the number", one.span, other.span)


def _hedgeable(quantity: Quantity) -> bool:
    decade = any(isinstance(value, tuple) and value[0] == "decade" for value in quantity.readings)
    single = quantity.weight is Weight.FREE and quantity.readings == {1.0}
    return not (quantity.dated or decade or single)


def _agree(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    if not ours or not theirs:
        return (not ours or "?" in ours) and (not theirs or "?" in theirs)
    return bool(ours & theirs)


def _said(senses: frozenset[str], alike: list[frozenset[str]], text: str, lang: str) -> bool:
    """Tell whether a text has as many phrases of these senses as the other, wherever in the sentence they stand."""
    if not senses or "?" in senses:
        return True
    known = {**_phrases(lang, True)[1], **_phrases(lang, False)[1]}
    found = [each for each in _anywhere(lang).finditer(text) if known[re.sub(r"\s+", " ", each[0])] & senses]
    return len(found) >= sum(bool(each & senses) for each in alike)


def _named(senses: frozenset[str]) -> str:
    return " or ".join(f'"{_SENSES[sense]}"' for sense in sorted(senses) if sense != "?") or "no such word"
