"""How answers tell of a role. What each operation leaves out is as recorded from AWS."""

from rolebridge.access.call import Fields
from rolebridge.accounts.boundaries import write_boundary
from rolebridge.accounts.documents import write_document
from rolebridge.accounts.operation import Work
from rolebridge.accounts.tags import write_tags
from rolebridge.federation.account import RoleEntry
from rolebridge.federation.trust_principals import resolve_trust_policy


def write_role(work: Work, role: RoleEntry) -> Fields:
    """What every answer has. A principal of the trust policy that is gone shows as its id."""
    document = resolve_trust_policy(role, work.configuration.principals)
    return (
        ("Path", role.path),
        ("RoleName", role.name),
        ("RoleId", role.unique_id),
        ("Arn", work.account.role_arn(role)),
        ("CreateDate", role.created_at),
        ("AssumeRolePolicyDocument", write_document(document)),
    )


def write_new_role(work: Work, role: RoleEntry) -> Fields:
    """CreateRole tells neither description nor longest session."""
    return (
        *write_role(work, role),
        ("PermissionsBoundary", write_boundary(role)),
        ("Tags", write_tags(role.tags) or None),
    )


def write_described_role(work: Work, role: RoleEntry) -> Fields:
    """UpdateRoleDescription tells the description besides."""
    return (*write_role(work, role), ("Description", role.description or None))


def write_listed_role(work: Work, role: RoleEntry) -> Fields:
    """ListRoles hides boundary, tags and last use."""
    longest = ("MaxSessionDuration", role.max_session_duration)
    return (*write_described_role(work, role), longest)


def write_whole_role(work: Work, role: RoleEntry) -> Fields:
    """GetRole tells everything. When a role was used last is not kept: it was never used."""
    return (
        *write_listed_role(work, role),
        ("PermissionsBoundary", write_boundary(role)),
        ("Tags", write_tags(role.tags) or None),
        ("RoleLastUsed", ()),
    )
