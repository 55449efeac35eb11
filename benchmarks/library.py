"""Writes a generated library of any size: partners, briefs that cite them, and facts, all of them healthy."""

from pathlib import Path

ORGANISATION = """name: Generated
language: en
locales: [en]
imprint:
  legal-name: Generated
  address: Nowhere
  email: a@example.org
  website: https://example.org
  statement: This library was generated for a measurement.
"""
AUDIENCE = "name: Readers\nlocale: en-GB\nregister: formal\n"
SOURCES = "sources:\n  origin: {type: webpage, title: Origin, language: en, url: example.org}\n"
PARTNER = """name: Partner {n}
kind: research
role: Research
summary: It looked into matters, and published what it found. [@origin]
sources: [origin]
website: https://example.org
"""
FACTS_IN_A_FILE = 10
FACT = "  fact-{n}:\n    type: number\n    value: {n}\n    label: Things counted\n    sources: [origin]\n"
BRIEF = """---
title: Do what is needed
standfirst: Who, what and why.
date: 2026-01-31
audiences: [readers]
key-figure: {{fact: fact-{n}, text: Things that were counted}}
contact: {{heading: Contact, text: Write to us, email: a@example.org, url: "https://example.org"}}
---

## Why now {{#why-now}}

The number of things is {{fact-{n}}}. It was counted with care. [@origin]

::: partners
partners: [partner-{n}]
:::
"""


def write_library(folder: Path, files: int) -> None:
    """Write about ``files`` files: of ten, eight are partners, one holds facts and one is a brief."""
    tens = files // 10
    content = folder / "content"
    for name in ("partners", "facts", "audiences", "briefs"):
        (content / name).mkdir(parents=True, exist_ok=True)
    (content / "organisation.yaml").write_text(ORGANISATION)
    (content / "audiences" / "readers.yaml").write_text(AUDIENCE)
    (content / "sources.yaml").write_text(SOURCES)
    for n in range(tens * 8):
        (content / "partners" / f"partner-{n}.yaml").write_text(PARTNER.format(n=n))
    for n in range(tens):
        rows = "".join(FACT.format(n=n * FACTS_IN_A_FILE + k) for k in range(FACTS_IN_A_FILE))
        (content / "facts" / f"facts-{n}.yaml").write_text(f"language: en\nfacts:\n{rows}")
        (content / "briefs" / f"brief-{n}").mkdir()
        (content / "briefs" / f"brief-{n}" / "brief.md").write_text(BRIEF.format(n=n))
