"""What an edition prints, text by text, in the order of its view: the outline that a proof follows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from briefgen.model.edition import LocalText, View

# What names the thing that a text belongs to, and is never translated.
NAMES = ("short_name", "name", "speaker", "date")


@dataclass(frozen=True, slots=True)
class Item:
    """A text of a view, or facts that stand alone.

    ``block`` and ``field`` say what it is, either may be empty; ``about`` names the thing that it belongs to, and
    ``facts`` are the facts that are printed beside it.
    """

    block: str
    field: str
    about: str
    text: LocalText | None
    facts: tuple[str, ...] = ()


def texts_of(value: Any) -> Iterator[LocalText]:
    """Yield all texts of a view that have an address."""
    if _is_text(value):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts_of(item)


def fields(view: View, names: Iterable[str]) -> Iterator[Item]:
    """Yield the texts of some fields of an edition, in this order."""
    for name in names:
        value = view.get(name)
        if _is_text(value):
            yield Item("", name, "", value)
        else:
            yield from _items(name, "", "", value)


def block_items(block: View) -> Iterator[Item]:
    """Yield the texts of one block."""
    if block["kind"] == "prose":
        yield Item("", block["form"], "", block["text"])
    else:
        yield from _items(block["kind"], "", "", block)


def facts(view: View) -> Iterator[Item]:
    """Yield what is said of each fact, with its value at the first of these texts."""
    for name, fact in view["facts"].items():
        texts = [(field, text) for field, text in fact.items() if _is_text(text)]
        for number, (field, text) in enumerate(texts):
            yield Item("fact", field, "", text, () if number else (name,))


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and "address" in value and "lang" in value


def _items(block: str, field: str, about: str, value: Any) -> Iterator[Item]:
    """Yield the texts of a value in their order, each with the facts that stand beside it alone."""
    if isinstance(value, list):
        for item in value:
            yield from _items(block, field, about, item)
    elif _is_text(value):
        yield Item(block, field, about, value)
    elif isinstance(value, dict) and "forms" in value:
        yield Item(block, field, about, None, (value["id"],))
    elif isinstance(value, dict):
        name = next((value[key] for key in NAMES if isinstance(value.get(key), str)), about)
        texts = [(key, text) for key, text in value.items() if _is_text(text)]
        beside = [fact["id"] for item in value.values() for fact in _dicts(item) if "forms" in fact]
        if len(texts) == 1 and beside:
            yield Item(block, texts[0][0], name, texts[0][1], tuple(beside))
        else:
            for key, item in value.items():
                yield from _items(block, key, name, item)


def _dicts(value: Any) -> list[dict[str, Any]]:
    """Return a dict, or the dicts of a list."""
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]
