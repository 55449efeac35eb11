"""Loads a workspace: every file is read, typed and kept with its places; every problem becomes a finding."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as Folder
from types import MappingProxyType
from typing import Any

from briefgen.findings import Finding, Place, Severity, did_you_mean
from briefgen.load.body import split_body, split_front_matter
from briefgen.load.catalogues import load_catalogues
from briefgen.load.files import list_files, read_text
from briefgen.load.validate import validate
from briefgen.load.waivers import Waiver, markdown_waivers, yaml_waivers
from briefgen.load.wording import load_wording
from briefgen.load.yaml import Parsed, Path, Value, parse
from briefgen.model.base import ID_PATTERN, Content
from briefgen.model.catalogue import Catalogue
from briefgen.model.library import COLLECTIONS, PUBLICATIONS, THINGS, Entry, Library
from briefgen.model.media import Picture
from briefgen.model.organisation import Organisation
from briefgen.model.publication import Section
from briefgen.workspace import MARK, Workspace

ID_HINT = "use lower-case letters, digits and hyphens, such as infancia-sin-castigo"
IGNORED_FOLDERS = ("translations", "recipients", "schemas")
COLLECTION_FILES: Mapping[str, str] = MappingProxyType(
    {"sources.yaml": "sources", "glossary.yaml": "terms", "rates.yaml": "rates"}
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A library, what was wrong while loading it, and the waivers that its files hold.

    ``library`` is None only when there is no usable organisation.yaml.
    """

    library: Library | None
    findings: tuple[Finding, ...]
    waivers: tuple[Waiver, ...]


def load(workspace: Workspace, translations: bool = True) -> Loaded:
    """Load all content of a workspace. One bad file never hides the next.

    Without ``translations`` the catalogues of the workspace are left out, for those who read them themselves.
    """
    loader = _Loader(workspace.root)
    organisation = loader.organisation()
    paths, problems = list_files(workspace.root, (".yaml", ".yml", ".md"), "content")
    loader.findings += problems
    for path in paths:
        loader.file(path)
    wording, problems = load_wording(workspace.templates)
    loader.findings += problems
    catalogues: tuple[Catalogue, ...] = ()
    if translations:
        catalogues, problems = load_catalogues(workspace.root, "content/translations")
        loader.findings += problems
    for folder in workspace.templates:
        bundled, problems = load_catalogues(folder, "translations", shown="templates/")
        loader.findings += problems
        catalogues = (*catalogues, *bundled)
    library = loader.library(organisation, wording=wording, catalogues=catalogues) if organisation else None
    return Loaded(library, tuple(loader.findings), tuple(loader.waivers))


@dataclass(slots=True)
class _Loader:
    root: Folder
    language: str = "en"
    entries: dict[str, dict[str, Entry[Any]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)

    def library(self, organisation: Entry[Organisation], **more: Any) -> Library:
        kinds = {
            kind.replace("-", "_"): MappingProxyType(dict(sorted(entries.items())))
            for kind, entries in self.entries.items()
        }
        return Library(organisation, **more, **kinds)  # type: ignore[arg-type]

    def organisation(self) -> Entry[Organisation] | None:
        """Load organisation.yaml first: every other file inherits its language."""
        parsed = self._yaml(MARK)
        value, findings = validate(Organisation, parsed.value, parsed.positions, MARK) if parsed else (None, [])
        self.findings += findings
        if parsed is None or value is None:
            return None
        self.language = value.language
        return Entry("organisation", "", value, value.language, parsed.positions)

    def file(self, path: str) -> None:
        """Load one file of content/ by where it lies."""
        parts = path.split("/")[1:]
        folder, name = parts[0], parts[-1]
        if path == MARK or folder in IGNORED_FOLDERS or name == "README.md":
            return
        if len(parts) == 1 and name in COLLECTION_FILES:
            self._collection(path, COLLECTION_FILES[name])
        elif folder == "facts" and name.endswith(".yaml"):
            self._collection(path, "facts")
        elif folder in THINGS and len(parts) == 2 and name.endswith(".yaml"):
            self._thing(path, folder, name.removesuffix(".yaml"), THINGS[folder])
        elif folder == "media" and name.endswith(".yaml"):
            self._thing(path, "pictures", "/".join(parts[1:]).removesuffix(".yaml"), Picture)
        elif folder in PUBLICATIONS and len(parts) == 3 and name == folder.removesuffix("s") + ".md":
            self._publication(path, folder, parts[1])
        else:
            self._misplaced(path, folder)

    def _misplaced(self, path: str, folder: str) -> None:
        known = (*THINGS, *PUBLICATIONS, "facts", "media")
        hint = "see content/README.md for what lies where" if folder in known else did_you_mean(folder, known)
        finding = Finding("file-misplaced", Place(path), "nothing reads this file", hint, Severity.WARNING)
        self.findings.append(finding)

    def _yaml(self, path: str) -> Parsed | None:
        text = read_text(self.root, path)
        if isinstance(text, Finding):
            self.findings.append(text)
            return None
        return self._parse(text, path, 1)

    def _parse(self, text: str, path: str, first_line: int) -> Parsed | None:
        waivers, findings = yaml_waivers(text, path, first_line)
        self.waivers += waivers
        self.findings += findings
        parsed = parse(text, path, first_line)
        self.findings += parsed.findings
        return None if parsed.findings else parsed

    def _thing(self, path: str, kind: str, name: str, model: type[Any]) -> None:
        if parsed := self._yaml(path):
            self._add(kind, name, model, parsed.value, parsed, path, ())

    def _collection(self, path: str, kind: str) -> None:
        """Load the things that stand together in one file, below a key with the name of their kind."""
        parsed = self._yaml(path)
        if parsed is None:
            return
        data = parsed.value if isinstance(parsed.value, dict) else {}
        rows = data.get(kind)
        for key in data:
            if key not in (kind, "language"):
                message, hint = f'no field is called "{key}" here', did_you_mean(key, (kind, "language"))
                self.findings.append(Finding("field-unknown", parsed.positions.key((key,)), message, hint))
        if kind not in data or not isinstance(rows, dict | list | None):
            message = f'the file needs a key "{kind}" with one entry below it for each id'
            self.findings.append(
                Finding("field-missing", parsed.positions.value(()), message, "compare with the example")
            )
            return
        language = str(data["language"]) if "language" in data else None
        items: Iterator[tuple[str | int, Any]] = iter(rows.items()) if isinstance(rows, dict) else enumerate(rows or ())
        for name, row in items:
            self._add(kind, str(name), COLLECTIONS[kind], row, parsed, path, (kind, name), language)

    def _publication(self, path: str, kind: str, name: str) -> None:
        text = read_text(self.root, path)
        if isinstance(text, Finding):
            self.findings.append(text)
            return
        front, front_line, body, body_line, findings = split_front_matter(text, path)
        waivers, problems = markdown_waivers(body, path, body_line)
        split = split_body(body, path, body_line)
        self.waivers += [*waivers, *split.waivers]
        self.findings += [*findings, *problems, *split.findings]
        if not findings and (parsed := self._parse(front, path, front_line)):
            self._add(kind, name, PUBLICATIONS[kind], parsed.value, parsed, path, (), sections=split.sections)

    def _add(
        self,
        kind: str,
        name: str,
        model: type[Content],
        data: Value,
        parsed: Parsed,
        path: str,
        prefix: Path = (),
        language: str | None = None,
        sections: tuple[Section, ...] = (),
    ) -> None:
        """Validate one thing and keep it, unless its id is wrong or taken."""
        place = parsed.positions.key(prefix) if prefix else Place(path, 1, 1)
        if kind != "rates" and not re.fullmatch(ID_PATTERN, name):
            self.findings.append(Finding("id-invalid", place, f'"{name}" is not an id', ID_HINT))
        value, findings = validate(model, data, parsed.positions.below(prefix), path)
        self.findings += findings
        if value is None:
            return
        taken = self.entries.setdefault(kind, {})
        if first := taken.get(name):
            hint = f"it is defined in {first.place()} already; give this one another id"
            self.findings.append(Finding("id-duplicate", place, f'the id "{name}" is there twice', hint))
            return
        # A source's own language is that of the work it names, not of texts to translate.
        own = None if kind in COLLECTIONS else getattr(value, "language", None)
        language = own or language
        taken[name] = Entry(kind, name, value, language or self.language, parsed.positions, prefix, sections)
