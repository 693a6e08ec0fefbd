"""The blueprint object with what holds for all of its addresses."""

import ipaddress
from contextlib import suppress

from flask import Blueprint, Response, request

from rolebridge.access.refusals import AWSRefused
from rolebridge.sts.instances import InstanceRefused
from rolebridge.web.current import options

instances = Blueprint("instances", __name__)

# A browser sends one of these with everything that a page asks for.
_OF_BROWSERS = ("Origin", "Sec-Fetch-Site", "Sec-Fetch-Mode")
# And a proxy one of these, though not every proxy does.
_OF_PROXIES = (
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-IP",
    "Forwarded",
    "Via",
)


@instances.before_request
def refuse_strangers() -> None:
    """Raises InstanceRefused for other machines, for what came through a proxy, for browsers."""
    address = None
    with suppress(ValueError):
        address = ipaddress.ip_address(request.remote_addr or "")
    networks = options().instance_networks
    if address is None or not any(address in network for network in networks):
        raise InstanceRefused(403, "This address answers its own machine only.")
    # We speak no TLS: what comes to an https address from this machine comes from a proxy on it,
    # which speaks for all the world.
    is_of_proxy = options().is_https and address.is_loopback
    if is_of_proxy or any(name in request.headers for name in _OF_PROXIES):
        raise InstanceRefused(403, "This address does not answer through a proxy.")
    if any(name in request.headers for name in _OF_BROWSERS):
        raise InstanceRefused(403, "This address does not answer browsers.")


@instances.errorhandler(InstanceRefused)
def refuse(error: InstanceRefused) -> Response:
    """A line of text, as programs print it."""
    return Response(f"{error}\n", error.status, mimetype="text/plain")


@instances.errorhandler(AWSRefused)
def refuse_role(error: AWSRefused) -> Response:
    """The role does not trust the service, or is there no more."""
    return Response(f"{error.explanation}\n", error.status, mimetype="text/plain")
