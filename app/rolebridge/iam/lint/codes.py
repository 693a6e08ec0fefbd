"""The names of everything that lint can find, and how bad a finding can be."""

from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is.

    An error cannot be what was meant: the document is refused, or a statement can never do what it
    says. A warning deserves a look by whoever wrote it. A suggestion changes no decision.
    """

    ERROR = "error"
    WARNING = "warning"
    SUGGESTION = "suggestion"


class Code(StrEnum):
    """What was found. The value is stable: scripts may filter by it."""

    FILE_UNREADABLE = "file_unreadable"
    POLICY_MALFORMED = "policy_malformed"

    VERSION_MISSING = "version_missing"
    VARIABLE_IN_OLD_VERSION = "variable_in_old_version"
    DOCUMENT_NEARLY_FULL = "document_nearly_full"
    SID_EMPTY = "sid_empty"
    SID_REPEATED = "sid_repeated"

    SERVICE_UNKNOWN = "service_unknown"
    ACTION_UNKNOWN = "action_unknown"
    ACTION_MATCHES_NOTHING = "action_matches_nothing"
    ACTION_REDUNDANT = "action_redundant"
    ACTION_DEPRECATED = "action_deprecated"

    RESOURCE_REDUNDANT = "resource_redundant"
    RESOURCE_TYPE_UNSUPPORTED = "resource_type_unsupported"
    RESOURCE_NEEDS_STAR = "resource_needs_star"
    RESOURCE_OTHER_ACCOUNT = "resource_other_account"
    RESOURCE_OTHER_PARTITION = "resource_other_partition"
    REGION_NOT_IN_PARTITION = "region_not_in_partition"

    EVERYONE_ALLOWED = "everyone_allowed"
    EVERYONE_TRUSTED = "everyone_trusted"
    PRINCIPAL_REDUNDANT = "principal_redundant"
    PRINCIPAL_DELETED = "principal_deleted"
    PRINCIPAL_OTHER_PARTITION = "principal_other_partition"
    PROVIDER_OTHER_ACCOUNT = "provider_other_account"
    PROVIDER_UNKNOWN = "provider_unknown"
    NOT_PRINCIPAL_WITH_ALLOW = "not_principal_with_allow"
    NOT_ACTION_WITH_ALLOW = "not_action_with_allow"
    NOT_RESOURCE_WITH_ALLOW = "not_resource_with_allow"

    PRINCIPAL_CANNOT_CALL = "principal_cannot_call"
    RECIPIENT_UNCHECKED = "recipient_unchecked"
    AUDIENCE_FOR_RECIPIENT = "audience_for_recipient"
    RECIPIENT_OTHER_PARTITION = "recipient_other_partition"
    RECIPIENT_PATH = "recipient_path"
    WEB_IDENTITY_UNRESTRICTED = "web_identity_unrestricted"
    TAG_SESSION_MISSING = "tag_session_missing"
    SET_SOURCE_IDENTITY_MISSING = "set_source_identity_missing"
    SESSION_TAGS_REFUSED = "session_tags_refused"
    SOURCE_IDENTITY_REFUSED = "source_identity_refused"

    KEY_UNKNOWN = "key_unknown"
    KEY_UNAVAILABLE = "key_unavailable"
    KEY_DEPRECATED = "key_deprecated"
    KEY_TYPE = "key_type"
    VARIABLE_UNKNOWN = "variable_unknown"
    VARIABLE_WITHOUT_VALUE = "variable_without_value"

    SET_OPERATOR_MISSING = "set_operator_missing"
    SET_OPERATOR_NEEDLESS = "set_operator_needless"
    FOR_ALL_VALUES_ON_SINGLE = "for_all_values_on_single"
    FOR_ALL_VALUES_ADMITS_MISSING = "for_all_values_admits_missing"
    NEGATION_ADMITS_MISSING = "negation_admits_missing"
    MFA_DENY_ADMITS_MISSING = "mfa_deny_admits_missing"
    WILDCARD_IS_LITERAL = "wildcard_is_literal"
    CONDITION_NEVER_MET = "condition_never_met"
    NETWORK_KEYS_EXCLUDE = "network_keys_exclude"
    CONDITION_EMPTY = "condition_empty"
    VALUE_REDUNDANT = "value_redundant"

    STATEMENT_UNREACHABLE = "statement_unreachable"
    ACTION_ALWAYS_DENIED = "action_always_denied"
    STATEMENT_REDUNDANT = "statement_redundant"

    PASS_ROLE_ANY = "pass_role_any"  # noqa: S105  (passing a role, no password)
    PRIVILEGE_ESCALATION = "privilege_escalation"
    ASSUME_ANY_ROLE = "assume_any_role"
    FULL_ADMINISTRATOR = "full_administrator"
