#!/usr/bin/env python3
"""Make the table of what mail programs understand of CSS again, from the data of caniemail.com.

    npm pack caniemail@2.0.2 && tar xzf caniemail-2.0.2.tgz
    scripts/caniemail.py package

The folder is that of the npm package, which has the data and their licence. Of 307 features those of CSS are kept, and
of each program what its newest version does: y is yes, a partly, n no, u or - unknown.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TABLE = Path(__file__).resolve().parents[1] / "src" / "briefgen" / "compose" / "mail" / "caniemail.json"
# The programs in which nearly all donors read: those of Google, Microsoft, Apple, Yahoo and Samsung, the two free ones
# that people choose for their privacy. Windows Mail has been withdrawn.
CLIENTS = {
    "gmail.desktop-webmail": "Gmail on the web",
    "gmail.ios": "Gmail for iOS",
    "gmail.android": "Gmail for Android",
    "gmail.mobile-webmail": "Gmail in a phone's browser",
    "outlook.windows": "Outlook for Windows",
    "outlook.macos": "Outlook for Mac",
    "outlook.outlook-com": "Outlook on the web",
    "outlook.ios": "Outlook for iOS",
    "outlook.android": "Outlook for Android",
    "apple-mail.macos": "Apple Mail for Mac",
    "apple-mail.ios": "Apple Mail for iOS",
    "yahoo.desktop-webmail": "Yahoo Mail on the web",
    "yahoo.ios": "Yahoo Mail for iOS",
    "yahoo.android": "Yahoo Mail for Android",
    "samsung-email.android": "Samsung Email",
    "thunderbird.macos": "Thunderbird",
    "protonmail.desktop-webmail": "Proton Mail",
}
# What the titles of the features mean, where they are no name of a property.
TITLES = {
    "!important keyword": ("important",),
    "CSS Nesting": ("selector nesting",),
    "CSS Variables (Custom Properties)": ("function var",),
    "CSS calc() function": ("function calc",),
    "initial unit": ("word initial",),
    "lang()": ("pseudo lang",),
    "font shorthand": ("property font",),
    "color-scheme CSS property": ("property color-scheme",),
    "border-radius logical properties": tuple(
        f"property border-{edge}-radius" for edge in ("start-start", "start-end", "end-start", "end-end")
    ),
    "css column properties": ("property columns", "property column-width", "property column-rule"),
    "border-inline & border-block individual logical properties": tuple(
        f"property border-{side}-{end}" for side in ("inline", "block") for end in ("start", "end")
    ),
    "border-inline & border-block longhand properties": tuple(
        f"property border-{side}-{what}" for side in ("inline", "block") for what in ("color", "style", "width")
    ),
    "grid-template-* properties": tuple(
        f"property grid-template{part}" for part in ("", "-areas", "-columns", "-rows")
    ),
}
WORDS = (
    "fit-content",
    "min-content",
    "max-content",
    "system-ui",
    "ui-serif",
    "ui-sans-serif",
    "ui-rounded",
    "ui-monospace",
)


def main() -> None:
    """Read the package, write the table."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    package = Path(sys.argv[1])
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    data = json.loads((package / "data" / "caniemail.json").read_text(encoding="utf-8"))
    features = [one for one in data["data"] if one["category"] == "css" and one["title"] != "CSS comments"]
    table = {
        "source": f"caniemail.com, by the npm package {about['name']} {about['version']}",
        "date": data["last_update_date"][:10],
        # The data are Copyright (c) 2019 HTeuMeuLeu, under the same licence as the package that carries them.
        "licence": f"Copyright (c) 2019 HTeuMeuLeu (data)\n{(package / 'LICENSE').read_text(encoding='utf-8')}",
        "clients": CLIENTS,
        "features": {one["slug"]: "".join(_newest(one["stats"], client) for client in CLIENTS) for one in features},
        "constructs": {name: one["slug"] for one in features for name in _constructs(one["title"].strip())},
    }
    TABLE.write_text(json.dumps(table, ensure_ascii=False, indent=0, sort_keys=False) + "\n", encoding="utf-8")
    print(f"{TABLE.name}: {len(features)} features, {len(CLIENTS)} mail programs, {table['date']}")


def _newest(stats: dict[str, Any], client: str) -> str:
    """Return what the newest version of a program does; the data list the versions in the order of their tests."""
    family, platform = client.split(".")
    versions = stats.get(family, {}).get(platform, {})
    return str(list(versions.values())[-1])[0] if versions else "-"


def _constructs(title: str) -> Iterator[str]:
    """Yield what a title names, as the check calls it: "property border-radius", "unit rem", "media hover"."""
    if title in TITLES:
        yield from TITLES[title]
    elif title.startswith("@media ("):
        yield from (f"media {name}" for name in re.findall(r"@media \(([\w-]+)\)", title))
    elif title.startswith("@"):
        yield f"at {title[1:]}"
    elif title.startswith(":"):
        yield f"pseudo {title.strip(':()')}"
    elif title.endswith(" unit"):
        yield f"unit {title.removesuffix(' unit')}"
    elif "elector" in title or "combinator" in title:
        yield f"selector {re.sub(' (combinator|selectors?)( [*])?', '', title).lower()}"
    elif ":" in title:
        yield f"value {title.replace(' ', '')}"
    elif title.endswith("()"):
        yield from (f"function {name.removesuffix('()')}" for name in title.split(", "))
    else:
        names = re.split(r", | & ", title.removesuffix(" property"))
        yield from (f"{'word' if name in WORDS else 'property'} {name}" for name in names)


if __name__ == "__main__":
    main()
