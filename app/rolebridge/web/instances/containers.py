"""`/aws/containers/ID`: credentials for a container, by its authorization token.

`AWS_CONTAINER_CREDENTIALS_FULL_URI=http://localhost:8000/aws/containers/PROFILE` and
`AWS_CONTAINER_AUTHORIZATION_TOKEN`, which `rolebridge keys instance PROFILE` prints.
"""

from flask import Response, jsonify, request

from rolebridge.access.context import RequestFacts
from rolebridge.clock import format_instant
from rolebridge.sts.instances import InstanceService
from rolebridge.web.current import options, origin, services
from rolebridge.web.instances.blueprint import instances


@instances.get("/aws/containers/<profile>")
def read_container_credentials(profile: str) -> Response:
    """The credentials as SDKs read them from a container's endpoint."""
    authorization = request.headers.get("Authorization", "")
    instance = services().instances.enter_container(profile, authorization)
    facts = RequestFacts(is_secure=options().is_https)
    made = services().instances.issue(instance, InstanceService.ECS, origin(), facts)
    return jsonify(
        RoleArn=made.role_arn,
        AccessKeyId=made.issued.access_key_id,
        SecretAccessKey=made.issued.secret_access_key,
        Token=made.issued.session_token,
        Expiration=format_instant(made.issued.expiration),
        AccountId=instance.account.id,
    )
