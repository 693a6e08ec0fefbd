"""Roles and users that trust policies name: an ARN means who bore it when the policy was written.

IAM User Guide, "AWS JSON policy elements: Principal": a role or user ARN in a trust policy becomes
the principal's unique id when the policy is saved, and is shown as an ARN as long as that principal
exists. One that is deleted and made again is another, whom the policy does not trust.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from rolebridge.federation.account import AccountEntry, RoleEntry
from rolebridge.iam import MalformedPolicy, PolicyKind, parse_policy
from rolebridge.iam.principals import PrincipalType

_ENTITY_ARN = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):(?:role|user)/[\x21-\x7f]+")


def list_principal_arns(trust_policy: str) -> tuple[str, ...]:
    """The ARNs of roles and users that the document names as AWS principals; none of a text that
    is no trust policy.
    """
    try:
        policy = parse_policy(trust_policy, PolicyKind.TRUST)
    except MalformedPolicy:
        return ()
    named = {
        text: None
        for statement in policy.statements
        if statement.principals is not None
        for kind, text in statement.principals.written
        if kind is PrincipalType.AWS and _ENTITY_ARN.fullmatch(text)
    }
    return tuple(named)


def list_principal_ids(trust_policy: str, principals: Mapping[str, str]) -> dict[str, str]:
    """The unique id of each role and user that the document names and that exists.

    `principals` has the unique ids of all by their ARN.
    """
    arns = list_principal_arns(trust_policy)
    return {arn: principals[arn] for arn in arns if arn in principals}


def list_named_accounts(account: AccountEntry) -> frozenset[str]:
    """The accounts of the roles and users in those trust policies that are still to be pinned."""
    return frozenset(
        arn.split(":", 5)[4]
        for role in account.roles
        if role.principal_ids is None
        for arn in list_principal_arns(role.trust_policy)
    )


def keep_principal_ids(wanted: AccountEntry, stored: AccountEntry | None) -> AccountEntry:
    """The account with the stored `principal_ids` of each role that comes without and whose trust
    policy is as it was: applying a file again does not write its policies again.
    """
    kept = _list_stored_ids(stored)
    roles = tuple(
        role
        if role.principal_ids is not None
        else replace(role, principal_ids=kept.get((role.unique_id, role.trust_policy)))
        for role in wanted.roles
    )
    return replace(wanted, roles=roles)


def forget_principal_ids(wanted: AccountEntry, stored: AccountEntry | None) -> AccountEntry:
    """The account without the `principal_ids` of each role that has another trust policy by now."""
    kept = _list_stored_ids(stored)
    roles = tuple(
        role if (role.unique_id, role.trust_policy) in kept else replace(role, principal_ids=None)
        for role in wanted.roles
    )
    return replace(wanted, roles=roles)


def _list_stored_ids(
    stored: AccountEntry | None,
) -> dict[tuple[str, str], Mapping[str, str] | None]:
    roles = stored.roles if stored else ()
    return {(role.unique_id, role.trust_policy): role.principal_ids for role in roles}


def pin_principals(account: AccountEntry, principals: Mapping[str, str]) -> AccountEntry:
    """The account with `principal_ids` in every role that came without."""
    roles = tuple(
        role
        if role.principal_ids is not None
        else replace(role, principal_ids=list_principal_ids(role.trust_policy, principals))
        for role in account.roles
    )
    return replace(account, roles=roles)


def resolve_trust_policy(role: RoleEntry, principals: Mapping[str, str]) -> str:
    """The trust policy as it applies now: the ARN of whoever is gone, or is another by now, stands
    as the unique id of the one who was meant, which matches nobody.

    The very text of the role where nothing is stale, so that what was prepared for it is found.
    """
    pinned = role.principal_ids
    if not pinned:
        return role.trust_policy
    stale = {arn: old for arn, old in pinned.items() if principals.get(arn) != old}
    return _replace(role.trust_policy, tuple(stale.items())) if stale else role.trust_policy


def replace_principals(trust_policy: str, names: Mapping[str, str]) -> str:
    """The trust policy with other names for AWS principals: ARNs for ids, or ids for ARNs."""
    return _replace(trust_policy, tuple(names.items()))


@lru_cache(maxsize=256)
def _replace(trust_policy: str, stale: tuple[tuple[str, str], ...]) -> str:
    old_ids = dict(stale)
    document = json.loads(trust_policy)
    statements = document.get("Statement", [])
    for statement in statements if isinstance(statements, list) else [statements]:
        principal = statement.get("Principal")
        if isinstance(principal, dict) and "AWS" in principal:
            principal["AWS"] = _replace_names(principal["AWS"], old_ids)
    return json.dumps(document, ensure_ascii=False)


def _replace_names(names: Any, old_ids: Mapping[str, str]) -> Any:
    if isinstance(names, list):
        return [old_ids.get(name, name) for name in names]
    return old_ids.get(names, names)
