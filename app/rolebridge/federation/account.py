"""An AWS account and what is in it, as values: one account is what a call to IAM changes.

A federation file says all of it but unique ids, instants, versions and secrets, which are the
fields with `compare=False`. The store gives those and keeps them: an entry that comes without them,
as one from a file does, leaves what is stored as it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rolebridge.arn import ARN


class AssertionEncryption(StrEnum):
    """Whether a provider's assertions must be encrypted (IAM AssertionEncryptionMode)."""

    REQUIRED = "Required"
    ALLOWED = "Allowed"


@dataclass(frozen=True, slots=True)
class ProviderKey:
    """A private key that decrypts a provider's assertions; the PEM is sealed."""

    key_id: str
    created_at: datetime
    sealed_pem: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SAMLProviderEntry:
    """An IAM SAML provider. `metadata` is IdP metadata XML, or None for rolebridge's own.

    `unique_id` is the SAMLProviderUUID, which stands in the provider's own ACS address.
    """

    name: str
    metadata: str | None = None
    assertion_encryption: AssertionEncryption | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    unique_id: str = field(default="", compare=False)
    created_at: datetime | None = field(default=None, compare=False)
    private_keys: tuple[ProviderKey, ...] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class OIDCProviderEntry:
    """An IAM OpenID Connect provider. `url` is the issuer as its tokens name it.

    `jwks` are the issuer's keys (RFC 7517) where they are not to be fetched.
    """

    url: str
    client_ids: tuple[str, ...] = ()
    thumbprints: tuple[str, ...] = ()
    jwks: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    created_at: datetime | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """The issuer without its scheme, as ARNs and condition keys have it."""
        return self.url.partition("://")[2]


@dataclass(frozen=True, slots=True)
class RoleEntry:
    """An IAM role. Policies are IAM JSON documents, kept as the text that was written.

    `principal_ids` has the unique id of each role and user that the trust policy names, as it was
    when the policy was written: one that is deleted and made again is somebody else.
    """

    name: str
    trust_policy: str
    path: str = "/"
    description: str = ""
    max_session_duration: int = 3600
    inline_policies: Mapping[str, str] = field(default_factory=dict)
    attached_policies: tuple[str, ...] = ()
    permissions_boundary: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    unique_id: str = field(default="", compare=False)
    created_at: datetime | None = field(default=None, compare=False)
    principal_ids: Mapping[str, str] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A version of a managed policy: `v1`, `v2` and so on, never given twice."""

    number: int
    document: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PolicyEntry:
    """A customer managed policy; `document` is that of the default version.

    `versions` has every version, the default one (`default_version`) too, oldest first.
    `last_version` is the highest number that was ever given.
    """

    name: str
    document: str
    path: str = "/"
    description: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    unique_id: str = field(default="", compare=False)
    created_at: datetime | None = field(default=None, compare=False)
    updated_at: datetime | None = field(default=None, compare=False)
    versions: tuple[PolicyVersion, ...] | None = field(default=None, compare=False)
    default_version: int = field(default=0, compare=False)
    last_version: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class UserEntry:
    """An IAM user. `groups` names user groups of the same account."""

    name: str
    path: str = "/"
    groups: tuple[str, ...] = ()
    inline_policies: Mapping[str, str] = field(default_factory=dict)
    attached_policies: tuple[str, ...] = ()
    permissions_boundary: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    unique_id: str = field(default="", compare=False)
    created_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class UserGroupEntry:
    """An IAM group of users."""

    name: str
    path: str = "/"
    inline_policies: Mapping[str, str] = field(default_factory=dict)
    attached_policies: tuple[str, ...] = ()
    unique_id: str = field(default="", compare=False)
    created_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class InstanceProfileEntry:
    """An IAM instance profile; `role` names a role of the same account."""

    name: str
    path: str = "/"
    role: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    unique_id: str = field(default="", compare=False)
    created_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """An AWS account with everything in it."""

    id: str
    alias: str | None = None
    partition: str = "aws"
    saml_providers: tuple[SAMLProviderEntry, ...] = ()
    oidc_providers: tuple[OIDCProviderEntry, ...] = ()
    roles: tuple[RoleEntry, ...] = ()
    policies: tuple[PolicyEntry, ...] = ()
    users: tuple[UserEntry, ...] = ()
    user_groups: tuple[UserGroupEntry, ...] = ()
    instance_profiles: tuple[InstanceProfileEntry, ...] = ()

    @property
    def root_arn(self) -> str:
        """The ARN of the account's root user."""
        return self._arn("root")

    def role_arn(self, role: RoleEntry) -> str:
        """The ARN of one of this account's roles."""
        return self._arn(f"role{role.path}{role.name}")

    def provider_arn(self, provider: SAMLProviderEntry) -> str:
        """The ARN of one of this account's SAML providers."""
        return self._arn(f"saml-provider/{provider.name}")

    def oidc_provider_arn(self, provider: OIDCProviderEntry) -> str:
        """The ARN of one of this account's OpenID Connect providers."""
        return self._arn(f"oidc-provider/{provider.name}")

    def policy_arn(self, policy: PolicyEntry) -> str:
        """The ARN of one of this account's managed policies."""
        return self._arn(f"policy{policy.path}{policy.name}")

    def user_arn(self, user: UserEntry) -> str:
        """The ARN of one of this account's users."""
        return self._arn(f"user{user.path}{user.name}")

    def user_group_arn(self, group: UserGroupEntry) -> str:
        """The ARN of one of this account's groups of users."""
        return self._arn(f"group{group.path}{group.name}")

    def instance_profile_arn(self, profile: InstanceProfileEntry) -> str:
        """The ARN of one of this account's instance profiles."""
        return self._arn(f"instance-profile{profile.path}{profile.name}")

    def list_principals(self) -> Iterator[tuple[str, str]]:
        """The ARN and the unique id of every role and user."""
        for role in self.roles:
            yield self.role_arn(role), role.unique_id
        for user in self.users:
            yield self.user_arn(user), user.unique_id

    def _arn(self, resource: str) -> str:
        return str(ARN(self.partition, "iam", "", self.id, resource))
