"""AssumeRole: how long a session lasts and what it carries, down a chain of roles too."""

import hashlib
from dataclasses import replace

import pytest

from rolebridge.access.session import Federation, SessionPolicies
from support.sts_world import (
    DEV,
    PROD,
    READ_ONLY,
    STSWorld,
    denied,
    document,
    role,
    role_arn,
    statement,
    trusts,
    user_arn,
    wire,
)

ANN = user_arn("ann")
TOO_LONG = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
CHAINED = (
    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role "
    "chaining."
)
TAKEN = (
    "One of the specified transitive tag keys can't be set because it conflicts with a transitive "
    "tag key from the calling session."
)
PROVIDER = f"arn:aws:iam::{PROD}:saml-provider/ExampleCorp"
NARROW = document(statement(action="s3:GetObject"))


@pytest.fixture
def world(now):
    return STSWorld(
        now,
        role("Reader", trusts(ANN)),
        role("Long", trusts(ANN, role_arn("Reader")), max_session_duration=43_200),
        role("Next", trusts(role_arn("Reader")), tags={"Team": "role's own"}),
        role("Last", trusts(role_arn("Next"))),
        role("Plain", trusts(ANN, role_arn("Reader"), actions=["sts:AssumeRole"])),
    )


@pytest.fixture
def ann(world):
    return world.user("ann")


# --- For how long ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "asked", "seconds"),
    [
        ("Reader", {}, 3600),
        ("Reader", {"DurationSeconds": 900}, 900),
        ("Long", {}, 3600),
        ("Long", {"DurationSeconds": 43_200}, 43_200),
    ],
)
def test_a_session_lasts_as_long_as_asked_for(world, ann, name, asked, seconds):
    assert world.lifetime(world.assume(name, by=ann, **asked)) == seconds


def test_the_roles_maximum_is_kept(world, ann):
    refusal = world.refuse_role("Reader", by=ann, DurationSeconds=3601)
    assert wire(refusal) == ("ValidationError", 400, TOO_LONG)


def test_a_chained_role_lasts_an_hour_whatever_its_maximum(world, ann):
    reader = world.session(world.assume("Reader", by=ann))
    refusal = world.refuse_role("Long", by=reader, DurationSeconds=3601)
    assert wire(refusal) == ("ValidationError", 400, CHAINED)
    assert world.lifetime(world.assume("Long", by=reader, DurationSeconds=3600)) == 3600


def test_the_maximum_is_told_to_nobody_who_may_not_assume(world):
    refusal = world.refuse_role("Reader", by=world.user("bob"), DurationSeconds=43_200)
    assert refusal.aws_code == "AccessDenied"


# --- Session policies -----------------------------------------------------------------------------


def test_session_policies_are_carried_and_measured(world, ann):
    arns = [READ_ONLY, f"arn:aws:iam::{PROD}:policy/Narrow"]
    answer = world.assume("Reader", by=ann, Policy=NARROW, PolicyArns=arns)
    assert world.facts(answer).policies == SessionPolicies(NARROW, tuple(arns))
    assert 0 < answer["PackedPolicySize"] <= 100


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"Policy": "{"}, "MalformedPolicyDocument"),
        ({"Policy": document(statement(action="nothing"))}, "MalformedPolicyDocument"),
        ({"PolicyArns": [f"arn:aws:iam::{DEV}:policy/Narrow"]}, "MalformedPolicyDocument"),
        ({"PolicyArns": [f"arn:aws:iam::{PROD}:policy/Unknown"]}, "MalformedPolicyDocument"),
        ({"PolicyArns": ["not the arn of a policy"]}, "ValidationError"),
        ({"PolicyArns": [READ_ONLY] * 11}, "ValidationError"),
        ({"Policy": ""}, "ValidationError"),
    ],
    ids=str,
)
def test_a_session_policy_that_is_none(world, ann, more, code):
    assert world.refuse_role("Reader", by=ann, **more).aws_code == code


def test_a_managed_session_policy_is_one_of_the_roles_account(now):
    world = STSWorld(now, dev_roles=[role("Partner", trusts(ANN))])
    own = f"arn:aws:iam::{PROD}:policy/Narrow"
    refusal = world.refuse_role("Partner", by=world.user("ann"), account=DEV, PolicyArns=[own])
    assert refusal.aws_code == "MalformedPolicyDocument"


def noise(length, seed):
    return hashlib.shake_128(seed.encode()).hexdigest(length)[:length]


def test_tags_that_do_not_fit_are_refused_in_recorded_words(world, ann):
    tags = [(f"key{number}", noise(120, str(number))) for number in range(6)]
    refusal = world.refuse_role("Reader", by=ann, Tags=tags)
    assert (refusal.aws_code, refusal.status) == ("PackedPolicyTooLarge", 400)
    assert refusal.message.startswith("Packed size of session tags consumes ")
    policies = document(statement(resource=f"arn:aws:s3:::{noise(900, 'policy')}/*"))
    refusal = world.refuse_role("Reader", by=ann, Policy=policies)
    assert refusal.message.endswith("% of allotted space, please use smaller policy.")


def test_a_token_is_as_long_as_asked_for(world, ann):
    answer = world.assume("Reader", by=ann, MinimumSessionTokenSize=2000)
    assert answer["SessionTokenSize"] == len(answer["Credentials"]["SessionToken"]) >= 2000
    assert answer["SessionTokenUtilization"] >= 49


# --- Tags -----------------------------------------------------------------------------------------


def test_tags_are_carried(world, ann):
    answer = world.assume(
        "Reader", by=ann, Tags=[("Team", "blue"), ("Cost", "")], TransitiveTagKeys=["team"]
    )
    facts = world.facts(answer)
    assert facts.tags == {"Team": "blue", "Cost": ""}
    assert facts.transitive_tag_keys == ("Team",)
    assert answer["PackedPolicySize"] > 0


@pytest.mark.parametrize(
    ("more", "code", "message"),
    [
        (
            {"Tags": [("Team", "a"), ("team", "b")]},
            "InvalidParameterValue",
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        ),
        (
            {"Tags": [("Team", "a")], "TransitiveTagKeys": ["Cost"]},
            "InvalidParameterValue",
            "The specified transitive tag key must be included in the requested tags.",
        ),
        (
            {"TransitiveTagKeys": ["Cost"]},
            "InvalidParameterValue",
            "The specified transitive tag key must be included in the requested tags.",
        ),
        ({"Tags": [("aws:Team", "a")]}, "InvalidParameterValue", "reserved"),
        ({"Tags": [("AWS:Team", "a")]}, "InvalidParameterValue", "reserved"),
        ({"Tags": [(f"k{n}", "") for n in range(51)]}, "ValidationError", "equal to 50"),
        ({"Tags": [("a#b", "")]}, "ValidationError", "regular expression pattern"),
        ({"Tags": [("k" * 129, "")]}, "ValidationError", "equal to 128"),
        ({"Tags": [("k", "v" * 257)]}, "ValidationError", "equal to 256"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_tags_that_are_none(world, ann, more, code, message):
    refusal = world.refuse_role("Reader", by=ann, **more)
    assert (refusal.aws_code, refusal.status) == (code, 400)
    assert message in refusal.message


def test_tags_need_a_permission_of_their_own(world, ann):
    assert world.assume("Plain", by=ann)
    refusal = world.refuse_role("Plain", by=ann, Tags=[("Team", "blue")])
    cause = "because no role trust policy allows the sts:TagSession action"
    assert wire(refusal) == denied(ann, "sts:TagSession", role_arn("Plain"), cause)


def test_transitive_tags_go_down_the_chain_and_others_do_not(world, ann):
    tags = [("Team", "blue"), ("Cost", "7")]
    reader = world.assume("Reader", by=ann, Tags=tags, TransitiveTagKeys=["Team"])
    chained = world.assume("Next", by=world.session(reader), Tags=[("Cost", "8")])
    assert world.facts(chained).tags == {"Team": "blue", "Cost": "8"}
    assert world.facts(chained).transitive_tag_keys == ("Team",)
    last = world.assume("Last", by=world.session(chained))
    assert world.facts(last).tags == {"Team": "blue"}


@pytest.mark.parametrize("key", ["Team", "team", "TEAM"])
def test_an_inherited_tag_cannot_be_set_again(world, ann, key):
    reader = world.assume("Reader", by=ann, Tags=[("Team", "blue")], TransitiveTagKeys=["Team"])
    refusal = world.refuse_role("Next", by=world.session(reader), Tags=[(key, "red")])
    assert wire(refusal) == ("InvalidParameterValue", 400, TAKEN)


def test_an_inherited_tag_needs_the_permission_to_tag_too(world, ann):
    reader = world.assume("Reader", by=ann, Tags=[("Team", "blue")], TransitiveTagKeys=["Team"])
    refusal = world.refuse_role("Plain", by=world.session(reader))
    assert "is not authorized to perform: sts:TagSession" in refusal.message


def test_conditions_see_passed_and_inherited_tags(now):
    def ask(**condition):
        world = STSWorld(
            now,
            role("Reader", trusts(ANN)),
            role("Next", trusts(role_arn("Reader"), **condition), tags={"team": "role's own"}),
        )
        reader = world.assume(
            "Reader", by=world.user("ann"), Tags=[("Team", "blue")], TransitiveTagKeys=["Team"]
        )
        return world, {
            "by": world.session(reader),
            "Tags": [("Cost", "7"), ("Dept", "x")],
            "TransitiveTagKeys": ["Cost"],
        }

    for condition in (
        {"StringEquals": {"aws:PrincipalTag/team": "blue"}},
        {"StringEquals": {"aws:ResourceTag/Team": "blue"}},
        {"StringEquals": {"aws:RequestTag/cost": "7"}},
        {"ForAllValues:StringEquals": {"aws:TagKeys": ["Cost", "Dept"]}},
        {"ForAllValues:StringEquals": {"sts:TransitiveTagKeys": "Cost"}},
    ):
        world, call = ask(**condition)
        assert world.assume("Next", **call)
    for condition in (
        {"StringEquals": {"aws:ResourceTag/Team": "role's own"}},
        {"ForAllValues:StringEquals": {"aws:TagKeys": "Cost"}},
        {"ForAllValues:StringEquals": {"sts:TransitiveTagKeys": "Dept"}},
    ):
        world, call = ask(**condition)
        world.refuse_role("Next", **call)


@pytest.mark.parametrize(
    ("key", "value", "is_allowed"),
    [
        ("saml:sub", "ann@corp", True),
        ("saml:sub", "eve@corp", False),
        ("saml:sub_type", "persistent", True),
        ("aws:FederatedProvider", PROVIDER, True),
        ("saml:aud", "https://signin.aws.amazon.com/saml", False),
        ("saml:iss", "https://idp.example.com", False),
    ],
)
def test_of_an_assertion_the_next_role_sees_who_it_was_about(now, key, value, is_allowed):
    """Subject, its type and the provider live on; every other key of the assertion is gone."""
    condition = {"StringEquals": {key: value}}
    world = STSWorld(
        now, role("Reader", trusts(ANN)), role("Next", trusts(role_arn("Reader"), **condition))
    )
    reader = world.session(world.assume("Reader", by=world.user("ann")))
    vouched = Federation(
        PROVIDER, "https://idp.example.com", "ann@corp", subject_type="persistent", token_id="_1"
    )
    caller = replace(reader, session=replace(reader.session, federation=vouched))
    if is_allowed:
        assert world.assume("Next", by=caller)
    else:
        assert world.refuse_role("Next", by=caller).aws_code == "AccessDenied"


# --- Source identity ------------------------------------------------------------------------------


def test_a_source_identity_stays_down_the_chain(world, ann):
    reader = world.assume("Reader", by=ann, SourceIdentity="ann@corp")
    assert reader["SourceIdentity"] == "ann@corp"
    chained = world.assume("Next", by=world.session(reader))
    assert chained["SourceIdentity"] == "ann@corp"
    same = world.assume("Next", by=world.session(reader), SourceIdentity="ann@corp")
    assert same["SourceIdentity"] == "ann@corp"
    refusal = world.refuse_role("Next", by=world.session(reader), SourceIdentity="eve@corp")
    assert (refusal.aws_code, refusal.status) == ("AccessDenied", 403)
    assert refusal.code == "source_identity_fixed"


def test_a_source_identity_needs_a_permission_of_its_own(world, ann):
    refusal = world.refuse_role("Plain", by=ann, SourceIdentity="ann@corp")
    cause = "because no role trust policy allows the sts:SetSourceIdentity action"
    assert wire(refusal) == denied(ann, "sts:SetSourceIdentity", role_arn("Plain"), cause)
    reader = world.session(world.assume("Reader", by=ann, SourceIdentity="ann@corp"))
    assert "sts:SetSourceIdentity" in world.refuse_role("Plain", by=reader).message


def test_across_accounts_the_caller_needs_the_permission_too(now):
    own = document(statement(action="sts:AssumeRole"))
    world = STSWorld(
        now,
        role("Reader", trusts(ANN), allows=own),
        dev_roles=[role("Partner", trusts(PROD))],
    )
    reader = world.session(world.assume("Reader", by=world.user("ann")))
    assert world.assume("Partner", by=reader, account=DEV)
    for more in ({"SourceIdentity": "ann@corp"}, {"Tags": [("a", "b")]}):
        assert world.refuse_role("Partner", by=reader, account=DEV, **more).status == 403


@pytest.mark.parametrize("value", ["a", "a" * 65, "aws:ann", "ann corp", "ann\u00e9"])
def test_a_source_identity_has_its_grammar(world, ann, value):
    refusal = world.refuse_role("Reader", by=ann, SourceIdentity=value)
    assert (refusal.aws_code, refusal.status) == ("ValidationError", 400)


# --- What narrows the caller ----------------------------------------------------------------------


def test_a_session_policy_limits_which_roles_come_next(now):
    world = STSWorld(now, role("Reader", trusts(ANN)), role("Next", trusts(PROD)))
    narrowed = world.assume("Reader", by=world.user("ann"), Policy=NARROW)
    refusal = world.refuse_role("Next", by=world.session(narrowed))
    assert refusal.message.endswith("because no session policy allows the sts:AssumeRole action")
    assert world.assume("Next", by=world.session(world.assume("Reader", by=world.user("ann"))))


def test_the_narrower_session_does_not_narrow_the_next_role(world, ann):
    narrowed = world.assume("Reader", by=ann, Policy=document(statement(action="sts:*")))
    assert (
        world.facts(world.assume("Next", by=world.session(narrowed))).policies == SessionPolicies()
    )


def test_older_sessions_are_revoked_by_a_policy(now):
    world = STSWorld(now, role("Reader", trusts(ANN)), role("Next", trusts(PROD)))
    old = world.session(world.assume("Reader", by=world.user("ann")))
    assert world.assume("Next", by=old)
    world.clock.advance(minutes=1)
    revoke = statement("Deny", DateLessThan={"aws:TokenIssueTime": "2026-11-23T10:00:30Z"})
    allows = document(statement(), revoke)
    world.configure(role("Reader", trusts(ANN), allows=allows), role("Next", trusts(PROD)))
    refusal = world.refuse_role("Next", by=old)
    assert refusal.message.endswith("with an explicit deny in an identity-based policy")
    assert world.assume("Next", by=world.session(world.assume("Reader", by=world.user("ann"))))


def test_a_session_of_a_deleted_role_is_no_caller(now):
    world = STSWorld(now, role("Reader", trusts(ANN)), role("Next", trusts(PROD)))
    reader = world.session(world.assume("Reader", by=world.user("ann")))
    again = role("Reader", trusts(ANN), unique_id="AROAAGAINXXXXXXXXXXXX")
    for roles in ([], [again]):
        world.configure(*roles, role("Next", trusts("*")))
        refusal = world.refuse_role("Next", by=reader)
        assert (refusal.aws_code, refusal.status) == ("InvalidClientTokenId", 403)
