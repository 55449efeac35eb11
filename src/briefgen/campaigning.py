"""Campaigns: newsletters as files that Mailchimp, Brevo, listmonk and others take, with their own tags in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from briefgen.build import output
from briefgen.compose.theme import find
from briefgen.deliver.campaign import Greeting, as_campaign, clashes, missing_tags, settings
from briefgen.errors import UsageError
from briefgen.findings import Finding, Place, did_you_mean
from briefgen.load.files import list_files, read_text
from briefgen.load.validate import validate
from briefgen.load.yaml import parse
from briefgen.localize.typography import typeset
from briefgen.localize.words import say
from briefgen.model.campaign import Tags
from briefgen.model.edition import Edition
from briefgen.model.mail import Mail
from briefgen.pipeline import Checked, Options, blocked, broken_files, choose
from briefgen.production import CHART_ENGINE, EMAIL, Order, failed, finding, produce_mail
from briefgen.render.email import too_large
from briefgen.render.workers import Job, run
from briefgen.workspace import Workspace

FOLDER = "email/tags"
PICTURES = "pictures/"
NAME_MARK = "\ue000"


@dataclass(frozen=True, slots=True)
class Mapping:
    """The tags of a system, and the file that they come from."""

    name: str
    path: str
    tags: Tags


@dataclass(frozen=True, slots=True)
class Sent:
    """One edition as a campaign: the files that were written, or the findings that say why there are none."""

    key: str
    files: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def load_tags(workspace: Workspace, wish: str) -> Mapping | tuple[Finding, ...]:
    """Return the tags of a system by its name, or those in a file; or what is wrong with them.

    Raises UsageError when there is neither.
    """
    folder, relative = _location(workspace, wish)
    shown = f"templates/{relative}" if relative.startswith(FOLDER) else relative
    text = read_text(folder, relative)
    if isinstance(text, Finding):
        return (text,)
    parsed = parse(text, shown)
    tags, findings = validate(Tags, parsed.value, parsed.positions, shown)
    if tags is None or parsed.findings:
        return (*parsed.findings, *findings)
    return Mapping(Path(relative).stem, shown, tags)


def _location(workspace: Workspace, wish: str) -> tuple[Path, str]:
    if wish.endswith((".yaml", ".yml")):
        path = Path(wish).resolve()
        return path.parent, path.name
    name = f"{FOLDER}/{wish}.yaml"
    folder = find(workspace.templates, name)
    if folder is None:
        known = {Path(path).stem for one in workspace.templates for path in list_files(one, (".yaml",), FOLDER)[0]}
        raise UsageError(f'no tags are known for "{wish}"', did_you_mean(wish, known))
    return folder, name


def send_out(
    workspace: Workspace, checked: Checked, options: Options, mapping: Mapping, folder: Path
) -> Iterator[Sent]:
    """Write the chosen editions into a folder with the tags of a system; yield each as it is done, in any order."""
    broken = broken_files(checked.findings)
    editions = {one.key: one for one in choose(checked, options) if not blocked(one, broken)}
    jobs = [
        Job(key, Order(edition, workspace.templates, workspace.content, (EMAIL,))) for key, edition in editions.items()
    ]
    megabytes = options.megabytes + CHART_ENGINE
    for outcome in run(jobs, produce_mail, options.jobs, options.seconds, megabytes) if jobs else ():
        edition = editions[outcome.key]
        if outcome.failure:
            yield Sent(outcome.key, findings=(failed(edition, outcome.failure),))
        elif outcome.value:
            mail, findings = outcome.value
            found = findings or (tuple(_unfit(mail, mapping)) if mail else ())
            yield Sent(outcome.key, findings=found) if found or not mail else _write(edition, mail, mapping, folder)


def _unfit(mail: Mail, mapping: Mapping) -> Iterator[Finding]:
    place = Place(mapping.path)
    for field in missing_tags(mail, mapping.tags):
        hint = f"add under fields: {field}: and the name that {mapping.tags.name} has for it"
        yield Finding("campaign-tag", place, f'there is no tag for the field "{field}"', hint)
    for sign in clashes(mail, mapping.tags):
        message = f'{mail.key} holds "{sign}", which {mapping.tags.name} would take for the beginning of a tag'
        yield Finding("campaign-clash", place, message, "write it in another way in the newsletter")


def _write(edition: Edition, mail: Mail, mapping: Mapping, folder: Path) -> Sent:
    campaign = as_campaign(mail, mapping.tags, greeting(edition), mail.sender.pictures or PICTURES)
    if problems := too_large(len(campaign.html.encode())):
        return Sent(mail.key, findings=tuple(finding(edition, problem) for problem in problems))
    stem = f"{mail.key}.{mapping.name}"
    lines = "".join(f"{name}: {value}\n" for name, value in settings(mail).items())
    files = {f"{stem}.html": campaign.html, f"{stem}.txt": campaign.text, f"{stem}.settings.txt": lines}
    for name, text in files.items():
        output.write(folder, name, text.encode())
    pictures = {f"{PICTURES}{name.partition('@')[0]}": one.body for name, one in mail.pictures.items()}
    for name, body in pictures.items():
        output.write(folder, name, body)
    return Sent(mail.key, (*files, *pictures))


def greeting(edition: Edition) -> Greeting:
    """Return how the audience of an edition is greeted by its first name."""
    view = edition.view
    said = say(view["words"], "mail-greeting", view["audience"]["register"], edition.locale, name=NAME_MARK)
    before, _, behind = typeset(edition.locale, said).partition(NAME_MARK)
    return Greeting(before, behind)
