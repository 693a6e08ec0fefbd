"""Every time rule at one second before its edge, on it, and one second after it."""

from datetime import timedelta

import pytest

from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.expected import Profile
from rolebridge.saml.response import validate_response
from support.keys import rsa_pair
from support.saml import ASSERTION, NOW, Message, encode, sign, signed

IDP = rsa_pair()
SKEW = timedelta(seconds=60)
SECOND = timedelta(seconds=1)
FAR = NOW + timedelta(days=1)
# Nothing but the time under test can refuse.
CALM = Message(
    profile=Profile.SP,
    attributes={},
    not_before=None,
    not_on_or_after=None,
    confirmed_until=FAR,
    authn_instant=NOW - timedelta(days=1),
)


def code(message, now=NOW, **changes):
    try:
        validate_response(encode(signed(message, IDP)), message.expected(IDP, **changes), now)
    except CheckFailed as error:
        return error.code
    return "accepted"


@pytest.mark.parametrize(
    ("field", "name", "edge"),
    [
        ("not_on_or_after", "expired", NOW - SKEW),
        ("confirmed_until", "subjectconfirmation_expired", NOW - SKEW),
        ("session_end", "session_expired", NOW - SKEW),
    ],
)
def test_an_end_is_exclusive_and_the_skew_is_granted(field, name, edge):
    assert code(CALM.but(**{field: edge + SECOND})) == "accepted"
    assert code(CALM.but(**{field: edge})) == name
    assert code(CALM.but(**{field: edge - SECOND})) == name


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("not_before", "not_yet_valid"),
        ("issue_instant", "issue_instant_future"),
        ("authn_instant", "authn_instant_future"),
    ],
)
def test_a_beginning_is_inclusive_and_the_skew_is_granted(field, name):
    assert code(CALM.but(**{field: NOW + SKEW - SECOND})) == "accepted"
    assert code(CALM.but(**{field: NOW + SKEW})) == "accepted"
    assert code(CALM.but(**{field: NOW + SKEW + SECOND})) == name


def test_aws_takes_an_assertion_for_five_minutes_and_the_skew():
    window = timedelta(minutes=5) + SKEW
    message = Message(
        not_on_or_after=FAR, confirmed_until=FAR, authn_instant=NOW - timedelta(days=1)
    )
    for age, verdict in (
        (window - SECOND, "accepted"),
        (window, "accepted"),
        (window + SECOND, "redemption_window"),
    ):
        assert code(message.but(issue_instant=NOW - age)) == verdict


def test_the_five_minutes_are_aws_s_own_text():
    message = Message(not_on_or_after=FAR, confirmed_until=FAR)
    with pytest.raises(CheckFailed) as caught:
        validate_response(
            encode(signed(message, IDP)), message.expected(IDP), NOW + timedelta(hours=1)
        )
    answer = caught.value.check
    assert (answer.aws_code, answer.aws_status, answer.aws_text) == (
        "ExpiredTokenException",
        400,
        "Token must be redeemed within 5 minutes of issuance",
    )


@pytest.mark.parametrize("skew", [0, 1, 300])
def test_the_skew_is_a_setting(skew):
    granted = timedelta(seconds=skew)
    edge = CALM.but(not_on_or_after=NOW - granted + SECOND)
    assert code(edge, skew=granted) == "accepted"
    assert code(edge.but(not_on_or_after=NOW - granted), skew=granted) == "expired"


@pytest.mark.parametrize(
    "field", ["not_before", "not_on_or_after", "confirmed_until", "session_end", "authn_instant"]
)
@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T10:00:00+00:00",
        "2026-11-23T10:00:00",
        "2026-11-23T24:00:00Z",
        "2026-11-23T10:00:00.1234567890Z",
    ],
)
def test_an_instant_of_another_form_is_refused(field, text):
    assert code(CALM.but(**{field: text})) == "bad_instant"


@pytest.mark.parametrize("text", ["2026-11-23T10:00:60Z", "yesterday", "2026-11-23", "9" * 40])
def test_what_is_no_instant_at_all_is_against_the_schema(text):
    assert code(CALM.but(not_before=text)) == "schema_invalid"


def test_the_issue_instant_of_a_response_is_read_too():
    root = CALM.parse()
    root.set("IssueInstant", "2030-01-01T00:00:00Z")
    sign(root.find(ASSERTION), IDP)
    with pytest.raises(CheckFailed) as caught:
        validate_response(encode(root), CALM.expected(IDP), NOW)
    assert caught.value.code == "issue_instant_future"


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_the_ends_of_the_calendar_are_just_instants(text):
    verdict = "accepted" if text.startswith("9") else "expired"
    assert code(CALM.but(not_on_or_after=text)) == verdict


def test_fractions_of_a_second_are_read():
    assert code(CALM.but(not_on_or_after="2026-11-23T10:05:00.1234567Z")) == "accepted"
