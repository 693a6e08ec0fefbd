"""The mistakes people make with policies: each has a code, and a sentence with the fix."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Mistake(StrEnum):
    """What was nearly right, or right by accident."""

    CASE_DIFFERS = "case_differs"
    TRAILING_SLASH = "trailing_slash"
    WHITE_SPACE = "white_space"
    WILDCARD_IS_LITERAL = "wildcard_is_literal"
    OTHER_ACCOUNT = "other_account"
    OTHER_PARTITION = "other_partition"
    OTHER_REGION = "other_region"
    PATH_LEFT_OUT = "path_left_out"
    OTHER_PATH = "other_path"
    VARIABLE_IN_OLD_VERSION = "variable_in_old_version"
    VARIABLE_WITHOUT_VALUE = "variable_without_value"

    OTHER_ASSUME_ACTION = "other_assume_action"
    OTHER_SERVICE_PREFIX = "other_service_prefix"
    MISSPELT_ACTION = "misspelt_action"
    NOT_ACTION_ALLOWS_OTHERS = "not_action_allows_others"
    NOT_ACTION_DENIES_OTHERS = "not_action_denies_others"
    TAG_SESSION_MISSING = "tag_session_missing"
    SET_SOURCE_IDENTITY_MISSING = "set_source_identity_missing"

    ACCOUNT_IS_NOT_PROVIDER = "account_is_not_provider"
    ACCOUNT_ONLY_DELEGATES = "account_only_delegates"
    OTHER_SESSION = "other_session"
    UNIQUE_ID = "unique_id"
    NOT_PRINCIPAL_ALLOWS_OTHERS = "not_principal_allows_others"
    NOT_PRINCIPAL_DENIES_OTHERS = "not_principal_denies_others"
    NOT_PRINCIPAL_UNDER_BOUNDARY = "not_principal_under_boundary"

    CONTENTS_NOT_COVERED = "contents_not_covered"
    ONLY_CONTENTS_COVERED = "only_contents_covered"
    QUALIFIER_NOT_COVERED = "qualifier_not_covered"
    NO_RESOURCE_OF_ITS_OWN = "no_resource_of_its_own"

    AUDIENCE_FOR_RECIPIENT = "audience_for_recipient"
    SEVERAL_VALUES = "several_values"
    VACUOUS_FOR_ALL_VALUES = "vacuous_for_all_values"
    SESSION_ARN_FOR_ROLE = "session_arn_for_role"
    TAG_OF_SOMETHING_ELSE = "tag_of_something_else"


_SENTENCES = {
    Mistake.CASE_DIFFERS: "{expected!r} and {actual!r} differ in case only, and case counts here.",
    Mistake.TRAILING_SLASH: "{expected!r} and {actual!r} differ in a slash at the end only.",
    Mistake.WHITE_SPACE: "{expected!r} and {actual!r} differ in white space at the ends only.",
    Mistake.WILDCARD_IS_LITERAL: "In {operator} the * and ? of {expected!r} are plain characters: "
    "for wildcards use the Like operator.",
    Mistake.OTHER_ACCOUNT: "{expected!r} is {actual!r} but for the {parts}.",
    Mistake.OTHER_PARTITION: "{expected!r} is {actual!r} but for the {parts}.",
    Mistake.OTHER_REGION: "{expected!r} is {actual!r} but for the {parts}.",
    Mistake.PATH_LEFT_OUT: "{expected!r} leaves out the path: the whole name is {actual!r}.",
    Mistake.OTHER_PATH: "{expected!r} has another path than {actual!r}.",
    Mistake.VARIABLE_IN_OLD_VERSION: "{expected!r} is plain text here: policy variables need "
    '"Version": "2012-10-17".',
    Mistake.VARIABLE_WITHOUT_VALUE: "A variable of {expected!r} has no single value in this "
    "request and no default.",
    Mistake.OTHER_ASSUME_ACTION: "The statement names {expected}, but the call is {actual}.",
    Mistake.OTHER_SERVICE_PREFIX: "{expected!r} is the action of another service: the request is "
    "for {actual!r}.",
    Mistake.MISSPELT_ACTION: "{expected!r} is one letter away from {actual!r}: is it misspelt?",
    Mistake.NOT_ACTION_ALLOWS_OTHERS: "Allow with NotAction grants every action that it does not "
    "list, of every service.",
    Mistake.NOT_ACTION_DENIES_OTHERS: "Deny with NotAction denies every action that it does not "
    "list, of every service.",
    Mistake.TAG_SESSION_MISSING: "The call carries session tags, so sts:TagSession must be allowed "
    "as well as {assume}.",
    Mistake.SET_SOURCE_IDENTITY_MISSING: "The call carries a source identity, so "
    "sts:SetSourceIdentity must be allowed as well as {assume}.",
    Mistake.ACCOUNT_IS_NOT_PROVIDER: "An account does not stand for its identity providers: name "
    "the provider under Federated.",
    Mistake.ACCOUNT_ONLY_DELEGATES: "{expected!r} stands for the account, not for its root user: "
    "it leaves the decision to the policies of the caller's own account.",
    Mistake.OTHER_SESSION: "{expected!r} is another session of the same role: name the role to "
    "mean all its sessions.",
    Mistake.UNIQUE_ID: "{expected!r} is a unique id: it names a user or role as it was before it "
    "was deleted, and not one made anew under the same name.",
    Mistake.NOT_PRINCIPAL_ALLOWS_OTHERS: "Allow with NotPrincipal grants to everybody whom it does "
    "not list, anonymous callers included.",
    Mistake.NOT_PRINCIPAL_DENIES_OTHERS: "Deny with NotPrincipal denies everybody whom it does not "
    "list: it must list the caller's account and role besides the caller.",
    Mistake.NOT_PRINCIPAL_UNDER_BOUNDARY: "Deny with NotPrincipal denies every caller that has a "
    "permissions boundary, listed or not: use a condition on aws:PrincipalArn.",
    Mistake.CONTENTS_NOT_COVERED: "{expected!r} does not cover what is in it: for that write "
    "{meant!r}.",
    Mistake.ONLY_CONTENTS_COVERED: "{expected!r} covers what is in {meant!r}, and not "
    "{meant!r} itself.",
    Mistake.QUALIFIER_NOT_COVERED: "{actual!r} goes on behind {expected!r}: write {meant!r}.",
    Mistake.NO_RESOURCE_OF_ITS_OWN: 'The request is for no particular resource, which only "*" '
    "covers.",
    Mistake.AUDIENCE_FOR_RECIPIENT: "saml:aud is the Recipient of the assertion, here {actual!r}, "
    "and not its Audience element {expected!r}.",
    Mistake.SEVERAL_VALUES: "{key} has several values in this request: use ForAnyValue:{operator} "
    "or ForAllValues:{operator}.",
    Mistake.VACUOUS_FOR_ALL_VALUES: "ForAllValues is met only because the request has no {key}: "
    "add a Null condition if the key must be there.",
    Mistake.SESSION_ARN_FOR_ROLE: "aws:PrincipalArn of a session is the ARN of its role, here "
    "{actual!r}, and never {expected!r}.",
    Mistake.TAG_OF_SOMETHING_ELSE: "The request has no {key}, but it has {other}.",
}


@dataclass(frozen=True, slots=True)
class NearMiss:
    """One recognised mistake."""

    mistake: Mistake
    text: str

    @classmethod
    def of(cls, mistake: Mistake, **facts: str) -> Self:
        return cls(mistake, _SENTENCES[mistake].format(**facts))

    def as_dict(self) -> dict[str, object]:
        return {"code": self.mistake.value, "text": self.text}
