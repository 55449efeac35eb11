"""Adds an audience: its locale is guessed from its id, the rest is that of its neighbour or of its country."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from briefgen.build import output
from briefgen.errors import UsageError
from briefgen.findings import Place, did_you_mean
from briefgen.load.body import split_front_matter
from briefgen.load.edit import with_item
from briefgen.localize.customs.conventions import conventions, locales_of_id
from briefgen.localize.locales import chain, same_language
from briefgen.model.library import Entry, Library
from briefgen.model.organisation import Audience
from briefgen.scaffold import open_for, path_of
from briefgen.scaffold.locale import known_locale
from briefgen.scaffold.todo import Todo, exchanging, translating
from briefgen.workspace import Workspace

MAIL = "email"
"""The output whose readers have to be told why they get it."""


@dataclass(frozen=True, slots=True)
class AudienceAdded:
    """What became of an audience: its file, and the locale with the others that its id may mean as well.

    ``neighbour`` is the audience that it is like, if there is one; ``changed`` are the publications that got it.
    """

    place: Place
    locale: str
    guessed: tuple[str, ...]
    neighbour: str
    changed: tuple[str, ...]
    todo: tuple[Todo, ...]


def add_audience(workspace: Workspace, name: str, wish: str, publications: tuple[str, ...]) -> AudienceAdded:
    """Write an audience, and add it to some publications.

    Raises UsageError when the id is wrong or taken, and for a locale or a publication that does not exist.
    """
    library = open_for(workspace, "audience", name)
    guessed = () if wish else locales_of_id(name, library.organisation.value.locales)
    locale = known_locale(wish) if wish else (*guessed, library.organisation.value.locales[0])[0]
    entries = [_publication(library, wanted) for wanted in publications]
    neighbour = _neighbour(library, name, locale)
    kept = _kept(library, locale)
    texts = {path_of("audience", name): _text(locale, kept or chain(locale)[-1], neighbour)}
    for entry in entries:
        path = entry.place().path
        text = (workspace.root / path).read_bytes().decode()
        texts[path] = _with_audience(text, name, path)
    for path, text in texts.items():
        output.write(workspace.root, path, text.encode())
    todo = tuple(_todo(library, name, locale, neighbour, entries))
    changed = tuple(path for path in texts if path != path_of("audience", name))
    return AudienceAdded(
        Place(path_of("audience", name)), locale, guessed, neighbour.id if neighbour else "", changed, todo
    )


def _kept(library: Library, locale: str) -> str:
    """Return the locale of the organisation whose catalogues a locale reads; empty for none."""
    return next((tag for tag in chain(locale) if tag in library.organisation.value.locales), "")


def _publication(library: Library, wanted: str) -> Entry[Any]:
    known = {entry.id: entry for entry in library.publications()}
    if wanted not in known:
        raise UsageError(f'there is no publication "{wanted}"', did_you_mean(wanted, known))
    return known[wanted]


def _with_audience(text: str, name: str, path: str) -> str:
    front, line, _, _, _ = split_front_matter(text, path)
    return text.replace(front, with_item(front, "audiences", name, path, line), 1)


def _neighbour(library: Library, name: str, locale: str) -> Entry[Audience] | None:
    """Return the audience that is most like a new one: of the same kind and language, of the kind, of the language."""
    kind = name.partition("-")[0]
    rank = {
        entry.id: (entry.id.partition("-")[0] == kind, same_language(entry.value.locale, locale))
        for entry in library.audiences.values()
    }
    best = max(rank, key=lambda each: rank[each], default=None)
    return library.audiences[best] if best and any(rank[best]) else None


def _money_and_paper(locale: str, like: Audience | None) -> tuple[str, str]:
    """Return the currency and the paper: those of the country that a locale names, else those of the neighbour."""
    derived = conventions(locale)
    if like and "-" not in locale and same_language(like.locale, locale):
        return like.currency, like.paper
    return derived.currency or (like.currency if like else "EUR"), derived.paper


def _text(locale: str, language: str, neighbour: Entry[Audience] | None) -> str:
    """Return the file of an audience whose texts are written in ``language``."""
    like = neighbour.value if neighbour else None
    currency, paper = _money_and_paper(locale, like)
    words = conventions(locale).address or ("u, usted", "je, tú")
    address = f"formal is {words[0]}; informal is {words[1]}" if words[0] != words[1] else "formal or informal"
    asked = f"; {neighbour.id} has: {like.call_to_action.strip()}" if neighbour and like and like.call_to_action else ""
    lines = [
        "# yaml-language-server: $schema=../schemas/audience.json",
        f"language: {language}   # of the texts in this file",
        "name: Whom these editions are for   # for your own lists; not printed",
        f"locale: {locale}",
        f"register: {like.register_ if like else 'formal'}   # {address}",
        f"currency: {currency}",
        f"paper: {paper}   # A4 or Letter",
        _pages(paper, neighbour),
        f"outputs: [{', '.join(like.outputs if like else ('pdf', 'html'))}]",
        f"# call-to-action: What you ask of them   # a line{asked}",
        *_mail(like),
        *_profile(like),
    ]
    return "\n".join(lines) + "\n"


def _mail(like: Audience | None) -> Iterator[str]:
    """Yield the field that mails need."""
    if like and MAIL in like.outputs:
        yield "# footer: What the law asks a mail to say: why they get it, what is kept of them, how they stop it"


def _pages(paper: str, neighbour: Entry[Audience] | None) -> str:
    """Return the page budget: the neighbour's, if it prints on the same paper; Letter holds less than A4."""
    like = neighbour.value if neighbour else None
    if neighbour is None or like is None or like.pages is None:
        return "# pages: 4   # more is an error"
    if like.paper != paper:
        return f"# pages: {like.pages}   # more is an error; as for {neighbour.id}, on {like.paper}"
    return f"pages: {like.pages}   # more is an error; as for {neighbour.id}"


def _profile(like: Audience | None) -> Iterator[str]:
    """Yield what an audience gets of a publication, where its neighbour does not get everything."""
    fields = like.model_dump(mode="json", by_alias=True, exclude_defaults=True) if like else {}
    for name in ("only", "omit", "order", "depth", "ask", "reading-level", "missing"):
        if name in fields:
            value = fields[name]
            yield f"{name}: {'[' + ', '.join(value) + ']' if isinstance(value, list) else value}"
    yield "# What else can be said of an audience is in docs/content.md: only, omit, order, depth, ask, reading-level."


def _todo(
    library: Library, name: str, locale: str, neighbour: Entry[Audience] | None, entries: list[Entry[Any]]
) -> Iterator[Todo]:
    path = path_of("audience", name)
    yield Todo("Say whom it is for (name), and what you ask of them (call-to-action)", (path,))
    if neighbour and MAIL in neighbour.value.outputs:
        yield Todo("Write what the law asks a mail to say (footer)", (path,))
    kept = _kept(library, locale)
    if not kept:
        yield Todo(f"Add the locale: there are no catalogues for {locale} yet", (f"briefgen new locale {locale}",))
    likely = entries or [
        entry for entry in library.publications() if neighbour and neighbour.id in entry.value.audiences
    ]
    if not entries:
        yield from _publish(name, neighbour, likely)
    ids = tuple(entry.id for entry in likely)
    yield from translating(library, locale, ids) if kept else ()
    yield from exchanging(library, _money_and_paper(locale, neighbour.value if neighbour else None)[0], ids)
    for entry in likely:
        yield Todo(f"Build {entry.id}, and look at its pages", (f"briefgen build {entry.id} --audience {name}",))


def _publish(name: str, neighbour: Entry[Audience] | None, likely: Iterable[Entry[Any]]) -> Iterator[Todo]:
    paths = tuple(entry.place().path for entry in likely)
    if paths and neighbour:
        what = f"Add {name} to the audiences of these, which {neighbour.id} gets, or of others"
    else:
        what, paths = f"Add {name} to the audiences of a publication", ("content/briefs/, content/newsletters/",)
    yield Todo(what, paths)
