"""`/aws/imds/PROFILE`: the instance metadata service, version 2 and, where allowed, version 1.

`AWS_EC2_METADATA_SERVICE_ENDPOINT=http://localhost:8000/aws/imds/PROFILE/`
"""

import json
from collections.abc import Callable

from flask import Response, jsonify, request

from rolebridge.access.context import RequestFacts
from rolebridge.access.refusals import AWSRefused
from rolebridge.clock import format_instant
from rolebridge.sts.instances import (
    Instance,
    InstanceCredentials,
    InstanceRefused,
    InstanceService,
)
from rolebridge.web.current import options, origin, services
from rolebridge.web.instances.blueprint import instances

_TTL = "X-aws-ec2-metadata-token-ttl-seconds"
_TOKEN = "X-aws-ec2-metadata-token"  # noqa: S105  (a header's name)
_REGION = "us-east-1"
_ROOT = "/aws/imds/<profile>/latest"
_CREDENTIALS = "iam/security-credentials"


@instances.put(f"{_ROOT}/api/token")
def open_session(profile: str) -> Response:
    """A session token for the number of seconds that the header names."""
    seconds = request.headers.get(_TTL, "")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 5):
        raise InstanceRefused(400, f"The header {_TTL} must be a whole number of seconds.")
    token = services().instances.open_session(profile, int(seconds))
    response = Response(token, mimetype="text/plain")
    response.headers[_TTL] = seconds
    return response


@instances.get(f"{_ROOT}/meta-data/", defaults={"item": ""})
@instances.get(f"{_ROOT}/meta-data/<path:item>")
def read_metadata(profile: str, item: str) -> Response:
    """An item, or the list of what stands below it."""
    instance = _enter(profile)
    item = item.strip("/")
    if item == f"{_CREDENTIALS}/{instance.role_name}":
        return _read_credentials(instance)
    read = _ITEMS.get(item)
    if read is None:
        raise InstanceRefused(404, "There is no such item.")
    return Response(read(instance), mimetype="text/plain")


@instances.get(f"{_ROOT}/dynamic/instance-identity/document")
def read_identity_document(profile: str) -> Response:
    """Where the instance runs; SDKs read the region here."""
    instance = _enter(profile)
    return jsonify(
        accountId=instance.account.id,
        availabilityZone=f"{_REGION}a",
        instanceId=instance.instance_id,
        region=_REGION,
        version="2017-09-30",
    )


def _enter(profile: str) -> Instance:
    return services().instances.enter(profile, request.headers.get(_TOKEN))


def _read_credentials(instance: Instance) -> Response:
    """The credentials; a role that cannot be assumed is told as EC2 does, in the document."""
    facts = RequestFacts(is_secure=options().is_https)
    try:
        made = services().instances.issue(instance, InstanceService.EC2, origin(), facts)
    except AWSRefused as refusal:
        return jsonify(
            Code="AssumeRoleUnauthorizedAccess",
            Message=f"EC2 cannot assume the role {instance.role_name}. {refusal.explanation}",
            LastUpdated=format_instant(services().clock()),
        )
    return jsonify(_write_credentials(made))


def _write_credentials(made: InstanceCredentials) -> dict[str, str]:
    return {
        "Code": "Success",
        "LastUpdated": format_instant(made.issued_at),
        "Type": "AWS-HMAC",
        "AccessKeyId": made.issued.access_key_id,
        "SecretAccessKey": made.issued.secret_access_key,
        "Token": made.issued.session_token,
        "Expiration": format_instant(made.issued.expiration),
    }


def _write_iam_info(instance: Instance) -> str:
    return json.dumps(
        {
            "Code": "Success",
            "InstanceProfileArn": instance.arn,
            "InstanceProfileId": instance.profile.unique_id,
        }
    )


_ITEMS: dict[str, Callable[[Instance], str]] = {
    "": lambda _: "iam/\ninstance-id\nplacement/",
    "iam": lambda _: "info\nsecurity-credentials/",
    "iam/info": _write_iam_info,
    _CREDENTIALS: lambda instance: instance.role_name,
    "instance-id": lambda instance: instance.instance_id,
    "placement": lambda _: "availability-zone\nregion",
    "placement/availability-zone": lambda _: f"{_REGION}a",
    "placement/region": lambda _: _REGION,
}
