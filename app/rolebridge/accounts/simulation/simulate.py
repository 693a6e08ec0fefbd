"""SimulateCustomPolicy, SimulatePrincipalPolicy, and the condition keys that policies ask for.

Other than AWS's, these evaluate the trust policy of a role: the ResourcePolicy of a call about a
role, or, where none is given, the one that a role of the account has.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rolebridge.access.call import Fields
from rolebridge.access.parameters import Parameters, show
from rolebridge.accounts.operation import Operation, Work
from rolebridge.accounts.paging import take_page
from rolebridge.accounts.refusals import invalid_input
from rolebridge.accounts.simulation.callers import (
    build_caller,
    describe_principal,
    find_entity,
    find_source_target,
    get_entity,
    read_context,
)
from rolebridge.accounts.simulation.context_keys import list_context_keys
from rolebridge.accounts.simulation.results import Simulated
from rolebridge.accounts.simulation.sources import (
    Entity,
    Source,
    Sources,
    find_managed_source,
    list_sources,
    read_input,
    read_inputs,
)
from rolebridge.accounts.targets import ask_for_everything
from rolebridge.federation.account import RoleEntry, UserGroupEntry
from rolebridge.federation.trust_principals import resolve_trust_policy
from rolebridge.iam import InvalidRequest, PolicyKind, Principal, Request, RequestContext

# How many characters of policies are asked for one page: a few long ones are asked few questions.
_MOST_READ = 1_000_000
_ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9]+")
_OWNER = re.compile(r"(?:arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:)?([0-9]{12})(?::.*)?")


def simulate_custom_policy(work: Work) -> Fields:
    """SimulateCustomPolicy: the policies of the call and no others."""
    parameters = work.parameters
    identity = read_inputs(
        parameters.texts("PolicyInputList"), PolicyKind.IDENTITY, "PolicyInputList"
    )
    sources = Sources(identity, _read_boundary(parameters), tuple(_read_organization(parameters)))
    return _Simulation(work, sources, build_caller(work, None)).write()


def simulate_principal_policy(work: Work) -> Fields:
    """SimulatePrincipalPolicy: the policies that an entity has, and those of the call besides."""
    parameters, entity = work.parameters, get_entity(work)
    excluded = tuple(parameters.items("PolicyExclusionList"))
    own = (
        source
        for source in list_sources(work.account, entity, work.managed)
        if not any(_is_excluded(source, each) for each in excluded)
    )
    given = read_inputs(parameters.texts("PolicyInputList"), PolicyKind.IDENTITY, "PolicyInputList")
    boundary = _read_boundary(parameters)
    if boundary is None:
        boundary = _find_boundary(work, entity, excluded)
    sources = Sources((*own, *given), boundary)
    return _Simulation(work, sources, build_caller(work, entity)).write()


def get_context_keys_for_custom_policy(work: Work) -> Fields:
    """GetContextKeysForCustomPolicy."""
    texts = work.parameters.texts("PolicyInputList")
    given = read_inputs(texts, PolicyKind.IDENTITY, "PolicyInputList")
    return (("ContextKeyNames", list_context_keys(given)),)


def get_context_keys_for_principal_policy(work: Work) -> Fields:
    """GetContextKeysForPrincipalPolicy."""
    texts = work.parameters.texts("PolicyInputList")
    given = read_inputs(texts, PolicyKind.IDENTITY, "PolicyInputList")
    own = list_sources(work.account, get_entity(work), work.managed)
    return (("ContextKeyNames", list_context_keys((*own, *given))),)


@dataclass(frozen=True, slots=True)
class _Simulation:
    """The questions of one call. Only those whose answers are on the page are asked."""

    work: Work
    sources: Sources
    principal: Principal

    def write(self) -> Fields:
        parameters = self.work.parameters
        resources = parameters.texts("ResourceArns") or ("*",)
        actions = parameters.texts("ActionNames")
        for action in actions:
            if _ACTION.fullmatch(action) is None:
                raise invalid_input(f"{show(action)} is not an action.", has_aws_text=False)
        questions = [(action, resource) for action in actions for resource in resources]
        characters = sum(len(source.policy.text) for source in self.sources)
        most = max(1, _MOST_READ // max(1, characters))
        chosen, ends = take_page(questions, parameters, most=most)
        try:
            return (*ends, ("EvaluationResults", list(self._answer(chosen))))
        except InvalidRequest as error:
            raise invalid_input(str(error), has_aws_text=False) from None

    def _answer(self, questions: Sequence[tuple[str, str]]) -> Iterator[Fields]:
        known = describe_principal(self.principal, self.work.account)
        context = RequestContext.of(read_context(self.work.parameters, known))
        for action, resource in questions:
            owner = self._find_owner(resource)
            request = Request(self.principal, action, resource, owner, context)
            yield Simulated(self.sources, self._find_resource_policy(request)).write_result(request)

    def _find_owner(self, resource: str) -> str | None:
        """ResourceOwner, where the ARN does not tell whose the resource is."""
        told = self.work.parameters.find_text("ResourceOwner")
        owner = _OWNER.fullmatch(told) if told else None
        if told and owner is None:
            raise invalid_input("ResourceOwner names no account.", has_aws_text=False)
        is_told_by_arn = resource.split(":", 5)[4:5] not in ([], [""])
        return None if owner is None or is_told_by_arn else owner[1]

    def _find_resource_policy(self, request: Request) -> Source | None:
        kind = PolicyKind.TRUST if request.asks_for_role else PolicyKind.RESOURCE
        text = self.work.parameters.find_text("ResourcePolicy")
        if text is not None:
            return read_input(text, kind, "ResourcePolicy", "Resource Policy")
        if kind is PolicyKind.RESOURCE or "PolicySourceArn" not in self.work.parameters:
            return None
        role = find_entity(self.work.account, request.resource)
        if not isinstance(role, RoleEntry):
            return None
        stored = resolve_trust_policy(role, self.work.configuration.principals)
        return read_input(stored, kind, f"role_{role.name}_trust", "Resource Policy")


def _read_boundary(parameters: Parameters) -> tuple[Source, ...] | None:
    name = "PermissionsBoundaryPolicyInputList"
    if name not in parameters:
        return None
    return read_inputs(parameters.texts(name), PolicyKind.BOUNDARY, name)


def _read_organization(parameters: Parameters) -> Iterator[tuple[Source, ...]]:
    """One level after the other, from the root of the organisation to the account."""
    name = "OrderedOrganizationPolicyInputList"
    for number, level in enumerate(parameters.items(name), start=1):
        texts = level.texts("ServiceControlPolicyInputList")
        yield read_inputs(texts, PolicyKind.SCP, f"{name}.{number}.ServiceControlPolicyInputList")


def _find_boundary(
    work: Work, entity: Entity, excluded: Sequence[Parameters]
) -> tuple[Source, ...] | None:
    arn = None if isinstance(entity, UserGroupEntry) else entity.permissions_boundary
    if arn is None or any(_names_boundary(each, arn) for each in excluded):
        return None
    return tuple(find_managed_source(work.account, arn, work.managed))


def _names_boundary(identifier: Parameters, arn: str) -> bool:
    is_boundary = identifier.find_text("PolicyType") == "permission-boundary"
    return is_boundary and identifier.find_text("PolicyArn") in (None, arn)


def _is_excluded(source: Source, identifier: Parameters) -> bool:
    """Whether an entry of PolicyExclusionList names the policy, by its ARN or by its holder."""
    if identifier.find_text("PolicyType") == "permission-boundary":
        return False
    if source.arn is not None:
        return identifier.find_text("PolicyArn") == source.arn
    inline = identifier.find_structure("InlinePolicyIdentifier")
    if inline is None or source.holder is None:
        return False
    word, holder = source.holder
    return (
        inline.text("PolicyName"),
        inline.text("AttachmentType").lower(),
        inline.text("AttachmentName"),
    ) == (source.name, word, holder)


SIMULATION = {
    "SimulateCustomPolicy": Operation(ask_for_everything, simulate_custom_policy, is_writing=False),
    "SimulatePrincipalPolicy": Operation(
        find_source_target, simulate_principal_policy, is_writing=False
    ),
    "GetContextKeysForCustomPolicy": Operation(
        ask_for_everything, get_context_keys_for_custom_policy, is_writing=False
    ),
    "GetContextKeysForPrincipalPolicy": Operation(
        find_source_target, get_context_keys_for_principal_policy, is_writing=False
    ),
}
