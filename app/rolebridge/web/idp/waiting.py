"""What the sign-in page says about where the person is going (threat: a name that is not shown)."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from rolebridge.web.browser_session import find_session
from rolebridge.web.current import services


@dataclass(frozen=True, slots=True)
class Waiting:
    """The service provider's registered name, its host, whether it wants a fresh sign-in."""

    name: str
    host: str
    again: bool


def find_waiting(pending_id: str) -> Waiting | None:
    """What waits under this id, without taking it up."""
    wanted = services().sso.find(pending_id)
    if wanted is None:
        return None
    return Waiting(
        name=services().sso.get_name(wanted),
        host=urlsplit(wanted.acs_location).netloc,
        again=wanted.force_authn and find_session() is not None,
    )
