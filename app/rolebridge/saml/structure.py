"""The places of things in a response, before anything of it is believed.

Every assertion, signature and cipher text has one place. A document with one of them anywhere else
is refused as a whole, which is what stops signature wrapping in all its shapes.
"""

from typing import Any, Final

from lxml import etree

from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.checks import document as checks
from rolebridge.saml.checks import signature as signature_checks
from rolebridge.saml.encryption import ENCRYPTED_ASSERTION
from rolebridge.saml.schema import validate_schema
from rolebridge.saml.signature_shape import SIGNATURE
from rolebridge.saml.xml import SAML, SAMLP, XENC, find_child

RESPONSE: Final = f"{{{SAMLP}}}Response"
ASSERTION: Final = f"{{{SAML}}}Assertion"
_SEALED: Final = ENCRYPTED_ASSERTION
_ASSERTIONS: Final = (ASSERTION, ENCRYPTED_ASSERTION)
_ISSUER: Final = f"{{{SAML}}}Issuer"
_STATUS: Final = f"{{{SAMLP}}}Status"
_STATUS_CODE: Final = f"{{{SAMLP}}}StatusCode"
_SUCCESS: Final = "urn:oasis:names:tc:SAML:2.0:status:Success"
_VERSION: Final = "2.0"
_ENCRYPTED_DATA: Final = f"{{{XENC}}}EncryptedData"
_ENCRYPTED_PARTS: Final = frozenset(
    f"{{{uri}}}{name}"
    for uri, name in (
        (SAML, "EncryptedID"),
        (SAML, "EncryptedAttribute"),
        (SAMLP, "NewEncryptedID"),
    )
)
_PLACED: Final = (
    RESPONSE,
    ASSERTION,
    ENCRYPTED_ASSERTION,
    SIGNATURE,
    _ENCRYPTED_DATA,
    *_ENCRYPTED_PARTS,
)


def check_response(root: Any) -> Any:
    """Check the structure of a whole message and return its one assertion, plain or encrypted.

    Raises CheckFailed with one of the catalogue's structure checks.
    """
    _check_root(root, RESPONSE, "samlp:Response")
    _check_status(root)
    assertions = [child for child in root if child.tag in _ASSERTIONS]
    _check_places(root, assertions)
    if len(assertions) != 1:
        raise CheckFailed(checks.ASSERTION_COUNT, "exactly one assertion", len(assertions))
    assertion = assertions[0]
    if assertion.tag == ASSERTION:
        _check_root(assertion, ASSERTION, "saml:Assertion")
    validate_schema(root)
    return assertion


def check_assertion(root: Any) -> None:
    """Check the structure of an assertion that is a document of its own, after decryption.

    Raises CheckFailed with one of the catalogue's structure checks.
    """
    _check_root(root, ASSERTION, "saml:Assertion")
    _check_places(root, [root])
    validate_schema(root)


def _check_root(element: Any, tag: str, name: str) -> None:
    if element.tag != tag:
        raise CheckFailed(checks.WRONG_ROOT, name, etree.QName(element).localname)
    if element.get("Version") != _VERSION:
        raise CheckFailed(checks.VERSION, _VERSION, element.get("Version"))
    if not element.get("ID"):
        raise CheckFailed(checks.MISSING_ID, name, None)


def _check_status(root: Any) -> None:
    """SAML Core 3.2.2.2: the top StatusCode, character by character."""
    status = find_child(root, _STATUS)
    code = None if status is None else find_child(status, _STATUS_CODE)
    if code is None:
        raise CheckFailed(checks.STATUS_MISSING, "a Status with a StatusCode", None)
    if code.get("Value") != _SUCCESS:
        raise CheckFailed(checks.STATUS_NOT_SUCCESS, _SUCCESS, _status_words(status, code))


def _status_words(status: Any, code: Any) -> str:
    second = find_child(code, _STATUS_CODE)
    message = status.findtext(f"{{{SAMLP}}}StatusMessage")
    words = [code.get("Value"), None if second is None else second.get("Value"), message]
    return ", ".join(word for word in words if word) or "nothing"


def _check_places(root: Any, assertions: list[Any]) -> None:
    for element in root.iter(*_PLACED):
        tag, parent = element.tag, element.getparent()
        if tag == SIGNATURE:
            _check_signature_place(element, parent, root, assertions)
        elif tag == RESPONSE and element is not root:
            raise CheckFailed(checks.NESTED_RESPONSE, None, _local_name(parent))
        elif tag in _ASSERTIONS and element not in assertions:
            raise CheckFailed(checks.NESTED_ASSERTION, None, _local_name(parent))
        elif tag in _ENCRYPTED_PARTS or (tag == _ENCRYPTED_DATA and parent.tag != _SEALED):
            where = f"{_local_name(element)} stands inside {_local_name(parent)}"
            raise CheckFailed(checks.ENCRYPTED_SHAPE, None, where)


def _check_signature_place(signature: Any, parent: Any, root: Any, assertions: list[Any]) -> None:
    if parent is not root and not (parent in assertions and parent.tag == ASSERTION):
        raise CheckFailed(signature_checks.SIGNATURE_POSITION, None, _local_name(parent))
    if next(signature.itersiblings(SIGNATURE), None) is not None:
        raise CheckFailed(signature_checks.MULTIPLE_SIGNATURES, "one", "several")
    if signature.getprevious() is not find_child(parent, _ISSUER):
        place = f"{_local_name(parent)}, but not directly after its Issuer"
        raise CheckFailed(signature_checks.SIGNATURE_POSITION, None, place)


def _local_name(element: Any) -> str:
    return "the document" if element is None else str(etree.QName(element).localname)
