"""The kinds of policy, and the rules in which they differ: one table, one row a kind."""

from dataclasses import dataclass
from enum import StrEnum


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

    `max_size` counts every character that is not white space. `size_text` is IAM's sentence for a
    longer document, None where it would name the entity. `syntax_text` and `json_text` are what
    IAM says of a document that it cannot make sense of, None where it is not known.
    """

    max_size: int
    size_text: str | None
    principal: Presence
    resource: Presence
    allows_id: bool
    only_trust_actions: bool
    json_text: str
    syntax_text: str | None
    legacy_text: str | None


_SYNTAX = "Syntax errors in policy."
_LEGACY = "The policy failed legacy parsing"

RULES = {
    # The quota can be raised to 4096; this is what every account starts with.
    PolicyKind.TRUST: KindRules(
        max_size=2048,
        size_text="Cannot exceed quota for ACLSizePerRole: 2048",
        principal=Presence.REQUIRED,
        resource=Presence.PROHIBITED,
        allows_id=True,
        only_trust_actions=True,
        json_text="This policy contains invalid Json",
        syntax_text=None,
        legacy_text=None,
    ),
    # Inline policies. All those of one role share this quota, which whoever holds them adds up.
    PolicyKind.IDENTITY: KindRules(
        max_size=10240,
        size_text=None,
        principal=Presence.PROHIBITED,
        resource=Presence.REQUIRED,
        allows_id=False,
        only_trust_actions=False,
        json_text=_SYNTAX,
        syntax_text=_SYNTAX,
        legacy_text=_LEGACY,
    ),
    PolicyKind.MANAGED: KindRules(
        max_size=6144,
        size_text="Cannot exceed quota for PolicySize: 6144",
        principal=Presence.PROHIBITED,
        resource=Presence.REQUIRED,
        allows_id=False,
        only_trust_actions=False,
        json_text=_SYNTAX,
        syntax_text=_SYNTAX,
        legacy_text=_LEGACY,
    ),
    PolicyKind.SESSION: KindRules(
        max_size=2048,
        size_text=None,
        principal=Presence.PROHIBITED,
        resource=Presence.REQUIRED,
        allows_id=False,
        only_trust_actions=False,
        json_text=_SYNTAX,
        syntax_text=_SYNTAX,
        legacy_text=_LEGACY,
    ),
    PolicyKind.BOUNDARY: KindRules(
        max_size=6144,
        size_text=None,
        principal=Presence.PROHIBITED,
        resource=Presence.REQUIRED,
        allows_id=False,
        only_trust_actions=False,
        json_text=_SYNTAX,
        syntax_text=_SYNTAX,
        legacy_text=_LEGACY,
    ),
    PolicyKind.RESOURCE: KindRules(
        max_size=20480,
        size_text=None,
        principal=Presence.REQUIRED,
        resource=Presence.REQUIRED,
        allows_id=True,
        only_trust_actions=False,
        json_text=_SYNTAX,
        syntax_text=_SYNTAX,
        legacy_text=_LEGACY,
    ),
    PolicyKind.SCP: KindRules(
        max_size=5120,
        size_text=None,
        principal=Presence.PROHIBITED,
        resource=Presence.REQUIRED,
        allows_id=False,
        only_trust_actions=False,
        json_text=_SYNTAX,
        syntax_text=_SYNTAX,
        legacy_text=_LEGACY,
    ),
    PolicyKind.RCP: KindRules(
        max_size=5120,
        size_text=None,
        principal=Presence.REQUIRED,
        resource=Presence.REQUIRED,
        allows_id=False,
        only_trust_actions=False,
        json_text=_SYNTAX,
        syntax_text=_SYNTAX,
        legacy_text=_LEGACY,
    ),
}
