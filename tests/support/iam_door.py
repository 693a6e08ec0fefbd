"""The IAM API behind `/aws/`: calls as botocore writes them, answers held to botocore's model.

door = IAMDoor(now)
door.call("CreateRole", RoleName="app", AssumeRolePolicyDocument="...")["Role"]["Arn"]
"""

from dataclasses import replace
from urllib.parse import urlencode

from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import QueryParser
from botocore.serialize import create_serializer
from lxml import etree

from rolebridge.access.model import Service
from rolebridge.web.current import SERVICES
from support.accounts import AccountsWorld
from support.aws_endpoint import FORM
from support.web import build_web

MODEL = ServiceModel(Loader().load_service_model("iam", "service-2"), "iam")
NAMESPACE = "{https://iam.amazonaws.com/doc/2010-05-08/}"
VERSION = "2010-05-08"


class IAMDoor:
    """A world of accounts and the application over it. Whoever calls is the root of the first."""

    def __init__(self, now):
        self.world = AccountsWorld(now)
        web = build_web()
        services = web.app.extensions[SERVICES]
        web.app.extensions[SERVICES] = replace(services, aws={Service.IAM: self.world.iam})
        self.client = web.client()

    def send(self, fields):
        """The answer to fields as they are, in pairs or as a dict."""
        body = urlencode(fields)
        return self.client.post("/aws/", data=body, content_type=FORM)

    def call(self, action, **parameters):
        """What botocore makes of the answer; it must be one, and of the form that AWS says."""
        answer = self.send(serialise(action, parameters))
        assert answer.status_code == 200, answer.data
        check_answer(action, answer.data)
        shape = MODEL.operation_model(action).output_shape
        headers = dict(answer.headers)
        wire = {"status_code": answer.status_code, "headers": headers, "body": answer.data}
        return QueryParser().parse(wire, shape)


def serialise(action, parameters):
    """The fields that botocore sends."""
    operation = MODEL.operation_model(action)
    request = create_serializer("query").serialize_to_request(parameters, operation)
    return request["body"]


def error_of(answer):
    """Status, code and message, from an error as IAM writes it."""
    root = etree.fromstring(answer.data)
    assert root.tag in (
        f"{NAMESPACE}ErrorResponse",
        # What names no service is answered by the other one.
        "{https://sts.amazonaws.com/doc/2011-06-15/}ErrorResponse",
    )
    named = {etree.QName(each).localname: each.text for each in root.iter()}
    assert named["Type"] == "Sender"
    assert named["RequestId"] == answer.headers["x-amzn-RequestId"]
    return answer.status_code, named["Code"], named["Message"]


def check_answer(action, body):
    """Every required member is there, none is that the model does not have."""
    root = etree.fromstring(body)
    assert root.tag == f"{NAMESPACE}{action}Response"
    result, *rest = root
    shape = MODEL.operation_model(action).output_shape
    if shape is None:
        assert etree.QName(result).localname == "ResponseMetadata"
        return
    assert [etree.QName(each).localname for each in rest] == ["ResponseMetadata"]
    assert etree.QName(result).localname == shape.serialization["resultWrapper"]
    _check(shape, result, action)


def _check(shape, element, place):
    kind = shape.type_name
    if kind == "structure":
        _check_structure(shape, element, place)
    elif kind == "list":
        for item in element:
            assert etree.QName(item).localname == "member", place
            _check(shape.member, item, f"{place}[]")
    elif kind == "map":
        for entry in element:
            assert [etree.QName(each).localname for each in entry] == ["key", "value"], place
    else:
        assert not len(element), place
        assert kind not in ("integer", "timestamp", "boolean") or element.text, place


def _check_structure(shape, element, place):
    names = [etree.QName(each).localname for each in element]
    assert len(set(names)) == len(names), place
    unknown = set(names) - set(shape.members)
    assert not unknown, f"{place} has {unknown}"
    missing = set(shape.required_members) - set(names)
    assert not missing, f"{place} lacks {missing}"
    for name, below in zip(names, element, strict=True):
        _check(shape.members[name], below, f"{place}.{name}")
