"""A token is taken when its issuer signed it, in time, for us; and for no lesser reason."""

from datetime import timedelta

import pytest

from rolebridge.oidc.jwks import parse_jwks
from rolebridge.oidc.refusals import (
    AudienceMismatch,
    ClaimMalformed,
    ClaimMissing,
    IssuerMismatch,
    KeyUnknown,
    SignatureInvalid,
    TokenExpired,
    TokenNotYetValid,
)
from rolebridge.oidc.tokens import parse_token
from rolebridge.oidc.verify import Expected, verify_token
from support.oidc import ISSUER, NOW, SECOND, claims, curve_key, jwks_of, public_jwk, rsa_key, sign

STS = frozenset({"sts.amazonaws.com"})
KEYS = jwks_of(public_jwk(rsa_key(), kid="one", use="sig"))


def verify(token, keys=KEYS, client_ids=STS, now=NOW, issuer=ISSUER):
    expected = Expected(issuer, client_ids, timedelta(seconds=60))
    return verify_token(parse_token(token), parse_jwks(keys), expected, now)


def test_good_token_gives_what_it_says():
    token = verify(sign(claims(jti="t-1", team="web")))
    assert (token.issuer, token.subject) == (ISSUER, "build-4711")
    assert token.audience == token.audiences == ("sts.amazonaws.com",)
    assert (token.issued_at, token.expires_at) == (NOW, NOW + timedelta(seconds=300))
    assert (token.token_id, token.claims["team"]) == ("t-1", "web")


def test_claims_cannot_be_changed_afterwards():
    token = verify(sign(claims()))
    with pytest.raises(TypeError):
        token.claims["sub"] = "somebody"


@pytest.mark.parametrize("alg", ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"])
def test_every_rsa_algorithm_verifies(alg):
    assert verify(sign(claims(), alg=alg)).subject == "build-4711"


@pytest.mark.parametrize(
    ("alg", "curve"), [("ES256", "P-256"), ("ES384", "P-384"), ("ES512", "P-521")]
)
def test_every_curve_verifies(alg, curve):
    keys = jwks_of(public_jwk(curve_key(curve), kid="one"))
    assert verify(sign(claims(), curve_key(curve), alg), keys).subject == "build-4711"


def test_key_is_chosen_by_its_id():
    keys = jwks_of(public_jwk(rsa_key(2), kid="two"), public_jwk(rsa_key(), kid="one"))
    assert verify(sign(claims(), rsa_key(2), kid="two"), keys).subject == "build-4711"
    with pytest.raises(SignatureInvalid):
        verify(sign(claims(), rsa_key(2), kid="one"), keys)


def test_two_keys_of_one_id_are_both_tried():
    keys = jwks_of(public_jwk(rsa_key(2), kid="one"), public_jwk(rsa_key(), kid="one"))
    assert verify(sign(claims()), keys).subject == "build-4711"


def test_without_a_key_id_the_only_key_counts():
    assert verify(sign(claims(), kid=None)).subject == "build-4711"


def test_without_a_key_id_several_keys_are_not_guessed_among():
    keys = jwks_of(public_jwk(rsa_key(2), kid="two"), public_jwk(rsa_key(), kid="one"))
    with pytest.raises(KeyUnknown) as refused:
        verify(sign(claims(), kid=None), keys)
    assert refused.value.key_id is None


def test_unknown_key_id_is_told():
    with pytest.raises(KeyUnknown) as refused:
        verify(sign(claims(), kid="three"))
    assert refused.value.key_id == "three"
    assert "'three'" in str(refused.value)


def test_key_that_names_its_algorithm_verifies_no_other():
    keys = jwks_of(public_jwk(rsa_key(), kid="one", alg="RS256"))
    with pytest.raises(KeyUnknown):
        verify(sign(claims(), alg="RS512"), keys)


def test_token_is_good_until_the_second_before_it_expires():
    token = sign(claims(exp=SECOND + 10))
    assert verify(token, now=NOW + timedelta(seconds=9, microseconds=999_999))
    for late in (10, 11):
        with pytest.raises(TokenExpired) as refused:
            verify(token, now=NOW + timedelta(seconds=late))
        assert refused.value.expired_at == NOW + timedelta(seconds=10)


@pytest.mark.parametrize("claim", ["iat", "nbf"])
def test_start_may_be_ahead_by_the_skew_and_no_more(claim):
    assert verify(sign(claims(**{claim: SECOND + 60})))
    with pytest.raises(TokenNotYetValid) as refused:
        verify(sign(claims(**{claim: SECOND + 61})))
    assert refused.value.claim == claim


def test_fractions_of_seconds_are_numbers():
    assert verify(sign(claims(iat=SECOND + 0.25, exp=SECOND + 1.5))).subject == "build-4711"


@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "iat", "exp"])
def test_required_claim_that_is_missing_is_named(claim):
    with pytest.raises(ClaimMissing) as refused:
        verify(sign(claims(**{claim: None})))
    assert refused.value.claim == claim


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("exp", "1795428000"),
        ("exp", True),
        ("exp", -1),
        ("exp", 10**30),
        ("iat", [1]),
        ("nbf", "soon"),
        ("aud", []),
        ("aud", [""]),
        ("aud", [7]),
        ("aud", {"a": 1}),
        ("aud", ["a"] * 101),
        ("sub", 4711),
        ("sub", "short"),
        ("sub", "x" * 256),
        ("azp", ["a"]),
        ("jti", 7),
    ],
)
def test_claim_of_the_wrong_kind_is_refused(claim, value):
    with pytest.raises(ClaimMalformed) as refused:
        verify(sign(claims(**{claim: value})))
    assert refused.value.claim == claim


@pytest.mark.parametrize("length", [6, 255])
def test_subject_has_six_to_255_characters(length):
    assert verify(sign(claims(sub="x" * length))).subject == "x" * length


def test_one_audience_of_several_is_enough():
    token = verify(sign(claims(aud=["elsewhere", "sts.amazonaws.com"])))
    assert token.audience == ("elsewhere", "sts.amazonaws.com")


def test_audience_of_somebody_else_is_refused_with_both_sides():
    with pytest.raises(AudienceMismatch) as refused:
        verify(sign(claims(aud="api://other")))
    assert (refused.value.expected, refused.value.received) == (
        ("sts.amazonaws.com",),
        ("api://other",),
    )


def test_no_registered_client_means_no_audience():
    with pytest.raises(AudienceMismatch, match="no client id is registered"):
        verify(sign(claims()), client_ids=frozenset())


def test_authorized_party_stands_for_the_audience():
    token = verify(sign(claims(aud="account", azp="sts.amazonaws.com")))
    assert (token.audience, token.audiences) == (("sts.amazonaws.com",), ("account",))
    with pytest.raises(AudienceMismatch):
        verify(sign(claims(azp="another-client")))


def test_audience_may_be_left_to_the_trust_policy():
    assert verify(sign(claims(aud="anything")), client_ids=None).audience == ("anything",)


def test_token_of_another_issuer_is_refused():
    with pytest.raises(IssuerMismatch):
        verify(sign(claims(iss=ISSUER + "/")))
