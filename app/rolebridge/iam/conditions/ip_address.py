"""IP address operators. The two families never match each other, mapped addresses included."""

import ipaddress
import re
from collections.abc import Sequence
from typing import NamedTuple

from rolebridge.iam.conditions.fixed import prepare_fixed
from rolebridge.iam.conditions.operator import Matcher, Operator
from rolebridge.iam.variables import Template

# No netmask in dotted form and no zone id, both of which the standard library would take.
_CIDR = re.compile(r"[0-9A-Fa-f.:]{1,45}(?:/(?:0|[1-9][0-9]{0,2}))?")


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


def parse_address(text: str) -> Range | None:
    """One address. A range, as a request value, is none."""
    return None if "/" in text else parse_range(text)


def _contains(address: Range, known: Range) -> bool:
    return address.version == known.version and known.first <= address.first <= known.last


def _prepare(values: Sequence[Template]) -> Matcher:
    return prepare_fixed(values, parse_range, parse_address, _contains)


OPERATORS = (
    Operator("IpAddress", _prepare, has_variables=False),
    Operator("NotIpAddress", _prepare, is_negated=True, has_variables=False),
)
