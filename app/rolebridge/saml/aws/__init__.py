"""The AWS attribute profile, both ways: what IAM reads from an assertion, and its limits.

Owns the attribute names, the Role pair, the limits, AWS's sign-in addresses and the `saml:*`
condition keys. Must not know which person or role exists: it judges form, not entitlement.
"""

from rolebridge.saml.aws.claims import (
    AWSClaims,
    AWSLimit,
    InvalidRolePair,
    RolePair,
    format_role_pair,
    parse_role_pair,
)
from rolebridge.saml.aws.conditions import (
    AssertedFacts,
    condition_keys,
    name_qualifier,
    subject_type,
)
from rolebridge.saml.aws.endpoints import (
    AWS_AUDIENCE,
    AWS_RECIPIENTS,
    default_recipient,
    list_provider_recipients,
)
from rolebridge.saml.aws.issue import build_attributes
from rolebridge.saml.aws.limits import MAX_RESPONSE_CHARACTERS
from rolebridge.saml.aws.read import read_claims

__all__ = [
    "AWS_AUDIENCE",
    "AWS_RECIPIENTS",
    "MAX_RESPONSE_CHARACTERS",
    "AWSClaims",
    "AWSLimit",
    "AssertedFacts",
    "InvalidRolePair",
    "RolePair",
    "build_attributes",
    "condition_keys",
    "default_recipient",
    "format_role_pair",
    "list_provider_recipients",
    "name_qualifier",
    "parse_role_pair",
    "read_claims",
    "subject_type",
]
