"""Right pairs, each made wrong: the translation gets another figure, number word, month, scale or percentage."""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from seeded_pairs import Seeded

# Of each kind the words that take each other's place.
WORDS = {
    "en": (
        "three four five six seven nine ten eleven twelve fifteen twenty thirty forty fifty",
        "January February March April June July August September October November December",
        "million billion",
    ),
    "nl": (
        "drie vijf zes zeven negen tien elf twaalf vijftien twintig dertig veertig vijftig",
        "januari februari maart april juni juli augustus september oktober november december",
        "miljoen miljard",
    ),
    "es": (
        "tres cuatro cinco seis siete nueve diez once doce quince veinte treinta cuarenta cincuenta",
        "enero febrero marzo abril junio julio agosto septiembre octubre noviembre diciembre",
        "millones billones",
    ),
    "fr": (
        "trois quatre cinq six sept dix onze douze quinze vingt trente quarante cinquante",
        "janvier février avril juin juillet août septembre octobre novembre décembre",
        "millions milliards",
    ),
}
FROM_EACH = 3


def altered(items: Iterable[Seeded], seed: int = 1) -> Iterator[Seeded]:
    """Yield some wrong pairs for each right one that has numbers; the label says what was altered."""
    source = random.Random(seed)
    for item in items:
        if item.label == "ok":
            found = list(_alterations(item, source))
            yield from source.sample(found, min(FROM_EACH, len(found)))


def _alterations(item: Seeded, source: random.Random) -> Iterator[Seeded]:
    text = item.pair.target
    for label, start, end, said in (*_figures(text, source), *_words(text, item.pair.target_lang[:2], source)):
        yield Seeded(label, replace(item.pair, target=text[:start] + said + text[end:]))
    if "%" in text:
        yield Seeded("percent", replace(item.pair, target=re.sub(r"[ \u00a0]?%", "", text)))


def _figures(text: str, source: random.Random) -> Iterator[tuple[str, int, int, str]]:
    for found in re.finditer(r"\d", text):
        # A zero more or less behind the decimal mark changes nothing.
        other = source.choice([figure for figure in "123456789" if figure != found[0]])
        yield "figure", found.start(), found.end(), other


def _words(text: str, lang: str, source: random.Random) -> Iterator[tuple[str, int, int, str]]:
    for label, kind in zip(("word", "month", "scale"), WORDS[lang], strict=True):
        words = kind.split()
        for found in re.finditer(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", text):
            yield label, found.start(), found.end(), source.choice([word for word in words if word != found[0]])
