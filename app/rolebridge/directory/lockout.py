"""How long a sign-in must wait after failures. Nobody is ever locked out, only slowed down.

Three counters, each with its own pace:

- `account`: guesses at one name from addresses its owner never signed in from. After a few free
  tries the wait doubles up to a minute, so a stranger can slow a colleague down by a minute at
  most, and only at an address that is new to the colleague.
- `address`: guesses from one address (an IPv6 /64 counts as one) at names that are not known
  there. An office of people behind one address shares it, so more tries are free; the wait grows
  to a quarter of an hour, which is what stops one guess at each of many names.
- `acquaintance`: guesses at one name from an address that its owner has signed in from. It takes
  the place of the two others for that pair, so that neither a stranger elsewhere nor a neighbour
  behind the same address can keep the owner out for more than a minute.

Names and addresses are part of a key only as a hash: people type passwords into the name field.
Unknown names are counted exactly as known ones.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from rolebridge.directory.names import canonicalise_username
from rolebridge.directory.ports import Throttle
from rolebridge.errors import RolebridgeError


class SignInThrottled(RolebridgeError):
    """Too many failures; nothing was checked. `retry_after` is in whole seconds, at least 1."""

    code = "sign_in_throttled"

    def __init__(self, retry_after: int) -> None:
        unit = "second" if retry_after == 1 else "seconds"
        super().__init__(f"Too many failed sign-ins. Try again in {retry_after} {unit}.")
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Pace:
    """`free` failures cost nothing; each further one doubles the wait, from a second to `longest`.

    A count is forgotten when nothing failed for `forget_after`.
    """

    free: int
    longest: timedelta
    forget_after: timedelta

    def wait_after(self, failures: int) -> timedelta:
        """How long after the last failure the next attempt is heard."""
        if failures < self.free:
            return timedelta(0)
        exponent = min(failures - self.free, 32)
        return min(timedelta(seconds=2**exponent), self.longest)


@dataclass(frozen=True, slots=True)
class LockoutPolicy:
    """The paces of the three counters."""

    account: Pace = Pace(5, timedelta(seconds=60), timedelta(minutes=30))
    acquaintance: Pace = Pace(5, timedelta(seconds=60), timedelta(minutes=30))
    address: Pace = Pace(20, timedelta(minutes=15), timedelta(minutes=60))


def remaining_wait(pace: Pace, throttle: Throttle, now: datetime) -> timedelta:
    """How long an attempt at `now` must still wait; zero when it may be made."""
    last = throttle.last_failure_at
    if last is None or last < now - pace.forget_after:
        return timedelta(0)
    return max(last + pace.wait_after(throttle.failures) - now, timedelta(0))


def whole_seconds_to_wait(wait: timedelta) -> int:
    """What a Retry-After header says: rounded up, so that waiting that long is enough."""
    return ceil(wait.total_seconds())


def canonicalise_address(source_address: str) -> str:
    """The unit that an address counts as: IPv4 itself, the /64 of IPv6, else the text."""
    try:
        address = ipaddress.ip_address(source_address.partition("%")[0])
    except ValueError:
        return source_address[:64]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def account_key(username: str) -> str:
    """The counter of one name, known or not."""
    return _key("account", canonicalise_username(username))


def address_key(address: str) -> str:
    """The counter of one canonical address."""
    return _key("address", address)


def acquaintance_key(subject_id: str, address: str) -> str:
    """The counter of one person at one canonical address of theirs."""
    return _key("acquaintance", f"{subject_id} {address}")


def _key(kind: str, text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{kind}:{digest}"
