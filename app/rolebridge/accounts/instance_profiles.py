"""Instance profiles: made, read, listed, tagged, deleted, and the one role that each may have."""

from dataclasses import replace

from rolebridge.access.call import Fields
from rolebridge.access.caller import Caller
from rolebridge.access.context import describe_tags
from rolebridge.access.parameters import Parameters
from rolebridge.accounts import quotas
from rolebridge.accounts.entities import ROLE
from rolebridge.accounts.names import append, choose_below_path, find_named, is_taken, swap
from rolebridge.accounts.operation import Operation, Target, Work
from rolebridge.accounts.paging import write_page
from rolebridge.accounts.permission import require
from rolebridge.accounts.refusals import (
    delete_conflict,
    entity_exists,
    limit_exceeded,
    no_such_entity,
)
from rolebridge.accounts.role_answers import write_role
from rolebridge.accounts.tags import (
    describe_requested_tags,
    drop_tags,
    merge_tags,
    read_tags,
    write_tag_page,
    write_tags,
)
from rolebridge.federation.account import AccountEntry, InstanceProfileEntry
from rolebridge.ids import new_aws_id

# Whom a role in an instance profile is passed to (IAM User Guide, "Granting a user permissions to
# pass a role to an AWS service").
_PASSED_TO = {"aws-cn": "ec2.amazonaws.com.cn"}


def create_instance_profile(work: Work) -> Fields:
    """CreateInstanceProfile."""
    name, account = work.parameters.text("InstanceProfileName"), work.account
    profile = InstanceProfileEntry(
        name,
        work.parameters.find_text("Path") or "/",
        tags=read_tags(work.parameters),
        unique_id=new_aws_id("AIPA", account.id, work.ids),
        created_at=work.now,
    )
    if is_taken(account.instance_profiles, name):
        raise entity_exists(f"Instance Profile {name} already exists.")
    quotas.INSTANCE_PROFILES.check(account.instance_profiles)
    profiles = append(account.instance_profiles, profile)
    work.account = replace(account, instance_profiles=profiles)
    tags = write_tags(profile.tags) or None
    return (("InstanceProfile", (*write_profile(work, profile), ("Tags", tags))),)


def get_instance_profile(work: Work) -> Fields:
    """GetInstanceProfile, with its tags even where there are none."""
    profile = _get(work)
    tags = write_tags(profile.tags)
    return (("InstanceProfile", (*write_profile(work, profile), ("Tags", tags))),)


def list_instance_profiles(work: Work) -> Fields:
    """ListInstanceProfiles, in the order of their names."""
    return _write_profiles(work, choose_below_path(work.account.instance_profiles, work.parameters))


def list_instance_profiles_for_role(work: Work) -> Fields:
    """ListInstanceProfilesForRole."""
    role = ROLE.get(work.account, work.parameters.text("RoleName"))
    return _write_profiles(work, list_profiles_of(work.account, role.name))


def delete_instance_profile(work: Work) -> Fields:
    """DeleteInstanceProfile: only of one without a role."""
    profile = _get(work)
    if profile.role is not None:
        text = "Cannot delete entity, must remove roles from instance profile first."
        raise delete_conflict(text)
    _put(work, profile, None)
    return ()


def add_role_to_instance_profile(work: Work) -> Fields:
    """AddRoleToInstanceProfile: whoever does it passes the role to EC2, and must be allowed to."""
    _require_pass_role(work)
    profile = _get(work)
    role = ROLE.get(work.account, work.parameters.text("RoleName"))
    if profile.role is not None:
        raise limit_exceeded("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1")
    _put(work, profile, replace(profile, role=role.name))
    return ()


def remove_role_from_instance_profile(work: Work) -> Fields:
    """RemoveRoleFromInstanceProfile."""
    profile = _get(work)
    role = ROLE.get(work.account, work.parameters.text("RoleName"))
    if profile.role != role.name:
        text = f"Role {role.name} in Instance Profile {profile.name} cannot be found."
        raise no_such_entity(text)
    _put(work, profile, replace(profile, role=None))
    return ()


def tag_instance_profile(work: Work) -> Fields:
    """TagInstanceProfile."""
    profile = _get(work)
    tags = merge_tags(profile.tags, read_tags(work.parameters))
    _put(work, profile, replace(profile, tags=tags))
    return ()


def untag_instance_profile(work: Work) -> Fields:
    """UntagInstanceProfile."""
    profile = _get(work)
    tags = drop_tags(profile.tags, work.parameters.texts("TagKeys"))
    _put(work, profile, replace(profile, tags=tags))
    return ()


def list_instance_profile_tags(work: Work) -> Fields:
    """ListInstanceProfileTags."""
    return write_tag_page(_get(work).tags, work.parameters)


def write_profile(work: Work, profile: InstanceProfileEntry) -> Fields:
    """What every answer has of a profile, its role in short."""
    role = find_named(work.account.roles, profile.role) if profile.role else None
    return (
        ("Path", profile.path),
        ("InstanceProfileName", profile.name),
        ("InstanceProfileId", profile.unique_id),
        ("Arn", work.account.instance_profile_arn(profile)),
        ("CreateDate", profile.created_at),
        ("Roles", [] if role is None else [write_role(work, role)]),
    )


def list_profiles_of(account: AccountEntry, role: str) -> tuple[InstanceProfileEntry, ...]:
    """The profiles that have the role of that name."""
    return tuple(profile for profile in account.instance_profiles if profile.role == role)


def _write_profiles(work: Work, profiles: tuple[InstanceProfileEntry, ...]) -> Fields:
    return write_page(
        "InstanceProfiles",
        sorted(profiles, key=lambda profile: profile.name),
        work.parameters,
        write=lambda profile: write_profile(work, profile),
    )


def _require_pass_role(work: Work) -> None:
    name = work.parameters.text("RoleName")
    service = _PASSED_TO.get(work.account.partition, "ec2.amazonaws.com")
    role = ROLE.find_target(work.account, work.caller, work.parameters)
    passed = Target(
        ROLE.name_arn(work.account, name), role.context | {"iam:PassedToService": service}
    )
    require(work, "PassRole", passed)


def _get(work: Work) -> InstanceProfileEntry:
    name = work.parameters.text("InstanceProfileName")
    found = find_named(work.account.instance_profiles, name)
    if found is None:
        raise no_such_entity(f"Instance Profile {name} cannot be found.")
    return found


def _put(work: Work, old: InstanceProfileEntry, new: InstanceProfileEntry | None) -> None:
    account = work.account
    work.account = replace(account, instance_profiles=swap(account.instance_profiles, old, new))


def _find_target(account: AccountEntry, _caller: Caller, parameters: Parameters) -> Target:
    """The profile that is named, with its tags."""
    name = parameters.text("InstanceProfileName")
    found = find_named(account.instance_profiles, name)
    if found is None:
        return Target(account.instance_profile_arn(InstanceProfileEntry(name)), {})
    return Target(account.instance_profile_arn(found), describe_tags("Resource", found.tags))


def _find_tagged(account: AccountEntry, caller: Caller, parameters: Parameters) -> Target:
    target = _find_target(account, caller, parameters)
    return replace(target, context=target.context | describe_requested_tags(parameters))


def _find_new(account: AccountEntry, _caller: Caller, parameters: Parameters) -> Target:
    path = parameters.find_text("Path") or "/"
    new = InstanceProfileEntry(parameters.text("InstanceProfileName"), path)
    return Target(account.instance_profile_arn(new), describe_requested_tags(parameters))


def _find_all(account: AccountEntry, _caller: Caller, parameters: Parameters) -> Target:
    """Lists are about the profiles below a path."""
    prefix = parameters.find_text("PathPrefix") or "/"
    return Target(account.root_arn.removesuffix("root") + f"instance-profile{prefix}", {})


INSTANCE_PROFILES = {
    "CreateInstanceProfile": Operation(_find_new, create_instance_profile),
    "GetInstanceProfile": Operation(_find_target, get_instance_profile, is_writing=False),
    "ListInstanceProfiles": Operation(_find_all, list_instance_profiles, is_writing=False),
    "ListInstanceProfilesForRole": Operation(
        ROLE.find_target, list_instance_profiles_for_role, is_writing=False
    ),
    "DeleteInstanceProfile": Operation(_find_target, delete_instance_profile),
    "AddRoleToInstanceProfile": Operation(_find_target, add_role_to_instance_profile),
    "RemoveRoleFromInstanceProfile": Operation(_find_target, remove_role_from_instance_profile),
    "TagInstanceProfile": Operation(_find_tagged, tag_instance_profile),
    "UntagInstanceProfile": Operation(_find_tagged, untag_instance_profile),
    "ListInstanceProfileTags": Operation(
        _find_target, list_instance_profile_tags, is_writing=False
    ),
}
