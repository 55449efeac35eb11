"""Explains a YAML syntax error to people who do not know the grammar."""

import re
from typing import Final

import yaml

from briefgen.findings import Finding, Place

_QUOTE_IT: Final = "put the whole text in quotes"
_INDENT: Final = "fields of one mapping, and items of one list, begin in the same column; indent with spaces"
_MISPLACED: Final = r"expected key|'-' indicator|block end"
_MISALIGNED: Final = "this line does not line up with those above"

# A fragment of what the parser says (both its C and its Python form), whether the fault lies where the construct
# began rather than where the parser gave up, what that means, and how to mend it. The first that fits is used.
_EXPLANATIONS: Final = (
    (r"unexpected end of stream", True, "a quote is opened and never closed", "close the quote"),
    (r"quoted scalar.*unexpected document", True, "a quote is opened and never closed", "close the quote"),
    (r"flow sequence", True, 'a list in "[" and "]" is not closed, or a comma is missing', "close it with ]"),
    (
        r"flow mapping",
        True,
        'a text or mapping that begins with "{" is not closed',
        'a text that begins with "{" needs quotes',
    ),
    (r"simple key", True, "this line has no colon", 'write "field: value"; indent a line that goes on'),
    (
        r"mapping values",
        False,
        "a colon stands where none is expected",
        "quote a text that contains a colon and a space",
    ),
    (
        r"sequence entries",
        False,
        "a list item stands where none is expected",
        'begin a list on its own line; quote a text that begins with "- "',
    ),
    (r"scanning an (?:alias|anchor)", True, 'a text cannot begin with "*" or "&"', _QUOTE_IT),
    (r"tag", True, 'a text cannot begin with "!"', _QUOTE_IT),
    (r"cannot start any token", False, "a text cannot begin with this character", _QUOTE_IT),
    (
        r"escape|hexadecimal|hexdecimal",
        False,
        "a backslash means something in double quotes",
        "use single quotes, or write it twice",
    ),
    (
        r"block scalar",
        False,
        'nothing may follow ">" or "|" on its line',
        'begin the text on the next line; quote a text that begins with ">" or "|"',
    ),
    (r"directive", True, "a line cannot begin with %", _QUOTE_IT),
    (r"document start", False, 'the file goes on after its end, "..."', 'remove the line "..."'),
    (r"expected node content|expected the node", False, "a value cannot begin with this character", _QUOTE_IT),
    (_MISPLACED, False, _MISALIGNED, _INDENT),
)


def explain(error: yaml.YAMLError, text: str, path: str, first_line: int) -> Finding:
    """Return a parser's error as a finding ``yaml-syntax`` with its place and, where known, its usual cause."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Finding("yaml-syntax", Place(path), "this is not YAML")
    mark = error.problem_mark
    lines = re.split(r"\r\n|\r|\n", text)
    said = f"{error.context or ''}: {error.problem or ''}"
    message, hint = "the YAML cannot be read here", "compare with a file that works"
    if re.match(r" *\t", lines[mark.line] if mark.line < len(lines) else ""):
        message, hint = "a tab indents this line", "indent with spaces"
    elif re.search(_MISPLACED, said) and re.search(r"""["'}\]]\s*$""", lines[mark.line][: mark.column]):
        message, hint = "text follows a closing quote or bracket", _QUOTE_IT
    elif "document start" in said and not any(line.startswith("...") for line in lines[: mark.line]):
        message, hint = _MISALIGNED, _INDENT  # the parser took the end of an indented mapping for that of the file
    else:
        for fragment, at_start, meaning, remedy in _EXPLANATIONS:
            if re.search(fragment, said):
                message, hint = meaning, remedy
                mark = (error.context_mark or mark) if at_start else mark
                break
    return Finding("yaml-syntax", Place(path, first_line + mark.line, mark.column + 1), message, hint)
