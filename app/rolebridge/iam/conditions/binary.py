"""BinaryEquals: base64 on both sides, compared as bytes."""

import base64
import re
from collections.abc import Sequence

from rolebridge.iam.conditions.fixed import prepare_equal, read_fixed
from rolebridge.iam.conditions.operator import Matcher, Operator
from rolebridge.iam.context import distinct
from rolebridge.iam.variables import Template

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def parse_base64(text: str) -> bytes | None:
    """Padded base64 of RFC 4648 section 4, without blanks; None for anything else."""
    return base64.b64decode(text) if _BASE64.fullmatch(text) else None


_collect = distinct(parse_base64)


def _prepare(values: Sequence[Template]) -> Matcher:
    return prepare_equal(read_fixed(values, parse_base64), parse_base64, _collect)


OPERATORS = (Operator("BinaryEquals", _prepare, has_variables=False),)
