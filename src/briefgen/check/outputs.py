"""Two editions must never write to one file, on any system."""

import unicodedata
from collections.abc import Iterator

from briefgen.check.facts import unknown_currency
from briefgen.compose.mail.source import UNSET, UNSET_HINT
from briefgen.findings import Finding, did_you_mean
from briefgen.localize.formats import known_currency
from briefgen.localize.locales import known
from briefgen.model.library import Library

EMAIL = "email"


def check(library: Library, renderers: tuple[str, ...]) -> Iterator[Finding]:
    """Yield a finding for each output name that two editions share, and for audiences nothing can be made for."""
    for publication in library.publications():
        seen: dict[str, str] = {}
        for index, name in enumerate(publication.value.audiences):
            # Some file systems ignore case, and some normalise accents.
            key = unicodedata.normalize("NFC", name).casefold()
            if key in seen:
                message = f'"{name}" is listed twice: two editions would be written to one file'
                yield Finding("output-duplicate", publication.place("audiences", index), message, "remove one of them")
            seen[key] = name
    for audience in library.audiences.values():
        if not known(audience.value.locale):
            message = f'no locale "{audience.value.locale}" is known'
            yield Finding("locale-unknown", audience.place("locale"), message, "such as nl, es-PE or en-GB")
        if not known_currency(audience.value.currency):
            yield unknown_currency(audience.value.currency, audience.place("currency"))
        for index, output in enumerate(audience.value.outputs):
            if output not in renderers:
                hint = did_you_mean(output, renderers)
                yield Finding(
                    "output-unknown", audience.place("outputs", index), f'no output is called "{output}"', hint
                )
            elif output == EMAIL and library.organisation.value.mail is None:
                yield Finding("mail-unset", audience.place("outputs", index), UNSET, UNSET_HINT)
