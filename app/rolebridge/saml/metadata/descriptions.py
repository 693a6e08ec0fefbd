"""What metadata says about a provider, as values, and the errors of reading it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rolebridge.clock import format_instant
from rolebridge.errors import RolebridgeError

_SHOWN_LENGTH = 200


class MetadataRefused(RolebridgeError):
    """Metadata that breaks a rule: the field, the value, the rule."""

    code = "metadata_refused"

    def __init__(self, field: str, value: object, rule: str) -> None:
        shown = ascii(value)[:_SHOWN_LENGTH]
        super().__init__(f"SAML metadata, {field} {shown}: {rule}.")
        self.field = field
        self.value = value
        self.rule = rule


class MetadataExpired(RolebridgeError):
    """Metadata whose validUntil has passed."""

    code = "metadata_expired"

    def __init__(self, entity_id: str, valid_until: datetime) -> None:
        super().__init__(
            f"The metadata of {entity_id} was valid until {format_instant(valid_until)}. "
            "Its owner must supply a new copy."
        )
        self.entity_id = entity_id
        self.valid_until = valid_until


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address with the binding spoken there."""

    binding: str
    location: str


@dataclass(frozen=True, slots=True)
class ACS:
    """An AssertionConsumerService (SAML Metadata 2.4.4). `is_default` None: nothing is said."""

    location: str
    binding: str
    index: int
    is_default: bool | None = None


@dataclass(frozen=True, slots=True)
class IdPDescription:
    """An identity provider. Certificates are DER, those for signing only."""

    entity_id: str
    sso: tuple[Endpoint, ...]
    signing_certificates: tuple[bytes, ...]
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SPDescription:
    """A service provider. Certificates are DER; `name` is for people and may be the entity id."""

    entity_id: str
    name: str
    acs: tuple[ACS, ...]
    signing_certificates: tuple[bytes, ...] = ()
    encryption_certificates: tuple[bytes, ...] = ()
    authn_requests_signed: bool = False
    want_assertions_signed: bool = False
    name_id_formats: tuple[str, ...] = ()
    valid_until: datetime | None = None


def validate_freshness(
    description: IdPDescription | SPDescription,
    now: datetime,
    skew: timedelta = timedelta(0),
) -> None:
    """Raise MetadataExpired if validUntil has passed (SAML Metadata 2.3.2)."""
    end = description.valid_until
    if end is not None and now - skew >= end:
        raise MetadataExpired(description.entity_id, end)
