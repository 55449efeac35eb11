"""Makes one edition, in a worker: its charts are drawn, its page is composed, its formats are rendered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from briefgen.compose.fill import fill
from briefgen.compose.hard_coded import hard_coded
from briefgen.compose.mail.source import compose_mail
from briefgen.compose.page import CompositionError, chart_fonts, chart_specifications, compose
from briefgen.findings import Finding, Place, Severity
from briefgen.merge.making import FORMS
from briefgen.model.document import Artifact, Conformance, Document
from briefgen.model.edition import Edition
from briefgen.model.mail import Mail
from briefgen.model.recipient import Recipient
from briefgen.render import registry
from briefgen.render.charts import draw
from briefgen.render.email import render_mail
from briefgen.render.problems import Problem, RenderError
from briefgen.render.workers import Failure

Folders = tuple[Path, ...]
Made = TypeVar("Made")
CHART_ENGINE = 768
"""Megabytes that the engine of the charts takes for itself and hardly uses: 512 for code, and stacks of its threads."""
EMAIL, MAILED = "email", "newsletters"
"""The one format that only one kind of publication has."""
ON_PAGES, IN_MAILS = ".svg", ".png"
"""Charts as each of the two can show them."""


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
    rehearsed: list[Finding] = []
    artifacts, findings = _attempted(order.edition, lambda: _artifacts(order, rehearsed))
    return Product(artifacts or (), (*findings, *rehearsed))


def _artifacts(order: Order, rehearsed: list[Finding]) -> tuple[Artifact, ...]:
    edition, templates = order.edition, order.templates
    mails = EMAIL in order.formats and edition.kind == MAILED
    charts = draw_charts(edition, templates, (ON_PAGES, IN_MAILS) if mails else (ON_PAGES,))
    composed = compose(edition, templates, order.content, charts)
    general = fill(composed.html, composed.slots, {})
    mail = compose_mail(edition, templates, order.content, charts) if mails else None
    document = replace(composed, html=general, slots={}, conformance=order.conformance, mail=mail)
    if order.rehearsal and edition.view["direction"] == "ltr":
        # Turned words have no marks around them that tell values and names within a text from hard-coded ones.
        rehearsed += hard_coded(document, edition.view, templates)
    made = [_rendered(name, document, order, rehearsed) for name in order.formats]
    return tuple(artifact for artifacts in made for artifact in artifacts)


def mail_of(edition: Edition, templates: Folders, content: Path, charts: Mapping[str, bytes]) -> Mail:
    """Return the mail of a newsletter's edition, with its marked blocks still open; ``charts`` are those drawn for it.

    Raises CompositionError or RenderError.
    """
    return render_mail(compose_mail(edition, templates, content, charts))


def produce_mail(order: Order) -> tuple[Mail | None, tuple[Finding, ...]]:
    """Make the mail of one edition, or say why there is none."""
    return _attempted(order.edition, lambda: _mail(order))


def _mail(order: Order) -> Mail:
    charts = draw_charts(order.edition, order.templates, (IN_MAILS,))
    return mail_of(order.edition, order.templates, order.content, charts)


def produce_master(order: Order) -> tuple[Document | Mail | None, tuple[Finding, ...]]:
    """Make what the files of a merge are filled from, for one edition and the form that is the order's only format, or
    say why there is none.

    The file of somebody of whom nothing is known is made too, and thrown away, so that what is wrong with the files of
    all is said before the first is written.
    """
    return _attempted(order.edition, lambda: _master(order))


def _master(order: Order) -> Document | Mail:
    edition, (form,) = order.edition, order.formats
    if form == "files":
        charts = draw_charts(edition, order.templates, (ON_PAGES,))
        master: Document | Mail = compose(edition, order.templates, order.content, charts)
    else:
        master = _mail(order)
    FORMS[form].maker(master, Recipient(0, "", edition.audience, edition.locale, email="nobody@example.org"))
    return master


def _attempted(edition: Edition, make: Callable[[], Made]) -> tuple[Made | None, tuple[Finding, ...]]:
    try:
        return make(), ()
    except CompositionError as error:
        return None, error.findings
    except RenderError as error:
        return None, tuple(finding(edition, problem) for problem in error.problems)


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


def draw_charts(edition: Edition, templates: Folders, kinds: tuple[str, ...] = (ON_PAGES,)) -> dict[str, bytes]:
    """Return the charts of an edition by the names that its pages and mails know them by.

    ``kinds`` are the endings of the names of those that are wanted: pages have SVG, mails PNG.

    Raises:
        CompositionError: the theme is broken.
        RenderError: a chart cannot be drawn.
    """
    fonts = chart_fonts(edition, templates)
    wanted = chart_specifications(edition, templates).items()
    return {name: draw(text, fonts, name.endswith(IN_MAILS)) for name, text in wanted if name.endswith(kinds)}


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
