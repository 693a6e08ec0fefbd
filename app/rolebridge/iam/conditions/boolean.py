"""Bool: `true` and `false` in any case, and nothing else."""

from collections.abc import Sequence

from rolebridge.iam.conditions.fixed import read_fixed
from rolebridge.iam.conditions.operator import Count, Matcher, Operator
from rolebridge.iam.context import RequestContext, distinct
from rolebridge.iam.text import fold
from rolebridge.iam.variables import Template


def parse_boolean(text: str) -> str | None:
    """The word in lower case, or None."""
    word = fold(text)
    return word if word in ("true", "false") else None


_collect = distinct(parse_boolean)


def _prepare(values: Sequence[Template]) -> Matcher:
    fixed = read_fixed([value for value in values if not value.has_variables], parse_boolean)
    varying = tuple(value for value in values if value.has_variables)

    def read_wanted(context: RequestContext) -> frozenset[str]:
        texts = (value.resolve_text(context, len("false")) for value in varying)
        words = (parse_boolean(text) for text in texts if text is not None)
        return fixed.union(word for word in words if word is not None)

    def equals(actual: str, context: RequestContext) -> bool:
        word = parse_boolean(actual)
        return word is not None and word in (read_wanted(context) if varying else fixed)

    def count(key: str, context: RequestContext) -> Count:
        words = context.collect(key, _collect)
        return Count(len(words & read_wanted(context)), len(words))

    return Matcher(equals, count)


OPERATORS = (Operator("Bool", _prepare),)
