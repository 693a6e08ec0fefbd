"""IP address operators. The two families never match each other, mapped addresses included."""

import ipaddress
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rolebridge.iam.conditions.fixed import read_fixed
from rolebridge.iam.conditions.operator import Count, Matcher, Operator
from rolebridge.iam.context import RequestContext, Values, distinct
from rolebridge.iam.variables import Template

# No netmask in dotted form and no zone id, both of which the standard library would take.
_CIDR = re.compile(r"[0-9A-Fa-f.:]{1,45}(?:/(?:0|[1-9][0-9]{0,2}))?")


Address = tuple[int, int]
"""The version of the protocol, and the address as a number."""


class Range(NamedTuple):
    """A run of addresses of one family, both ends included."""

    version: int
    first: int
    last: int


def parse_range(text: str) -> Range | None:
    """A CIDR range or a bare address. Host bits are masked, as in `203.0.113.9/24`."""
    if _CIDR.fullmatch(text) is None:
        return None
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    return Range(network.version, int(network.network_address), int(network.broadcast_address))


def parse_address(text: str) -> Address | None:
    """One address. A range, as a request value, is none."""
    if _CIDR.fullmatch(text) is None:
        return None
    address: ipaddress.IPv4Address | ipaddress.IPv6Address
    try:
        address = ipaddress.IPv6Address(text) if ":" in text else ipaddress.IPv4Address(text)
    except ValueError:
        return None
    return address.version, int(address)


def _collect(values: Values) -> tuple[list[Address], int]:
    """The addresses in order, and how many distinct values there are with those that are none."""
    actual = _distinct(values)
    return sorted(address for address in actual if address is not None), len(actual)


_distinct = distinct(parse_address)


def _merge(ranges: Iterable[Range]) -> list[Range]:
    """The same addresses as ranges in order that do not overlap."""
    merged: list[Range] = []
    for known in sorted(ranges):
        if merged and merged[-1].version == known.version and known.first <= merged[-1].last:
            merged[-1] = merged[-1]._replace(last=max(merged[-1].last, known.last))
        else:
            merged.append(known)
    return merged


def _prepare(values: Sequence[Template]) -> Matcher:
    ranges = _merge(read_fixed(values, parse_range))
    # Looked up by bisection: a list of ranges may be long.
    ends = [(known.version, known.last) for known in ranges]
    starts = [(known.version, known.first) for known in ranges]

    def equals(text: str, context: RequestContext) -> bool:
        address = context.read(text, parse_address)
        if address is None:
            return False
        at = bisect_left(ends, address)
        return at < len(starts) and starts[at] <= address

    def count(key: str, context: RequestContext) -> Count:
        actual, total = context.collect(key, _collect)
        bounds = zip(starts, ends, strict=True)
        return Count(
            sum(bisect_right(actual, end) - bisect_left(actual, start) for start, end in bounds),
            total,
        )

    return Matcher(equals, count)


OPERATORS = (
    Operator("IpAddress", _prepare, has_variables=False),
    Operator("NotIpAddress", _prepare, is_negated=True, has_variables=False),
)
