"""What this identity provider says of itself: its addresses, its certificates, its metadata."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from rolebridge.clock import Clock
from rolebridge.saml.metadata import (
    Endpoint,
    IdPDescription,
    build_aws_sp_metadata,
    build_idp_metadata,
)
from rolebridge.saml.signature import Signer
from rolebridge.saml.values import Binding

# A receiver that asks again by itself asks within a month; one that was handed a file keeps it.
FETCHED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SelfDescription:
    """Built from the public address. Certificates (DER) and `signer` follow the key ring.

    `encryption_certificates` are those that assertions for the AWS side may be encrypted for.
    """

    base_url: str
    entity_id: str
    certificates: Callable[[], tuple[bytes, ...]]
    signer: Callable[[], Signer]
    clock: Clock
    encryption_certificates: Callable[[], tuple[bytes, ...]] = tuple

    @property
    def sso_location(self) -> str:
        """Where requests are received, by both bindings."""
        return f"{self.base_url}/saml/sso"

    @property
    def aws_location(self) -> str:
        """Where our own AWS side takes responses."""
        return f"{self.base_url}/aws/saml"

    def describe(self) -> IdPDescription:
        """Ourselves as the AWS side trusts us: the same value until a certificate changes."""
        return _describe(self.entity_id, self.sso_location, self.certificates())

    def build_metadata(self, valid_for: timedelta = FETCHED) -> bytes:
        """Our metadata, signed, with `validUntil` set (SAML Metadata 2.3.2)."""
        return build_idp_metadata(
            self.entity_id,
            self.sso_location,
            self.certificates(),
            self.signer(),
            self.clock() + valid_for,
        )

    def build_aws_metadata(self, valid_for: timedelta = FETCHED) -> bytes:
        """The AWS side's metadata, of the shape that AWS publishes, with what to encrypt for."""
        return build_aws_sp_metadata(
            self.aws_location,
            self.clock() + valid_for,
            encryption_certificates=self.encryption_certificates(),
        )


@lru_cache(maxsize=8)
def _describe(entity_id: str, sso_location: str, certificates: tuple[bytes, ...]) -> IdPDescription:
    endpoints = tuple(Endpoint(binding.value, sso_location) for binding in Binding)
    return IdPDescription(entity_id, endpoints, certificates)
