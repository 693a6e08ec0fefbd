"""`/saml/sso`: the single sign-on service, and the way back to it after a sign-in."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from rolebridge.saml.bindings import decode_post, decode_redirect
from rolebridge.web.current import origin, services
from rolebridge.web.idp.answering import answer
from rolebridge.web.idp.blueprint import idp
from rolebridge.web.posted import read_posted_form


@idp.get("/saml/sso")
def sso_redirect() -> ResponseReturnValue:
    """HTTP-Redirect (SAML Bindings 3.4): the query string as it came, since that is signed."""
    message = decode_redirect(request.environ["QUERY_STRING"])
    return answer(services().sso.receive(message, origin()))


@idp.post("/saml/sso")
def sso_post() -> ResponseReturnValue:
    """HTTP-POST (SAML Bindings 3.5). The browser leaves its SameSite cookies behind on a foreign
    form, so the request is parked and looked at again on a GET of our own.
    """
    message = decode_post(tuple(read_posted_form("SAMLRequest", "RelayState").items()))
    pending_id = services().sso.park(services().sso.receive(message, origin()))
    return redirect(url_for("idp.resume", pending_id=pending_id), 303)


@idp.get("/saml/continue/<pending_id>")
def resume(pending_id: str) -> ResponseReturnValue:
    """Take up a parked request again."""
    return answer(services().sso.resume(pending_id))
