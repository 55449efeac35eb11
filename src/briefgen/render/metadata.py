"""Metadata: what makes one file both PDF/A-2a and PDF/UA-1.

A file says which standards it follows in XMP (ISO 16684-1). PDF/A allows properties from outside its own list only
with a description of their schema (ISO 19005-2, 6.6.2.3.3); the mark of PDF/UA (ISO 14289-1, 5) is one of those.
"""

from xml.sax.saxutils import escape

_END = b"</rdf:RDF>"
_PDFUA = "http://www.aiim.org/pdfua/ns/id/"
_PDFA = "http://www.aiim.org/pdfa/ns"


def add_accessibility(rdf: bytes, language: str) -> bytes:
    """Return XMP with the mark of PDF/UA-1, the schema that PDF/A asks for and the language (BCP 47)."""
    if rdf.count(_END) != 1:
        raise ValueError("expected one rdf:RDF element")
    additions = (_identification(), _language(language), _schema())
    return rdf.replace(_END, "".join(additions).encode() + _END)


def _identification() -> str:
    return f'<rdf:Description rdf:about="" xmlns:pdfuaid="{_PDFUA}"><pdfuaid:part>1</pdfuaid:part></rdf:Description>'


def _language(language: str) -> str:
    return (
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:language><rdf:Bag><rdf:li>{escape(language)}</rdf:li></rdf:Bag></dc:language></rdf:Description>"
    )


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


def _resource(namespace: str, /, **values: str) -> str:
    fields = "".join(f"<{namespace}:{name}>{value}</{namespace}:{name}>" for name, value in values.items())
    return f'<rdf:li rdf:parseType="Resource">{fields}</rdf:li>'
