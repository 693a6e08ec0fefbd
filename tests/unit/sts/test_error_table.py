"""Every error that the service model of STS declares can be had from it, with its status."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest

from rolebridge.access.refusals import AWSRefused
from rolebridge.oidc.refusals import IssuerUnreachable
from support.clock import SettableClock
from support.federation import Federation
from support.keys import rsa_pair
from support.oidc import ISSUER, claims, rsa_key, sign
from support.service_models import read_published
from support.sts_world import STSWorld, document, role, statement, trusts, user_arn
from support.web_identity import WebIdentityWorld, trust

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ANN = user_arn("ann")
# What belongs to tokens that an account gets for services outside of AWS, a feature that accounts
# have to switch on and that none has here: OutboundWebIdentityFederationDisabledException.
OFF = {"SessionDurationEscalationException", "JWTPayloadSizeExceededException"}


def ask_sts(action, **parameters):
    world = STSWorld(NOW, role("Reader", trusts(ANN)))
    world.signed = world.build(disabled_regions=frozenset({"eu-south-2"}))
    region = parameters.pop("region", "us-east-1")
    by = world.user("ann")
    by = type(by)(by.arn, by.user_id, by.account, by.access_key_id, None, region)
    return world.refuse(action, by=by, **parameters)


def assume(**parameters):
    return ask_sts(
        "AssumeRole",
        RoleArn="arn:aws:iam::111122223333:role/Reader",
        RoleSessionName="work",
        **parameters,
    )


def exchange(keys=None, age=timedelta()):
    world = Federation(SettableClock(NOW))
    response = world.respond(keys=keys)
    world.clock.now += age
    with pytest.raises(AWSRefused) as caught:
        world.exchange(response)
    return caught.value


def ask_rejected():
    world = WebIdentityWorld(trust("www.amazon.com"))
    forged = sign(claims(iss="https://www.amazon.com", aud="app"), rsa_key(2))
    return world.refuse(forged, ProviderId="www.amazon.com")


def ask_unreachable():
    world = WebIdentityWorld()
    world.issuers.failure = IssuerUnreachable(ISSUER, "no answer")
    return world.refuse(sign(claims()))


NOISE = hashlib.shake_128(b"policy").hexdigest(800)
LARGE = document(statement(resource=f"arn:aws:s3:::{NOISE}/*"))
REACHED = {
    "ExpiredTokenException": lambda: exchange(age=timedelta(minutes=7)),
    "ExpiredTradeInTokenException": lambda: ask_sts("GetDelegatedAccessToken", TradeInToken="x"),
    "IDPCommunicationError": ask_unreachable,
    "IDPRejectedClaim": ask_rejected,
    "InvalidAuthorizationMessageException": lambda: ask_sts(
        "DecodeAuthorizationMessage", EncodedMessage="x"
    ),
    "InvalidIdentityToken": lambda: exchange(keys=rsa_pair("stranger")),
    "MalformedPolicyDocument": lambda: assume(Policy="{"),
    "OutboundWebIdentityFederationDisabledException": lambda: ask_sts(
        "GetWebIdentityToken", Audience=["a"], SigningAlgorithm="RS256"
    ),
    "PackedPolicyTooLarge": lambda: assume(Policy=LARGE),
    "RegionDisabledException": lambda: assume(region="eu-south-2"),
}


@pytest.fixture(scope="module")
def modelled():
    shapes = read_published("sts")["shapes"].values()
    return {s["error"]["code"]: s["error"]["httpStatusCode"] for s in shapes if "error" in s}


def test_the_table_has_every_error_of_the_model(modelled):
    assert set(REACHED) | OFF == set(modelled)


@pytest.mark.parametrize("code", sorted(REACHED))
def test_each_error_can_be_had(modelled, code):
    refusal = REACHED[code]()
    assert (refusal.aws_code, refusal.status) == (code, modelled[code])
    assert str(refusal) == refusal.message
    assert json.dumps(refusal.message)


OPERATIONS = read_published("sts")["operations"]


def test_a_region_is_off_for_every_signed_operation_whose_model_says_so():
    told = {
        name
        for name, operation in OPERATIONS.items()
        if any(e["shape"] == "RegionDisabledException" for e in operation.get("errors", ()))
        and operation.get("authtype") != "none"
    }
    required = {
        "AssumeRole": {"RoleArn": "arn:aws:iam::111122223333:role/Reader", "RoleSessionName": "xx"},
        "AssumeRoot": {"TargetPrincipal": "444455556666", "TaskPolicyArn__arn": "a" * 20},
        "GetDelegatedAccessToken": {"TradeInToken": "x"},
        "GetFederationToken": {"Name": "guest"},
        "GetSessionToken": {},
    }
    assert told == set(required)
    for name, parameters in required.items():
        refusal = ask_sts(name, region="eu-south-2", **parameters)
        assert refusal.aws_code == "RegionDisabledException"
