"""Attacks on session tokens of every kind: changed, cut, swapped, forged, outlived."""

from datetime import UTC, datetime, timedelta

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from rolebridge.access.model import Service
from rolebridge.access.refusals import AWSRefused
from rolebridge.access.seal import Kind, seal
from rolebridge.sigv4 import SignedRequest
from rolebridge.sts.callers import Callers
from rolebridge.sts.credentials import InvalidSessionToken, unseal_session
from support.sts_world import ORIGIN, STSWorld, role, trusts, user_arn

BODY = "Action=GetCallerIdentity&Version=2011-06-15"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
HOSTS = frozenset({"localhost:8000"})
INVALID = ("InvalidClientTokenId", 403, "The security token included in the request is invalid.")
KINDS = ("AssumeRole", "GetSessionToken", "GetFederationToken")


@pytest.fixture
def world():
    """botocore signs with the machine's own time, so these tests begin there."""
    return STSWorld(datetime.now(UTC), role("Reader", trusts(user_arn("ann"))))


def issue(world, kind, **more):
    ann = world.user("ann")
    if kind == "AssumeRole":
        return world.assume("Reader", by=ann, **more)["Credentials"]
    parameters = {"Name": "guest"} if kind == "GetFederationToken" else {}
    return world.call(kind, by=ann, **parameters, **more)["Credentials"]


def identify(world, given, **changes):
    parts = {**given, **changes}
    credentials = Credentials(parts["AccessKeyId"], parts["SecretAccessKey"], parts["SessionToken"])
    request = AWSRequest(
        "POST",
        "http://localhost:8000/aws/",
        data=BODY,
        headers={"Host": "localhost:8000", "Content-Type": FORM},
    )
    SigV4Auth(credentials, "sts", "us-east-1").add_auth(request)
    headers = tuple((key, str(value)) for key, value in request.headers.items())
    callers = Callers(world.store.unit_of_work, world.clock, world.keys, HOSTS)
    signed = SignedRequest("POST", "/aws/", "", headers, BODY.encode())
    return callers.identify(signed, ORIGIN, Service.STS)


def refuse(world, given, **changes):
    with pytest.raises(AWSRefused) as caught:
        identify(world, given, **changes)
    return caught.value.aws_code, caught.value.status, caught.value.message


@pytest.mark.parametrize("kind", KINDS)
def test_credentials_work_as_they_are(world, kind):
    assert identify(world, issue(world, kind)).session is not None


@pytest.mark.parametrize("kind", KINDS)
def test_every_flipped_bit_is_seen(world, kind):
    given = issue(world, kind)
    token = given["SessionToken"]
    for position in range(len(token)):
        flipped = chr(ord(token[position]) ^ 1)
        changed = token[:position] + flipped + token[position + 1 :]
        with pytest.raises(InvalidSessionToken):
            unseal_session(given["AccessKeyId"], changed, world.keys)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cut", [1, 2, 3, 4, 16, 100])
def test_a_token_that_is_cut_or_longer_is_none(world, kind, cut):
    given = issue(world, kind)
    token = given["SessionToken"]
    for changed in (token[:-cut], token[cut:], token + "A" * cut, token * 2):
        assert refuse(world, given, SessionToken=changed) == INVALID


def test_tokens_are_not_swapped_between_keys(world):
    one, other = issue(world, "AssumeRole"), issue(world, "GetSessionToken")
    assert refuse(world, one, SessionToken=other["SessionToken"]) == INVALID
    assert refuse(world, one, AccessKeyId=other["AccessKeyId"]) == INVALID


def test_the_secret_of_another_session_signs_nothing(world):
    one, other = issue(world, "AssumeRole"), issue(world, "AssumeRole")
    stolen = {"SecretAccessKey": other["SecretAccessKey"]}
    assert refuse(world, one, **stolen)[0] == "SignatureDoesNotMatch"


def test_a_token_lives_as_long_as_its_key_is_in_the_ring(world):
    given = issue(world, "AssumeRole")
    first = dict(world.keys.keys)
    world.keys.keys = {**first, "k2": b"2" * 32}
    assert identify(world, given)
    newer = issue(world, "AssumeRole")
    world.keys.keys = {"k2": b"2" * 32}
    assert refuse(world, given) == INVALID
    assert identify(world, newer)
    world.keys.keys = {**first, "k2": b"3" * 32}
    assert refuse(world, newer) == INVALID


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("AssumeRole", {"DurationSeconds": 900}),
        ("GetSessionToken", {"DurationSeconds": 900}),
        ("GetFederationToken", {"DurationSeconds": 900}),
    ],
)
def test_a_session_ends_to_the_second(world, kind, more):
    given = issue(world, kind, **more)
    end = given["Expiration"]
    world.clock.now = end - timedelta(seconds=1)
    assert identify(world, given)
    for late in (timedelta(), timedelta(seconds=1)):
        world.clock.now = end + late
        assert refuse(world, given)[:2] == ("ExpiredToken", 403)


@pytest.mark.parametrize("kind", [each for each in Kind if each is not Kind.SESSION_TOKEN])
def test_nothing_else_that_was_sealed_is_a_token(world, kind):
    given = issue(world, "AssumeRole")
    key_id = given["AccessKeyId"]
    forged = seal(b"x" * 200, kind=kind, name=key_id, keys=world.keys, ids=world.ids)
    assert refuse(world, given, SessionToken=forged) == INVALID


def test_a_sealed_text_that_is_no_session_is_none(world):
    given = issue(world, "AssumeRole")
    for content in (b"", b"x", b"\0" * 36, b"{}" * 40, b"\xff" * 300):
        forged = seal(
            content,
            kind=Kind.SESSION_TOKEN,
            name=given["AccessKeyId"],
            keys=world.keys,
            ids=world.ids,
        )
        assert refuse(world, given, SessionToken=forged) == INVALID


def test_long_term_and_temporary_keys_are_not_mixed(world):
    given = issue(world, "AssumeRole")
    with pytest.raises(AWSRefused) as caught:
        identify(world, given, AccessKeyId="AKIA" + given["AccessKeyId"][4:])
    assert caught.value.aws_code == "InvalidClientTokenId"
    assert refuse(world, given, SessionToken=None) == INVALID


def test_no_row_of_the_trail_holds_what_one_could_sign_with(world):
    given = [issue(world, kind) for kind in KINDS]
    refuse(world, given[0], SessionToken=given[1]["SessionToken"])
    text = repr(world.events)
    for each in given:
        assert each["SecretAccessKey"] not in text
        assert each["SessionToken"] not in text
