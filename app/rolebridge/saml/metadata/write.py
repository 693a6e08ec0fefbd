"""Descriptions of our own two providers: the identity provider and the AWS side."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from saml2 import md, samlp, xmldsig

from rolebridge.arn import Partition
from rolebridge.clock import format_instant
from rolebridge.saml.aws.claims import ROLE, ROLE_SESSION_NAME
from rolebridge.saml.aws.conditions import OBJECT_IDENTIFIERS
from rolebridge.saml.aws.endpoints import AWS_AUDIENCE
from rolebridge.saml.elements import build_element, serialise
from rolebridge.saml.signature import Signer, sign_metadata
from rolebridge.saml.values import Binding, NameIDFormat

_PREFIXES = {"md": md.NAMESPACE, "ds": xmldsig.NAMESPACE}
_LANG = "en"
_URI_NAMES = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'

IDP_NAME_ID_FORMATS = (
    NameIDFormat.PERSISTENT.value,
    NameIDFormat.TRANSIENT.value,
    NameIDFormat.EMAIL.value,
    NameIDFormat.UNSPECIFIED.value,
)
# What AWS's own metadata lists (facts of 2020).
_AWS_NAME_ID_FORMATS = (
    "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
    "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
    "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
    "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName",
    "urn:oasis:names:tc:SAML:1.1:nameid-format:WindowsDomainQualifiedName",
    "urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos",
    "urn:oasis:names:tc:SAML:2.0:nameid-format:entity",
)


def build_idp_metadata(
    entity_id: str,
    sso_location: str,
    certificates: Sequence[bytes],
    signer: Signer | None,
    valid_until: datetime,
) -> bytes:
    """The identity provider's metadata, signed where a signer is given.

    `certificates` are DER and all for signing: the current key's, the next one's (so that
    receivers know it before it is used) and the previous one's (while its assertions live).
    """
    role = md.IDPSSODescriptor(
        protocol_support_enumeration=samlp.NAMESPACE,
        want_authn_requests_signed="false",
        key_descriptor=[_key(certificate, "signing") for certificate in certificates],
        name_id_format=[md.NameIDFormat(text=each) for each in IDP_NAME_ID_FORMATS],
        single_sign_on_service=[
            md.SingleSignOnService(binding=binding.value, location=sso_location)
            for binding in (Binding.HTTP_REDIRECT, Binding.HTTP_POST)
        ],
    )
    node = md.EntityDescriptor(
        entity_id=entity_id,
        id=_identifier(entity_id, valid_until, certificates),
        valid_until=format_instant(valid_until),
        idpsso_descriptor=[role],
    )
    return _finish(node, signer)


def build_aws_sp_metadata(
    location: str,
    valid_until: datetime,
    *,
    partition: Partition = Partition.AWS,
    encryption_certificates: Sequence[bytes] = (),
) -> bytes:
    """The AWS side's metadata, of the shape that AWS publishes, with `location` for the form.

    Certificates are DER and for encryption: AWS signs no requests, and neither does this side.
    """
    entity_id = AWS_AUDIENCE[partition]
    role = md.SPSSODescriptor(
        protocol_support_enumeration=samlp.NAMESPACE,
        want_assertions_signed="true",
        key_descriptor=[_key(certificate, "encryption") for certificate in encryption_certificates],
        name_id_format=[md.NameIDFormat(text=each) for each in _AWS_NAME_ID_FORMATS],
        assertion_consumer_service=[
            md.AssertionConsumerService(
                binding=Binding.HTTP_POST.value, location=location, index="1", is_default="true"
            )
        ],
        attribute_consuming_service=[_aws_attributes()],
    )
    node = md.EntityDescriptor(
        entity_id=entity_id,
        id=_identifier(entity_id, valid_until, encryption_certificates),
        valid_until=format_instant(valid_until),
        spsso_descriptor=[role],
    )
    return _finish(node, None)


def _finish(node: md.EntityDescriptor, signer: Signer | None) -> bytes:
    element = build_element(node, _PREFIXES)
    if signer is not None:
        sign_metadata(element, signer)
    return _DECLARATION + serialise(element) + b"\n"


def _identifier(entity_id: str, valid_until: datetime, certificates: Sequence[bytes]) -> str:
    """An xs:ID that is the same for the same content, so that metadata needs no randomness."""
    digest = hashlib.sha256(f"{entity_id} {format_instant(valid_until)}".encode())
    for certificate in certificates:
        digest.update(hashlib.sha256(certificate).digest())
    return "_" + digest.hexdigest()[:40]


def _key(certificate: bytes, use: str) -> md.KeyDescriptor:
    text = xmldsig.X509Certificate(text=base64.b64encode(certificate).decode())
    data = xmldsig.X509Data(x509_certificate=text)
    return md.KeyDescriptor(use=use, key_info=xmldsig.KeyInfo(x509_data=[data]))


def _aws_attributes() -> md.AttributeConsumingService:
    name = "AWS Management Console Single Sign-On"
    return md.AttributeConsumingService(
        index="1",
        service_name=[md.ServiceName(text=name, lang=_LANG)],
        requested_attribute=[
            _attribute(ROLE, "RoleEntitlement", is_required=True),
            _attribute(ROLE_SESSION_NAME, "RoleSessionName", is_required=True),
            *(_attribute(name, friendly) for name, friendly in OBJECT_IDENTIFIERS.items()),
        ],
    )


def _attribute(name: str, friendly_name: str, *, is_required: bool = False) -> Any:
    return md.RequestedAttribute(
        name=name,
        name_format=_URI_NAMES,
        friendly_name=friendly_name,
        is_required="true" if is_required else None,
    )
