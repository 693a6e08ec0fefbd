"""What a trust policy may ask about a token, under the names that IAM has for it."""

import pytest

from rolebridge.oidc.condition_keys import build_condition_keys
from rolebridge.oidc.jwks import parse_jwks
from rolebridge.oidc.tokens import parse_token
from rolebridge.oidc.verify import Expected, verify_token
from support.oidc import ISSUER, NAME, NOW, claims, jwks_of, public_jwk, rsa_key, sign

KEYS = parse_jwks(jwks_of(public_jwk(rsa_key(), kid="one")))


def keys_of(provider=NAME, **changes):
    token = parse_token(sign(claims(**changes)))
    return build_condition_keys(verify_token(token, KEYS, Expected(ISSUER, None), NOW), provider)


def test_audience_and_subject_are_always_there():
    assert keys_of() == {f"{NAME}:aud": ("sts.amazonaws.com",), f"{NAME}:sub": ("build-4711",)}


def test_authorized_party_is_the_audience_and_a_key_of_its_own():
    found = keys_of(aud=["a", "b"], azp="client")
    assert found[f"{NAME}:aud"] == found[f"{NAME}:azp"] == ("client",)
    assert f"{NAME}:oaud" not in found


def test_google_has_its_audience_under_a_second_key():
    found = keys_of("accounts.google.com")
    assert found["accounts.google.com:oaud"] == found["accounts.google.com:aud"]


def test_google_keeps_the_original_audience():
    found = keys_of("accounts.google.com", azp="1078064489")
    assert found["accounts.google.com:aud"] == ("1078064489",)
    assert found["accounts.google.com:oaud"] == ("sts.amazonaws.com",)


@pytest.mark.parametrize(
    ("amr", "values"), [("pwd", ("pwd",)), (["pwd", "otp", 7], ("pwd", "otp")), (7, None)]
)
def test_authentication_methods_are_many(amr, values):
    assert (
        keys_of("cognito-identity.amazonaws.com", amr=amr).get("cognito-identity.amazonaws.com:amr")
        == values
    )


@pytest.mark.parametrize(
    ("provider", "application", "user"),
    [("graph.facebook.com", "app_id", "id"), ("www.amazon.com", "app_id", "user_id")],
)
def test_oauth_providers_have_names_of_their_own(provider, application, user):
    assert keys_of(provider, azp="x-client", amr="pwd") == {
        f"{provider}:{application}": ("x-client",),
        f"{provider}:{user}": ("build-4711",),
    }
