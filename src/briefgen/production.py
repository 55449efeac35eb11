"""Makes one edition, in a worker: charts are drawn, the page is composed, its formats are rendered."""

import hashlib
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from briefgen.compose.hard_coded import hard_coded
from briefgen.compose.page import CompositionError, chart_fonts, chart_specifications, compose
from briefgen.findings import Finding, Place, Severity
from briefgen.merge.fill import fill
from briefgen.model.document import Artifact, Conformance, Document
from briefgen.model.edition import Edition
from briefgen.render import registry
from briefgen.render.charts import Fonts, draw
from briefgen.render.problems import Problem, RenderError
from briefgen.render.workers import Failure, Job, run

Folders = tuple[Path, ...]
# The engine of the charts reserves far more addresses than it uses, so that its workers cannot have a limit.
NO_LIMIT = None


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker gets: an edition, where its parts lie, its charts, and the formats that are wanted.

    A ``rehearsal`` is rendered though it exceeds its page budget, and its page is searched for hard-coded text.
    """

    edition: Edition
    templates: Folders
    content: Path
    charts: Mapping[str, bytes]
    formats: tuple[str, ...]
    conformance: Conformance = "ua1"
    rehearsal: bool = False


@dataclass(frozen=True, slots=True)
class Product:
    """What became of an edition: its artifacts, or the findings that say why there are none.

    A rehearsal has both.
    """

    artifacts: tuple[Artifact, ...] = ()
    findings: tuple[Finding, ...] = ()


def produce(order: Order) -> Product:
    """Compose and render one edition."""
    try:
        composed = compose(order.edition, order.templates, order.content, order.charts)
        general = fill(composed.html, composed.slots, {})
        document = replace(composed, html=general, slots={}, conformance=order.conformance)
        found: list[Finding] = []
        if order.rehearsal and order.edition.view["direction"] == "ltr":
            # Turned words have no marks around them that tell values and names within a text from hard-coded ones.
            found += hard_coded(document, order.edition.view, order.templates)
        made = [_rendered(name, document, order, found) for name in order.formats]
        return Product(tuple(artifact for artifacts in made for artifact in artifacts), tuple(found))
    except CompositionError as error:
        return Product(findings=error.findings)
    except RenderError as error:
        return Product(findings=tuple(finding(order.edition, problem) for problem in error.problems))


def _rendered(name: str, document: Document, order: Order, found: list[Finding]) -> tuple[Artifact, ...]:
    """Render one format. A rehearsal that is only too long is rendered all the same, and ``found`` says by how much."""
    renderer = registry.renderer(name)
    try:
        return renderer(document, order.edition.stem)
    except RenderError as error:
        if not order.rehearsal or {problem.code for problem in error.problems} != {"page-budget"}:
            raise
        hint = "translations this long need room: shorten the text, or leave a block out (omit)"
        late = (replace(finding(order.edition, one), severity=Severity.WARNING, hint=hint) for one in error.problems)
        found += late
        return renderer(replace(document, pages=None), order.edition.stem)


def finding(edition: Edition, problem: Problem) -> Finding:
    """Return a problem of rendering as a finding about the edition's publication."""
    return Finding(problem.code, Place(edition.path), f"{edition.key}: {problem.message}", problem.hint)


def failed(edition: Edition, failure: Failure) -> Finding:
    """Return a worker's failure as a finding: the edition took too long, too much memory, or its process died."""
    hints = {
        "timeout": "look for a loop or a very large table in its template; --time-limit allows more",
        "memory": "look for very large pictures or tables",
        "crash": "build it alone; if it happens again, report it with the file",
        "error": "report it with the file",
    }
    problem = Problem(f"render-{failure.kind}", failure.message, hints[failure.kind])
    return finding(edition, problem)


def draw_charts(
    editions: Iterable[Edition], folders: Folders, jobs: int, seconds: float
) -> dict[str, Mapping[str, bytes] | Finding]:
    """Return for each edition its charts by name, or why they could not be drawn. Equal charts are drawn once."""
    wanted = {edition.key: (edition, chart_specifications(edition, folders)) for edition in editions}
    drawings: dict[str, ChartOrder] = {}
    with tempfile.TemporaryDirectory(prefix="briefgen-") as folder:
        for edition, charts in wanted.values():
            for text in charts.values():
                drawings.setdefault(_name(text), ChartOrder(text, chart_fonts(edition, folders), Path(folder)))
        todo = [Job(name, order) for name, order in drawings.items()]
        outcomes = (
            {done.key: done for done in run(todo, draw_chart, min(jobs, len(todo)), seconds, NO_LIMIT)} if todo else {}
        )
    found: dict[str, Mapping[str, bytes] | Finding] = {}
    for key, (edition, charts) in wanted.items():
        done = {name: outcomes[_name(text)] for name, text in charts.items()}
        bad = next((outcome for outcome in done.values() if not isinstance(outcome.value, bytes)), None)
        if bad is None:
            found[key] = {name: outcome.value for name, outcome in done.items() if isinstance(outcome.value, bytes)}
        elif isinstance(bad.value, Problem):
            found[key] = finding(edition, bad.value)
        elif bad.failure is not None:
            found[key] = failed(edition, bad.failure)
    return found


@dataclass(frozen=True, slots=True)
class ChartOrder:
    """What a worker that draws gets."""

    specification: str
    fonts: Fonts
    folder: Path


def draw_chart(order: ChartOrder) -> bytes | Problem:
    """Draw one chart."""
    try:
        return draw(order.specification, order.fonts, order.folder)
    except RenderError as error:
        return error.problems[0]


def _name(specification: str) -> str:
    return hashlib.sha256(specification.encode()).hexdigest()
