"""The Condition element of a statement."""

from rolebridge.iam.conditions import (
    Condition,
    InvalidPolicyValue,
    OperatorUse,
    build_condition,
    find_operator,
)
from rolebridge.iam.faults import Rule
from rolebridge.iam.json_text import Number, Path
from rolebridge.iam.reading.place import Member, Reading
from rolebridge.iam.variables import InvalidVariable, Template
from rolebridge.iam.voices import LEGACY


def read_conditions(statement: Member, path: Path, reading: Reading) -> tuple[Condition, ...]:
    """A map of operators, each a map of keys, each one value or an array of them.

    An operator that compares no key says nothing, so its name is not asked after; nor does IAM.
    """
    if "Condition" not in statement:
        return ()
    block, path = statement["Condition"], (*path, "Condition")
    if not isinstance(block, dict):
        reading.refuse(path, Rule.ELEMENT_TYPE, "Condition is a map of operators")
        return ()
    conditions: list[Condition] = []
    for name, keys in block.items():
        use = find_operator(name)
        if not isinstance(keys, dict):
            reason = "an operator holds a map of condition keys"
            reading.refuse((*path, name), Rule.ELEMENT_TYPE, reason)
        elif use is not None:
            conditions += _read_keys(use, keys, (*path, name), reading)
        elif keys:
            reading.refuse((*path, name), Rule.OPERATOR_UNKNOWN, f"{name!r} is no operator")
    return tuple(conditions)


def _read_keys(use: OperatorUse, keys: Member, path: Path, reading: Reading) -> list[Condition]:
    conditions = []
    for key, value in keys.items():
        if not key:
            reading.refuse((*path, key), Rule.ELEMENT_TYPE, "a condition key has a name")
        templates = _read_values(use, value, (*path, key), reading)
        try:
            conditions.append(build_condition(use, key, templates))
        except InvalidPolicyValue as error:
            reason = f"{str(error)!r} is no value that {use.operator.name} can compare"
            at = _path_of_value(value, str(error), (*path, key))
            legacy = LEGACY if use.operator.name.startswith("Date") else None
            reading.refuse(at, Rule.CONDITION_VALUE, reason, detail=legacy)
    return conditions


def _read_values(use: OperatorUse, value: object, path: Path, reading: Reading) -> list[Template]:
    templates = []
    items = value if isinstance(value, list) else [value]
    for position, item in enumerate(items):
        at = (*path, position) if isinstance(value, list) else path
        text = _read_scalar(item)
        if text is None:
            reason = "a string, number or boolean, or an array of them"
            reading.refuse(at, Rule.ELEMENT_TYPE, reason)
            continue
        variables = reading.variables and use.operator.has_variables
        try:
            templates.append(
                Template.parse(text, variables=variables, wildcards=use.operator.has_wildcards)
            )
        except InvalidVariable as error:
            reading.refuse(at, Rule.VARIABLE, str(error))
    return templates


def _read_scalar(item: object) -> str | None:
    """Numbers and booleans may stand without quotes; they mean the text they are written as."""
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, Number):
        return str(item)
    return item if type(item) is str else None


def _path_of_value(value: object, text: str, path: Path) -> Path:
    if not isinstance(value, list):
        return path
    return (*path, [_read_scalar(item) for item in value].index(text))
