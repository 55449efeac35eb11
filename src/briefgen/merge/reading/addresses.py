"""E-mail addresses: one plain address, as every mail server takes it.

Of RFC 5321 what people have: letters, digits and most signs of an atom before the @, a domain with a dot behind it.
Quoted names, comments, lists, addresses in brackets and routes (% and !) are refused. A domain in other letters than
those of ASCII is given in the form that servers know (IDNA).
"""

import re
import unicodedata

from briefgen.deliver.envelope import is_address
from briefgen.merge.reading.cells import FORMULA, CellError, formula
from briefgen.merge.reading.quick import Quick
from briefgen.merge.sources.source import Cell
from briefgen.model.base import DOMAIN

_ATOM = r"[A-Za-z0-9#$&'*/?^_`{|}~][A-Za-z0-9#$&'*+/=?^_`{|}~-]*"
_LATER = r"(?:\.[A-Za-z0-9#$&'*+/=?^_`{|}~-]+)*"
_ADDRESS = re.compile(rf"(?=.{{1,254}}\Z)(?=[^@]{{1,64}}@){_ATOM}{_LATER}@{DOMAIN}", re.ASCII)
QUICK = Quick(
    r"[A-Za-z0-9]{1,20}+(?:[._+-][A-Za-z0-9]{1,20}+){0,2}+"
    r"@(?:[A-Za-z0-9]{1,20}+(?:-[A-Za-z0-9]{1,20}+)?+\.){1,3}+[A-Za-z]{2,24}"
)
"""The quick look at addresses: none that it passes is longer than an address may be."""

# What the two standards of IDNA make different domains of: a letter could go to somebody else.
_DEVIATE = frozenset("ßς\u200c\u200d")
folded = str.casefold
"""The form in which two addresses are compared: capitals make no two people."""

_HINT = "write one address, such as noor@example.org"


def valid(cell: str) -> bool:
    """Tell whether a text is an address as it stands, one that is also sent to."""
    return _ADDRESS.fullmatch(cell) is not None and is_address(cell)


def address(cell: Cell) -> str:
    """Return an address with its domain in small letters of ASCII. Raises CellError; an empty cell is one too."""
    if not isinstance(cell, str):
        raise CellError("recipient-address", "this is a number or a date, not an address", _HINT)
    found = cell.strip()
    if not found:
        raise CellError("recipient-address", "there is no address", "write it, or take the row out of the list")
    if found[0] in FORMULA:
        raise formula()
    if not found.isprintable():
        raise CellError("recipient-characters", "there are control or invisible characters in the address", _HINT)
    local, at, domain = found.rpartition("@")
    found = f"{local}{at}{_ascii(domain)}"
    if not valid(found):
        raise CellError("recipient-address", _why(found), _HINT)
    return found


def _ascii(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    if _DEVIATE.intersection(domain):
        message = "the domain has letters (such as ß) that not all servers read alike"
        raise CellError("recipient-address", message, "write the domain as xn--…")
    try:
        return unicodedata.normalize("NFC", domain).encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise CellError("recipient-address", "this is not a domain", _HINT) from None


def _why(text: str) -> str:
    """Say what is wrong with an address, without saying the address."""
    if not text.isascii():
        return "there are letters before the @ that not all servers know"
    if text.count("@") != 1:
        return "there is no @ in it" if "@" not in text else "there is more than one @ in it"
    if re.search(r"[\s,;<>]", text):
        return "there is a space, comma, semicolon or angle bracket in it"
    local, _, domain = text.partition("@")
    if len(text) > 254 or len(local) > 64:
        return "it is longer than an address can be"
    if "." not in domain:
        return "the domain has no dot"
    return "this is not an address"
