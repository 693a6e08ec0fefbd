"""A code becomes tokens once, soon, for the client, address and verifier that it was given to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rolebridge.audit.events import Action, Outcome
from rolebridge.federation.organisation import AWSSession
from rolebridge.idp.oidc.refusals import TokenRequestRefused
from rolebridge.oidc.aws_claims import SOURCE_IDENTITY, TAGS
from rolebridge.oidc.refusals import TokenRefused
from support.oidc import SECOND
from support.openid_issuer import (
    ALICE,
    AWS_SERVICE,
    BOB,
    ISSUER,
    LOCAL,
    ORIGIN,
    TEAM,
    VERIFIER,
    World,
    build_signer,
)


@pytest.fixture
def world() -> World:
    return World()


def refuse(world, code, /, **changes) -> TokenRequestRefused:
    with pytest.raises(TokenRequestRefused) as refused:
        world.redeem(code, **changes)
    assert world.store.events[-1].outcome is Outcome.REFUSED
    return refused.value


def test_id_token_says_who_signed_in_and_when_and_for_whom(world):
    issued = world.redeem(world.code(world.session(age=90), nonce="n-1"))
    claims = world.read(issued.id_token)
    assert claims.pop("jti")
    assert claims == {
        "iss": ISSUER,
        "sub": ALICE.subject_id,
        "aud": "shop",
        "iat": SECOND,
        "exp": SECOND + 3600,
        "auth_time": SECOND - 90,
        "amr": ["pwd"],
        "nonce": "n-1",
    }
    assert (issued.expires_in, issued.scopes) == (300, ("openid",))


def test_scopes_bring_their_claims(world):
    issued = world.redeem(world.code(scope="openid profile email groups"))
    claims = world.read(issued.id_token)
    assert (claims["name"], claims["preferred_username"]) == ("Alice Adams", "alice")
    assert (claims["email"], claims["groups"]) == ("alice@example.com", ["platform", "staff"])
    assert TAGS not in claims


def test_somebody_without_an_address_has_no_email_claim(world):
    issued = world.redeem(world.code(world.session(BOB), scope="openid email"))
    assert "email" not in world.read(issued.id_token)


def test_aws_scope_brings_the_session_of_the_aws_service_provider(world):
    claims = world.read(world.redeem(world.code(scope="openid aws")).id_token)
    assert claims[TAGS] == {
        "principal_tags": {"team": ["platform"]},
        "transitive_tag_keys": ["team"],
    }
    assert claims[SOURCE_IDENTITY] == "alice"


def test_aws_scope_without_an_aws_service_provider_brings_nothing(world):
    world.set_up(services=())
    claims = world.read(world.redeem(world.code(scope="openid aws")).id_token)
    assert TAGS not in claims
    assert SOURCE_IDENTITY not in claims


def test_template_that_makes_no_fit_value_is_told(world):
    broken = replace(AWS_SERVICE, session=AWSSession(source_identity="{username} {username}"))
    code = world.code(scope="openid aws")
    world.set_up(services=(replace(broken, session=AWSSession(source_identity="{email")),))
    assert refuse(world, code).error == "invalid_scope"


def test_exchange_leaves_a_row_without_a_secret(world):
    code = world.code()
    issued = world.redeem(code)
    event = world.store.events[-1]
    assert (event.action, event.outcome, event.person) == (
        Action.OIDC_ISSUE,
        Outcome.SUCCESS,
        "alice",
    )
    for secret in (code, issued.id_token, issued.access_token, VERIFIER):
        assert secret not in str(world.store.events)


def test_code_counts_once(world):
    code = world.code()
    world.redeem(code)
    refused = refuse(world, code)
    assert (refused.error, refused.detail) == ("invalid_grant", "code_gone")


def test_code_is_good_for_less_than_a_minute(world):
    early, late = world.code(), world.code()
    world.clock.advance(seconds=59)
    assert world.redeem(early).id_token
    world.clock.advance(seconds=1)
    assert refuse(world, late).detail == "code_gone"


@pytest.mark.parametrize(
    ("changes", "error", "detail"),
    [
        ({"client_id": "team"}, "invalid_grant", "code_of_another_client"),
        ({"redirect_uri": LOCAL}, "invalid_grant", "code_of_another_address"),
        ({"code_verifier": "w" * 43}, "invalid_grant", "verifier_mismatch"),
        ({"code_verifier": "short"}, "invalid_request", ""),
        ({"code_verifier": "é" * 43}, "invalid_request", ""),
        ({"code_verifier": "v" * 129}, "invalid_request", ""),
    ],
)
def test_what_comes_with_a_wrong_companion_uses_the_code_up(world, changes, error, detail):
    code = world.code()
    refused = refuse(world, code, **changes)
    assert (refused.error, refused.detail) == (error, detail)
    assert refuse(world, code).detail == "code_gone"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "unsupported_grant_type"),
        ({"code": ""}, "invalid_request"),
        ({"code_verifier": None}, "invalid_request"),
        ({"client_id": None}, "invalid_request"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"code": ["a", "b"]}, "invalid_request"),
        ({"client_secret": "s"}, "invalid_client"),
        ({"client_assertion": "s"}, "invalid_client"),
    ],
)
def test_malformed_exchange_is_refused_and_leaves_the_code(world, changes, error):
    code = world.code()
    assert refuse(world, code, **changes).error == error
    assert world.redeem(code).id_token


def test_person_who_left_meanwhile_gets_nothing(world):
    code = world.code()
    world.store.add_person(replace(ALICE, is_disabled=True))
    assert refuse(world, code).detail == "person_gone"


def test_person_who_lost_the_group_meanwhile_gets_nothing(world):
    code = world.code(client_id="team", redirect_uri=LOCAL)
    world.store.add_person(replace(ALICE, memberships=()))
    assert refuse(world, code, client_id="team", redirect_uri=LOCAL).error == "invalid_grant"


def test_client_that_went_away_meanwhile_gets_nothing(world):
    code = world.code()
    world.set_up(clients=(TEAM,))
    assert refuse(world, code).error == "invalid_client"


def test_access_token_opens_userinfo_for_five_minutes(world):
    issued = world.redeem(world.code(scope="openid profile"))
    assert world.issuer.redeem.describe_person(issued.access_token) == {
        "sub": ALICE.subject_id,
        "name": "Alice Adams",
        "preferred_username": "alice",
    }
    world.clock.advance(seconds=300)
    with pytest.raises(TokenRequestRefused) as refused:
        world.issuer.redeem.describe_person(issued.access_token)
    assert refused.value.error == "invalid_token"


def test_id_token_opens_no_userinfo(world):
    issued = world.redeem(world.code())
    with pytest.raises(TokenRequestRefused):
        world.issuer.redeem.describe_person(issued.id_token)


def test_userinfo_of_somebody_who_left_is_closed(world):
    issued = world.redeem(world.code())
    world.store.add_person(replace(ALICE, is_disabled=True))
    with pytest.raises(TokenRequestRefused):
        world.issuer.redeem.describe_person(issued.access_token)


def test_token_of_an_older_key_ring_is_not_ours(world):
    issued = world.redeem(world.code())
    world.signer = build_signer("another")
    with pytest.raises(TokenRefused):
        world.read(issued.id_token)


def test_token_for_a_job_says_what_it_is_told_to_but_no_reserved_claim(world):
    token = world.issuer.mint_for_job(
        "job-build-7", "sts.amazonaws.com", timedelta(minutes=10), {"ref": "main", "sub": "x"}, ORIGIN
    )  # fmt: skip
    claims = world.read(token, "sts.amazonaws.com")
    assert (claims["sub"], claims["ref"], claims["exp"]) == ("job-build-7", "main", SECOND + 600)
    event = world.store.events[-1]
    assert (event.action, event.target, event.facts["subject"]) == (
        Action.OIDC_ISSUE,
        "sts.amazonaws.com",
        "job-build-7",
    )
    assert token not in str(event)


def test_description_names_only_what_there_is(world):
    told = world.issuer.describe()
    assert told["issuer"] == ISSUER
    assert told["response_types_supported"] == ["code"]
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["token_endpoint_auth_methods_supported"] == ["none"]
