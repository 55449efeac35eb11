"""Starts workspaces and adds things to them: files that build as they are, to be written over."""

import re
from collections.abc import Mapping
from pathlib import Path

from briefgen import bundled
from briefgen.build import output
from briefgen.errors import UsageError
from briefgen.findings import Place
from briefgen.load.files import list_files, read_bytes
from briefgen.load.library import load
from briefgen.localize.locales import serves
from briefgen.model.base import ID_PATTERN
from briefgen.model.library import Library
from briefgen.starters import ENTRIES, FILES
from briefgen.workspace import Workspace

FOLDERS = {"country": "countries", "policy-win": "policy-wins"}
COLLECTIONS: Mapping[str, tuple[str, str]] = {
    "fact": ("content/facts/facts.yaml", "facts"),
    "source": ("content/sources.yaml", "sources"),
}
GITIGNORE = """# What a build writes can be built again.
output/*
# Lists of real people stay out of version control.
content/recipients/*
!content/recipients/example.csv
!content/recipients/example.yaml
"""


def start(folder: Path) -> int:
    """Copy the example workspace into a new or empty folder; return the number of files."""
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty", "name a new folder; to add to a workspace use: briefgen new")
    source = bundled.content_dir()
    paths, _ = list_files(source, ("",))
    for path in paths:
        body = read_bytes(source, path, 64 * 1024 * 1024)
        if isinstance(body, bytes):
            output.write(folder / "content", path, body)
    output.write(folder, ".gitignore", GITIGNORE.encode())
    return len(paths) + 1


def add(workspace: Workspace, kind: str, name: str) -> Place:
    """Write the starter of a thing and return its place. Raises UsageError when the id is wrong or taken."""
    library = open_for(workspace, kind, name)
    if kind in COLLECTIONS:
        return _append(workspace, kind, name, library)
    path = path_of(kind, name)
    output.write(workspace.root, path, _filled(FILES[kind], kind, name, library).encode())
    return Place(path)


def open_for(workspace: Workspace, kind: str, name: str) -> Library:
    """Return the library that a new thing comes into. Raises UsageError when its id is wrong or taken."""
    if not re.fullmatch(ID_PATTERN, name):
        raise UsageError(f'"{name}" is not an id', "use lower-case letters, digits and hyphens, such as red-innova")
    library = load(workspace).library
    if library is None:
        raise UsageError("content/organisation.yaml cannot be read", "briefgen check says what is wrong in it")
    if name in library.collection(FOLDERS.get(kind, f"{kind}s")):
        article = "an" if kind[0] in "aeiou" else "a"
        raise UsageError(f'there is {article} {kind} "{name}" already', "choose another id, or edit that one")
    path = path_of(kind, name)
    if kind not in COLLECTIONS and (workspace.root / path).exists():
        raise UsageError(f"{path} exists already", "choose another id, or edit that file")
    return library


def path_of(kind: str, name: str) -> str:
    """Return the path of the file of a thing."""
    if kind in ("brief", "newsletter"):
        return f"content/{kind}s/{name}/{kind}.md"
    return f"content/{FOLDERS.get(kind, kind + 's')}/{name}.yaml"


def _append(workspace: Workspace, kind: str, name: str, library: Library) -> Place:
    """Add an entry at the end of the file that holds the things of this kind."""
    path, key = COLLECTIONS[kind]
    files, _ = list_files(workspace.root, (".yaml",), "content/facts") if kind == "fact" else ([], [])
    path = files[0] if len(files) == 1 else path
    target = workspace.root / path
    if target.is_file():
        text = target.read_text(encoding="utf-8").rstrip("\n") + "\n\n"
        # A file that holds nothing yet may say so with braces.
        text = re.sub(rf"^{key}: *\{{\}} *$", f"{key}:", text, flags=re.MULTILINE)
    else:
        depth = "../" * (path.count("/") - 1)
        text = f"# yaml-language-server: $schema={depth}schemas/{key}.json\nlanguage: en\n{key}:\n"
    output.write(workspace.root, path, (text + _filled(ENTRIES[kind], kind, name, library)).encode())
    return Place(path, text.count("\n") + 1, 3)


def _filled(text: str, kind: str, name: str, library: Library) -> str:
    """Put the id and existing things into a starter, so that it builds before a word is changed."""
    language = library.organisation.value.language
    values = {
        "ID": name,
        "LANGUAGE": language,
        "AUDIENCE": _audience(kind, language, library),
        "FACT": next(iter(library.facts), "write-one-with-briefgen-new-fact"),
        "SOURCE": next(iter(library.sources), "write-one-with-briefgen-new-source"),
        "PARTNER": next(iter(library.partners), "write-one-with-briefgen-new-partner"),
        "CAMPAIGN": next(iter(library.campaigns), "write-one-with-briefgen-new-campaign"),
    }
    return re.sub(r"<([A-Z]+)>", lambda found: values.get(found[1], found[0]), text)


def _audience(kind: str, language: str, library: Library) -> str:
    """Return the audience that suits best: one that such publications have already, in the language of the texts."""
    used = library.newsletters if kind == "newsletter" else library.briefs
    known = [name for entry in used.values() for name in entry.value.audiences] + list(library.audiences)
    known = [name for name in known if name in library.audiences]
    fitting = [name for name in known if serves(language, library.audiences[name].value.locale)]
    return (fitting or known or ["write-one-with-briefgen-new-audience"])[0]
