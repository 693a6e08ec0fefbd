"""`/saml/start`: sign-in to a service provider that begins here (IdP-initiated)."""

from collections.abc import Mapping

from flask import render_template, request
from flask.typing import ResponseReturnValue

from rolebridge.idp.ports import SignInRequest
from rolebridge.web.browser_session import find_session
from rolebridge.web.current import origin, services
from rolebridge.web.idp.answering import answer
from rolebridge.web.idp.blueprint import idp


@idp.get("/saml/start")
def start() -> ResponseReturnValue:
    """Start at once, unless the browser says that another site sent the person here."""
    wanted = _read(request.args)
    from_elsewhere = request.headers.get("Sec-Fetch-Site") == "cross-site"
    if from_elsewhere and find_session() is not None:
        return render_template(
            "idp/confirm.html", wanted=wanted, name=services().sso.get_name(wanted)
        )
    return answer(wanted)


@idp.post("/saml/start")
def start_confirmed() -> ResponseReturnValue:
    """The person meant it: the confirmation page's form, with its CSRF token."""
    return answer(_read(request.form))


def _read(parameters: Mapping[str, str]) -> SignInRequest:
    """Which service provider, where to in it, and in which role; the use case refuses the rest."""
    return services().sso.start(
        parameters.get("sp", ""),
        parameters.get("RelayState"),
        origin(),
        parameters.get("role"),
    )
