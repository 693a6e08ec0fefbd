"""One statement of a document."""

import re

from rolebridge.iam.actions import ActionElement, find_action_fault, is_trust_action
from rolebridge.iam.faults import Rule
from rolebridge.iam.json_text import Path
from rolebridge.iam.kinds import Presence
from rolebridge.iam.policy import Effect, Statement
from rolebridge.iam.reading.condition import read_conditions
from rolebridge.iam.reading.place import Member, Reading, explain_name
from rolebridge.iam.reading.principal import read_principals
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


def read_statement(statement: Member, index: int, path: Path, reading: Reading) -> Statement:
    """Read every element, so that all the faults of a statement are told at once."""
    for name in statement:
        if name not in _ELEMENTS:
            reading.refuse_syntax(
                (*path, name), Rule.UNKNOWN_ELEMENT, explain_name(name, _ELEMENTS)
            )
    for name in ("Principal", "Action", "Resource"):
        if name in statement and f"Not{name}" in statement:
            reason = f"{name} and Not{name} exclude each other"
            reading.refuse_syntax((*path, f"Not{name}"), Rule.EXCLUSIVE_ELEMENTS, reason)
    return Statement(
        index,
        _read_sid(statement, path, reading),
        _read_effect(statement, path, reading),
        read_principals(statement, path, reading),
        _read_actions(statement, path, reading),
        _read_resources(statement, path, reading),
        read_conditions(statement, path, reading),
    )


def _read_sid(statement: Member, path: Path, reading: Reading) -> str | None:
    sid, path = statement.get("Sid"), (*path, "Sid")
    if "Sid" not in statement:
        return None
    if type(sid) is not str:
        reading.refuse_syntax(path, Rule.ELEMENT_TYPE, "Sid is a string")
        return None
    if _SID.fullmatch(sid) is None:
        reading.faults.add(
            path,
            Rule.SID_FORM,
            f"{sid!r}: a Sid holds letters and digits only",
            "Statement IDs (SID) must be alpha-numeric. "
            "Check that your input satisfies the regular expression [0-9A-Za-z]*",
        )
    return sid


def _read_effect(statement: Member, path: Path, reading: Reading) -> Effect:
    effect = statement.get("Effect")
    if "Effect" not in statement:
        reading.refuse_syntax(path, Rule.MISSING_ELEMENT, "Effect is missing")
    elif effect not in ("Allow", "Deny"):
        reason = '"Allow" or "Deny", exactly'
        if isinstance(effect, str) and effect.lower() in ("allow", "deny"):
            legacy = reading.rules.legacy_text
            reading.faults.add((*path, "Effect"), Rule.EFFECT_CASE, reason, legacy)
        else:
            reading.refuse_syntax((*path, "Effect"), Rule.EFFECT, reason)
    return Effect.ALLOW if effect == "Allow" else Effect.DENY


def _read_actions(statement: Member, path: Path, reading: Reading) -> ActionElement:
    negated = "NotAction" in statement
    at = (*path, "NotAction" if negated else "Action")
    if not negated and "Action" not in statement:
        _refuse_without_actions(path, reading)
        return ActionElement.of((), negated=False)
    written = statement["NotAction" if negated else "Action"]
    if written == []:
        _refuse_without_actions(at, reading)
    actions = list(reading.read_strings(written, at))
    for place, action in actions:
        _check_action(action, place, reading)
    return ActionElement.of(tuple(action for _, action in actions), negated=negated)


def _refuse_without_actions(path: Path, reading: Reading) -> None:
    aws_text = (
        None if reading.rules.only_trust_actions else "Policy statement must contain actions."
    )
    reading.faults.add(path, Rule.ACTION_MISSING, "a statement names its actions", aws_text)


def _check_action(action: str, path: Path, reading: Reading) -> None:
    if reading.rules.only_trust_actions:
        if not is_trust_action(action):
            reading.faults.add(
                path,
                Rule.ACTION_NOT_ASSUME_ROLE,
                f"{action!r}: a trust policy speaks of sts:AssumeRole*, sts:TagSession, "
                "sts:SetSourceIdentity and sts:SetContext only",
                "AssumeRole policy may only specify STS AssumeRole actions.",
            )
        return
    fault = find_action_fault(action)
    if fault is not None:
        reading.faults.add(path, Rule.ACTION_FORM, fault.text, fault.aws_text)


def _read_resources(statement: Member, path: Path, reading: Reading) -> ResourceElement | None:
    name = "NotResource" if "NotResource" in statement else "Resource"
    written, at = statement.get(name, []), (*path, name)
    if reading.rules.resource is Presence.PROHIBITED:
        if name in statement:
            aws_text = "Has prohibited field Resource" if name == "Resource" else None
            reason = "a trust policy has no resource: the role that carries it is the resource"
            reading.faults.add(at, Rule.RESOURCE_PROHIBITED, reason, aws_text)
        return None
    if written == []:
        reading.faults.add(
            at if name in statement else path,
            Rule.RESOURCE_MISSING,
            "a statement names its resources",
            "Policy statement must contain resources.",
        )
    texts = list(reading.read_strings(written, at))
    templates = [_read_resource(text, place, reading) for place, text in texts]
    return ResourceElement(
        tuple(text for _, text in texts),
        name == "NotResource",
        tuple(template for template in templates if template is not None),
    )


def _read_resource(text: str, path: Path, reading: Reading) -> Template | None:
    try:
        return parse_resource(text, variables=reading.variables)
    except InvalidResource as error:
        reading.faults.add(path, error.rule, error.text, error.aws_text)
        return None
