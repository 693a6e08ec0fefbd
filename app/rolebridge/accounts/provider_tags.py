"""Tags of identity providers, which are named by their ARN: the same operations for each kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from rolebridge.access.call import Fields
from rolebridge.access.caller import Caller
from rolebridge.access.parameters import Parameters
from rolebridge.access.refusals import AWSRefused
from rolebridge.accounts.names import append, swap
from rolebridge.accounts.operation import Operation, Target, Work
from rolebridge.accounts.tags import (
    describe_requested_tags,
    describe_resource_tags,
    drop_tags,
    merge_tags,
    read_tags,
    write_tag_page,
)
from rolebridge.federation.account import AccountEntry, OIDCProviderEntry, SAMLProviderEntry

Provider = TypeVar("Provider", SAMLProviderEntry, OIDCProviderEntry)


@dataclass(frozen=True, slots=True)
class ProviderKind(Generic[Provider]):
    """One kind of provider; `word` is its name in operations. `refuse_unknown` makes the refusal
    of an ARN that is not there.
    """

    word: str
    list_entries: Callable[[AccountEntry], tuple[Provider, ...]]
    with_entries: Callable[[AccountEntry, tuple[Provider, ...]], AccountEntry]
    find_arn: Callable[[AccountEntry, Provider], str]
    refuse_unknown: Callable[[str], AWSRefused]

    @property
    def parameter(self) -> str:
        """The parameter that names one."""
        return f"{self.word}Arn"

    def find(self, account: AccountEntry, arn: str) -> Provider | None:
        """The one of that ARN."""
        entries = self.list_entries(account)
        return next((each for each in entries if self.find_arn(account, each) == arn), None)

    def get(self, work: Work) -> Provider:
        """The one that a call names. Raises AWSRefused."""
        arn = work.parameters.text(self.parameter)
        found = self.find(work.account, arn)
        if found is None:
            raise self.refuse_unknown(arn)
        return found

    def put(self, work: Work, old: Provider, new: Provider | None) -> None:
        """Make `new` take the place of `old`, or take `old` away."""
        entries = swap(self.list_entries(work.account), old, new)
        work.account = self.with_entries(work.account, entries)

    def add(self, work: Work, new: Provider) -> None:
        """One more."""
        entries = append(self.list_entries(work.account), new)
        work.account = self.with_entries(work.account, entries)

    def find_target(self, account: AccountEntry, _caller: Caller, parameters: Parameters) -> Target:
        """The one that a call names, with its tags, and those that are given or taken away."""
        arn = parameters.text(self.parameter)
        found = self.find(account, arn)
        tags: Mapping[str, str] = {} if found is None else found.tags
        return Target(arn, describe_resource_tags(tags) | describe_requested_tags(parameters))


def build_tag_operations(kind: ProviderKind[Provider]) -> dict[str, Operation]:
    """The three operations of a kind."""
    return {
        f"Tag{kind.word}": Operation(kind.find_target, partial(_tag, kind)),
        f"Untag{kind.word}": Operation(kind.find_target, partial(_untag, kind)),
        f"List{kind.word}Tags": Operation(kind.find_target, partial(_list, kind), is_writing=False),
    }


def _tag(kind: ProviderKind[Provider], work: Work) -> Fields:
    provider = kind.get(work)
    tags = merge_tags(provider.tags, read_tags(work.parameters))
    kind.put(work, provider, replace(provider, tags=tags))
    return ()


def _untag(kind: ProviderKind[Provider], work: Work) -> Fields:
    provider = kind.get(work)
    tags = drop_tags(provider.tags, work.parameters.texts("TagKeys"))
    kind.put(work, provider, replace(provider, tags=tags))
    return ()


def _list(kind: ProviderKind[Provider], work: Work) -> Fields:
    return write_tag_page(kind.get(work).tags, work.parameters)
