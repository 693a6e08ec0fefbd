"""For operators whose policy values never change: both sides are parsed, then compared."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from rolebridge.iam.conditions.operator import InvalidPolicyValue, Matcher
from rolebridge.iam.context import RequestContext
from rolebridge.iam.variables import Template

Value = TypeVar("Value")


def prepare_fixed(
    values: Sequence[Template],
    read_policy: Callable[[str], Value | None],
    read_request: Callable[[str], Value | None],
    compare: Callable[[Value, Value], bool],
) -> Matcher:
    """A matcher that asks `compare(request value, policy value)`.

    The readers answer None for text they cannot read: in a policy that refuses the document, in a
    request it equals nothing (and so satisfies a negated operator, which keeps a Deny closed).
    """
    wanted = [_read(value.source, read_policy) for value in values]

    def matches(text: str, _: RequestContext) -> bool:
        actual = read_request(text)
        return actual is not None and any(compare(actual, value) for value in wanted)

    return matches


def _read(text: str, read: Callable[[str], Value | None]) -> Value:
    value = read(text)
    if value is None:
        raise InvalidPolicyValue(text)
    return value
