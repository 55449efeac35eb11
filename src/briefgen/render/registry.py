"""Renderers: the built-in ones, and those that other packages add under the entry point group of this name.

A renderer takes a document and the stem of its path, and returns artifacts; it writes nothing.
"""

from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points

from briefgen.errors import UsageError
from briefgen.findings import did_you_mean
from briefgen.model.document import Artifact, Document
from briefgen.render.html import render_html
from briefgen.render.problems import Problem, RenderError

GROUP = "briefgen.renderers"
OWN_PACKAGE = "briefgen"

Renderer = Callable[[Document, str], tuple[Artifact, ...]]


def _pdf(document: Document, stem: str) -> tuple[Artifact, ...]:
    # Late: loads WeasyPrint.
    from briefgen.render.pdf import render_pdf

    return (Artifact(f"{stem}.pdf", "application/pdf", render_pdf(document)),)


def _html(document: Document, stem: str) -> tuple[Artifact, ...]:
    return render_html(document, f"{stem}.html")


def _html_single(document: Document, stem: str) -> tuple[Artifact, ...]:
    return render_html(document, f"{stem}.single.html", self_contained=True)


def _email(document: Document, stem: str) -> tuple[Artifact, ...]:
    from briefgen.render.email import mail_files, render_mail

    if document.mail is None:
        raise RenderError(Problem("mail-unset", "only newsletters become e-mail", "ask for its other outputs"))
    return mail_files(render_mail(document.mail), stem)


BUILT_IN: dict[str, Renderer] = {
    "pdf": _pdf,
    "html": _html,
    "html-single": _html_single,
    "email": _email,
}


def names() -> tuple[str, ...]:
    """Return the names of all renderers, sorted.

    Raises:
        UsageError: two packages offer a renderer of the same name.
    """
    return tuple(sorted((*BUILT_IN, *_added())))


def renderer(name: str) -> Renderer:
    """Return the renderer of a name; one from another package is imported now.

    Raises:
        UsageError: there is none, two packages offer it, or it cannot be imported.
    """
    added = _added()
    if name in BUILT_IN:
        return BUILT_IN[name]
    if name not in added:
        raise UsageError(f'there is no renderer "{name}"', did_you_mean(name, names()))
    try:
        loaded: Renderer = added[name].load()
    except Exception as error:
        message = f'the renderer "{name}" of the package {_package(added[name])} cannot be imported: {error}'
        raise UsageError(message, "reinstall that package, or take it away") from error
    return loaded


def _added() -> dict[str, EntryPoint]:
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=GROUP):
        if point.name in found or point.name in BUILT_IN:
            first = _package(found[point.name]) if point.name in found else OWN_PACKAGE
            message = f'the packages {first} and {_package(point)} both offer a renderer "{point.name}"'
            raise UsageError(message, "uninstall one of them")
        found[point.name] = point
    return found


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist else point.module
