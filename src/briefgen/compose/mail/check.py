"""What is wrong in the templates of mails before any mail is made, each fault at its line."""

from collections.abc import Iterator
from pathlib import Path

from jinja2 import TemplateNotFound, TemplateSyntaxError

from briefgen.compose.environment import environment
from briefgen.compose.mail.components import masked_template, template_faults
from briefgen.compose.mail.css import declarations, rules
from briefgen.compose.mail.source import KIND, VARIABLE, MailDesign, load_mail_design, ready
from briefgen.compose.mail.support import Gap, attribute_gaps, gaps, known_features
from briefgen.compose.page import template_finding
from briefgen.compose.theme import ThemeError, find, read_first
from briefgen.findings import Finding, Place, did_you_mean
from briefgen.load.files import list_files

Folders = tuple[Path, ...]
ENDINGS = (".mjml", ".txt")


def check_mail_templates(folders: Folders) -> list[Finding]:
    """Return the faults of the templates, the styles and the settings of mails."""
    try:
        design = load_mail_design(folders)
        return [*_settings(design), *_templates(folders, design), *_styles(folders, design)]
    except ThemeError as error:
        return list(error.findings)


def css_finding(gap: Gap, place: Place) -> Finding:
    """Return what some mail programs lack as a finding."""
    return Finding("css-unsupported", place, gap.message(), gap.hint())


def place_of(text: str, start: int, path: str) -> Place:
    """Return the place of a character of a file."""
    before = text[:start]
    return Place(path, before.count("\n") + 1, start - before.rfind("\n"))


def _settings(design: MailDesign) -> Iterator[Finding]:
    place = Place(f"templates/{KIND}/template.yaml")
    for feature, reason in design.degrades.items():
        if feature not in known_features():
            hint = did_you_mean(feature, known_features())
            yield Finding("mail-design", place, f'caniemail.com has no feature of CSS "{feature}"', hint)
        if not reason.strip():
            yield Finding("mail-design", place, f"no reason is given why {feature} may degrade", "say what happens")


def _templates(folders: Folders, design: MailDesign) -> Iterator[Finding]:
    jinja = environment(ready(folders))
    for name in sorted({f"{KIND}/{design.page}", f"{KIND}/{design.text}", *_own(folders)}):
        path = f"templates/{name}"
        try:
            jinja.get_template(name)
        except TemplateSyntaxError as error:
            yield template_finding(error)
            continue
        except RecursionError:
            yield Finding("template-syntax", Place(path), "it is nested too deeply", "use fewer levels")
            continue
        except TemplateNotFound as error:
            yield Finding("template-missing", Place(f"templates/{error.name}"), "there is no such template")
            continue
        if name.endswith(".mjml"):
            yield from _mjml(read_first(folders, name), path, design)


def _own(folders: Folders) -> Iterator[str]:
    """Yield the templates of mails, whichever folder has them."""
    for folder in folders:
        paths, _ = list_files(folder, ENDINGS, KIND)
        yield from (path for path in paths if find(folders, path) == folder)


def _mjml(source: str, path: str, design: MailDesign) -> Iterator[Finding]:
    for fault in template_faults(source):
        yield Finding(fault.code, place_of(source, fault.start, path), fault.message, fault.hint)
    masked = masked_template(source)
    at = masked.find('style="')
    while at >= 0:
        start = at + len('style="')
        end = masked.find('"', start)
        for gap in attribute_gaps(declarations(masked[start : max(end, start)]), design.degrades):
            yield css_finding(gap, place_of(source, start + gap.start, path))
        at = masked.find('style="', start)


def _styles(folders: Folders, design: MailDesign) -> Iterator[Finding]:
    for name in design.styles:
        # The theme's tokens are filled in before anything is rendered.
        css = VARIABLE.sub(lambda found: "_" * len(found[0]), read_first(folders, name))
        for gap in gaps(rules(css), design.degrades):
            yield css_finding(gap, place_of(css, gap.start, f"templates/{name}"))
