"""What belongs to the request being answered: the services, the options, where it came from."""

from typing import cast

from flask import current_app, g, request

from rolebridge.audit.events import Origin
from rolebridge.services import Services
from rolebridge.web.options import WebOptions
from rolebridge.web.visitors import clean_agent

SERVICES = "rolebridge.services"
OPTIONS = "rolebridge.options"


def services() -> Services:
    """The use cases."""
    return cast("Services", current_app.extensions[SERVICES])


def options() -> WebOptions:
    """The surroundings."""
    return cast("WebOptions", current_app.extensions[OPTIONS])


def request_id() -> str:
    """The id of this request, as it stands in the answer, the log and the audit trail."""
    return cast("str", g.request_id)


def origin() -> Origin:
    """Where the request came from. A forwarding header is never read: anyone can write one."""
    return Origin(
        request_id=request_id(),
        source_address=request.remote_addr or "",
        user_agent=clean_agent(request.headers.get("User-Agent", "")),
    )
