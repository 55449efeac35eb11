"""Composes the mail of an edition: its MJML, its styles and its plain-text twin, from templates/email/."""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from briefgen.compose.environment import environment
from briefgen.compose.mail.components import Fault, faults
from briefgen.compose.mail.plain import tidied, wrapped
from briefgen.compose.mail.vocabulary import FILTERS, FUNCTIONS, MailNotes
from briefgen.compose.page import CompositionError, drawings_of, notes_of, render_template, theme_of
from briefgen.compose.text import TextRenderer
from briefgen.compose.theme import Theme, ThemeError, read_first
from briefgen.compose.vocabulary import Page
from briefgen.findings import Finding, Place
from briefgen.load.validate import validate
from briefgen.load.yaml import parse
from briefgen.model.base import Content
from briefgen.model.document import AssetRoot, MailSource
from briefgen.model.edition import Edition
from briefgen.model.mail import Mail, Sender

Folders = tuple[Path, ...]
KIND = "email"
UNSET = "nothing says who sends the newsletters by e-mail"
UNSET_HINT = "add mail to content/organisation.yaml, with sender and unsubscribe"
VARIABLE = re.compile(r"var\(--([\w-]+)\)")


class MailDesign(Content):
    """The file template.yaml of mails. ``degrades`` names features of CSS that may fail somewhere, each with why."""

    page: str
    text: str
    styles: tuple[str, ...]
    degrades: dict[str, str] = Field(default={})


def compose_mail(edition: Edition, folders: Folders, content: Path, pictures: Mapping[str, bytes]) -> MailSource:
    """Return the mail of a newsletter's edition; ``pictures`` are its charts.

    Raises CompositionError: the organisation sends no mail, or a fault in a template, a style sheet or the theme.
    """
    if edition.view.get("mail") is None:
        raise CompositionError(Finding("mail-unset", Place("content/organisation.yaml"), UNSET, UNSET_HINT))
    try:
        theme = theme_of(folders, edition.view["organisation"]["theme"])
        design = load_mail_design(folders)
        page = _page(edition, theme, folders)
        mjml = _checked(render_template(page, f"{KIND}/{design.page}", ready(folders)), f"{KIND}/{design.page}")
        twin = replace(page, slots={})
        text = wrapped(tidied(render_template(twin, f"{KIND}/{design.text}", folders)))
        styles = "\n".join(_coloured(theme, read_first(folders, name), name) for name in design.styles)
    except ThemeError as error:
        raise CompositionError(*error.findings) from error
    return MailSource(
        mail=replace(_mail(edition, page), text=text, slots=page.slots, text_slots=twin.slots),
        mjml=mjml,
        styles=styles,
        degrades=frozenset(design.degrades),
        roots=(AssetRoot("content", (content,)), AssetRoot("templates", folders)),
        generated={**page.drawings, **pictures},
    )


def load_mail_design(folders: Folders) -> MailDesign:
    """Load the design of mails. Raises ThemeError when template.yaml is wrong."""
    path = f"{KIND}/template.yaml"
    parsed = parse(read_first(folders, path), f"templates/{path}")
    design, findings = validate(MailDesign, parsed.value, parsed.positions, f"templates/{path}")
    if design is None or parsed.findings:
        raise ThemeError([*parsed.findings, *findings])
    return design


def _page(edition: Edition, theme: Theme, folders: Folders) -> Page:
    view = edition.view
    notes = notes_of(edition, folders, MailNotes)
    art = drawings_of(folders, theme.name, view["direction"] == "rtl")
    return Page(view, notes, TextRenderer(view, notes), art, theme)


@lru_cache(maxsize=8)
def ready(folders: Folders) -> Folders:
    """Return the folders, once their environment knows the words of mails."""
    jinja = environment(folders)
    jinja.filters.update(FILTERS)
    jinja.globals.update(FUNCTIONS)
    return folders


def _mail(edition: Edition, page: Page) -> Mail:
    view, mail = edition.view, edition.view["mail"]
    plain = page.texts.plain
    mark = f"[{view['words']['draft-mark']['text']}] " if edition.draft else ""
    sender = Sender(
        name=plain(mail["name"]),
        address=mail["sender"],
        reply_to=mail["reply_to"] or "",
        unsubscribe=mail["unsubscribe"],
        unsubscribe_mail=mail["unsubscribe_mail"] or "",
        pictures=f"{mail['pictures'].rstrip('/')}/" if mail["pictures"] else "",
    )
    return Mail(
        key=edition.key,
        audience=edition.audience,
        language=edition.locale,
        direction=view["direction"],
        date=datetime.date.fromisoformat(view["iso"]),
        subject=mark + plain(view["subject"]),
        preheader=plain(view["preheader"]),
        sender=sender,
        html="",
        text="",
    )


def _checked(mjml: str, template: str) -> str:
    found = tuple(located(fault, Place(f"templates/{template}")) for fault in faults(mjml))
    if found:
        raise CompositionError(*dict.fromkeys(found))
    return mjml


def located(fault: Fault, place: Place) -> Finding:
    """Return a fault as a finding."""
    return Finding(fault.code, place, fault.message, fault.hint)


def _coloured(theme: Theme, css: str, name: str) -> str:
    missing = sorted(set(VARIABLE.findall(css)) - theme.tokens.keys())
    if missing:
        raise ThemeError(_unknown_tokens(css, missing, name, theme))
    return theme.coloured(css)


def _unknown_tokens(css: str, missing: list[str], name: str, theme: Theme) -> Iterator[Finding]:
    for token in missing:
        before = css[: css.index(f"var(--{token})")]
        place = Place(f"templates/{name}", before.count("\n") + 1, len(before) - before.rfind("\n"))
        hint = f"add it to templates/{theme.name}/tokens.yaml"
        yield Finding("theme-invalid", place, f"the theme {theme.name} has no token {token}", hint)
