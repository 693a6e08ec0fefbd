"""How long a document may be, counted as AWS counts it for its kind."""

from rolebridge.iam.kinds import RULES, PolicyKind
from rolebridge.iam.policy import Policy, count_characters
from rolebridge.iam.text import fold

# Services whose resource policies have another quota than the 20 KB of S3, as they document it.
_BY_SERVICE = {
    "kms": 32_768,  # AWS KMS Developer Guide, "Resource quotas": key policy document size.
    "sqs": 8192,  # Amazon SQS Developer Guide, "Policy quotas": bytes.
    "logs": 5120,  # CloudWatch Logs, in its own words: "either < 1 or > 5120".
}
_LARGEST = {PolicyKind.RESOURCE: max(_BY_SERVICE.values())}


def measure(text: str, kind: PolicyKind) -> int:
    """The size that counts against the quota of a kind: all characters, or all but white space."""
    return len(text) if RULES[kind].counts_blanks else count_characters(text)


def get_largest_quota(kind: PolicyKind) -> int:
    """What no document of a kind may exceed, whatever it says."""
    return _LARGEST.get(kind, RULES[kind].max_size)


def get_quota(policy: Policy) -> int:
    """The quota of a policy. A resource policy has that of the service whose actions it names."""
    quota = RULES[policy.kind].max_size
    if policy.kind is not PolicyKind.RESOURCE:
        return quota
    named = {
        fold(action.partition(":")[0]) for s in policy.statements for action in s.actions.written
    }
    return _BY_SERVICE.get(named.pop(), quota) if len(named) == 1 else quota
