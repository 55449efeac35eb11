"""The seeded pairs: each with what is wrong in it, or ok."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from briefgen.check.pairs import Pair, Term

FOLDER = Path(__file__).parent / "pairs"
TERMS = (
    Term(
        {
            "en": ("home visit", "home visiting"),
            "es": ("visita domiciliaria", "visitas domiciliarias"),
            "nl": ("huisbezoek", "huisbezoeken"),
            "fr": ("visite à domicile", "visites à domicile"),
        },
        {"en": ("house call",), "es": ("visita a domicilio", "visitas a domicilio"), "nl": ("thuisbezoek",)},
    ),
)


@dataclass(frozen=True, slots=True)
class Seeded:
    """A pair, and the code of what is wrong in it; ``ok`` when nothing is."""

    label: str
    pair: Pair


def read(name: str) -> Iterator[Seeded]:
    """Yield the pairs of a file: label, languages, texts and settings, apart by tabs."""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        label, source_lang, target_lang, source, target, *more = line.split("\t")
        settings = dict(item.partition("=")[::2] for item in more)
        yield Seeded(
            label,
            Pair(
                source.replace("\\n", "\n"),
                target.replace("\\n", "\n"),
                source_lang,
                target_lang,
                register=settings.get("register", ""),  # type: ignore[arg-type]
                names=tuple(settings["names"].split(";")) if "names" in settings else (),
                terms=TERMS if "glossary" in settings else (),
                room=int(settings["room"]) if "room" in settings else None,
            ),
        )


def parallel() -> Iterator[Seeded]:
    """Yield right pairs of letters and briefs that were written in four languages, in every direction."""
    for block in (FOLDER / "parallel.txt").read_text(encoding="utf-8").strip().split("\n\n"):
        texts = dict(line.split("\t") for line in block.split("\n"))
        for one, other in permutations(texts, 2):
            yield Seeded("ok", Pair(texts[one], texts[other], one, other))
