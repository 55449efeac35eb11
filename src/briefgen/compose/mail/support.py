"""What mail programs understand of CSS, from the data of caniemail.com.

A program counts as supporting a feature where the data say yes or partly, and where nobody has tested the feature in
it. What the data do not list at all is refused, but for what the first CSS had. Inside an at-rule only the programs
count that know the at-rule: the others never get there.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from briefgen.compose.mail.css import Declaration, Rule

# These were in the first CSS of 1996, or concern one program alone. The data do not list them.
BASIC = {"color", "font-family", "font-style", "font-variant"}
_OWN = ("-webkit-text-size-adjust", "-ms-text-size-adjust", "-ms-interpolation-mode")
# The words of a property that newer CSS has given many more.
_KEYWORDS = {
    "display": {"block", "inline", "inline-block", "none", "list-item", "table", "inline-table", "table-row",
        "table-cell", "table-row-group", "table-header-group", "table-footer-group", "table-caption"},
    "text-align": {"left", "right", "center", "justify", "inherit"},
    "text-decoration": {"none", "underline", "overline", "line-through", "inherit"},
}  # fmt: skip
# Longer names mean a part of these: border-top-color is a border.
_PART = re.compile(
    r"(border)-(?:top|right|bottom|left)(?:-(?:color|style|width))?|(border|outline)-(?:color|style|width)"
    r"|(padding|margin)-(?:top|right|bottom|left)|(background)-attachment"
)
# What stands for a value that is not known yet: a token of the theme, or what a template prints.
_OPEN = "_\0"
_FUNCTION = re.compile(r"([a-z-]+)\(")
_UNIT = re.compile(r"(?<![\w#-])[+-]?\d*\.?\d+(%|[a-z]+)")
_WORD = re.compile(r"[a-z][a-z-]+")
# Later ways to write a value: words that undo, colours one can see through, colours without commas, escapes.
_LATER = re.compile(
    r"\b(?:unset|revert|revert-layer)\b|#(?:[0-9a-f]{8}|[0-9a-f]{4})\b|\brgba?\([^,)]+\)|-(?:webkit|moz|ms|o)-[a-z-]+|\\"
)
_MEDIA = re.compile(r"\(\s*([^\s:)]+)")
_WIDTHS = {"min-width", "max-width", "min-device-width", "max-device-width"}
_PSEUDO = re.compile(r"::?([\w-]+)")
# What tells one kind of selector from another, once pseudo-classes and attributes have been taken out.
_SELECTORS = {
    "class": re.compile(r"\."),
    "id": re.compile(r"#"),
    "type": re.compile(r"(?:^|[\s>+~,])[a-z]"),
    "universal": re.compile(r"\*"),
    "grouping": re.compile(r","),
    "child": re.compile(r">"),
    "adjacent sibling": re.compile(r"\+"),
    "general sibling": re.compile(r"~"),
    "descendant": re.compile(r"[^\s>+~,]\s+[^\s>+~,]"),
    "chaining": re.compile(r"[\w-][.#]"),
}
# Pseudo-classes that say where an element stands: a rule with them can be written into it.
_WRITTEN = ("first-child", "first-of-type", "last-child", "last-of-type", "nth-", "only-", "not", "is", "where", "lang")
SHOWN = 4
MAY_FAIL = ", or say under degrades in templates/email/template.yaml why its failure does no harm"


@dataclass(frozen=True, slots=True)
class Gap:
    """A feature that ``programs`` lack: its name in the data, what uses it, and where that begins."""

    feature: str
    used: str
    start: int
    programs: tuple[str, ...]

    def message(self) -> str:
        """Return what is wrong."""
        if not self.programs:
            return f"nobody has tested {self.used} in mail programs"
        more = f" and {len(self.programs) - SHOWN} more" if len(self.programs) > SHOWN else ""
        return f"{self.used} ({self.feature}) does not work in {', '.join(self.programs[:SHOWN])}{more}"

    def hint(self) -> str:
        """Return how to mend it."""
        return f"do without it{MAY_FAIL}" if self.feature else "do without it"


@dataclass(frozen=True, slots=True)
class _Data:
    clients: tuple[str, ...]
    features: Mapping[str, str]
    constructs: Mapping[str, str]


def known_features() -> Collection[str]:
    """Return the names that the data have for features of CSS."""
    return _data().features.keys()


def gaps(rules: Iterable[Rule], degrades: Collection[str]) -> Iterator[Gap]:
    """Yield what some programs lack of a style sheet, but for the features that may degrade."""
    for rule in rules:
        at_rules = [one for condition in rule.conditions for one in _at_rule(condition)]
        programs = [index for index in range(len(_data().clients)) if all(_has(one, index) for one in at_rules)]
        used = [(name, shown, rule.start) for name, shown in _selected(rule)]
        used += [one for declaration in rule.declarations for one in _declared(declaration)]
        for construct, shown, start in used:
            own = range(len(_data().clients)) if construct.startswith(("at ", "media ")) else programs
            yield from _gap(construct, shown, start, own, degrades)


def attribute_gaps(declarations: Iterable[Declaration], degrades: Collection[str]) -> Iterator[Gap]:
    """Yield the same for a style attribute."""
    for declaration in declarations:
        for construct, shown, start in _declared(declaration):
            yield from _gap(construct, shown, start, range(len(_data().clients)), degrades)


def _gap(construct: str, shown: str, start: int, programs: Iterable[int], degrades: Collection[str]) -> Iterator[Gap]:
    if construct == "unknown":
        yield Gap("", shown, start, ())
        return
    feature = _data().constructs.get(construct)
    if feature is None or feature in degrades:
        return
    support = _data().features[feature]
    lacking = tuple(_data().clients[index] for index in programs if support[index] == "n")
    if lacking:
        yield Gap(feature, shown, start, lacking)


def _has(construct: str, client: int) -> bool:
    feature = _data().constructs.get(construct)
    return feature is None or _data().features[feature][client] in "ya"


def _selected(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield what the conditions and the selector of a rule need, and how it is written.

    A rule without conditions is written into its elements: of its selector only what no element has by itself counts,
    such as the hand of the reader upon it.
    """
    for condition in rule.conditions:
        yield from ((one, condition) for one in _at_rule(condition))
    if rule.selector.startswith("@"):
        yield from ((one, rule.selector) for one in _at_rule(rule.selector))
        return
    selector = rule.selector.lower()
    pseudo = [name for name in _PSEUDO.findall(selector) if rule.conditions or not name.startswith(_WRITTEN)]
    yield from ((_listed(f"pseudo {name}"), f":{name}") for name in pseudo)
    if rule.conditions:
        yield from ((f"selector {kind}", rule.selector) for kind in _kinds(selector))


def _kinds(selector: str) -> Iterator[str]:
    if "[" in selector:
        yield "attribute"
    plain = re.sub(r"::?[\w-]+(\([^)]*\))?|\[[^\]]*\]", "", selector)
    yield from (kind for kind, sign in _SELECTORS.items() if sign.search(plain))


def _at_rule(prelude: str) -> list[str]:
    name = re.match(r"@?([\w-]*)", prelude.lower())
    features = _MEDIA.findall(prelude.lower()) if name and name[1] == "media" else ()
    asked = (re.sub(r"\b(?:min|max)-", "", feature) for feature in features if feature not in _WIDTHS)
    return [_listed(f"at {name[1] if name else ''}"), *(_listed(f"media {feature}") for feature in asked)]


def _listed(construct: str) -> str:
    """Return a construct that the data know, or "unknown"."""
    return construct if construct in _data().constructs else "unknown"


def _declared(declaration: Declaration) -> Iterator[tuple[str, str, int]]:
    yield from ((construct, shown, declaration.start) for construct, shown in _said(declaration))


def _said(declaration: Declaration) -> Iterator[tuple[str, str]]:
    name, value = declaration.name, declaration.value.lower()
    if name in _OWN or name.startswith("mso-"):
        return
    yield _property(name), name
    if declaration.important:
        yield "important", "!important"
    shown = f"{name}: {declaration.value}"
    if f"value {name}:{value}" in _data().constructs:
        yield f"value {name}:{value}", shown
    elif name in _KEYWORDS and not _KEYWORDS[name].issuperset(
        filter(None, (word.strip(_OPEN) for word in value.split()))
    ):
        yield "unknown", shown
    plain = re.sub(r"\"[^\"]*\"|'[^']*'|url\([^)]*\)", "", value)
    if _LATER.search(plain):
        yield "unknown", shown
    yield from ((_listed(f"function {one}"), f"{one}()") for one in _FUNCTION.findall(plain))
    yield from ((_listed(f"unit {one}"), f"the unit {one}") for one in _UNIT.findall(plain))
    yield from ((f"word {one}", one) for one in _WORD.findall(plain))


def _property(name: str) -> str:
    """Return the construct of a property, or of that which it is a part of; "unknown" where nobody knows it."""
    if f"property {name}" in _data().constructs or name in BASIC:
        return f"property {name}"
    if re.fullmatch(r"border-(?:top|bottom)-(?:left|right)-radius", name):
        return "property border-radius"
    part = _PART.fullmatch(name)
    return f"property {part[part.lastindex or 0]}" if part else "unknown"


@lru_cache(maxsize=1)
def _data() -> _Data:
    table = json.loads(Path(__file__).with_name("caniemail.json").read_text(encoding="utf-8"))
    return _Data(tuple(table["clients"].values()), table["features"], table["constructs"])
