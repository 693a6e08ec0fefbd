"""Rows about conditions and policy variables."""

from rolebridge.iam.lint.catalogue.entry import Entry
from rolebridge.iam.lint.codes import Code, Severity

ENTRIES = {
    Code.KEY_UNKNOWN: Entry(
        Severity.WARNING,
        "There is no condition key {key!r}{hint}, so that the condition is {outcome}.",
        "Check the spelling; a key may also be newer than the service data.",
    ),
    Code.KEY_UNAVAILABLE: Entry(
        Severity.WARNING,
        "{key} is in no request {where}, so that the condition is {outcome}.",
        "Take the condition out, or give it to the actions that have the key.",
    ),
    Code.KEY_DEPRECATED: Entry(
        Severity.SUGGESTION,
        "{key} is deprecated: {text}",
        "Use what has taken its place.",
    ),
    Code.KEY_TYPE: Entry(
        Severity.SUGGESTION,
        "{key} is of type {type}, which {operator} does not compare as such.",
        "Use {better}.",
    ),
    Code.VARIABLE_UNKNOWN: Entry(
        Severity.WARNING,
        "There is no condition key {key!r}{hint}, so that the variable never has a value.",
        "Check the spelling; a key may also be newer than the service data.",
    ),
    Code.VARIABLE_WITHOUT_VALUE: Entry(
        Severity.WARNING,
        "{key} has no value in the sessions of a role, so that {text!r} matches nothing.",
        "Use aws:PrincipalTag/... or aws:userid, which role sessions have.",
    ),
    Code.SET_OPERATOR_MISSING: Entry(
        Severity.WARNING,
        "{key} may have several values, and {operator} without ForAnyValue or ForAllValues "
        "is not met by more than one.",
        "Write ForAnyValue:{operator} or ForAllValues:{operator}.",
    ),
    Code.SET_OPERATOR_NEEDLESS: Entry(
        Severity.SUGGESTION,
        "{key} has one value at most: {quantifier} is for keys with several.",
        "Write {operator} alone.",
    ),
    Code.FOR_ALL_VALUES_ON_SINGLE: Entry(
        Severity.WARNING,
        "{key} has one value or none: ForAllValues is also met by requests without it, and "
        "this statement allows.",
        "Leave ForAllValues out.",
    ),
    Code.FOR_ALL_VALUES_ADMITS_MISSING: Entry(
        Severity.SUGGESTION,
        "ForAllValues is also met by requests without {key}, and this statement allows.",
        'Add "Null": {{"{key}": "false"}} where the key must be there.',
    ),
    Code.NEGATION_ADMITS_MISSING: Entry(
        Severity.SUGGESTION,
        "{operator} is also met by requests without {key}, and this statement allows.",
        'Add "Null": {{"{key}": "false"}} where the key must be there.',
    ),
    Code.MFA_DENY_ADMITS_MISSING: Entry(
        Severity.WARNING,
        "Requests signed with long-term keys have no {key}, so that this Deny does not stop them.",
        "Write BoolIfExists.",
    ),
    Code.WILDCARD_IS_LITERAL: Entry(
        Severity.WARNING,
        "In {operator} the * of {value!r} is a plain character.",
        "Use {better} for a pattern.",
    ),
    Code.CONDITION_NEVER_MET: Entry(
        Severity.ERROR,
        "No value of {key} meets {conditions} at once, so that the statement never applies.",
        "Keep one of the conditions, or make them agree.",
    ),
    Code.NETWORK_KEYS_EXCLUDE: Entry(
        Severity.ERROR,
        "A request that has {key} came through a VPC endpoint and has no aws:SourceIp, so "
        "that the statement never applies.",
        "Compare aws:VpcSourceIp, or give each way of coming in a statement of its own.",
    ),
    Code.CONDITION_EMPTY: Entry(
        Severity.WARNING,
        "There is no value to compare {key} with, so that the condition is {outcome}.",
        "Write the values, or take the condition out.",
    ),
    Code.VALUE_REDUNDANT: Entry(
        Severity.SUGGESTION,
        "{value!r} stands twice in the same list.",
        "Leave one out; nothing changes.",
    ),
}
