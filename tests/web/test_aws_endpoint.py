"""`/aws/`: the query protocol as stock clients speak it and read it."""

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import botocore
import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import QueryParser
from lxml import etree

from rolebridge.web.aws.actions import OPERATIONS
from rolebridge.web.current import SERVICES
from support.clock import SettableClock
from support.federation import (
    AWS_RECIPIENT,
    ISSUER,
    PROD,
    Federation,
    pair,
    provider_arn,
    role_arn,
)
from support.keys import rsa_pair
from support.web import build_web

NS = "{https://sts.amazonaws.com/doc/2011-06-15/}"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
VERSION = "2011-06-15"
MODEL = ServiceModel(Loader().load_service_model("sts", "service-2"), "sts")


@pytest.fixture
def world():
    """botocore signs with the machine's own time, so these tests begin there."""
    return Federation(SettableClock(datetime.now(UTC)))


@pytest.fixture
def client(world):
    web = build_web()
    web.app.extensions[SERVICES] = replace(web.app.extensions[SERVICES], sts=world.sts)
    return web.client()


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


@pytest.fixture
def session_keys(world):
    issued = world.exchange(world.respond()).credentials
    return Credentials(issued.access_key_id, issued.secret_access_key, issued.session_token)


WHO = f"Action=GetCallerIdentity&Version={VERSION}"


# --- AssumeRoleWithSAML ---------------------------------------------------------------------------


def test_botocore_reads_the_credentials(world, client):
    response = world.respond(principal_tags={"Team": "platform"}, source_identity="alice@corp")
    answer = post(client, saml(response))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/xml")
    parsed = parse(answer, "AssumeRoleWithSAML")
    assert parsed["ResponseMetadata"]["RequestId"] == answer.headers["x-amzn-RequestId"]
    assert parsed["Credentials"]["AccessKeyId"].startswith("ASIA")
    assert len(parsed["Credentials"]["SecretAccessKey"]) == 40
    assert parsed["Credentials"]["Expiration"].tzinfo is not None
    assert parsed["AssumedRoleUser"] == {
        "AssumedRoleId": "AROAREADONLYXXXXXXXXX:alice",
        "Arn": f"arn:aws:sts::{PROD}:assumed-role/ReadOnly/alice",
    }
    assert (parsed["Subject"], parsed["SubjectType"]) == ("alice", "persistent")
    assert (parsed["Issuer"], parsed["Audience"]) == (ISSUER, AWS_RECIPIENT)
    assert len(parsed["NameQualifier"]) == 28
    assert parsed["SourceIdentity"] == "alice@corp"
    assert parsed["PackedPolicySize"] > 0
    assert parsed["SessionTokenSize"] == len(parsed["Credentials"]["SessionToken"])
    assert parsed["SessionTokenUtilization"] > 0


def test_the_envelope_is_that_of_aws(world, client):
    root = etree.fromstring(post(client, saml(world.respond())).data)
    assert root.tag == f"{NS}AssumeRoleWithSAMLResponse"
    assert [child.tag for child in root] == [
        f"{NS}AssumeRoleWithSAMLResult",
        f"{NS}ResponseMetadata",
    ]
    assert root.find(f"{NS}AssumeRoleWithSAMLResult/{NS}PackedPolicySize") is None
    assert root.find(f"{NS}AssumeRoleWithSAMLResult/{NS}SourceIdentity") is None
    assert root.nsmap == {None: NS[1:-1]}


@pytest.mark.parametrize("path", ["/aws", "/aws/"])
def test_with_and_without_the_slash(world, client, path):
    assert post(client, saml(world.respond()), path).status_code == 200


def test_get_with_a_query_works_too(world, client):
    assert client.get("/aws/?" + urlencode(saml(world.respond()))).status_code == 200


def test_no_authorization_is_needed_and_none_is_looked_at(world, client):
    answer = post(client, saml(world.respond()), headers={"Authorization": "AWS4-HMAC-SHA256 x"})
    assert answer.status_code == 200


def test_the_row_of_the_trail_has_the_request_id_of_the_answer(world, client):
    answer = post(client, saml(world.respond()))
    assert world.events[-1].origin.request_id == answer.headers["x-amzn-RequestId"]


# Every refusal text on record that the operation can give, as it stands on the wire.
REFUSALS = {
    "role name": (
        {},
        {"RoleArn": "nonsense but long enough"},
        (400, "ValidationError", "Request ARN is invalid"),
    ),
    "provider": (
        {},
        {"PrincipalArn": provider_arn("Missing")},
        (400, "InvalidIdentityToken", "Specified provider doesn't exist"),
    ),
    "signature": (
        {"keys": rsa_pair("stranger")},
        {},
        (400, "InvalidIdentityToken", "Response signature invalid"),
    ),
    "issuer": (
        {"issuer": "https://other.example/idp"},
        {},
        (400, "InvalidIdentityToken", "Issuer not present in specified provider"),
    ),
    "audience": (
        {"audience": "urn:other"},
        {},
        (400, "InvalidIdentityToken", "Response does not contain the required audience."),
    ),
    "unasserted role": (
        {},
        {"RoleArn": role_arn("Administrator")},
        (403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML"),
    ),
    "duration": (
        {},
        {"DurationSeconds": "43200"},
        (
            400,
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        ),
    ),
    "limits": (
        {},
        {"DurationSeconds": "1"},
        (
            400,
            "ValidationError",
            (
                "1 validation error detected: Value '1' at 'durationSeconds' failed to satisfy "
                "constraint: Member must have value greater than or equal to 900"
            ),
        ),
    ),
    "session policy": (
        {},
        {"Policy": "{"},
        (400, "MalformedPolicyDocument", "Syntax errors in policy."),
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_refusals_on_the_wire(world, client, name):
    facts, changes, expected = REFUSALS[name]
    answer = post(client, saml(world.respond(**facts), **changes))
    assert error_of(answer) == expected
    assert etree.fromstring(answer.data).findtext(f".//{NS}Type") == "Sender"


def test_an_old_assertion_on_the_wire(world, client):
    response = world.respond()
    world.clock.advance(minutes=7)
    answer = post(client, saml(response))
    assert error_of(answer)[:2] == (400, "ExpiredTokenException")
    assert parse(answer, "AssumeRoleWithSAML")["Error"]["Code"] == "ExpiredTokenException"


def test_a_refusal_tells_neither_policy_nor_role(world, client):
    denied = post(client, saml(world.respond(pair("NobodysRole")), RoleArn=role_arn("NobodysRole")))
    unknown = post(client, saml(world.respond(pair("Missing")), RoleArn=role_arn("Missing")))
    same = [error_of(answer) for answer in (denied, unknown)]
    assert same[0] == same[1]
    assert set(denied.headers.keys()) == set(unknown.headers.keys())


def test_modelled_codes_have_the_status_of_the_model(world, client):
    path = Path(botocore.__file__).parent / "data/sts/2011-06-15/service-2.json.gz"
    shapes = json.loads(gzip.decompress(path.read_bytes()))["shapes"].values()
    modelled = {s["error"]["code"]: s["error"]["httpStatusCode"] for s in shapes if "error" in s}
    seen = {}
    for facts, changes, _ in REFUSALS.values():
        status, code, _ = error_of(post(client, saml(world.respond(**facts), **changes)))
        seen[code] = status
    assert {"InvalidIdentityToken", "MalformedPolicyDocument"} <= seen.keys()
    for code, status in seen.items():
        assert modelled.get(code, status) == status


# --- GetCallerIdentity ----------------------------------------------------------------------------


def test_a_signed_call_tells_who_calls(client, session_keys):
    path, headers = sign(session_keys, body=WHO)
    answer = client.post(path, data=WHO, headers=headers)
    parsed = parse(answer, "GetCallerIdentity")
    assert parsed["Arn"] == f"arn:aws:sts::{PROD}:assumed-role/ReadOnly/alice"
    assert parsed["UserId"] == "AROAREADONLYXXXXXXXXX:alice"
    assert parsed["Account"] == PROD


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_presigned_call_works_for_the_method_it_was_signed_for(client, session_keys, method):
    url = f"http://localhost:8000/aws/?{WHO}"
    path, _ = sign(session_keys, method=method, url=url, presign=True)
    assert client.open(path, method=method).status_code == 200
    other = {"GET": "POST", "POST": "GET"}[method]
    assert error_of(client.open(path, method=other))[:2] == (403, "SignatureDoesNotMatch")


def test_the_raw_path_is_what_was_signed(client, session_keys):
    path, headers = sign(session_keys, url="http://localhost:8000/aws/%2e/", body=WHO)
    assert path == "/aws/%2e/"
    answer = client.post("/aws/", data=WHO, headers=headers)
    assert error_of(answer)[:2] == (403, "SignatureDoesNotMatch")


def test_an_unsigned_call_of_a_signed_operation(client):
    assert error_of(post(client, WHO)) == (
        403,
        "MissingAuthenticationToken",
        "Request is missing Authentication Token",
    )


def test_an_unknown_key(client):
    path, headers = sign(Credentials("AKIAUNKNOWN", "x"), body=WHO)
    assert error_of(client.post(path, data=WHO, headers=headers)) == (
        403,
        "InvalidClientTokenId",
        "The security token included in the request is invalid.",
    )


def test_expired_session_credentials(world, client, session_keys):
    path, headers = sign(session_keys, body=WHO)
    world.clock.advance(hours=1)
    assert error_of(client.post(path, data=WHO, headers=headers)) == (
        403,
        "ExpiredToken",
        "The security token included in the request is expired",
    )


def test_another_body_than_was_signed(client, session_keys):
    path, headers = sign(session_keys, body=WHO)
    answer = client.post(path, data=WHO + "&More=1", headers=headers)
    assert error_of(answer)[:2] == (403, "SignatureDoesNotMatch")


# --- The protocol ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", (400, "MissingAction", "The request names no Action.")),
        ("Version=2011-06-15", (400, "MissingAction", "The request names no Action.")),
        (
            "Action=Nonsense&Version=2011-06-15",
            (400, "InvalidAction", "Could not find operation Nonsense for version 2011-06-15"),
        ),
        (
            "Action=AssumeRole&Version=2011-06-15",
            (400, "InvalidAction", "Could not find operation AssumeRole for version 2011-06-15"),
        ),
        (
            "Action=ListUsers&Version=2010-05-08",
            (400, "InvalidAction", "Could not find operation ListUsers for version 2010-05-08"),
        ),
        (
            "Action=GetCallerIdentity",
            (
                400,
                "InvalidAction",
                "Could not find operation GetCallerIdentity for version NO_VERSION_SPECIFIED",
            ),
        ),
        (
            "Action=getcalleridentity&Version=2011-06-15",
            (
                400,
                "InvalidAction",
                "Could not find operation getcalleridentity for version 2011-06-15",
            ),
        ),
        ("action=GetCallerIdentity&Version=2011-06-15", (400, "MissingAction", None)),
        (f"{WHO}&Action=AssumeRole", (400, "InvalidQueryParameter", None)),
        (f"{WHO}&action=AssumeRole", (400, "InvalidQueryParameter", None)),
        (f"{WHO}&%41ction=AssumeRole", (400, "InvalidQueryParameter", None)),
        (f"{WHO}&a=%ff", (400, "InvalidQueryParameter", None)),
        (f"{WHO}&a=%zz", (400, "InvalidQueryParameter", None)),
        ("&".join(f"p{n}=1" for n in range(101)), (400, "InvalidQueryParameter", None)),
    ],
    ids=lambda value: str(value)[:50],
)
def test_calls_that_are_none(client, query, expected):
    for answer in (post(client, query), client.get("/aws/?" + query)):
        status, code, message = error_of(answer)
        assert (status, code) == expected[:2]
        assert expected[2] in (None, message)


def test_a_hundred_parameters_are_not_too_many(client):
    query = "&".join(f"p{n}=1" for n in range(98)) + f"&{WHO}"
    assert error_of(post(client, query))[1] == "MissingAuthenticationToken"


def test_parameters_stand_in_one_place_only(client):
    answer = post(client, WHO, "/aws/?Action=AssumeRole")
    assert error_of(answer)[:2] == (400, "InvalidQueryParameter")


def test_only_a_post_has_a_body(client):
    answer = client.get("/aws/", data=WHO, content_type=FORM)
    assert error_of(answer)[:2] == (400, "InvalidQueryParameter")


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/x-www-form-urlencoded; charset=utf-16",
        "",
    ],
)
def test_a_body_is_a_form(client, content_type):
    answer = client.post("/aws/", data=WHO, content_type=content_type)
    assert error_of(answer)[:2] == (400, "InvalidQueryParameter")


@pytest.mark.parametrize("body", [b"Action=\xff", "Action=Größe".encode()])
def test_a_form_is_ascii(client, body):
    assert error_of(post(client, body))[:2] == (400, "InvalidQueryParameter")


@pytest.mark.parametrize(
    ("action", "size", "status"),
    [
        ("GetCallerIdentity", 65_536, 403),
        ("GetCallerIdentity", 65_537, 413),
        ("AssumeRoleWithSAML", 153_600, 400),
        ("AssumeRoleWithSAML", 153_601, 413),
        ("AssumeRoleWithSAML", 500_000, 413),
    ],
)
def test_bodies_have_a_limit(client, action, size, status):
    body = f"Action={action}&Version={VERSION}&SAMLAssertion="
    answer = post(client, body + "A" * (size - len(body)))
    assert error_of(answer)[0] == status


def test_text_of_the_request_is_never_markup(client):
    evil = "</Message><Code>Fine</Code>]]>&amp;"
    status, code, message = error_of(post(client, {"Action": evil, "Version": VERSION}))
    assert (status, code) == (400, "InvalidAction")
    assert message == f"Could not find operation {evil} for version {VERSION}"


@pytest.mark.parametrize("evil", ["\x00", "\x1b[31m", "\ud7ff\ufffe", "a\r\nSet-Cookie: x"])
def test_characters_that_xml_cannot_carry_do_not_break_the_answer(client, evil):
    answer = post(client, {"Action": evil, "Version": VERSION})
    assert error_of(answer)[:2] == (400, "InvalidAction")
    assert "Set-Cookie" not in answer.headers


def test_a_call_to_another_port_is_answered_as_aws_would(client):
    answer = post(client, WHO, base_url="http://localhost:9999")
    assert error_of(answer)[:2] == (400, "ValidationError")


def test_an_address_that_is_not_used_that_way(client):
    answer = client.delete("/aws/")
    assert answer.status_code == 405


# --- JSON -----------------------------------------------------------------------------------------


def test_json_for_those_who_ask(world, client):
    answer = post(client, saml(world.respond()), headers={"Accept": "application/json"})
    assert answer.headers["Content-Type"] == "application/json"
    document = answer.get_json()["AssumeRoleWithSAMLResponse"]
    assert document["ResponseMetadata"]["RequestId"] == answer.headers["x-amzn-RequestId"]
    result = document["AssumeRoleWithSAMLResult"]
    assert isinstance(result["Credentials"]["Expiration"], int)
    assert result["AssumedRoleUser"]["Arn"].endswith("assumed-role/ReadOnly/alice")
    assert "PackedPolicySize" not in result


def test_errors_as_json_too(client):
    answer = post(client, "Version=1", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.get_json() == {
        "Error": {
            "Type": "Sender",
            "Code": "MissingAction",
            "Message": "The request names no Action.",
        },
        "RequestId": answer.headers["x-amzn-RequestId"],
    }


@pytest.mark.parametrize("accept", ["*/*", "text/html,application/xml;q=0.9,*/*;q=0.8", ""])
def test_xml_for_everybody_else(client, accept):
    assert error_of(post(client, "", headers={"Accept": accept}))[1] == "MissingAction"


# --- Our own faults -------------------------------------------------------------------------------


def test_a_fault_of_ours_is_internal_failure_and_tells_nothing(world, client, caplog):
    world.store.configuration = None
    answer = post(client, saml(world.respond()))
    assert error_of(answer) == (500, "InternalFailure", "An internal error has occurred.")
    assert etree.fromstring(answer.data).findtext(f".//{NS}Type") == "Receiver"
    assert answer.headers["x-amzn-RequestId"] in caplog.text


def test_every_operation_is_one_of_the_model():
    assert set(OPERATIONS) <= set(MODEL.operation_names)
