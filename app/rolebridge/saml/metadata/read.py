"""Metadata text to descriptions: the hardened gate first, then pysaml2's classes.

pysaml2 sees only bytes that were written from the tree the gate let through. A signature on the
metadata is not looked at: whoever put the text into the configuration vouches for it.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography import x509
from saml2 import md, samlp

from rolebridge.clock import parse_instant
from rolebridge.saml.base64text import decode_xml_value
from rolebridge.saml.elements import serialise
from rolebridge.saml.metadata.descriptions import (
    ACS,
    Endpoint,
    IdPDescription,
    MetadataRefused,
    SPDescription,
)
from rolebridge.saml.metadata.display import find_display_name
from rolebridge.saml.metadata.locations import validate_location
from rolebridge.saml.values import Binding
from rolebridge.saml.xml import DS, MD, METADATA, XMLRefused, parse_untrusted

MAX_METADATA_BYTES = 10_000_000
_LARGE_CHARACTERS = 100_000
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


class _Large:
    """A text that a cache knows by its digest, so that no cache keeps many megabytes alive."""

    __slots__ = ("digest", "xml")

    def __init__(self, xml: str) -> None:
        self.xml = xml
        self.digest = hashlib.sha256(xml.encode("utf-8", "surrogatepass")).digest()

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Large) and other.digest == self.digest


def parse_idp_metadata(xml: str) -> IdPDescription:
    """Read the one identity provider that `xml` describes. Raises MetadataRefused."""
    if len(xml) <= _LARGE_CHARACTERS:
        return _parse_idp_metadata(xml)
    return _parse_large_idp_metadata(_Large(xml))


@lru_cache(maxsize=128)
def _parse_large_idp_metadata(large: _Large) -> IdPDescription:
    description = _read_idp(large.xml)
    large.xml = ""
    return description


@lru_cache(maxsize=128)
def _parse_idp_metadata(xml: str) -> IdPDescription:
    return _read_idp(xml)


def _read_idp(xml: str) -> IdPDescription:
    entity = _parse_entity(xml)
    role = _only_role(entity, "idpsso_descriptor", "IDPSSODescriptor")
    sso = tuple(
        Endpoint(
            each.binding or "",
            validate_location("SingleSignOnService/@Location", each.location or ""),
        )
        for each in role.single_sign_on_service
    )
    certificates = _certificates(role, "signing")
    if not certificates:
        raise MetadataRefused("KeyDescriptor", None, "a signing certificate is needed")
    return IdPDescription(_entity_id(entity), sso, certificates, _valid_until(entity, role))


@lru_cache(maxsize=128)
def parse_sp_metadata(xml: str) -> SPDescription:
    """Read the one service provider that `xml` describes. Raises MetadataRefused."""
    entity = _parse_entity(xml)
    role = _only_role(entity, "spsso_descriptor", "SPSSODescriptor")
    entity_id = _entity_id(entity)
    return SPDescription(
        entity_id=entity_id,
        name=find_display_name(entity, role) or entity_id,
        acs=_consumer_services(role),
        signing_certificates=_certificates(role, "signing"),
        encryption_certificates=_certificates(role, "encryption"),
        authn_requests_signed=_boolean("AuthnRequestsSigned", role.authn_requests_signed) or False,
        want_assertions_signed=_boolean("WantAssertionsSigned", role.want_assertions_signed)
        or False,
        name_id_formats=tuple(each.text.strip() for each in role.name_id_format if each.text),
        valid_until=_valid_until(entity, role),
    )


def _parse_entity(xml: str) -> Any:
    try:
        root = parse_untrusted(xml.encode(), max_bytes=MAX_METADATA_BYTES, limits=METADATA)
    except UnicodeEncodeError:
        raise MetadataRefused("document", None, "it holds lone surrogates") from None
    except XMLRefused as error:
        raise MetadataRefused("document", None, str(error).rstrip(".")) from None
    found = list(root.iter(f"{{{MD}}}EntityDescriptor"))
    if root.tag not in (f"{{{MD}}}EntityDescriptor", f"{{{MD}}}EntitiesDescriptor"):
        raise MetadataRefused("document", root.tag, "its root must be md:EntityDescriptor")
    if len(found) != 1:
        raise MetadataRefused("EntityDescriptor", len(found), "exactly one may be described")
    _keep_first_certificates(found[0])
    return md.entity_descriptor_from_string(serialise(found[0]))


def _keep_first_certificates(entity: Any) -> None:
    """Drop the chain behind each key's own certificate, which comes first (XML Signature 4.4.4).

    pysaml2 would keep the last one, so that the authority's key would count as the provider's.
    """
    for data in entity.iter(f"{{{DS}}}X509Data"):
        for issuer in data.findall(f"{{{DS}}}X509Certificate")[1:]:
            data.remove(issuer)


def _only_role(entity: Any, member: str, name: str) -> Any:
    roles = [
        role
        for role in getattr(entity, member)
        if samlp.NAMESPACE in (role.protocol_support_enumeration or "").split()
    ]
    if len(roles) != 1:
        raise MetadataRefused(name, len(roles), "exactly one that supports SAML 2.0 is needed")
    return roles[0]


def _entity_id(entity: Any) -> str:
    value = entity.entity_id or ""
    if not 1 <= len(value) <= 1024 or not value.isprintable() or " " in value:
        raise MetadataRefused(
            "EntityDescriptor/@entityID", value, "it must have 1 to 1024 characters and no blanks"
        )
    return str(value)


def _valid_until(*nodes: Any) -> datetime | None:
    ends = [_instant(node.valid_until) for node in nodes if node.valid_until]
    return min(ends, default=None)


def _instant(text: str) -> datetime:
    try:
        return parse_instant(text)
    except ValueError as error:
        raise MetadataRefused("@validUntil", text, str(error)) from None


def _boolean(field: str, text: str | None) -> bool | None:
    if text is None:
        return None
    value = _BOOLEANS.get(text.strip())
    if value is None:
        raise MetadataRefused(f"@{field}", text, "it must be true or false")
    return value


def _consumer_services(role: Any) -> tuple[ACS, ...]:
    services = tuple(_consumer_service(each) for each in role.assertion_consumer_service)
    field = "AssertionConsumerService"
    _refuse_duplicate(f"{field}/@index", [service.index for service in services])
    _refuse_duplicate(f"{field}/@isDefault", [True for each in services if each.is_default])
    if not any(service.binding == Binding.HTTP_POST for service in services):
        raise MetadataRefused(field, None, "one with the binding HTTP-POST is needed")
    return services


def _consumer_service(node: Any) -> ACS:
    field = "AssertionConsumerService"
    if node.response_location is not None:
        raise MetadataRefused(
            f"{field}/@ResponseLocation", node.response_location, "it must be left out"
        )
    index = node.index or ""
    if not (index.isascii() and index.isdigit() and len(index) <= 5 and int(index) <= 65535):
        raise MetadataRefused(f"{field}/@index", index, "it must be a number from 0 to 65535")
    return ACS(
        location=validate_location(f"{field}/@Location", node.location or ""),
        binding=node.binding or "",
        index=int(index),
        is_default=_boolean(f"{field}/@isDefault", node.is_default),
    )


def _refuse_duplicate(field: str, values: list[int] | list[bool]) -> None:
    for position, value in enumerate(values):
        if value in values[:position]:
            raise MetadataRefused(field, value, "it may stand there once")


def _certificates(role: Any, use: str) -> tuple[bytes, ...]:
    """The certificates of the keys for `use`; a key without a use serves for both."""
    keys = [key for key in role.key_descriptor if key.use in (None, use)]
    return tuple(dict.fromkeys(_der(text) for key in keys for text in _certificate_texts(key)))


def _certificate_texts(key: Any) -> Iterable[str]:
    for data in key.key_info.x509_data if key.key_info else ():
        if data.x509_certificate is not None:
            yield data.x509_certificate.text or ""


def _der(text: str) -> bytes:
    try:
        der = decode_xml_value(text)
        x509.load_der_x509_certificate(der)
    except ValueError:
        raise MetadataRefused(
            "X509Certificate", text[:40], "it is no X.509 certificate in base64"
        ) from None
    return der
