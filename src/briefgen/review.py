"""What reviewers get: a publication in two languages to be signed, and a page that shows how far translations are."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefgen import pipeline
from briefgen.build import output
from briefgen.compose.page import CompositionError, Folders
from briefgen.compose.papers.overview import compose_overview
from briefgen.compose.papers.proof import compose_proof
from briefgen.errors import UsageError
from briefgen.findings import Finding, Place, arrange, did_you_mean
from briefgen.localize.editions import Localization
from briefgen.localize.locales import direction
from briefgen.localize.localizer import UnresolvedError
from briefgen.model.document import Artifact
from briefgen.model.edition import LocalText, View
from briefgen.model.library import Entry, Library
from briefgen.model.organisation import Audience
from briefgen.model.paper import Cell, Left, Overview, Proof
from briefgen.render import registry
from briefgen.render.problems import RenderError
from briefgen.render.workers import Job, run
from briefgen.translating import status
from briefgen.translation.proof import assemble
from briefgen.translation.status import Count, Row
from briefgen.workspace import Workspace

SECONDS, MEGABYTES = 120, 2000
LISTED, SHOWN = 100, 80  # texts that a page lists of a cell, and characters of each
FORMATS = {"html": "html-single", "pdf": "pdf"}
"""The renderer of each kind of file; a page holds its fonts and pictures itself, so that it can be sent."""


@dataclass(frozen=True, slots=True)
class Request:
    """A proof that is wanted: a publication by id or address, two locales, an audience or none, kinds of files."""

    publication: str
    locales: tuple[str, ...]
    audience: str = ""
    formats: tuple[str, ...] = ("html", "pdf")


@dataclass(frozen=True, slots=True)
class Proofed:
    """A proof that was made: its files, not yet written, or the findings that say why there are none."""

    proof: Proof | None
    artifacts: tuple[Artifact, ...]
    findings: tuple[Finding, ...] = ()


def proof(workspace: Workspace, request: Request, today: datetime.date) -> Proofed:
    """Make the proof of a publication, whatever is missing in it.

    Raises UsageError for a publication, an audience, a locale or a kind of file that does not exist.
    """
    checked = pipeline.check(workspace, today)
    library = checked.library
    if library is None:
        return Proofed(None, (), checked.findings)
    publication, audience = _publication(library, request), _audience(library, request)
    locales = _locales(library, request)
    _check_formats(request.formats)
    editions = [one for one in checked.editions if f"{one.kind}/{one.publication}" == publication.address]
    try:
        found = assemble(Localization(library), publication, audience, locales, editions, checked.findings)
    except UnresolvedError:
        own = [finding for finding in checked.findings if finding.place.path == publication.place().path]
        return Proofed(None, (), arrange(own or checked.findings))
    order = _Order(found, workspace.templates, workspace.content, _stem(found), request.formats)
    return Proofed(found, *_made(order))


def write_status(workspace: Workspace, by: str, target: Path) -> tuple[Finding, ...]:
    """Write the page that shows how far all translations are, or return why there is none.

    Raises UsageError when there are errors in the content, or the page cannot be written.
    """
    order = _Order(_overview(workspace, by), workspace.templates, workspace.content, "status", ("html",))
    artifacts, findings = _made(order)
    for page in artifacts:
        output.write(target.parent, target.name, page.body)
    return findings


def _made(order: "_Order") -> tuple[tuple[Artifact, ...], tuple[Finding, ...]]:
    """Compose and render in a worker, for a template can loop."""
    (outcome,) = run([Job(order.stem, order)], _produce, 1, SECONDS, MEGABYTES)
    if outcome.failure:
        return (), (Finding(f"render-{outcome.failure.kind}", Place(order.template), outcome.failure.message),)
    return outcome.value or ((), ())


@dataclass(frozen=True, slots=True)
class _Order:
    """What a worker gets."""

    paper: Proof | Overview
    templates: Folders
    content: Path
    stem: str
    formats: tuple[str, ...]

    @property
    def template(self) -> str:
        """Return the path of the template."""
        return f"templates/{'proof' if isinstance(self.paper, Proof) else 'status'}/page.html"


def _produce(order: _Order) -> tuple[tuple[Artifact, ...], tuple[Finding, ...]]:
    try:
        if isinstance(order.paper, Proof):
            document = compose_proof(order.paper, order.templates, order.content)
        else:
            document = compose_overview(order.paper, order.templates, order.content)
        made = [registry.renderer(FORMATS[name])(document, order.stem) for name in order.formats]
        return tuple(artifact for artifacts in made for artifact in artifacts), ()
    except CompositionError as error:
        return (), error.findings
    except RenderError as error:
        place = Place(order.template)
        return (), tuple(Finding(problem.code, place, problem.message, problem.hint) for problem in error.problems)


def _overview(workspace: Workspace, by: str) -> Overview:
    library, localization, matrix = status(workspace, by)
    page = library.organisation.value.language
    name = localization.translator(page).find(localization.texts.messages["organisation#name"])
    organisation = {"name": {"text": name.text, "lang": name.lang}, "theme": library.organisation.value.brand.theme}
    view: View = {"key": "status", "kind": "status", "locale": page, "direction": direction(page)}
    view |= {"words": localization.words(page), "audience": {"register": "formal"}, "organisation": organisation}
    view |= {"facts": {}, "foreign_facts": {}}
    titles: dict[str, LocalText] = {}
    for entry in library.publications():
        found = localization.translator(page).find(localization.texts.messages[f"{entry.address}#title"])
        titles[entry.address] = {"text": found.text, "lang": found.lang}
    rows = {name: _cells(row, localization) for name, row in matrix.rows.items()}
    newest = max((entry.value.date for entry in library.publications()), default=datetime.date(2000, 1, 1))
    return Overview(by, view, newest, matrix.locales, titles, rows, _cells(matrix.total, localization, 0))


def _cells(row: Row, localization: Localization, limit: int = LISTED) -> tuple[Cell, ...]:
    return tuple(_cell(count, localization, limit) for count in row.values())


def _cell(count: Count, localization: Localization, limit: int) -> Cell:
    messages = localization.texts.messages
    left = []
    for address, state in count.left[:limit]:
        begins = " ".join(messages[address].text[:SHOWN].split())
        more = "…" if len(messages[address].text) > SHOWN else ""
        left.append(Left(address, state.value, {"text": begins + more, "lang": messages[address].language}))
    states = {state.value: (number, count.percent(state)) for state, number in count.states.items()}
    return Cell(states, count.source, count.read, tuple(left), max(len(count.left) - limit, 0) if limit else 0)


def _stem(found: Proof) -> str:
    parts = (found.publication.rpartition("/")[2], found.audience, "-".join(found.locales), "proof")
    return f"proofs/{'.'.join(filter(None, parts))}"


def _publication(library: Library, request: Request) -> Entry[Any]:
    wanted = request.publication
    for entry in library.publications():
        if wanted in (entry.id, entry.address):
            return entry
    known = [entry.id for entry in library.publications()]
    raise UsageError(f'there is no publication "{wanted}"', did_you_mean(wanted, known))


def _audience(library: Library, request: Request) -> Entry[Audience] | None:
    if request.audience and request.audience not in library.audiences:
        hint = did_you_mean(request.audience, library.audiences)
        raise UsageError(f'there is no audience "{request.audience}"', hint)
    return library.audiences.get(request.audience)


def _locales(library: Library, request: Request) -> tuple[str, str]:
    """Return the two locales: of the organisation or of an audience, or the language of some text."""
    known = {*library.organisation.value.locales, *(entry.language for entry in library.publications())}
    known |= {audience.value.locale for audience in library.audiences.values()}
    for locale in request.locales:
        if locale not in known:
            raise UsageError(f'there are no texts in "{locale}"', did_you_mean(locale, known))
    if len(request.locales) != 2 or request.locales[0] == request.locales[1]:
        raise UsageError("a proof shows two languages side by side", "such as --locales nl,es")
    return request.locales[0], request.locales[1]


def _check_formats(formats: tuple[str, ...]) -> None:
    for name in formats:
        if name not in FORMATS:
            raise UsageError(f'a proof cannot be "{name}"', did_you_mean(name, FORMATS))


def write(workspace: Workspace, made: Proofed, target: Path | None) -> tuple[Path, ...]:
    """Write the files of a proof, and return their paths.

    ``target`` is a file, for a proof of one kind, or a folder; without one the proof goes to output/proofs/.
    """
    one = target is not None and target.suffix.lower() in (".html", ".pdf")
    folder = workspace.output if target is None else target.parent if one else target
    bodies = {}
    for artifact in made.artifacts:
        path = Path(artifact.path.replace(".single.html", ".html"))
        name = path.as_posix() if target is None else target.name if one else path.name
        bodies[name] = artifact.body
    output.write_all(folder, bodies)
    return tuple(folder / name for name in bodies)
