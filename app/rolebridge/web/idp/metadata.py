"""`/saml/metadata`: the identity provider's description of itself."""

from flask import Response

from rolebridge.web.current import services
from rolebridge.web.idp.blueprint import idp

METADATA_TYPE = "application/samlmetadata+xml"


@idp.get("/saml/metadata")
def metadata() -> Response:
    """The metadata document (SAML Metadata 4.1.1 names its media type)."""
    return Response(services().idp_metadata(), mimetype=METADATA_TYPE)
