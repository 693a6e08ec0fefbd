"""What waits for a sign-in, and what a code stands for: found by a hash, taken once."""

from dataclasses import fields
from datetime import timedelta

from rolebridge.idp.oidc.ports import AuthorizationRequest, GrantedCode


def make_request(now, **more) -> AuthorizationRequest:
    values = {
        "client_id": "shop",
        "redirect_uri": "https://shop.example.com/callback?tenant=1",
        "scopes": ("openid", "email"),
        "code_challenge": "c" * 43,
        "received_at": now,
        "state": 'st"ate',
        "nonce": "n-1",
        "max_age": 60,
        "must_sign_in": True,
        "is_silent": True,
    }
    return AuthorizationRequest(**values | more)


def make_code(now, **more) -> GrantedCode:
    values = {
        "client_id": "shop",
        "redirect_uri": "https://shop.example.com/callback",
        "scopes": ("openid",),
        "code_challenge": "c" * 43,
        "subject_id": "s-1",
        "authenticated_at": now - timedelta(minutes=3),
        "nonce": "n-1",
    }
    return GrantedCode(**values | more)


def commit(store, work) -> None:
    with store.unit_of_work() as unit:
        work(unit.authorizations)
        unit.commit()


def test_request_comes_back_as_it_was_parked(store, now):
    request = make_request(now)
    assert all(getattr(request, f.name) != f.default for f in fields(request))
    commit(store, lambda kept: kept.park("h", request, now + timedelta(minutes=15)))
    with store.unit_of_work() as unit:
        assert unit.authorizations.find_request("h", now) == request
        assert unit.authorizations.find_request("other", now) is None
        assert unit.authorizations.take_request("h", now) == request
        assert unit.authorizations.take_request("h", now) is None


def test_code_comes_back_once(store, now):
    code = make_code(now)
    commit(store, lambda kept: kept.add_code("h", code, now + timedelta(minutes=1)))
    with store.unit_of_work() as unit:
        assert unit.authorizations.take_code("h", now) == code
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.authorizations.take_code("h", now) is None


def test_what_has_expired_is_not_found(store, now):
    soon = now + timedelta(minutes=1)
    commit(store, lambda kept: kept.park("r", make_request(now), soon))
    commit(store, lambda kept: kept.add_code("c", make_code(now), soon))
    with store.unit_of_work() as unit:
        assert unit.authorizations.find_request("r", soon) is None
        assert unit.authorizations.take_request("r", soon) is None
        assert unit.authorizations.take_code("c", soon) is None


def test_a_request_is_no_code_and_a_code_no_request(store, now):
    later = now + timedelta(minutes=1)
    commit(store, lambda kept: kept.park("r", make_request(now), later))
    commit(store, lambda kept: kept.add_code("c", make_code(now), later))
    with store.unit_of_work() as unit:
        assert unit.authorizations.take_code("r", now) is None
        assert unit.authorizations.take_request("c", now) is None
        assert unit.authorizations.find_request("c", now) is None
        assert unit.authorizations.find_request("r", now) is not None


def test_what_has_expired_is_swept(store, clock):
    now = clock()
    commit(store, lambda kept: kept.park("r", make_request(now), now + timedelta(minutes=15)))
    commit(store, lambda kept: kept.add_code("c", make_code(now), now + timedelta(minutes=1)))
    clock.advance(minutes=1)
    assert store.sweep() == 1
    clock.advance(minutes=14)
    assert store.sweep() == 1
