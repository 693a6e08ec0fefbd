"""AWS managed policies as a federation file attaches them, and what they let a role do."""

import pytest

from rolebridge.federation.account import AccountEntry, PolicyEntry, RoleEntry
from rolebridge.federation.apply import Federation
from rolebridge.federation.demonstration import FILE, read_demonstration, read_demonstration_text
from rolebridge.federation.faults import FederationRefused
from rolebridge.federation.parse import parse_federation
from rolebridge.federation.permissions import read_permissions
from rolebridge.iam import (
    Layer,
    Layers,
    MalformedPolicy,
    Outcome,
    Request,
    RequestContext,
    build_principal,
    decide,
)
from rolebridge.store.managed_policies import AWSManagedPolicies
from support.federation_store import FakeFederationStore
from support.managed_policies import NamedPolicies
from support.organisations import KIND

PREFIX = "arn:aws:iam::aws:policy/"
ALLOW = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"%s","Resource":"*"}}'
TRUST = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",'
    '"Principal":{"Service":"ec2.amazonaws.com"}}}'
)
BUILT_IN = AWSManagedPolicies()


def known(*names, **options):
    return NamedPolicies(*(PREFIX + name for name in names), **options)


def file_with(*attached, partition="aws"):
    names = ", ".join(attached)
    return f"""{KIND}
accounts:
  - id: "111122223333"
    partition: {partition}
    roles:
      - name: First
        trust_policy: '{TRUST}'
        attached_policies: [{names}]
      - name: Second
        trust_policy: '{TRUST}'
        attached_policies: [{names}]
"""


def parse(managed, *attached, **options):
    return parse_federation(file_with(*attached, **options), file="f.yaml", managed=managed)


def faults(managed, *attached, **options):
    with pytest.raises(FederationRefused) as refused:
        parse(managed, *attached, **options)
    return [fault.text for fault in refused.value.faults]


# --- In a federation file -------------------------------------------------------------------------


def test_a_policy_that_is_known_is_attached_without_a_word():
    parsed = parse(known("job-function/Billing"), PREFIX + "job-function/Billing")
    assert parsed.warnings == ()
    roles = parsed.organisation.accounts[0].roles
    assert [role.attached_policies for role in roles] == [(PREFIX + "job-function/Billing",)] * 2


def test_where_all_are_known_an_unknown_one_is_a_fault_told_once():
    (told,) = faults(known("ReadOnlyAccess"), PREFIX + "ReadOnlyAcces")
    assert told == (
        f'f.yaml:8: accounts[0].roles[0].attached_policies[0]: "{PREFIX}ReadOnlyAcces" is not '
        f'among AWS\'s managed policies; did you mean "{PREFIX}ReadOnlyAccess"?'
    )


def test_the_path_that_was_left_out_is_what_is_guessed():
    (told,) = faults(known("BillingX", "job-function/Billing"), PREFIX + "Billing")
    assert told.endswith(f'did you mean "{PREFIX}job-function/Billing"?')


def test_where_only_a_few_are_known_an_unknown_one_is_a_warning_told_once():
    parsed = parse(known(is_complete=False), PREFIX + "SecurityAudit", PREFIX + "ReadOnlyAccess")
    assert [warning.line for warning in parsed.warnings] == [8, 8]
    assert parsed.warnings[0].text == (
        f'f.yaml:8: accounts[0].roles[0].attached_policies[0]: "{PREFIX}SecurityAudit" is not one '
        "of the AWS managed policies that are built in, so nothing is known of what it allows; "
        "ROLEBRIDGE_AWS_MANAGED_POLICIES can name the others"
    )


def test_a_source_that_cannot_be_read_is_told_once():
    (told,) = faults(known(broken="No file:\n  there is none."), PREFIX + "A", PREFIX + "B")
    assert told.endswith(f'"{PREFIX}A" cannot be looked up. No file: there is none.')


def test_another_partition_has_policies_of_its_own():
    china = "arn:aws-cn:iam::aws:policy/ReadOnlyAccess"
    (told,) = faults(known("ReadOnlyAccess"), china, partition="aws-cn")
    assert f'"{china}" is not among' in told


def test_a_name_that_is_no_policy_of_aws_is_told_once_and_not_looked_up():
    for told in faults(known(), "arn:aws:iam::aws:role/X"):
        assert "is neither a policy of this account nor one of AWS's own" in told


def test_without_a_source_a_policy_is_taken_as_it_is_named():
    assert parse(None, PREFIX + "Whatever").warnings == ()


def test_the_plan_carries_the_warnings(now):
    federation = Federation(
        FakeFederationStore(), lambda: now, managed_policies=known(is_complete=False)
    )
    plan = federation.plan_text(file_with(PREFIX + "SecurityAudit"), file="f.yaml")
    assert [warning.line for warning in plan.warnings] == [8]


def test_what_the_demonstration_attaches_is_built_in():
    parsed = parse_federation(read_demonstration_text(), file=FILE, managed=BUILT_IN)
    assert parsed.warnings == ()


# --- What a role may do with them -----------------------------------------------------------------


def ask(account, role, action, resource="*"):
    """The decision on a session of the role, by its permissions alone."""
    permissions = read_permissions(account, role, BUILT_IN)
    assert permissions.unknown == ()
    principal = build_principal(f"arn:aws:sts::{account.id}:assumed-role/{role.name}/alice")
    request = Request(principal, action, resource, account.id, RequestContext.of({}))
    return decide(request, Layers(identity=permissions.policies))


DEMONSTRATION = {
    (account.alias, role.name): (account, role)
    for account in read_demonstration().accounts
    for role in account.roles
}
OBJECT = "arn:aws:s3:::example-docs/report.txt"


@pytest.mark.parametrize("account", ["example-prod", "example-dev"])
def test_who_reads_only_in_the_demonstration_reads_and_does_not_write(account):
    read_only = DEMONSTRATION[account, "ReadOnly"]
    assert read_only[1].attached_policies == (PREFIX + "ReadOnlyAccess",)
    for action in ("s3:GetObject", "ec2:DescribeInstances", "iam:ListRoles"):
        assert ask(*read_only, action, OBJECT if action.startswith("s3:") else "*").is_allowed
    for action in ("s3:PutObject", "s3:DeleteObject", "ec2:RunInstances", "iam:CreateUser"):
        decision = ask(*read_only, action, OBJECT if action.startswith("s3:") else "*")
        assert (decision.outcome, decision.layer) == (Outcome.IMPLICIT_DENY, Layer.IDENTITY)


def test_who_administers_the_demonstration_may_do_everything():
    administrator = DEMONSTRATION["example-prod", "Administrator"]
    for action in ("s3:PutObject", "iam:CreateUser", "organizations:LeaveOrganization"):
        assert ask(*administrator, action, OBJECT if action.startswith("s3:") else "*").is_allowed


def test_the_developer_has_attached_and_inline_policies():
    developer = DEMONSTRATION["example-dev", "Developer"]
    assert ask(*developer, "iam:CreateUser").outcome is Outcome.EXPLICIT_DENY


def role_with(*attached, **inline):
    return RoleEntry("R", "{}", attached_policies=attached, inline_policies=inline)


def test_policies_of_the_account_are_found_by_their_arn_and_unknown_ones_are_named():
    account = AccountEntry(
        "111122223333", policies=(PolicyEntry("Queues", ALLOW % "sqs:*", path="/team/"),)
    )
    own, unknown = "arn:aws:iam::111122223333:policy/team/Queues", PREFIX + "SecurityAudit"
    role = role_with(own, unknown, Topics=ALLOW % "sns:*")
    permissions = read_permissions(account, role, BUILT_IN)
    assert permissions.unknown == (unknown,)
    role = role_with(own, Topics=ALLOW % "sns:*")
    for action, is_allowed in (("sqs:GetQueueUrl", True), ("sns:Publish", True), ("s3:Get", False)):
        assert ask(account, role, action).is_allowed is is_allowed


def test_a_document_that_is_none_is_refused():
    with pytest.raises(MalformedPolicy):
        read_permissions(AccountEntry("111122223333"), role_with(X="{}"), BUILT_IN)
