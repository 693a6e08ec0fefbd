"""One call that is several actions: each must be allowed by all the policies that have a say."""

import pytest

from rolebridge.iam import Outcome, RequestContext, build_principal, decide_together
from rolebridge.iam.layers import Layer
from support.questions import ACCOUNT, OTHER_ACCOUNT, USER, allow, attach, deny

ASSUME, TAG = "sts:AssumeRole", "sts:TagSession"
ROLE = f"arn:aws:iam::{OTHER_ACCOUNT}:role/Partner"


def ask(identity, trust, actions=(ASSUME, TAG)):
    layers = attach(identity=identity, trust=trust)
    caller = build_principal(USER)
    return decide_together(caller, actions, ROLE, RequestContext.of({}), layers)


def trusts(*actions, effect="Allow"):
    return {"Effect": effect, "Principal": {"AWS": ACCOUNT}, "Action": list(actions)}


def test_all_actions_are_allowed_on_both_sides():
    decision = ask([allow(Action=[ASSUME, TAG])], [trusts(ASSUME, TAG)])
    assert decision.is_allowed
    assert decision.action is None
    assert len(decision.requests) == 2


@pytest.mark.parametrize(
    ("own", "theirs", "layer"),
    [
        ([ASSUME], [ASSUME, TAG], Layer.IDENTITY),
        ([ASSUME, TAG], [ASSUME], Layer.TRUST),
        (["s3:*"], ["sts:AssumeRoleWithSAML"], Layer.TRUST),
    ],
)
def test_the_first_that_nothing_allows_decides(own, theirs, layer):
    decision = ask([allow(Action=own)], [trusts(*theirs)])
    assert (decision.outcome, decision.layer) == (Outcome.IMPLICIT_DENY, layer)
    assert decision.action == (TAG if ASSUME in own else ASSUME)


def test_an_explicit_denial_of_a_later_action_comes_first():
    decision = ask([deny(Action=TAG)], [trusts("sts:AssumeRoleWithSAML")])
    assert (decision.outcome, decision.action) == (Outcome.EXPLICIT_DENY, TAG)
    assert "explicit deny in an identity-based policy" in decision.explain().sentence


def test_actions_of_another_kind_do_not_help():
    assert not ask([allow()], [trusts(ASSUME)]).is_allowed
    assert ask([allow()], [trusts(ASSUME)], (ASSUME,)).is_allowed
