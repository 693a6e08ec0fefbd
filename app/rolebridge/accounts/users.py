"""Users: CreateUser, GetUser, ListUsers, UpdateUser, DeleteUser, their tags, policies, boundary."""

from collections.abc import Mapping
from dataclasses import replace

from rolebridge.access.call import Fields
from rolebridge.access.caller import Caller
from rolebridge.access.context import Values
from rolebridge.access.parameters import Parameters
from rolebridge.accounts.attachable import verify_boundary
from rolebridge.accounts.boundaries import build_boundary_operations, write_boundary
from rolebridge.accounts.entities import USER
from rolebridge.accounts.entity_tags import build_tag_operations
from rolebridge.accounts.holders import Holder, find_holder_target, get_holder
from rolebridge.accounts.names import choose_below_path, is_taken
from rolebridge.accounts.operation import Operation, Target, Work
from rolebridge.accounts.paging import write_page
from rolebridge.accounts.permission import require
from rolebridge.accounts.policies_of import build_policy_operations
from rolebridge.accounts.refusals import delete_conflict, limit_exceeded, name_taken
from rolebridge.accounts.tags import describe_requested_tags, read_tags, write_tags
from rolebridge.federation.account import AccountEntry, UserEntry
from rolebridge.ids import new_aws_id

MAX_USERS = 5000


def create_user(work: Work) -> Fields:
    """CreateUser."""
    parameters, account = work.parameters, work.account
    name, boundary = parameters.text("UserName"), parameters.find_text("PermissionsBoundary")
    user = UserEntry(
        name,
        parameters.find_text("Path") or "/",
        permissions_boundary=None if boundary is None else verify_boundary(work, boundary),
        tags=read_tags(parameters),
        unique_id=new_aws_id("AIDA", account.id, work.ids),
        created_at=work.now,
    )
    _check_name_free(account, name)
    if len(account.users) >= MAX_USERS:
        raise limit_exceeded(f"Cannot exceed quota for UsersPerAccount: {MAX_USERS}")
    work.account = USER.add(account, user)
    return (("User", (*write_user(account, user), *_write_details(user))),)


def get_user(work: Work) -> Fields:
    """GetUser: one by its name, or the caller itself, whom AWS tells of a root too."""
    holder = get_holder(work)
    if holder.user is None:
        return (("User", _write_root(work, holder)),)
    return (("User", (*write_user(work.account, holder.user), *_write_details(holder.user))),)


def list_users(work: Work) -> Fields:
    """ListUsers, without tags and boundaries, as AWS does."""
    chosen = choose_below_path(work.account.users, work.parameters)
    users = [write_user(work.account, user) for user in sorted(chosen, key=lambda u: u.name)]
    return write_page("Users", users, work.parameters)


def update_user(work: Work) -> Fields:
    """UpdateUser: another name or path for the same user. Its unique id, keys and groups stay.

    Permission is needed for what the user will be as well (IAM User Guide, renaming a user).
    """
    user = USER.get(work.account, work.parameters.text("UserName"))
    new = work.parameters.find_text("NewUserName") or user.name
    changed = replace(user, name=new, path=work.parameters.find_text("NewPath") or user.path)
    require(work, "UpdateUser", Target(work.account.user_arn(changed), {}))
    if new.lower() != user.name.lower():
        _check_name_free(work.account, new)
    if changed != user:
        work.account = USER.put(work.account, user, changed)
    return ()


def delete_user(work: Work) -> Fields:
    """DeleteUser: only one that holds nothing any more."""
    user = USER.get(work.account, work.parameters.text("UserName"))
    for is_held, first in (
        (work.unit.access_keys.count(user.unique_id), "delete access keys"),
        (work.unit.mfa_devices.list_of_user(user.unique_id), "delete MFA device"),
        (user.inline_policies, "delete policies"),
        (user.attached_policies, "detach all policies"),
        (user.groups, "remove users from group"),
    ):
        if is_held:
            raise delete_conflict(f"Cannot delete entity, must {first} first.")
    work.account = USER.put(work.account, user, None)
    return ()


def write_user(account: AccountEntry, user: UserEntry) -> Fields:
    """A user as lists show it."""
    return (
        ("Path", user.path),
        ("UserName", user.name),
        ("UserId", user.unique_id),
        ("Arn", account.user_arn(user)),
        ("CreateDate", user.created_at),
    )


def _write_details(user: UserEntry) -> Fields:
    tags: Mapping[str, str] = user.tags
    return (
        ("PermissionsBoundary", write_boundary(user)),
        ("Tags", write_tags(tags) if tags else None),
    )


def _write_root(work: Work, holder: Holder) -> Fields:
    """The root has no name and no path; the oldest of its keys tells how long it is there."""
    keys = work.unit.access_keys.list_of_user(holder.id)
    created_at = keys[0].created_at if keys else None
    return (("UserId", holder.id), ("Arn", holder.arn), ("CreateDate", created_at))


def _check_name_free(account: AccountEntry, name: str) -> None:
    if is_taken(account.users, name):
        raise name_taken("User", name)


def _find_new_target(account: AccountEntry, _caller: Caller, parameters: Parameters) -> Target:
    """The user that is to be: its ARN, the tags and the boundary that are asked for."""
    user = UserEntry(parameters.text("UserName"), parameters.find_text("Path") or "/")
    boundary = parameters.find_text("PermissionsBoundary")
    bound: Values = {} if boundary is None else {"iam:PermissionsBoundary": boundary}
    return Target(account.user_arn(user), describe_requested_tags(parameters) | bound)


def _find_all(account: AccountEntry, _caller: Caller, parameters: Parameters) -> Target:
    """Lists are about the users below a path."""
    prefix = parameters.find_text("PathPrefix") or "/"
    return Target(account.root_arn.removesuffix("root") + f"user{prefix}", {})


USERS = {
    "CreateUser": Operation(_find_new_target, create_user),
    "GetUser": Operation(find_holder_target, get_user, is_writing=False),
    "ListUsers": Operation(_find_all, list_users, is_writing=False),
    "UpdateUser": Operation(USER.find_target, update_user),
    "DeleteUser": Operation(USER.find_target, delete_user),
    **build_tag_operations(USER),
    **build_boundary_operations(USER),
    **build_policy_operations(USER),
}
