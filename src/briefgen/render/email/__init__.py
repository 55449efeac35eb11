"""E-mail: MJML becomes HTML with its styles in every element, and pictures that every mail program shows."""

import re
from dataclasses import replace

from briefgen.compose.fill import with_variants, without_variants
from briefgen.compose.mail.css import declarations, rules, split
from briefgen.compose.mail.filled import html_for, linked, text_for
from briefgen.compose.mail.support import Gap, attribute_gaps, gaps
from briefgen.model.document import Artifact, MailSource
from briefgen.model.mail import HTML_BYTES, Mail
from briefgen.render.email.page import MailPage
from briefgen.render.email.pictures import Pictures
from briefgen.render.problems import Problem, RenderError, shorten

EXTRA = Problem(
    "extra-missing",
    "e-mail needs the packages mjml-python and css-inline, which are not installed",
    "pip install 'briefgen[mail,charts]'",
)
CHARSET = '<meta charset="utf-8">'
FOLDER = "assets"
_VALUE = re.compile(r'="[^"<>]*"')
_NOT_ASCII = re.compile(r"[^\t\r\n -\[\]-~]")


def render_mail(source: MailSource) -> Mail:
    """Return the mail with its HTML and its pictures; the marked blocks in it are still open.

    Raises:
        RenderError: ``extra-missing``, ``mail-template``, ``css-unsupported``, ``mail-too-large`` or a problem with a
            picture or a link; all together as far as they can be told.
    """
    html = _inlined(_drawn(with_variants(source.mjml, source.mail.slots)), source.styles)
    page = MailPage(html, Pictures(source.roots, source.generated, source.mail.sender.address.rpartition("@")[2]))
    html, slots = without_variants(page.rewritten(), source.mail.slots)
    mail = replace(source.mail, html=html, slots=slots, pictures=page.pictures.used)
    problems = [*page.problems, *_unsupported(page, source), *_too_large(mail)]
    if problems:
        raise RenderError(*problems)
    return mail


def mail_files(mail: Mail, stem: str) -> tuple[Artifact, ...]:
    """Return a mail as files to look at, as it is for everybody; its pictures lie beside it."""
    html = linked(html_for(mail, {}, ""), mail, f"{FOLDER}/")
    files = [Artifact(f"{stem}.email.html", "text/html", html.encode())]
    files.append(Artifact(f"{stem}.email.txt", "text/plain", text_for(mail, {}, "").encode()))
    folder = stem.rpartition("/")[0]
    for name, picture in sorted(mail.pictures.items()):
        path = f"{folder}/{FOLDER}/{name.partition('@')[0]}"
        files.append(Artifact(path.removeprefix("/"), picture.media_type, picture.body))
    return tuple(files)


def _drawn(mjml: str) -> str:
    """Return the HTML of MJML."""
    try:
        from mjml import mjml2html
    except ImportError:
        raise RenderError(EXTRA) from None
    try:
        # Without this every mail would load a typeface from elsewhere.
        return str(mjml2html(_spelled(mjml), fonts={}))
    except ValueError as error:
        hint = "compare with the template that briefgen brings"
        raise RenderError(Problem("mail-template", f"MJML cannot be read: {shorten(str(error))}", hint)) from error


def _spelled(mjml: str) -> str:
    r"""Return MJML in ASCII, without backslashes and with each attribute on one line.

    The renderer writes attributes with the escapes of its own language: ``\u{a0}`` for a no-break space.
    """
    lined = _VALUE.sub(lambda found: re.sub(r"\s+", " ", found[0], flags=re.ASCII), mjml)
    return _NOT_ASCII.sub(lambda found: f"&#{ord(found[0])};", lined)


def _inlined(html: str, styles: str) -> str:
    """Return HTML with the rules of the styles in its elements, and those of at-rules in a style element of their own.

    Gmail throws away a whole style element when it does not understand something in it.
    """
    try:
        from css_inline import CSSInliner, InlineError
    except ImportError:
        raise RenderError(EXTRA) from None
    always, sometimes = split(styles)
    inliner = CSSInliner(extra_css=always, keep_at_rules=True, load_remote_stylesheets=False, minify_css=True)
    try:
        html = inliner.inline(html)
    except InlineError as error:
        raise RenderError(Problem("mail-template", f"the styles cannot be used: {shorten(str(error))}")) from error
    conditional = f"<style>{' '.join(sometimes.split())}</style>" if sometimes.strip() else ""
    return html.replace("<head>", f"<head>{CHARSET}", 1).replace("</head>", f"{conditional}</head>", 1)


def _unsupported(page: MailPage, source: MailSource) -> list[Problem]:
    found: list[Gap] = []
    for sheet in page.sheets:
        found += gaps(rules(sheet), source.degrades)
    for style in page.styles:
        found += attribute_gaps(declarations(style), source.degrades)
    # The first use of a feature stands for all.
    return [css_problem(gap) for gap in {gap.feature or gap.used: gap for gap in reversed(found)}.values()]


def css_problem(gap: Gap) -> Problem:
    """Return a gap in the support of CSS as a problem."""
    return Problem("css-unsupported", gap.message(), gap.hint())


def _too_large(mail: Mail) -> list[Problem]:
    """Say by how much the longest mail that can be made of it is too long; what recipients are called is not known."""
    longest = sum(max(len(variant.text.encode()) for variant in slot.variants) for slot in mail.slots.values())
    general = sum(len(slot.choose({}).text.encode()) for slot in mail.slots.values())
    html = linked(mail.html, mail, mail.sender.pictures) if mail.sender.pictures else mail.html
    return too_large(len(html.encode()) - general + longest)


def too_large(size: int) -> list[Problem]:
    """Return what is wrong with HTML of so many bytes, or nothing."""
    over = size - HTML_BYTES
    if over <= 0:
        return []
    message = f"the HTML has {size / 1000:.1f} kB, {over / 1000:.1f} kB more than Gmail shows"
    return [Problem("mail-too-large", message, "shorten the newsletter, or leave blocks out with omit of the audience")]
