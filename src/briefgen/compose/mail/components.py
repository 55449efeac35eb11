"""The components of MJML that a mail may use, and what is wrong with a template that uses others.

The renderer passes what it does not know into the mail as it stands, without a word. The tables hold what it draws;
what MJML has beyond that loads from elsewhere, needs scripts of its own, or is ignored by it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from briefgen.findings import did_you_mean

_PADDING = ("padding", "padding-top", "padding-right", "padding-bottom", "padding-left")
_BORDER = ("border", "border-top", "border-right", "border-bottom", "border-left", "border-radius")
_TEXT = ("color", "font-family", "font-size", "font-style", "font-weight", "letter-spacing", "line-height")
_CASE = ("text-decoration", "text-transform")
_EVERYWHERE = ("css-class", "mj-class")

# Each component with the components that it may stand in, and its attributes.
COMPONENTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "mjml": (("",), ("lang", "dir")),
    "mj-head": (("mjml",), ()),
    "mj-body": (("mjml",), ("width", "background-color", "css-class")),
    "mj-title": (("mj-head",), ()),
    "mj-preview": (("mj-head",), ()),
    "mj-breakpoint": (("mj-head",), ("width",)),
    "mj-attributes": (("mj-head",), ()),
    "mj-all": (("mj-attributes",), (*_PADDING, *_TEXT, "align")),
    "mj-class": (("mj-attributes",), ("name", *_PADDING, *_BORDER, *_TEXT, *_CASE, "align", "background-color")),
    "mj-raw": (("mj-head", "mj-body", "mj-section", "mj-column", "mj-wrapper"), ()),
    "mj-wrapper": (("mj-body",), (*_PADDING, *_BORDER, "background-color", "full-width", "text-align", *_EVERYWHERE)),
    "mj-section": (
        ("mj-body", "mj-wrapper"),
        (*_PADDING, *_BORDER, "background-color", "direction", "full-width", "text-align", *_EVERYWHERE),
    ),
    "mj-group": (("mj-section",), ("width", "vertical-align", "background-color", "direction", *_EVERYWHERE)),
    "mj-column": (
        ("mj-section", "mj-group"),
        (*_PADDING, *_BORDER, "background-color", "width", "vertical-align", "direction", *_EVERYWHERE),
    ),
    "mj-text": (
        ("mj-column",),
        (*_PADDING, *_TEXT, *_CASE, "align", "container-background-color", "height", *_EVERYWHERE),
    ),
    "mj-button": (
        ("mj-column",),
        (
            *_PADDING, *_BORDER, *_TEXT, *_CASE, "align", "background-color", "container-background-color", "height",
            "href", "inner-padding", "rel", "target", "text-align", "vertical-align", "width", *_EVERYWHERE,
        ),
    ),
    "mj-image": (
        ("mj-column",),
        (
            *_PADDING, "border", "border-radius", "alt", "href", "src", "title", "rel", "align",
            "container-background-color", "fluid-on-mobile", "width", "height", "max-height", "font-size", "target",
            *_EVERYWHERE,
        ),
    ),
    "mj-divider": (
        ("mj-column",),
        (
            *_PADDING, "border-color", "border-style", "border-width", "container-background-color", "width", "align",
            *_EVERYWHERE,
        ),
    ),
    "mj-spacer": (("mj-column",), (*_PADDING, "container-background-color", "height", *_EVERYWHERE)),
    "mj-table": (
        ("mj-column",),
        (
            *_PADDING, "align", "border", "cellpadding", "cellspacing", "container-background-color", "color",
            "font-family", "font-size", "line-height", "table-layout", "width", *_EVERYWHERE,
        ),
    ),
}  # fmt: skip
REFUSED = {
    "mj-accordion": "few mail programs open and close it",
    "mj-carousel": "few mail programs turn it",
    "mj-font": "it loads a typeface from elsewhere",
    "mj-hero": "without its picture its text cannot be read",
    "mj-html-attributes": "write the attribute where it belongs",
    "mj-include": "include templates as Jinja does: {% include %}",
    "mj-navbar": "few mail programs open it",
    "mj-social": "it loads its signs from elsewhere",
    "mj-style": "write the rule into a style sheet of the design, which is checked with its place",
}
# The components in which HTML stands, and nothing of MJML.
ENDING = {"mj-title", "mj-preview", "mj-raw", "mj-text", "mj-button", "mj-table"}
_CELL = ("align", "valign", "width", "height", "bgcolor", "colspan", "rowspan", "scope")
HTML: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "li", "div", "span", "br"), ()),
    **dict.fromkeys(("strong", "em", "b", "i", "sup", "sub", "small", "cite", "code", "pre", "wbr", "hr"), ()),
    **dict.fromkeys(("thead", "tbody", "tfoot", "caption"), ()),
    **dict.fromkeys(("th", "td"), _CELL),
    "a": ("href", "title"),
    "abbr": ("title",),
    "img": ("src", "alt", "width", "height"),
    "meta": ("name", "content"),
    "ol": ("start",),
    "table": ("align", "bgcolor", "border", "cellpadding", "cellspacing", "width"),
    "tr": ("align", "valign", "bgcolor"),
}
GLOBAL = ("class", "style", "lang", "dir", "role", "aria-label", "aria-hidden")
_VOID = {"br", "hr", "img", "meta", "wbr"}

# Jinja in a template: what it prints is not known yet, what it does leaves nothing.
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<([A-Za-z\0][\w\0:-]*)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>")
_ATTRIBUTE = re.compile(r"([^\s=>\"'/]+)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that a mail may not hold: code, what is wrong, how to mend it, and where it begins in the text."""

    code: str
    message: str
    hint: str
    start: int = 0


def template_faults(source: str) -> Iterator[Fault]:
    """Yield the unknown tags and attributes of a template, as far as they can be seen before it is filled in."""
    masked = masked_template(source)
    for found in _TAG.finditer(masked):
        tag = found[1].lower()
        if "\0" not in tag:
            names = ((one[1].lower(), found.start(2) + one.start()) for one in _ATTRIBUTE.finditer(found[2]))
            yield from _unknown(tag, ((name, at) for name, at in names if "\0" not in name), found.start())


def masked_template(source: str) -> str:
    """Return a template of equal length without Jinja and comments; NULs stand for what it prints."""
    return _JINJA.sub(lambda found: re.sub(r"[^\n]", "\0" if found[0].startswith("{{") else " ", found[0]), source)


def faults(mjml: str) -> Iterator[Fault]:
    """Yield all that is wrong with the MJML of a mail: what is unknown, and what stands in a wrong place."""
    reader = _Reader(mjml)
    reader.feed(mjml)
    reader.close()
    yield from reader.faults
    for name, at in reader.used:
        if name not in reader.defined:
            hint = did_you_mean(name, reader.defined)
            yield Fault("mail-attribute-unknown", f'no mj-class is called "{name}"', hint, at)
    for tag, at in reader.open:
        yield Fault("mail-nesting", f"<{tag}> is not closed", f"put </{tag}> behind what it holds", at)


def _unknown(tag: str, attributes: Iterable[tuple[str, int]], at: int) -> Iterator[Fault]:
    if tag in COMPONENTS:
        known: tuple[str, ...] = COMPONENTS[tag][1]
    elif tag in HTML:
        known = (*HTML[tag], *GLOBAL)
    else:
        hint = REFUSED.get(tag) or did_you_mean(tag, COMPONENTS if tag.startswith("mj") else HTML)
        yield Fault("mail-tag-unknown", f"<{tag}> has no place in a mail", hint, at)
        return
    for name, start in attributes:
        # Defaults may be given to any component.
        if name not in known and not (name == "name" and tag == "mj-class"):
            yield Fault("mail-attribute-unknown", f"<{tag}> has no attribute {name}", did_you_mean(name, known), start)


class _Reader(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.faults: list[Fault] = []
        self.open: list[tuple[str, int]] = []
        # What mj-class names in mj-attributes, and what it is named by elsewhere.
        self.defined: set[str] = set()
        self.used: list[tuple[str, int]] = []
        self._starts = [0, *(found.end() for found in re.finditer("\n", source))]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check one tag where it stands."""
        at = self._at()
        inside = self.open[-1][0] if self.open else ""
        values = {name: value or "" for name, value in attrs}
        self.used += [(name, at) for name in values.get("mj-class", "").split()]
        self.defined |= {values.get("name", "")} if tag == "mj-class" else set()
        if not (inside == "mj-attributes" and tag in COMPONENTS):
            self.faults += self._misplaced(tag, inside, at)
        self.faults += _unknown(tag, ((name, at) for name, _ in attrs), at)
        if tag not in _VOID:
            self.open.append((tag, at))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check a tag that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Check that a tag closes the one that was opened last."""
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
        elif tag not in _VOID:
            last = f"<{self.open[-1][0]}>" if self.open else "nothing"
            self.faults.append(Fault("mail-nesting", f"</{tag}> stands where {last} is open", "", self._at()))
            while any(name == tag for name, _ in self.open) and self.open.pop()[0] != tag:
                pass

    def _misplaced(self, tag: str, inside: str, at: int) -> Iterator[Fault]:
        in_html = any(name in ENDING for name, _ in self.open)
        if tag in COMPONENTS and (in_html or inside not in COMPONENTS[tag][0]):
            places = " or ".join(f"<{name}>" for name in COMPONENTS[tag][0] if name)
            where = f"in <{inside}>" if inside else "outside all others"
            yield Fault("mail-nesting", f"<{tag}> stands {where}", f"it belongs in {places}" if places else "", at)
        elif tag in HTML and not in_html:
            yield Fault("mail-nesting", f"<{tag}> stands in <{inside}>", "put it into <mj-text> or <mj-raw>", at)

    def _at(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column
