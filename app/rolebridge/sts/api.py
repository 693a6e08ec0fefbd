"""The STS API as the web calls it."""

from collections.abc import Mapping
from dataclasses import dataclass

from rolebridge.access.caller import Caller
from rolebridge.audit.events import Origin
from rolebridge.sigv4 import SignedRequest
from rolebridge.sts.callers import Callers
from rolebridge.sts.context import RequestFacts
from rolebridge.sts.exchange import AssumeRoleWithSAMLResult, Exchange

__all__ = [
    "STS",
    "AssumeRoleWithSAMLResult",
    "Caller",
    "CallerIdentity",
    "RequestFacts",
]


@dataclass(frozen=True, slots=True)
class CallerIdentity:
    """Who calls, as GetCallerIdentity tells it."""

    arn: str
    user_id: str
    account: str


@dataclass(frozen=True, slots=True)
class STS:
    """The operations of the Security Token Service. Every refusal is an AWSRefused."""

    exchange: Exchange
    callers: Callers

    def assume_role_with_saml(
        self, parameters: Mapping[str, str], origin: Origin, facts: RequestFacts
    ) -> AssumeRoleWithSAMLResult:
        """Exchange a SAML response for temporary credentials of a role."""
        return self.exchange(parameters, origin, facts)

    def authenticate(self, request: SignedRequest, origin: Origin) -> Caller:
        """Who signed this call."""
        return self.callers.identify(request, origin)

    def get_caller_identity(self, caller: Caller) -> CallerIdentity:
        """Tell a caller who it is. Needs no permission, and no policy can deny it."""
        return CallerIdentity(caller.arn, caller.user_id, caller.account)
