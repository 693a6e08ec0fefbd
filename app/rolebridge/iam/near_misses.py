"""The mistakes people make, recognised: what nearly matched, and what would fix it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rolebridge.arn import ARN, InvalidARN
from rolebridge.iam.callers import Principal
from rolebridge.iam.conditions import Condition, Quantifier
from rolebridge.iam.context import Values
from rolebridge.iam.patterns import Pattern, Subject, split_wildcards
from rolebridge.iam.policy import Policy, Statement
from rolebridge.iam.principals import PrincipalElement, PrincipalType
from rolebridge.iam.text import fold


class Mistake(StrEnum):
    """Each near miss has a code and a sentence with the fix."""

    CASE_DIFFERS = "case_differs"
    TRAILING_SLASH = "trailing_slash"
    WHITE_SPACE = "white_space"
    WILDCARD_IS_LITERAL = "wildcard_is_literal"
    AUDIENCE_FOR_RECIPIENT = "audience_for_recipient"
    SEVERAL_VALUES = "several_values"
    VACUOUS_FOR_ALL_VALUES = "vacuous_for_all_values"
    VARIABLE_IN_OLD_VERSION = "variable_in_old_version"
    VARIABLE_WITHOUT_VALUE = "variable_without_value"
    OTHER_ACCOUNT = "other_account"
    ACCOUNT_IS_NOT_PROVIDER = "account_is_not_provider"
    OTHER_ASSUME_ACTION = "other_assume_action"
    TAG_SESSION_MISSING = "tag_session_missing"
    SET_SOURCE_IDENTITY_MISSING = "set_source_identity_missing"


_SENTENCES = {
    Mistake.CASE_DIFFERS: "{expected!r} and {actual!r} differ in case only, and case counts here.",
    Mistake.TRAILING_SLASH: "{expected!r} and {actual!r} differ in a slash at the end only.",
    Mistake.WHITE_SPACE: "{expected!r} and {actual!r} differ in white space at the ends only.",
    Mistake.WILDCARD_IS_LITERAL: "In {operator} the * and ? of {expected!r} are plain characters: "
    "for wildcards use the Like operator.",
    Mistake.AUDIENCE_FOR_RECIPIENT: "saml:aud is the Recipient of the assertion, here {actual!r}, "
    "and not its Audience element {expected!r}.",
    Mistake.SEVERAL_VALUES: "{key} has several values in this request: use ForAnyValue:{operator} "
    "or ForAllValues:{operator}.",
    Mistake.VACUOUS_FOR_ALL_VALUES: "ForAllValues is met only because the request has no {key}: "
    "add a Null condition if the key must be there.",
    Mistake.VARIABLE_IN_OLD_VERSION: "{expected!r} is plain text here: policy variables need "
    '"Version": "2012-10-17".',
    Mistake.VARIABLE_WITHOUT_VALUE: "A variable of {expected!r} has no single value in this "
    "request and no default.",
    Mistake.OTHER_ACCOUNT: "{expected!r} has the same name as the caller's provider but stands in "
    "another account or partition.",
    Mistake.ACCOUNT_IS_NOT_PROVIDER: "An account does not stand for its identity providers: name "
    "the provider under Federated.",
    Mistake.OTHER_ASSUME_ACTION: "The statement allows {expected}, but the call is {actual}.",
    Mistake.TAG_SESSION_MISSING: "The assertion carries session tags, so the trust policy must "
    "allow sts:TagSession as well.",
    Mistake.SET_SOURCE_IDENTITY_MISSING: "The assertion carries a source identity, so the trust "
    "policy must allow sts:SetSourceIdentity as well.",
}
_FURTHER_ACTIONS = {
    "sts:tagsession": Mistake.TAG_SESSION_MISSING,
    "sts:setsourceidentity": Mistake.SET_SOURCE_IDENTITY_MISSING,
}
_AUDIENCE = "urn:amazon:webservices"


@dataclass(frozen=True, slots=True)
class NearMiss:
    """One recognised mistake."""

    mistake: Mistake
    text: str

    @classmethod
    def of(cls, mistake: Mistake, **facts: str) -> "NearMiss":
        return cls(mistake, _SENTENCES[mistake].format(**facts))

    def as_dict(self) -> dict[str, object]:
        return {"code": self.mistake.value, "text": self.text}


def find_missing_grants(denied: str | None, allowed: frozenset[str]) -> tuple[NearMiss, ...]:
    """Whether the role itself may be assumed and only a further action of the call is missing."""
    mistake = _FURTHER_ACTIONS.get(fold(denied or ""))
    if mistake is None or not any(action.startswith("sts:assumerole") for action in allowed):
        return ()
    return (NearMiss.of(mistake),)


def find_action_misses(statement: Statement, action: str) -> tuple[NearMiss, ...]:
    """A statement for another way of assuming the role."""
    others = [name for name in statement.actions.written if fold(name).startswith("sts:assumerole")]
    if statement.actions.negated or not others or not fold(action).startswith("sts:assumerole"):
        return ()
    miss = NearMiss.of(Mistake.OTHER_ASSUME_ACTION, expected=" and ".join(others), actual=action)
    return (miss,)


def find_principal_misses(
    element: PrincipalElement | None, principal: Principal
) -> tuple[NearMiss, ...]:
    """A principal element that meant the caller and did not name it."""
    written = element.written if element else ()
    return tuple(
        miss
        for (kind, named), _ in principal.names
        if kind is PrincipalType.FEDERATED
        for other, text in written
        for miss in _compare_providers(other, text, named)
    )


def find_condition_misses(
    policy: Policy,
    condition: Condition,
    *,
    met: bool,
    request_values: Values | None,
    resolved_values: Sequence[str | None],
) -> tuple[NearMiss, ...]:
    """What is odd about a condition: why it nearly matched, or why it did without meaning to."""
    if met:
        vacuous = condition.quantifier is Quantifier.ALL and not any(request_values or ())
        found = [NearMiss.of(Mistake.VACUOUS_FOR_ALL_VALUES, key=condition.key)] if vacuous else []
        return tuple(found)
    misses = list(_find_variable_misses(policy, condition, resolved_values))
    actual = request_values or ()
    if condition.quantifier is Quantifier.NONE and len(actual) > 1:
        misses.append(
            NearMiss.of(Mistake.SEVERAL_VALUES, key=condition.key, operator=condition.operator.name)
        )
    if not condition.operator.is_negated:
        misses += _compare_values(condition, actual, [v for v in resolved_values if v is not None])
    return tuple(misses)


def _compare_providers(kind: PrincipalType, text: str, named: str) -> Iterator[NearMiss]:
    if kind is PrincipalType.FEDERATED:
        if fold(text) == fold(named):
            yield NearMiss.of(Mistake.CASE_DIFFERS, expected=text, actual=named)
        elif _same_resource(text, named):
            yield NearMiss.of(Mistake.OTHER_ACCOUNT, expected=text)
    elif kind is PrincipalType.AWS:
        account = _account_of(named)
        if account is not None and (text == account or text.endswith(f"::{account}:root")):
            yield NearMiss.of(Mistake.ACCOUNT_IS_NOT_PROVIDER)


def _same_resource(text: str, other: str) -> bool:
    try:
        return ARN.parse(text).resource == ARN.parse(other).resource
    except InvalidARN:
        return False


def _account_of(text: str) -> str | None:
    try:
        return ARN.parse(text).account
    except InvalidARN:
        return None


def _find_variable_misses(
    policy: Policy, condition: Condition, resolved_values: Sequence[str | None]
) -> Iterator[NearMiss]:
    for template, resolved in zip(condition.values, resolved_values, strict=True):
        if not policy.has_variables and "${" in template.source:
            yield NearMiss.of(Mistake.VARIABLE_IN_OLD_VERSION, expected=template.source)
        elif resolved is None:
            yield NearMiss.of(Mistake.VARIABLE_WITHOUT_VALUE, expected=template.source)


def _compare_values(
    condition: Condition, actual: Values, expected: Iterable[str]
) -> Iterator[NearMiss]:
    for text in expected:
        for value in actual:
            mistake = _compare(condition, text, value)
            if mistake is not None:
                yield NearMiss.of(
                    mistake, expected=text, actual=value, operator=condition.operator.name
                )


def _compare(condition: Condition, text: str, value: str) -> Mistake | None:
    if text == value:
        return None
    if fold(condition.key) == "saml:aud" and text.startswith(_AUDIENCE):
        return Mistake.AUDIENCE_FOR_RECIPIENT
    for mistake, like in _RESEMBLANCES.items():
        if like(text) == like(value):
            return mistake
    if not condition.operator.has_wildcards and ("*" in text or "?" in text):
        pattern = Pattern.of(split_wildcards(text))
        return Mistake.WILDCARD_IS_LITERAL if pattern.matches(Subject(value)) else None
    return None


_RESEMBLANCES: dict[Mistake, Callable[[str], str]] = {
    Mistake.CASE_DIFFERS: fold,
    Mistake.WHITE_SPACE: str.strip,
    Mistake.TRAILING_SLASH: lambda text: text.rstrip("/"),
}
