"""Conditions: operators, their modifiers, missing keys and several values."""

from typing import NamedTuple

from reference.letters import lower
from reference.refusal import Refusal
from reference.values import (
    read_address,
    read_base64,
    read_boolean,
    read_date,
    read_network,
    read_number,
)
from reference.variables import check_variables, fill, has_variables
from reference.wildcards import Piece, covers, covers_arn, read_wild, split_arn, split_filled_arn

_ORDERS = {
    "equals": lambda given, wanted: given == wanted,
    "lessthan": lambda given, wanted: given < wanted,
    "lessthanequals": lambda given, wanted: given <= wanted,
    "greaterthan": lambda given, wanted: given > wanted,
    "greaterthanequals": lambda given, wanted: given >= wanted,
}
_POSITIVE = {
    "stringequals",
    "stringequalsignorecase",
    "stringlike",
    "bool",
    "binaryequals",
    "ipaddress",
    "arnequals",
    "arnlike",
    *("numeric" + order for order in _ORDERS),
    *("date" + order for order in _ORDERS),
}
_NEGATED = {
    "stringnotequals": "stringequals",
    "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike",
    "numericnotequals": "numericequals",
    "datenotequals": "dateequals",
    "notipaddress": "ipaddress",
    "arnnotequals": "arnequals",
    "arnnotlike": "arnlike",
}
_WITH_VARIABLES = ("string", "arn", "bool")


class Operator(NamedTuple):
    """`ForAnyValue:StringNotLikeIfExists` is any, stringlike, negated, if_exists."""

    quantifier: str  # "", "forallvalues", "foranyvalue"
    test: str
    negated: bool
    if_exists: bool


def read_operator(name: str) -> Operator:
    """The name in its parts; letter case does not matter."""
    quantifier, colon, base = lower(name).rpartition(":")
    if colon and quantifier not in {"forallvalues", "foranyvalue"}:
        raise Refusal(f"unknown set operator {name!r}")
    if base == "null" and not colon:
        return Operator("", "null", negated=False, if_exists=False)
    if_exists = base.endswith("ifexists")
    base = base.removesuffix("ifexists")
    if base not in _POSITIVE and base not in _NEGATED:
        raise Refusal(f"unknown operator {name!r}")
    return Operator(quantifier, _NEGATED.get(base, base), base in _NEGATED, if_exists)


def check_value(operator: Operator, text: str, *, variables: bool) -> None:
    """Refuse a value that the operator can never read."""
    test = operator.test
    if variables and test.startswith(_WITH_VARIABLES):
        check_variables(text)
        if has_variables(text) and test == "bool":
            return
    if test.startswith("arn"):
        _check_arn(text, variables=variables)
    elif not test.startswith("string") and _read(test, text) is None:
        raise Refusal(f"{text!r} is no value for {test}")


def _check_arn(text: str, *, variables: bool) -> None:
    """Six segments, or a lone star for every ARN, or a variable that may hold what is missing."""
    segments = len(split_arn(fill_blindly(text, variables=variables)))
    if text != "*" and segments != 6 and not (variables and has_variables(text)):
        raise Refusal(f"{text!r} is no ARN")


def fill_blindly(text: str, *, variables: bool) -> list[Piece]:
    """The pattern with a stand-in for every variable, to see its shape."""

    class Anything(dict):
        def get(self, _key, _default=None):
            return ["x"]

    return fill(text, variables=variables, wild=True, context=Anything())


def _read(test: str, text: str) -> object:
    if test.startswith("numeric"):
        return read_number(text)
    if test.startswith("date"):
        return read_date(text)
    readers = {
        "bool": read_boolean,
        "null": read_boolean,
        "binaryequals": read_base64,
        "ipaddress": read_network,
    }
    return readers[test](text)


def holds(operator: Operator, key: str, wanted: list, context: dict, *, variables: bool) -> bool:
    """Whether one key under one operator is as the policy wants it."""
    given = context.get(lower(key), [])
    empty = not any(given)  # No value at all, or nothing but empty text.
    if operator.test == "null":
        return any(read_boolean(text) == empty for text in wanted)
    # An empty set is a missing key; for a plain operator an empty text is still a value.
    if not given or (empty and operator.quantifier):
        if operator.if_exists or operator.quantifier == "forallvalues":
            return True
        return operator.negated and not operator.quantifier

    def fits(value: str) -> bool:
        matched = any(
            _matches(operator.test, text, value, context, variables=variables) for text in wanted
        )
        return matched != operator.negated

    if operator.quantifier == "forallvalues":
        return all(fits(value) for value in given)
    if operator.quantifier == "foranyvalue":
        return any(fits(value) for value in given)
    return len(given) == 1 and fits(given[0])


def _matches(test: str, wanted: str, given: str, context: dict, *, variables: bool) -> bool:
    if test.startswith(_WITH_VARIABLES):
        wild = test in {"stringlike", "arnequals", "arnlike"}
        pattern = fill(wanted, variables=variables, wild=wild, context=context)
        return pattern is not None and _matches_text(test, pattern, given)
    if test == "binaryequals":
        return read_base64(given) is not None and read_base64(given) == read_base64(wanted)
    if test == "ipaddress":
        return _is_inside(given, read_network(wanted))
    order = _ORDERS[test.removeprefix("numeric").removeprefix("date")]
    value = _read(test, given)
    return value is not None and order(value, _read(test, wanted))


def _matches_text(test: str, pattern: list[Piece], given: str) -> bool:
    if test.startswith("arn"):
        every = pattern == read_wild("*")
        wanted = [pattern] * 6 if every else split_filled_arn(pattern)
        return given.startswith("arn:") and covers_arn(wanted, given)
    if test == "bool":
        text = "".join(piece.char for piece in pattern)
        return read_boolean(given) is not None and read_boolean(given) == read_boolean(text)
    if test == "stringequalsignorecase":
        small = [piece._replace(char=lower(piece.char)) for piece in pattern]
        return covers(small, lower(given))
    return covers(pattern, given)


def _is_inside(given: str, network: tuple[int, str]) -> bool:
    bits = read_address(given)
    size, prefix = network
    return bits is not None and len(bits) == size and bits.startswith(prefix)
