"""Responses whose assertion is encrypted, as a foreign identity provider encrypts it."""

import base64

from lxml import etree

from rolebridge.saml.encryption import encrypt_assertion

ASSERTION = "{urn:oasis:names:tc:SAML:2.0:assertion}Assertion"


def encrypt(response: str, certificate: str | bytes) -> str:
    """Put an EncryptedAssertion where the assertion was; base64 in, base64 out."""
    root = etree.fromstring(base64.b64decode(response))
    assertion = root.find(ASSERTION)
    root.replace(assertion, encrypt_assertion(assertion, certificate))
    return base64.b64encode(etree.tostring(root)).decode()
