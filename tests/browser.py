"""A browser for the tests: the Chromium of the system, which reads files and reaches nothing else.

Where it is missing, the tests that need it are skipped, and say why.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PATHS = (Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),)
# Nothing of the machine counts, and no name of a host leads anywhere.
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-first-run",
)
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# axe does not judge text on a picture. The drawings in the bands stand beside the text; that is judged on the band.
PLAIN_GROUND = "* { background-image: none !important }"


@dataclass(slots=True)
class Visit:
    """An opened page, what it asked for, and what the browser complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def tell(self, script: str) -> Any:
        """Return what a function in JavaScript returns in the page."""
        return self.page.evaluate(script)

    def narrow(self, width: int) -> None:
        """Make the window so many CSS pixels wide."""
        self.page.set_viewport_size({"width": width, "height": 800})


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the browser, or skip the test."""
    found = [name for name in (*map(shutil.which, PROGRAMS), *map(str, PATHS)) if name and Path(name).exists()]
    if not found:
        pytest.skip("CHROMIUM IS NOT INSTALLED: nobody has looked at the pages for the web")
    with sync_playwright() as playwright:
        # A sandbox inside a container needs rights that tests do not have; the pages are our own.
        # Who renders PDFs in this process takes the fonts of the system from it; a browser cannot live without any.
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith("FONTCONFIG")}
        started = playwright.chromium.launch(
            executable_path=found[0], args=ARGUMENTS, chromium_sandbox=False, env=surroundings
        )
        yield started
        started.close()


@contextmanager
def visit(browser: Browser, file: Path, width: int = 1200) -> Iterator[Visit]:
    """Open a file in a window of its own."""
    context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    visit = Visit(context.new_page())
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    visit.page.on("console", lambda message: visit.complaints.append(message.text))
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.goto(file.as_uri())
    yield visit
    context.close()


def broken_rules(visit: Visit, width: int) -> list[str]:
    """Return what axe finds in a window so wide: the rule, how often it is broken, and the first place."""
    visit.narrow(width)
    if not visit.tell("() => 'axe' in window"):
        visit.page.add_style_tag(content=PLAIN_GROUND)
        visit.tell(_axe())
    options = {"runOnly": STANDARDS, "resultTypes": ["violations"]}
    found = visit.page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [
        f"{width} px: {rule['help']} ({rule['id']}): {len(rule['nodes'])} times, as in {rule['nodes'][0]['target']}"
        for rule in found
    ]


def _axe() -> str:
    """Return the source of axe-core, which comes with the package axe-playwright-python."""
    files = metadata.files("axe-playwright-python") or []
    return next(Path(str(file.locate())) for file in files if file.name == "axe.min.js").read_text(encoding="utf-8")
