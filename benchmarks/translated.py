"""Measures catalogues on a generated library: many texts in English, translated into other languages."""

import random
import re
import shutil
import statistics
import string
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from library import AUDIENCE, ORGANISATION, SOURCES
from measure import BRIEFGEN, PYTHON, Row, paired, run

TEXTS = 20_000
READ_WITH_BABEL = """
from pathlib import Path
from babel.messages.pofile import read_po
for path in Path().rglob("*.po"):
    with path.open("rb") as file:
        read_po(file)
"""

SPEECH = (
    "a visit law family children mother budget street river school village minister count guide hand door year "
    "well-known of the in for with and from to every under over before after who reads keeps asks gives finds needs is"
)
WORDS = SPEECH.split()
PARAGRAPHS = 52
FACTS_FOR_EACH = 4
FACT = "  fact-{n}: {{type: number, value: {n}, label: {label}, sources: [origin]}}\n"
PARTNER = "name: Partner {n}\nkind: research\nrole: {role}\nsummary: {summary}\nsources: [origin]\n"
BRIEF = """---
title: {title}
standfirst: {standfirst}
date: 2026-01-31
audiences: [readers]
key-figure: {{fact: fact-{fact}, text: {figure}}}
contact: {{heading: Contact, text: {contact}, email: a@example.org, url: "https://example.org"}}
---

## {heading} {{#body}}

"""


def write_translated(folder: Path, texts: int, locales: tuple[str, ...]) -> None:
    """Write a library of about ``texts`` texts, with locales but without catalogues: ``translate update`` makes them.

    Three quarters of the texts are paragraphs of briefs, the others belong to facts and partners.
    """
    content = folder / "content"
    for name in ("partners", "facts", "audiences", "briefs"):
        (content / name).mkdir(parents=True, exist_ok=True)
    names = ", ".join(locales)
    (content / "organisation.yaml").write_text(ORGANISATION.replace("locales: [en]", f"locales: [{names}]"))
    (content / "audiences" / "readers.yaml").write_text(AUDIENCE)
    (content / "sources.yaml").write_text(SOURCES)
    speech = random.Random(1)
    briefs = texts * 3 // 4 // (PARAGRAPHS + 6)
    facts = briefs * FACTS_FOR_EACH
    rows = "".join(FACT.format(n=n, label=_sentence(speech, 5)) for n in range(facts))
    (content / "facts" / "facts.yaml").write_text(f"language: en\nfacts:\n{rows}")
    for n in range(briefs):
        (content / "briefs" / f"brief-{n}").mkdir()
        (content / "briefs" / f"brief-{n}" / "brief.md").write_text(_brief(speech, n * FACTS_FOR_EACH))
    for n in range((texts - briefs * (PARAGRAPHS + 6) - facts) // 2):
        text = PARTNER.format(n=n, role=_sentence(speech, 3), summary=_sentence(speech, 20))
        (content / "partners" / f"partner-{n}.yaml").write_text(text)


def _brief(speech: random.Random, fact: int) -> str:
    texts = {name: _sentence(speech, size) for name, size in (("title", 6), ("standfirst", 25), ("heading", 4))}
    head = BRIEF.format(**texts, fact=fact, figure=_sentence(speech, 8), contact=_sentence(speech, 8))
    return head + "".join(f"{_paragraph(speech, fact)}\n\n" for _ in range(PARAGRAPHS))


def _paragraph(speech: random.Random, fact: int) -> str:
    text = " ".join(f"{_sentence(speech, speech.randrange(6, 22))}." for _ in range(speech.randrange(1, 4)))
    if speech.random() < 0.3:
        text += f" There are {{fact-{fact + speech.randrange(FACTS_FOR_EACH)}}} of them [@origin]."
    return text


def _sentence(speech: random.Random, words: int) -> str:
    return " ".join(speech.choices(WORDS, k=words)).capitalize()


def translate_all(folder: Path) -> None:
    """Fill in every catalogue: a translation is the text in other letters, facts and citations as they are."""
    for path in catalogues(folder):
        locale = path.relative_to(folder / "content" / "translations").parts[0]
        blocks = path.read_text("utf-8").split("\n\n")
        path.write_text("\n\n".join([blocks[0], *(_translated(block, locale) for block in blocks[1:])]), "utf-8")


def _translated(block: str, locale: str) -> str:
    found = re.search(r'^msgid ((?:".*"\n)+)msgstr ""$', block, re.MULTILINE)
    if not found:
        return block
    letters = string.ascii_lowercase
    shift = 1 + sum(map(ord, locale)) % 25
    turned = str.maketrans(letters, letters[shift:] + letters[:shift])
    parts = re.split(r"(\{[^}]*\}|\[@[^\]]*\]|\\.)", found[1])
    text = "".join(part if index % 2 else part.translate(turned) for index, part in enumerate(parts))
    return block[: found.end() - 2] + text.rstrip("\n") + block[found.end() :]


def reworded(folder: Path, share: float) -> int:
    """Change a share of the paragraphs of all briefs, each by a word or two, and return how many there were."""
    speech, changed = random.Random(2), 0
    for path in sorted((folder / "content" / "briefs").rglob("*.md")):
        blocks = path.read_text("utf-8").split("\n\n")
        for index in range(2, len(blocks) - 1):
            if speech.random() < share:
                blocks[index] = f"Today {blocks[index]}"
                changed += 1
        path.write_text("\n\n".join(blocks), "utf-8")
    return changed


def catalogues(folder: Path) -> Iterator[Path]:
    """Yield the catalogues."""
    yield from sorted(folder.rglob("*.po"))


def translate() -> Iterator[Row]:
    """Compare refreshing and counting the catalogues of a large library with reading them with Babel alone."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder, "library")
        write_translated(workspace, TEXTS, ("nl", "es", "fr"))
        run((*BRIEFGEN, "translate", "update"), workspace)
        translate_all(workspace)
        babel = (PYTHON, "-c", READ_WITH_BABEL)
        for name in ("update", "status"):
            command = (*BRIEFGEN, "translate", name)
            ours, base = paired(lambda command=command: run(command, workspace), lambda: run(babel, workspace), 5)
            figures = f"{ours:.1f} s against {base:.1f} s, {TEXTS} texts in three locales"
            yield f"`translate {name}` against Babel reading the catalogues", "at most 4", f"{ours / base:.1f}", figures
            yield (
                f"`translate {name}`: memory",
                "under 500 MB",
                f"{run(command, workspace):.0f} MB",
                "peak of the process",
            )
        number = reworded(workspace, 0.05)
        seconds = statistics.median(_updates(workspace))
        figures = f"{seconds:.1f} s against {base:.1f} s"
        yield (
            f"`translate update` after {number} texts changed, against the same",
            "at most 4",
            f"{seconds / base:.1f}",
            figures,
        )


def _updates(workspace: Path) -> Iterator[float]:
    """Yield the seconds of an update of the same library, three times."""
    for number in range(3):
        copy = workspace.with_name(f"copy-{number}")
        shutil.copytree(workspace, copy)
        before = time.perf_counter()
        run((*BRIEFGEN, "translate", "update"), copy)
        yield time.perf_counter() - before
