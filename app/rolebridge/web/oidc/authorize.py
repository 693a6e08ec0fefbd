"""`/oidc/authorize`: the request comes, its person signs in, the answer goes to the client."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rolebridge.idp.oidc.ports import AuthorizationRequest, Redirection
from rolebridge.web.browser_session import find_session
from rolebridge.web.current import origin, services
from rolebridge.web.oidc.blueprint import oidc
from rolebridge.web.pending import OIDC_PREFIX


@oidc.get("/authorize")
def authorize() -> ResponseReturnValue:
    """The authorization endpoint (OpenID Connect Core 3.1.2), by GET: our cookies come along."""
    received = services().oidc.authorize.receive(request.args.to_dict(flat=False), origin())
    return _send(received) if isinstance(received, Redirection) else _answer(received)


@oidc.post("/authorize")
def authorize_posted() -> ResponseReturnValue:
    """The same by POST. The browser leaves its SameSite cookies behind on a foreign form, so the
    request is parked and looked at again on a GET of our own.
    """
    parameters = {
        name: [*request.args.getlist(name), *request.form.getlist(name)]
        for name in (*request.args, *request.form)
    }
    received = services().oidc.authorize.receive(parameters, origin())
    if isinstance(received, Redirection):
        return _send(received)
    pending_id = services().oidc.authorize.park(received)
    return redirect(url_for("oidc.resume", pending_id=pending_id), 303)


@oidc.get("/continue/<pending_id>")
def resume(pending_id: str) -> ResponseReturnValue:
    """Take up a parked request again."""
    return _answer(services().oidc.authorize.resume(pending_id))


@oidc.get("/done")
def done() -> str:
    """Where the command line's sign-in ends, should a browser come here."""
    return render_template("oidc/done.html")


def _answer(wanted: AuthorizationRequest) -> ResponseReturnValue:
    """Answer at once where the session allows it; park the request and ask to sign in otherwise."""
    outcome = services().oidc.authorize.answer(wanted, find_session(), origin())
    if isinstance(outcome, Redirection):
        return _send(outcome)
    # `continue` is a keyword of Python's, hence the mapping.
    where: dict[str, Any] = {"continue": OIDC_PREFIX + services().oidc.authorize.park(wanted)}
    return redirect(url_for("idp.login", **where), 303)


def _send(outcome: Redirection) -> ResponseReturnValue:
    """To the client's registered address, by GET whatever came before (RFC 9700, 4.12)."""
    return redirect(outcome.location, 303)
