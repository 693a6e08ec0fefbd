"""The shapes of AWS accounts and what is in them."""

from rolebridge.arn import Partition
from rolebridge.federation.compounds import ListOf, MapOf, Record
from rolebridge.federation.schema import words
from rolebridge.federation.schema.documents import metadata, policy
from rolebridge.federation.shapes import Choice, Text, Whole

PARTITION = Choice("The AWS partition. Default: aws.", tuple(part.value for part in Partition))

SAML_PROVIDER = Record(
    "An IAM SAML provider: the identity provider that the account trusts.",
    {
        "name": words.PROVIDER_NAME,
        "metadata": metadata(
            "The identity provider's metadata: `self` for rolebridge's own (the default), "
            "XML text, or {file: NAME}."
        ),
    },
    required=("name",),
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
        "inline_policies": MapOf(
            "Policies that belong to the role alone: name -> policy.",
            words.POLICY_NAME,
            policy("What the role may do."),
        ),
        "attached_policies": ListOf(
            "Managed policies: an ARN, or the bare name of one of this account's `policies`.",
            Text(
                "The ARN of a managed policy, or a name from `policies`.",
                "a policy's ARN or name",
                r"[A-Za-z0-9_+=,.@:/-]+",
                examples=("arn:aws:iam::aws:policy/ReadOnlyAccess",),
            ),
        ),
        "tags": MapOf("The role's tags: key -> value.", words.TAG_KEY, words.TAG_VALUE),
    },
    required=("name", "trust_policy"),
)

POLICY = Record(
    "A customer managed policy.",
    {
        "name": words.POLICY_NAME,
        "path": words.POLICY_PATH,
        "description": words.IAM_DESCRIPTION,
        "document": policy("What the policy allows and denies."),
    },
    required=("name", "document"),
)

ACCOUNT = Record(
    "An AWS account.",
    {
        "id": words.ACCOUNT_ID,
        "alias": words.ACCOUNT_ALIAS,
        "partition": PARTITION,
        "saml_providers": ListOf("The account's SAML providers.", SAML_PROVIDER),
        "roles": ListOf("The account's roles.", ROLE),
        "policies": ListOf("The account's customer managed policies.", POLICY),
    },
    required=("id",),
)
