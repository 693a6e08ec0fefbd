"""One statement of a document."""

import re

from rolebridge.iam.actions import ActionElement, find_action_fault, is_trust_action
from rolebridge.iam.faults import Rule
from rolebridge.iam.json_text import Path
from rolebridge.iam.kinds import PolicyKind, Presence
from rolebridge.iam.policy import Effect, Statement
from rolebridge.iam.reading.condition import read_conditions
from rolebridge.iam.reading.place import Member, Reading, explain_name
from rolebridge.iam.reading.principal import read_principals
from rolebridge.iam.reading.writing import check_new_statement
from rolebridge.iam.resources import InvalidResource, ResourceElement, parse_resource
from rolebridge.iam.variables import Template

_ELEMENTS = (
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)
_SID = re.compile(r"[0-9A-Za-z]*")
# Amazon ECR User Guide, "Private repository policies": the repository itself is the resource.
_WITHOUT_RESOURCE = "ecr:"
# Amazon API Gateway Developer Guide, "API Gateway resource policy examples": short for the ARN of
# the API that carries the policy, which is filled in when the policy is stored.
_OWN_API = "execute-api:/"


def read_statement(statement: Member, index: int, path: Path, reading: Reading) -> Statement:
    """Read every element, so that all the faults of a statement are told at once."""
    for name in statement:
        if name not in _ELEMENTS:
            reason = explain_name(name, _ELEMENTS)
            reading.refuse((*path, name), Rule.UNKNOWN_ELEMENT, reason, subject=name)
    for name in ("Principal", "Action", "Resource"):
        if name in statement and f"Not{name}" in statement:
            reason = f"{name} and Not{name} exclude each other"
            reading.refuse((*path, f"Not{name}"), Rule.EXCLUSIVE_ELEMENTS, reason)
    read = Statement(
        index,
        _read_sid(statement, path, reading),
        _read_effect(statement, path, reading),
        read_principals(statement, path, reading),
        actions := _read_actions(statement, path, reading),
        _read_resources(statement, actions, path, reading),
        read_conditions(statement, path, reading),
    )
    if reading.is_new:
        check_new_statement(statement, read, path, reading)
    return read


def _read_sid(statement: Member, path: Path, reading: Reading) -> str | None:
    sid, path = statement.get("Sid"), (*path, "Sid")
    if "Sid" not in statement:
        return None
    if type(sid) is not str:
        reading.refuse(path, Rule.ELEMENT_TYPE, "Sid is a string")
        return None
    if not reading.rules.allows_any_sid and _SID.fullmatch(sid) is None:
        reading.refuse(path, Rule.SID_FORM, f"{sid!r}: a Sid holds letters and digits only")
    return sid


def _read_effect(statement: Member, path: Path, reading: Reading) -> Effect:
    effect = statement.get("Effect")
    if "Effect" not in statement:
        reading.refuse(path, Rule.MISSING_ELEMENT, "Effect is missing", subject="Effect")
    elif effect not in ("Allow", "Deny"):
        word = effect if type(effect) is str else ""
        is_known = word.lower() in ("allow", "deny")
        rule = Rule.EFFECT_CASE if is_known else Rule.EFFECT
        reading.refuse((*path, "Effect"), rule, '"Allow" or "Deny", exactly', subject=word)
    return Effect.ALLOW if effect == "Allow" else Effect.DENY


def _read_actions(statement: Member, path: Path, reading: Reading) -> ActionElement:
    name = "NotAction" if "NotAction" in statement else "Action"
    written, at = statement.get(name, []), (*path, name)
    if written == []:
        place = at if name in statement else path
        reading.refuse(place, Rule.ACTION_MISSING, "a statement names its actions")
    actions = list(reading.read_strings(written, at))
    for place, action in actions:
        _check_action(action, place, reading)
    return ActionElement.of(tuple(text for _, text in actions), negated=name == "NotAction")


def _check_action(action: str, path: Path, reading: Reading) -> None:
    if reading.rules.only_trust_actions:
        if not is_trust_action(action):
            reading.refuse(
                path,
                Rule.ACTION_NOT_ASSUME_ROLE,
                f"{action!r}: a trust policy speaks of sts:AssumeRole*, sts:TagSession, "
                "sts:SetSourceIdentity and sts:SetContext only",
            )
        return
    fault = find_action_fault(action)
    if fault is not None:
        reading.refuse(path, Rule.ACTION_FORM, fault.text, detail=fault.aws_text)


def _read_resources(
    statement: Member, actions: ActionElement, path: Path, reading: Reading
) -> ResourceElement | None:
    name = "NotResource" if "NotResource" in statement else "Resource"
    written, at = statement.get(name, []), (*path, name)
    if reading.rules.resource is Presence.PROHIBITED:
        if name in statement:
            _refuse_resource(at, reading)
        return None
    if name not in statement and _has_no_resource(actions, reading):
        return None
    if written == []:
        place = at if name in statement else path
        reading.refuse(place, Rule.RESOURCE_MISSING, "a statement names its resources")
    texts = list(reading.read_strings(written, at))
    templates = [_read_resource(text, place, reading) for place, text in texts]
    return ResourceElement(
        tuple(text for _, text in texts),
        name == "NotResource",
        tuple(template for template in templates if template is not None),
    )


def _refuse_resource(path: Path, reading: Reading) -> None:
    detail = "Has prohibited field Resource"
    if path[-1] == "NotResource":
        detail = "AssumeRole policy must not contain resources."
    reason = "a trust policy has no resource: the role that carries it is the resource"
    reading.refuse(path, Rule.RESOURCE_PROHIBITED, reason, detail=detail)


def _has_no_resource(actions: ActionElement, reading: Reading) -> bool:
    named = actions.written
    is_ecr = bool(named) and all(name.startswith(_WITHOUT_RESOURCE) for name in named)
    return reading.kind is PolicyKind.RESOURCE and is_ecr


def _read_resource(text: str, path: Path, reading: Reading) -> Template | None:
    if reading.kind is PolicyKind.RESOURCE and text.startswith(_OWN_API):
        text = f"arn:*:execute-api:*:*:*/{text.removeprefix(_OWN_API)}"
    try:
        return parse_resource(text, variables=reading.variables)
    except InvalidResource as error:
        reading.refuse(path, error.rule, error.text, detail=error.aws_text)
        return None
