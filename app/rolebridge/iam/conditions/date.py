"""Date operators: the W3C profiles of ISO 8601, or epoch seconds, on either side."""

import re
from datetime import date, time
from decimal import Decimal

from rolebridge.iam.conditions.ordered import build_operators

# YYYY, YYYY-MM, YYYY-MM-DD, then a time to the minute, second or fraction, always with a zone.
_DATE = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,64}))?)?"
    r"(?:Z|([+-])([0-9]{2}):([0-9]{2})))?)?)?"
)
# Four digits are a year, so that an epoch second is any other count of them.
_EPOCH = re.compile(r"[0-9]{1,3}|[0-9]{5,64}")
_EPOCH_DAY = date(1970, 1, 1).toordinal()


def parse_date(text: str) -> Decimal | None:
    """Seconds since 1970 in UTC, with their fraction; None for any other shape or no such day."""
    if _EPOCH.fullmatch(text):
        return Decimal(text)
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return _count_seconds(match)
    except ValueError:
        return None


def _count_seconds(match: re.Match[str]) -> Decimal:
    """Raises ValueError for a day, a time or a zone that does not exist."""
    year, month, day, hour, minute, second, fraction, sign, east, east_minutes = match.groups("")
    days = date(int(year), int(month or 1), int(day or 1)).toordinal() - _EPOCH_DAY
    of_day = time(int(hour or 0), int(minute or 0), int(second or 0))
    zone = time(int(east or 0), int(east_minutes or 0))
    ahead = (zone.hour * 60 + zone.minute) * (-1 if sign == "-" else 1)
    whole = (days * 1440 + of_day.hour * 60 + of_day.minute - ahead) * 60 + of_day.second
    # Written out, because a sum of decimals is rounded and the fraction may be of any length.
    return Decimal(f"{whole * 10 ** len(fraction) + int(fraction or 0)}E-{len(fraction)}")


OPERATORS = build_operators("Date", parse_date)
