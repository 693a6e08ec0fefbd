"""Groups of users, and who is in them."""

from dataclasses import replace

from rolebridge.access.call import Fields
from rolebridge.access.caller import Caller
from rolebridge.access.parameters import Parameters
from rolebridge.accounts.entities import GROUP, USER
from rolebridge.accounts.names import append, choose_below_path, is_taken
from rolebridge.accounts.operation import Operation, Target, Work
from rolebridge.accounts.paging import write_page
from rolebridge.accounts.permission import require
from rolebridge.accounts.policies_of import build_policy_operations
from rolebridge.accounts.refusals import (
    delete_conflict,
    limit_exceeded,
    name_taken,
)
from rolebridge.accounts.users import write_user
from rolebridge.federation.account import AccountEntry, UserEntry, UserGroupEntry
from rolebridge.ids import new_aws_id

MAX_GROUPS = 300
MAX_GROUPS_OF_USER = 10


def create_group(work: Work) -> Fields:
    """CreateGroup."""
    account, name = work.account, work.parameters.text("GroupName")
    _check_name_free(account, name)
    if len(account.user_groups) >= MAX_GROUPS:
        raise limit_exceeded(f"Cannot exceed quota for GroupsPerAccount: {MAX_GROUPS}")
    group = UserGroupEntry(
        name,
        work.parameters.find_text("Path") or "/",
        unique_id=new_aws_id("AGPA", account.id, work.ids),
        created_at=work.now,
    )
    work.account = GROUP.add(account, group)
    return (("Group", write_group(account, group)),)


def get_group(work: Work) -> Fields:
    """GetGroup: the group, and its users in pages."""
    group = GROUP.get(work.account, work.parameters.text("GroupName"))
    members = sorted(_list_members(work.account, group), key=lambda user: user.name)
    users = [write_user(work.account, user) for user in members]
    shown = ("Group", write_group(work.account, group))
    return (shown, *write_page("Users", users, work.parameters))


def list_groups(work: Work) -> Fields:
    """ListGroups."""
    chosen = choose_below_path(work.account.user_groups, work.parameters)
    groups = [write_group(work.account, each) for each in sorted(chosen, key=lambda g: g.name)]
    return write_page("Groups", groups, work.parameters)


def list_groups_for_user(work: Work) -> Fields:
    """ListGroupsForUser."""
    user = USER.get(work.account, work.parameters.text("UserName"))
    groups = sorted((g for g in work.account.user_groups if g.name in user.groups), key=_name)
    shown = [write_group(work.account, group) for group in groups]
    return write_page("Groups", shown, work.parameters)


def update_group(work: Work) -> Fields:
    """UpdateGroup: another name or path for the same group, with the same users in it."""
    account, parameters = work.account, work.parameters
    group = GROUP.get(account, parameters.text("GroupName"))
    new = parameters.find_text("NewGroupName") or group.name
    changed = replace(group, name=new, path=parameters.find_text("NewPath") or group.path)
    require(work, "UpdateGroup", Target(account.user_group_arn(changed), {}))
    if new.lower() != group.name.lower():
        _check_name_free(account, new)
    if changed == group:
        return ()
    users = tuple(_rename_group(user, group.name, new) for user in account.users)
    work.account = GROUP.put(replace(account, users=users), group, changed)
    return ()


def delete_group(work: Work) -> Fields:
    """DeleteGroup: only one without users and policies."""
    group = GROUP.get(work.account, work.parameters.text("GroupName"))
    for is_held, first in (
        (_list_members(work.account, group), "remove users from group"),
        (group.inline_policies, "delete policies"),
        (group.attached_policies, "detach all policies"),
    ):
        if is_held:
            raise delete_conflict(f"Cannot delete entity, must {first} first.")
    work.account = GROUP.put(work.account, group, None)
    return ()


def add_user_to_group(work: Work) -> Fields:
    """AddUserToGroup; a user who is in it already stays."""
    group = GROUP.get(work.account, work.parameters.text("GroupName"))
    user = USER.get(work.account, work.parameters.text("UserName"))
    if group.name in user.groups:
        return ()
    if len(user.groups) >= MAX_GROUPS_OF_USER:
        raise limit_exceeded(f"Cannot exceed quota for GroupsPerUser: {MAX_GROUPS_OF_USER}")
    joined = replace(user, groups=append(user.groups, group.name))
    work.account = USER.put(work.account, user, joined)
    return ()


def remove_user_from_group(work: Work) -> Fields:
    """RemoveUserFromGroup; of a user who is not in it nothing is said, as AWS does."""
    user = USER.get(work.account, work.parameters.text("UserName"))
    group = GROUP.get(work.account, work.parameters.text("GroupName"))
    if group.name not in user.groups:
        return ()
    left = replace(user, groups=tuple(name for name in user.groups if name != group.name))
    work.account = USER.put(work.account, user, left)
    return ()


def write_group(account: AccountEntry, group: UserGroupEntry) -> Fields:
    """A group as answers show it."""
    return (
        ("Path", group.path),
        ("GroupName", group.name),
        ("GroupId", group.unique_id),
        ("Arn", account.user_group_arn(group)),
        ("CreateDate", group.created_at),
    )


def _name(group: UserGroupEntry) -> str:
    return group.name


def _list_members(account: AccountEntry, group: UserGroupEntry) -> list[UserEntry]:
    return [user for user in account.users if group.name in user.groups]


def _rename_group(user: UserEntry, old: str, new: str) -> UserEntry:
    if old not in user.groups:
        return user
    return replace(user, groups=tuple(new if name == old else name for name in user.groups))


def _check_name_free(account: AccountEntry, name: str) -> None:
    if is_taken(account.user_groups, name):
        raise name_taken("Group", name)


def _find_new_target(account: AccountEntry, _caller: Caller, parameters: Parameters) -> Target:
    group = UserGroupEntry(parameters.text("GroupName"), parameters.find_text("Path") or "/")
    return Target(account.user_group_arn(group), {})


def _find_all(account: AccountEntry, _caller: Caller, parameters: Parameters) -> Target:
    prefix = parameters.find_text("PathPrefix") or "/"
    return Target(account.root_arn.removesuffix("root") + f"group{prefix}", {})


GROUPS = {
    "CreateGroup": Operation(_find_new_target, create_group),
    "GetGroup": Operation(GROUP.find_target, get_group, is_writing=False),
    "ListGroups": Operation(_find_all, list_groups, is_writing=False),
    "ListGroupsForUser": Operation(USER.find_target, list_groups_for_user, is_writing=False),
    "UpdateGroup": Operation(GROUP.find_target, update_group),
    "DeleteGroup": Operation(GROUP.find_target, delete_group),
    "AddUserToGroup": Operation(GROUP.find_target, add_user_to_group),
    "RemoveUserFromGroup": Operation(GROUP.find_target, remove_user_from_group),
    **build_policy_operations(GROUP),
}
