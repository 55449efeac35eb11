"""Every reference must lead somewhere."""

from collections.abc import Iterator

from briefgen.findings import Finding, did_you_mean
from briefgen.localize.facts import unfit_forms
from briefgen.model.library import SINGULAR, Library
from briefgen.model.messages import messages_of, uses_of
from briefgen.model.publication import TimelineBlock


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
            yield from unfit_forms(library.facts, message_.text, message_.place)
        for block in entry.blocks():
            if isinstance(block.content, TimelineBlock) and block.content.policy_win in library.policy_wins:
                events = [event.id for event in library.policy_wins[block.content.policy_win].value.events]
                for index, name in enumerate(block.content.events):
                    if name not in events:
                        place = block.place("events", index)
                        yield Finding("event-unknown", place, f'no event "{name}"', did_you_mean(name, events))
