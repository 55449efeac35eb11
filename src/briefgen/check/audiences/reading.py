"""Texts should read as easily as their audience needs: a warning for each edition that does not."""

from collections.abc import Iterable, Iterator

from briefgen.compose.notes import Notes
from briefgen.compose.text import TextRenderer
from briefgen.findings import Finding, Severity
from briefgen.localize.locales import serves
from briefgen.localize.readers.reading import formula, reading_ease
from briefgen.model.edition import Edition, LocalText
from briefgen.model.library import Library

HARDEST_WORDS = 20
"""A text with fewer words is not named as the hardest one."""


def check(library: Library, editions: Iterable[Edition]) -> Iterator[Finding]:
    """Yield a warning for each edition that reads harder than its audience's target, at the publication's line."""
    for edition in editions:
        target = library.audiences[edition.audience].value.reading_level
        rule = formula(edition.locale)
        if target is None or rule is None:
            continue
        passages = dict(_passages(edition))
        score = reading_ease(edition.locale, passages.values())
        if score is not None and round(score) < target:
            entry = library.collection(edition.kind)[edition.publication]
            place = entry.place("audiences", entry.value.audiences.index(edition.audience))  # type: ignore[attr-defined]
            message = (
                f"the edition for {edition.audience} ({edition.locale}) has a reading ease of {score:.0f} by "
                f"{rule.name}, less than the {target} of its audience"
            )
            hint = "shorten sentences and words" + _hardest(edition.locale, passages)
            yield Finding("reading-level", place, message, hint, Severity.WARNING)


def _hardest(locale: str, passages: dict[str, str]) -> str:
    scores = {name: reading_ease(locale, [text], HARDEST_WORDS) for name, text in passages.items()}
    known = {name: score for name, score in scores.items() if score is not None}
    return f"; the hardest text is {min(known, key=lambda name: known[name])}" if known else ""


def _passages(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield the running text of an edition as it is read, less headings, labels and what others say in quotations."""
    plain = TextRenderer(edition.view, Notes({})).plain
    for name, text in _texts(edition):
        if text and serves(text["lang"], edition.locale):
            for number, line in enumerate(text["text"].split("\n- ")):
                said = plain({"text": line.removeprefix("- "), "lang": text["lang"]})
                yield (f"{name}, item {number + 1}" if number else name), said


def _texts(edition: Edition) -> Iterator[tuple[str, LocalText | None]]:
    view = edition.view
    yield "standfirst", view["standfirst"]
    for point in view.get("summary", ()):
        yield f"summary.{point['id']}", point["text"]
    letter = view.get("letter") or {}
    yield from ((f"letter.{name}", letter.get(name)) for name in ("text", "postscript"))
    for section in view["sections"]:
        for block in (*section["aside"], *section["blocks"]):
            if block["kind"] == "ask" or (block["kind"] == "prose" and block["form"] != "heading"):
                yield block["id"], block["text"]
    for number, item in enumerate(view["recommendations"], start=1):
        yield f"recommendation {number}", item["action"]
