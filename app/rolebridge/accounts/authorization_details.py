"""GetAccountAuthorizationDetails: every user, group, role and policy, in one list of pages."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from rolebridge.access.call import Fields
from rolebridge.accounts.boundaries import write_boundary
from rolebridge.accounts.documents import write_document
from rolebridge.accounts.groups import write_group
from rolebridge.accounts.instance_profiles import list_profiles_of, write_profile
from rolebridge.accounts.managed import (
    ManagedPolicy,
    list_of_aws,
    list_own,
    list_versions,
    write_policy,
    write_whole_version,
)
from rolebridge.accounts.operation import Operation, Work
from rolebridge.accounts.paging import take_page
from rolebridge.accounts.policies_of import write_attached
from rolebridge.accounts.policy_usage import Entity, PolicyUsage
from rolebridge.accounts.role_answers import write_role
from rolebridge.accounts.tags import write_tags
from rolebridge.accounts.targets import ask_for_everything
from rolebridge.accounts.users import write_user
from rolebridge.federation.account import RoleEntry, UserEntry, UserGroupEntry

_KINDS = ("User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy")
_LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")

_Detail = tuple[str, Callable[[], Fields]]


def get_account_authorization_details(work: Work) -> Fields:
    """GetAccountAuthorizationDetails. Only what is on the page is written out."""
    wanted = work.parameters.texts("Filter") or _KINDS
    details = [detail for kind in _KINDS if kind in wanted for detail in _list_details(kind, work)]
    chosen, ends = take_page(details, work.parameters)
    written = [(name, write()) for name, write in chosen]
    lists = ((name, [fields for kind, fields in written if kind == name]) for name in _LISTS)
    return (*ends, *lists)


def _list_details(kind: str, work: Work) -> Iterator[_Detail]:
    """Everything of a kind: the list that it stands in, and how to write it."""
    account = work.account
    if kind == "User":
        for user in account.users:
            yield "UserDetailList", partial(_write_user, work, user)
    elif kind == "Group":
        for group in account.user_groups:
            yield "GroupDetailList", partial(_write_group, work, group)
    elif kind == "Role":
        for role in account.roles:
            yield "RoleDetailList", partial(_write_role, work, role)
    else:
        usage = PolicyUsage.of(account)
        for policy in _list_policies(kind, work, usage):
            yield "Policies", partial(_write_policy, work, policy, usage)


def _list_policies(kind: str, work: Work, usage: PolicyUsage) -> Iterable[ManagedPolicy]:
    """Of AWS's policies all that are known where the filter names them, else those in use."""
    if kind == "LocalManagedPolicy":
        return list_own(work.account)
    if kind in work.parameters.texts("Filter"):
        return list_of_aws(work)
    return [policy for policy in list_of_aws(work) if usage.is_used(policy.arn, None)]


def _write_user(work: Work, user: UserEntry) -> Fields:
    return (
        *write_user(work.account, user),
        ("UserPolicyList", _write_inline(user.inline_policies) or None),
        ("GroupList", list(user.groups)),
        *_write_attached(user),
        ("PermissionsBoundary", write_boundary(user)),
        ("Tags", write_tags(user.tags)),
    )


def _write_group(work: Work, group: UserGroupEntry) -> Fields:
    return (
        *write_group(work.account, group),
        ("GroupPolicyList", _write_inline(group.inline_policies)),
        *_write_attached(group),
    )


def _write_role(work: Work, role: RoleEntry) -> Fields:
    profiles = list_profiles_of(work.account, role.name)
    return (
        *write_role(work, role),
        ("InstanceProfileList", [write_profile(work, profile) for profile in profiles]),
        ("RolePolicyList", _write_inline(role.inline_policies)),
        *_write_attached(role),
        ("PermissionsBoundary", write_boundary(role)),
        ("Tags", write_tags(role.tags)),
        ("RoleLastUsed", ()),
    )


def _write_policy(work: Work, policy: ManagedPolicy, usage: PolicyUsage) -> Fields:
    versions = list_versions(work, policy.arn)
    return (
        *write_policy(policy, usage),
        ("Description", policy.description or None),
        ("PolicyVersionList", [write_whole_version(version) for version in versions]),
    )


def _write_inline(policies: Mapping[str, str]) -> list[Fields]:
    return [
        (("PolicyName", name), ("PolicyDocument", write_document(policies[name])))
        for name in sorted(policies)
    ]


def _write_attached(entity: Entity) -> Fields:
    attached = [write_attached(arn) for arn in entity.attached_policies]
    return (("AttachedManagedPolicies", attached),)


AUTHORIZATION_DETAILS = {
    "GetAccountAuthorizationDetails": Operation(
        ask_for_everything, get_account_authorization_details, is_writing=False
    ),
}
