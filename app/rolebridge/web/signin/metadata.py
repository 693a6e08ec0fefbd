"""`/aws/saml-metadata.xml`: the AWS side as a service provider."""

from flask import Response

from rolebridge.web.current import services
from rolebridge.web.signin.blueprint import signin

METADATA_TYPE = "application/samlmetadata+xml"


@signin.get("/aws/saml-metadata.xml")
def metadata() -> Response:
    """The metadata document of `urn:amazon:webservices`, as this installation plays it."""
    return Response(services().aws_metadata(), mimetype=METADATA_TYPE)
