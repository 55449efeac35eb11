"""The kinds of files that translations go out and come back in: one table, and how a file is told by its contents."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from briefgen.findings import Finding, Place
from briefgen.load.workbook.archive import local
from briefgen.translation.exchange import po, safe_xml, sheet, sheet_reader, tmx, xliff2, xliff12
from briefgen.translation.exchange.units import Delivery, Parcel, RefusedError

LIMIT = 32 * 1024 * 1024

WRITERS: Mapping[str, Callable[[Parcel, str], bytes]] = MappingProxyType(
    {
        "po": lambda parcel, name: po.write(parcel),
        "xliff12": lambda parcel, name: xliff12.write(parcel),
        "xliff2": lambda parcel, name: xliff2.write(parcel),
        "xlsx": sheet.write,
        "tmx": lambda parcel, name: tmx.write(parcel),
    }
)


def write(parcel: Parcel, form: str, name: str) -> bytes | Finding:
    """Return a parcel as a file of one of WRITERS, or why it cannot be one. ``name`` is that of the file."""
    try:
        return WRITERS[form](parcel, name)
    except ModuleNotFoundError as error:
        return extra_missing(name, error)
    except RefusedError as refused:
        return refused.finding


def read(body: bytes, name: str) -> Delivery | Finding:
    """Return what a file brings back, or why nothing of it is taken. Its kind is told by its contents, not its name."""
    try:
        delivery = _read(body, name)
    except RefusedError as refused:
        return refused.finding
    if not delivery.rows and not delivery.findings:
        return Finding("exchange-syntax", Place(name), "there are no translations in the file", safe_xml.TRUNCATED)
    return delivery


def _read(body: bytes, name: str) -> Delivery:
    if body.startswith(b"PK"):
        return sheet_reader.read(body, name)
    if body.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<"):
        return _read_xml(body, name)
    return po.read(_text(body, name), name)


def _read_xml(body: bytes, name: str) -> Delivery:
    root = safe_xml.parse(body, name)
    kind = (local(root), root.get("version", ""))
    if kind == ("xliff", "1.2") and root.tag.startswith(f"{{{xliff12.NAMESPACE}}}"):
        return xliff12.read(root, name)
    if kind == ("xliff", "2.0") and root.tag.startswith(f"{{{xliff2.NAMESPACE}}}"):
        return xliff2.read(root, name)
    if kind[0] == "tmx":
        return tmx.read(root, name)
    message = f"this is no XLIFF 1.2, XLIFF 2.0 or TMX: it begins with <{safe_xml.printable(kind[0])[:40]}>"
    raise RefusedError(Finding("exchange-syntax", Place(name, 1, 1), message, "export it as one of these"))


def _text(body: bytes, name: str) -> str:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        message = "the file is not UTF-8, or is no file that translations come back in"
        raise RefusedError(Finding("encoding", Place(name), message, "send PO, XLIFF, TMX, or a workbook (.xlsx)"))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def extra_missing(name: str, error: ModuleNotFoundError) -> Finding:
    """Return the finding for a package that is not installed."""
    message = f"the package {error.name} is not installed"
    return Finding("extra-missing", Place(name), message, "install it: pip install 'briefgen[exchange]'")
