"""What an assertion says to AWS, as values, and the Role pair in its textual form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from rolebridge.arn import InvalidARN, parse_role_arn, parse_saml_provider_arn
from rolebridge.errors import RolebridgeError

PREFIX = "https://aws.amazon.com/SAML/Attributes/"
ROLE = PREFIX + "Role"
ROLE_SESSION_NAME = PREFIX + "RoleSessionName"
SESSION_DURATION = PREFIX + "SessionDuration"
SOURCE_IDENTITY = PREFIX + "SourceIdentity"
TRANSITIVE_TAG_KEYS = PREFIX + "TransitiveTagKeys"
PRINCIPAL_TAG = PREFIX + "PrincipalTag:"

_SEPARATOR = ",arn:"
_SHOWN_LENGTH = 120


class InvalidRolePair(RolebridgeError):
    """Text that is not one role ARN and one SAML provider ARN joined by a comma."""

    code = "role_pair_invalid"

    def __init__(self, text: str, rule: str) -> None:
        super().__init__(f"{shorten(text)} is not a pair of role and SAML provider: {rule}.")
        self.text = text
        self.rule = rule


class AWSLimit(RolebridgeError):
    """A claim that AWS would refuse: the attribute, the value, and the rule it breaks."""

    code = "aws_limit"

    def __init__(self, field: str, value: str, rule: str) -> None:
        super().__init__(f"{field}: {shorten(value)} is refused: {rule}.")
        self.field = field
        self.value = value
        self.rule = rule


@dataclass(frozen=True, slots=True)
class RolePair:
    """A role and the SAML provider through which it is taken."""

    role_arn: str
    provider_arn: str


@dataclass(frozen=True, slots=True)
class AWSClaims:
    """The AWS attributes of one assertion. `session_duration` is in seconds."""

    role_pairs: tuple[RolePair, ...]
    role_session_name: str
    session_duration: int | None = None
    principal_tags: Mapping[str, str] = field(default_factory=dict)
    transitive_tag_keys: tuple[str, ...] = ()
    source_identity: str | None = None


def parse_role_pair(text: str) -> RolePair:
    """Read a value of the Role attribute, in either order. Raises InvalidRolePair.

    Role names may hold commas, so the pair is parted at `,arn:`. Where a role's path makes that
    ambiguous there would be two readings, and there is none.
    """
    pieces = text.split(_SEPARATOR)
    if len(pieces) != 2:
        raise InvalidRolePair(text, f"it must hold {_SEPARATOR!r} exactly once")
    first, second = pieces[0], "arn:" + pieces[1]
    if ":saml-provider/" in first and ":role/" not in first:
        first, second = second, first
    try:
        return RolePair(str(parse_role_arn(first)), str(parse_saml_provider_arn(second)))
    except InvalidARN as error:
        raise InvalidRolePair(text, f"{shorten(error.text)} is no {error.kind}") from None


@lru_cache(maxsize=4096)
def format_role_pair(pair: RolePair) -> str:
    """Write a pair as AWS documents it, role first. Raises InvalidRolePair unless it reads back."""
    text = f"{pair.role_arn},{pair.provider_arn}"
    if parse_role_pair(text) != pair:
        raise InvalidRolePair(text, "it does not read back as it was written")
    return text


def shorten(value: str) -> str:
    """A value as errors show it: quoted, printable, cut where it is long."""
    shown = value if len(value) <= _SHOWN_LENGTH else value[:_SHOWN_LENGTH] + "..."
    return ascii(shown) if not shown.isprintable() else repr(shown)
