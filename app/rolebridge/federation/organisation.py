"""A whole set-up as values: what a federation file says and what the store holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rolebridge.arn import build_role_arn, build_saml_provider_arn
from rolebridge.directory.rules import MappingRule


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


@dataclass(frozen=True, slots=True)
class SAMLProviderEntry:
    """An IAM SAML provider. `metadata` is IdP metadata XML, or None for rolebridge's own."""

    name: str
    metadata: str | None = None


@dataclass(frozen=True, slots=True)
class RoleEntry:
    """An IAM role. Policies are IAM JSON documents, kept as the text that was written.

    `unique_id` (`AROA...`) is given by the store, once, and is no part of what a file says.
    """

    name: str
    trust_policy: str
    path: str = "/"
    description: str = ""
    max_session_duration: int = 3600
    inline_policies: Mapping[str, str] = field(default_factory=dict)
    attached_policies: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    unique_id: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class PolicyEntry:
    """A customer managed policy."""

    name: str
    document: str
    path: str = "/"
    description: str = ""


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """An AWS account with its providers, roles and policies."""

    id: str
    alias: str | None = None
    partition: str = "aws"
    saml_providers: tuple[SAMLProviderEntry, ...] = ()
    roles: tuple[RoleEntry, ...] = ()
    policies: tuple[PolicyEntry, ...] = ()

    def role_arn(self, role: RoleEntry) -> str:
        """The ARN of one of this account's roles."""
        return str(build_role_arn(self.partition, self.id, role.path, role.name))

    def provider_arn(self, provider: SAMLProviderEntry) -> str:
        """The ARN of one of this account's SAML providers."""
        return str(build_saml_provider_arn(self.partition, self.id, provider.name))


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
    is where the form is posted (None: our own `/aws/saml`). `attributes` releases directory
    attributes: SAML attribute name -> template or directory attribute, see `federation/schema`.
    """

    entity_id: str
    name: str = ""
    profile: SPProfile = SPProfile.SAML
    metadata: str | None = None
    partition: str = "aws"
    recipient: str | None = None
    location: str | None = None
    name_id_format: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    signed: SignedPart = SignedPart.ASSERTION
    encrypt_assertions: bool = False
    require_signed_requests: bool | None = None  # None: what the metadata says
    allow_idp_initiated: bool | None = None  # None: on for AWS, off otherwise
    session: AWSSession = AWSSession()


@dataclass(frozen=True, slots=True)
class Organisation:
    """Everything a federation file can say. A section that is None was not in the file."""

    name: str | None = None
    groups: tuple[GroupEntry, ...] | None = None
    people: tuple[PersonEntry, ...] | None = None
    accounts: tuple[AccountEntry, ...] | None = None
    service_providers: tuple[ServiceProviderEntry, ...] | None = None
    mapping_rules: tuple[MappingRule, ...] | None = None
