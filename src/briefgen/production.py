"""Makes one edition, in a worker: its charts are drawn, its page is composed, its formats are rendered."""

from dataclasses import dataclass, replace
from pathlib import Path

from briefgen.compose.hard_coded import hard_coded
from briefgen.compose.page import CompositionError, chart_fonts, chart_specifications, compose
from briefgen.findings import Finding, Place, Severity
from briefgen.merge.fill import fill
from briefgen.model.document import Artifact, Conformance, Document
from briefgen.model.edition import Edition
from briefgen.render import registry
from briefgen.render.charts import draw
from briefgen.render.problems import Problem, RenderError
from briefgen.render.workers import Failure

Folders = tuple[Path, ...]
CHART_ENGINE = 768
"""Megabytes that the engine of the charts takes for itself and hardly uses: 512 for code, and stacks of its threads."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker gets: an edition, where its parts lie, and the formats that are wanted.

    A ``rehearsal`` is rendered though it exceeds its page budget, and its page is searched for hard-coded text.
    """

    edition: Edition
    templates: Folders
    content: Path
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
    """Draw the charts of one edition, compose it and render it."""
    try:
        charts = draw_charts(order.edition, order.templates)
        composed = compose(order.edition, order.templates, order.content, charts)
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


def draw_charts(edition: Edition, templates: Folders) -> dict[str, bytes]:
    """Return the charts of an edition as SVG, by the names that its page knows them by.

    Raises:
        CompositionError: the theme is broken.
        RenderError: a chart cannot be drawn.
    """
    fonts = chart_fonts(edition, templates)
    return {name: draw(text, fonts) for name, text in chart_specifications(edition, templates).items()}


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
