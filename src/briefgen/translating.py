"""Catalogues of a workspace on disk: refreshed and counted."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from briefgen.build import output
from briefgen.errors import UsageError
from briefgen.findings import Finding, arrange, did_you_mean
from briefgen.load.catalogues import LIMIT, read_catalogue
from briefgen.load.files import list_files, read_text
from briefgen.load.library import load
from briefgen.load.wording import FILE as WORDING_FILE
from briefgen.localize.editions import Localization
from briefgen.localize.locales import serves
from briefgen.model.library import Library
from briefgen.model.messages import Message, messages
from briefgen.translation import status as counting
from briefgen.translation.catalogues import WORDING, group
from briefgen.translation.update import NOTHING, Existing, Updated, refresh_all
from briefgen.workspace import Workspace

CONTENT = Path("content/translations")
TEMPLATES = Path("templates/translations")


@dataclass(frozen=True, slots=True)
class Result:
    """What an update did: the catalogues that were written, how many stayed as they were, and what stopped others."""

    written: tuple[Updated, ...]
    unchanged: int
    findings: tuple[Finding, ...]


def update(workspace: Workspace, locales: tuple[str, ...]) -> Result:
    """Refresh the catalogues. One that cannot be read is reported and left as it is."""
    library, findings = open_library(workspace, translations=False)
    written, unchanged = [], 0
    bodies: dict[str, bytes] = {}
    texts = tuple(messages(library))
    for locale in chosen_locales(library, locales):
        for folder, rows in by_folder(workspace, library, texts, locale).items():
            existing, broken = existing_catalogues(workspace.root, folder, locale)
            findings += broken
            closed = {finding.place.path for finding in broken}
            for updated in refresh_all(rows, locale, existing):
                path = (folder / updated.path).as_posix()
                if path in closed:
                    continue
                if existing.get(updated.path, NOTHING).text == updated.text:
                    unchanged += 1
                else:
                    bodies[path] = updated.text.encode()
                    written.append(replace(updated, path=path, text="", entries=()))
    output.write_all(workspace.root, bodies)
    return Result(tuple(written), unchanged, arrange(findings))


def status(workspace: Workspace, by: str = "publication") -> tuple[Library, Localization, counting.Matrix]:
    """Return how far all translations are, ``by`` publication or by catalogue, with what they were counted in.

    Raises UsageError as update does.
    """
    library, _ = open_library(workspace)
    localization, locales = Localization(library), library.organisation.value.locales
    if by == "catalogue":
        return library, localization, counting.by_catalogue(localization, locales)
    return library, localization, counting.by_publication(localization, localization.editions(), locales)


def open_library(workspace: Workspace, translations: bool = True) -> tuple[Library, list[Finding]]:
    """Return the library, with its ``translations`` or without those that lie in the workspace.

    Raises UsageError when there are errors in it, for texts would seem to be gone.
    """
    loaded = load(workspace, translations)
    if loaded.library is None:
        raise UsageError("content/organisation.yaml cannot be read", "briefgen check says what is wrong in it")
    # A message that could not be loaded would look like one that is gone.
    broken = [finding for finding in loaded.findings if finding.code not in ("po-syntax", "po-header")]
    if any(finding.severity.value == "error" for finding in broken):
        raise UsageError(
            "there are errors in the content, and texts would be lost", "mend first what briefgen check says"
        )
    return loaded.library, []


def chosen_locales(library: Library, locales: tuple[str, ...]) -> tuple[str, ...]:
    """Return the locales that were asked for, else all. Raises UsageError for one that the organisation has not."""
    known = library.organisation.value.locales
    for locale in locales:
        if locale not in known:
            raise UsageError(f'"{locale}" is none of the locales in organisation.yaml', did_you_mean(locale, known))
    return locales or known


def by_folder(
    workspace: Workspace, library: Library, texts: Iterable[Message], locale: str
) -> dict[Path, list[Message]]:
    """Return those of all messages that have to be translated, by the folder of their catalogues.

    The wording of the templates is translated where the templates are; a workspace without templates of its own
    translates it only for locales that briefgen brings no translation for.
    """
    own = (workspace.root / "templates" / WORDING_FILE).is_file()
    bundled = {catalogue.locale for catalogue in library.catalogues if catalogue.path.startswith("templates/")}
    rows: dict[Path, list[Message]] = {CONTENT: [], TEMPLATES: []}
    served: dict[str, bool] = {}
    for message in texts:
        if message.language not in served:
            served[message.language] = serves(message.language, locale)
        if served[message.language]:
            continue
        if group(message) != WORDING:
            rows[CONTENT].append(message)
        elif own:
            rows[TEMPLATES].append(message)
        elif locale not in bundled:
            rows[CONTENT].append(message)
    return rows


def existing_catalogues(root: Path, folder: Path, locale: str) -> tuple[dict[str, Existing], list[Finding]]:
    """Return a locale's catalogues by path, and what is wrong with those that cannot be used."""
    found: dict[str, Existing] = {}
    findings: list[Finding] = []
    paths, _ = list_files(root, (".po",), f"{folder.as_posix()}/{locale}")
    for path in paths:
        text = read_text(root, path, LIMIT)
        if isinstance(text, Finding):
            findings.append(text)
            continue
        file, problems = read_catalogue(text, path, locale)
        findings += problems
        if file is not None:
            found[path.removeprefix(f"{folder.as_posix()}/")] = Existing(text, file)
    return found, findings
