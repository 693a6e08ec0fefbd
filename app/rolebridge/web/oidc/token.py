"""`/oidc/token` and `/oidc/userinfo`: what programs ask, answered as JSON."""

from flask import Response, jsonify, request

from rolebridge.idp.oidc.refusals import ErrorCode, TokenRequestRefused
from rolebridge.web.current import origin, services
from rolebridge.web.oidc.blueprint import oidc

_FORM = "application/x-www-form-urlencoded"
_BEARER = "Bearer "


@oidc.post("/token")
def token() -> Response:
    """The token endpoint (RFC 6749, 3.2): a form, and nothing in the query."""
    if request.mimetype != _FORM or request.args:
        raise TokenRequestRefused(
            ErrorCode.INVALID_REQUEST, f"The parameters must stand in a body of type {_FORM}."
        )
    if request.authorization is not None:
        raise TokenRequestRefused(
            ErrorCode.INVALID_CLIENT, "Clients are public here: they do not authenticate."
        )
    issued = services().oidc.redeem(request.form.to_dict(flat=False), origin())
    return jsonify(
        access_token=issued.access_token,
        token_type="Bearer",  # noqa: S106  (a kind of token, RFC 6750)
        expires_in=issued.expires_in,
        scope=" ".join(issued.scopes),
        id_token=issued.id_token,
    )


@oidc.get("/userinfo")
def userinfo() -> Response:
    """The UserInfo endpoint (OpenID Connect Core 5.3): the token in the header only."""
    header = request.headers.get("Authorization", "")
    if not header.startswith(_BEARER):
        raise TokenRequestRefused(ErrorCode.INVALID_TOKEN, "An access token is needed.")
    return jsonify(services().oidc.redeem.describe_person(header.removeprefix(_BEARER)))
