"""Pairs made from one value and a sentence in four languages; of each the wrong one says another value."""

import random
from collections.abc import Callable, Iterator
from itertools import permutations

from seeded_pairs import Seeded

from briefgen.check.pairs import Pair


def listed(text: str) -> list[str]:
    """Return the words of a list that is written as one text."""
    return text.split()


LANGUAGES = ("en", "es", "nl", "fr")
SENTENCES = {
    "people": {
        "en": "They count on {} people in the valley.",
        "es": "Cuentan con {} personas en el valle.",
        "nl": "Ze rekenen op {} mensen in het dal.",
        "fr": "Ils comptent sur {} personnes dans la vallée.",
    },
    "rise": {
        "en": "The price rose by {} this winter.",
        "es": "El precio subió un {} este invierno.",
        "nl": "De prijs steeg deze winter met {}.",
        "fr": "Le prix a augmenté de {} cet hiver.",
    },
    "day": {
        "en": "The house opened on {}.",
        "es": "La casa abrió el {}.",
        "nl": "Het huis ging open op {}.",
        "fr": "La maison a ouvert le {}.",
    },
    "gift": {
        "en": "A visit costs {}.",
        "es": "Una visita cuesta {}.",
        "nl": "Een bezoek kost {}.",
        "fr": "Une visite coûte {}.",
    },
    "age": {
        "en": "The bridge is from the {} century.",
        "es": "El puente es del siglo {}.",
        "nl": "De brug is uit de {} eeuw.",
        "fr": "Le pont date du {} siècle.",
    },
}
MONTHS = {
    "en": listed("January February March April May June July August September October November December"),
    "es": listed("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    "nl": listed("januari februari maart april mei juni juli augustus september oktober november december"),
    "fr": listed("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
}
HEDGES = {
    "more": {"en": "more than", "es": "más de", "nl": "meer dan", "fr": "plus de"},
    "least": {"en": "at least", "es": "al menos", "nl": "minstens", "fr": "au moins"},
    "nearly": {"en": "nearly", "es": "casi", "nl": "bijna", "fr": "presque"},
    "less": {"en": "fewer than", "es": "menos de", "nl": "minder dan", "fr": "moins de"},
}
ROMAN = listed("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI")
UNITS = {
    "en": listed(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen"
    ),
    "es": listed(
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
        "diecisiete dieciocho diecinueve veinte veintiuna veintidós veintitrés veinticuatro veinticinco veintiséis "
        "veintisiete veintiocho veintinueve"
    ),
    "nl": listed(
        "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien "
        "zeventien achttien negentien"
    ),
    "fr": listed(
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
        "dix-sept dix-huit dix-neuf"
    ),
}
TENS = {
    "en": listed("twenty thirty forty fifty sixty seventy eighty ninety"),
    "es": listed("veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"),
    "nl": listed("twintig dertig veertig vijftig zestig zeventig tachtig negentig"),
    "fr": listed("vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt"),
}


def spelled(number: int, lang: str) -> str:
    """Spell a number from 2 to 100."""
    if number == 100:
        return {"en": "one hundred", "es": "cien", "nl": "honderd", "fr": "cent"}[lang]
    if number < len(UNITS[lang]):
        return UNITS[lang][number]
    tens, unit = divmod(number, 10)
    word = TENS[lang][tens - 2]
    if lang == "fr" and tens in (7, 9):
        unit += 10
    if unit == 0:
        return word + "s" if lang == "fr" and tens == 8 else word
    if lang == "en":
        return f"{word}-{UNITS[lang][unit]}"
    if lang == "es":
        return f"{word} y {'una' if unit == 1 else UNITS[lang][unit]}"
    if lang == "nl":
        return f"{UNITS[lang][unit]}{'ën' if unit in (2, 3) else 'en'}{word}"
    return f"{word} et {UNITS[lang][unit]}" if unit in (1, 11) and tens < 8 else f"{word}-{UNITS[lang][unit]}"


def grouped(number: float, lang: str, places: int = 0) -> str:
    """Write a number with the points and commas of a language."""
    text = f"{number:,.{places}f}"
    mark = {"en": ",", "es": ".", "nl": ".", "fr": "\u202f"}[lang]
    return text if lang == "en" else text.replace(",", "\0").replace(".", ",").replace("\0", mark)


def percentage(number: float, lang: str) -> str:
    sign = {"en": "%", "es": " %", "nl": " procent", "fr": "\u00a0%"}[lang]
    return grouped(number, lang, 1) + sign


def euros(number: float, lang: str) -> str:
    amount = grouped(number, lang, 2)
    return {"en": f"€{amount}", "nl": f"€ {amount}", "es": f"{amount} euros", "fr": f"{amount}\u00a0€"}[lang]


def billions(number: float, lang: str) -> str:
    if lang == "es":
        return f"{grouped(number * 1000, lang)} millones de"
    word = {"en": " billion", "nl": " miljard", "fr": " milliards de"}[lang]
    return grouped(number, lang, 1) + word


def date(number: float, lang: str) -> str:
    year, rest = divmod(int(number), 336)
    month, day = divmod(rest, 28)
    between = " de " if lang == "es" else " "
    return f"{day + 1}{between}{MONTHS[lang][month]}{between}{1950 + year}"


def century(number: float, lang: str) -> str:
    roman = ROMAN[int(number) - 1]
    return {"en": f"{int(number)}th", "nl": f"{int(number)}e", "es": roman, "fr": f"{roman}e"}[lang]


Writer = Callable[[float, str], str]
# For each kind: the sentence, how its value is written, and where the values come from.
KINDS: dict[str, tuple[str, Writer, Callable[[random.Random], float]]] = {
    "whole": ("people", lambda n, lang: grouped(n, lang), lambda r: r.randrange(1001, 900_000)),
    "spelled": ("people", lambda n, lang: spelled(int(n), lang), lambda r: r.randrange(3, 101)),
    "percent": ("rise", percentage, lambda r: r.randrange(11, 990) / 10),
    "money": ("gift", euros, lambda r: r.randrange(200, 500_000) / 100),
    "scale": ("people", billions, lambda r: r.randrange(21, 99) / 10),
    "date": ("day", date, lambda r: r.randrange(0, 75 * 336)),
    "century": ("age", century, lambda r: r.randrange(11, 20)),
    "figures-words": ("people", lambda n, lang: str(int(n)), lambda r: r.randrange(3, 101)),
}


def generated(seed: int = 1) -> Iterator[Seeded]:
    """Yield pairs between all languages: of each kind a right one and a wrong one, and hedges of each kind."""
    source = random.Random(seed)
    for one, other in permutations(LANGUAGES, 2):
        for kind, (sentence, write, draw) in KINDS.items():
            value = draw(source)
            wrong = next(found for found in iter(lambda draw=draw: draw(source), None) if found != value)
            for label, said in (("ok", value), ("wrong-value", wrong)):
                writer: Writer = (lambda n, lang: spelled(int(n), lang)) if kind == "figures-words" else write
                texts = (
                    SENTENCES[sentence][one].format(write(value, one)),
                    SENTENCES[sentence][other].format(writer(said, other)),
                )
                yield Seeded(label, Pair(*texts, one, other))
        yield from hedged(source, one, other)


def hedged(source: random.Random, one: str, other: str) -> Iterator[Seeded]:
    """Yield a pair whose hedges agree, one whose hedges differ, and one that lost its own."""
    number = source.randrange(100, 5000)
    kind, another = source.sample(sorted(HEDGES), 2)

    def said(kind: str, lang: str) -> str:
        hedge = HEDGES[kind][lang] + " " if kind else ""
        return SENTENCES["people"][lang].format(hedge + grouped(number, lang))

    for label, theirs in (("ok", kind), ("hedge-changed", another), ("hedge-changed", "")):
        yield Seeded(label, Pair(said(kind, one), said(theirs, other), one, other))
