"""Builds pseudo-localized editions: a rehearsal of other languages that needs no catalogue and leaves no trace.

They lie in output/pseudo/, are always made anew, and have no manifest, so that no build takes them for editions.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from briefgen.build import output, state
from briefgen.findings import Finding, arrange, has_errors
from briefgen.load.library import load
from briefgen.localize.editions import Localization
from briefgen.model.edition import Edition
from briefgen.model.library import Library
from briefgen.model.messages import messages
from briefgen.pipeline import Checked, Done, Options, Step, build, choose
from briefgen.production import Product
from briefgen.translation.pseudo import LOCALES, Method, catalogue
from briefgen.workspace import Workspace

FOLDER = "pseudo"
REASON = "a rehearsal is always made anew"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The editions to make, and what is wrong in the content that they are made from."""

    editions: tuple[Edition, ...]
    findings: tuple[Finding, ...]


def prepare(workspace: Workspace, options: Options, method: Method) -> Rehearsal:
    """Localize the chosen editions into a pseudo-locale. Raises UsageError for a name that no edition has."""
    loaded = load(workspace)
    findings = arrange(loaded.findings)
    if loaded.library is None or has_errors(findings):
        return Rehearsal((), findings)
    library = _pretending(loaded.library, method)
    editions = tuple(replace(edition, stem=f"{FOLDER}/{edition.stem}") for edition in Localization(library).editions())
    return Rehearsal(tuple(choose(Checked(library, editions, findings, ()), options)), findings)


def rehearse(workspace: Workspace, rehearsal: Rehearsal, options: Options) -> Iterator[Done]:
    """Build the editions, and yield each with what it showed: hard-coded text, and pages over the budget."""
    steps = [Step(edition, [REASON], {}, {}) for edition in rehearsal.editions]
    yield from build(workspace, steps, options, _deliver, rehearsal=True)


def _pretending(library: Library, method: Method) -> Library:
    """Return a library whose audiences all read a pseudo-locale, with the one catalogue for it."""
    audiences = {
        name: replace(entry, value=entry.value.model_copy(update={"locale": LOCALES[method]}))
        for name, entry in library.audiences.items()
    }
    return replace(library, audiences=audiences, catalogues=(catalogue(messages(library), method),))


def _deliver(workspace: Workspace, step: Step, product: Product) -> Done:
    """Write the artifacts; what was found does not hold them back."""
    outputs = {}
    for artifact in product.artifacts:
        output.write(workspace.output, artifact.path, artifact.body)
        outputs[artifact.path] = state.digest(artifact.body)
    return Done(step.edition.key, outputs, product.findings)
