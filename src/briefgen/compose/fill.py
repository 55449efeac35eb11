"""The second pass: the marked blocks of a composed document are filled for one recipient.

It sees plain data only. There is no expression to evaluate and no template to run: a block is chosen by which fields
are known, and its tokens are replaced with escaped text, all at once, so that a value can bring in neither markup nor
another token.
"""

import re
from collections.abc import Callable, Mapping
from html import escape, unescape

from briefgen.model.recipient import FIELD, Slot, Variant

# What a template puts around a marked block; the general words stand between the marks until it is filled.
_MARKED = re.compile(r"<!-- slot ([a-z0-9-]+) -->(.*?)<!-- /slot -->", re.DOTALL)
# Values are escaped when this is looked for, so that they hold none.
_TAG = re.compile("<[^>]*>")
_VARIANT = "<!-- variant -->"
_SPACES = re.compile(" {2,}")


def fill(text: str, slots: Mapping[str, Slot], fields: Mapping[str, str]) -> str:
    """Return the HTML of a document with its marked blocks as they are for a recipient, and without the marks.

    With no ``fields`` it is what everybody may see. A mark that names no slot keeps what stands in it.
    """
    return _filled(text, slots, fields, escape)


def fill_plain(text: str, slots: Mapping[str, Slot], fields: Mapping[str, str]) -> str:
    """Return the same for a text that is not HTML, where every space counts: of several in a value one is kept."""
    return _filled(text, slots, fields, lambda value: _SPACES.sub(" ", value))


def letter(text: str, slots: Mapping[str, Slot], fields: Mapping[str, str]) -> tuple[str, ...]:
    """Return what a recipient reads in the marked blocks of an HTML document, as plain text, each block once."""
    blocks = {found[1]: fill(found[0], slots, fields) for found in _MARKED.finditer(text)}
    plain = (" ".join(unescape(_TAG.sub(" ", block)).split()) for block in blocks.values())
    return tuple(block for block in plain if block)


def _filled(text: str, slots: Mapping[str, Slot], fields: Mapping[str, str], safe: Callable[[str], str]) -> str:
    def block(found: re.Match[str]) -> str:
        slot = slots.get(found[1])
        return found[2] if slot is None else _said(slot.choose(fields), fields, safe)

    return _MARKED.sub(block, text)


def _said(variant: Variant, fields: Mapping[str, str], safe: Callable[[str], str]) -> str:
    return FIELD.sub(lambda found: safe(fields[found[1]]) if found[1] in variant.fields else "", variant.text)


def with_variants(text: str, slots: Mapping[str, Slot]) -> str:
    """Return a document with all variants of each marked block in their place, so that what changes it changes them.

    ``without_variants`` takes them out again.
    """

    def block(found: re.Match[str]) -> str:
        variants = "".join(f"{_VARIANT}{variant.text}" for variant in slots[found[1]].variants)
        return f"<!-- slot {found[1]} -->{variants}<!-- /slot -->" if found[1] in slots else found[0]

    return _MARKED.sub(block, text)


def without_variants(text: str, slots: Mapping[str, Slot]) -> tuple[str, dict[str, Slot]]:
    """Return the document with the general words in its marked blocks, and the slots with the variants it held."""
    found: dict[str, Slot] = {}

    def block(marked: re.Match[str]) -> str:
        if marked[1] not in slots:
            return marked[0]
        texts = marked[2].split(_VARIANT)[1:]
        variants = zip(slots[marked[1]].variants, texts, strict=True)
        slot = found[marked[1]] = Slot(tuple(Variant(old.fields, new) for old, new in variants))
        return f"<!-- slot {marked[1]} -->{slot.choose({}).text}<!-- /slot -->"

    return _MARKED.sub(block, text), found
