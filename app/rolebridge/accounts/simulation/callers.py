"""Whose policies are simulated, and who the simulated caller is."""

import re

from rolebridge.access.caller import Caller
from rolebridge.access.context import Values, describe_tags
from rolebridge.access.parameters import Parameters, show
from rolebridge.access.refusals import AWSRefused
from rolebridge.accounts.entities import describe
from rolebridge.accounts.names import find_named
from rolebridge.accounts.operation import Target, Work
from rolebridge.accounts.refusals import invalid_input, no_such_entity
from rolebridge.accounts.simulation.sources import Entity
from rolebridge.arn import ARN, InvalidARN
from rolebridge.federation.account import AccountEntry, RoleEntry, UserEntry, UserGroupEntry
from rolebridge.iam import CallerKind, Principal, UnknownPrincipal, build_principal
from rolebridge.iam.text import fold

_TYPES = {
    CallerKind.USER: "User",
    CallerKind.ROLE: "AssumedRole",
    CallerKind.SESSION: "AssumedRole",
    CallerKind.FEDERATED_USER: "FederatedUser",
}
_ENTITY = re.compile(r"(user|group|role)/.+")


def find_source_target(account: AccountEntry, _caller: Caller, parameters: Parameters) -> Target:
    """The entity whose policies are asked. Raises AWSRefused for what is no ARN of one."""
    arn = parameters.text("PolicySourceArn")
    try:
        parsed = ARN.parse(arn)
    except InvalidARN:
        raise _invalid_entity(arn) from None
    is_iam = (parsed.service, parsed.region) == ("iam", "")
    if not is_iam or _ENTITY.fullmatch(parsed.resource) is None:
        raise _invalid_entity(arn)
    found = find_entity(account, arn)
    return Target(arn, {} if found is None else describe(found))


def get_entity(work: Work) -> Entity:
    """The user, group or role that PolicySourceArn names. Raises AWSRefused."""
    arn = work.parameters.text("PolicySourceArn")
    found = find_entity(work.account, arn)
    if found is None:
        raise no_such_entity(f"The entity {show(arn)} cannot be found.", has_aws_text=False)
    return found


def find_entity(account: AccountEntry, arn: str) -> Entity | None:
    """The user, group or role of the account that has the ARN."""
    entities: tuple[tuple[str, Entity], ...] = (
        *((account.user_arn(user), user) for user in account.users),
        *((account.role_arn(role), role) for role in account.roles),
        *((account.user_group_arn(group), group) for group in account.user_groups),
    )
    return next((entity for known, entity in entities if known == arn), None)


def build_caller(work: Work, entity: Entity | None) -> Principal:
    """The caller of the simulation: CallerArn, else the entity itself, else some user.

    AWS takes users only; sessions, roles and providers have trust policies to ask as well. Raises
    AWSRefused, also where a resource policy is given and nobody that it could name.
    """
    arn = work.parameters.find_text("CallerArn")
    if arn is None:
        if entity is None or isinstance(entity, UserGroupEntry):
            if "ResourcePolicy" in work.parameters:
                text = "CallerArn is required where a ResourcePolicy is given."
                raise invalid_input(text, has_aws_text=False)
            return build_principal(work.account.root_arn.removesuffix("root") + "user/somebody")
        arn = work.parameters.text("PolicySourceArn")
    try:
        principal = build_principal(arn)
    except UnknownPrincipal as error:
        raise invalid_input(f"CallerArn: {error}", has_aws_text=False) from None
    if principal.kind is CallerKind.ROOT:
        text = "CallerArn: no policy of its own limits the root user of an account."
        raise invalid_input(text, has_aws_text=False)
    return principal


def describe_principal(principal: Principal, account: AccountEntry) -> Values:
    """The condition keys that are known of the simulated caller."""
    if principal.account is None:
        return {}
    arn, entity = _find_behind(principal, account)
    values: Values = {
        "aws:PrincipalArn": arn,
        "aws:PrincipalAccount": principal.account,
        "aws:PrincipalType": _TYPES[principal.kind],
    }
    if isinstance(entity, UserEntry):
        values |= {"aws:username": entity.name, "aws:userid": entity.unique_id}
    elif isinstance(entity, RoleEntry) and principal.kind is CallerKind.SESSION:
        values["aws:userid"] = f"{entity.unique_id}:{principal.arn.rpartition('/')[2]}"
    if isinstance(entity, UserEntry | RoleEntry):
        values |= describe_tags("Principal", entity.tags)
    return values


def _find_behind(principal: Principal, account: AccountEntry) -> tuple[str, Entity | None]:
    """Whose tags a caller has, and the ARN that conditions see: that of the role of a session."""
    if principal.kind is not CallerKind.SESSION or principal.pathless is None:
        return principal.arn, find_entity(account, principal.arn)
    is_here = principal.account == account.id
    role = find_named(account.roles, ARN.parse(principal.pathless).name) if is_here else None
    return principal.pathless if role is None else account.role_arn(role), role


def read_context(parameters: Parameters, known: Values) -> Values:
    """ContextEntries, over what is known. Raises AWSRefused for a key that is given twice."""
    given: dict[str, tuple[str, tuple[str, ...]]] = {}
    for entry in parameters.items("ContextEntries"):
        name = entry.find_text("ContextKeyName")
        if name is None:
            raise invalid_input("A context entry needs a ContextKeyName.", has_aws_text=False)
        if fold(name) in given:
            text = f"The context key {show(name)} is given more than once."
            raise invalid_input(text, has_aws_text=False)
        given[fold(name)] = name, entry.texts("ContextKeyValues")
    kept = {key: value for key, value in known.items() if fold(key) not in given}
    return kept | dict(given.values())


def _invalid_entity(arn: str) -> AWSRefused:
    text = f"Invalid Entity Arn: {show(arn)} does not clearly define entity type and name."
    return invalid_input(text, has_aws_text=False)
