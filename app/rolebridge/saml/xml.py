"""The one hardened parser: every XML byte that comes from outside passes here, and only here.

Bytes first, then one parse, then one walk. What this module lets through holds no DOCTYPE, entity,
processing instruction or (in messages) comment, has unique identifiers and absolute namespace
names, and is small enough in every direction that canonicalization cannot be made slow.
"""

import re
import threading
from collections.abc import Mapping
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from lxml import etree

from rolebridge.saml.checks import document as checks
from rolebridge.saml.namespaces import DS, MD, SAML, SAMLP, XENC, XENC11, XML, XS, XSI
from rolebridge.saml.xml_tree import MESSAGE, METADATA, Limits, XMLRefused, examine_tree

__all__ = [
    "DS",
    "MAX_MESSAGE_BYTES",
    "MD",
    "MESSAGE",
    "METADATA",
    "SAML",
    "SAMLP",
    "XENC",
    "XENC11",
    "XML",
    "XS",
    "XSI",
    "Limits",
    "XMLRefused",
    "find_child",
    "parse_canonical",
    "parse_in_context",
    "parse_untrusted",
]

MAX_MESSAGE_BYTES: Final = 262_144


_CDATA: Final = b"<![CDATA["
_BOM: Final = b"\xef\xbb\xbf"
_DECLARATION = re.compile(
    rb"<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:\"1\.0\"|'1\.0')"
    rb"(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:\"[Uu][Tt][Ff]-8\"|'[Uu][Tt][Ff]-8'))?"
    rb"(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:\"(?:yes|no)\"|'(?:yes|no)'))?"
    rb"[ \t\r\n]*\?>"
)
# Every reference but the five that XML itself defines; a name starts with none of the digits.
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z_:\x80-\xff]")
# A start tag with more attributes and namespace declarations together than any limit below allows.
# The tree hangs each attribute behind all those before it, so that many of them take long to parse.
_MOST_ATTRIBUTES = 128
_CROWDED = re.compile(
    rb"<[^<>\"'=]*+(?:=[ \t\r\n]*+(?:\"[^\"<]*+\"|'[^'<]*+')[^<>\"'=]*+){%d}"
    % (_MOST_ATTRIBUTES + 1)
)
_DOCTYPE = re.compile(rb"<!(?:doctype|entity|attlist|element|notation)", re.IGNORECASE)


def parse_untrusted(
    raw: bytes, *, max_bytes: int = MAX_MESSAGE_BYTES, limits: Limits = MESSAGE
) -> Any:
    """Parse foreign XML and return its root element.

    Raises XMLRefused, whose check is one of the catalogue's document checks.
    """
    if len(raw) > max_bytes:
        raise XMLRefused(checks.TOO_LARGE, f"at most {max_bytes} bytes", f"{len(raw)} bytes")
    text = raw.removeprefix(_BOM)
    _check_bytes(text)
    # Each element ends by one of these, and millions of them take long to parse.
    if text.count(b"</") + text.count(b"/>") > limits.elements:
        raise XMLRefused(checks.TOO_COMPLEX, f"at most {limits.elements} elements", "more")
    root = _parse(text, limits)
    _check_doctype(root)
    examine_tree(root, limits)
    if _CDATA in text:
        _refuse_cdata_in_signatures(root)
    return root


def parse_in_context(raw: bytes, namespaces: Mapping[str | None, str]) -> Any:
    """Parse foreign XML whose prefixes were declared around it, and return its root element.

    Raises XMLRefused as `parse_untrusted` does, and where there is more than one element.
    """
    declarations = "".join(
        f" xmlns{':' if prefix else ''}{prefix or ''}={quoteattr(uri)}"
        for prefix, uri in namespaces.items()
    )
    context = f"<context{declarations}>".encode() + raw + b"</context>"
    holder = parse_untrusted(context)
    around = [holder.text, *(child.tail for child in holder)]
    if len(holder) != 1 or any((text or "").strip() for text in around):
        raise XMLRefused(checks.MALFORMED_XML, None, "there is not exactly one element")
    return parse_untrusted(etree.tostring(holder[0], with_tail=False))


def parse_canonical(canonical: bytes) -> Any:
    """Parse bytes that were serialised from a tree of `parse_untrusted`; no second examination."""
    return _parse(canonical, MESSAGE)


def find_child(element: Any, tag: str) -> Any:
    """The first child with a tag, or None; several times as fast as lxml's `find`."""
    return next(element.iterchildren(tag), None)


def _check_bytes(text: bytes) -> None:
    if b"\x00" in text:
        raise XMLRefused(checks.BAD_ENCODING, "UTF-8 text", "it holds a NUL character")
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        actual = f"byte {error.start} is not UTF-8"
        raise XMLRefused(checks.BAD_ENCODING, "UTF-8 text", actual) from None
    if text.startswith(_BOM):
        # libxml2 would skip a second one, and the declaration behind it would go unread here.
        raise XMLRefused(checks.BAD_ENCODING, "UTF-8 text", "it has two byte order marks")
    if text.startswith(b"<?xml") and not _DECLARATION.match(text):
        expected = "XML 1.0 in UTF-8"
        raise XMLRefused(checks.BAD_ENCODING, expected, "its declaration says something else")
    if _DOCTYPE.search(text):
        raise XMLRefused(checks.DOCTYPE_FORBIDDEN)
    if _CROWDED.search(text):
        raise XMLRefused(
            checks.TOO_COMPLEX, f"at most {_MOST_ATTRIBUTES} attributes on one element", "more"
        )
    # Inside CDATA an ampersand is just that; there the parser decides.
    if b"&" in text and _CDATA not in text and _ENTITY.search(text):
        raise XMLRefused(checks.ENTITY_FORBIDDEN)


def _parse(text: bytes, limits: Limits) -> Any:
    parser = _parsers.dropping_comments if limits.comments else _parsers.strict
    try:
        return etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise XMLRefused(checks.MALFORMED_XML, None, _reason(error)) from None


def _check_doctype(root: Any) -> None:
    """The bytes held none; whatever the parser made of them must hold none either."""
    if root.getroottree().docinfo.internalDTD is not None:
        raise XMLRefused(checks.DOCTYPE_FORBIDDEN)


def _build_parser(*, remove_comments: bool) -> Any:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        attribute_defaults=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        strip_cdata=False,
        remove_comments=remove_comments,
    )


class _Parsers(threading.local):
    """Parsers of one thread: lxml makes the calls of a shared parser wait for each other."""

    def __init__(self) -> None:
        self.strict = _build_parser(remove_comments=False)
        self.dropping_comments = _build_parser(remove_comments=True)


_parsers = _Parsers()


def _reason(error: etree.XMLSyntaxError) -> str:
    """Say where the parser stopped; its own words may quote the document and stay out."""
    line, column = error.position
    return f"the parser stopped at line {line}, column {column}"


def _refuse_cdata_in_signatures(root: Any) -> None:
    """A CDATA section is plain text in values, and a disguise in a digest or signature value."""
    for signature in root.iter(f"{{{DS}}}Signature"):
        if _CDATA in etree.tostring(signature):
            raise XMLRefused(checks.COMMENT_IN_SIGNATURE, None, "Signature as a CDATA section")
