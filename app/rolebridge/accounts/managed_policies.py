"""Managed policies: made, read, listed, tagged, deleted, and who uses them."""

from dataclasses import replace

from rolebridge.access.call import Fields
from rolebridge.access.caller import Caller
from rolebridge.access.parameters import Parameters
from rolebridge.access.refusals import AWSRefused
from rolebridge.accounts import quotas
from rolebridge.accounts.documents import check_document
from rolebridge.accounts.managed import (
    ManagedPolicy,
    find_managed,
    find_own,
    find_policy_target,
    list_of_aws,
    list_own,
    view,
    write_policy,
)
from rolebridge.accounts.names import append, is_taken, swap
from rolebridge.accounts.operation import Operation, Target, Work
from rolebridge.accounts.paging import write_page
from rolebridge.accounts.policy_usage import PolicyUsage, Use, list_users_of
from rolebridge.accounts.refusals import delete_conflict, entity_exists, no_such_entity
from rolebridge.accounts.tags import (
    describe_requested_tags,
    drop_tags,
    merge_tags,
    read_tags,
    write_tag_page,
    write_tags,
)
from rolebridge.accounts.targets import ask_for_everything
from rolebridge.arn import ARN
from rolebridge.federation.account import AccountEntry, PolicyEntry
from rolebridge.federation.policy_versions import add_version
from rolebridge.iam import PolicyKind
from rolebridge.ids import new_aws_id

_DUPLICATE_KEYS = "Duplicate tag keys found."


def create_policy(work: Work) -> Fields:
    """CreatePolicy. The answer leaves the description out."""
    parameters, account, name = work.parameters, work.account, work.parameters.text("PolicyName")
    document = check_document(parameters.text("PolicyDocument"), PolicyKind.MANAGED)
    new = PolicyEntry(
        name=name,
        document=document,
        path=parameters.find_text("Path") or "/",
        description=parameters.find_text("Description") or "",
        tags=read_tags(parameters, _DUPLICATE_KEYS, str),
        unique_id=new_aws_id("ANPA", account.id, work.ids),
        created_at=work.now,
        updated_at=work.now,
    )
    if is_taken(account.policies, name):
        text = f"A policy called {name} already exists. Duplicate names are not allowed."
        raise entity_exists(text)
    quotas.POLICIES.check(account.policies)
    policy = add_version(new, document, work.now)
    work.account = replace(account, policies=append(account.policies, policy))
    tags = write_tags(policy.tags) or None
    written = write_policy(view(work.account, policy), PolicyUsage.of(work.account))
    return (("Policy", (*written, ("Tags", tags))),)


def get_policy(work: Work) -> Fields:
    """GetPolicy, with its tags even where there are none."""
    policy = _get(work)
    return (
        (
            "Policy",
            (
                *write_policy(policy, PolicyUsage.of(work.account)),
                ("Description", policy.description or None),
                ("Tags", write_tags(policy.tags)),
            ),
        ),
    )


def list_policies(work: Work) -> Fields:
    """ListPolicies: the account's own first."""
    parameters = work.parameters
    scope = parameters.find_text("Scope") or "All"
    policies = [
        *(list_own(work.account) if scope != "AWS" else ()),
        *(list_of_aws(work) if scope != "Local" else ()),
    ]
    usage, prefix = PolicyUsage.of(work.account), parameters.find_text("PathPrefix") or "/"
    chosen = [
        policy
        for policy in policies
        if policy.path.startswith(prefix) and _is_wanted(policy.arn, usage, parameters)
    ]
    return write_page(
        "Policies", chosen, parameters, write=lambda policy: write_policy(policy, usage)
    )


def delete_policy(work: Work) -> Fields:
    """DeletePolicy: only of one that nobody uses and that has no version but the default one."""
    policy = get_own(work, "Cannot delete policies outside your own account.")
    if any(list_users_of(work.account, work.parameters.text("PolicyArn"), None)):
        raise delete_conflict("Cannot delete a policy attached to entities.")
    if len(policy.versions or ()) > 1:
        raise delete_conflict(
            "This policy has more than one version. Before you delete a policy, you must delete "
            "the policy's versions. The default version is deleted with the policy."
        )
    _put(work, policy, None)
    return ()


def tag_policy(work: Work) -> Fields:
    """TagPolicy. Keys that differ in case are two, unlike those of a role."""
    policy = get_own(work, "Cannot tag policies outside your own account.")
    added = read_tags(work.parameters, _DUPLICATE_KEYS, str)
    _put(work, policy, replace(policy, tags=merge_tags(policy.tags, added, str)))
    return ()


def untag_policy(work: Work) -> Fields:
    """UntagPolicy."""
    policy = get_own(work, "Cannot untag policies outside your own account.")
    tags = drop_tags(policy.tags, work.parameters.texts("TagKeys"), str)
    _put(work, policy, replace(policy, tags=tags))
    return ()


def list_policy_tags(work: Work) -> Fields:
    """ListPolicyTags."""
    return write_tag_page(_get(work).tags, work.parameters)


def get_own(work: Work, refusal: str) -> PolicyEntry:
    """The account's policy that is named. Raises AWSRefused, for one of AWS's with that text."""
    arn = verify_own(work, refusal)
    found = find_own(work.account, arn)
    if found is None:
        raise _not_found(arn)
    return found


def verify_own(work: Work, refusal: str) -> str:
    """The ARN that is named. Raises AWSRefused with that text for one of another owner."""
    arn = work.parameters.text("PolicyArn")
    if ARN.parse(arn).account != work.account.id:
        raise AWSRefused("AccessDenied", 403, refusal, reason="policy_of_others")
    return arn


def _get(work: Work) -> ManagedPolicy:
    arn = work.parameters.text("PolicyArn")
    found = find_managed(work, arn)
    if found is None:
        raise _not_found(arn)
    return found


def _put(work: Work, policy: PolicyEntry, changed: PolicyEntry | None) -> None:
    account = work.account
    work.account = replace(account, policies=swap(account.policies, policy, changed))


def _is_wanted(arn: str, usage: PolicyUsage, parameters: Parameters) -> bool:
    """By OnlyAttached and PolicyUsageFilter. A policy that is no boundary is for permissions."""
    wanted = parameters.find_text("PolicyUsageFilter")
    use = None if wanted is None else Use(wanted)
    if use is Use.BOUNDARY:
        return usage.is_used(arn, use)
    if parameters.find_flag("OnlyAttached"):
        return usage.is_used(arn, Use.PERMISSIONS)
    return use is None or arn in usage.attachments or arn not in usage.boundaries


def _not_found(arn: str) -> AWSRefused:
    return no_such_entity(f"Policy {arn} was not found.")


def _find_new(account: AccountEntry, _caller: Caller, parameters: Parameters) -> Target:
    new = PolicyEntry(parameters.text("PolicyName"), "", parameters.find_text("Path") or "/")
    return Target(account.policy_arn(new), describe_requested_tags(parameters))


def _find_tagged(account: AccountEntry, caller: Caller, parameters: Parameters) -> Target:
    target = find_policy_target(account, caller, parameters)
    return replace(target, context=target.context | describe_requested_tags(parameters))


MANAGED_POLICIES = {
    "CreatePolicy": Operation(_find_new, create_policy),
    "GetPolicy": Operation(find_policy_target, get_policy, is_writing=False),
    "ListPolicies": Operation(ask_for_everything, list_policies, is_writing=False),
    "DeletePolicy": Operation(find_policy_target, delete_policy),
    "TagPolicy": Operation(_find_tagged, tag_policy),
    "UntagPolicy": Operation(_find_tagged, untag_policy),
    "ListPolicyTags": Operation(find_policy_target, list_policy_tags, is_writing=False),
}
