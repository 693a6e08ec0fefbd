"""Which policies have a say about a caller: its own, its boundary, its session's."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from rolebridge.access.caller import Caller
from rolebridge.access.refusals import invalid_client_token
from rolebridge.access.session import SessionFacts, SessionKind, SessionPolicies
from rolebridge.federation.account import AccountEntry, RoleEntry, UserEntry
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.ports import ManagedPolicies
from rolebridge.iam import Layers, MalformedPolicy, Policy, PolicyKind, PolicySet, parse_policy

Entity = RoleEntry | UserEntry

# What a root may do, in the words of a policy, for sessions that a root narrows.
_EVERYTHING = parse_policy(
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
    PolicyKind.IDENTITY,
)


@dataclass(frozen=True, slots=True)
class Permissions:
    """Reads policies out of a configuration. `managed` are AWS's own.

    A policy that is not known, or cannot be read, allows and denies nothing; where one of the
    identity side cannot be read, nothing at all is allowed, since a Deny may be lost in it.
    """

    configuration: Configuration
    managed: ManagedPolicies | None = None

    def read_layers(self, caller: Caller) -> Layers:
        """Everything that limits the caller. Raises AWSRefused for one that is there no more."""
        session = caller.session
        if caller.is_root:
            return Layers()
        if session is not None and session.kind is SessionKind.ROOT:
            return Layers(identity=self.read_session(session.policies))
        if caller.issuer.resource == "root":  # A federated user of the root's.
            return Layers(PolicySet.of((_EVERYTHING,)), None, self._find_session(session))
        account, entity = self.get_entity(caller)
        layers = self.read_entity(account, entity)
        return Layers(layers.identity, None, self._find_session(session), layers.boundary)

    def read_entity(self, account: AccountEntry, entity: Entity) -> Layers:
        """Identity policies and boundary of a role or user, as its long-term self has them."""
        boundary = entity.permissions_boundary
        return Layers(
            identity=self._compile(self._list_identity(account, entity)),
            boundary=None if boundary is None else self._compile(self._list_managed([boundary])),
        )

    def read_session(self, policies: SessionPolicies) -> PolicySet:
        """The policies that a session was narrowed by."""
        inline = [(policies.inline, PolicyKind.SESSION)] if policies.inline is not None else []
        return self._compile([*map(_parse, inline), *self._list_managed(policies.managed)])

    def _find_session(self, session: SessionFacts | None) -> PolicySet | None:
        """None where the session was not narrowed, which is not the same as an empty set.

        A federated user may do nothing but what session policies say (STS GetFederationToken).
        """
        if session is None:
            return None
        is_federated = session.kind is SessionKind.FEDERATED_USER
        return self.read_session(session.policies) if session.policies or is_federated else None

    def require_caller(self, caller: Caller) -> Caller:
        """The caller by its present name: a session outlives the renaming of its user, whose old
        name may be another one's by now. Raises AWSRefused for a caller whose role, user or account
        has been deleted.
        """
        if caller.issuer.resource == "root":
            if caller.account not in self.configuration.accounts:
                raise invalid_client_token(f"the account {caller.account} is there no more")
            return caller
        account, entity = self.get_entity(caller)
        if isinstance(entity, RoleEntry):
            return caller
        return _rename(caller, account.user_arn(entity))

    def get_entity(self, caller: Caller) -> tuple[AccountEntry, Entity]:
        """The role or user that is behind a caller. Raises AWSRefused where it has been deleted,
        even if another one has its name by now.
        """
        found: tuple[AccountEntry, Entity] | None
        found = self.configuration.users_by_id.get(caller.issuer_id)
        if found is None:
            found = self.configuration.roles.get(caller.issuer_arn)
        if found is None or found[1].unique_id != caller.issuer_id:
            raise invalid_client_token(f"{caller.issuer_arn} is there no more")
        return found

    def _list_identity(self, account: AccountEntry, entity: Entity) -> Iterator[Policy | None]:
        holders: list[tuple[Iterable[str], Iterable[str]]] = [
            (entity.inline_policies.values(), entity.attached_policies)
        ]
        if isinstance(entity, UserEntry):
            groups = [group for group in account.user_groups if group.name in entity.groups]
            holders += [(each.inline_policies.values(), each.attached_policies) for each in groups]
        for inline, attached in holders:
            for text in inline:
                yield _parse((text, PolicyKind.IDENTITY))
            yield from self._list_managed(attached)

    def _list_managed(self, arns: Iterable[str]) -> Iterator[Policy | None]:
        for arn in arns:
            own = self.configuration.policies.get(arn)
            if own is not None:
                yield _parse((own.document, PolicyKind.MANAGED))
            elif self.managed is not None and (found := self.managed.find(arn)) is not None:
                yield found

    def _compile(self, policies: Iterable[Policy | None]) -> PolicySet:
        listed = list(policies)
        readable = [policy for policy in listed if policy is not None]
        return PolicySet.of(readable if len(readable) == len(listed) else ())


def _rename(caller: Caller, arn: str) -> Caller:
    if caller.issuer_arn == arn:
        return caller
    session = caller.session and replace(caller.session, issuer_arn=arn)
    return replace(caller, arn=session.principal_arn if session else arn, session=session)


@lru_cache(maxsize=8192)
def _parse(document: tuple[str, PolicyKind]) -> Policy | None:
    """Read once for each text; None for what cannot be read."""
    try:
        return parse_policy(*document)
    except MalformedPolicy:
        return None
