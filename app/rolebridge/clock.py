"""UTC instants as this field writes them.

The core never asks what time it is: `now` is an argument. `Clock` is the type of the thing that
`bootstrap` hands to whoever must ask.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Returns the present instant, aware, in UTC."""

# XML Schema dateTime as SAML Core 1.3.3 restricts it: UTC, written with Z. ASCII digits only.
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?Z"
)


def parse_instant(text: str) -> datetime:
    """Read a SAML instant such as `2026-11-23T10:00:00.123Z` (SAML Core 1.3.3).

    Raises ValueError for every other shape: offsets, no zone, leap seconds, `24:00:00`, blanks.
    """
    if _INSTANT.fullmatch(text) is None:
        raise ValueError(f"{text!r} is not a UTC instant of the form YYYY-MM-DDTHH:MM:SS[.fff]Z")
    # After the grammar above only dates can be wrong; fractions are cut to the microsecond.
    return datetime.fromisoformat(text)


def format_instant(instant: datetime) -> str:
    """Write an aware instant to the second, in UTC, with Z."""
    return instant.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"


def whole_seconds(span: timedelta) -> int:
    """Whole seconds of a span, rounded down."""
    return int(span.total_seconds() // 1)
