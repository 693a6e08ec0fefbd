"""A registered service provider, as issuing sees it: its entry with what its metadata says."""

from dataclasses import dataclass
from datetime import datetime

from rolebridge.arn import Partition
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import ServiceProviderEntry, SPProfile
from rolebridge.idp.refusals import RequestRefused
from rolebridge.saml.aws import AWS_AUDIENCE, default_recipient
from rolebridge.saml.metadata import (
    ACS,
    MetadataExpired,
    MetadataRefused,
    SPDescription,
    parse_sp_metadata,
    validate_freshness,
    validate_location,
)
from rolebridge.saml.values import Binding
from rolebridge.saml.verification_keys import decode_certificate


@dataclass(frozen=True, slots=True)
class ServiceProvider:
    """One service provider. `description` comes from its metadata or, for AWS, from its entry."""

    entry: ServiceProviderEntry
    description: SPDescription

    @property
    def entity_id(self) -> str:
        return self.entry.entity_id

    @property
    def name(self) -> str:
        """The name that pages show."""
        return self.entry.name or self.description.name

    @property
    def is_aws(self) -> bool:
        return self.entry.profile is SPProfile.AWS

    @property
    def allows_idp_initiated(self) -> bool:
        """On for AWS, whose only way it is; off for others unless their entry says otherwise."""
        allowed = self.entry.allow_idp_initiated
        return self.is_aws if allowed is None else allowed

    @property
    def requires_signed_requests(self) -> bool:
        required = self.entry.require_signed_requests
        return self.description.authn_requests_signed if required is None else required

    @property
    def audience(self) -> str:
        """What the assertion is restricted to."""
        return AWS_AUDIENCE[Partition(self.entry.partition)] if self.is_aws else self.entity_id

    @property
    def encrypts_assertions(self) -> bool:
        """Whether assertions are encrypted: for AWS, where there is a certificate for it."""
        return self.entry.encrypt_assertions or (
            self.is_aws and self.entry.encryption_certificate is not None
        )

    def recipient(self, acs_location: str) -> str:
        """What the confirmation names: for AWS its own URL, wherever the form is posted."""
        if not self.is_aws:
            return acs_location
        return self.entry.recipient or default_recipient(self.entry.partition)


def get_service_provider(
    configuration: Configuration, entity_id: str, aws_location: str, now: datetime
) -> ServiceProvider:
    """The service provider with this entity id.

    `aws_location` is where forms for AWS go unless the entry says otherwise. Raises RequestRefused
    where it is not registered or its metadata cannot be relied on.
    """
    entry = configuration.service_providers.get(entity_id)
    if entry is None:
        raise RequestRefused(
            "The application that asks for this sign-in is not registered here.",
            code="service_provider_unknown",
            detail=entity_id.encode("unicode_escape").decode("ascii")[:500],
        )
    try:
        description = _describe(entry, aws_location)
        validate_freshness(description, now)
    except (MetadataRefused, MetadataExpired) as error:
        raise RequestRefused(
            f"The registration of {entry.name or entity_id} cannot be used: {error}",
            code=error.code,
        ) from None
    return ServiceProvider(entry, description)


def _describe(entry: ServiceProviderEntry, aws_location: str) -> SPDescription:
    if entry.profile is SPProfile.AWS:
        location = validate_location("location", entry.location or aws_location)
        acs = ACS(location, Binding.HTTP_POST.value, index=1, is_default=True)
        certificate = entry.encryption_certificate
        return SPDescription(
            entry.entity_id,
            entry.name or entry.entity_id,
            (acs,),
            encryption_certificates=()
            if certificate is None
            else (decode_certificate(certificate),),
        )
    if entry.metadata is None:
        raise MetadataRefused("metadata", None, "the service provider has none")
    description = parse_sp_metadata(entry.metadata)
    if description.entity_id != entry.entity_id:
        rule = f"it must be that of the entry, {entry.entity_id}"
        raise MetadataRefused("EntityDescriptor/@entityID", description.entity_id, rule)
    return description
