"""Documents and artifacts: what a composed edition needs to be rendered, and what rendering yields."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from briefgen.model.mail import Mail
from briefgen.model.recipient import Slot

Conformance = Literal["ua1", "ua2"]


@dataclass(frozen=True, slots=True)
class AssetRoot:
    """A named set of folders that documents may take assets from.

    ``asset:content/media/x.png`` is looked up as ``media/x.png`` below the folders of the root ``content``, in
    order; the first folder that has the file wins, so that a workspace's templates come before the packaged ones.
    """

    name: str
    folders: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class MailSource:
    """A mail before it is rendered: ``mail`` without HTML and pictures, which come from ``mjml`` and ``styles``.

    ``mjml`` refers to its pictures by ``asset:`` addresses, as documents do. ``styles`` are CSS without variables.
    ``degrades`` names the features of CSS that may fail in some mail programs, as caniemail.com names them.
    """

    mail: Mail
    mjml: str
    styles: str
    degrades: frozenset[str] = frozenset()
    roots: tuple[AssetRoot, ...] = ()
    generated: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """One composed edition, ready to be rendered.

    ``key`` identifies it in messages; ``language`` is a BCP 47 tag. ``html`` is a whole page that holds the comment
    ``STYLES`` in its head; the CSS texts of one medium take that place. Its URLs for pictures and fonts have the
    scheme ``asset:`` and name either a file below one of ``roots`` or, as ``asset:generated/NAME``, an entry of
    ``generated`` (charts, coloured drawings). ``date`` is the date of the content and becomes that of the PDF.
    ``pages`` is the budget that a PDF must keep to, if there is one, and ``conformance`` what it claims: ``ua1`` is
    PDF/A-2a and PDF/UA-1, ``ua2`` is PDF/A-4, PDF/UA-2 and WTPDF. ``slots`` are the blocks that a merge fills for
    each recipient; the HTML marks them, and holds what everybody may read until then. ``mail`` is what becomes an
    e-mail, where one is asked for.
    """

    key: str
    html: str
    language: str
    title: str
    author: str
    subject: str
    keywords: tuple[str, ...]
    date: datetime.date
    print_styles: tuple[str, ...] = ()
    screen_styles: tuple[str, ...] = ()
    roots: tuple[AssetRoot, ...] = ()
    generated: Mapping[str, bytes] = field(default_factory=dict)
    pages: int | None = None
    conformance: Conformance = "ua1"
    slots: Mapping[str, Slot] = field(default_factory=dict)
    mail: MailSource | None = None


STYLES = "<!-- styles -->"
"""Where the styles of the medium go in ``Document.html``."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A rendered file: a relative path with forward slashes, its media type and its bytes."""

    path: str
    media_type: str
    body: bytes
