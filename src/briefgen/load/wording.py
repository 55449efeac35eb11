"""Loads the wording of the templates: the words that belong to a design and not to a publication."""

from pathlib import Path
from typing import Any

from pydantic import model_validator

from briefgen.findings import Finding
from briefgen.load.files import read_text
from briefgen.load.validate import validate
from briefgen.load.yaml import parse
from briefgen.model.base import Content
from briefgen.model.library import Word, Wordings

FILE = "wording.yaml"


class WordEntry(Content):
    """One wording: ``text``, or ``one`` and ``other`` where it counts something; ``note`` is for translators."""

    text: str | None = None
    one: str | None = None
    other: str | None = None
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, data: Any) -> Any:
        return {"text": data} if isinstance(data, str) else data


class WordingFile(Content):
    """The file wording.yaml of a templates folder."""

    language: str
    words: dict[str, WordEntry]


def load_wording(folders: tuple[Path, ...]) -> tuple[Wordings, list[Finding]]:
    """Return the wording of all template folders; the first folder that has a key wins."""
    language, words, findings = "en", {}, []
    for folder in reversed(folders):
        if not (folder / FILE).is_file():
            continue
        text = read_text(folder, FILE)
        if isinstance(text, Finding):
            findings.append(text)
            continue
        path = f"templates/{FILE}"
        parsed = parse(text, path)
        findings += parsed.findings
        value, problems = validate(WordingFile, parsed.value, parsed.positions, path)
        findings += problems
        if value is None:
            continue
        language = value.language
        for key, word in value.words.items():
            place = parsed.positions.value(("words", key))
            words[key] = Word(word.text or word.other or "", word.one, word.note, place)
    return Wordings(language, words), findings
