"""Codes and tokens of our issuer in the wrong hands, at the wrong address, or a second time."""

import pytest

from rolebridge.idp.oidc.refusals import ClientRefused, TokenRequestRefused
from rolebridge.idp.start import SignInNeeded
from rolebridge.oidc.refusals import TokenRefused
from support.openid_issuer import BOB, CALLBACK, ISSUER, LOCAL, ORIGIN, VERIFIER, World, query_of


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "https://evil.example/callback?tenant=1",
        "https://shop.example.com.evil.example/callback?tenant=1",
        "https://shop.example.com@evil.example/callback?tenant=1",
        "https://shop.example.com:443/callback?tenant=1",
        "https://SHOP.example.com/callback?tenant=1",
        "https://shop.example.com/callback?tenant=1#",
        "https://shop.example.com/callback?tenant=1&x=1",
        "https://shop.example.com/callback?tenant=2",
        "https://shop.example.com/callback",
        "https://shop.example.com/callback/../callback?tenant=1",
        "https://shop.example.com/callbac%6b?tenant=1",
        "https://shop.example.com\\@evil.example/callback?tenant=1",
        "http://shop.example.com/callback?tenant=1",
        "//shop.example.com/callback?tenant=1",
        "/callback?tenant=1",
        "javascript:alert(1)",
        "data:text/html,x",
        " " + CALLBACK,
        CALLBACK + "\n",
        "http://127.0.0.1:8766/callback",
        "http://localhost:8765/callback",
        "",
    ],
)
def test_answer_goes_to_registered_addresses_to_the_letter(world, redirect_uri):
    with pytest.raises(ClientRefused):
        world.receive(redirect_uri=redirect_uri)


def test_refusal_cannot_be_used_to_send_a_browser_elsewhere(world):
    """A malformed request with a foreign address is no open redirect (RFC 9700, 4.11)."""
    with pytest.raises(ClientRefused):
        world.receive(redirect_uri="https://evil.example/", response_type="token", scope="x")


def test_intercepted_code_is_worth_nothing_without_the_verifier(world):
    code = world.code()
    for guess in ("w" * 43, VERIFIER[:-1] + "w", VERIFIER + "v", VERIFIER.upper()):
        with pytest.raises(TokenRequestRefused):
            world.redeem(code, code_verifier=guess)


def test_challenge_is_no_verifier_of_itself(world):
    """What a downgrade to `plain` would allow."""
    from support.openid_issuer import CHALLENGE

    with pytest.raises(TokenRequestRefused) as refused:
        world.redeem(world.code(), code_verifier=CHALLENGE)
    assert refused.value.detail == "verifier_mismatch"


def test_code_injected_into_another_client_is_refused(world):
    code = world.code(redirect_uri=LOCAL)
    with pytest.raises(TokenRequestRefused) as refused:
        world.redeem(code, client_id="team", redirect_uri=LOCAL)
    assert refused.value.detail == "code_of_another_client"


def test_code_stolen_from_the_store_is_only_a_hash(world):
    world.code()
    (stored,) = world.store.state.authorizations
    with pytest.raises(TokenRequestRefused):
        world.redeem(stored)


def test_answer_names_its_issuer_so_that_two_cannot_be_mixed_up(world):
    assert query_of(world.answer(world.session()))["iss"] == ISSUER
    assert query_of(world.answer(None, prompt="none"))["iss"] == ISSUER


def test_state_with_markup_or_separators_stays_one_value(world):
    state = "a&code=evil#<script>"
    answer = world.answer(world.session(), state=state)
    assert query_of(answer)["state"] == state
    assert "<" not in answer.location
    assert answer.location.count("code=") == 1


def test_parked_request_is_no_code_and_a_code_no_parked_request(world):
    parked = world.issuer.authorize.park(world.receive())
    with pytest.raises(TokenRequestRefused):
        world.redeem(parked)
    assert world.issuer.authorize.resume(parked)


def test_disabled_person_gets_no_code_from_a_session_that_was_left_open(world):
    from dataclasses import replace

    session = world.session(replace(BOB, is_disabled=True))
    assert isinstance(world.answer(session), SignInNeeded)


def test_access_token_is_no_id_token_for_any_client(world):
    issued = world.redeem(world.code())
    for audience in ("shop", "team", "sts.amazonaws.com"):
        with pytest.raises(TokenRefused):
            world.read(issued.access_token, audience)


def test_client_cannot_ask_for_a_token_of_another_audience(world):
    request = world.receive(audience="sts.amazonaws.com", resource="https://api.example.com")
    code = query_of(world.issuer.authorize.answer(request, world.session(), ORIGIN))["code"]
    assert world.read(world.redeem(code).id_token)["aud"] == "shop"
