"""Tags of users and roles: `TagUser`, `UntagUser`, `ListUserTags` and the same of roles."""

from dataclasses import replace
from functools import partial
from typing import TypeVar

from rolebridge.access.call import Fields
from rolebridge.access.caller import Caller
from rolebridge.access.parameters import Parameters
from rolebridge.accounts.entities import EntityKind
from rolebridge.accounts.operation import Operation, Target, Work
from rolebridge.accounts.tags import (
    describe_requested_tags,
    drop_tags,
    merge_tags,
    read_tags,
    write_tag_page,
)
from rolebridge.federation.account import AccountEntry, RoleEntry, UserEntry

Tagged = TypeVar("Tagged", RoleEntry, UserEntry)


def build_tag_operations(kind: EntityKind[Tagged]) -> dict[str, Operation]:
    """The three operations of a kind."""
    changing = partial(_find_target, kind)
    return {
        f"Tag{kind.word}": Operation(changing, partial(_tag, kind)),
        f"Untag{kind.word}": Operation(changing, partial(_untag, kind)),
        f"List{kind.word}Tags": Operation(kind.find_target, partial(_list, kind), is_writing=False),
    }


def _find_target(
    kind: EntityKind[Tagged], account: AccountEntry, caller: Caller, parameters: Parameters
) -> Target:
    target = kind.find_target(account, caller, parameters)
    return replace(target, context=target.context | describe_requested_tags(parameters))


def _tag(kind: EntityKind[Tagged], work: Work) -> Fields:
    entity = kind.get(work.account, work.parameters.text(kind.parameter))
    tags = merge_tags(entity.tags, read_tags(work.parameters))
    work.account = kind.put(work.account, entity, replace(entity, tags=tags))
    return ()


def _untag(kind: EntityKind[Tagged], work: Work) -> Fields:
    entity = kind.get(work.account, work.parameters.text(kind.parameter))
    tags = drop_tags(entity.tags, work.parameters.texts("TagKeys"))
    work.account = kind.put(work.account, entity, replace(entity, tags=tags))
    return ()


def _list(kind: EntityKind[Tagged], work: Work) -> Fields:
    entity = kind.get(work.account, work.parameters.text(kind.parameter))
    return write_tag_page(entity.tags, work.parameters)
