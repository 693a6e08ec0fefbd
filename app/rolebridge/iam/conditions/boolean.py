"""Bool: `true` and `false` in any case, and nothing else."""

from collections.abc import Sequence

from rolebridge.iam.conditions.operator import InvalidPolicyValue, Matcher, Operator
from rolebridge.iam.context import RequestContext
from rolebridge.iam.text import fold
from rolebridge.iam.variables import Template


def parse_boolean(text: str) -> str | None:
    """The word in lower case, or None."""
    word = fold(text)
    return word if word in ("true", "false") else None


def _prepare(values: Sequence[Template]) -> Matcher:
    for value in values:
        if not value.has_variables and parse_boolean(value.source) is None:
            raise InvalidPolicyValue(value.source)

    def matches(actual: str, context: RequestContext) -> bool:
        word = parse_boolean(actual)
        texts = (value.resolve_text(context) for value in values)
        return word is not None and any(t is not None and fold(t) == word for t in texts)

    return matches


OPERATORS = (Operator("Bool", _prepare),)
