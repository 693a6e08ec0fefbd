"""The kinds of policy, and the rules in which they differ: one table, one row a kind."""

from dataclasses import dataclass
from enum import StrEnum

from rolebridge.iam import voices
from rolebridge.iam.voices import Voice


class PolicyKind(StrEnum):
    """What a document is for."""

    TRUST = "trust"
    IDENTITY = "identity"
    MANAGED = "managed"
    SESSION = "session"
    BOUNDARY = "boundary"
    RESOURCE = "resource"
    SCP = "scp"
    RCP = "rcp"


class Presence(StrEnum):
    """Whether an element must stand in a statement, or must not."""

    REQUIRED = "required"
    PROHIBITED = "prohibited"


@dataclass(frozen=True, slots=True)
class KindRules:
    """What one kind of policy asks.

    `max_size` is AWS's quota for a document as it is stored; `counts_blanks` tells whether white
    space counts against it. `size_text` is AWS's sentence for a longer document, None where it
    would name the entity or is not known. `voice` has its other sentences.

    Of documents that are written anew, some kinds ask for version 2012-10-17
    (`needs_current_version`), some have no Id (`allows_id`), and IAM looks into the ARNs of its own
    and of S3's resources (`checks_arns`).
    """

    max_size: int
    voice: Voice
    size_text: str | None = None
    counts_blanks: bool = False
    principal: Presence = Presence.PROHIBITED
    allows_negated_principal: bool = False
    resource: Presence = Presence.REQUIRED
    allows_id: bool = False
    only_trust_actions: bool = False
    allows_any_character: bool = False
    allows_any_sid: bool = False
    needs_current_version: bool = False
    checks_arns: bool = False


# IAM User Guide, "IAM and AWS STS quotas": white space is not counted.
# AWS Organizations User Guide, "Quotas": all characters count.
RULES = {
    # An account may have this quota raised to 4096; every account starts with 2048.
    PolicyKind.TRUST: KindRules(
        max_size=2048,
        size_text="Cannot exceed quota for ACLSizePerRole: 2048",
        voice=voices.TRUST,
        principal=Presence.REQUIRED,
        resource=Presence.PROHIBITED,
        allows_id=True,
        only_trust_actions=True,
    ),
    # Inline policies: 2048 for a user, 5120 for a group, 10240 for a role. The kind does not tell
    # whose policy it is, and all those of one holder share the quota, which whoever holds them
    # adds up; so this is what no holder exceeds.
    PolicyKind.IDENTITY: KindRules(max_size=10240, voice=voices.IAM, checks_arns=True),
    # The quota of customers: AWS's own managed policies are as long as AWS likes.
    PolicyKind.MANAGED: KindRules(
        max_size=6144,
        size_text="Cannot exceed quota for PolicySize: 6144",
        voice=voices.IAM,
        needs_current_version=True,
        checks_arns=True,
    ),
    # The inline session policy. STS packs it together with managed ones and tags, see sts.packing.
    PolicyKind.SESSION: KindRules(max_size=2048, voice=voices.IAM),
    # A boundary is a managed policy.
    PolicyKind.BOUNDARY: KindRules(
        max_size=6144,
        size_text="Cannot exceed quota for PolicySize: 6144",
        voice=voices.IAM,
        needs_current_version=True,
        checks_arns=True,
    ),
    # What S3, Lambda, DynamoDB and Secrets Manager allow; `sizes` has the services that differ.
    PolicyKind.RESOURCE: KindRules(
        max_size=20_480,
        voice=voices.RESOURCE,
        counts_blanks=True,
        principal=Presence.REQUIRED,
        allows_negated_principal=True,
        allows_id=True,
        allows_any_character=True,
        allows_any_sid=True,
    ),
    # 10240 since May 2026, 5120 before.
    PolicyKind.SCP: KindRules(
        max_size=10_240,
        size_text="You have exceeded the maximum policy size.",
        voice=voices.ORGANIZATIONS,
        counts_blanks=True,
        allows_any_character=True,
        needs_current_version=True,
    ),
    PolicyKind.RCP: KindRules(
        max_size=5120,
        size_text="You have exceeded the maximum policy size.",
        voice=voices.ORGANIZATIONS,
        counts_blanks=True,
        principal=Presence.REQUIRED,
        allows_any_character=True,
        needs_current_version=True,
    ),
}
