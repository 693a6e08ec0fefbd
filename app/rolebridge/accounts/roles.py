"""Roles: made, read, changed, deleted. Their policies, tags and boundaries are as of any entity."""

from dataclasses import replace

from rolebridge.access.call import EMPTY_RESULT, Fields
from rolebridge.access.caller import Caller
from rolebridge.access.context import Values
from rolebridge.access.parameters import Parameters
from rolebridge.accounts import quotas
from rolebridge.accounts.attachable import verify_boundary
from rolebridge.accounts.boundaries import build_boundary_operations
from rolebridge.accounts.entities import ROLE
from rolebridge.accounts.entity_tags import build_tag_operations
from rolebridge.accounts.names import choose_below_path, is_taken
from rolebridge.accounts.operation import Operation, Target, Work
from rolebridge.accounts.paging import write_page
from rolebridge.accounts.policies_of import build_policy_operations
from rolebridge.accounts.refusals import delete_conflict, invalid_input, name_taken
from rolebridge.accounts.role_answers import (
    write_described_role,
    write_listed_role,
    write_new_role,
    write_whole_role,
)
from rolebridge.accounts.tags import describe_requested_tags, read_tags
from rolebridge.accounts.trust_policies import check_trust_policy
from rolebridge.federation.account import AccountEntry, RoleEntry
from rolebridge.ids import new_aws_id

# Roles of services and of IAM Identity Center; policies of an organisation spare some of them.
_RESERVED_PATHS = ("/aws-service-role/", "/aws-reserved/")


def create_role(work: Work) -> Fields:
    """CreateRole."""
    parameters, name = work.parameters, work.parameters.text("RoleName")
    path = parameters.find_text("Path") or "/"
    if path.startswith(_RESERVED_PATHS):
        raise invalid_input(f"The path {path} is reserved for AWS.", has_aws_text=False)
    boundary = parameters.find_text("PermissionsBoundary")
    role = RoleEntry(
        name=name,
        trust_policy=check_trust_policy(work, parameters.text("AssumeRolePolicyDocument")),
        path=path,
        description=parameters.find_text("Description") or "",
        max_session_duration=parameters.find_number("MaxSessionDuration") or 3600,
        permissions_boundary=None if boundary is None else verify_boundary(work, boundary),
        tags=read_tags(parameters),
        unique_id=new_aws_id("AROA", work.account.id, work.ids),
        created_at=work.now,
    )
    if is_taken(work.account.roles, name):
        raise name_taken("Role", name)
    quotas.ROLES.check(work.account.roles)
    work.account = ROLE.add(work.account, role)
    return (("Role", write_new_role(work, role)),)


def get_role(work: Work) -> Fields:
    """GetRole."""
    return (("Role", write_whole_role(work, _get(work))),)


def list_roles(work: Work) -> Fields:
    """ListRoles, in the order of their names."""
    chosen = choose_below_path(work.account.roles, work.parameters)
    ordered = sorted(chosen, key=lambda role: role.name)
    return write_page(
        "Roles", ordered, work.parameters, write=lambda role: write_listed_role(work, role)
    )


def update_role(work: Work) -> Fields:
    """UpdateRole: what is not given stays."""
    role, parameters = _get(work), work.parameters
    description = parameters.find_text("Description")
    duration = parameters.find_number("MaxSessionDuration")
    changed = replace(
        role,
        description=role.description if description is None else description,
        max_session_duration=duration or role.max_session_duration,
    )
    _put(work, role, changed)
    return EMPTY_RESULT


def update_role_description(work: Work) -> Fields:
    """UpdateRoleDescription."""
    role = _get(work)
    changed = replace(role, description=work.parameters.text("Description"))
    _put(work, role, changed)
    return (("Role", write_described_role(work, changed)),)


def update_assume_role_policy(work: Work) -> Fields:
    """UpdateAssumeRolePolicy: whom the ARNs in it mean is settled anew, even by the same text."""
    role = _get(work)
    text = check_trust_policy(work, work.parameters.text("PolicyDocument"))
    _put(work, role, replace(role, trust_policy=text, principal_ids=None))
    return ()


def delete_role(work: Work) -> Fields:
    """DeleteRole: only of one that nothing hangs on."""
    role = _get(work)
    if any(profile.role == role.name for profile in work.account.instance_profiles):
        text = "Cannot delete entity, must remove roles from instance profile first."
        raise delete_conflict(text)
    if role.attached_policies:
        raise delete_conflict("Cannot delete entity, must detach all policies first.")
    if role.inline_policies:
        raise delete_conflict("Cannot delete entity, must delete policies first.")
    _put(work, role, None)
    return ()


def _get(work: Work) -> RoleEntry:
    return ROLE.get(work.account, work.parameters.text("RoleName"))


def _put(work: Work, role: RoleEntry, changed: RoleEntry | None) -> None:
    work.account = ROLE.put(work.account, role, changed)


def _find_new_role(account: AccountEntry, _caller: Caller, parameters: Parameters) -> Target:
    """The role that would be made, with its tags and the boundary that is asked for."""
    new = RoleEntry(parameters.text("RoleName"), "", parameters.find_text("Path") or "/")
    boundary = parameters.find_text("PermissionsBoundary")
    asked: Values = {} if boundary is None else {"iam:PermissionsBoundary": boundary}
    return Target(account.role_arn(new), describe_requested_tags(parameters) | asked)


def _find_all(account: AccountEntry, _caller: Caller, parameters: Parameters) -> Target:
    """Lists are about the roles below a path."""
    prefix = parameters.find_text("PathPrefix") or "/"
    return Target(account.root_arn.removesuffix("root") + f"role{prefix}", {})


ROLES = {
    "CreateRole": Operation(_find_new_role, create_role),
    "GetRole": Operation(ROLE.find_target, get_role, is_writing=False),
    "ListRoles": Operation(_find_all, list_roles, is_writing=False),
    "UpdateRole": Operation(ROLE.find_target, update_role),
    "UpdateRoleDescription": Operation(ROLE.find_target, update_role_description),
    "UpdateAssumeRolePolicy": Operation(ROLE.find_target, update_assume_role_policy),
    "DeleteRole": Operation(ROLE.find_target, delete_role),
    **build_tag_operations(ROLE),
    **build_policy_operations(ROLE),
    **build_boundary_operations(ROLE),
}
