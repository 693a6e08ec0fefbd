"""What a parsed document may look like: how large, how deep, with which nodes and names."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from lxml import etree

from rolebridge.saml.checks import Check, CheckFailed
from rolebridge.saml.checks import document as checks
from rolebridge.saml.namespaces import DS, SAML, SAMLP, XENC, XENC11, XML, XS, XSI


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
# Whoever generates an identifier may start it with a digit; real identity providers do, although
# xs:ID forbids it. Nothing outside these characters can carry a meaning of its own in a URI.
_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:\-]{0,255}")
_NAMESPACE_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[!#-;=?-\[\]_a-z~]+")


class XMLRefused(CheckFailed):
    """The gate refused a document; the check says why."""


def examine_tree(root: Any, limits: Limits) -> None:
    """Look at every node and attribute of a parsed document once. Raises XMLRefused."""
    _check_outside(root)
    elements = declarations = 0
    identifiers: set[str] = set()
    for event, what in etree.iterwalk(root, events=("start", "start-ns", "comment", "pi")):
        if event == "start":
            elements += 1
            attributes = what.items()
            if attributes:
                _examine_attributes(what, attributes, identifiers, limits)
        elif event == "start-ns":
            declarations += 1
            _check_namespace(what[1])
        else:
            _refuse_node(what, what.getparent())
    _check_totals(root, limits, elements, declarations)


def _check_outside(root: Any) -> None:
    for outside in (root.getprevious(), root.getnext()):
        if outside is not None:
            _refuse_node(outside, None)


def _check_totals(root: Any, limits: Limits, elements: int, declarations: int) -> None:
    if elements > limits.elements:
        _refuse_complexity(limits.elements, "elements")
    if declarations > limits.declarations:
        _refuse_complexity(limits.declarations, "namespace declarations")
    # A document with fewer of them in all cannot have more of them in one place.
    if elements > limits.depth or declarations > limits.namespaces:
        _examine_nesting(root, limits)


def _examine_attributes(
    element: Any, attributes: list[tuple[str, str]], identifiers: set[str], limits: Limits
) -> None:
    if len(attributes) > limits.attributes:
        _refuse_complexity(limits.attributes, "attributes on one element")
    for name, value in attributes:
        if name in _ID_ATTRIBUTES:
            if not _ID.fullmatch(value):
                raise XMLRefused(checks.BAD_ID, None, value)
            if value in identifiers:
                raise XMLRefused(checks.DUPLICATE_ID, None, value)
            identifiers.add(value)
        elif name[0] == "{":
            _check_qualified(element, name, value, limits)


def _check_qualified(element: Any, name: str, value: str, limits: Limits) -> None:
    if name.startswith(_FOREIGN_TO_ATTRIBUTES):
        raise XMLRefused(checks.BAD_ATTRIBUTE, None, name)
    if name == _XSI_TYPE and limits.plain_types_only:
        prefix, _, local = value.strip(" \t\r\n").rpartition(":")
        expanded = f"{{{element.nsmap.get(prefix or None)}}}{local}"
        if expanded not in _PLAIN_TYPES:
            raise XMLRefused(checks.BAD_XSI_TYPE, "a plain XML Schema type", value)


@lru_cache(maxsize=256)
def _is_absolute(uri: str) -> bool:
    return _NAMESPACE_URI.fullmatch(uri) is not None


def _check_namespace(uri: str) -> None:
    if uri and not _is_absolute(uri):
        raise XMLRefused(checks.BAD_NAMESPACE_URI, None, uri)


def _examine_nesting(root: Any, limits: Limits) -> None:
    """Depth, and declarations in force in one place, which is what makes C14N slow."""
    depth = in_force = 0
    for event, _ in etree.iterwalk(root, events=("start", "end", "start-ns", "end-ns")):
        if event == "start":
            depth += 1
            if depth > limits.depth:
                _refuse_complexity(limits.depth, "levels")
        elif event == "end":
            depth -= 1
        elif event == "start-ns":
            in_force += 1
            if in_force > limits.namespaces:
                _refuse_complexity(limits.namespaces, "namespace declarations in one place")
        else:
            in_force -= 1


def _refuse_complexity(limit: int, what: str) -> None:
    raise XMLRefused(checks.TOO_COMPLEX, f"at most {limit} {what}", "more")


def _refuse_node(node: Any, parent: Any) -> None:
    if node.tag is etree.ProcessingInstruction:
        raise XMLRefused(checks.PI_FORBIDDEN)
    place = "the document" if parent is None else etree.QName(parent).localname
    raise XMLRefused(_comment_check(parent), None, place)


def _comment_check(parent: Any) -> Check:
    if parent is None:
        return checks.COMMENT_IN_VALUE
    line = [parent, *parent.iterancestors()]
    inside = any(element.tag == _SIGNATURE for element in line)
    return checks.COMMENT_IN_SIGNATURE if inside else checks.COMMENT_IN_VALUE
