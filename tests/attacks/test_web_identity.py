"""Web identities that should open nothing: forged, borrowed, widened, or from another account."""

import hashlib
import hmac
import json

import pytest

from rolebridge.federation.account import OIDCProviderEntry
from rolebridge.oidc.aws_claims import SOURCE_IDENTITY, TAGS
from support.oidc import ISSUER, NAME, claims, encode, jwks_of, public_jwk, rsa_key, sign
from support.web_identity import (
    ACCOUNT,
    OWN_PROVIDER,
    PROVIDER,
    UPLOADED,
    WebIdentityWorld,
    role_arn,
    trust,
)

EVIL = "https://evil.example.com"


@pytest.fixture
def world() -> WebIdentityWorld:
    return WebIdentityWorld()


def test_the_web_identity_that_the_attacks_start_from_opens_the_role(world):
    assert world.call()["Provider"] == ISSUER


def test_unsigned_token_opens_nothing(world):
    token = f"{encode({'alg': 'none'})}.{encode(claims())}."
    assert world.refuse(token).aws_code == "InvalidIdentityToken"
    token = f"{encode({'alg': 'none'})}.{encode(claims())}.{encode(b'x')}"
    assert world.refuse(token).code == "token_algorithm"


def test_public_key_as_a_shared_secret_opens_nothing(world):
    secret = jwks_of(public_jwk(rsa_key(), kid="one")).encode()
    signed = f"{encode({'alg': 'HS256', 'kid': 'one'})}.{encode(claims())}"
    value = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    assert world.refuse(f"{signed}.{encode(value)}").code == "token_algorithm"


def test_issuer_vouches_for_its_own_tokens_only(world):
    """Somebody who may sign as one trusted issuer signs a token in the name of another."""
    evil = jwks_of(public_jwk(rsa_key(2), kid="one"))
    world.set_providers(
        OIDCProviderEntry(ISSUER, ("sts.amazonaws.com",)),
        OIDCProviderEntry(EVIL, ("sts.amazonaws.com",), jwks=evil),
    )
    assert world.refuse(sign(claims(), rsa_key(2))).code == "token_signature_invalid"
    refused = world.refuse(sign(claims(iss=EVIL), rsa_key(2)))
    assert (refused.aws_code, refused.code) == ("AccessDenied", "trust_policy")


def test_condition_keys_of_one_issuer_are_not_filled_by_another(world):
    """The name of the keys comes from the provider that verified, never from the token."""
    both = [PROVIDER, f"arn:aws:iam::{ACCOUNT}:oidc-provider/offline.example.com"]
    world.set_role(trust(both, StringEquals={f"{NAME}:sub": "build-4711"}))
    refused = world.refuse(sign(claims(iss=UPLOADED)))
    assert refused.code == "trust_policy"
    assert world.call()["Provider"] == ISSUER


def test_claim_named_like_a_condition_key_fills_none(world):
    world.set_role(trust(StringEquals={f"{NAME}:groups": "admins", "aws:userid": "root"}))
    forged = {f"{NAME}:groups": "admins", "groups": "admins", "aws:userid": "root"}
    assert world.refuse(sign(claims(**forged))).code == "trust_policy"


def test_provider_of_another_account_opens_no_role_here(world):
    other = OIDCProviderEntry(EVIL, ("sts.amazonaws.com",), jwks=jwks_of(public_jwk(rsa_key(2))))
    first, second = world.store.configuration.organisation.accounts
    from dataclasses import replace

    from rolebridge.federation.configuration import Configuration
    from rolebridge.federation.organisation import Organisation

    accounts = (first, replace(second, oidc_providers=(other,)))
    world.store.configuration = Configuration(1, Organisation(accounts=accounts))
    assert world.refuse(sign(claims(iss=EVIL), rsa_key(2), kid=None)).code == "provider_unknown"


def test_saml_provider_or_aws_principal_is_no_web_identity():
    for principal in (
        {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        {"Service": "sts.amazonaws.com"},
        {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/ExampleCorp"},
        {"Federated": OWN_PROVIDER},
    ):
        statement = {
            "Effect": "Allow",
            "Principal": principal,
            "Action": "sts:AssumeRoleWithWebIdentity",
        }
        document = json.dumps({"Version": "2012-10-17", "Statement": statement})
        assert WebIdentityWorld(document).refuse().code == "trust_policy"


@pytest.mark.parametrize("action", ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:TagSession"])
def test_leave_for_another_operation_is_none_for_this_one(action):
    statement = {"Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": action}
    world = WebIdentityWorld(json.dumps({"Version": "2012-10-17", "Statement": statement}))
    assert world.refuse().code == "trust_policy"


def test_subject_with_wildcards_or_variables_stays_a_plain_text():
    world = WebIdentityWorld(trust(StringLike={f"{NAME}:sub": "repo:corp/*"}))
    for subject in ("*", "repo:*", "${aws:userid}", "repo:corp", "REPO:corp/x", " repo:corp/x"):
        padded = subject.ljust(6, "?")
        assert world.refuse(sign(claims(sub=padded))).code == "trust_policy"
    assert world.call(sign(claims(sub="repo:corp/app")))["Provider"] == ISSUER


def test_token_cannot_take_tags_or_an_identity_that_the_trust_policy_does_not_allow(world):
    for extra in (
        {TAGS: {"principal_tags": {"team": ["admins"]}}},
        {TAGS: {"principal_tags": {}, "transitive_tag_keys": []}, SOURCE_IDENTITY: "root"},
    ):
        assert world.refuse(sign(claims(**extra))).code == "trust_policy"


def test_reserved_tag_cannot_be_set(world):
    forged = {TAGS: {"principal_tags": {"aws:PrincipalArn": ["arn:aws:iam::1:root"]}}}
    assert world.refuse(sign(claims(**forged))).code == "session_claim"


@pytest.mark.parametrize(
    "parameters",
    [
        {"webidentitytoken": "x"},
        {"rolearn": role_arn()},
        {"Policy.member.1": "x"},
        {"policy": "{}"},
        {"PolicyArns.member.1.Arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
    ],
)
def test_parameter_that_is_nearly_spelt_right_is_refused(world, parameters):
    assert world.refuse(**parameters).code == "parameters"


def test_refusals_tell_roles_that_exist_from_no_others(world):
    """A token that is good but trusted by no role learns nothing about which roles there are."""
    token = sign(claims(sub="stranger-1"))
    world.set_role(trust(StringEquals={f"{NAME}:sub": "build-4711"}))
    known = world.refuse(token)
    unknown = world.refuse(token, RoleArn=role_arn("NoSuchRole"))
    assert (known.aws_code, known.status, known.message) == (
        unknown.aws_code,
        unknown.status,
        unknown.message,
    )


def test_trail_holds_no_token_whatever_was_wrong_with_it(world):
    tokens = [
        sign(claims(sub="canary-subject", padding="c4n4ry")),
        sign(claims(aud="api://other")),
        sign(claims(), rsa_key(2)),
        "c4n4ry.c4n4ry.c4n4ry",
    ]
    for token in tokens[1:]:
        world.refuse(token)
    world.call(tokens[0])
    written = repr(world.store.events)
    for token in tokens:
        assert token.split(".")[2] not in written
    assert "c4n4ry" not in written
