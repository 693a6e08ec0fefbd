"""The parameters of AssumeRoleWithSAML, checked as the service model says.

Stock clients check only presence and minimum length, so everything is checked here, in AWS's own
words: `1 validation error detected: Value 'X' at 'roleArn' failed to satisfy constraint: ...`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rolebridge.access.refusals import (
    invalid_parameter_value,
    invalid_query_parameter,
    request_arn_invalid,
    validation_error,
)
from rolebridge.access.session import NO_POLICIES, SessionPolicies
from rolebridge.arn import InvalidARN, parse_role_arn, parse_saml_provider_arn

MAX_POLICY_ARNS = 10
DEFAULT_DURATION = 3600

# The model's arnType and sessionPolicyDocumentType; the second text is what AWS prints.
_ARN_CHARACTERS = re.compile("[\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")
_ARN_PATTERN = r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+"
_POLICY_CHARACTERS = re.compile("[\t\n\r\x20-\xff]+")
_POLICY_PATTERN = r"[\u0009\u000A\u000D\u0020-\u00FF]+"
_POLICY_ARN = re.compile(r"PolicyArns\.member\.([1-9][0-9]{0,2})\.arn")
_INTEGER = re.compile(r"[0-9]{1,9}")
_NAMES = (
    "RoleArn",
    "PrincipalArn",
    "SAMLAssertion",
    "DurationSeconds",
    "Policy",
    "PolicyArns",
    "MinimumSessionTokenSize",
)


@dataclass(frozen=True, slots=True)
class AssumeRoleWithSAMLRequest:
    """A call whose parameters are within the model's limits and whose ARNs have their form.

    `duration_seconds` is None where it was not given: then DEFAULT_DURATION counts.
    """

    role_arn: str
    principal_arn: str
    saml_assertion: str
    duration_seconds: int | None = None
    policies: SessionPolicies = NO_POLICIES
    minimum_session_token_size: int = 0


def parse_request(parameters: Mapping[str, str]) -> AssumeRoleWithSAMLRequest:
    """Read and check the parameters. Raises AWSRefused with every fault of the model at once."""
    _refuse_near_misses(parameters)
    policy_arns = _list_policy_arns(parameters)
    faults = [
        *_text_faults(parameters.get("RoleArn"), "roleArn", 20, 2048, is_arn=True),
        *_assertion_faults(parameters.get("SAMLAssertion")),
        *_text_faults(parameters.get("PrincipalArn"), "principalArn", 20, 2048, is_arn=True),
        *_policy_faults(parameters.get("Policy")),
        *_policy_arn_faults(policy_arns),
        *_number_faults(parameters, "DurationSeconds", 900, 43_200),
        *_number_faults(parameters, "MinimumSessionTokenSize", 0, 4096),
    ]
    if faults:
        raise validation_error(faults)
    return AssumeRoleWithSAMLRequest(
        *_parse_arns(parameters["RoleArn"], parameters["PrincipalArn"]),
        saml_assertion=parameters["SAMLAssertion"],
        duration_seconds=_find_number(parameters, "DurationSeconds"),
        policies=SessionPolicies(parameters.get("Policy"), policy_arns),
        minimum_session_token_size=_find_number(parameters, "MinimumSessionTokenSize") or 0,
    )


def _refuse_near_misses(parameters: Mapping[str, str]) -> None:
    """A misspelt `Policy` must not pass for an unknown parameter: the session would be wider."""
    known = {name.lower() for name in _NAMES}
    for name in parameters:
        head = name.split(".", 1)[0]
        is_policy_arn = head == "PolicyArns" and _POLICY_ARN.fullmatch(name) is not None
        is_known = is_policy_arn or (name in _NAMES and head != "PolicyArns")
        if head.lower() in known and not is_known:
            raise invalid_query_parameter(
                f"The parameter {_shown(name)} is not spelt as it must be."
            )


def _list_policy_arns(parameters: Mapping[str, str]) -> tuple[str, ...]:
    numbered = {
        int(match[1]): value
        for name, value in parameters.items()
        if (match := _POLICY_ARN.fullmatch(name))
    }
    return tuple(numbered[number] for number in sorted(numbered))


def _parse_arns(role_arn: str, principal_arn: str) -> tuple[str, str]:
    try:
        return str(parse_role_arn(role_arn)), str(parse_saml_provider_arn(principal_arn))
    except InvalidARN:
        raise request_arn_invalid() from None


def _text_faults(
    value: str | None, label: str, shortest: int, longest: int, *, is_arn: bool
) -> list[str]:
    if value is None:
        return [_missing(label)]
    characters, pattern = (
        (_ARN_CHARACTERS, _ARN_PATTERN) if is_arn else (_POLICY_CHARACTERS, _POLICY_PATTERN)
    )
    faults = []
    if characters.fullmatch(value) is None:
        faults.append(f"Member must satisfy regular expression pattern: {pattern}")
    if len(value) < shortest:
        faults.append(f"Member must have length greater than or equal to {shortest}")
    if len(value) > longest:
        faults.append(f"Member must have length less than or equal to {longest}")
    return [_fault(f"Value '{_shown(value)}' at '{label}'", fault) for fault in faults]


def _assertion_faults(value: str | None) -> list[str]:
    """The assertion is a secret: its value is never shown."""
    if value is None:
        return [_missing("sAMLAssertion")]
    where = "Value at 'sAMLAssertion'"
    if len(value) < 4:
        return [_fault(where, "Member must have length greater than or equal to 4")]
    if len(value) > 100_000:
        return [_fault(where, "Member must have length less than or equal to 100000")]
    return []


def _policy_faults(value: str | None) -> list[str]:
    return [] if value is None else _text_faults(value, "policy", 1, 2048, is_arn=False)


def _policy_arn_faults(arns: tuple[str, ...]) -> list[str]:
    if len(arns) > MAX_POLICY_ARNS:
        rule = f"Member must have length less than or equal to {MAX_POLICY_ARNS}"
        return [_fault("Value at 'policyArns'", rule)]
    return [
        fault
        for number, arn in enumerate(arns, start=1)
        for fault in _text_faults(arn, f"policyArns.{number}.member.arn", 20, 2048, is_arn=True)
    ]


def _number_faults(
    parameters: Mapping[str, str], name: str, lowest: int, highest: int
) -> list[str]:
    value = _find_number(parameters, name)
    if value is None or lowest <= value <= highest:
        return []
    rule = (
        f"Member must have value greater than or equal to {lowest}"
        if value < lowest
        else f"Member must have value less than or equal to {highest}"
    )
    return [_fault(f"Value '{value}' at '{name[0].lower()}{name[1:]}'", rule)]


def _find_number(parameters: Mapping[str, str], name: str) -> int | None:
    text = parameters.get(name)
    if text is None:
        return None
    if _INTEGER.fullmatch(text.removeprefix("-")) is None:
        raise invalid_parameter_value(f"{name} must be a whole number.")
    return int(text)


def _missing(label: str) -> str:
    return _fault(f"Value null at '{label}'", "Member must not be null")


def _fault(where: str, rule: str) -> str:
    return f"{where} failed to satisfy constraint: {rule}"


def _shown(value: str) -> str:
    """A value as it may be repeated in an answer: cut, and free of control characters."""
    short = value if len(value) <= 200 else value[:200] + "..."
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in short)
