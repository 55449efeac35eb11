"""Metadata: which standards a file follows, PDF/A-2a and PDF/UA-1 or PDF/A-4, PDF/UA-2 and WTPDF 1.0.

A file says which standards it follows in XMP (ISO 16684-1). PDF/A allows properties from outside its own list only
with a description of their schema (ISO 19005-2, 6.6.2.3.3); the mark of PDF/UA (ISO 14289-1, 5) is one of those.
"""

from xml.sax.saxutils import escape

from briefgen.model.document import Conformance

_END = b"</rdf:RDF>"
_PDFUA = "http://www.aiim.org/pdfua/ns/id/"
_PDFA = "http://www.aiim.org/pdfa/ns"
WTPDF = ("accessibility", "reuse")


def add_accessibility(rdf: bytes, language: str, conformance: Conformance) -> bytes:
    """Return XMP with the marks of the standards that it lacks, the schemas of these and the language (BCP 47)."""
    if rdf.count(_END) != 1:
        raise ValueError("expected one rdf:RDF element")
    marks = (_part(1), _schema()) if conformance == "ua1" else (_part(2, 2024), _revision(), _declarations())
    return rdf.replace(_END, "".join((*marks, _language(language))).encode() + _END)


def _part(number: int, revision: int | None = None) -> str:
    year = f"<pdfuaid:rev>{revision}</pdfuaid:rev>" if revision else ""
    return _about("pdfuaid", _PDFUA, f"<pdfuaid:part>{number}</pdfuaid:part>{year}")


def _revision() -> str:
    """Return the year that PDF/A-4 asks for (ISO 19005-4, 6.7.3)."""
    return _about("pdfaid", f"{_PDFA}/id/", "<pdfaid:rev>2020</pdfaid:rev>")


def _declarations() -> str:
    """Return the declarations of Well-Tagged PDF 1.0, 6.1.2."""
    targets = "".join(_resource("pdfd", conformsTo=f"http://pdfa.org/declarations/wtpdf#{name}1.0") for name in WTPDF)
    bag = f"<pdfd:declarations><rdf:Bag>{targets}</rdf:Bag></pdfd:declarations>"
    return _about("pdfd", "http://pdfa.org/declarations/", bag)


def _language(language: str) -> str:
    bag = f"<dc:language><rdf:Bag><rdf:li>{escape(language)}</rdf:li></rdf:Bag></dc:language>"
    return _about("dc", "http://purl.org/dc/elements/1.1/", bag)


def _schema() -> str:
    part = _resource(
        "pdfaProperty", name="part", valueType="Integer", category="internal", description="Part of ISO 14289"
    )
    schema = _resource("pdfaSchema", schema="PDF/UA identification", namespaceURI=_PDFUA, prefix="pdfuaid")
    properties = f"<pdfaSchema:property><rdf:Seq>{part}</rdf:Seq></pdfaSchema:property>"
    schema = schema.replace("</rdf:li>", properties + "</rdf:li>")
    return (
        f'<rdf:Description rdf:about="" xmlns:pdfaExtension="{_PDFA}/extension/"'
        f' xmlns:pdfaSchema="{_PDFA}/schema#" xmlns:pdfaProperty="{_PDFA}/property#">'
        f"<pdfaExtension:schemas><rdf:Bag>{schema}</rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    )


def _about(prefix: str, namespace: str, properties: str) -> str:
    return f'<rdf:Description rdf:about="" xmlns:{prefix}="{namespace}">{properties}</rdf:Description>'


def _resource(namespace: str, /, **values: str) -> str:
    fields = "".join(f"<{namespace}:{name}>{value}</{namespace}:{name}>" for name, value in values.items())
    return f'<rdf:li rdf:parseType="Resource">{fields}</rdf:li>'
