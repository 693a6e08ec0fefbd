"""What a door expects of a response, and what it gets when the response holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rolebridge.saml.algorithms import Legacy
from rolebridge.saml.aws import AWSClaims
from rolebridge.saml.checks import Trail
from rolebridge.saml.encryption import DecryptionKey
from rolebridge.saml.values import NameID
from rolebridge.saml.verification_keys import VerificationKey


class Profile(StrEnum):
    """Whose rules apply: AWS's, or those of a plain service provider (SAML Profiles 4.1)."""

    AWS = "aws"
    SP = "sp"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a response must say to be taken at a door.

    `keys` are the configured signing keys of `issuer`. `request_id` is None where no request was
    sent; InResponseTo is then not compared. `skew` is granted to every time, each way.
    """

    issuer: str
    keys: tuple[VerificationKey, ...]
    audience: frozenset[str]
    recipients: frozenset[str]
    destinations: frozenset[str]
    profile: Profile
    request_id: str | None = None
    decryption_keys: tuple[DecryptionKey, ...] = ()
    skew: timedelta = timedelta(seconds=60)
    legacy: frozenset[Legacy] = frozenset()
    requires_encryption: bool = False


@dataclass(frozen=True, slots=True)
class VerifiedAssertion:
    """What a trusted issuer says about a subject; made by `validate_response` and nowhere else.

    Every field but `response_id` was read from bytes that a configured key signed. `signed_by` is
    the fingerprint of that key's certificate. `aws` is None for a plain service provider.
    """

    id: str
    response_id: str
    issuer: str
    issue_instant: datetime
    name_id: NameID
    audience: tuple[str, ...]
    recipient: str
    attributes: Mapping[str, tuple[str, ...]]
    not_on_or_after: datetime
    authn_instant: datetime
    session_index: str | None
    session_not_on_or_after: datetime | None
    signed_by: str
    aws: AWSClaims | None
    was_encrypted: bool = False


@dataclass(frozen=True, slots=True)
class Examination:
    """One validation under way: what is expected, the present instant, and the checks so far."""

    expected: Expected
    now: datetime
    trail: Trail
