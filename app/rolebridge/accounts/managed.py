"""Managed policies as the operations see them: those of the account, and those of AWS.

Of AWS's own only name and document are known here: one has an id made from its ARN, one version,
and no dates.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from rolebridge.access.call import Fields
from rolebridge.access.caller import Caller
from rolebridge.access.context import describe_tags
from rolebridge.access.parameters import Parameters
from rolebridge.access.refusals import policy_arn_invalid
from rolebridge.accounts.attachable import is_policy_arn
from rolebridge.accounts.documents import write_document
from rolebridge.accounts.operation import Target, Work
from rolebridge.accounts.policy_usage import PolicyUsage
from rolebridge.arn import ARN
from rolebridge.federation.account import AccountEntry, PolicyEntry

_IDS_OF_AWS = "ANPA"


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a managed policy: `v1`, `v2` and so on."""

    id: str
    document: str
    created_at: datetime | None
    is_default: bool


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """A managed policy, whoever owns it. `versions` are in the order in which they were made."""

    arn: str
    unique_id: str
    default_version: str
    description: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The last part of the ARN."""
        return self.arn.rpartition("/")[2]

    @property
    def path(self) -> str:
        """`/` or `/team/`."""
        return self.arn.partition(":policy")[2].removesuffix(self.name)


def list_own(account: AccountEntry) -> Iterator[ManagedPolicy]:
    """The account's policies, by their names."""
    for policy in sorted(account.policies, key=lambda each: each.name):
        yield view(account, policy)


def list_of_aws(work: Work) -> Iterator[ManagedPolicy]:
    """AWS's own that are known here or that somebody has all the same, by their ARNs.

    Raises what their source raises.
    """
    prefix, usage = f"arn:{work.account.partition}:iam::aws:", PolicyUsage.of(work.account)
    arns = {*work.managed.arns, *usage.attachments, *usage.boundaries}
    return (_view_of_aws(arn) for arn in sorted(arns) if arn.startswith(prefix))


def find_managed(work: Work, arn: str) -> ManagedPolicy | None:
    """A policy of the account or of AWS."""
    own = find_own(work.account, arn)
    if own is not None:
        return view(work.account, own)
    is_known = work.managed.find(arn) is not None
    return _view_of_aws(arn) if is_known or _is_taken_as_named(work, arn) else None


def _is_taken_as_named(work: Work, arn: str) -> bool:
    """Whether it is one of AWS's that is not known here and that somebody has all the same."""
    is_of_aws = ARN.parse(arn).account == "aws"
    return is_of_aws and PolicyUsage.of(work.account).is_used(arn, None)


def find_own(account: AccountEntry, arn: str) -> PolicyEntry | None:
    """A policy of the account."""
    return next((each for each in account.policies if account.policy_arn(each) == arn), None)


def list_versions(work: Work, arn: str) -> list[Version]:
    """The versions of a policy, the newest first; none of one that is not there."""
    own = find_own(work.account, arn)
    if own is not None:
        return [
            Version(
                f"v{version.number}",
                version.document,
                version.created_at,
                version.number == own.default_version,
            )
            for version in reversed(own.versions or ())
        ]
    found = work.managed.find(arn)
    return [] if found is None else [Version("v1", found.text, None, is_default=True)]


def view(account: AccountEntry, policy: PolicyEntry) -> ManagedPolicy:
    """A policy of the account as any other."""
    return ManagedPolicy(
        account.policy_arn(policy),
        policy.unique_id,
        f"v{policy.default_version}",
        policy.description,
        policy.created_at,
        policy.updated_at,
        policy.tags,
    )


def _view_of_aws(arn: str) -> ManagedPolicy:
    digest = base64.b32encode(hashlib.sha256(arn.encode()).digest()).decode()
    return ManagedPolicy(arn, _IDS_OF_AWS + digest[:17], "v1")


def write_policy(policy: ManagedPolicy, usage: PolicyUsage) -> Fields:
    """What every answer has; lists have nothing else."""
    return (
        ("PolicyName", policy.name),
        ("PolicyId", policy.unique_id),
        ("Arn", policy.arn),
        ("Path", policy.path),
        ("DefaultVersionId", policy.default_version),
        ("AttachmentCount", usage.attachments.get(policy.arn, 0)),
        ("PermissionsBoundaryUsageCount", usage.boundaries.get(policy.arn, 0)),
        ("IsAttachable", True),
        ("CreateDate", policy.created_at),
        ("UpdateDate", policy.updated_at),
    )


def write_version(version: Version, *, with_document: bool = False) -> Fields:
    """A version; only some answers have its document."""
    return (
        ("Document", write_document(version.document) if with_document else None),
        ("VersionId", version.id),
        ("IsDefaultVersion", version.is_default),
        ("CreateDate", version.created_at),
    )


write_whole_version = partial(write_version, with_document=True)


def find_policy_target(account: AccountEntry, _caller: Caller, parameters: Parameters) -> Target:
    """The policy that a call names, with its tags. Raises AWSRefused for what is no ARN of one."""
    arn = parameters.text("PolicyArn")
    if not is_policy_arn(account, arn):
        raise policy_arn_invalid(arn)
    own = find_own(account, arn)
    return Target(arn, {} if own is None else describe_tags("Resource", own.tags))
