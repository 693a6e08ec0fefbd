"""AssumeRole: who may become which role, and what refuses."""

import pytest

from support.sts_world import (
    DEV,
    EVERYTHING,
    PROD,
    STSWorld,
    denied,
    document,
    role,
    role_arn,
    statement,
    trusts,
    user,
    user_arn,
    wire,
)

ANN, BOB, EVE = user_arn("ann"), user_arn("bob"), user_arn("eve", DEV)
NO_TRUST = "because no role trust policy allows the sts:AssumeRole action"
NO_IDENTITY = "because no identity-based policy allows the sts:AssumeRole action"


@pytest.fixture
def world(now):
    return STSWorld(now, role("Reader", trusts(ANN)))


def test_the_answer_is_a_session_of_the_role(world):
    answer = world.assume("Reader", by=world.user("ann"), session="work@home")
    assert answer["AssumedRoleUser"] == {
        "AssumedRoleId": "AROAREADERXXXXXXXXXXX:work@home",
        "Arn": f"arn:aws:sts::{PROD}:assumed-role/Reader/work@home",
    }
    assert answer["Credentials"]["AccessKeyId"].startswith("ASIA")
    assert world.lifetime(answer) == 3600
    assert "PackedPolicySize" not in answer
    assert "SourceIdentity" not in answer
    facts = world.facts(answer)
    assert (facts.issuer_arn, facts.name) == (role_arn("Reader"), "work@home")
    assert facts.mfa_at is None


def test_the_trail_tells_who_took_which_role(world):
    answer = world.assume("Reader", by=world.user("ann"))
    (event,) = world.events
    assert event.action == "sts.AssumeRole"
    assert event.target == role_arn("Reader")
    assert event.facts["caller"] == ANN
    assert event.facts["access_key_id"] == answer["Credentials"]["AccessKeyId"]
    secrets = (answer["Credentials"]["SecretAccessKey"], answer["Credentials"]["SessionToken"])
    assert not any(secret in repr(event) for secret in secrets)


# --- Within one account ---------------------------------------------------------------------------


def test_a_trust_policy_that_names_a_user_is_enough_in_its_account(now):
    world = STSWorld(now, role("Reader", trusts(BOB)))
    assert world.assume("Reader", by=world.user("bob"))


def test_an_unknown_role_is_denied_as_one_that_does_not_trust(world):
    world.configure(role("Reader", trusts(BOB)))
    for name in ("Reader", "Unknown"):
        refusal = world.refuse_role(name, by=world.user("ann"))
        assert wire(refusal) == denied(
            world.user("ann"), "sts:AssumeRole", role_arn(name), NO_TRUST
        )
        # Only the trail, and who may explain, can tell the two apart.
        assert (refusal.code == "role_unknown") == (name == "Unknown")
        assert (refusal.decision is None) == (name == "Unknown")


def test_naming_the_account_leaves_it_to_the_callers_own_policies(now):
    world = STSWorld(now, role("Reader", trusts(PROD)))
    assert world.assume("Reader", by=world.user("ann"))
    refusal = world.refuse_role("Reader", by=world.user("bob"))
    assert wire(refusal) == denied(
        world.user("bob"), "sts:AssumeRole", role_arn("Reader"), NO_IDENTITY
    )


@pytest.mark.parametrize(
    ("own", "trust", "cause"),
    [
        (
            document(statement(), statement("Deny", "sts:AssumeRole")),
            [trusts(ANN)],
            "with an explicit deny in an identity-based policy",
        ),
        (
            EVERYTHING,
            [trusts(ANN), trusts(ANN, effect="Deny")],
            "with an explicit deny in the role trust policy",
        ),
    ],
)
def test_an_explicit_denial_on_either_side_counts(now, own, trust, cause):
    world = STSWorld(now, role("Reader", *trust), users=[user("ann", own)])
    refusal = world.refuse_role("Reader", by=world.user("ann"))
    assert wire(refusal) == denied(world.user("ann"), "sts:AssumeRole", role_arn("Reader"), cause)


def test_a_boundary_does_not_limit_a_user_whom_the_trust_policy_names(now):
    """Documented: an implicit denial of a boundary does not limit what names the user itself."""
    bound = user("ann", EVERYTHING, permissions_boundary=f"arn:aws:iam::{PROD}:policy/Narrow")
    world = STSWorld(now, role("Reader", trusts(ANN)), role("Any", trusts(PROD)), users=[bound])
    assert world.assume("Reader", by=world.user("ann"))
    refusal = world.refuse_role("Any", by=world.user("ann"))
    assert refusal.message.endswith(
        "because no permissions boundary allows the sts:AssumeRole action"
    )


def test_a_role_does_not_trust_itself_unless_it_says_so(now):
    world = STSWorld(
        now,
        role("Reader", trusts(ANN)),
        role("Selfish", trusts(ANN, role_arn("Selfish"))),
    )
    reader = world.session(world.assume("Reader", by=world.user("ann")))
    refusal = world.refuse_role("Reader", by=reader)
    assert wire(refusal) == denied(reader, "sts:AssumeRole", role_arn("Reader"), NO_TRUST)
    selfish = world.session(world.assume("Selfish", by=world.user("ann")))
    assert world.assume("Selfish", by=selfish)


def test_a_role_with_a_path_is_named_with_it(now):
    world = STSWorld(
        now, role("team/Deploy", trusts(ANN)), role("Next", trusts(role_arn("team/Deploy")))
    )
    answer = world.assume("team/Deploy", by=world.user("ann"))
    assert answer["AssumedRoleUser"]["Arn"].endswith(":assumed-role/Deploy/work")
    world.refuse_role("Deploy", by=world.user("ann"))
    assert world.assume("Next", by=world.session(answer))


def test_a_trust_policy_that_cannot_be_read_trusts_nobody(now):
    world = STSWorld(now, role("Reader", trusts(ANN)))
    broken = role("Reader", trusts(ANN))
    object.__setattr__(broken, "trust_policy", "{}")
    world.configure(broken)
    refusal = world.refuse_role("Reader", by=world.user("ann"))
    assert refusal.message.endswith(NO_TRUST)


def test_what_no_policy_can_be_asked_about_is_denied(world):
    """The tags of a user differ in their case only, which IAM would have refused to store."""
    world.configure(
        role("Reader", trusts(ANN)), users=[user("ann", EVERYTHING, tags={"a": "1", "A": "2"})]
    )
    refusal = world.refuse_role("Reader", by=world.user("ann"))
    assert wire(refusal) == denied(world.user("ann"), "sts:AssumeRole", role_arn("Reader"))
    assert refusal.code == "request_invalid"


def test_only_its_own_session_where_one_is_named(now):
    session = f"arn:aws:sts::{PROD}:assumed-role/Reader/right"
    world = STSWorld(now, role("Reader", trusts(ANN), allows=None), role("Next", trusts(session)))
    right = world.assume("Reader", by=world.user("ann"), session="right")
    wrong = world.assume("Reader", by=world.user("ann"), session="wrong")
    assert world.assume("Next", by=world.session(right))
    world.refuse_role("Next", by=world.session(wrong))


# --- Across accounts ------------------------------------------------------------------------------


def test_both_sides_are_needed_across_accounts(now):
    world = STSWorld(now, dev_roles=[role("Partner", trusts(PROD))])
    answer = world.assume("Partner", by=world.user("ann"), account=DEV)
    assert answer["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{DEV}:assumed-role/Partner/work"
    refusal = world.refuse_role("Partner", by=world.user("bob"), account=DEV)
    assert wire(refusal) == denied(world.user("bob"), "sts:AssumeRole", role_arn("Partner", DEV))


def test_across_accounts_no_text_tells_what_is_there(now):
    """Neither whether the role exists nor which side refused."""
    world = STSWorld(
        now,
        dev_roles=[
            role("TrustsProd", trusts(PROD)),
            role("TrustsEve", trusts(EVE)),
            role("DeniesBob", trusts(PROD), trusts(BOB, effect="Deny")),
        ],
    )
    bob = world.user("bob")
    for name in ("TrustsProd", "TrustsEve", "DeniesBob", "Unknown"):
        refusal = world.refuse_role(name, by=bob, account=DEV)
        assert wire(refusal) == denied(bob, "sts:AssumeRole", role_arn(name, DEV))


def test_an_own_explicit_denial_is_told_across_accounts_too(now):
    own = document(statement(), statement("Deny", "sts:*"))
    world = STSWorld(now, users=[user("ann", own)], dev_roles=[role("Partner", trusts(ANN))])
    refusal = world.refuse_role("Partner", by=world.user("ann"), account=DEV)
    cause = "with an explicit deny in an identity-based policy"
    assert refusal.message.endswith(cause)
    assert world.refuse_role("Unknown", by=world.user("ann"), account=DEV).message.endswith(cause)


def test_nobody_assumes_a_role_of_another_partition(world):
    arn = f"arn:aws-cn:iam::{PROD}:role/Reader"
    refusal = world.refuse("AssumeRole", by=world.user("ann"), RoleArn=arn, RoleSessionName="work")
    assert wire(refusal) == denied(world.user("ann"), "sts:AssumeRole", arn, NO_TRUST)


# --- Who else, and how ----------------------------------------------------------------------------


def test_a_root_assumes_no_role(now):
    world = STSWorld(now, role("Reader", trusts("*")))
    refusal = world.refuse_role("Reader", by=world.root)
    assert wire(refusal) == ("AccessDenied", 403, "Roles may not be assumed by root accounts.")


def test_somebody_deleted_and_made_again_is_somebody_else(now):
    world = STSWorld(now, role("Reader", trusts(ANN)))
    pinned = world.store.configuration.principals
    again = user("ann", EVERYTHING, unique_id="AIDAAGAINXXXXXXXXXXXX")
    world.configure(role("Reader", trusts(ANN)), users=[again], pinned=pinned)
    refusal = world.refuse_role("Reader", by=world.user("ann"))
    assert refusal.message.endswith(NO_TRUST)
    world.configure(role("Reader", trusts(ANN)), users=[again])
    assert world.assume("Reader", by=world.user("ann"))


@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:iam::{PROD}:user/ann",
        "arn:aws:iam::1111:role/Reader",
        "nonsense but long enough",
        f"arn:aws:iam::{PROD}:role/",
        f"arn:aws:sts::{PROD}:assumed-role/Reader/x",
    ],
)
def test_what_is_no_role_is_told_as_recorded(world, arn):
    refusal = world.refuse("AssumeRole", by=world.user("ann"), RoleArn=arn, RoleSessionName="work")
    assert wire(refusal) == ("ValidationError", 400, f"{arn} is invalid")


def test_a_session_name_is_told_as_recorded(world):
    refusal = world.refuse(
        "AssumeRole", by=world.user("ann"), RoleArn=role_arn("Reader"), RoleSessionName="Session1:2"
    )
    assert wire(refusal) == (
        "ValidationError",
        400,
        (
            "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to "
            r"satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*"
        ),
    )


def test_an_unknown_context_provider_is_refused(world):
    refusal = world.refuse_role(
        "Reader",
        by=world.user("ann"),
        ProvidedContexts__member__1__ProviderArn="arn:aws:iam::aws:contextProvider/IdentityCenter",
        ProvidedContexts__member__1__ContextAssertion="eyJh",
    )
    assert (refusal.aws_code, refusal.status) == ("InvalidParameterValue", 400)


# --- Conditions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "is_allowed"),
    [("Unique-42", True), ("unique-42", False), ("Unique-42=", False), (None, False)],
)
def test_an_external_id_is_compared_exactly(now, given, is_allowed):
    condition = {"StringEquals": {"sts:ExternalId": "Unique-42"}}
    world = STSWorld(now, dev_roles=[role("Partner", trusts(ANN, **condition))])
    more = {"ExternalId": given} if given else {}
    if is_allowed:
        assert world.assume("Partner", by=world.user("ann"), account=DEV, **more)
    else:
        refusal = world.refuse_role("Partner", by=world.user("ann"), account=DEV, **more)
        assert refusal.aws_code == "AccessDenied"


def test_an_external_id_that_nobody_asks_for_is_ignored(world):
    assert world.assume("Reader", by=world.user("ann"), ExternalId="whatever")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sts:RoleSessionName", "work"),
        ("aws:PrincipalArn", ANN),
        ("aws:PrincipalAccount", PROD),
        ("aws:PrincipalType", "User"),
        ("aws:username", "ann"),
        ("aws:PrincipalTag/team", "blue"),
        ("aws:ResourceTag/stage", "live"),
        ("iam:ResourceTag/stage", "live"),
        ("aws:SourceIp", "192.0.2.10"),
        ("aws:RequestTag/cost", "7"),
        ("aws:RequestedRegion", "us-east-1"),
    ],
)
def test_the_condition_keys_of_the_call(now, key, value):
    def ask(wanted):
        condition = {"StringEquals": {key: wanted}}
        world = STSWorld(
            now,
            role("Reader", trusts(ANN, **condition), tags={"stage": "live"}),
            users=[user("ann", tags={"team": "blue"})],
        )
        tags = [("cost", "7")] if "RequestTag" in key else []
        return world, {"by": world.user("ann"), "Tags": tags}

    world, call = ask(value)
    assert world.assume("Reader", **call)
    world, call = ask(f"{value}x")
    world.refuse_role("Reader", **call)
