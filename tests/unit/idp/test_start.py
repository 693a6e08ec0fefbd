"""The way of a request: received, parked, taken up, answered."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rolebridge.audit.events import Action, Outcome
from rolebridge.idp.start import RequestRefused, SignInNeeded
from rolebridge.saml.bindings import BindingRefused
from rolebridge.saml.values import NameIDFormat
from support.identity_provider import (
    ACS,
    AWS_LOCATION,
    NOW,
    ORIGIN,
    SP,
    authn_request,
    make_idp,
    make_service_provider,
    post,
    redirect,
    sp_metadata,
)
from support.organisation import AWS, AWS_ENTITY_ID, DEV, make_configuration, make_person

ALICE = make_person("alice", "aws-admins")
ROLE = f"arn:aws:iam::{DEV}:role/ReadOnly"
SECOND = timedelta(seconds=1)


def idp_for(*entries):
    return make_idp(make_configuration(*(entries or (make_service_provider(), AWS))))


def test_an_accepted_request_leaves_no_trace_until_it_is_answered():
    idp = idp_for()
    idp.sso.receive(redirect(authn_request()), ORIGIN)
    assert idp.store.commits == 0


def test_both_bindings_give_the_same_request():
    idp = idp_for()
    by_redirect = idp.sso.receive(redirect(authn_request(), "state"), ORIGIN)
    assert idp.sso.receive(post(authn_request(), "state"), ORIGIN) == by_redirect
    assert by_redirect.request_id == "_request1"
    assert by_redirect.acs_location == ACS
    assert by_redirect.received_at == NOW


def test_relay_state_goes_back_byte_for_byte():
    idp = idp_for()
    state = "https://sp.example.com/deep?a=1&b=%2F'\"<x>&ü" + "x" * 500
    request = idp.sso.receive(redirect(authn_request(), state), ORIGIN)
    form = idp.sso.answer(request, idp.session(ALICE), ORIGIN)
    assert dict(form.fields)["RelayState"] == state


def test_no_relay_state_is_made_up():
    idp = idp_for()
    request = idp.sso.receive(redirect(authn_request()), ORIGIN)
    form = idp.sso.answer(request, idp.session(ALICE), ORIGIN)
    assert [name for name, _ in form.fields] == ["SAMLResponse"]


@pytest.mark.parametrize(
    "changes",
    [
        {"expires_at": NOW},
        {"expires_at": NOW - SECOND},
        {"person": replace(ALICE, is_disabled=True)},
    ],
)
def test_a_session_that_is_over_asks_for_sign_in(changes):
    idp = idp_for()
    request = idp.sso.start(AWS_ENTITY_ID, None, ORIGIN)
    assert idp.sso.answer(request, None, ORIGIN) == SignInNeeded(force=False)
    session = replace(idp.session(ALICE), **changes)
    assert idp.sso.answer(request, session, ORIGIN) == SignInNeeded(force=False)
    assert idp.store.events == []


def test_a_parked_request_is_found_often_and_taken_once():
    idp = idp_for()
    request = idp.sso.receive(redirect(authn_request()), ORIGIN)
    pending_id = idp.sso.park(request)
    assert len(pending_id) == 43
    assert idp.sso.find(pending_id) == idp.sso.find(pending_id) == request
    assert idp.sso.resume(pending_id) == request
    assert idp.sso.find(pending_id) is None
    with pytest.raises(RequestRefused) as caught:
        idp.sso.resume(pending_id)
    assert caught.value.code == "sign_in_gone"


def test_a_parked_request_waits_for_a_quarter_of_an_hour():
    idp = idp_for()
    pending_id = idp.sso.park(idp.sso.start(AWS_ENTITY_ID, None, ORIGIN))
    idp.now = NOW + timedelta(minutes=15) - SECOND
    assert idp.sso.find(pending_id) is not None
    idp.now += SECOND
    with pytest.raises(RequestRefused):
        idp.sso.resume(pending_id)


def test_sign_in_to_aws_starts_here():
    idp = idp_for()
    request = idp.sso.start(AWS_ENTITY_ID, "https://console.aws.amazon.com/s3/", ORIGIN, ROLE)
    assert request.acs_location == AWS_LOCATION
    assert request.relay_state == "https://console.aws.amazon.com/s3/"
    assert request.role_arn == ROLE
    assert request.request_id is None
    assert idp.sso.get_name(request) == "AWS"


@pytest.mark.parametrize(
    ("entity_id", "relay_state", "role", "code"),
    [
        ("urn:nobody", None, None, "service_provider_unknown"),
        (SP, None, None, "idp_initiated_off"),
        ("urn:open", None, ROLE, "role_not_applicable"),
        (AWS_ENTITY_ID, None, "call us on 0800", "arn_invalid"),
        (AWS_ENTITY_ID, None, "", "arn_invalid"),
        (AWS_ENTITY_ID, "a\nb", None, "binding_refused"),
        (AWS_ENTITY_ID, "x" * 2049, None, "binding_refused"),
    ],
)
def test_what_cannot_start_here(entity_id, relay_state, role, code):
    opened = make_service_provider(
        sp_metadata(entity_id="urn:open"), "urn:open", allow_idp_initiated=True
    )
    idp = idp_for(AWS, make_service_provider(), opened)
    with pytest.raises(RequestRefused) as caught:
        idp.sso.start(entity_id, relay_state, ORIGIN, role)
    assert caught.value.code == code
    (event,) = idp.store.events
    assert (event.action, event.outcome) == (Action.SAML_REQUEST, Outcome.REFUSED)
    assert (event.reason, event.target, event.origin) == (code, entity_id, ORIGIN)


def test_a_message_that_cannot_be_read_leaves_a_row():
    idp = idp_for()
    idp.sso.record_unreadable(BindingRefused("SAMLRequest", "it is needed"), ORIGIN)
    (event,) = idp.store.events
    assert (event.outcome, event.reason) == (Outcome.REFUSED, "binding_refused")
    assert event.origin == ORIGIN
    assert idp.store.commits == 1


def test_an_aws_entry_that_would_send_forms_astray_is_refused():
    for location in ("http://evil.example/saml", "javascript:alert(1)"):
        with pytest.raises(RequestRefused) as caught:
            idp_for(replace(AWS, location=location)).sso.start(AWS_ENTITY_ID, None, ORIGIN)
        assert caught.value.code == "metadata_refused"


def test_an_entry_without_metadata_is_refused():
    entry = replace(make_service_provider(), metadata=None, allow_idp_initiated=True)
    with pytest.raises(RequestRefused, match="Example Wiki cannot be used"):
        idp_for(entry).sso.start(SP, None, ORIGIN)


def test_a_service_provider_that_was_removed_meanwhile_gets_nothing():
    idp = idp_for()
    request = idp.sso.start(AWS_ENTITY_ID, None, ORIGIN)
    idp.configure(make_configuration(make_service_provider()))
    with pytest.raises(RequestRefused):
        idp.sso.answer(request, idp.session(ALICE), ORIGIN)
    (event,) = idp.store.events
    assert (event.action, event.outcome) == (Action.SAML_ISSUE, Outcome.REFUSED)
    assert (event.reason, event.person) == ("service_provider_unknown", "alice")


def test_a_name_that_a_person_lacks_is_told_to_the_service_provider():
    entry = make_service_provider(name_id_format=NameIDFormat.EMAIL.value)
    idp = idp_for(entry)
    request = idp.sso.receive(redirect(authn_request()), ORIGIN)
    form = idp.sso.answer(request, idp.session(make_person("bob", email=None)), ORIGIN)
    assert form.action == ACS
    (event,) = idp.store.events
    assert (event.outcome, event.reason) == (Outcome.REFUSED, "InvalidNameIDPolicy")
    assert event.person == "bob"


def test_an_idp_initiated_sign_in_may_be_repeated():
    idp = idp_for()
    request = idp.sso.start(AWS_ENTITY_ID, None, ORIGIN)
    forms = [idp.sso.answer(request, idp.session(ALICE), ORIGIN) for _ in range(2)]
    assert forms[0].fields != forms[1].fields
    assert not idp.store.state.claims


def test_events_carry_no_message():
    idp = idp_for()
    request = idp.sso.receive(redirect(authn_request(), "relay-state-text"), ORIGIN)
    form = idp.sso.answer(request, idp.session(ALICE), ORIGIN)
    (event,) = idp.store.events
    assert dict(form.fields)["SAMLResponse"][:40] not in repr(event)
    assert "relay-state-text" not in repr(event)
    assert event.origin == ORIGIN
