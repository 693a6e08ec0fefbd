"""An ARN in a trust policy means who bore it when the policy was written, and nobody later."""

import json
from dataclasses import replace

import pytest

from rolebridge.federation.account import AccountEntry, RoleEntry, UserEntry
from rolebridge.federation.trust_principals import (
    forget_principal_ids,
    keep_principal_ids,
    list_named_accounts,
    list_principal_ids,
    pin_principals,
    resolve_trust_policy,
)
from rolebridge.iam import PolicyKind, build_principal, decide_trust, parse_policy
from rolebridge.iam.context import RequestContext

PROD, DEV = "111122223333", "444455556666"
ALICE = f"arn:aws:iam::{PROD}:user/staff/alice"
ROLE = f"arn:aws:iam::{PROD}:role/Deployer"
SESSION = f"arn:aws:sts::{PROD}:assumed-role/Deployer/session"
TRUSTING = f"arn:aws:iam::{PROD}:role/Trusting"
ALICES_ID, OTHER_ID = "AIDAEXAMPLEALICE00001", "AIDAEXAMPLEALICE00002"
ROLES_ID = "AROAEXAMPLEDEPLOYER01"


def trust(principal, **more) -> str:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def is_allowed(policy: str, caller: str) -> bool:
    decision = decide_trust(
        parse_policy(policy, PolicyKind.TRUST),
        build_principal(caller),
        ("sts:AssumeRole",),
        TRUSTING,
        RequestContext.of({}),
    )
    return decision.is_allowed


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": ALICE},
        {"AWS": [ALICE, PROD, f"arn:aws:iam::{PROD}:root", SESSION]},
        {"AWS": [ALICE, f"arn:aws:iam::{DEV}:user/nobody"], "Service": "ec2.amazonaws.com"},
    ],
)
def test_users_and_roles_that_exist_are_listed_with_their_ids(principal):
    assert list_principal_ids(trust(principal), {ALICE: ALICES_ID, ROLE: ROLES_ID}) == {
        ALICE: ALICES_ID
    }


@pytest.mark.parametrize(
    "text",
    [
        trust("*"),
        trust({"Federated": "arn:aws:iam::1:saml-provider/x"}),
        trust({"AWS": "AIDAEXAMPLEALICE00001"}),
        "{}",
        "",
        "[]",
        "no JSON",
        trust({"AWS": 7}),
    ],
)
def test_what_names_no_user_or_role_has_no_ids(text):
    assert list_principal_ids(text, {ALICE: ALICES_ID}) == {}


def test_a_policy_without_anything_stale_is_the_very_same_text():
    text = trust({"AWS": [ALICE, ROLE]})
    role = RoleEntry("Trusting", text, principal_ids={ALICE: ALICES_ID})
    assert resolve_trust_policy(role, {ALICE: ALICES_ID}) is text
    assert resolve_trust_policy(replace(role, principal_ids=None), {}) is text
    assert resolve_trust_policy(replace(role, principal_ids={}), {}) is text


@pytest.mark.parametrize("principals", [{}, {ALICE: OTHER_ID}], ids=["gone", "made again"])
@pytest.mark.parametrize("named", [ALICE, [ROLE, ALICE]], ids=["by itself", "beside another"])
def test_who_is_gone_or_made_again_stands_as_the_old_id_and_is_trusted_no_more(named, principals):
    pins = {ALICE: ALICES_ID, ROLE: ROLES_ID}
    role = RoleEntry("Trusting", trust({"AWS": named}), principal_ids=pins)
    assert is_allowed(role.trust_policy, ALICE)
    resolved = resolve_trust_policy(role, {ROLE: ROLES_ID, **principals})
    shown = json.loads(resolved)["Statement"][0]["Principal"]["AWS"]
    assert shown == (ALICES_ID if named == ALICE else [ROLE, ALICES_ID])
    assert not is_allowed(resolved, ALICE)
    assert is_allowed(resolved, SESSION) == (named != ALICE)
    assert not is_allowed(resolved, f"arn:aws:iam::{PROD}:root")


def test_a_role_that_was_made_again_is_not_trusted_through_its_sessions():
    text = trust({"AWS": ROLE})
    role = RoleEntry("Trusting", text, principal_ids={ROLE: ROLES_ID})
    assert is_allowed(text, SESSION)
    resolved = resolve_trust_policy(role, {ROLE: "AROAEXAMPLEDEPLOYER02"})
    assert not is_allowed(resolved, SESSION)
    assert not is_allowed(resolved, ROLE)


def test_other_statements_and_a_single_one_are_kept():
    statement = {"Effect": "Allow", "Principal": {"AWS": ALICE}, "Action": "sts:AssumeRole"}
    everyone = {"Sid": "B", "Effect": "Deny", "Principal": "*", "Action": "sts:TagSession"}
    for statements in (statement, [everyone, statement]):
        text = json.dumps({"Version": "2012-10-17", "Statement": statements})
        role = RoleEntry("Trusting", text, principal_ids={ALICE: ALICES_ID})
        assert resolve_trust_policy(role, {}) == text.replace(ALICE, ALICES_ID)


def account(*roles) -> AccountEntry:
    return AccountEntry(PROD, roles=roles, users=(UserEntry("alice", "/staff/"),))


def test_pins_are_kept_with_the_text_and_forgotten_with_another():
    stored_role = RoleEntry("R", trust({"AWS": ALICE}), unique_id="AROA1", principal_ids={"a": "b"})
    stored = account(stored_role)
    from_file = replace(stored_role, principal_ids=None)
    changed = replace(stored_role, trust_policy=trust({"AWS": ROLE}))
    another = replace(stored_role, unique_id="AROA2")

    def pins(complete, role, before=stored):
        return complete(account(role), before).roles[0].principal_ids

    assert pins(keep_principal_ids, from_file) == {"a": "b"}
    assert pins(keep_principal_ids, replace(changed, principal_ids=None)) is None
    assert pins(keep_principal_ids, from_file, None) is None
    assert pins(keep_principal_ids, changed) == {"a": "b"}
    assert pins(forget_principal_ids, stored_role) == {"a": "b"}
    for role in (changed, another):
        assert pins(forget_principal_ids, role) is None
    assert pins(forget_principal_ids, stored_role, None) is None


def test_only_what_is_open_is_pinned():
    kept = RoleEntry("Kept", trust({"AWS": ALICE}), principal_ids={"a": "b"})
    users = [f"arn:aws:iam::{number}:user/x" for number in (DEV, "999999999999")]
    open_role = RoleEntry("Open", trust({"AWS": users}))
    before = account(kept, open_role)
    assert list_named_accounts(before) == {DEV, "999999999999"}
    after = pin_principals(before, {users[0]: "AIDA1", ALICE: ALICES_ID})
    assert [role.principal_ids for role in after.roles] == [{"a": "b"}, {users[0]: "AIDA1"}]
