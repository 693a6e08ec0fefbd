"""The browser door: offers, the choice, the session behind a cookie, and refusals with reasons."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rolebridge.audit.events import Action, Outcome
from rolebridge.federation.account import SAMLProviderEntry
from rolebridge.saml.bindings import BindingRefused
from rolebridge.saml.checks import Status
from rolebridge.saml.values import NameID, NameIDFormat
from rolebridge.sts.console import ConsoleRefused, ConsoleRole
from rolebridge.sts.credentials import unseal_session
from support.federation import (
    DEV,
    EVERY_ACTION,
    FOREIGN_ISSUER,
    ISSUER,
    ORIGIN,
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
from support.keys import rsa_pair

TRUSTED = trust(*EVERY_ACTION)


def refuse(world, call, *arguments):
    """The refusal, and the reason in the one row that was written."""
    before = len(world.events)
    with pytest.raises(ConsoleRefused) as caught:
        call(*arguments, ORIGIN)
    (event,) = world.events[before:]
    assert (event.action, event.outcome) == (Action.CONSOLE_SIGN_IN, Outcome.REFUSED)
    assert event.reason == caught.value.code
    return caught.value


@pytest.fixture
def signed_in(world):
    return world.console.sign_in(world.respond(), role_arn("ReadOnly"), ORIGIN)


# --- The choice -----------------------------------------------------------------------------------


def test_every_role_of_the_assertion_is_offered_with_its_account(world):
    opaque = NameID("uZfF3Yr-JH1BrO5e", NameIDFormat.PERSISTENT)
    choice = world.console.choose(
        world.respond(pair("team/Deploy,er"), pair("Developer", DEV), name_id=opaque), ORIGIN
    )
    assert choice.session_name == "alice"
    assert choice.roles == (
        ConsoleRole(role_arn("team/Deploy,er"), provider_arn(), PROD, "example-prod", "Deploy,er"),
        ConsoleRole(role_arn("Developer", DEV), provider_arn(account=DEV), DEV, None, "Developer"),
    )


def test_looking_takes_nothing_and_writes_nothing(world):
    response = world.respond()
    for _ in range(2):
        world.console.choose(response, ORIGIN)
    assert world.events == []
    assert world.console.sign_in(response, role_arn("ReadOnly"), ORIGIN)


def test_pairs_of_providers_that_do_not_vouch_are_not_offered(clock):
    """The same issuer stands in three providers; only one of them holds the key that signed."""
    other_keys = SAMLProviderEntry("OtherKeys", metadata_of(ISSUER, rsa_pair("stranger")))
    other_issuer = SAMLProviderEntry("OtherIssuer", metadata_of(FOREIGN_ISSUER, rsa_pair()))
    own = SAMLProviderEntry("ExampleCorp")
    world = Federation(
        clock,
        make_organisation(
            account(PROD, None, role("ReadOnly"), providers=(own, other_keys, other_issuer))
        ),
    )
    response = world.respond(
        pair("A", provider="OtherKeys"),
        pair("B", provider="OtherIssuer"),
        pair("C", provider="Missing"),
        pair("ReadOnly"),
    )
    choice = world.console.choose(response, ORIGIN)
    assert [each.role_name for each in choice.roles] == ["ReadOnly"]


def test_another_partition_is_not_offered_under_this_ones_audience(clock):
    china = replace(account("777788889999", None, role("Chinese")), partition="aws-cn")
    world = Federation(clock, make_organisation(account(PROD, None, role("ReadOnly")), china))
    chinese = pair("Chinese", "777788889999")
    chinese = replace(
        chinese,
        role_arn=chinese.role_arn.replace("arn:aws:", "arn:aws-cn:"),
        provider_arn=chinese.provider_arn.replace("arn:aws:", "arn:aws-cn:"),
    )
    choice = world.console.choose(world.respond(pair("ReadOnly"), chinese), ORIGIN)
    assert [each.role_name for each in choice.roles] == ["ReadOnly"]
    choice = world.console.choose(
        world.respond(
            pair("ReadOnly"),
            chinese,
            audience="urn:amazon:webservices:cn-north-1",
            recipient="https://signin.amazonaws.cn/saml",
        ),
        ORIGIN,
    )
    assert [each.role_name for each in choice.roles] == ["Chinese"]


def test_an_assertion_that_offers_nothing_is_refused(world):
    refusal = refuse(world, world.console.choose, world.respond(pair("Any", provider="Missing")))
    assert refusal.code == "role_missing"
    assert refusal.aws_text == (
        "Your request included an invalid SAML response. To logout, click here"
    )


def test_a_provider_whose_metadata_cannot_be_used_stands_aside(clock):
    expired = metadata_of(ISSUER, rsa_pair(), valid_until=clock.now - timedelta(days=1))
    world = Federation(
        clock,
        make_organisation(
            account(
                PROD,
                None,
                role("ReadOnly"),
                providers=(SAMLProviderEntry("ExampleCorp", expired),),
            )
        ),
    )
    assert refuse(world, world.console.choose, world.respond()).code == "issuer_mismatch"


# --- Signing in -----------------------------------------------------------------------------------


def test_the_session_tells_who_one_is(world, clock):
    tags = {"Team": "platform"}
    response = world.respond(
        principal_tags=tags, transitive_tag_keys=("Team",), source_identity="alice@corp"
    )
    session = world.console.sign_in(response, role_arn("ReadOnly"), ORIGIN).session
    assert session.arn == f"arn:aws:sts::{PROD}:assumed-role/ReadOnly/alice"
    assert session.user_id == "AROAREADONLYXXXXXXXXX:alice"
    assert (session.account, session.alias, session.role) == (PROD, "example-prod", "ReadOnly")
    assert session.session_name == "alice"
    assert (session.tags, session.transitive) == (tags, ("Team",))
    assert session.source_identity == "alice@corp"
    assert session.issuer == ISSUER
    assert (session.issued_at, session.expires_at) == (clock.now, clock.now + timedelta(hours=1))


def test_the_cookie_finds_the_same_session_again(world, signed_in):
    assert world.console.find(signed_in.token) == signed_in.session


def test_the_store_holds_neither_cookie_nor_secret(world, signed_in):
    (row,) = world.store.state.console_sessions.values()
    _, secret = unseal_session(row.access_key_id, row.session_token, world.sealing)
    assert signed_in.token not in repr(row)
    assert secret not in repr(row)
    assert signed_in.token not in repr(signed_in)


def test_signing_in_is_one_row(world, signed_in):
    (event,) = world.events
    assert (event.action, event.outcome) == (Action.CONSOLE_SIGN_IN, Outcome.SUCCESS)
    assert (event.person, event.target) == ("alice", role_arn("ReadOnly"))


def test_an_assertion_signs_in_once(world):
    response = world.respond(pair("ReadOnly"), pair("Administrator"))
    world.console.sign_in(response, role_arn("ReadOnly"), ORIGIN)
    refusal = refuse(world, world.console.sign_in, response, role_arn("Administrator"))
    assert refusal.code == "assertion_reused"
    assert refusal.aws_text is None
    assert len(world.store.state.console_sessions) == 1


def test_the_two_doors_do_not_block_each_other(clock):
    world = Federation(clock, is_single_use=True)
    response = world.respond()
    assert world.exchange(response)
    assert world.console.sign_in(response, role_arn("ReadOnly"), ORIGIN)


def test_a_refused_choice_leaves_the_assertion_good(world):
    response = world.respond(pair("NobodysRole"), pair("ReadOnly"))
    refuse(world, world.console.sign_in, response, role_arn("NobodysRole"))
    assert world.console.sign_in(response, role_arn("ReadOnly"), ORIGIN)


def test_only_an_offered_role_can_be_chosen(world):
    response = world.respond(pair("ReadOnly"))
    for chosen in (role_arn("Administrator"), "", "arn", "<script>"):
        refusal = refuse(world, world.console.sign_in, response, chosen)
        assert refusal.code == "role_not_asserted"
        assert "<" not in refusal.explanation


def test_a_role_that_does_not_exist_says_so_on_the_page(world):
    refusal = refuse(
        world, world.console.sign_in, world.respond(pair("Missing")), role_arn("Missing")
    )
    assert refusal.code == "role_unknown"
    assert refusal.aws_text == "Not authorized to perform sts:AssumeRoleWithSAML"
    assert role_arn("Missing") in refusal.explanation


def test_the_trust_policy_is_explained_on_the_page(world):
    refusal = refuse(
        world, world.console.sign_in, world.respond(pair("NobodysRole")), role_arn("NobodysRole")
    )
    assert refusal.code == "trust_policy"
    assert refusal.decision.outcome.value == "ImplicitlyDenied"
    assert refusal.checks == ()


@pytest.mark.parametrize(
    ("facts", "seconds"),
    [
        ({}, 3600),
        ({"session_duration": 900}, 900),
        ({"session_duration": 43_200}, 43_200),
        ({"session_duration": 43_200, "idp_session": 7200}, 7200),
        ({"idp_session": 1800}, 1800),
    ],
)
def test_the_assertion_sets_the_length_and_the_role_does_not_bind_it(world, clock, facts, seconds):
    if "idp_session" in facts:
        end = clock.now + timedelta(seconds=facts["idp_session"])
        facts = {**facts, "session_not_on_or_after": end}
        del facts["idp_session"]
    signed_in = world.console.sign_in(world.respond(**facts), role_arn("ReadOnly"), ORIGIN)
    assert signed_in.session.expires_at == clock.now + timedelta(seconds=seconds)


# --- The session's life ---------------------------------------------------------------------------


def test_a_session_ends_when_its_credentials_do(world, clock, signed_in):
    clock.advance(minutes=59, seconds=59)
    assert world.console.find(signed_in.token)
    clock.advance(seconds=1)
    assert world.console.find(signed_in.token) is None


def test_another_cookie_finds_nothing(world, signed_in):
    for token in ("", "x", signed_in.token + "x"):
        assert world.console.find(token) is None


def test_a_row_that_was_tampered_with_finds_nothing(world, signed_in):
    ((token_hash, row),) = world.store.state.console_sessions.items()
    tampered = replace(row, access_key_id="ASIARZPUZDIKAAAAAAAA")
    world.store.state.console_sessions[token_hash] = tampered
    assert world.console.find(signed_in.token) is None


def test_the_alias_follows_the_configuration(world, signed_in):
    world.configure(account(DEV, None))
    session = world.console.find(signed_in.token)
    assert (session.account, session.alias) == (PROD, None)


def test_showing_the_keys_gives_the_sessions_own_and_leaves_a_row(world, signed_in):
    issued = world.console.credentials(signed_in.token, ORIGIN)
    facts, secret = unseal_session(issued.access_key_id, issued.session_token, world.sealing)
    assert secret == issued.secret_access_key
    assert facts.principal_arn == signed_in.session.arn
    assert issued.expiration == signed_in.session.expires_at
    event = world.events[-1]
    assert (event.action, event.outcome) == (Action.CREDENTIALS_SHOWN, Outcome.SUCCESS)
    assert event.facts["access_key_id"] == issued.access_key_id
    assert issued.secret_access_key not in repr(event)


def test_an_ended_session_shows_no_keys(world, clock, signed_in):
    clock.advance(hours=1)
    for token in (signed_in.token, "unknown"):
        with pytest.raises(ConsoleRefused) as caught:
            world.console.credentials(token, ORIGIN)
        assert caught.value.code == "console_session_ended"


def test_signing_out_ends_the_session_once(world, signed_in):
    world.console.sign_out(signed_in.token, ORIGIN)
    assert world.console.find(signed_in.token) is None
    world.console.sign_out(signed_in.token, ORIGIN)
    actions = [event.action for event in world.events]
    assert actions == [Action.CONSOLE_SIGN_IN, Action.CONSOLE_SIGN_OUT]


def test_signing_out_of_an_ended_session_removes_its_row(world, clock, signed_in):
    clock.advance(hours=1)
    world.console.sign_out(signed_in.token, ORIGIN)
    assert world.store.state.console_sessions == {}
    assert len(world.events) == 1


def test_a_form_that_cannot_be_read_leaves_a_row(world):
    world.console.record_unreadable(
        BindingRefused("SAMLResponse", "it may stand there once"), ORIGIN
    )
    (event,) = world.events
    assert (event.action, event.outcome) == (Action.CONSOLE_SIGN_IN, Outcome.REFUSED)
    assert (event.reason, event.origin) == ("binding_refused", ORIGIN)
    assert event.detail == "SAMLResponse: it may stand there once."


# --- What the catalogue refuses -------------------------------------------------------------------


def test_a_failed_check_comes_with_the_whole_list(world):
    refusal = refuse(world, world.console.choose, world.respond(audience="urn:other"))
    assert refusal.code == "audience_mismatch"
    assert refusal.aws_text == "Response does not contain the required audience."
    assert "urn:other" in refusal.explanation
    statuses = {result.check.code: result.status for result in refusal.checks}
    assert statuses["signature_invalid"] is Status.PASSED
    assert statuses["audience_mismatch"] is Status.FAILED
    assert statuses["role_missing"] is Status.NOT_REACHED


def test_an_issuer_that_nobody_registered(world):
    refusal = refuse(world, world.console.choose, world.respond(issuer=FOREIGN_ISSUER))
    assert refusal.code == "issuer_mismatch"
    assert refusal.aws_text == "Issuer not present in specified provider"
    (result,) = refusal.checks
    assert (result.status, result.actual) == (Status.FAILED, FOREIGN_ISSUER)


def test_the_right_issuer_with_a_strangers_key(world):
    refusal = refuse(world, world.console.choose, world.respond(keys=rsa_pair("stranger")))
    assert refusal.code == "signature_invalid"
    assert refusal.aws_text == "Response signature invalid"


@pytest.mark.parametrize("text", ["", "!", "PHg+", "PHgvPg=="])
def test_what_is_no_response_fails_at_the_check_that_says_why(world, text):
    refusal = refuse(world, world.console.choose, text)
    assert refusal.checks[-1].status is Status.NOT_REACHED
    assert refusal.aws_text is None
    failed = [result.check.code for result in refusal.checks if result.status is Status.FAILED]
    assert failed == [refusal.code]


def test_an_old_response_cannot_sign_in(world, clock):
    response = world.respond()
    clock.advance(minutes=10)
    refusal = refuse(world, world.console.sign_in, response, role_arn("ReadOnly"))
    assert refusal.checks
    assert world.store.state.console_sessions == {}
