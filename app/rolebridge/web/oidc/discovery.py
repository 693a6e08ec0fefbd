"""`/oidc/.well-known/openid-configuration` and `/oidc/jwks`: what everybody may read."""

import json

from flask import Response

from rolebridge.web.current import services
from rolebridge.web.oidc.blueprint import oidc


@oidc.get("/.well-known/openid-configuration")
def description() -> Response:
    """The discovery document (OpenID Connect Discovery 4)."""
    return Response(json.dumps(services().oidc.describe()), mimetype="application/json")


@oidc.get("/jwks")
def jwks() -> Response:
    """The published keys (RFC 7517), current, next and previous ones."""
    return Response(services().oidc.mint.build_jwks(), mimetype="application/jwk-set+json")
