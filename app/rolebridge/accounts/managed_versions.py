"""Versions of managed policies, and the entities that use one.

IAM User Guide, "Versioning IAM policies": five at most, and no number is given twice.
"""

from collections.abc import Iterator
from dataclasses import replace

from rolebridge.access.call import Fields
from rolebridge.access.refusals import AWSRefused
from rolebridge.accounts.documents import check_document
from rolebridge.accounts.managed import (
    Version,
    find_managed,
    find_policy_target,
    list_versions,
    write_version,
    write_whole_version,
)
from rolebridge.accounts.managed_policies import get_own, verify_own
from rolebridge.accounts.names import swap
from rolebridge.accounts.operation import Operation, Work
from rolebridge.accounts.paging import take_page, write_page
from rolebridge.accounts.policy_usage import Entity, Use, list_users_of
from rolebridge.accounts.refusals import delete_conflict, limit_exceeded, no_such_entity
from rolebridge.federation.account import PolicyEntry, PolicyVersion, RoleEntry, UserEntry
from rolebridge.federation.policy_versions import MAX_VERSIONS, add_version
from rolebridge.iam import PolicyKind


def create_policy_version(work: Work) -> Fields:
    """CreatePolicyVersion: the default one only where that is asked for."""
    verify_own(work, refusal := "Cannot create policy versions outside your own account.")
    _require_policy(work)
    policy = get_own(work, refusal)
    text = check_document(work.parameters.text("PolicyDocument"), PolicyKind.MANAGED)
    versions = policy.versions or ()
    if len(versions) >= MAX_VERSIONS:
        raise limit_exceeded(
            f"A managed policy can have up to {MAX_VERSIONS} versions. Before you create a new "
            "version, you must delete an existing version."
        )
    is_default = work.parameters.find_flag("SetAsDefault") or False
    number = policy.last_version + 1
    if is_default:
        changed = add_version(policy, text, work.now)
    else:
        new = PolicyVersion(number, text, work.now)
        changed = replace(policy, versions=(*versions, new), last_version=number)
    _put(work, policy, replace(changed, updated_at=work.now))
    version = Version(f"v{number}", text, work.now, is_default)
    return (("PolicyVersion", write_version(version)),)


def get_policy_version(work: Work) -> Fields:
    """GetPolicyVersion, with the document."""
    return (("PolicyVersion", write_whole_version(_get_version(work))),)


def list_policy_versions(work: Work) -> Fields:
    """ListPolicyVersions, the newest first."""
    _require_policy(work)
    versions = list_versions(work, work.parameters.text("PolicyArn"))
    return write_page("Versions", versions, work.parameters, write=write_version)


def set_default_policy_version(work: Work) -> Fields:
    """SetDefaultPolicyVersion."""
    refusal = "Cannot update policies outside your own account."
    verify_own(work, refusal)
    version, policy = _get_version(work), get_own(work, refusal)
    number = int(version.id.removeprefix("v"))
    _put(work, policy, replace(policy, document=version.document, default_version=number))
    return ()


def delete_policy_version(work: Work) -> Fields:
    """DeletePolicyVersion: any but the default one."""
    refusal = "Cannot delete policy versions for policies outside your own account."
    verify_own(work, refusal)
    version, policy = _get_version(work), get_own(work, refusal)
    if version.is_default:
        raise delete_conflict("Cannot delete the default version of a policy.")
    kept = tuple(each for each in policy.versions or () if f"v{each.number}" != version.id)
    _put(work, policy, replace(policy, versions=kept))
    return ()


def list_entities_for_policy(work: Work) -> Fields:
    """ListEntitiesForPolicy, one page over groups, users and roles."""
    _require_policy(work)
    chosen, ends = take_page(list(_list_chosen(work)), work.parameters)
    written = [_write_entity(entity) for entity in chosen]
    return (
        *ends,
        *(
            (name, [fields for kind, fields in written if kind == name])
            for name in ("PolicyGroups", "PolicyUsers", "PolicyRoles")
        ),
    )


def _list_chosen(work: Work) -> Iterator[Entity]:
    parameters = work.parameters
    wanted, use = parameters.find_text("EntityFilter"), parameters.find_text("PolicyUsageFilter")
    prefix = parameters.find_text("PathPrefix") or "/"
    users = list_users_of(work.account, parameters.text("PolicyArn"), Use(use) if use else None)
    for entity in users:
        is_kind = wanted is None or _write_entity(entity)[0] == f"Policy{wanted}s"
        if is_kind and entity.path.startswith(prefix):
            yield entity


def _write_entity(entity: Entity) -> tuple[str, Fields]:
    """The list that an entity stands in, and how it is told of there."""
    kind = "Group"
    if isinstance(entity, UserEntry):
        kind = "User"
    elif isinstance(entity, RoleEntry):
        kind = "Role"
    return f"Policy{kind}s", ((f"{kind}Name", entity.name), (f"{kind}Id", entity.unique_id))


def _get_version(work: Work) -> Version:
    arn, wanted = work.parameters.text("PolicyArn"), work.parameters.text("VersionId")
    for version in list_versions(work, arn):
        if version.id == wanted:
            return version
    text = f"Policy {arn} version {wanted} does not exist or is not attachable."
    raise no_such_entity(text)


def _require_policy(work: Work) -> None:
    arn = work.parameters.text("PolicyArn")
    if find_managed(work, arn) is None:
        raise _not_attachable(arn)


def _not_attachable(arn: str) -> AWSRefused:
    return no_such_entity(f"Policy {arn} does not exist or is not attachable.")


def _put(work: Work, policy: PolicyEntry, changed: PolicyEntry) -> None:
    policies = swap(work.account.policies, policy, changed)
    work.account = replace(work.account, policies=policies)


_POLICY = find_policy_target

MANAGED_VERSIONS = {
    "CreatePolicyVersion": Operation(_POLICY, create_policy_version),
    "GetPolicyVersion": Operation(_POLICY, get_policy_version, is_writing=False),
    "ListPolicyVersions": Operation(_POLICY, list_policy_versions, is_writing=False),
    "SetDefaultPolicyVersion": Operation(_POLICY, set_default_policy_version),
    "DeletePolicyVersion": Operation(_POLICY, delete_policy_version),
    "ListEntitiesForPolicy": Operation(_POLICY, list_entities_for_policy, is_writing=False),
}
