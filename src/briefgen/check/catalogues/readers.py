"""Who reads a message, and how they are addressed."""

from functools import lru_cache

from briefgen.check.pairs import Register
from briefgen.localize.locales import chain, known
from briefgen.model.library import Entry, Library
from briefgen.model.messages import reached
from briefgen.model.organisation import Audience
from briefgen.model.publication import Brief, Newsletter

_REGISTERS = ("formal", "informal")


class Readers:
    """The audiences of each message: those of the publications that print it."""

    def __init__(self, library: Library) -> None:
        self._audiences = {name: entry.value for name, entry in library.audiences.items() if known(entry.value.locale)}
        self._words = library.wording.words
        self._of_thing: dict[str, set[str]] = {}
        self._omitted: dict[tuple[str, str], frozenset[str]] = {}
        for publication in library.publications():
            wanted = {name for name in publication.value.audiences if name in self._audiences}
            for thing in reached(library, [publication]):
                self._of_thing.setdefault(thing.address, set()).update(wanted)
            for name in wanted:
                self._omitted[publication.address, name] = _omitted(publication, self._audiences[name])
        # What is said of the publisher and what the templates say is on every page.
        for everywhere in ("organisation", "wording"):
            self._of_thing[everywhere] = set().union(*self._of_thing.values())
        for name in self._audiences:
            self._of_thing[f"audiences/{name}"] = {name}

    def register(self, address: str, locale: str) -> Register:
        """Return how the readers of a message's translation into ``locale`` are addressed.

        ``neutral`` when some are addressed formally and some informally, empty when nobody reads it.
        """
        owner, _, name = address.partition("#")
        found = {
            self._audiences[audience].register_
            for audience in self._of_thing.get(owner, ())
            if _reads(self._audiences[audience].locale, locale)
            and not any(f"{name}.".startswith(f"{part}.") for part in self._omitted.get((owner, audience), ()))
        }
        if owner == "wording":
            key, _, own = name.rpartition(".")
            if own in _REGISTERS and key in self._words:
                return own  # type: ignore[return-value]
            # A variant is printed in the place of the general word.
            found = {register for register in found if f"{name}.{register}" not in self._words}
        return "neutral" if len(found) > 1 else next(iter(found), "")


@lru_cache(1 << 10)
def _reads(reader: str, locale: str) -> bool:
    return locale in chain(reader)


def _omitted(publication: Entry[Brief] | Entry[Newsletter], audience: Audience) -> frozenset[str]:
    """Return the names of the sections and blocks that an audience does not get."""
    sections = [section for section in publication.sections if section.id in audience.omit]
    return frozenset({*audience.omit, *(block.id for section in sections for block in section.blocks)})
