"""AssumeRoleWithSAML: what opens a role, and what a success says and writes."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from rolebridge.access.context import RequestFacts
from rolebridge.audit.events import Action, Origin, Outcome
from rolebridge.saml.aws.claims import ROLE, ROLE_SESSION_NAME
from rolebridge.saml.values import Attribute, NameID, NameIDFormat
from rolebridge.sts.context import get_claims
from rolebridge.sts.credentials import unseal_session
from support.exchange import NOT_AUTHORIZED, refuse, wire
from support.federation import (
    AWS_RECIPIENT,
    BASE,
    DEV,
    EVERY_ACTION,
    ISSUER,
    PROD,
    Federation,
    account,
    make_organisation,
    pair,
    provider_arn,
    role,
    role_arn,
    trust,
)

# --- What a success says --------------------------------------------------------------------------


def test_the_answer_describes_the_session_and_the_subject(world):
    result = world.exchange(world.respond(source_identity="alice@corp"))
    assert result.assumed_role_arn == f"arn:aws:sts::{PROD}:assumed-role/ReadOnly/alice"
    assert result.assumed_role_id == "AROAREADONLYXXXXXXXXX:alice"
    assert result.subject == "alice"
    assert result.subject_type == "persistent"
    assert result.issuer == ISSUER
    assert result.audience == AWS_RECIPIENT
    assert len(result.name_qualifier) == 28
    assert result.source_identity == "alice@corp"
    assert result.packed_policy_size is None
    assert result.session_token_size == len(result.credentials.session_token)
    assert 1 <= result.session_token_utilization <= 100


def test_the_credentials_carry_the_session(world, clock):
    tags = {"Team": "platform", "Cost": "42"}
    result = world.exchange(
        world.respond(
            principal_tags=tags, transitive_tag_keys=("Team",), source_identity="alice@corp"
        )
    )
    issued = result.credentials
    facts, secret = unseal_session(issued.access_key_id, issued.session_token, world.sealing)
    assert secret == issued.secret_access_key
    assert facts.principal_arn == result.assumed_role_arn
    assert facts.tags == tags
    assert facts.transitive_tag_keys == ("Team",)
    assert facts.source_identity == "alice@corp"
    assert facts.issued_at == clock.now
    assert facts.expires_at == issued.expiration == clock.now + timedelta(hours=1)
    vouched = facts.federation
    assert vouched.provider == provider_arn()
    assert (vouched.subject, vouched.subject_type, vouched.issuer) == (
        "alice",
        "persistent",
        ISSUER,
    )
    assert vouched.name_qualifier == result.name_qualifier
    assert result.packed_policy_size > 0


def test_a_role_with_path_and_comma_drops_the_path_in_the_session(world):
    wanted = "team/Deploy,er"
    result = world.exchange(world.respond(pair(wanted)), RoleArn=role_arn(wanted))
    assert result.assumed_role_arn == f"arn:aws:sts::{PROD}:assumed-role/Deploy,er/alice"


@pytest.mark.parametrize(
    ("name_format", "shown"),
    [
        (NameIDFormat.TRANSIENT, "transient"),
        (NameIDFormat.EMAIL, NameIDFormat.EMAIL.value),
        (NameIDFormat.UNSPECIFIED, "unspecified"),
        (None, "unspecified"),
    ],
)
def test_the_subject_type_is_shortened_as_aws_does(world, name_format, shown):
    result = world.exchange(world.respond(name_id=NameID("alice", name_format)))
    assert result.subject_type == shown


def test_success_is_one_row_that_was_committed_before_the_answer(world):
    response = world.respond()
    result = world.exchange(response)
    (event,) = world.events
    assert event.action is Action.STS_ASSUME_ROLE_WITH_SAML
    assert event.outcome is Outcome.SUCCESS
    assert event.person == "alice"
    assert event.target == role_arn("ReadOnly")
    assert event.assertion_id.startswith("_")
    assert event.facts["access_key_id"] == result.credentials.access_key_id
    text = repr(event)
    for secret in (result.credentials.secret_access_key, result.credentials.session_token):
        assert secret not in text
    assert response[100:200] not in text


def test_a_role_of_another_account_goes_through_its_own_provider(world):
    result = world.exchange(
        world.respond(pair("Developer", DEV)),
        RoleArn=role_arn("Developer", DEV),
        PrincipalArn=provider_arn(account=DEV),
    )
    assert result.assumed_role_arn == f"arn:aws:sts::{DEV}:assumed-role/Developer/alice"


def test_our_own_location_is_a_recipient_too(clock):
    everywhere = trust(*EVERY_ACTION, StringLike={"saml:aud": "*"})
    organisation = make_organisation(account(PROD, None, role("ReadOnly", everywhere)))
    world = Federation(clock, organisation)
    own = f"{BASE}/aws/saml"
    assert world.exchange(world.respond(recipient=own)).audience == own


def test_a_regional_recipient_is_accepted(clock):
    regional = "https://eu-central-1.signin.aws.amazon.com/saml"
    policy = trust(*EVERY_ACTION, StringEquals={"saml:aud": regional})
    organisation = make_organisation(account(PROD, None, role("ReadOnly", policy)))
    world = Federation(clock, organisation)
    assert world.exchange(world.respond(recipient=regional)).audience == regional


# --- Which role -----------------------------------------------------------------------------------


def test_unknown_unasserted_and_denied_roles_get_the_same_answer(clock):
    cases = {
        "role_unknown": (pair("Missing"), "Missing"),
        "role_not_asserted": (pair("ReadOnly"), "Administrator"),
        "trust_policy": (pair("NobodysRole"), "NobodysRole"),
    }
    for reason, (asserted, wanted) in cases.items():
        world = Federation(clock)
        refusal = refuse(world, world.respond(asserted), RoleArn=role_arn(wanted))
        assert wire(refusal) == NOT_AUTHORIZED
        assert refusal.code == reason
        assert world.events[0].assertion_id is not None
        assert world.events[0].person == "alice"


def test_a_refused_policy_can_be_explained_but_is_not_told(world):
    refusal = refuse(world, world.respond(pair("NobodysRole")), RoleArn=role_arn("NobodysRole"))
    assert refusal.decision is not None
    assert refusal.decision.explain().outcome.value == "ImplicitlyDenied"
    assert "Other" not in refusal.message


def test_a_role_and_provider_of_different_accounts_do_not_go_together(world):
    crossed = f"{role_arn('ReadOnly')},{provider_arn(account=DEV)}"
    attributes = (Attribute(ROLE, (crossed,)), Attribute(ROLE_SESSION_NAME, ("alice",)))
    response = world.respond(attributes=attributes)
    refusal = refuse(world, response, PrincipalArn=provider_arn(account=DEV))
    assert wire(refusal) == NOT_AUTHORIZED
    assert refusal.code == "provider_of_another_account"


@pytest.mark.parametrize(
    ("claims", "actions", "denied"),
    [
        ({"principal_tags": {"Team": "x"}}, EVERY_ACTION[:1], "sts:TagSession"),
        ({"source_identity": "alice"}, EVERY_ACTION[:2], "sts:SetSourceIdentity"),
    ],
)
def test_tags_and_source_identity_are_further_actions_of_the_call(clock, claims, actions, denied):
    organisation = make_organisation(account(PROD, None, role("ReadOnly", trust(*actions))))
    assert Federation(clock, organisation).exchange(Federation(clock).respond())
    world = Federation(clock, organisation)
    refusal = refuse(world, world.respond(**claims))
    assert wire(refusal) == NOT_AUTHORIZED
    assert refusal.decision.action == denied


def test_a_trust_policy_that_cannot_be_read_trusts_nobody(clock):
    organisation = make_organisation(account(PROD, None, role("ReadOnly", "{")))
    world = Federation(clock, organisation)
    refusal = refuse(world, world.respond())
    assert wire(refusal) == NOT_AUTHORIZED
    assert refusal.code == "trust_policy_malformed"


def test_attributes_beyond_all_measure_are_refused_and_not_matched(world):
    endless = Attribute("0.9.2342.19200300100.1.3", ("a" * 30_000,))
    refusal = refuse(world, world.respond(more_attributes=(endless,)))
    assert wire(refusal) == NOT_AUTHORIZED
    assert refusal.code == "request_invalid"
    assert "saml:mail" in refusal.detail


def test_an_assertion_of_a_plain_service_provider_is_no_aws_assertion(world):
    with pytest.raises(TypeError):
        get_claims(SimpleNamespace(aws=None))


def test_what_is_not_known_of_the_call_is_absent(clock):
    absent = {"Null": {"aws:SourceIp": "true", "aws:UserAgent": "true"}}
    organisation = make_organisation(account(PROD, None, role("ReadOnly", trust(**absent))))
    world = Federation(clock, organisation)
    parameters = {
        "RoleArn": role_arn("ReadOnly"),
        "PrincipalArn": provider_arn(),
        "SAMLAssertion": world.respond(),
    }
    assert world.sts.exchange(parameters, Origin("request-1"), RequestFacts())


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"saml:iss": ISSUER}},
        {"StringEquals": {"saml:doc": f"{PROD}/ExampleCorp"}},
        {"StringEquals": {"saml:sub": "alice", "saml:sub_type": "persistent"}},
        {"StringEquals": {"sts:RoleSessionName": "alice", "sts:SourceIdentity": "alice@corp"}},
        {"StringEquals": {"aws:RequestTag/team": "platform"}},
        {"ForAllValues:StringEquals": {"aws:TagKeys": ["Team", "Cost"]}},
        {"ForAnyValue:StringEquals": {"sts:TransitiveTagKeys": "Team"}},
        {"StringEquals": {"aws:ResourceTag/Team": "platform", "iam:ResourceTag/Team": "platform"}},
        {"StringEquals": {"saml:mail": "alice@example.com"}},
        {"StringLike": {"aws:UserAgent": "aws-cli/*", "aws:RequestedRegion": "us-east-1"}},
        {"StringEquals": {"aws:SourceIp": "192.0.2.10"}},
        {"Bool": {"aws:SecureTransport": "false"}},
        {"StringEquals": {"aws:CurrentTime": "2026-11-23T10:00:00Z"}},
        {"StringEquals": {"aws:EpochTime": "1795428000"}},
        {"Null": {"aws:PrincipalArn": "true", "aws:MultiFactorAuthPresent": "true"}},
    ],
    ids=str,
)
def test_every_key_of_the_call_can_be_asked_about(clock, condition):
    tagged = role("ReadOnly", trust(*EVERY_ACTION, **condition), tags={"Team": "platform"})
    world = Federation(clock, make_organisation(account(PROD, None, tagged)))
    mail = Attribute(
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
        ("alice@example.com",),
    )
    response = world.respond(
        principal_tags={"Team": "platform", "Cost": "42"},
        transitive_tag_keys=("Team",),
        source_identity="alice@corp",
        more_attributes=(mail,),
    )
    assert world.exchange(response)
