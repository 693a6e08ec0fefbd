"""Date operators: the W3C profiles of ISO 8601, or epoch seconds, on either side."""

import operator as python
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from functools import partial

from rolebridge.iam.conditions.fixed import prepare_fixed
from rolebridge.iam.conditions.operator import Matcher, Operator
from rolebridge.iam.variables import Template

# YYYY, YYYY-MM, YYYY-MM-DD, then a time to the minute, second or fraction, always with a zone.
_DATE = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,64}))?)?"
    r"(?:Z|([+-])([0-9]{2}):([0-9]{2})))?)?)?"
)
# Four digits are a year, so that an epoch second is any other count of them.
_EPOCH = re.compile(r"[0-9]{1,3}|[0-9]{5,64}")
_EPOCH_START = datetime(1970, 1, 1, tzinfo=timezone(timedelta(0)))


def parse_date(text: str) -> Decimal | None:
    """Seconds since 1970 in UTC, with their fraction; None for any other shape or no such day."""
    if _EPOCH.fullmatch(text):
        return Decimal(text)
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return _seconds(match)
    except (ValueError, OverflowError):
        return None


def _seconds(match: re.Match[str]) -> Decimal:
    year, month, day, hour, minute, second = (
        int(match[group] or start)
        for group, start in zip(range(1, 7), (1, 1, 1, 0, 0, 0), strict=True)
    )
    if match[8] and (int(match[9]) > 23 or int(match[10]) > 59):
        raise ValueError(match[0])
    offset = timedelta(hours=int(match[9] or 0), minutes=int(match[10] or 0))
    zone = timezone(-offset if match[8] == "-" else offset)
    since = datetime(year, month, day, hour, minute, second, tzinfo=zone) - _EPOCH_START
    whole, fraction = since // timedelta(seconds=1), match[7] or ""
    # Written out, because a sum of decimals is rounded and the fraction may be of any length.
    return Decimal(f"{whole * 10 ** len(fraction) + int(fraction or 0)}E-{len(fraction)}")


def _prepare(compare: Callable[[Decimal, Decimal], bool], values: Sequence[Template]) -> Matcher:
    return prepare_fixed(values, parse_date, parse_date, compare)


def _date(
    name: str, compare: Callable[[Decimal, Decimal], bool], *, is_negated: bool = False
) -> Operator:
    return Operator(name, partial(_prepare, compare), is_negated, has_variables=False)


OPERATORS = (
    _date("DateEquals", python.eq),
    _date("DateNotEquals", python.eq, is_negated=True),
    _date("DateLessThan", python.lt),
    _date("DateLessThanEquals", python.le),
    _date("DateGreaterThan", python.gt),
    _date("DateGreaterThanEquals", python.ge),
)
