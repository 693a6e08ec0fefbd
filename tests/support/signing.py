"""Signs any element of SAML with the issuing side's own signer."""

from typing import Any

from lxml import etree

from rolebridge.saml.canonical import canonicalize
from rolebridge.saml.signer import Signer, Unsigned, sign

_ISSUER_ENDS = "</saml:Issuer>"


def signed_by(signer: Signer, element: Any) -> Any:
    """A signed copy of `element`, which has an ID and a saml:Issuer."""
    until_issuer, end, rest = canonicalize(element).decode().partition(_ISSUER_ENDS)
    unsigned = Unsigned(element.get("ID"), until_issuer + end, rest)
    return etree.fromstring(sign(unsigned, signer))


def sign_within(root: Any, tag: str, signer: Signer) -> Any:
    """Put a signed copy in the place of the first element with this tag; gives the copy."""
    element = root.find(tag)
    signed = signed_by(signer, element)
    root.replace(element, signed)
    return signed
