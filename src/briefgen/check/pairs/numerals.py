"""Number words of Dutch, Spanish, English and French: what each can mean, and how much that matters."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import lru_cache
from types import MappingProxyType

# A number, or what only looks like one: ("month", 5), ("time", 930) in minutes, ("decade", 80), ("vague", 1000).
Value = float | tuple[str, float | str]


class Weight(IntEnum):
    """What it means when a value has no counterpart in the other text."""

    FREE = 0  # nothing: the word may be an article, or something else altogether
    SOFT = 1  # an error only when a value of the other text has no counterpart either
    HARD = 2  # an error


class Kind(Enum):
    """How a number word combines with others."""

    UNIT = 1
    TEEN = 2
    TENS = 3
    HUNDRED = 4  # multiplies: three hundred
    HUNDREDS = 5  # adds: trescientos
    SCALE = 6
    ORDINAL = 7
    PART = 8  # the lower half of a fraction: thirds, tercios
    OTHER = 9
    MONTH = 10


CARDINAL = frozenset({Kind.UNIT, Kind.TEEN, Kind.TENS, Kind.HUNDRED, Kind.HUNDREDS, Kind.SCALE})


def exact(value: float) -> float:
    """Return a value without the dust of binary arithmetic, so that 0.1 × 3 is 0.3."""
    return value if value.is_integer() else float(f"{value:.12g}")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number word: its first value is the usual one."""

    kind: Kind
    values: tuple[Value, ...]
    weight: Weight = Weight.HARD

    @property
    def number(self) -> float:
        """Return the usual value of a word that is a number."""
        first = self.values[0]
        return 0.0 if isinstance(first, tuple) else first


_UNITS = {
    "en": "one two three four five six seven eight nine",
    "es": "uno/un/una/ún dos tres cuatro cinco seis siete ocho nueve",
    "nl": "één/een/éen twee drie vier vijf zes zeven acht negen",
    "fr": "un/une deux trois quatre cinq six sept huit neuf",
}
_TEENS = {
    "en": "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "es": "diez once doce trece catorce quince dieciséis/dieciseis diecisiete dieciocho diecinueve",
    "nl": "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
    "fr": "dix onze douze treize quatorze quinze seize",
}
_TENS = {
    "en": "twenty thirty forty/fourty fifty sixty seventy eighty ninety",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "fr": "vingt/vingts trente quarante cinquante soixante septante huitante/octante nonante",
}
_SCALES = {
    "en": "thousand=3 k=3 million/millions/mn/mln=6 billion/billions/bn/bln=9 trillion/trillions/tn=12",
    "es": "mil=3 millón/millones/millon/mill=6 millardo/millardos=9 billón/billones/billon=12",
    "nl": "duizend=3 miljoen/miljoenen/mln/milj/mio=6 miljard/miljarden/mld/mrd=9 biljoen/biljoenen=12",
    "fr": "mille=3 million/millions=6 milliard/milliards/mds/md/mrd=9 billion/billions=12",
}
_HUNDRED = {"en": "hundred", "es": "", "nl": "honderd", "fr": "cent/cents"}
_HUNDREDS_ES = (
    "cien/ciento doscientos/doscientas trescientos/trescientas cuatrocientos/cuatrocientas quinientos/quinientas "
    "seiscientos/seiscientas setecientos/setecientas ochocientos/ochocientas novecientos/novecientas"
)
_TWENTIES_ES = (
    "veintiuno/veintiún/veintiun/veintiuna veintidós/veintidos veintitrés/veintitres veinticuatro veinticinco "
    "veintiséis/veintiseis veintisiete veintiocho veintinueve"
)
_ORDINALS = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
    "es": "primero/primer/primera/primeros/primeras segundo/segunda tercero/tercer/tercera/terceras cuarto/cuarta/"
    "cuartas quinto/quinta/quintos/quintas sexto/sexta séptimo/séptima octavo/octava noveno/novena décimo/décima "
    "undécimo/undécima/decimoprimero/decimoprimera duodécimo/duodécima/decimosegundo/decimosegunda "
    "decimotercero/decimotercer/decimotercera decimocuarto/decimocuarta decimoquinto/decimoquinta "
    "decimosexto/decimosexta decimoséptimo/decimoséptima decimoctavo/decimoctava decimonoveno/decimonovena "
    "vigésimo/vigésima",
    "nl": "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde dertiende veertiende "
    "vijftiende zestiende zeventiende achttiende negentiende twintigste",
    "fr": "premier/première/premiers/premières deuxième/seconde troisième quatrième cinquième sixième septième "
    "huitième neuvième dixième onzième douzième treizième quatorzième quinzième seizième dix-septième dix-huitième "
    "dix-neuvième vingtième",
}
_TENTHS = {
    "en": "thirtieth=30 fortieth=40 fiftieth=50 sixtieth=60 seventieth=70 eightieth=80 ninetieth=90 hundredth=100",
    "es": "trigésimo/trigésima=30 cuadragésimo/cuadragésima=40 quincuagésimo/quincuagésima=50 centésimo/centésima=100",
    "nl": "dertigste=30 veertigste=40 vijftigste=50 zestigste=60 zeventigste=70 tachtigste=80 negentigste=90 "
    "honderdste=100",
    "fr": "trentième=30 quarantième=40 cinquantième=50 soixantième=60 centième=100",
}
# Parts of a whole: SOFT, for half a sentence can be only a manner of speaking.
_PARTS = {
    "en": "half/halves=2 thirds=3 quarter/quarters=4 fifths=5 sixths=6 eighths=8 tenths=10",
    "es": "mitad/mitades=2 tercio/tercios=3 cuartos=4 quintos=5 sextos=6 octavos=8 décimos=10",
    "nl": "half/helft/halve=2 kwart/kwarten=4",
    "fr": "moitié=2 tiers=3 quart/quarts=4 cinquièmes=5 sixièmes=6 dixièmes=10",
}
_VAGUE = {
    "en": "dozens/tens=10 hundreds=100 thousands=1000 millions=6 billions=9",
    "es": "decenas/docenas=10 cientos/centenares/centenas=100 miles/millares=1000",
    "nl": "tientallen=10 honderden=100 duizenden=1000 tienduizenden=10000 honderdduizenden=100000",
    "fr": "dizaines/douzaines=10 centaines=100 milliers=1000",
}
# Words that can stand for a value, and need not.
_FREE = {
    "en": "both/couple/pair/twin/double/twice/twofold/bilateral/biennial=2 triple/thrice/threefold/trio/triennial=3 "
    "quarterly=3 quarter=15 decade/decades=10 century=100 fortnight=14 fortnight=2 once/single/sole/each/per=1 "
    "noon/midday=12 midnight=24 zero/no/none/nil=0 annual/annually/yearly=1 quarter/quadruple/fourfold=4 "
    "score=20 dual=2 either=2 semester=6 teens=10",
    "es": "ambos/ambas/par/pareja/doble/dupla/bilateral/bienal/bienio=2 duplicó/duplicar/duplicado=2 triple/triplicó/"
    "trío/trienal/trienio/trimestre/trimestral/triplicar=3 trimestre/cuarto=4 semestre/semestral=6 "
    "década/decenio/decenal=10 siglo=100 quincena=14 quince=14 lustro/quinquenio/quinquenal=5 cada/por=1 "
    "mediodía=12 medianoche=24 cero/ningún/ninguna/ninguno=0 media/medio/medios/medias=0.5 media/medio=1.5 "
    "cuatrienio=4 único/sola=1 "
    "sexenio=6 quintuple=5 cuádruple=4",
    "nl": "beide/beiden/paar/koppel/duo/dubbel/dubbele/allebei/verdubbelde/verdubbeld/verdubbelen/tweemaal=2 "
    "trio/verdrievoudigd=3 kwartaal=3 kwartier=15 decennium/decennia=10 eeuw=100 per/elke/elk/enkele/enige/eens=1 "
    "nul/geen=0 middernacht=24 semester=6 anderhalf/anderhalve=1.5 lustrum=5 kwartaal=4",
    "fr": "double/doubler/doublé/paire/couple/bilatéral/biennal=2 triple/triplé/triennal/trimestre/trimestriel=3 "
    "trimestre/quadruple=4 semestre=6 décennie/décennies=10 siècle=100 quinzaine=14 par/chaque/seul/seule=1 "
    "midi=12 minuit=24 zéro/aucun/aucune=0 demi/demie/demis=0.5 demi/demie=1.5 quinquennal=5",
}
_COLLECTIVE = {
    "en": "dozen=12",
    "es": "docena=12 decena=10 quincena=15 veintena=20 treintena=30 cincuentena=50 centenar/centena=100 millar=1000",
    "nl": "dozijn=12",
    "fr": "dizaine=10 douzaine=12 quinzaine=15 vingtaine=20 trentaine=30 quarantaine=40 cinquantaine=50 soixantaine=60 "
    "centaine=100 millier=1000",
}
_DECADES_EN = "twenties=20 thirties=30 forties=40 fifties=50 sixties=60 seventies=70 eighties=80 nineties=90"
_MONTHS = {
    "en": "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sept/sep october/"
    "oct "
    "november/nov december/dec",
    "es": "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago septiembre/setiembre/sept/"
    "sep octubre/oct noviembre/nov diciembre/dic",
    "nl": "januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug september/sept/sep "
    "oktober/okt november/nov december/dec",
    "fr": "janvier/janv février/févr mars avril/avr mai juin juillet/juil août/aout septembre/sept octobre/oct "
    "novembre/nov décembre/déc",
}
# Months that are also something else, in words of at least four letters; shorter ones are never alone a month.
_AMBIGUOUS_MONTHS = {"march", "mars", "mayo", "august"}
# Number words that are also something else: Dutch "celebrate" and "heed", French "new".
_AMBIGUOUS = {"nl": {"vier", "acht"}, "fr": {"neuf"}, "es": set(), "en": set()}


def _listed(text: str) -> Iterator[tuple[str, float]]:
    """Yield each word with its value, of a list in which it stands behind ``=`` or follows from the place."""
    for place, item in enumerate(text.split(), start=1):
        words, _, value = item.partition("=")
        for word in words.split("/"):
            yield word, float(value or place)


def _build(lang: str) -> Mapping[str, Numeral]:
    found: dict[str, Numeral] = {}
    for word, value in _listed(_FREE[lang]):
        before = found[word].values if word in found else ()
        found[word] = Numeral(Kind.OTHER, (*before, value), Weight.FREE)
    for number, word in ((value, word) for word, value in _listed(_MONTHS[lang])):
        sure = len(word) > 3 and word not in _AMBIGUOUS_MONTHS
        found[word] = Numeral(Kind.MONTH, (("month", number),), Weight.SOFT if sure else Weight.FREE)
    for word, value in _listed(_VAGUE[lang]):
        size = 10**value if value in (6, 9) else value
        found[word] = Numeral(Kind.OTHER, (("vague", size),), Weight.SOFT)
    for word, value in _listed(_COLLECTIVE[lang]):
        found[word] = Numeral(Kind.OTHER, (value, 14.0) if value == 15 else (value,))
    for word, value in (*_listed(_ORDINALS[lang]), *_listed(_TENTHS[lang])):
        parts = (exact(1 / value),) if value > 2 else ()
        found[word] = Numeral(Kind.ORDINAL, (value, *parts), Weight.SOFT)
    for word, value in _listed(_PARTS[lang]):
        also = (4.0, 3.0, 15.0) if word in ("quarter", "quart") else ()
        found[word] = Numeral(Kind.PART, (exact(1 / value), *also), Weight.SOFT)
    for word, value in _listed(_DECADES_EN) if lang == "en" else ():
        found[word] = Numeral(Kind.OTHER, (("decade", value), value, 1900 + value), Weight.SOFT)
    found |= _cardinals(lang)
    return MappingProxyType(found)


def _cardinals(lang: str) -> dict[str, Numeral]:
    found: dict[str, Numeral] = {}
    for word, value in _listed(_UNITS[lang]):
        soft = Weight.SOFT if word in _AMBIGUOUS[lang] else Weight.HARD
        found[word] = Numeral(Kind.UNIT, (value,), Weight.FREE if value == 1 else soft)
    found |= {word: Numeral(Kind.TEEN, (value + 9,)) for word, value in _listed(_TEENS[lang])}
    found |= {word: Numeral(Kind.TENS, (value * 10 + 10,)) for word, value in _listed(_TENS[lang])}
    if lang == "es":
        found |= {word: Numeral(Kind.TENS, (value + 20,)) for word, value in _listed(_TWENTIES_ES)}
        found |= {word: Numeral(Kind.HUNDREDS, (value * 100,)) for word, value in _listed(_HUNDREDS_ES)}
    # Two weeks are fifteen days in Spanish; so they are in French.
    for word in ("quince", "quinze"):
        if word in found:
            found[word] = Numeral(Kind.TEEN, (15.0, 14.0, 2.0))
    found |= {word: Numeral(Kind.HUNDRED, (100.0,)) for word in _HUNDRED[lang].split("/") if word}
    found |= {word: Numeral(Kind.SCALE, (10.0**value,)) for word, value in _listed(_SCALES[lang])}
    return found


WORDS: Mapping[str, Mapping[str, Numeral]] = {lang: _build(lang) for lang in ("en", "es", "nl", "fr")}

# The longest first: vijf is also the beginning of vijftig.
_NL = "|".join(sorted(" ".join((_UNITS["nl"], _TEENS["nl"], _TENS["nl"])).replace("/", " ").split(), key=len)[::-1])
_NL_TENS = _TENS["nl"].replace(" ", "|")
_NL_BELOW_100 = (
    rf"(?:(?P<{{0}}u>een|één|twee|drie|vier|vijf|zes|zeven|acht|negen)[eë]n(?P<{{0}}t>{_NL_TENS})|(?P<{{0}}s>{_NL}))"
)
_NL_NUMBER = re.compile(
    rf"(?:(?:{_NL_BELOW_100.format('h')}?(?P<h>honderd)(?:en)?)?{_NL_BELOW_100.format('b')}?(?P<k>duizend)(?:en)?)?"
    rf"(?:{_NL_BELOW_100.format('i')}?(?P<i>honderd)(?:en)?)?{_NL_BELOW_100.format('c')}?"
)
_NL_STEM = re.compile(
    r"(?:[eë]nhalf|jarige?n?|jaars?|jaren\w*|jaarlijkse?|daagse?|delige?|koppige?|voud(?:ige?)?|maal|keer|tal"
    r"|maandelijkse?|wekelijkse?|urige?|persoons|sterren|maandse?|plus(?:ser)?s?|procent)"
)


_NL_ORDINALS = tuple(_ORDINALS["nl"].split())


@lru_cache(1 << 15)
def numeral(word: str, lang: str) -> Numeral | None:
    """Return what a word in lower case means as a number, or None."""
    found = WORDS[lang].get(word)
    if found is None and lang == "nl" and len(word) > 5:
        return _dutch(word)
    return found


def _dutch(word: str) -> Numeral | None:
    """Read a Dutch compound: drieëntachtig, tweehonderdvijftig, driejarig, eenentwintigste, tienjarenplan."""
    for place, ordinal in enumerate(_NL_ORDINALS, start=1):
        if word.startswith(ordinal):
            return Numeral(Kind.OTHER, (float(place),), Weight.FREE)
    match = _NL_NUMBER.match(word)
    if match is None or not match.end():
        return None
    value, rest = _dutch_value(match), word[match.end() :]
    if not rest:
        return Numeral(Kind.TENS if value < 100 else Kind.HUNDREDS, (value,))
    if rest in ("ste", "de"):
        return Numeral(Kind.ORDINAL, (value, exact(1 / value)), Weight.SOFT)
    stem = _NL_STEM.match(rest)
    if stem and stem[0].endswith("half"):
        return Numeral(Kind.OTHER, (value + 0.5,))
    if stem and value > 1:
        return Numeral(Kind.OTHER, (value,))
    return Numeral(Kind.OTHER, (value,), Weight.FREE)


def _dutch_value(match: re.Match[str]) -> float:
    def below_100(name: str) -> float:
        if match[name + "u"]:
            unit = match[name + "u"]
            return WORDS["nl"][unit].number + WORDS["nl"][match[name + "t"]].number
        return WORDS["nl"][match[name + "s"]].number if match[name + "s"] else 0.0

    thousands = (below_100("h") or 1) * 100 * bool(match["h"]) + below_100("b")
    hundreds = (below_100("i") or 1) * 100 * bool(match["i"])
    return (thousands or 1) * 1000 * bool(match["k"]) + hundreds + below_100("c")
