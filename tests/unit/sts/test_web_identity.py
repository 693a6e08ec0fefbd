"""AssumeRoleWithWebIdentity: whose token opens a role, what the session carries, what refuses."""

from datetime import timedelta

import pytest

from rolebridge.audit.events import Action, Outcome
from rolebridge.federation.account import OIDCProviderEntry
from rolebridge.oidc.aws_claims import SOURCE_IDENTITY, TAGS
from rolebridge.oidc.refusals import IssuerRefused, IssuerUnreachable
from support.oidc import ISSUER, NAME, SECOND, claims, jwks_of, public_jwk, rsa_key, sign
from support.web_identity import (
    ACCOUNT,
    KEYS,
    OWN,
    OWN_PROVIDER,
    PROVIDER,
    UPLOADED,
    WebIdentityWorld,
    role_arn,
    trust,
    wire,
)

DENIED = ("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithWebIdentity")
NO_KEY = (
    "InvalidIdentityToken",
    400,
    "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
)
NO_JWT = (
    "InvalidIdentityToken",
    400,
    "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
)  # fmt: skip
TAGGED = {
    TAGS: {"principal_tags": {"team": ["web"], "cost": ["7"]}, "transitive_tag_keys": ["team"]}
}


@pytest.fixture
def world() -> WebIdentityWorld:
    return WebIdentityWorld()


def test_answer_is_a_session_of_the_role_with_what_the_token_said(world):
    answer = world.call()
    assert answer["AssumedRoleUser"] == {
        "AssumedRoleId": "AROADEPLOYXXXXXXXXXXX:build-7",
        "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Deploy/build-7",
    }
    assert answer["SubjectFromWebIdentityToken"] == "build-4711"
    assert (answer["Provider"], answer["Audience"]) == (ISSUER, "sts.amazonaws.com")
    assert answer["Credentials"]["AccessKeyId"].startswith("ASIA")
    assert world.lifetime(answer) == timedelta(hours=1)
    assert "PackedPolicySize" not in answer
    assert "SourceIdentity" not in answer


def test_session_remembers_who_vouched_for_it(world):
    facts = world.facts(world.call(sign(claims(jti="t-1"))))
    assert facts.federation.provider == PROVIDER
    assert (facts.federation.issuer, facts.federation.subject) == (ISSUER, "build-4711")
    assert (facts.federation.audience, facts.federation.token_id) == ("sts.amazonaws.com", "t-1")
    assert not facts.federation.is_saml


def test_trail_tells_which_identity_took_which_role_and_holds_no_token(world):
    token = sign(claims(jti="t-1"))
    answer = world.call(token)
    (event,) = world.store.events
    assert (event.action, event.outcome) == (
        Action.STS_ASSUME_ROLE_WITH_WEB_IDENTITY,
        Outcome.SUCCESS,
    )
    assert (event.target, event.assertion_id) == (role_arn(), "t-1")
    assert (event.facts["subject"], event.facts["provider"]) == ("build-4711", PROVIDER)
    for secret in (token, answer["Credentials"]["SecretAccessKey"]):
        assert secret not in repr(world.store.events)


@pytest.mark.parametrize(("requested", "seconds"), [(None, 3600), (900, 900), (7200, 7200)])
def test_session_lasts_as_long_as_is_asked_for(requested, seconds):
    world = WebIdentityWorld(max_session_duration=7200)
    answer = world.call(DurationSeconds=requested)
    assert world.lifetime(answer) == timedelta(seconds=seconds)


def test_session_longer_than_the_role_allows_is_refused(world):
    assert wire(world.refuse(DurationSeconds=3601)) == (
        "ValidationError",
        400,
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    )


def test_session_may_outlive_the_token(world):
    assert world.lifetime(world.call(sign(claims(exp=SECOND + 1)))) == timedelta(hours=1)


# --- Whose keys -----------------------------------------------------------------------------------


def test_foreign_issuer_is_asked_for_its_keys(world):
    world.call()
    assert world.issuers.asked == [(ISSUER, "one")]


def test_uploaded_keys_are_used_without_asking_anybody():
    world = WebIdentityWorld(trust(f"arn:aws:iam::{ACCOUNT}:oidc-provider/offline.example.com"))
    assert world.call(sign(claims(iss=UPLOADED)))["Provider"] == UPLOADED
    assert world.issuers.asked == []


def test_own_issuer_is_verified_with_the_key_ring_without_asking_anybody():
    world = WebIdentityWorld(trust(OWN_PROVIDER))
    assert world.call(world.own_token())["Provider"] == OWN
    assert world.issuers.asked == []


def test_built_in_issuer_is_verified_with_configured_keys():
    world = WebIdentityWorld(
        trust("accounts.google.com", StringEquals={"accounts.google.com:aud": "1078"})
    )
    token = sign(claims(iss="https://accounts.google.com", azp="1078"))
    answer = world.call(token)
    assert (answer["Provider"], answer["Audience"]) == ("https://accounts.google.com", "1078")
    assert world.facts(answer).federation.provider == "accounts.google.com"
    assert world.issuers.asked == []
    assert wire(world.refuse(sign(claims(iss="accounts.google.com", azp="another")))) == DENIED


def test_built_in_issuer_without_configured_keys_has_none():
    world = WebIdentityWorld(trust("cognito-identity.amazonaws.com"))
    token = sign(claims(iss="https://cognito-identity.amazonaws.com"))
    assert wire(world.refuse(token)) == NO_KEY


def test_provider_of_the_account_comes_before_a_built_in_one():
    world = WebIdentityWorld(trust("accounts.google.com"))
    google = "https://accounts.google.com"
    world.set_providers(OIDCProviderEntry(google, ("sts.amazonaws.com",), jwks=KEYS))
    assert wire(world.refuse(sign(claims(iss=google)))) == DENIED


def test_oauth_provider_is_named_by_provider_id_and_judges_by_itself():
    world = WebIdentityWorld(trust("www.amazon.com", StringEquals={"www.amazon.com:app_id": "app"}))
    token = sign(claims(iss="https://www.amazon.com", aud="app"))
    assert world.call(token, ProviderId="www.amazon.com")["Provider"] == "www.amazon.com"
    forged = sign(claims(iss="https://www.amazon.com", aud="app"), rsa_key(2))
    refused = world.refuse(forged, ProviderId="www.amazon.com")
    assert (refused.aws_code, refused.status) == ("IDPRejectedClaim", 403)


@pytest.mark.parametrize("named", ["graph.facebook.com", "accounts.google.com", "example.com"])
def test_provider_id_of_somebody_else_is_refused(world, named):
    assert world.refuse(ProviderId=named).code == "provider_id_mismatch"


def test_issuer_that_does_not_answer_may_be_tried_again(world):
    world.issuers.failure = IssuerUnreachable(ISSUER, "ConnectTimeout")
    refused = world.refuse()
    assert (refused.aws_code, refused.status) == ("IDPCommunicationError", 400)
    assert "ConnectTimeout" in world.store.events[-1].detail
    assert "ConnectTimeout" not in refused.message


def test_issuer_whose_documents_are_of_no_use_has_no_keys(world):
    world.issuers.failure = IssuerRefused(ISSUER, "it is of another issuer")
    assert wire(world.refuse()) == NO_KEY


def test_no_transaction_is_open_while_an_issuer_is_asked(world):
    """The store of tests refuses two units that are open at once and both commit."""
    commits = []

    class Slow:
        def get_keys(self, issuer, key_id):
            with world.store.unit_of_work() as unit:
                unit.commit()
            commits.append(issuer)
            from rolebridge.oidc.jwks import parse_jwks

            return parse_jwks(KEYS)

    world.issuers = Slow()
    assert world.call()["Provider"] == ISSUER
    assert commits == [ISSUER]


# --- What refuses ---------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["abcd", "a.b.c", "eyJ9.e30.AAAA"])
def test_text_that_is_no_token_has_awss_own_answer(world, token):
    assert wire(world.refuse(token)) == NO_JWT


def test_unknown_issuer_is_named(world):
    token = sign(claims(iss="https://unknown.example.com"))
    assert wire(world.refuse(token)) == (
        "InvalidIdentityToken",
        400,
        "No OpenIDConnect provider found in your account for https://unknown.example.com",
    )


def test_provider_of_another_account_does_not_count(world):
    refused = world.refuse(RoleArn=role_arn("Deploy", "444455556666"))
    assert refused.message == f"No OpenIDConnect provider found in your account for {ISSUER}"


@pytest.mark.parametrize("issuer", [ISSUER + "/", ISSUER.upper(), "http" + ISSUER[5:], NAME])
def test_issuer_counts_to_the_letter(world, issuer):
    assert world.refuse(sign(claims(iss=issuer))).code == "provider_unknown"


def test_wrong_audience_has_awss_own_answer(world):
    assert wire(world.refuse(sign(claims(aud="api://other")))) == (
        "InvalidIdentityToken",
        400,
        "Incorrect token audience",
    )


def test_registered_client_is_told_of_several_audiences(world):
    assert world.call(sign(claims(aud=["elsewhere", "shop"])))["Audience"] == "shop"


def test_token_that_expired_a_second_ago_has_awss_own_answer(world):
    token = sign(claims())
    world.clock.advance(seconds=299)
    assert world.call(token)["Provider"] == ISSUER
    world.clock.advance(seconds=2)
    assert wire(world.refuse(token)) == (
        "ExpiredTokenException",
        400,
        f"Token expired: current date/time {SECOND + 301} must be before the expiration date/time {SECOND + 300}",
    )


@pytest.mark.parametrize("claim", ["sub", "aud", "exp", "iat"])
def test_missing_claim_has_awss_own_answer(world, claim):
    assert wire(world.refuse(sign(claims(**{claim: None})))) == (
        "InvalidIdentityToken",
        400,
        f"Missing a required claim: {claim}",
    )


def test_unknown_key_has_awss_own_answer(world):
    assert wire(world.refuse(sign(claims(), kid="two"))) == NO_KEY


@pytest.mark.parametrize(
    "token",
    [
        sign(claims(), rsa_key(2)),
        sign(claims(nbf=SECOND + 61)),
        sign(claims(sub="short")),
        sign(claims())[:-6] + "AAAAAA"[:5] + "A",
    ],
)
def test_other_faults_are_invalid_identity_tokens(world, token):
    refused = world.refuse(token)
    assert (refused.aws_code, refused.status) == ("InvalidIdentityToken", 400)


def test_unknown_role_and_denied_one_have_one_answer(world):
    assert wire(world.refuse(RoleArn=role_arn("Unknown"))) == DENIED
    assert wire(WebIdentityWorld(trust(OWN_PROVIDER)).refuse()) == DENIED


@pytest.mark.parametrize(
    ("condition", "is_allowed"),
    [
        ({"StringEquals": {f"{NAME}:sub": "build-4711"}}, True),
        ({"StringLike": {f"{NAME}:sub": "build-*"}}, True),
        ({"StringEquals": {f"{NAME}:aud": "sts.amazonaws.com"}}, True),
        ({"StringEquals": {f"{NAME}:sub": "BUILD-4711"}}, False),
        ({"StringEquals": {f"{NAME}:aud": "shop"}}, False),
        ({"StringEquals": {"sts:RoleSessionName": "build-7"}}, True),
        ({"StringEquals": {"sts:RoleSessionName": "other"}}, False),
        ({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}, True),
        ({"StringEquals": {"aws:ResourceTag/stage": "test"}}, True),
        ({"StringEquals": {"saml:aud": "sts.amazonaws.com"}}, False),
        ({"Null": {"aws:PrincipalArn": "true"}}, True),
    ],
)
def test_trust_policy_may_ask_about_the_token_and_the_call(condition, is_allowed):
    world = WebIdentityWorld(trust(**condition), tags={"stage": "test"})
    if is_allowed:
        assert world.call()["Provider"] == ISSUER
    else:
        assert wire(world.refuse()) == DENIED


def test_trust_policy_that_cannot_be_read_trusts_nobody():
    assert wire(WebIdentityWorld("{").refuse()) == DENIED


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"RoleArn": "arn:aws:iam::1:role/x-abcdefghij"}, "arn_invalid"),
        ({"RoleArn": None}, "parameters"),
        ({"RoleSessionName": "a b"}, "parameters"),
        ({"WebIdentityToken": "x" * 20_001}, "parameters"),
        ({"DurationSeconds": 899}, "parameters"),
        ({"Policy": "{"}, "policy_malformed"),
    ],
)
def test_parameters_are_held_against_the_model(world, parameters, code):
    assert world.refuse(**parameters).code == code


def test_refusal_does_not_repeat_the_token(world):
    token = sign(claims()) + "!" * 20_000
    refused = world.refuse(token)
    assert token[:40] not in refused.message


# --- What the session carries -------------------------------------------------------------------


def test_tags_and_source_identity_of_the_token_go_into_the_session():
    world = WebIdentityWorld(trust(PROVIDER, "sts:TagSession", "sts:SetSourceIdentity"))
    answer = world.call(sign(claims(**TAGGED, **{SOURCE_IDENTITY: "alice"})))
    facts = world.facts(answer)
    assert facts.tags == {"team": "web", "cost": "7"}
    assert (facts.transitive_tag_keys, facts.source_identity) == (("team",), "alice")
    assert answer["SourceIdentity"] == "alice"
    assert answer["PackedPolicySize"] > 0


@pytest.mark.parametrize(
    ("more", "token_claims"),
    [
        (("sts:SetSourceIdentity",), TAGGED),
        (("sts:TagSession",), {SOURCE_IDENTITY: "alice"}),
    ],
)
def test_trust_policy_must_allow_tags_and_source_identity(more, token_claims):
    world = WebIdentityWorld(trust(PROVIDER, *more))
    assert wire(world.refuse(sign(claims(**token_claims)))) == DENIED


def test_trust_policy_may_ask_about_tags_and_source_identity():
    world = WebIdentityWorld(
        trust(
            PROVIDER,
            "sts:TagSession",
            "sts:SetSourceIdentity",
            StringEquals={"aws:RequestTag/team": "web", "sts:SourceIdentity": "alice"},
            **{"ForAllValues:StringEquals": {"sts:TransitiveTagKeys": ["team"]}},
        )
    )
    good = {**TAGGED, SOURCE_IDENTITY: "alice"}
    assert world.call(sign(claims(**good)))["SourceIdentity"] == "alice"
    assert wire(world.refuse(sign(claims(**{**good, SOURCE_IDENTITY: "bob"})))) == DENIED


@pytest.mark.parametrize(
    "token_claims",
    [
        {TAGS: []},
        {TAGS: {"principal_tags": {"team": ["a", "b"]}}},
        {TAGS: {"principal_tags": {"aws:team": ["a"]}}},
        {TAGS: {"principal_tags": {"Team": ["a"], "team": ["a"]}}},
        {TAGS: {"principal_tags": {"t#m": ["a"]}}},
        {TAGS: {"principal_tags": {"team": ["x" * 257]}}},
        {TAGS: {"principal_tags": {"x" * 129: ["a"]}}},
        {TAGS: {"principal_tags": {"team": ["a"]}, "transitive_tag_keys": ["other"]}},
        {SOURCE_IDENTITY: "aws:me"},
        {SOURCE_IDENTITY: "a b"},
        {SOURCE_IDENTITY: "x"},
        {SOURCE_IDENTITY: ["alice"]},
    ],
)
def test_claims_that_no_session_can_carry_are_refused(token_claims):
    world = WebIdentityWorld(trust(PROVIDER, "sts:TagSession", "sts:SetSourceIdentity"))
    refused = world.refuse(sign(claims(**token_claims)))
    assert (refused.aws_code, refused.code) == ("InvalidIdentityToken", "session_claim")


def test_session_policies_narrow_the_session(world):
    policy = (
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
    )
    answer = world.call(Policy=policy)
    assert world.facts(answer).policies.inline == policy
    assert answer["PackedPolicySize"] > 0


# --- Keys that changed ----------------------------------------------------------------------------


def test_token_of_an_older_key_ring_is_refused():
    from support.openid_issuer import build_signer

    world = WebIdentityWorld(trust(OWN_PROVIDER))
    token = world.own_token()
    world.signer = build_signer("another")
    assert wire(world.refuse(token)) == NO_KEY


def test_uploaded_key_set_without_a_usable_key_has_none():
    world = WebIdentityWorld()
    short = jwks_of(public_jwk(rsa_key(3, 1024), kid="one"))
    world.set_providers(OIDCProviderEntry(ISSUER, ("sts.amazonaws.com",), jwks=short))
    assert wire(world.refuse()) == NO_KEY


def test_more_claims_than_a_policy_can_be_asked_about_open_nothing(world):
    refused = world.refuse(sign(claims(amr=["x"] * 2100)))
    assert (refused.aws_code, refused.code) == ("AccessDenied", "request_invalid")
