"""The one hardened parser: every XML byte that comes from outside passes here, and only here.

Bytes first, then one parse, then one walk. What this module lets through holds no DOCTYPE, entity,
processing instruction or (in messages) comment, has unique identifiers and absolute namespace
names, and is small enough in every direction that canonicalization cannot be made slow.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from lxml import etree

from rolebridge.saml.checks import Check, CheckFailed
from rolebridge.saml.checks import document as checks

SAMLP: Final = "urn:oasis:names:tc:SAML:2.0:protocol"
SAML: Final = "urn:oasis:names:tc:SAML:2.0:assertion"
DS: Final = "http://www.w3.org/2000/09/xmldsig#"
XENC: Final = "http://www.w3.org/2001/04/xmlenc#"
XENC11: Final = "http://www.w3.org/2009/xmlenc11#"
MD: Final = "urn:oasis:names:tc:SAML:2.0:metadata"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
XS: Final = "http://www.w3.org/2001/XMLSchema"
XML: Final = "http://www.w3.org/XML/1998/namespace"

MAX_MESSAGE_BYTES: Final = 262_144


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a document may reach. `namespaces` counts declarations in force at one place."""

    elements: int
    depth: int = 64
    attributes: int = 64
    namespaces: int = 64
    declarations: int = 4096
    comments: bool = False
    plain_types_only: bool = True


MESSAGE: Final = Limits(elements=5_000)
"""Limits of protocol messages and assertions."""

METADATA: Final = Limits(
    elements=50_000, declarations=50_000, comments=True, plain_types_only=False
)
"""Limits of metadata: larger, comments are dropped, role descriptors may carry an xsi:type."""

# Values are read as text whatever their type; the list keeps out types that change the meaning of
# an element, such as saml:EncryptedElementType.
_PLAIN_TYPE_NAMES: Final = (
    *("string", "normalizedString", "token", "anyURI", "boolean", "base64Binary"),
    *("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger", "unsignedInt"),
    *("decimal", "float", "double", "date", "dateTime", "time", "anyType", "anySimpleType"),
)
_PLAIN_TYPES: Final = frozenset(f"{{{XS}}}{name}" for name in _PLAIN_TYPE_NAMES)
_ID_ATTRIBUTES: Final = frozenset({"ID", "Id", "id", f"{{{XML}}}id"})
# An attribute of these namespaces is a twin of the real one, which has no namespace.
_FOREIGN_TO_ATTRIBUTES: Final = tuple(f"{{{uri}}}" for uri in (SAMLP, SAML, DS, XENC, XENC11))
_XSI_TYPE: Final = f"{{{XSI}}}type"
_SIGNATURE: Final = f"{{{DS}}}Signature"

_BOM: Final = b"\xef\xbb\xbf"
_DECLARATION = re.compile(
    rb"<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:\"1\.0\"|'1\.0')"
    rb"(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:\"[Uu][Tt][Ff]-8\"|'[Uu][Tt][Ff]-8'))?"
    rb"(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:\"(?:yes|no)\"|'(?:yes|no)'))?"
    rb"[ \t\r\n]*\?>"
)
_DOCTYPE = re.compile(rb"<!(?:doctype|entity|attlist|element|notation)", re.IGNORECASE)
# Whoever generates an identifier may start it with a digit; real identity providers do, although
# xs:ID forbids it. Nothing outside these characters can carry a meaning of its own in a URI.
_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:\-]{0,255}")
_NAMESPACE_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[!#-;=?-\[\]_a-z~]+")


class XMLRefused(CheckFailed):
    """The gate refused a document; the check says why."""


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
    root = _parse(text, limits)
    _Walk(limits).check(root)
    if b"<![CDATA[" in text:
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


def _check_bytes(text: bytes) -> None:
    if b"\x00" in text:
        raise XMLRefused(checks.BAD_ENCODING, "UTF-8 text", "it holds a NUL character")
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        actual = f"byte {error.start} is not UTF-8"
        raise XMLRefused(checks.BAD_ENCODING, "UTF-8 text", actual) from None
    if text.startswith(b"<?xml") and not _DECLARATION.match(text):
        expected = "XML 1.0 in UTF-8"
        raise XMLRefused(checks.BAD_ENCODING, expected, "its declaration says something else")
    if _DOCTYPE.search(text):
        raise XMLRefused(checks.DOCTYPE_FORBIDDEN)


def _parse(text: bytes, limits: Limits) -> Any:
    # A parser of its own for each call: lxml serialises the calls of a shared one.
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        attribute_defaults=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        strip_cdata=False,
        remove_comments=limits.comments,
    )
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise XMLRefused(checks.MALFORMED_XML, None, _reason(error)) from None
    information = root.getroottree().docinfo
    if information.internalDTD is not None or information.doctype:
        raise XMLRefused(checks.DOCTYPE_FORBIDDEN)
    return root


def _reason(error: etree.XMLSyntaxError) -> str:
    """Say where the parser stopped; its own words may quote the document and stay out."""
    line, column = error.position
    return f"the parser stopped at line {line}, column {column}"


class _Walk:
    """One pass over the tree that counts, collects identifiers and looks at every attribute."""

    __slots__ = ("_declarations", "_depth", "_elements", "_ids", "_in_scope", "_limits")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._elements = 0
        self._depth = 0
        self._in_scope = 0
        self._declarations = 0
        self._ids: set[str] = set()

    def check(self, root: Any) -> None:
        for outside in (root.getprevious(), root.getnext()):
            if outside is not None:
                _refuse_node(outside, None)
        events = ("start-ns", "start", "end", "end-ns", "comment", "pi")
        for event, what in etree.iterwalk(root, events=events):
            if event == "start":
                self._enter(what)
            elif event == "end":
                self._depth -= 1
            elif event == "start-ns":
                self._declare(what[1])
            elif event == "end-ns":
                self._in_scope -= 1
            else:
                _refuse_node(what, what.getparent())

    def _enter(self, element: Any) -> None:
        limits = self._limits
        self._elements += 1
        self._depth += 1
        if self._elements > limits.elements:
            _refuse_complexity(limits.elements, "elements")
        if self._depth > limits.depth:
            _refuse_complexity(limits.depth, "levels")
        attributes = element.items()
        if len(attributes) > limits.attributes:
            _refuse_complexity(limits.attributes, "attributes on one element")
        for name, value in attributes:
            if name in _ID_ATTRIBUTES:
                self._identify(value)
            elif name[0] == "{":
                self._check_qualified(element, name, value)

    def _declare(self, uri: str) -> None:
        self._in_scope += 1
        self._declarations += 1
        if self._in_scope > self._limits.namespaces:
            _refuse_complexity(self._limits.namespaces, "namespace declarations in one place")
        if self._declarations > self._limits.declarations:
            _refuse_complexity(self._limits.declarations, "namespace declarations")
        if uri and not _NAMESPACE_URI.fullmatch(uri):
            raise XMLRefused(checks.BAD_NAMESPACE_URI, None, uri)

    def _identify(self, value: str) -> None:
        if not _ID.fullmatch(value):
            raise XMLRefused(checks.BAD_ID, None, value)
        if value in self._ids:
            raise XMLRefused(checks.DUPLICATE_ID, None, value)
        self._ids.add(value)

    def _check_qualified(self, element: Any, name: str, value: str) -> None:
        if name.startswith(_FOREIGN_TO_ATTRIBUTES):
            raise XMLRefused(checks.BAD_ATTRIBUTE, None, name)
        if name == _XSI_TYPE and self._limits.plain_types_only:
            prefix, _, local = value.strip(" \t\r\n").rpartition(":")
            expanded = f"{{{element.nsmap.get(prefix or None)}}}{local}"
            if expanded not in _PLAIN_TYPES:
                raise XMLRefused(checks.BAD_XSI_TYPE, "a plain XML Schema type", value)


def _refuse_complexity(limit: int, what: str) -> None:
    raise XMLRefused(checks.TOO_COMPLEX, f"at most {limit} {what}", "more")


def _refuse_node(node: Any, parent: Any) -> None:
    if node.tag is etree.ProcessingInstruction:
        raise XMLRefused(checks.PI_FORBIDDEN)
    if node.tag is etree.Entity:
        raise XMLRefused(checks.ENTITY_FORBIDDEN)
    place = "the document" if parent is None else etree.QName(parent).localname
    raise XMLRefused(_comment_check(parent), None, place)


def _comment_check(parent: Any) -> Check:
    if parent is None:
        return checks.COMMENT_IN_VALUE
    line = [parent, *parent.iterancestors()]
    inside = any(element.tag == _SIGNATURE for element in line)
    return checks.COMMENT_IN_SIGNATURE if inside else checks.COMMENT_IN_VALUE


def _refuse_cdata_in_signatures(root: Any) -> None:
    """A CDATA section is plain text in values, and a disguise in a digest or signature value."""
    for signature in root.iter(_SIGNATURE):
        if b"<![CDATA[" in etree.tostring(signature):
            raise XMLRefused(checks.COMMENT_IN_SIGNATURE, None, "Signature as a CDATA section")
