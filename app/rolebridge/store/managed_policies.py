"""AWS's own managed policies, by ARN: a few that are built in, all others from a named source.

The built-in ones are real documents, as the file `aws_managed_policies.json` beside this module
says in its head; none is written here in AWS's name. The source is read when a policy is first
asked for, each document when it is first asked for itself.
"""

from functools import cached_property
from pathlib import Path
from typing import Final

from rolebridge.iam import MalformedPolicy, Policy, PolicyKind, parse_policy
from rolebridge.store.managed_policy_source import ManagedPoliciesRefused, read_managed_policies

BUILT_IN: Final = Path(__file__).with_name("aws_managed_policies.json")


class AWSManagedPolicies:
    """Looks AWS managed policies up. A policy of the source comes before a built-in one."""

    def __init__(self, source: Path | None = None) -> None:
        """Name the file or folder, see `managed_policy_source`; None leaves the built-in ones."""
        self._source = source
        self._parsed: dict[str, Policy] = {}

    @property
    def is_complete(self) -> bool:
        """Whether an ARN that is not found here stands for no policy that AWS has.

        The administrator's source is taken for whole, the few built-in policies are not.
        """
        return self._source is not None

    @property
    def arns(self) -> tuple[str, ...]:
        """The ARN of every policy. Raises ManagedPoliciesRefused."""
        return tuple(self._texts)

    def find(self, arn: str) -> Policy | None:
        """The policy in its default version, or None. Raises ManagedPoliciesRefused."""
        found = self._parsed.get(arn)
        if found is None and arn in self._texts:
            # Two threads may both parse it; they come to the same policy.
            found = self._parsed[arn] = self._parse(arn)
        return found

    @cached_property
    def _texts(self) -> dict[str, str]:
        built_in = read_managed_policies(BUILT_IN)
        return built_in if self._source is None else built_in | read_managed_policies(self._source)

    def _parse(self, arn: str) -> Policy:
        try:
            return parse_policy(self._texts[arn], PolicyKind.MANAGED)
        except MalformedPolicy as refused:
            raise ManagedPoliciesRefused(self._source or BUILT_IN, [f"{arn}: {refused}"]) from None
