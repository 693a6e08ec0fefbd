"""`/aws/`: the operations, as botocore and boto3 call and read them."""

import gzip
import json
from pathlib import Path
from urllib.parse import urlencode

import botocore
import pytest
from botocore.credentials import Credentials
from lxml import etree

from support.aws_endpoint import NS, WHO, error_of, parse, post, saml, sign
from support.federation import (
    AWS_RECIPIENT,
    ISSUER,
    PROD,
    pair,
    provider_arn,
    role_arn,
)
from support.keys import rsa_pair

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
