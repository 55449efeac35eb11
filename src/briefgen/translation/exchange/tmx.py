"""TMX 1.4b, level 1: a memory of source texts and their translations, for CAT tools and from them."""

from typing import Any

from briefgen import __version__
from briefgen.findings import Finding, Place
from briefgen.load.workbook.archive import local
from briefgen.translation.exchange.safe_xml import LANG, printable, written
from briefgen.translation.exchange.units import Delivery, Parcel, RefusedError, Row, State


def write(parcel: Parcel) -> bytes:
    """Return the translations of a parcel that hold as a translation memory."""
    from lxml import etree

    root = etree.Element("tmx", version="1.4")
    header = {"creationtool": "briefgen", "creationtoolversion": __version__, "segtype": "block", "o-tmf": "briefgen"}
    header |= {"adminlang": "en", "srclang": parcel.language, "datatype": "plaintext"}
    etree.SubElement(root, "header", header)
    body = etree.SubElement(root, "body")
    for unit in parcel.units:
        if unit.text and unit.state in (State.TRANSLATED, State.APPROVED):
            pair = etree.SubElement(body, "tu", tuid=unit.key)
            etree.SubElement(pair, "prop", type="x-address").text = unit.name
            for language, text in ((parcel.language, unit.source), (parcel.locale, unit.text)):
                variant = etree.SubElement(pair, "tuv", {LANG: language})
                etree.SubElement(variant, "seg").text = printable(text)
    return written(root)


def read(root: Any, name: str) -> Delivery:
    """Return the pairs of a memory. Raises RefusedError when it does not say two languages."""
    pairs = list(root.iter("tu"))
    header = root.find("header")
    source = header.get("srclang", "") if header is not None else ""
    languages = {_language(variant) for pair in pairs for variant in pair.iter("tuv")}
    # A memory may have been made with other spellings of its languages: EN-GB, en_GB.
    others = {language for language in languages if language.lower() != source.lower()}
    if not source or source == "*all*" or len(others) != 1:
        message = "the memory is not from one language into one other"
        raise RefusedError(Finding("exchange-language", Place(name, 1, 1), message, "export two languages at a time"))
    (locale,) = others
    rows = []
    for pair in pairs:
        texts = {_language(variant).lower(): _segment(variant) for variant in pair.iter("tuv")}
        if source.lower() in texts and locale.lower() in texts:
            place = Place(name, pair.sourceline or 0, 1)
            rows.append(Row("", "", texts[source.lower()], texts[locale.lower()], State.STALE, "", place))
    return Delivery(source, locale, "", tuple(rows), memory=True)


def _language(variant: Any) -> str:
    found: str = variant.get(LANG) or variant.get("lang") or ""
    return found.replace("_", "-")


def _segment(variant: Any) -> str:
    """Return the text of a variant; codes of other tools hold what they stand for."""
    found = next((child for child in variant if local(child) == "seg"), None)
    return "" if found is None else "".join(found.itertext())
