"""Composes a document: an edition, the templates of its kind, the theme."""

import datetime
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from briefgen.compose import charts
from briefgen.compose.citations import CITATION_STYLE, citations
from briefgen.compose.environment import environment
from briefgen.compose.notes import Notes
from briefgen.compose.text import TextRenderer
from briefgen.compose.theme import Theme, ThemeError, drawings, find, load_theme, read_first
from briefgen.compose.vocabulary import FILTERS, FUNCTIONS, Page, composing
from briefgen.findings import Finding, Place
from briefgen.load.validate import validate
from briefgen.load.yaml import parse
from briefgen.localize.locales import direction
from briefgen.localize.typography import typeset
from briefgen.model.base import Content
from briefgen.model.document import AssetRoot, Document
from briefgen.model.edition import Edition

Folders = tuple[Path, ...]


class Styles(Content):
    """The style files of a design, by medium, in their order."""

    print: tuple[str, ...] = ()
    screen: tuple[str, ...] = ()


class Design(Content):
    """The file template.yaml of one kind of publication."""

    outputs: tuple[str, ...]
    paper: str = "A4"
    page: str = "page.html"
    styles: Styles


class CompositionError(Exception):
    """An edition cannot be composed; ``findings`` say why, at the line of the template."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(str(finding) for finding in findings))
        self.findings = findings


def chart_specifications(edition: Edition, folders: Folders) -> dict[str, str]:
    """Return the Vega-Lite specification of each chart of an edition, by the name its picture will have.

    A newsletter has each chart twice: as SVG for its pages, and as PNG for its mail.
    """
    theme = theme_of(folders, edition.view["organisation"]["theme"])
    plain = TextRenderer(edition.view, Notes({})).plain
    blocks = (block for section in edition.view["sections"] for block in section["blocks"])
    newsletter = edition.view["kind"] == "newsletter"
    found = {}
    for block in (block for block in blocks if block["kind"] == "chart"):
        found[f"charts/{block['id']}.svg"] = charts.specification(block, theme, plain, newsletter)
        if newsletter:
            found[f"charts/{block['id']}.png"] = charts.mail_specification(block, theme, plain)
    return found


def chart_fonts(edition: Edition, folders: Folders) -> tuple[tuple[str, str, int], ...]:
    """Return the upright fonts of an edition's theme for the chart engine: path, family, weight."""
    theme = theme_of(folders, edition.view["organisation"]["theme"])
    found = []
    for face in theme.faces:
        relative = f"{theme.name}/fonts/{face['file']}"
        folder = find(folders, relative)
        if folder and face["style"] == "normal" and face["family"] == theme.tokens.get("chart-font", "").strip('"'):
            found.append((str(folder / relative), face["family"], int(face["weight"])))
    return tuple(found)


def compose(edition: Edition, folders: Folders, content: Path, pictures: Mapping[str, bytes]) -> Document:
    """Return the document of an edition; ``pictures`` are its charts.

    Raises CompositionError for a fault in a template, with its file and line, and for a broken theme.
    """
    try:
        theme = theme_of(folders, edition.view["organisation"]["theme"])
        design = load_design(folders, edition.view["kind"])
        art = drawings_of(folders, theme.name, edition.view["direction"] == "rtl")
        notes = notes_of(edition, folders)
        page = Page(edition.view, notes, TextRenderer(edition.view, notes), art, theme)
        html = render_template(page, f"{edition.view['kind']}/{design.page}", folders)
        return _document(edition, page, html, styles_of(theme.css(), design, folders), folders, content, pictures)
    except ThemeError as error:
        raise CompositionError(*error.findings) from error


def notes_of(edition: Edition, folders: Folders, kind: type[Notes] = Notes) -> Notes:
    """Return the notes of an edition, of which none is cited yet."""
    style = find(folders, CITATION_STYLE) or folders[-1]
    label = edition.view["words"]["note-label"]["text"]
    cited = citations(edition.view["sources"], edition.locale, style / CITATION_STYLE)
    return kind(cited | _rate_notes(edition, cited), label, _turned(edition))


def _turned(edition: Edition) -> dict[str, str]:
    """Return the direction of the sources that are written in another one than the page."""
    sources = {key: direction(source["language"]) for key, source in edition.view["sources"].items()}
    return {key: way for key, way in sources.items() if way != edition.view["direction"]}


def _rate_notes(edition: Edition, cited: Mapping[str, str]) -> dict[str, str]:
    """Return the notes that say at what rate amounts were converted, each with its source."""
    rates = edition.view["rates"].items()
    return {key: f"{escape(typeset(edition.locale, rate['text']))} {cited[rate['source']]}" for key, rate in rates}


def _document(
    edition: Edition,
    page: Page,
    html: str,
    styles: tuple[tuple[str, ...], tuple[str, ...]],
    folders: Folders,
    content: Path,
    pictures: Mapping[str, bytes],
) -> Document:
    view = edition.view
    return Document(
        key=edition.key,
        html=html,
        language=edition.locale,
        title=page.texts.plain(view["title"]),
        author=page.texts.plain(view["organisation"]["name"]),
        subject=page.texts.plain(view["standfirst"]),
        keywords=tuple(page.texts.plain(keyword) for keyword in view["keywords"]),
        date=datetime.date.fromisoformat(view["iso"]),
        print_styles=styles[0],
        screen_styles=styles[1],
        roots=(AssetRoot("content", (content,)), AssetRoot("templates", folders)),
        pages=None if view["draft"] else view["audience"]["pages"],
        generated={**page.drawings, **page.codes, **pictures},
        slots=page.slots,
    )


def load_design(folders: Folders, kind: str) -> Design:
    """Load the design of a kind of publication. Raises ThemeError when template.yaml is wrong."""
    path = f"templates/{kind}/template.yaml"
    parsed = parse(read_first(folders, f"{kind}/template.yaml"), path)
    design, findings = validate(Design, parsed.value, parsed.positions, path)
    if design is None or parsed.findings:
        raise ThemeError([*parsed.findings, *findings])
    return design


def styles_of(css: str, design: Design, folders: Folders) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the CSS texts for print and for the screen; the tokens come first."""
    for_print = (css, *(read_first(folders, name) for name in design.styles.print))
    return for_print, (css, *(read_first(folders, name) for name in design.styles.screen))


def render_template(page: Page, template: str, folders: Folders, **more: Any) -> str:
    """Return what a template makes of a page, and of ``more`` that it sees.

    Raises CompositionError, with the line of the template.
    """
    jinja = environment(folders)
    jinja.filters.update(FILTERS)
    jinja.globals.update(FUNCTIONS)
    try:
        with composing(page):
            return jinja.get_template(template).render(edition=page.view, **more)
    except TemplateSyntaxError as error:
        raise CompositionError(template_finding(error)) from error
    except TemplateNotFound as error:
        finding = Finding("template-missing", Place(f"templates/{template}"), f"there is no template {error.name}")
        raise CompositionError(finding) from error
    except (TemplateError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise CompositionError(_runtime_finding(error, template)) from error


def template_finding(error: TemplateSyntaxError) -> Finding:
    """Return a fault in the syntax of a template as a finding."""
    place = Place(error.filename or f"templates/{error.name}", error.lineno, 1)
    return Finding("template-syntax", place, str(error.message), "compare with the template that briefgen brings")


def _runtime_finding(error: Exception, template: str) -> Finding:
    """Return an error raised while a template ran, at the innermost line of a template."""
    place = Place(f"templates/{template}")
    traceback = error.__traceback__
    while traceback is not None:
        path = traceback.tb_frame.f_code.co_filename
        if path.startswith("templates/"):
            place = Place(path, traceback.tb_lineno, 1)
        traceback = traceback.tb_next
    message = f"no key {error}" if isinstance(error, KeyError) else str(error)
    return Finding("template-error", place, message, "templates/README.md lists what a template gets")


@lru_cache(maxsize=8)
def theme_of(folders: Folders, name: str) -> Theme:
    """Return a theme, loaded once. Raises CompositionError where it is broken."""
    try:
        return load_theme(folders, name)
    except ThemeError as error:
        raise CompositionError(*error.findings) from error


@lru_cache(maxsize=8)
def drawings_of(folders: Folders, name: str, mirror: bool) -> Mapping[str, bytes]:
    """Return the drawings of a theme, made once; ``mirror`` turns them for pages from right to left."""
    return drawings(folders, theme_of(folders, name), mirror)


def check_templates(folders: Folders, kinds: tuple[str, ...]) -> list[Finding]:
    """Return what is wrong in the templates before any edition is made: syntax, design and theme."""
    findings: list[Finding] = []
    jinja = environment(folders)
    jinja.filters.update(FILTERS)
    jinja.globals.update(FUNCTIONS)
    for kind in kinds:
        try:
            design = load_design(folders, kind)
            jinja.get_template(f"{kind}/{design.page}")
            for name in (*design.styles.print, *design.styles.screen):
                read_first(folders, name)
        except ThemeError as error:
            findings += error.findings
        except TemplateSyntaxError as error:
            findings.append(template_finding(error))
        except RecursionError:
            place = Place(f"templates/{kind}/{design.page}")
            findings.append(Finding("template-syntax", place, "it is nested too deeply", "use fewer levels"))
        except TemplateNotFound as error:
            findings.append(Finding("template-missing", Place(f"templates/{error.name}"), "there is no such template"))
    return findings
