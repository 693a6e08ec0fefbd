"""What waits for a sign-in, by an id that says of which protocol it is. It is never an address."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import url_for

from rolebridge.web.browser_session import find_session
from rolebridge.web.current import services

# A dot stands in no token, so that neither protocol's ids pass for the other's.
OIDC_PREFIX = "oidc."
_PENDING_ID = re.compile(r"(?:oidc\.)?[A-Za-z0-9_-]{1,128}")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where somebody is on the way to: a registered name, its host, whether it wants a fresh
    sign-in. `origin` is where a form's redirects may lead, for a client that answers by them.
    """

    name: str
    host: str
    again: bool
    origin: str | None = None


def read_pending_id(text: str | None) -> str | None:
    """An id of a parked request by its shape, or None."""
    return text if text and _PENDING_ID.fullmatch(text) else None


def build_way_on(pending_id: str) -> str:
    """The address at which a parked request is taken up again."""
    if pending_id.startswith(OIDC_PREFIX):
        return url_for("oidc.resume", pending_id=pending_id.removeprefix(OIDC_PREFIX))
    return url_for("idp.resume", pending_id=pending_id)


def find_waiting(pending_id: str) -> Waiting | None:
    """What waits under this id, without taking it up."""
    if pending_id.startswith(OIDC_PREFIX):
        return _find_client(pending_id.removeprefix(OIDC_PREFIX))
    wanted = services().sso.find(pending_id)
    if wanted is None:
        return None
    return Waiting(
        name=services().sso.get_name(wanted),
        host=urlsplit(wanted.acs_location).netloc,
        again=wanted.force_authn and find_session() is not None,
    )


def _find_client(token: str) -> Waiting | None:
    wanted = services().oidc.authorize.find(token)
    if wanted is None:
        return None
    address = urlsplit(wanted.redirect_uri)
    return Waiting(
        name=services().oidc.authorize.get_name(wanted),
        host=address.netloc,
        again=wanted.must_sign_in and find_session() is not None,
        origin=f"{address.scheme}://{address.netloc}",
    )
