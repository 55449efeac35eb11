"""What mail programs understand of CSS, from the data of caniemail.com.

A feature counts as supported where the data say yes or partly, and where nobody has tested it. Inside an at-rule only
the programs count that know the at-rule: the others never get there.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from briefgen.compose.mail.css import Declaration, Rule

# These were in the first CSS of 1996, or concern one program alone. The data do not list them.
BASIC = {"color", "font-family", "font-style", "text-align", "vertical-align"}
_OWN = ("-webkit-", "-moz-", "-ms-", "-o-", "mso-")
# Longer names mean a part of these: border-top-color is a border.
_FAMILIES = ("border", "padding", "margin", "background", "font", "list-style", "outline", "text-decoration")
_FUNCTION = re.compile(r"([a-z-]+)\(")
_UNIT = re.compile(r"(?<![\w#-])[+-]?\d*\.?\d+(%|[a-z]+)")
_MEDIA = re.compile(r"\(\s*([\w-]+)")
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
    pseudo = [name for name in _PSEUDO.findall(rule.selector) if rule.conditions or not name.startswith(_WRITTEN)]
    yield from ((f"pseudo {name}", f":{name}") for name in pseudo)
    if rule.conditions:
        yield from ((f"selector {kind}", rule.selector) for kind in _kinds(rule.selector))


def _kinds(selector: str) -> Iterator[str]:
    if "[" in selector:
        yield "attribute"
    plain = re.sub(r"::?[\w-]+(\([^)]*\))?|\[[^\]]*\]", "", selector)
    yield from (kind for kind, sign in _SELECTORS.items() if sign.search(plain))


def _at_rule(prelude: str) -> list[str]:
    name = prelude.split()[0].removeprefix("@").lower() if prelude.startswith("@") else ""
    found = [f"at {name}"] if f"at {name}" in _data().constructs else ["unknown"]
    return found + [
        f"media {feature}" for feature in _MEDIA.findall(prelude) if f"media {feature}" in _data().constructs
    ]


def _declared(declaration: Declaration) -> Iterator[tuple[str, str, int]]:
    name, value = declaration.name, declaration.value.lower()
    shown = f"{name}: {declaration.value}"
    if name.startswith(_OWN):
        return
    yield _property(name), name, declaration.start
    if declaration.important:
        yield "important", "!important", declaration.start
    yield f"value {name}:{value}", shown, declaration.start
    plain = re.sub(r"\"[^\"]*\"|'[^']*'|url\([^)]*\)", "", value)
    yield from ((f"function {one}", f"{one}()", declaration.start) for one in _FUNCTION.findall(plain))
    yield from ((f"unit {one}", f"the unit {one}", declaration.start) for one in _UNIT.findall(plain))
    yield from ((f"word {one}", one, declaration.start) for one in re.findall(r"[a-z][a-z-]+", plain))


def _property(name: str) -> str:
    """Return the construct of a property, or of the family that it is a part of; "unknown" where nobody knows it."""
    if f"property {name}" in _data().constructs:
        return f"property {name}"
    if name in BASIC:
        return f"property {name}"
    if name.startswith("border-") and name.endswith("-radius"):
        return "property border-radius"
    family = next((one for one in _FAMILIES if name.startswith(f"{one}-")), "")
    return f"property {family}" if family else "unknown"


@lru_cache(maxsize=1)
def _data() -> _Data:
    table = json.loads(Path(__file__).with_name("caniemail.json").read_text(encoding="utf-8"))
    return _Data(tuple(table["clients"].values()), table["features"], table["constructs"])
