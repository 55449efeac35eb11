"""Roles: what an HTML element is in a PDF. ISO 32000-1, 14.8.4 (PDF 1.7) and ISO 32000-2, 14.8.4 (PDF 2.0)."""

from xml.etree.ElementTree import Element

from briefgen.render.structure.alignment import fold

PDF2 = "http://iso.org/pdf2/ssn"
PDF1 = "http://iso.org/pdf/ssn"
# Types that PDF 2.0 has only in the namespace of PDF 1.7.
OLD_TYPES = {"BlockQuote", "Code", "Quote"}
# Types that PDF 1.7 knows by a role map.
MAPPED_TYPES = {"Em": "Span", "Strong": "Span"}

SVG = "{http://www.w3.org/2000/svg}svg"
PICTURES = {"img", SVG}
LISTS = {"ul", "ol", "menu", "dl"}
HEADINGS = {f"h{level}" for level in range(1, 7)}
# Blocks without a meaning of their own.
PLAIN_BLOCKS = {
    "address", "body", "center", "details", "div", "dialog", "fieldset", "footer", "form", "header", "hgroup", "main",
    "search", "summary",
}  # fmt: skip
BLOCKS = PLAIN_BLOCKS | LISTS | HEADINGS | {
    "article", "aside", "blockquote", "dd", "dt", "figcaption", "figure", "hr", "li", "nav", "p", "pre", "section",
    "table",
}  # fmt: skip

TYPES: dict[str, tuple[str, str]] = {
    "html": ("Document", "Document"),
    "article": ("Art", "Sect"),
    "aside": ("Sect", "Aside"),
    "section": ("Sect", "Sect"),
    "nav": ("Sect", "Sect"),
    # PDF 2.0 looks through Div, and wants a caption at one end of what holds it.
    "figure": ("Div", "Sect"),
    "figcaption": ("Caption", "Caption"),
    "caption": ("Caption", "Caption"),
    "blockquote": ("BlockQuote", "BlockQuote"),
    "p": ("P", "P"),
    "pre": ("P", "P"),
    "li": ("LI", "LI"),
    "dt": ("Lbl", "Lbl"),
    "dd": ("LBody", "LBody"),
    "table": ("Table", "Table"),
    "thead": ("THead", "THead"),
    "tbody": ("TBody", "TBody"),
    "tfoot": ("TFoot", "TFoot"),
    "tr": ("TR", "TR"),
    "th": ("TH", "TH"),
    "td": ("TD", "TD"),
    "em": ("Em", "Em"),
    "i": ("Em", "Em"),
    "strong": ("Strong", "Strong"),
    "b": ("Strong", "Strong"),
    "abbr": ("Span", "Span"),
    "sub": ("Span", "Span"),
    "sup": ("Span", "Span"),
    "code": ("Code", "Code"),
    "kbd": ("Code", "Code"),
    "samp": ("Code", "Code"),
    "q": ("Quote", "Quote"),
    **dict.fromkeys(LISTS, ("L", "L")),
    **{name: (name.upper(), name.upper()) for name in HEADINGS},
}

INLINE = {"Annot", "Code", "Em", "Link", "Quote", "Reference", "Span", "Strong"}
"""Types that stand in a line of text."""
CONTAINERS = {"Art", "Aside", "BlockQuote", "Div", "Document", "Part", "Sect", "TOCI"}
"""Types that hold no text themselves: it gets a paragraph."""


def is_block(element: Element) -> bool:
    """Say whether an element begins a new paragraph."""
    return element.tag in BLOCKS


def is_picture(element: Element) -> bool:
    """Say whether an element is a picture, whatever is in it."""
    return element.tag in PICTURES or element.get("role") == "img"


def holds_text(element: Element) -> bool:
    """Say whether a block without a meaning of its own is a paragraph: it holds text, and no other blocks."""
    texts = [element.text, *(child.tail for child in element)]
    inline = any(fold(text or "") for text in texts) or any(
        not is_block(child) and not is_picture(child) and isinstance(child.tag, str) for child in element
    )
    return inline and not any(is_block(child) for child in element.iter() if child is not element)


def alternative(element: Element) -> str:
    """Return the text that stands for a picture; empty for one that only decorates."""
    if label := element.get("aria-label"):
        return label
    if element.tag == SVG:
        return " ".join((element.findtext("{http://www.w3.org/2000/svg}title") or "").split())
    return (element.get("alt") or "").strip()


def is_note_mark(element: Element) -> bool:
    """Say whether an element refers to a note."""
    return element.tag == "a" and element.get("role") == "doc-noteref"


def is_back_link(element: Element) -> bool:
    """Say whether an element leads back from a note."""
    return element.tag == "a" and element.get("role") == "doc-backlink"
