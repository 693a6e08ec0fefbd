"""The typed values of conditions, read from text. Each reader gives None for what it cannot read."""

import re
from fractions import Fraction

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_DATE = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2}(?:\.[0-9]+)?))?(Z|[+-][0-9]{2}:[0-9]{2}))?)?)?"
)
_EPOCH = re.compile("[0-9]+")
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def read_number(text: str) -> Fraction | None:
    """An integer or a decimal."""
    return Fraction(text) if _NUMBER.fullmatch(text) else None


def read_boolean(text: str) -> bool | None:
    """`true` or `false` in any case."""
    return {"true": True, "false": False}.get(text.lower()) if text.isascii() else None


def read_date(text: str) -> Fraction | None:
    """Seconds since 1970 from a W3C profile of ISO 8601, or from epoch seconds.

    Four digits alone are a year, because the profile comes first.
    """
    found = _DATE.fullmatch(text)
    if found is None:
        return Fraction(text) if _EPOCH.fullmatch(text) else None
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    hour, minute, second = int(found[4] or 0), int(found[5] or 0), Fraction(found[6] or 0)
    if not (1 <= month <= 12 and 1 <= day <= _days_in(year, month)):
        return None
    if hour > 23 or minute > 59 or second >= 60:
        return None
    offset = _read_offset(found[7] or "Z")
    if offset is None:
        return None
    return _days_since_1970(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset


def _read_offset(zone: str) -> int | None:
    if zone == "Z":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    if hours > 23 or minutes > 59:
        return None
    return (hours * 3600 + minutes * 60) * (-1 if zone[0] == "-" else 1)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if _is_leap(year) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def _days_since_1970(year: int, month: int, day: int) -> int:
    def days_before(count: int) -> int:
        """Days of the years 1 to count - 1."""
        past = count - 1
        return past * 365 + past // 4 - past // 100 + past // 400

    return (
        days_before(year)
        - days_before(1970)
        + sum(_days_in(year, earlier) for earlier in range(1, month))
        + day
        - 1
    )


def read_address(text: str) -> str | None:
    """An address as its bits, 32 or 128 characters `0` and `1`."""
    return _bits_of_v6(text) if ":" in text else _bits_of_v4(text)


def read_network(text: str) -> tuple[int, str] | None:
    """A CIDR block, or one address: how long addresses of its family are, and the leading bits."""
    address, slash, length = text.partition("/")
    bits = read_address(address)
    if bits is None:
        return None
    if not slash:
        return len(bits), bits
    if not re.fullmatch("0|[1-9][0-9]{0,2}", length) or int(length) > len(bits):
        return None
    return len(bits), bits[: int(length)]


def _bits_of_v4(text: str) -> str | None:
    parts = text.split(".")
    if len(parts) != 4:
        return None
    for part in parts:
        if not re.fullmatch("0|[1-9][0-9]{0,2}", part) or int(part) > 255:
            return None
    return "".join(f"{int(part):08b}" for part in parts)


def _bits_of_v6(text: str) -> str | None:
    """Eight groups of four hexadecimal digits; `::` once for a run of zeros; a v4 tail."""
    head, gap, tail = text.partition("::")
    left, right = _groups(head, last=not gap), _groups(tail, last=True)
    if left is None or right is None:
        return None
    if not gap:
        return left if len(left) == 128 else None
    missing = 128 - len(left) - len(right)
    return left + "0" * missing + right if missing >= 16 else None


def _groups(text: str, *, last: bool) -> str | None:
    bits = ""
    parts = text.split(":") if text else []
    for at, part in enumerate(parts):
        if last and at == len(parts) - 1 and "." in part:
            tail = _bits_of_v4(part)
            if tail is None:
                return None
            bits += tail
        elif re.fullmatch("[0-9A-Fa-f]{1,4}", part):
            bits += f"{int(part, 16):016b}"
        else:
            return None
    return bits


def read_base64(text: str) -> str | None:
    """The bytes as bits. Strict: whole groups of four, padding only at the end."""
    body = text.rstrip("=")
    padding = len(text) - len(body)
    if len(text) % 4 or padding > 2 or any(char not in _BASE64 for char in body):
        return None
    bits = "".join(f"{_BASE64.index(char):06b}" for char in body)
    return bits[: len(bits) - 2 * padding]
