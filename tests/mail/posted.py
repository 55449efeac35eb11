"""The newsletters of a workspace as mails, for the tests."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from briefgen import pipeline
from briefgen.bundled import templates_dir
from briefgen.model.edition import Edition
from briefgen.model.mail import Mail
from briefgen.production import draw_charts, mail_of
from briefgen.workspace import Workspace, open_at

TODAY = datetime.date(2026, 11, 23)
SENDS = """mail:
  sender: news@example.org
  unsubscribe: "https://example.org/stop/{code}"
"""


@dataclass(frozen=True, slots=True)
class Post:
    """The newsletters of a workspace as mails, by the language of their edition."""

    workspace: Workspace
    editions: Mapping[str, Edition]
    charts: Mapping[str, Mapping[str, bytes]]
    mails: Mapping[str, Mail]

    def again(self, locale: str) -> Mail:
        """Make a mail once more."""
        return mail_of(self.editions[locale], self.workspace.templates, self.workspace.content, self.charts[locale])


CHARTS = (".svg", ".png")


def post(root: Path, draft: bool = False) -> Post:
    """Make the mails of a workspace."""
    workspace = open_at(root, templates_dir())
    checked = pipeline.check(workspace, TODAY, draft)
    editions = {one.locale: one for one in checked.editions if one.kind == "newsletters"}
    charts = {locale: draw_charts(one, workspace.templates, CHARTS) for locale, one in editions.items()}
    made = Post(workspace, editions, charts, {})
    return Post(workspace, editions, charts, {locale: made.again(locale) for locale in editions})


def guest(root: Path, old: str, new: str, name: str = "parts.mjml") -> str:
    """Put a template of a mail into a workspace with one place changed, and return its text."""
    text = (templates_dir() / "email" / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (root / "templates" / "email").mkdir(parents=True, exist_ok=True)
    changed = text.replace(old, new)
    (root / "templates" / "email" / name).write_text(changed, encoding="utf-8")
    return changed
