"""Where the designs and the example workspace lie that come with briefgen itself.

An installed wheel carries them as package data. A checkout, which is also what an editable install runs from, has
them at its top. Only the standard library is imported, so that set-up and doctor can ask before anything is installed.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates_dir() -> Path:
    """Return the folder of the bundled designs."""
    return _home() / "templates"


def content_dir() -> Path:
    """Return the content folder of the example workspace, which ``briefgen init`` copies."""
    return _home() / "content"


def findings_page() -> Path:
    """Return the page that explains the codes of findings."""
    return _home() / "docs" / "findings.md"


def _home() -> Path:
    """Return the folder that has them: ``briefgen/_data`` in a wheel, else the top of the checkout."""
    data = _PACKAGE / "_data"
    return data if data.is_dir() else _PACKAGE.parents[1]
