"""Calls of `/aws/` as stock clients write and sign them, and answers as they read them."""

from urllib.parse import urlencode

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import QueryParser
from lxml import etree

from support.federation import (
    provider_arn,
    role_arn,
)

NS = "{https://sts.amazonaws.com/doc/2011-06-15/}"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
VERSION = "2011-06-15"
MODEL = ServiceModel(Loader().load_service_model("sts", "service-2"), "sts")
WHO = f"Action=GetCallerIdentity&Version={VERSION}"


def saml(response, **changes):
    return {
        "Action": "AssumeRoleWithSAML",
        "Version": VERSION,
        "RoleArn": role_arn("ReadOnly"),
        "PrincipalArn": provider_arn(),
        "SAMLAssertion": response,
        **changes,
    }


def post(client, parameters, path="/aws/", **options):
    body = parameters if isinstance(parameters, str | bytes) else urlencode(parameters)
    return client.post(path, data=body, content_type=FORM, **options)


def error_of(answer):
    root = etree.fromstring(answer.data)
    assert root.tag == f"{NS}ErrorResponse"
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert root.findtext(f"{NS}RequestId") == answer.headers["x-amzn-RequestId"]
    error = root.find(f"{NS}Error")
    return answer.status_code, error.findtext(f"{NS}Code"), error.findtext(f"{NS}Message")


def parse(answer, operation):
    """What botocore's own parser makes of the answer."""
    shape = MODEL.operation_model(operation).output_shape
    wire = {"status_code": answer.status_code, "headers": dict(answer.headers), "body": answer.data}
    return QueryParser().parse(wire, shape)


def sign(credentials, *, method="POST", url="http://localhost:8000/aws/", body="", presign=False):
    headers = {"Host": "localhost:8000"}
    if body:
        headers["Content-Type"] = FORM
    request = AWSRequest(method, url, data=body, headers=headers)
    auth = SigV4QueryAuth(credentials, "sts", "us-east-1", expires=60)
    (auth if presign else SigV4Auth(credentials, "sts", "us-east-1")).add_auth(request)
    prepared = request.prepare()
    sent = {
        key: value.decode() if isinstance(value, bytes) else value
        for key, value in prepared.headers.items()
        if key not in ("Host", "Content-Length")
    }
    return prepared.url.removeprefix("http://localhost:8000"), sent
