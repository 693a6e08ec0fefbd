"""The shapes of AWS accounts and what is in them."""

from dataclasses import replace

from rolebridge.arn import Partition
from rolebridge.federation.account import AssertionEncryption
from rolebridge.federation.compounds import ListOf, MapOf, Record
from rolebridge.federation.schema import words
from rolebridge.federation.schema.documents import key_set, metadata, policy
from rolebridge.federation.shapes import Choice, Text, Whole

PARTITION = Choice("The AWS partition. Default: aws.", tuple(part.value for part in Partition))

_MANAGED_POLICY = Text(
    "The ARN of a managed policy, or a name from `policies`.",
    "a policy's ARN or name",
    r"[A-Za-z0-9_+=,.@:/-]+",
    examples=("arn:aws:iam::aws:policy/ReadOnlyAccess",),
)
ATTACHED_POLICIES = ListOf(
    "Managed policies: an ARN, or the bare name of one of this account's `policies`.",
    _MANAGED_POLICY,
    maximum=20,
)
PERMISSIONS_BOUNDARY = replace(
    _MANAGED_POLICY,
    description="The managed policy that bounds what is allowed (IAM PermissionsBoundary): its "
    "ARN, or a name from `policies`.",
)
TAGS = MapOf("Tags: key -> value.", words.TAG_KEY, words.TAG_VALUE, maximum=50)


def _inline_policies(whose: str) -> MapOf:
    return MapOf(
        f"Policies that belong to the {whose} alone: name -> policy.",
        words.POLICY_NAME,
        policy(f"What the {whose} may do."),
    )


SAML_PROVIDER = Record(
    "An IAM SAML provider: the identity provider that the account trusts.",
    {
        "name": words.PROVIDER_NAME,
        "metadata": metadata(
            "The identity provider's metadata: `self` for rolebridge's own (the default), "
            "XML text, or {file: NAME}."
        ),
        "assertion_encryption": Choice(
            "Whether assertions must be encrypted (IAM AssertionEncryptionMode). The private keys "
            "that decrypt them never stand in a file.",
            tuple(mode.value for mode in AssertionEncryption),
        ),
        "tags": TAGS,
    },
    required=("name",),
)

OIDC_PROVIDER = Record(
    "An IAM OpenID Connect provider: an issuer of tokens that the account trusts.",
    {
        "url": words.ISSUER_URL,
        "client_ids": ListOf("The client ids (audiences).", words.AUDIENCE, maximum=100),
        "thumbprints": ListOf("The thumbprints.", words.THUMBPRINT, maximum=5),
        "jwks": key_set(
            "The issuer's keys as JSON text or {file: NAME}, where they are not to be fetched."
        ),
        "tags": TAGS,
    },
    required=("url",),
)

ROLE = Record(
    "An IAM role.",
    {
        "name": words.ROLE_NAME,
        "path": words.ROLE_PATH,
        "description": words.IAM_DESCRIPTION,
        "trust_policy": policy("Who may assume the role (IAM AssumeRolePolicyDocument)."),
        "max_session_duration": Whole(
            "The longest session in seconds (IAM MaxSessionDuration). Default: 3600.",
            3600,
            43200,
            "seconds (IAM MaxSessionDuration)",
        ),
        "inline_policies": _inline_policies("role"),
        "attached_policies": ATTACHED_POLICIES,
        "permissions_boundary": PERMISSIONS_BOUNDARY,
        "tags": TAGS,
    },
    required=("name", "trust_policy"),
)

POLICY = Record(
    "A customer managed policy.",
    {
        "name": words.POLICY_NAME,
        "path": words.POLICY_PATH,
        "description": words.IAM_DESCRIPTION,
        "document": policy(
            "What the policy allows and denies. Another document is a new version of the policy."
        ),
        "tags": TAGS,
    },
    required=("name", "document"),
)

USER_GROUP = Record(
    "An IAM group of users.",
    {
        "name": words.USER_GROUP_NAME,
        "path": words.PATH,
        "inline_policies": _inline_policies("group"),
        "attached_policies": ATTACHED_POLICIES,
    },
    required=("name",),
)

USER = Record(
    "An IAM user. Its access keys and MFA devices never stand in a file; they stay as long as it.",
    {
        "name": words.USER_NAME,
        "path": words.PATH,
        "groups": ListOf("Names from `user_groups`.", words.USER_GROUP_NAME, maximum=10),
        "inline_policies": _inline_policies("user"),
        "attached_policies": ATTACHED_POLICIES,
        "permissions_boundary": PERMISSIONS_BOUNDARY,
        "tags": TAGS,
    },
    required=("name",),
)

INSTANCE_PROFILE = Record(
    "An IAM instance profile.",
    {
        "name": words.PROFILE_NAME,
        "path": words.PATH,
        "role": replace(words.ROLE_NAME, description="The name of one of the account's roles."),
        "tags": TAGS,
    },
    required=("name",),
)

ACCOUNT = Record(
    "An AWS account.",
    {
        "id": words.ACCOUNT_ID,
        "alias": words.ACCOUNT_ALIAS,
        "partition": PARTITION,
        "saml_providers": ListOf("The account's SAML providers.", SAML_PROVIDER, maximum=100),
        "oidc_providers": ListOf(
            "The account's OpenID Connect providers.", OIDC_PROVIDER, maximum=100
        ),
        "roles": ListOf("The account's roles.", ROLE),
        "policies": ListOf("The account's customer managed policies.", POLICY),
        "user_groups": ListOf("The account's groups of users.", USER_GROUP),
        "users": ListOf("The account's users.", USER),
        "instance_profiles": ListOf("The account's instance profiles.", INSTANCE_PROFILE),
    },
    required=("id",),
)
