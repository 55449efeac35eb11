"""Adds a locale: what can be derived is, and what people must do is counted."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from briefgen.build import output
from briefgen.check.fonts import lacking
from briefgen.check.languages import LANGUAGES, language
from briefgen.errors import UsageError
from briefgen.findings import did_you_mean
from briefgen.load.edit import with_item
from briefgen.localize.customs.conventions import Conventions, conventions, letters, names
from briefgen.localize.locales import canonical, chain, known, same_language, serves
from briefgen.model.library import Library
from briefgen.scaffold.todo import Todo, glossary, translating
from briefgen.translating import open_library, update
from briefgen.workspace import MARK, Workspace


@dataclass(frozen=True, slots=True)
class LocaleAdded:
    """What became of a locale.

    ``kept`` is the locale whose catalogues it reads: itself, or one that it falls back to. ``added`` tells whether
    organisation.yaml was changed, ``catalogues`` how many were written, ``todo`` what people must do.
    """

    conventions: Conventions
    kept: str
    added: bool
    catalogues: int
    todo: tuple[Todo, ...]


def add_locale(workspace: Workspace, wish: str) -> LocaleAdded:
    """Add a locale to organisation.yaml and write its catalogues; doing so again changes nothing.

    A locale that reads the catalogues of another, as es-PE reads those of es, needs nothing added. Raises UsageError
    for a locale that does not exist, and when there are errors in the content.
    """
    tag = known_locale(wish)
    library, _ = open_library(workspace)
    kept = next((link for link in chain(tag) if link in library.organisation.value.locales), tag)
    added = kept not in library.organisation.value.locales
    if added:
        path = workspace.root / MARK
        text = path.read_bytes().decode()
        output.write(workspace.root, MARK, with_item(text, "locales", tag, MARK).encode())
    written = update(workspace, (kept,)).written if kept == tag else ()
    library, _ = open_library(workspace)
    return LocaleAdded(conventions(tag), kept, added, len(written), tuple(_todo(workspace, library, tag, kept)))


def known_locale(wish: str) -> str:
    """Return a locale as content writes it. Raises UsageError, with what may be meant, when it does not exist."""
    tag = canonical(wish)
    if known(tag):
        return tag
    called = names()
    found = called.get(wish.strip().lower())
    if found:
        raise UsageError(f'"{wish}" is no locale', f'did you mean "{found}"?')
    hint = did_you_mean(tag if len(tag) < 10 and tag.isascii() else wish[:40].lower(), called)
    meant = next((called[name] for name in called if hint == f'did you mean "{name}"?'), "")
    raise UsageError(
        f'there is no locale "{wish[:40]}"',
        f'did you mean "{meant}"?' if meant else 'use a language tag such as "fr", "pt-BR" or "en-GB"',
    )


def _todo(workspace: Workspace, library: Library, tag: str, kept: str) -> Iterator[Todo]:
    theme = library.organisation.value.brand.theme
    missing = lacking(workspace.templates, theme, map(_composed, letters(tag)))
    if missing:
        shown = " ".join(sorted(missing)[:8])
        yield Todo(
            f"Add a font to the theme: it lacks {len(missing)} letters, such as {shown}", ("templates/README.md",)
        )
    yield from translating(library, tag, tuple(entry.id for entry in library.publications()))
    yield from glossary(library, tag)
    own = [name for name, entry in library.audiences.items() if serves(entry.value.locale, tag)]
    if not own:
        near = [name for name, entry in library.audiences.items() if same_language(entry.value.locale, tag)]
        more = f" ({', '.join(near)} read another {conventions(tag.split('-')[0]).name})" if near else ""
        yield Todo(f"Write an audience that reads {tag}{more}", (f"briefgen new audience ID --locale {tag}",))
    if language(tag) not in LANGUAGES:
        name = conventions(chain(tag)[-1]).name
        yield Todo(f'Compare numbers, dates and words such as "more than" by eye: the checks do not read {name}')
    yield Todo(
        "Have somebody else read it, on the page and against the source; then approve it",
        (f"briefgen translate approve --locale {kept} --for PUBLICATION --by NAME",),
    )


def _composed(letter: str) -> str:
    return unicodedata.normalize("NFC", letter)
