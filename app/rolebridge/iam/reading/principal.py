"""The Principal element of a statement."""

from rolebridge.iam.faults import Rule
from rolebridge.iam.json_text import Path
from rolebridge.iam.kinds import Presence
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


def read_principals(statement: Member, path: Path, reading: Reading) -> PrincipalElement | None:
    """`"*"` or a map of principals. NotPrincipal is refused in every kind."""
    if "NotPrincipal" in statement:
        at = (*path, "NotPrincipal")
        reason = "NotPrincipal is refused: name in Principal whom the statement is for"
        reading.faults.add(at, Rule.PRINCIPAL_PROHIBITED, reason)
        return None
    present = "Principal" in statement
    if reading.rules.principal is Presence.PROHIBITED:
        if present:
            reading.faults.add(
                (*path, "Principal"),
                Rule.PRINCIPAL_PROHIBITED,
                "a policy of this kind belongs to a principal and names none",
                "Policy document should not specify a principal.",
            )
        return None
    if not present:
        reading.faults.add(path, Rule.PRINCIPAL_MISSING, "Principal is missing")
        return None
    return _read_element(statement["Principal"], (*path, "Principal"), reading)


def _read_element(value: object, path: Path, reading: Reading) -> PrincipalElement | None:
    if value == EVERYONE:
        return build_element([(PrincipalType.AWS, EVERYONE)])
    if not isinstance(value, dict):
        reason = 'a map such as {"Federated": "arn:..."}, or "*"'
        reading.refuse_syntax(path, Rule.ELEMENT_TYPE, reason)
        return None
    pairs: list[Name] = []
    for name, named in value.items():
        if name in _TYPES:
            pairs += _read_kind(PrincipalType(name), named, (*path, name), reading)
        else:
            reading.refuse_syntax((*path, name), Rule.UNKNOWN_ELEMENT, explain_name(name, _TYPES))
    if not value or (not pairs and all(named == [] for named in value.values())):
        reading.faults.add(path, Rule.PRINCIPAL_MISSING, "Principal names nobody")
    return build_element(pairs)


def _read_kind(kind: PrincipalType, value: object, path: Path, reading: Reading) -> list[Name]:
    pairs: list[Name] = []
    for at, text in reading.read_strings(value, path):
        reason = find_principal_fault(kind, text)
        if reason is None:
            pairs.append((kind, text))
        else:
            told = f"{text!r} is no principal: {reason}"
            reading.faults.add(at, Rule.PRINCIPAL_FORM, told, aws_principal_text(kind, text))
    return pairs
