"""AssumeRoleWithSAML: whose assertions are believed, and how often."""

from datetime import timedelta

import pytest

from rolebridge.access.refusals import AWSRefused
from rolebridge.federation.account import SAMLProviderEntry
from support.exchange import refuse, wire
from support.federation import (
    EVERY_ACTION,
    FOREIGN_ISSUER,
    ISSUER,
    PROD,
    Federation,
    account,
    make_organisation,
    metadata_of,
    pair,
    provider_arn,
    role,
    role_arn,
    trust,
)
from support.keys import ec_pair, rsa_pair

# --- Whom it comes from ---------------------------------------------------------------------------


def test_a_provider_that_does_not_exist(world):
    refusal = refuse(world, world.respond(), PrincipalArn=provider_arn("Missing"))
    assert wire(refusal) == ("InvalidIdentityToken", 400, "Specified provider doesn't exist")


def test_a_provider_of_ones_own_metadata(clock):
    partner = rsa_pair("partner")
    organisation = make_organisation(
        account(
            PROD,
            None,
            role("ReadOnly", trust(*EVERY_ACTION, provider="Partner")),
            providers=(SAMLProviderEntry("Partner", metadata_of(FOREIGN_ISSUER, partner)),),
        )
    )
    world = Federation(clock, organisation)
    mine = pair("ReadOnly", provider="Partner")
    named = {"PrincipalArn": provider_arn("Partner")}
    assert world.exchange(world.respond(mine, issuer=FOREIGN_ISSUER, keys=partner), **named)
    with pytest.raises(AWSRefused) as caught:
        world.exchange(world.respond(mine), **named)
    assert wire(caught.value)[2] in (
        "Issuer not present in specified provider",
        "Response signature invalid",
    )


def test_any_certificate_of_the_metadata_may_have_signed(clock):
    old, new = rsa_pair("old"), ec_pair("new")
    organisation = make_organisation(
        account(
            PROD,
            None,
            role("ReadOnly"),
            providers=(SAMLProviderEntry("ExampleCorp", metadata_of(ISSUER, old, new)),),
        )
    )
    world = Federation(clock, organisation)
    for keys in (old, new):
        assert world.exchange(world.respond(keys=keys))


def test_metadata_past_its_time_is_not_relied_on(clock):
    text = metadata_of(ISSUER, rsa_pair(), valid_until=clock.now - timedelta(days=1))
    organisation = make_organisation(
        account(PROD, None, role("ReadOnly"), providers=(SAMLProviderEntry("ExampleCorp", text),))
    )
    world = Federation(clock, organisation)
    refusal = refuse(world, world.respond())
    assert (refusal.aws_code, refusal.status) == ("InvalidIdentityToken", 400)
    assert refusal.code == "metadata_expired"
    assert not refusal.has_aws_text


# --- What the catalogue refuses -------------------------------------------------------------------

MINUTE = timedelta(minutes=1)
CHECKED = {
    "Response signature invalid": {"keys": rsa_pair("stranger")},
    "Issuer not present in specified provider": {"issuer": FOREIGN_ISSUER},
    "Response does not contain the required audience.": {"audience": "urn:other"},
}


@pytest.mark.parametrize(("text", "facts"), CHECKED.items())
def test_aws_own_texts_reach_the_wire(world, text, facts):
    refusal = refuse(world, world.respond(**facts))
    assert wire(refusal) == ("InvalidIdentityToken", 400, text)
    assert refusal.check.code == refusal.code == world.events[0].reason


def test_an_assertion_is_redeemed_within_five_minutes(world, clock):
    response = world.respond(not_on_or_after=clock.now + timedelta(hours=1))
    clock.advance(minutes=5, seconds=59)
    assert world.exchange(response)
    clock.advance(seconds=2)
    with pytest.raises(AWSRefused) as caught:
        world.exchange(response)
    assert wire(caught.value) == (
        "ExpiredTokenException",
        400,
        "Token must be redeemed within 5 minutes of issuance",
    )


def test_a_check_without_a_text_of_aws_says_its_own(world):
    refusal = refuse(world, world.respond(recipient="https://elsewhere.example/saml"))
    assert (refusal.aws_code, refusal.status) == ("InvalidIdentityToken", 400)
    assert not refusal.has_aws_text
    assert refusal.message == str(refusal.check)


# --- How often ------------------------------------------------------------------------------------


def test_an_assertion_is_redeemed_as_often_as_asked(world):
    response = world.respond(pair("ReadOnly"), pair("Administrator"))
    first, second = world.exchange(response), world.exchange(response)
    assert first.credentials.access_key_id != second.credentials.access_key_id
    assert world.exchange(response, RoleArn=role_arn("Administrator"))


def test_single_use_is_for_each_role(clock):
    world = Federation(clock, is_single_use=True)
    response = world.respond(pair("ReadOnly"), pair("Administrator"))
    assert world.exchange(response)
    assert world.exchange(response, RoleArn=role_arn("Administrator"))
    with pytest.raises(AWSRefused) as caught:
        world.exchange(response)
    assert caught.value.code == "assertion_reused"
    assert (caught.value.aws_code, caught.value.status) == ("InvalidIdentityToken", 400)
    assert [event.outcome for event in world.events] == ["success", "success", "refused"]
    assert world.exchange(world.respond())


def test_a_refusal_takes_nothing(clock):
    world = Federation(clock, is_single_use=True)
    response = world.respond()
    with pytest.raises(AWSRefused):
        world.exchange(response, DurationSeconds="43200")
    assert world.exchange(response)


def test_a_claim_outlives_the_assertion(clock):
    world = Federation(clock, is_single_use=True)
    world.exchange(world.respond())
    ((kind, _), until) = next(iter(world.store.state.claims.items()))
    assert kind == "sts"
    assert until == clock.now + timedelta(minutes=6)
