"""The authorization endpoint answers the client it knows, at the address it knows, or nobody."""

from datetime import timedelta

import pytest

from rolebridge.audit.events import Action, Outcome
from rolebridge.idp.oidc.authorize import CODE_LIFETIME, WAITING
from rolebridge.idp.oidc.ports import Redirection
from rolebridge.idp.oidc.refusals import ClientRefused
from rolebridge.idp.start import SignInNeeded
from support.openid_issuer import (
    ALICE,
    BOB,
    CALLBACK,
    CHALLENGE,
    ISSUER,
    LOCAL,
    ORIGIN,
    SHOP,
    World,
    query_of,
)


@pytest.fixture
def world() -> World:
    return World()


def test_request_is_read_whole(world):
    request = world.receive(
        scope="email openid unknown groups", nonce="n-1", max_age="60", prompt="login consent"
    )
    assert (request.client_id, request.redirect_uri) == ("shop", CALLBACK)
    assert request.scopes == ("openid", "email", "groups")
    assert (request.state, request.nonce, request.max_age) == ("s-1", "n-1", 60)
    assert request.code_challenge == CHALLENGE
    assert request.must_sign_in
    assert not request.is_silent


def test_code_goes_to_the_address_with_the_state_and_the_issuer(world):
    answer = world.answer(world.session())
    assert answer.location.startswith(CALLBACK + "&")
    told = query_of(answer)
    assert told.pop("code")
    assert told == {"tenant": "1", "state": "s-1", "iss": ISSUER}


def test_address_without_a_query_gets_one(world):
    answer = world.answer(world.session(), redirect_uri=LOCAL, state=None)
    assert answer.location.startswith(LOCAL + "?")
    assert set(query_of(answer)) == {"code", "iss"}


def test_code_is_stored_by_its_hash_only_and_leaves_a_row(world):
    code = world.code()
    assert code not in str(world.store.state.authorizations)
    event = world.store.events[-1]
    assert (event.action, event.outcome) == (Action.OIDC_AUTHORIZE, Outcome.SUCCESS)
    assert (event.person, event.target, event.origin) == ("alice", "shop", ORIGIN)
    assert code not in str(event)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_id": None}, "request_malformed"),
        ({"client_id": ["shop", "team"]}, "request_malformed"),
        ({"client_id": "Shop"}, "client_unknown"),
        ({"redirect_uri": None}, "request_malformed"),
        ({"redirect_uri": [CALLBACK, CALLBACK]}, "request_malformed"),
        ({"redirect_uri": CALLBACK + "/"}, "redirect_uri_unknown"),
        ({"redirect_uri": CALLBACK.upper()}, "redirect_uri_unknown"),
    ],
)
def test_without_a_known_client_and_address_nobody_is_sent_anywhere(world, changes, code):
    with pytest.raises(ClientRefused) as refused:
        world.receive(**changes)
    assert refused.value.code == code
    assert (world.store.events[-1].outcome, world.store.events[-1].reason) == (
        Outcome.REFUSED,
        code,
    )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "profile email"}, "invalid_scope"),
        ({"scope": "OpenID"}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge": CHALLENGE + "="}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "create"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "٣"}, "invalid_request"),
        ({"nonce": "n\n"}, "invalid_request"),
        ({"nonce": "n" * 2049}, "invalid_request"),
        ({"scope": ["openid", "email"]}, "invalid_request"),
        ({"request": "eyJ"}, "request_not_supported"),
        ({"request_uri": "https://x"}, "request_uri_not_supported"),
        ({"registration": "{}"}, "registration_not_supported"),
    ],
)
def test_malformed_request_is_told_to_the_client(world, changes, error):
    answer = world.receive(**changes)
    assert isinstance(answer, Redirection)
    told = query_of(answer)
    assert (told["error"], told["state"], told["iss"]) == (error, "s-1", ISSUER)
    assert told["error_description"]
    assert world.store.events[-1].reason == error


@pytest.mark.parametrize("state", [["a", "b"], "s\n", "s" * 2049])
def test_state_that_is_none_is_not_sent_back(world, state):
    told = query_of(world.receive(state=state))
    assert told["error"] == "invalid_request"
    assert "state" not in told


def test_empty_parameter_is_as_if_it_were_not_there(world):
    assert world.receive(prompt="", nonce="").nonce is None


def test_nobody_signed_in_is_asked_to(world):
    assert world.answer(None) == SignInNeeded(force=False)


def test_silent_request_is_told_that_a_sign_in_is_needed(world):
    assert query_of(world.answer(None, prompt="none"))["error"] == "login_required"
    assert query_of(world.answer(world.session(), prompt="none"))["code"]


@pytest.mark.parametrize("prompt", ["login", "select_account", "login consent"])
def test_fresh_sign_in_is_asked_for_although_somebody_is_signed_in(world, prompt):
    request = world.receive(prompt=prompt)
    before = world.session(age=1)
    assert world.issuer.authorize.answer(request, before, ORIGIN) == SignInNeeded(force=True)
    world.clock.advance(seconds=5)
    assert query_of(world.issuer.authorize.answer(request, world.session(), ORIGIN))["code"]


@pytest.mark.parametrize(("age", "is_enough"), [(59, True), (60, True), (61, False)])
def test_sign_in_may_be_as_old_as_max_age(world, age, is_enough):
    answer = world.answer(world.session(age=age), max_age="60")
    assert isinstance(answer, Redirection) is is_enough


def test_max_age_of_zero_ends_with_a_sign_in(world):
    request = world.receive(max_age="0")
    world.clock.advance(seconds=30)
    assert query_of(world.issuer.authorize.answer(request, world.session(age=10), ORIGIN))["code"]


def test_old_session_in_silence_is_login_required(world):
    told = query_of(world.answer(world.session(age=61), max_age="60", prompt="none"))
    assert told["error"] == "login_required"


def test_somebody_outside_the_groups_of_a_client_is_refused(world):
    wanted = {"client_id": "team", "redirect_uri": LOCAL}
    assert query_of(world.answer(world.session(ALICE), **wanted))["code"]
    told = query_of(world.answer(world.session(BOB), **wanted))
    assert told["error"] == "access_denied"
    assert (world.store.events[-1].person, world.store.events[-1].outcome) == (
        "bob",
        Outcome.REFUSED,
    )


def test_parked_request_is_found_and_taken_once(world):
    request = world.receive()
    token = world.issuer.authorize.park(request)
    assert world.issuer.authorize.find(token) == request
    assert world.issuer.authorize.get_name(request) == "Web shop"
    assert world.issuer.authorize.resume(token) == request
    assert world.issuer.authorize.find(token) is None
    with pytest.raises(ClientRefused) as refused:
        world.issuer.authorize.resume(token)
    assert refused.value.code == "sign_in_gone"


def test_parked_request_waits_for_a_while(world):
    token = world.issuer.authorize.park(world.receive())
    world.clock.now += WAITING
    with pytest.raises(ClientRefused):
        world.issuer.authorize.resume(token)


def test_code_is_no_parked_request(world):
    code = world.code()
    assert world.issuer.authorize.find(code) is None
    assert timedelta(minutes=1) == CODE_LIFETIME


def test_registration_that_went_away_meanwhile_counts(world):
    request = world.receive()
    world.set_up(clients=())
    with pytest.raises(ClientRefused):
        world.issuer.authorize.answer(request, world.session(), ORIGIN)
    assert world.store.events[-1].person == "alice"


def test_address_that_went_away_meanwhile_counts(world):
    request = world.receive()
    moved = type(SHOP)("shop", "Web shop", (LOCAL,))
    world.set_up(clients=(moved,))
    with pytest.raises(ClientRefused):
        world.issuer.authorize.answer(request, world.session(), ORIGIN)


def test_every_issuer_has_a_client_for_aws(world):
    request = world.receive(client_id="sts.amazonaws.com", redirect_uri=ISSUER + "/done")
    assert query_of(world.issuer.authorize.answer(request, world.session(BOB), ORIGIN))["code"]
