"""What a role may do: its permissions policies, read."""

from dataclasses import dataclass

from rolebridge.federation.account import AccountEntry, RoleEntry
from rolebridge.federation.ports import ManagedPolicies
from rolebridge.iam import Policy, PolicyKind, PolicySet, parse_policy


@dataclass(frozen=True, slots=True)
class Permissions:
    """The identity layer of a role. `unknown` has the ARN of every attached policy that is not
    known here, which then allows and denies nothing.
    """

    policies: PolicySet
    unknown: tuple[str, ...]


def read_permissions(
    account: AccountEntry, role: RoleEntry, managed: ManagedPolicies
) -> Permissions:
    """Inline policies, and attached ones of the account or of AWS. Raises MalformedPolicy, and what
    `managed` raises.
    """
    own = {
        f"arn:{account.partition}:iam::{account.id}:policy{policy.path}{policy.name}": policy
        for policy in account.policies
    }
    policies = [parse_policy(text, PolicyKind.IDENTITY) for text in role.inline_policies.values()]
    unknown = []
    for arn in role.attached_policies:
        found: Policy | None
        if arn in own:
            found = parse_policy(own[arn].document, PolicyKind.MANAGED)
        else:
            found = managed.find(arn)
        if found is None:
            unknown.append(arn)
        else:
            policies.append(found)
    return Permissions(PolicySet.of(policies), tuple(unknown))
