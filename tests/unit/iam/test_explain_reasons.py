"""Why the layers combined as they did."""

from dataclasses import replace

import pytest

from rolebridge.iam import ANONYMOUS, PolicySet
from support.questions import (
    ACCOUNT,
    EVERYTHING,
    NOTHING,
    OTHER_ACCOUNT,
    ROLE,
    ROOT,
    SESSION,
    USER,
    allow,
    ask,
    codes_of,
    deny,
    explain,
    identity,
    resource_policy,
)

KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"
TRUSTING_BOB = [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": USER}}]

REASONS = {
    "own policies within one account": (
        {"identity": EVERYTHING, "account": ACCOUNT},
        ["same_account", "names_nobody"],
    ),
    "nobody told whose the resource is": (
        {"identity": EVERYTHING},
        ["owner_not_told", "names_nobody"],
    ),
    "the arn tells whose the resource is": (
        {"identity": EVERYTHING, "resource": resource_policy(USER), "on": KEY},
        ["same_account", "names_caller"],
    ),
    "no identity policy": (
        {"account": ACCOUNT},
        ["same_account", "names_nobody", "no_identity_policy"],
    ),
    "identity policies that say nothing": (
        {"identity": NOTHING, "account": ACCOUNT},
        ["same_account", "names_nobody", "identity_silent"],
    ),
    "a boundary that says nothing": (
        {"identity": EVERYTHING, "boundary": NOTHING, "account": ACCOUNT},
        ["same_account", "names_nobody", "boundary_silent"],
    ),
    "a session policy that says nothing": (
        {"identity": EVERYTHING, "session": NOTHING, "by": SESSION, "account": ACCOUNT},
        ["same_account", "names_nobody", "session_silent"],
    ),
    "the role named, the boundary silent": (
        {"resource": resource_policy(ROLE), "boundary": NOTHING, "by": SESSION},
        ["owner_not_told", "names_parent", "boundary_silent"],
    ),
    "the account named": (
        {"resource": resource_policy(ROOT), "account": ACCOUNT},
        ["same_account", "names_account", "no_identity_policy"],
    ),
    "across accounts": (
        {"identity": EVERYTHING, "account": OTHER_ACCOUNT},
        ["cross_account", "no_resource_policy"],
    ),
    "across accounts, own side silent": (
        {"identity": NOTHING, "resource": resource_policy(USER), "account": OTHER_ACCOUNT},
        ["cross_account", "identity_silent"],
    ),
    "a silent level": (
        {"identity": EVERYTHING, "scp": [allow(), allow(Action="sqs:*")]},
        ["scp_level_silent"],
    ),
    "an explicit deny": (
        {"identity": [*EVERYTHING, deny()], "account": ACCOUNT},
        ["explicit_deny"],
    ),
    "a key without a grant": (
        {"identity": EVERYTHING, "on": KEY, "action": "kms:Decrypt"},
        ["same_account", "must_be_named", "no_resource_policy"],
    ),
    "a role without a grant": (
        {
            "identity": EVERYTHING,
            "trust": TRUSTING_BOB,
            "by": SESSION,
            "on": ROLE,
            "action": "sts:AssumeRole",
        },
        ["same_account", "must_be_named"],
    ),
    "a root user": (
        {"identity": NOTHING, "by": ROOT, "account": ACCOUNT},
        ["root_skips_layers", "same_account", "names_nobody"],
    ),
    "a service-linked role": (
        {
            "identity": EVERYTHING,
            "scp": [deny()],
            "rcp": [deny(Principal="*")],
            "by": f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/x.amazonaws.com/Linked",
            "account": ACCOUNT,
        },
        ["service_linked_role", "same_account", "names_nobody"],
    ),
    "a federated user without a session policy": (
        {
            "identity": EVERYTHING,
            "by": f"arn:aws:sts::{ACCOUNT}:federated-user/bob",
            "account": ACCOUNT,
        },
        ["same_account", "names_nobody", "no_session_policy"],
    ),
    "a provider": (
        {"identity": EVERYTHING, "by": f"arn:aws:iam::{ACCOUNT}:saml-provider/Corp"},
        ["caller_without_policies", "no_resource_policy"],
    ),
    "a service": (
        {"resource": resource_policy(USER), "by": "sns.amazonaws.com"},
        ["caller_without_policies"],
    ),
    "across accounts, and allowed": (
        {
            "identity": EVERYTHING,
            "resource": resource_policy(USER),
            "account": OTHER_ACCOUNT,
        },
        ["cross_account"],
    ),
    "a provider that is denied": (
        {"resource": [deny(Principal="*")], "by": f"arn:aws:iam::{ACCOUNT}:saml-provider/Corp"},
        ["explicit_deny", "caller_without_policies"],
    ),
}


@pytest.mark.parametrize(("asked", "codes"), REASONS.values(), ids=REASONS)
def test_why_the_layers_combined_as_they_did_is_told(asked, codes):
    assert codes_of(explain(**asked).reasons) == codes


def test_an_anonymous_caller_is_told_what_everybody_means_to_a_role():
    trust = [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*"}]

    explanation = explain(trust=trust, by=ANONYMOUS, on=ROLE, action="sts:AssumeRole")

    assert codes_of(explanation.reasons) == ["caller_without_policies", "anonymous_in_trust"]


def test_a_silent_level_is_told_by_its_number_and_its_emptiness():
    layers = replace(identity(allow()), scp=(PolicySet.of([]),))

    explanation = ask(layers).explain()

    assert "Level 1 of the service control policies" in explanation.reasons[0].text
    assert explanation.lines()[3:5] == [
        "  scp level 1 does not allow it",
        "    nothing is attached here",
    ]
