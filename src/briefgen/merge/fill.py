"""The second pass: the marked blocks of a composed document are filled for one recipient.

It sees plain data only. There is no expression to evaluate and no template to run: a block is chosen by which fields
are known, and its tokens are replaced with escaped text, all at once, so that a value can bring in neither markup nor
another token.
"""

import re
from collections.abc import Callable, Mapping
from html import escape

from briefgen.model.recipient import FIELD, Slot, Variant

# What a template puts around a marked block; the general words stand between the marks until it is filled.
_MARKED = re.compile(r"<!-- slot ([a-z0-9-]+) -->(.*?)<!-- /slot -->", re.DOTALL)


def fill(text: str, slots: Mapping[str, Slot], fields: Mapping[str, str]) -> str:
    """Return the HTML of a document with its marked blocks as they are for a recipient, and without the marks.

    With no ``fields`` it is what everybody may see. A mark that names no slot keeps what stands in it.
    """
    return _filled(text, slots, fields, escape)


def fill_plain(text: str, slots: Mapping[str, Slot], fields: Mapping[str, str]) -> str:
    """Return the same for a text that is not HTML."""
    return _filled(text, slots, fields, str)


def _filled(text: str, slots: Mapping[str, Slot], fields: Mapping[str, str], safe: Callable[[str], str]) -> str:
    def block(found: re.Match[str]) -> str:
        slot = slots.get(found[1])
        return found[2] if slot is None else _said(slot.choose(fields), fields, safe)

    return _MARKED.sub(block, text)


def _said(variant: Variant, fields: Mapping[str, str], safe: Callable[[str], str]) -> str:
    return FIELD.sub(lambda found: safe(fields[found[1]]) if found[1] in variant.fields else "", variant.text)
