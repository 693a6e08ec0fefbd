"""Permissions boundaries of users and roles."""

from dataclasses import replace
from typing import TypeVar

from rolebridge.access.call import Fields
from rolebridge.access.caller import Caller
from rolebridge.access.context import Values
from rolebridge.access.parameters import Parameters
from rolebridge.accounts.attachable import verify_boundary
from rolebridge.accounts.entities import EntityKind
from rolebridge.accounts.operation import Operation, Target, Work
from rolebridge.accounts.refusals import no_such_entity
from rolebridge.federation.account import AccountEntry, RoleEntry, UserEntry

Bounded = TypeVar("Bounded", RoleEntry, UserEntry)


def build_boundary_operations(kind: EntityKind[Bounded]) -> dict[str, Operation]:
    """`Put...PermissionsBoundary` and `Delete...PermissionsBoundary`.

    For the first, `iam:PermissionsBoundary` is the boundary that is asked for (Service
    Authorization Reference).
    """

    def put_target(account: AccountEntry, caller: Caller, parameters: Parameters) -> Target:
        target = kind.find_target(account, caller, parameters)
        asked: Values = {"iam:PermissionsBoundary": parameters.text("PermissionsBoundary")}
        return replace(target, context=target.context | asked)

    def put(work: Work) -> Fields:
        entity = kind.get(work.account, work.parameters.text(kind.parameter))
        arn = verify_boundary(work, work.parameters.text("PermissionsBoundary"))
        bounded = replace(entity, permissions_boundary=arn)
        work.account = kind.put(work.account, entity, bounded)
        return ()

    def delete(work: Work) -> Fields:
        entity = kind.get(work.account, work.parameters.text(kind.parameter))
        if entity.permissions_boundary is None:
            text = f"{kind.word} {entity.name} does not have a permissions boundary."
            raise no_such_entity(text, has_aws_text=False)
        free = replace(entity, permissions_boundary=None)
        work.account = kind.put(work.account, entity, free)
        return ()

    return {
        f"Put{kind.word}PermissionsBoundary": Operation(put_target, put),
        f"Delete{kind.word}PermissionsBoundary": Operation(kind.find_target, delete),
    }


def write_boundary(entity: RoleEntry | UserEntry) -> Fields | None:
    """A boundary as answers tell of it; None where there is none."""
    arn = entity.permissions_boundary
    if arn is None:
        return None
    return (("PermissionsBoundaryType", "Policy"), ("PermissionsBoundaryArn", arn))
