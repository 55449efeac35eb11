"""The text that a mapping begins with. It names no column: what a column means is not guessed."""

import json
from collections.abc import Iterable, Iterator, Mapping

from briefgen.merge.sources.source import Layout
from briefgen.model.recipient import FieldKind

TAB = "\t"
_MORE = {
    "money": 'currency: EUR, decimal: ","',
    "date": "format: DD-MM-YYYY",
    "number": 'decimal: ","',
    "text": "",
}
_OF_DATABASES = {"money": 'currency: EUR, decimal: "."', "date": "", "number": 'decimal: "."', "text": ""}
_TEXT = """\
# Write the heading of the column behind each name, and take the "# " away. docs/recipients.md explains all of them.
{columns}
{layout}
# email:
# key:        # a number that each person keeps; the address unless given

# name:
#   title:    # Dr, Prof.
#   first:
#   prefix:   # van der, de la
#   last:
#   form: {{column: , values: {{v: female, m: male, x: neutral}}}}

# code:       # what stands in each reader's link to unsubscribe; needed for e-mail alone

# locale: {{column: , values: {{Nederlands: nl, Español: es, English: en-GB}}, default: nl}}
# audience: {{column: , default: {audience}}}

# fields:
{fields}

# Who gets nothing: a file with an address on each line, or a column that says so.
# suppression: {{files: [unsubscribed.txt], column: , values: [ja]}}
"""


def starter(
    name: str,
    columns: Iterable[str],
    layout: Layout,
    audience: str,
    fields: Mapping[str, FieldKind],
    schema: bool,
    database: bool,
) -> str:
    """Return a mapping for a list to be filled in: how it is read, its headings, and the fields of newsletters.

    People write amounts and dates in their own way, a ``database`` always in the same one.
    """
    listed = "\n".join(f"#     {column}" for column in columns)
    filled = "\n".join(_field(name, kind, database) for name, kind in fields.items())
    head = "# yaml-language-server: $schema=../schemas/recipients.json\n" if schema else ""
    return head + _TEXT.format(
        columns=f"# The columns of {name}:\n{listed}",
        layout="".join(f"{line}\n" for line in _layout(layout)),
        audience=audience,
        fields=filled or "#   amount: {type: money, column: }",
    )


def _layout(layout: Layout) -> Iterator[str]:
    """Yield what had to be said for the list to be read; JSON's texts are YAML's."""
    said = {"encoding": layout.encoding, "delimiter": layout.delimiter, "sheet": layout.sheet, "table": layout.table}
    for name, value in said.items():
        if value and value != getattr(Layout(), name):
            yield f"{name}: {json.dumps('tab' if value == TAB else value, ensure_ascii=False)}"


def _field(name: str, kind: FieldKind, database: bool) -> str:
    said = _OF_DATABASES[kind] if database else _MORE[kind]
    more = f", {said}" if said else ""
    return f"#   {name}: {{type: {kind}, column: {more}}}"
