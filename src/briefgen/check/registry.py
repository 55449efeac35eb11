"""All checks, in one visible table; other packages add theirs under the entry point group of this name."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points

from briefgen.check import colours, facts, fields, fonts, media, outputs, references, texts
from briefgen.check.audiences import profile
from briefgen.check.catalogues import translations
from briefgen.errors import UsageError
from briefgen.findings import Finding
from briefgen.model.library import Library
from briefgen.workspace import Workspace

GROUP = "briefgen.checks"


@dataclass(frozen=True, slots=True)
class Subject:
    """What checks look at: the library, its workspace, the names of the outputs, and the day that counts as today."""

    library: Library
    workspace: Workspace
    renderers: tuple[str, ...]
    today: datetime.date


Check = Callable[[Subject], Iterator[Finding]]

BUILT_IN: dict[str, Check] = {
    "references": lambda subject: references.check(subject.library),
    "facts": lambda subject: facts.check(subject.library, subject.today),
    "fields": lambda subject: fields.check(subject.library),
    "texts": lambda subject: texts.check(subject.library),
    "translations": lambda subject: translations.check(subject.library),
    "media": lambda subject: media.check(subject.library, subject.workspace.root),
    "colours": lambda subject: colours.check(
        subject.workspace.templates, subject.library.organisation.value.brand.theme
    ),
    "audiences": lambda subject: profile.check(subject.library),
    "fonts": lambda subject: fonts.check(subject.library, subject.workspace.templates),
    "outputs": lambda subject: outputs.check(subject.library, subject.renderers),
}


def run(subject: Subject) -> Iterator[Finding]:
    """Yield the findings of every check."""
    for check in (*BUILT_IN.values(), *_added().values()):
        yield from check(subject)


def _added() -> dict[str, Check]:
    found: dict[str, Check] = {}
    for point in entry_points(group=GROUP):
        if point.name in found or point.name in BUILT_IN:
            raise UsageError(
                f'two packages offer a check "{point.name}"; one is {point.value}', "uninstall one of them"
            )
        found[point.name] = point.load()
    return found
