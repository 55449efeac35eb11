"""What lacks a translation, for each file and locale."""

from collections.abc import Iterator

from briefgen.findings import Finding, Severity
from briefgen.localize.locales import chain
from briefgen.model.edition import Edition, Gap
from briefgen.model.library import Library
from briefgen.model.organisation import Missing

TRANSLATE = "run briefgen translate update, fill in the catalogue, and take the mark fuzzy away"


def untranslated(library: Library, editions: tuple[Edition, ...]) -> Iterator[Finding]:
    """Yield a finding for each file and locale with texts that lack a current translation.

    It is an error where an edition is held back for it.
    """
    gaps: dict[tuple[str, str, str], dict[str, Gap]] = {}
    held = set()
    for edition in editions:
        locale = next(
            (tag for tag in chain(edition.locale) if tag in library.organisation.value.locales), edition.locale
        )
        for gap in edition.gaps:
            key = (gap.place.path, locale, gap.state)
            gaps.setdefault(key, {})[gap.address] = gap
            if edition.missing is Missing.BLOCK:
                held.add(key)
    for key, found in gaps.items():
        _, locale, state_ = key
        first = min(found.values(), key=lambda gap: gap.place)
        number = f"{len(found)} texts have" if len(found) > 1 else "1 text has"
        kind = "no translation" if state_ == "missing" else "an outdated translation"
        message = f"{number} {kind} for {locale}; the first is {first.address}"
        severity = Severity.ERROR if key in held else Severity.WARNING
        yield Finding(f"translation-{state_}", first.place, message, TRANSLATE, severity)
