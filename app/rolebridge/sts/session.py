"""What a session token says: the one record that later calls with its credentials rely on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from rolebridge.arn import ARN, build_assumed_role_arn
from rolebridge.saml.aws import name_qualifier
from rolebridge.sts.packing import NO_POLICIES, SessionPolicies


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A role session that a SAML assertion opened; both instants are whole seconds in UTC.

    `role_arn` holds the role's path. `subject_type` is the value of `saml:sub_type`. `policies`
    narrow what the role may do: whoever authorises a call must intersect with them.
    """

    role_arn: str
    role_id: str
    session_name: str
    issued_at: datetime
    expires_at: datetime
    provider_arn: str
    issuer: str
    subject: str
    subject_type: str
    assertion_id: str
    source_identity: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive_tag_keys: tuple[str, ...] = ()
    policies: SessionPolicies = NO_POLICIES

    @property
    def role(self) -> ARN:
        """The role's ARN in its parts."""
        return _parse_arn(self.role_arn)

    @property
    def account(self) -> str:
        """The account of the role, 12 digits."""
        return self.role.account

    @property
    def partition(self) -> str:
        """The partition of the role."""
        return self.role.partition

    @property
    def principal_arn(self) -> str:
        """The ARN of the session: `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION`."""
        return str(build_assumed_role_arn(self.role, self.session_name))

    @property
    def user_id(self) -> str:
        """The value of `aws:userid`: the role's unique id and the session name."""
        return f"{self.role_id}:{self.session_name}"

    @property
    def name_qualifier(self) -> str:
        """The value of `saml:namequalifier`; it follows from issuer and provider."""
        provider = _parse_arn(self.provider_arn)
        return name_qualifier(self.issuer, provider.account, provider.name)


@lru_cache(maxsize=4096)
def _parse_arn(text: str) -> ARN:
    """A set-up has few roles and providers, and a session asks for their parts often."""
    return ARN.parse(text)
