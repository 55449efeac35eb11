"""Every reference must lead somewhere."""

from collections.abc import Iterator

from briefgen.findings import Finding, Place, did_you_mean
from briefgen.localize.facts import VARIANTS
from briefgen.model.library import Library
from briefgen.model.messages import messages_of, placeholders, uses_of
from briefgen.model.publication import TimelineBlock

SINGULAR = {
    "countries": "country",
    "programmes": "programme",
    "partners": "partner",
    "campaigns": "campaign",
    "policy-wins": "policy-win",
    "audiences": "audience",
    "facts": "fact",
    "sources": "source",
    "pictures": "picture",
}


def check(library: Library) -> Iterator[Finding]:
    """Yield a finding for each id that nothing has, and for each form of a fact that does not exist."""
    known = {kind: library.collection(kind) for kind in SINGULAR}
    for entry in library.entries():
        for use in uses_of(entry):
            if not any(use.target in known[kind] for kind in use.kinds):
                kind = SINGULAR[use.kinds[0]]
                choices = [name for kind in use.kinds for name in known[kind]]
                message = f'no {" or ".join(SINGULAR[kind] for kind in use.kinds)} "{use.target}"'
                yield Finding(f"{kind}-unknown", use.place, message, did_you_mean(use.target, choices))
        for message_ in messages_of(entry):
            yield from unfit_forms(library, message_.text, message_.place)
        for block in entry.blocks():
            if isinstance(block.content, TimelineBlock) and block.content.policy_win in library.policy_wins:
                events = [event.id for event in library.policy_wins[block.content.policy_win].value.events]
                for index, name in enumerate(block.content.events):
                    if name not in events:
                        place = block.place("events", index)
                        yield Finding("event-unknown", place, f'no event "{name}"', did_you_mean(name, events))


def unfit_forms(library: Library, text: str, place: Place) -> Iterator[Finding]:
    """Yield a finding for each placeholder of a text whose form its fact does not have."""
    for name, variant in placeholders(text):
        fact = library.facts.get(name)
        if fact is None:
            continue
        is_date = fact.value.type == "date"
        whole = fact.value.type == "number" and fact.value.value == int(fact.value.value or 0)  # type: ignore[arg-type]
        fits = (
            variant in ("", "plain", "bare")
            or (variant == "year" and is_date)
            or (variant.startswith("ordinal") and variant in VARIANTS and whole)
        )
        if not fits:
            hint = "a fact has the forms plain and bare; a date also year; a whole number also ordinal"
            yield Finding("placeholder-form", place, f"{{{name}:{variant}}} is not a form of this fact", hint)
