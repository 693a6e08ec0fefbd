"""A whole set-up as values: what a federation file says and what the store holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rolebridge.directory.rules import MappingRule
from rolebridge.federation.account import AccountEntry


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """A group; `member_of` names the groups it is nested in."""

    name: str
    description: str = ""
    member_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A person as written down. Either `password_hash` (argon2id, PHC text) or
    `initial_token_hash` (hex SHA-256 of a one-time token) or neither; clear text never.
    """

    username: str
    display_name: str
    email: str | None = None
    disabled: bool = False
    groups: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    password_hash: str | None = None
    initial_token_hash: str | None = None


class SPProfile(StrEnum):
    """What kind of service provider: AWS sign-in, or a plain SAML 2.0 one."""

    AWS = "aws"
    SAML = "saml"


class SignedPart(StrEnum):
    """What is signed in a response to a service provider."""

    ASSERTION = "assertion"
    RESPONSE = "response"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class AWSSession:
    """How AWS session attributes are made from a person: templates with placeholders."""

    role_session_name: str = "{username}"
    duration: int | None = None  # seconds, 900 to 43200
    source_identity: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive_tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceProviderEntry:
    """A SAML service provider.

    A plain one is described by `metadata` (SP metadata XML). An AWS one has no metadata of its own
    making: `recipient` is what the assertion names (None: AWS's URL for `partition`), `location`
    is where the form is posted (None: our own `/aws/saml`), `encryption_certificate` (PEM) what its
    assertions are encrypted to (None: they are not). `attributes` releases directory attributes:
    SAML attribute name -> template or directory attribute, see `federation/schema`.
    """

    entity_id: str
    name: str = ""
    profile: SPProfile = SPProfile.SAML
    metadata: str | None = None
    partition: str = "aws"
    recipient: str | None = None
    location: str | None = None
    encryption_certificate: str | None = None
    name_id_format: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    signed: SignedPart = SignedPart.ASSERTION
    encrypt_assertions: bool = False
    require_signed_requests: bool | None = None  # None: what the metadata says
    allow_idp_initiated: bool | None = None  # None: on for AWS, off otherwise
    session: AWSSession = AWSSession()


@dataclass(frozen=True, slots=True)
class OIDCClientEntry:
    """An application that signs people in by OpenID Connect. It is public: PKCE, no secret.

    `groups` narrow who may use it; without any, everybody may.
    """

    client_id: str
    name: str
    redirect_uris: tuple[str, ...]
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Organisation:
    """Everything a federation file can say. A section that is None was not in the file."""

    name: str | None = None
    groups: tuple[GroupEntry, ...] | None = None
    people: tuple[PersonEntry, ...] | None = None
    accounts: tuple[AccountEntry, ...] | None = None
    service_providers: tuple[ServiceProviderEntry, ...] | None = None
    oidc_clients: tuple[OIDCClientEntry, ...] | None = None
    mapping_rules: tuple[MappingRule, ...] | None = None
