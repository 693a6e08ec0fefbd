"""The shape that every condition operator has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from rolebridge.iam.context import RequestContext
from rolebridge.iam.variables import Template


class Count(NamedTuple):
    """Of the distinct values of a key, how many equal any of the policy's values."""

    equal: int
    all: int


@dataclass(frozen=True, slots=True)
class Matcher:
    """How values of a request are compared with the policy's. Neither function ever raises.

    `equals` says whether one value of the request equals any of the policy's. `count` does so for
    all the values of a key, given in lower case, without comparing each with each: a request may
    bring thousands of values and a policy as many.
    """

    equals: Callable[[str, RequestContext], bool]
    count: Callable[[str, RequestContext], Count]


Check = Callable[[RequestContext], bool]
"""Whether a condition is met by a request. Never raises."""


class InvalidPolicyValue(ValueError):
    """A value in a policy that its operator cannot read."""


@dataclass(frozen=True, slots=True)
class Operator:
    """A base operator, without `ForAnyValue:`, `ForAllValues:` and `IfExists`.

    `prepare` reads the policy's values once, when the document is parsed, and raises
    InvalidPolicyValue for one it cannot read. A negated operator shares it with its positive twin.
    """

    name: str
    prepare: Callable[[Sequence[Template]], Matcher]
    is_negated: bool = False
    has_variables: bool = True
    has_wildcards: bool = False


class Quantifier(StrEnum):
    """The set operators, as prefix of an operator's name."""

    NONE = ""
    ANY = "ForAnyValue"
    ALL = "ForAllValues"


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator with one key: `written` is the operator as the document spells it."""

    written: str
    operator: Operator
    quantifier: Quantifier
    if_exists: bool
    key: str
    values: tuple[Template, ...]
    is_met: Check
