"""What a session token says: the one record that later calls with its credentials rely on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from rolebridge.arn import ARN, build_assumed_role_arn
from rolebridge.saml.aws import name_qualifier


@dataclass(frozen=True, slots=True)
class SessionPolicies:
    """What the caller narrows the session by: one inline document, managed policies by ARN."""

    inline: str | None = None
    managed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.inline is not None or bool(self.managed)


NO_POLICIES = SessionPolicies()


class SessionKind(StrEnum):
    """What temporary credentials stand for; the value goes into the token."""

    ROLE = "role"  # AssumeRole, AssumeRoleWithSAML, AssumeRoleWithWebIdentity, an instance
    FEDERATED_USER = "federated-user"  # GetFederationToken
    USER = "user"  # GetSessionToken: the user, or the root, itself
    ROOT = "root"  # AssumeRoot: the root of a member account, for one task


@dataclass(frozen=True, slots=True)
class Federation:
    """Who vouched for a session: a SAML or a web identity provider, with what it said.

    `provider` is the provider's ARN, or the name of one that AWS knows. `subject_type` is the value
    of `saml:sub_type`, `token_id` the id of the assertion; `audience` is that of a web identity.
    """

    provider: str
    issuer: str
    subject: str
    subject_type: str | None = None
    token_id: str | None = None
    audience: str | None = None

    @property
    def is_saml(self) -> bool:
        """Whether it was an assertion."""
        return self.subject_type is not None

    @property
    def name_qualifier(self) -> str:
        """The value of `saml:namequalifier`; it follows from issuer and provider."""
        provider = parse_arn(self.provider)
        return name_qualifier(self.issuer, provider.account, provider.name)


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A session behind temporary credentials; all instants are whole seconds in UTC.

    `issuer_arn` and `issuer_id` are those of the role, with its path, or of the user or root whose
    credentials the session was made with. `policies` narrow what the issuer may do: whoever
    authorises a call must intersect with them. `mfa_at` is when a second factor was shown;
    `is_chained` tells that the role was assumed with those of a role (role chaining).
    """

    kind: SessionKind
    issuer_arn: str
    issuer_id: str
    name: str
    issued_at: datetime
    expires_at: datetime
    federation: Federation | None = None
    source_identity: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive_tag_keys: tuple[str, ...] = ()
    policies: SessionPolicies = NO_POLICIES
    mfa_at: datetime | None = None
    is_chained: bool = False

    @property
    def issuer(self) -> ARN:
        """The ARN of the role or user in its parts."""
        return parse_arn(self.issuer_arn)

    @property
    def account(self) -> str:
        """The account, 12 digits."""
        return self.issuer.account

    @property
    def partition(self) -> str:
        """The partition of the account."""
        return self.issuer.partition

    @property
    def principal_arn(self) -> str:
        """Who the credentials speak for, such as `arn:aws:sts::ACCOUNT:assumed-role/ROLE/NAME`."""
        issuer = self.issuer
        if self.kind is SessionKind.ROLE:
            return str(build_assumed_role_arn(issuer, self.name))
        if self.kind is SessionKind.FEDERATED_USER:
            resource = f"federated-user/{self.name}"
            return str(ARN(issuer.partition, "sts", "", issuer.account, resource))
        return self.issuer_arn

    @property
    def user_id(self) -> str:
        """The value of `aws:userid`, such as the role's unique id and the session's name."""
        if self.kind is SessionKind.ROLE:
            return f"{self.issuer_id}:{self.name}"
        if self.kind is SessionKind.FEDERATED_USER:
            return f"{self.account}:{self.name}"
        return self.issuer_id


@lru_cache(maxsize=4096)
def parse_arn(text: str) -> ARN:
    """A set-up has few roles and providers, and a session asks for their parts often."""
    return ARN.parse(text)
