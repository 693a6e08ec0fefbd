"""The STS API as the web calls it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rolebridge.access.call import AWSCall, Fields, unknown_action
from rolebridge.access.model import Service, load_model
from rolebridge.audit.events import AuditLog
from rolebridge.sts.answers import write_credentials
from rolebridge.sts.caller_identity import CallerIdentity
from rolebridge.sts.exchange import Exchange
from rolebridge.sts.signed_calls import SignedCalls
from rolebridge.sts.web_identity import WebIdentity


@dataclass(frozen=True, slots=True)
class STS:
    """The operations of the Security Token Service. Every refusal is an AWSRefused.

    `later` takes events of read-only calls, which need not be written before the answer.
    """

    exchange: Exchange
    signed: SignedCalls
    web_identity: WebIdentity
    later: AuditLog
    operations: Mapping[str, Callable[[AWSCall], Fields]] = field(init=False)

    def __post_init__(self) -> None:
        signed = self.signed
        identity = CallerIdentity(signed.unit_of_work, signed.clock, signed.identify, self.later)
        operations = {
            "AssumeRoleWithSAML": self._assume_role_with_saml,
            "AssumeRoleWithWebIdentity": self.web_identity,
            "GetCallerIdentity": identity,
            **dict.fromkeys(self.signed.operations, self.signed.perform),
        }
        object.__setattr__(self, "operations", operations)

    def perform(self, call: AWSCall) -> Fields:
        """Answer one call. Raises AWSRefused."""
        operation = self.operations.get(call.action)
        if operation is None:
            raise unknown_action(call.action, load_model(Service.STS).version)
        return operation(call)

    def _assume_role_with_saml(self, call: AWSCall) -> Fields:
        """Unsigned by the service model: an Authorization header is not looked at."""
        result = self.exchange(call.parameters, call.origin, call.facts)
        user = (("AssumedRoleId", result.assumed_role_id), ("Arn", result.assumed_role_arn))
        return (
            ("Credentials", write_credentials(result.credentials)),
            ("AssumedRoleUser", user),
            ("PackedPolicySize", result.packed_policy_size),
            ("Subject", result.subject),
            ("SubjectType", result.subject_type),
            ("Issuer", result.issuer),
            ("Audience", result.audience),
            ("NameQualifier", result.name_qualifier),
            ("SourceIdentity", result.source_identity),
            ("SessionTokenUtilization", result.session_token_utilization),
            ("SessionTokenSize", result.session_token_size),
        )
