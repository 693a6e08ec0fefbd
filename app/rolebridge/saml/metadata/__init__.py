"""SAML metadata, read and written (SAML Metadata 2.0).

Owns what may stand in a description of a provider: which addresses, which keys, until when. Must
not know which providers are registered, nor fetch anything: text in, values out.
"""

from rolebridge.saml.metadata.descriptions import (
    ACS,
    Endpoint,
    IdPDescription,
    MetadataExpired,
    MetadataRefused,
    SPDescription,
    validate_freshness,
)
from rolebridge.saml.metadata.locations import validate_location
from rolebridge.saml.metadata.read import parse_idp_metadata, parse_sp_metadata
from rolebridge.saml.metadata.write import build_aws_sp_metadata, build_idp_metadata

__all__ = [
    "ACS",
    "Endpoint",
    "IdPDescription",
    "MetadataExpired",
    "MetadataRefused",
    "SPDescription",
    "build_aws_sp_metadata",
    "build_idp_metadata",
    "parse_idp_metadata",
    "parse_sp_metadata",
    "validate_freshness",
    "validate_location",
]
