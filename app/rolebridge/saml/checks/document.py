"""Checks of the document: bytes, characters, well-formedness, limits; then its structure."""

from rolebridge.saml.checks.verdict import Answer, Check, Stage

_INVALID = Answer("InvalidIdentityToken", 400)


def _document(
    code: str, title: str, explanation: str, source: str, stage: Stage = Stage.DOCUMENT
) -> Check:
    return Check(code, stage, title, explanation, source, _INVALID)


TOO_LARGE = _document(
    "too_large",
    "Size of the message",
    "The message may have {expected}; this one has {actual}.",
    "Own limit; STS AssumeRoleWithSAML, SAMLAssertion",
)
BAD_BASE64 = _document(
    "bad_base64",
    "Base64 of the message",
    "SAMLResponse must be plain base64 with padding; {actual}.",
    "SAML Bindings 3.5.4; RFC 4648 section 4",
)
BAD_ENCODING = _document(
    "bad_encoding",
    "Character encoding",
    "The XML must be {expected}; {actual}.",
    "Own rule; XML 1.0 section 4.3.3",
)
DOCTYPE_FORBIDDEN = _document(
    "doctype_forbidden",
    "No document type declaration",
    "SAML messages hold no DOCTYPE; this one does.",
    "Own rule; SAML V2.0 carries no DTD",
)
MALFORMED_XML = _document(
    "malformed_xml",
    "Well-formed XML",
    "The message is not well-formed XML: {actual}.",
    "XML 1.0; Namespaces in XML 1.0",
)
ENTITY_FORBIDDEN = _document(
    "entity_forbidden",
    "No entity references",
    "SAML messages hold no entity references; this one does.",
    "Own rule",
)
PI_FORBIDDEN = _document(
    "pi_forbidden",
    "No processing instructions",
    "SAML messages hold no processing instructions; this one does.",
    "Own rule",
)
COMMENT_IN_SIGNATURE = _document(
    "comment_in_signature",
    "No comments inside signatures",
    "A comment stands inside ds:{actual}; signatures must hold none.",
    "Own rule; canonicalization drops comments",
)
COMMENT_IN_VALUE = _document(
    "comment_in_value",
    "No comments",
    "A comment stands inside {actual}; a comment can cut a signed value in two.",
    "Own rule; canonicalization drops comments",
)
TOO_COMPLEX = _document(
    "too_complex",
    "Limits on the document's shape",
    "The message may have {expected}; this one has {actual}.",
    "Own limit",
)
BAD_NAMESPACE_URI = _document(
    "bad_namespace_uri",
    "Absolute namespace names",
    "The namespace name {actual} is not an absolute URI of plain characters.",
    "Namespaces in XML 1.0; Canonical XML 1.0 section 1.1",
)
BAD_ATTRIBUTE = _document(
    "bad_attribute",
    "No attributes from foreign namespaces",
    "The attribute {actual} is not one that SAML defines there.",
    "Own rule; SAML attributes have no namespace",
)
BAD_XSI_TYPE = _document(
    "bad_xsi_type",
    "xsi:type of plain values only",
    "xsi:type must be {expected}; it is {actual}.",
    "Own rule; SAML Core 2.7.3.1.1",
)
BAD_ID = _document(
    "bad_id",
    "Shape of identifiers",
    "The identifier {actual} is not an xs:ID.",
    "SAML Core 1.3.4; XML Schema Part 2 3.3.8",
)
DUPLICATE_ID = _document(
    "duplicate_id",
    "Unique identifiers",
    "The identifier {actual} stands on more than one element.",
    "SAML Core 1.3.4",
)


WRONG_ROOT = _document(
    "wrong_root",
    "Kind of message",
    "The message must be {expected}; it is {actual}.",
    "SAML Profiles 4.1.4.2",
    Stage.STRUCTURE,
)
VERSION = _document(
    "version",
    "SAML version",
    "Version must be {expected}; it is {actual}.",
    "SAML Core 2.3.3, 3.2.2, 4.1",
    Stage.STRUCTURE,
)
MISSING_ID = _document(
    "missing_id",
    "Identifier present",
    "{expected} must have an ID; it has {actual}.",
    "SAML Core 2.3.3, 3.2.2",
    Stage.STRUCTURE,
)
STATUS_MISSING = _document(
    "status_missing",
    "Status present",
    "The Response must have {expected}; it has {actual}.",
    "SAML Core 3.2.2.1",
    Stage.STRUCTURE,
)
STATUS_NOT_SUCCESS = _document(
    "status_not_success",
    "Status Success",
    "The identity provider answered {actual} instead of {expected}.",
    "SAML Core 3.2.2.2",
    Stage.STRUCTURE,
)
ENCRYPTED_SHAPE = _document(
    "encrypted_shape",
    "Supported use of encryption",
    "Only a whole assertion may be encrypted, with one key and the cipher text in place; {actual}.",
    "SAML Core 2.3.4; XML Encryption 3",
    Stage.STRUCTURE,
)
NESTED_RESPONSE = _document(
    "nested_response",
    "No Response inside the message",
    "A further samlp:Response stands inside {actual}.",
    "Own rule against signature wrapping",
    Stage.STRUCTURE,
)
NESTED_ASSERTION = _document(
    "nested_assertion",
    "No assertion in another place",
    "An assertion stands inside {actual}; its one place is directly below the Response.",
    "Own rule against signature wrapping; SAML Core 2.3.3, 2.6.1",
    Stage.STRUCTURE,
)
ASSERTION_COUNT = _document(
    "assertion_count",
    "Exactly one assertion",
    "The Response must hold {expected}; it holds {actual}.",
    "Own rule; SAML Profiles 4.1.4.2",
    Stage.STRUCTURE,
)
SCHEMA_INVALID = _document(
    "schema_invalid",
    "SAML schema",
    "The message does not follow the SAML schema: {actual}.",
    "saml-schema-protocol-2.0.xsd, saml-schema-assertion-2.0.xsd",
    Stage.STRUCTURE,
)

CHECKS: tuple[Check, ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Check)
)
"""These checks, in the order in which a response meets them."""
