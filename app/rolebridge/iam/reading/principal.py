"""The Principal and NotPrincipal elements of a statement."""

import re

from rolebridge.iam.faults import Rule
from rolebridge.iam.json_text import Path
from rolebridge.iam.kinds import PolicyKind, Presence
from rolebridge.iam.principals import (
    EVERYONE,
    Name,
    PrincipalElement,
    PrincipalType,
    aws_principal_text,
    build_element,
    find_principal_fault,
)
from rolebridge.iam.reading.place import Member, Reading, explain_name

_TYPES = tuple(kind.value for kind in PrincipalType)
_CANONICAL_USER = re.compile(r"[0-9a-f]{64}")
# How a CloudFront distribution is named in a bucket policy (S3 User Guide, origin access identity).
_ORIGIN_ACCESS_IDENTITY = re.compile(
    r"arn:aws[a-z-]*:iam::cloudfront:user/CloudFront Origin Access Identity [A-Z0-9]{1,32}"
)


def read_principals(statement: Member, path: Path, reading: Reading) -> PrincipalElement | None:
    """`"*"` or a map of principals. NotPrincipal exists in resource policies only."""
    negated = "NotPrincipal" in statement
    name = "NotPrincipal" if negated else "Principal"
    at = (*path, name)
    if negated and not reading.rules.allows_negated_principal:
        _refuse_negated(statement, at, reading)
    elif reading.rules.principal is Presence.PROHIBITED:
        if name in statement:
            reason = "a policy of this kind belongs to a principal and names none"
            reading.refuse(at, Rule.PRINCIPAL_PROHIBITED, reason)
    elif name not in statement:
        reading.refuse(path, Rule.PRINCIPAL_MISSING, "Principal is missing")
    else:
        return _read_element(statement[name], at, reading, negated=negated)
    return None


def _refuse_negated(statement: Member, path: Path, reading: Reading) -> None:
    detail = None
    if reading.kind is PolicyKind.TRUST:
        detail = "AssumeRole policy must not contain NotPrincipal field."
        if statement.get("Effect") == "Allow":
            detail = "Allow with NotPrincipal is not allowed."
    reason = "NotPrincipal is refused: name in Principal whom the statement is for"
    reading.refuse(path, Rule.PRINCIPAL_PROHIBITED, reason, detail=detail)


def _read_element(
    value: object, path: Path, reading: Reading, *, negated: bool
) -> PrincipalElement | None:
    if value == EVERYONE:
        return build_element([(PrincipalType.AWS, EVERYONE)], negated=negated)
    if not isinstance(value, dict):
        reason = 'a map such as {"Federated": "arn:..."}, or "*"'
        reading.refuse(path, Rule.ELEMENT_TYPE, reason)
        return None
    pairs: list[Name] = []
    for name, named in value.items():
        if name in _TYPES:
            pairs += _read_kind(PrincipalType(name), named, (*path, name), reading)
        else:
            reading.refuse((*path, name), Rule.PRINCIPAL_TYPE, explain_name(name, _TYPES))
    if all(named == [] for named in value.values()):
        reading.refuse(path, Rule.PRINCIPAL_EMPTY, f"{path[-1]} names nobody")
    if reading.kind is PolicyKind.RCP and set(pairs) - {(PrincipalType.AWS, EVERYONE)}:
        reason = 'a resource control policy is for everybody: "*"'
        reading.refuse(path, Rule.PRINCIPAL_FORM, reason)
    return build_element(pairs, negated=negated)


def _read_kind(kind: PrincipalType, value: object, path: Path, reading: Reading) -> list[Name]:
    pairs: list[Name] = []
    for at, text in reading.read_strings(value, path):
        reason = None
        if not (reading.kind is PolicyKind.RESOURCE and _is_known_to_services(kind, text)):
            reason = find_principal_fault(kind, text)
        if reason is None:
            pairs.append((kind, text))
        else:
            told = f"{text!r} is no principal: {reason}"
            detail = aws_principal_text(kind, text)
            reading.refuse(at, Rule.PRINCIPAL_FORM, told, detail=detail)
    return pairs


def _is_known_to_services(kind: PrincipalType, text: str) -> bool:
    """Forms that only the policies of some services have, S3 first of all."""
    if kind is PrincipalType.CANONICAL_USER:
        return _CANONICAL_USER.fullmatch(text) is not None
    return kind is PrincipalType.AWS and _ORIGIN_ACCESS_IDENTITY.fullmatch(text) is not None
