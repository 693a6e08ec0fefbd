"""AssumeRoleWithSAML: what opens a role, for how long, and what is written down."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from rolebridge.audit.events import Action, Origin, Outcome
from rolebridge.federation.organisation import SAMLProviderEntry
from rolebridge.saml.aws.claims import ROLE, ROLE_SESSION_NAME
from rolebridge.saml.values import Attribute, NameID, NameIDFormat
from rolebridge.sts.context import RequestFacts, get_claims
from rolebridge.sts.credentials import unseal_session
from rolebridge.sts.packing import SessionPolicies
from rolebridge.sts.refusals import STSRefused
from support.federation import (
    AWS_RECIPIENT,
    BASE,
    DEV,
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

NOT_AUTHORIZED = ("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithSAML")
TOO_LONG = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."


def refuse(world, response, **parameters):
    """The refusal, whose row is the only one that was written."""
    with pytest.raises(STSRefused) as caught:
        world.exchange(response, **parameters)
    assert len(world.events) == 1
    assert world.events[0].reason == caught.value.code
    assert world.events[0].outcome is Outcome.REFUSED
    return caught.value


def wire(refusal):
    return refusal.aws_code, refusal.status, refusal.message


def lifetime(result, clock):
    return int((result.credentials.expiration - clock.now).total_seconds())


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
    assert facts.provider_arn == provider_arn()
    assert (facts.subject, facts.subject_type, facts.issuer) == ("alice", "persistent", ISSUER)
    assert facts.name_qualifier == result.name_qualifier
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
    assert world.sts.assume_role_with_saml(parameters, Origin("request-1"), RequestFacts())


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


# --- For how long ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "facts", "seconds"),
    [
        ({}, {}, 3600),
        ({"DurationSeconds": "900"}, {}, 900),
        ({"DurationSeconds": "43200"}, {}, 43_200),
        ({}, {"session_duration": 900}, 900),
        ({}, {"session_duration": 43_200}, 3600),
        ({"DurationSeconds": "7200"}, {"session_duration": 5400}, 5400),
        ({"DurationSeconds": "5400"}, {"session_duration": 7200}, 5400),
        ({}, {"idp_session": 1800}, 1800),
        ({}, {"idp_session": 60}, 60),
        ({"DurationSeconds": "900"}, {"idp_session": 1800}, 900),
    ],
)
def test_a_session_lasts_as_long_as_everybody_agrees(world, clock, parameters, facts, seconds):
    if "idp_session" in facts:
        end = clock.now + timedelta(seconds=facts.pop("idp_session"))
        facts["session_not_on_or_after"] = end
    result = world.exchange(
        world.respond(pair("Long"), **facts), RoleArn=role_arn("Long"), **parameters
    )
    assert lifetime(result, clock) == seconds


def test_more_than_the_role_allows_is_refused_in_the_words_that_clients_match(world):
    refusal = refuse(world, world.respond(), DurationSeconds="3601")
    assert wire(refusal) == ("ValidationError", 400, TOO_LONG)


def test_a_denied_role_does_not_tell_its_maximum(world):
    refusal = refuse(
        world,
        world.respond(pair("NobodysRole")),
        RoleArn=role_arn("NobodysRole"),
        DurationSeconds="43200",
    )
    assert wire(refusal) == NOT_AUTHORIZED


def test_a_session_that_is_over_within_the_skew_is_not_opened(world, clock):
    over = clock.now - timedelta(seconds=1)
    refusal = refuse(
        world,
        world.respond(session_not_on_or_after=over, authn_instant=over - timedelta(minutes=1)),
    )
    assert refusal.code == "session_expired"
    assert (refusal.aws_code, refusal.status) == ("ExpiredTokenException", 400)


def test_whole_seconds_count(clock, world):
    clock.advance(seconds=0.75)
    result = world.exchange(world.respond())
    assert result.credentials.expiration.microsecond == 0
    assert lifetime(result, clock) == 3599


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
    with pytest.raises(STSRefused) as caught:
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
    with pytest.raises(STSRefused) as caught:
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
    with pytest.raises(STSRefused) as caught:
        world.exchange(response)
    assert caught.value.code == "assertion_reused"
    assert (caught.value.aws_code, caught.value.status) == ("InvalidIdentityToken", 400)
    assert [event.outcome for event in world.events] == ["success", "success", "refused"]
    assert world.exchange(world.respond())


def test_a_refusal_takes_nothing(clock):
    world = Federation(clock, is_single_use=True)
    response = world.respond()
    with pytest.raises(STSRefused):
        world.exchange(response, DurationSeconds="43200")
    assert world.exchange(response)


def test_a_claim_outlives_the_assertion(clock):
    world = Federation(clock, is_single_use=True)
    world.exchange(world.respond())
    ((kind, _), until) = next(iter(world.store.state.claims.items()))
    assert kind == "sts"
    assert until == clock.now + timedelta(minutes=6)


# --- Session policies -----------------------------------------------------------------------------

POLICY = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
NARROW = f"arn:aws:iam::{PROD}:policy/team/Narrow"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def test_session_policies_stay_with_the_session(world):
    parameters = {
        "Policy": POLICY,
        "PolicyArns.member.2.arn": READ_ONLY,
        "PolicyArns.member.1.arn": NARROW,
    }
    result = world.exchange(world.respond(), **parameters)
    issued = result.credentials
    facts, _ = unseal_session(issued.access_key_id, issued.session_token, world.sealing)
    assert facts.policies == SessionPolicies(POLICY, (NARROW, READ_ONLY))
    assert result.packed_policy_size > 0


@pytest.mark.parametrize(
    ("parameters", "code", "text"),
    [
        ({"Policy": "{"}, "MalformedPolicyDocument", "Syntax errors in policy."),
        ({"Policy": '{"Statement":[]}'}, "MalformedPolicyDocument", "Syntax errors in policy."),
        (
            {"PolicyArns.member.1.arn": f"arn:aws:iam::{PROD}:policy/Missing"},
            "MalformedPolicyDocument",
            f"There is no policy arn:aws:iam::{PROD}:policy/Missing in the account of the role.",
        ),
        (
            {"PolicyArns.member.1.arn": f"arn:aws:iam::{DEV}:policy/team/Narrow"},
            "MalformedPolicyDocument",
            f"There is no policy arn:aws:iam::{DEV}:policy/team/Narrow in the account of the role.",
        ),
        (
            {"PolicyArns.member.1.arn": "longpolicynamebutnoarn"},
            "ValidationError",
            "ARN longpolicynamebutnoarn is not valid.",
        ),
        (
            {"PolicyArns.member.1.arn": role_arn("ReadOnly")},
            "ValidationError",
            f"ARN {role_arn('ReadOnly')} is not valid.",
        ),
        (
            {"PolicyArns.member.1.arn": "arn:aws-cn:iam::aws:policy/ReadOnlyAccess"},
            "ValidationError",
            "ARN arn:aws-cn:iam::aws:policy/ReadOnlyAccess is not valid.",
        ),
    ],
)
def test_a_session_policy_that_cannot_be_applied_is_refused(world, parameters, code, text):
    refusal = refuse(world, world.respond(), **parameters)
    assert wire(refusal) == (code, 400, text)
    assert refusal.code == "session_policy"


def test_too_many_tags_for_the_packed_space(world):
    tags = {f"Key{n}": hashlib.sha256(bytes([n])).hexdigest() for n in range(10)}
    refusal = refuse(world, world.respond(principal_tags=tags))
    assert (refusal.aws_code, refusal.status) == ("PackedPolicyTooLarge", 400)
    assert refusal.message.startswith("Packed size of session tags consumes ")
    assert refusal.message.endswith("% of allotted space.")


def test_too_much_policy_for_the_packed_space(world):
    names = [f"s3:{number * 104_729:x}{number * 7919:x}" for number in range(90)]
    text = str(names).replace("'", '"')
    policy = f'{{"Statement":{{"Effect":"Allow","Action":{text},"Resource":"*"}}}}'
    refusal = refuse(world, world.respond(), Policy=policy)
    assert refusal.aws_code == "PackedPolicyTooLarge"
    assert refusal.message.startswith("Packed policy consumes ")
    assert refusal.message.endswith("% of allotted space, please use smaller policy.")


def test_what_fits_into_no_token_is_refused(clock):
    issuer = "https://idp.example/" + "x" * 3000
    world = Federation(clock)
    world.description = replace(world.description, entity_id=issuer)
    refusal = refuse(world, world.respond(issuer=issuer))
    assert refusal.aws_code == "PackedPolicyTooLarge"


def test_a_token_as_large_as_was_asked_for(world):
    result = world.exchange(world.respond(), MinimumSessionTokenSize="4096")
    assert result.session_token_size == 4096
    assert result.session_token_utilization == 100
