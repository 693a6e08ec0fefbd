"""Applications on an instance or in a container: the credentials of an instance profile's role.

A role that trusts the service (`ec2.amazonaws.com`, `ecs-tasks.amazonaws.com`) is reached through
an instance profile. Sources: EC2 User Guide, "Use IMDS" and "IAM roles for Amazon EC2"; ECS
Developer Guide, "Task IAM role"; SDKs guide, "Container credential provider".
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rolebridge.access.context import RequestFacts
from rolebridge.access.ports import SealingKeys
from rolebridge.access.seal import Kind, SealBroken, seal, unseal
from rolebridge.audit.events import Origin
from rolebridge.clock import Clock
from rolebridge.errors import RolebridgeError
from rolebridge.federation.account import AccountEntry, InstanceProfileEntry
from rolebridge.federation.configuration import Configuration
from rolebridge.ids import IdSource
from rolebridge.sts.credentials import IssuedCredentials
from rolebridge.sts.ports import UnitOfWork

LONGEST_TOKEN_SECONDS = 21_600
LIFETIME = timedelta(hours=6)


class InstanceService(StrEnum):
    """The services that hand credentials to applications."""

    EC2 = "ec2.amazonaws.com"
    ECS = "ecs-tasks.amazonaws.com"


class InstanceRefused(RolebridgeError):
    """No metadata or credentials for this request; `status` is that of HTTP."""

    code = "instance_refused"

    def __init__(self, status: int, text: str, *, detail: str = "") -> None:
        super().__init__(text, detail=detail)
        self.status = status


@dataclass(frozen=True, slots=True)
class Instance:
    """What plays an instance: a profile with the role that it holds."""

    account: AccountEntry
    profile: InstanceProfileEntry
    role_arn: str

    @property
    def arn(self) -> str:
        """The ARN of the profile."""
        return self.account.instance_profile_arn(self.profile)

    @property
    def role_name(self) -> str:
        """The role's name, without its path."""
        return self.role_arn.rsplit("/", 1)[-1]

    @property
    def instance_id(self) -> str:
        """An instance id that stays while the profile does; it names the role session."""
        return f"i-{_digest('instance', self.profile.unique_id)[:17]}"

    @property
    def task_id(self) -> str:
        """The same for a container."""
        return _digest("task", self.profile.unique_id)[:32]


@dataclass(frozen=True, slots=True)
class InstanceCredentials:
    """Credentials of the role, and when they were made."""

    role_arn: str
    issued_at: datetime
    issued: IssuedCredentials


AssumeForService = Callable[[str, str, str, timedelta, Origin, RequestFacts], IssuedCredentials]
"""Service, role ARN, session name, lifetime: credentials, where the role trusts the service. Raises
AWSRefused, whose row in the trail is committed by then."""


@dataclass(frozen=True, slots=True)
class Instances:
    """Metadata sessions (IMDSv2), and credentials for instances and containers.

    `secret` keys the authorization tokens of containers. `allows_v1` answers without a session.
    """

    unit_of_work: Callable[[], UnitOfWork]
    clock: Clock
    ids: IdSource
    sealing_keys: SealingKeys
    assume: AssumeForService
    secret: bytes
    allows_v1: bool = False

    def open_session(self, profile: str, seconds: int) -> str:
        """A metadata session token, good for this profile. Raises InstanceRefused."""
        instance = self.get_instance(profile)
        if not 1 <= seconds <= LONGEST_TOKEN_SECONDS:
            raise InstanceRefused(
                400, f"The TTL must be from 1 to {LONGEST_TOKEN_SECONDS} seconds."
            )
        until = int(self.clock().timestamp()) + seconds
        return seal(
            json.dumps(until).encode(),
            kind=Kind.METADATA_SESSION,
            name=instance.profile.unique_id,
            keys=self.sealing_keys,
            ids=self.ids,
        )

    def enter(self, profile: str, token: str | None) -> Instance:
        """The instance whose metadata may be read. Raises InstanceRefused."""
        instance = self.get_instance(profile)
        if token is None and self.allows_v1:
            return instance
        if token is None or not self._is_live(token, instance):
            raise InstanceRefused(401, "Unauthorized")
        return instance

    def enter_container(self, profile: str, authorization: str) -> Instance:
        """The same for a container, by its Authorization header. Raises InstanceRefused."""
        instance = self.get_instance(profile)
        expected = self.build_authorization(instance)
        if not hmac.compare_digest(expected.encode(), authorization.encode("utf-8", "replace")):
            raise InstanceRefused(401, "The authorization token is not the container's.")
        return instance

    def build_authorization(self, instance: Instance) -> str:
        """The authorization token of a container; another profile of the same name has another."""
        return hmac.new(self.secret, instance.profile.unique_id.encode(), "sha256").hexdigest()

    def issue(
        self, instance: Instance, service: InstanceService, origin: Origin, facts: RequestFacts
    ) -> InstanceCredentials:
        """New credentials with each call, so that none is near its end. Raises AWSRefused where
        the role does not trust the service.
        """
        name = instance.instance_id if service is InstanceService.EC2 else instance.task_id
        issued = self.assume(service, instance.role_arn, name, LIFETIME, origin, facts)
        return InstanceCredentials(instance.role_arn, issued.expiration - LIFETIME, issued)

    def get_instance(self, profile: str) -> Instance:
        """By the profile's name or `ACCOUNT:NAME`, with the account's id or alias. Raises
        InstanceRefused for one that is unknown, not unique, or without a role.
        """
        with self.unit_of_work() as unit:
            configuration = unit.configuration.current()
        found = _find_profiles(configuration, profile)
        if len(found) > 1:
            raise InstanceRefused(
                404,
                f"There are instance profiles named {profile} in several accounts: write "
                "ACCOUNT:NAME, with the account's id or alias.",
            )
        if not found:
            raise InstanceRefused(404, f"There is no instance profile {profile[:200]}.")
        ((account, entry),) = found
        role = next((role for role in account.roles if role.name == entry.role), None)
        if role is None:
            raise InstanceRefused(404, f"The instance profile {entry.name} holds no role.")
        return Instance(account, entry, account.role_arn(role))

    def _is_live(self, token: str, instance: Instance) -> bool:
        try:
            content = unseal(
                token,
                kind=Kind.METADATA_SESSION,
                name=instance.profile.unique_id,
                keys=self.sealing_keys,
            )
        except SealBroken:
            return False
        return self.clock().timestamp() < int(content)


def _find_profiles(
    configuration: Configuration, profile: str
) -> list[tuple[AccountEntry, InstanceProfileEntry]]:
    place, separator, name = profile.rpartition(":")
    account = configuration.find_account(place) if separator else None
    if separator and account is None:
        return []
    return [
        (owner, entry)
        for owner, entry in configuration.instance_profiles.values()
        if entry.name == name and (account is None or owner.id == account.id)
    ]


def _digest(kind: str, unique_id: str) -> str:
    return hashlib.sha256(f"{kind}:{unique_id}".encode()).hexdigest()
