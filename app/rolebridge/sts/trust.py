"""What every way of assuming a role asks of the role: its trust policy, for several actions."""

from functools import lru_cache

from rolebridge.iam import Policy, PolicyKind, parse_policy

ASSUME_ROLE = "sts:AssumeRole"
TAG_SESSION = "sts:TagSession"
SET_SOURCE_IDENTITY = "sts:SetSourceIdentity"

TRUSTS_NOBODY = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow",'
    '"Principal":{"Service":"nobody.amazonaws.com"},"Action":"sts:AssumeRole"}}'
)
"""Stands in for the policy of a role that does not exist, so that an unknown role takes the same
way and the same time as one that does not trust the caller."""


@lru_cache(maxsize=2048)
def parse_trust_policy(text: str) -> Policy:
    """Parsed once for each text: a policy is immutable, and the text is all it depends on.

    Raises MalformedPolicy.
    """
    return parse_policy(text, PolicyKind.TRUST)
