"""Column types that behave alike on SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

_REPLACEMENT = "\ufffd"
_encode_json = json.JSONEncoder(separators=(",", ":")).encode  # Made once: it is not cheap.


class UTCDateTime(TypeDecorator[datetime]):
    """Aware instants in, aware UTC instants out, to the microsecond.

    SQLite keeps them as text in one fixed format, so that they compare as instants do.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  (SQLAlchemy's signature)
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone; the store takes aware instants only")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SafeText(TypeDecorator[str]):
    """Text of any length that both databases can hold.

    PostgreSQL refuses NUL and neither takes a lone surrogate. Such text is never honest input, so
    it is stored and compared with U+FFFD in its place instead of ending in a server error.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else make_storable(value)


class JSONText(TypeDecorator[Any]):
    """A JSON value as ASCII text: order is kept, and NUL and surrogates stay escaped."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else _encode_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else json.loads(value)


def make_storable(text: str) -> str:
    """The text with NUL and lone surrogates replaced by U+FFFD."""
    if text.isascii():
        return text.replace("\0", _REPLACEMENT) if "\0" in text else text
    return (
        text.replace("\0", _REPLACEMENT)
        .encode("utf-16", "surrogatepass")
        .decode("utf-16", "replace")
    )
