"""AssumeRoleWithSAML: an assertion in, temporary credentials out, and a row in the trail."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rolebridge.access.context import RequestFacts, Sources
from rolebridge.access.ports import SealingKeys
from rolebridge.access.refusals import AWSRefused
from rolebridge.access.session import SessionFacts
from rolebridge.audit.events import Action, Origin
from rolebridge.clock import Clock
from rolebridge.federation.ports import ManagedPolicies
from rolebridge.ids import IdSource
from rolebridge.saml.aws import subject_type
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.metadata import MetadataExpired, MetadataRefused
from rolebridge.saml.response import validate_response
from rolebridge.sts.answers import measure_utilization
from rolebridge.sts.authorization import Authorized, authorize
from rolebridge.sts.context import Vouched
from rolebridge.sts.credentials import IssuedCredentials
from rolebridge.sts.opening import Opened, open_session
from rolebridge.sts.ports import UnitOfWork
from rolebridge.sts.providers import Providers, TrustedProvider
from rolebridge.sts.refusals import check_failed, provider_unknown, provider_unusable
from rolebridge.sts.replay import claim
from rolebridge.sts.saml_request import AssumeRoleWithSAMLRequest, parse_request
from rolebridge.sts.saml_session import build_session, limit_duration
from rolebridge.sts.session_policies import validate_session_policies
from rolebridge.sts.session_request import choose_role_duration
from rolebridge.sts.trail import Attempt, describe_success, record_refusal


@dataclass(frozen=True, slots=True)
class AssumeRoleWithSAMLResult:
    """The answer of the API. `audience` is the Recipient; None fields are left out of answers."""

    credentials: IssuedCredentials
    assumed_role_id: str
    assumed_role_arn: str
    subject: str
    subject_type: str
    issuer: str
    audience: str
    name_qualifier: str
    source_identity: str | None
    packed_policy_size: int | None
    session_token_size: int
    session_token_utilization: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """The API door. `is_single_use` redeems an assertion once for each role, unlike AWS.

    Without `managed_policies`, AWS's own session policies are taken as they are named.
    """

    unit_of_work: Callable[[], UnitOfWork]
    clock: Clock
    ids: IdSource
    sealing_keys: SealingKeys
    providers: Providers
    is_single_use: bool = False
    managed_policies: ManagedPolicies | None = None

    def __call__(
        self, parameters: Mapping[str, str], origin: Origin, facts: RequestFacts
    ) -> AssumeRoleWithSAMLResult:
        """Exchange. Raises AWSRefused, whose row in the trail is committed by then."""
        attempt = Attempt(Action.STS_ASSUME_ROLE_WITH_SAML, self.clock(), origin)
        attempt.role_arn = parameters.get("RoleArn")
        attempt.operation = "AssumeRoleWithSAML"
        try:
            return self._exchange(parse_request(parameters), facts, attempt)
        except AWSRefused as refusal:
            record_refusal(self.unit_of_work, attempt, refusal)
            raise

    def _exchange(
        self, request: AssumeRoleWithSAMLRequest, facts: RequestFacts, attempt: Attempt
    ) -> AssumeRoleWithSAMLResult:
        with self.unit_of_work() as unit:
            configuration = unit.configuration.current()
            sources = Sources(configuration, attempt.origin, facts, attempt.now)
            try:
                authorized = self._authorize(request, sources, attempt)
                session = self._open(request, authorized, sources)
            except CheckFailed as error:
                raise check_failed(error) from None
            return self._mint(unit, request, authorized, session, attempt)

    def _authorize(
        self, request: AssumeRoleWithSAMLRequest, sources: Sources, attempt: Attempt
    ) -> Authorized:
        provider = self._get_provider(request.principal_arn, sources)
        expected = self.providers.expect((provider,), provider.issuer)
        attempt.verified = validate_response(request.saml_assertion, expected, attempt.now)
        return authorize(Vouched(attempt.verified, provider), request.role_arn, sources)

    def _open(
        self, request: AssumeRoleWithSAMLRequest, authorized: Authorized, sources: Sources
    ) -> SessionFacts:
        seconds = _choose_duration(request.duration_seconds, authorized, sources.now)
        account = sources.configuration.accounts[authorized.vouched.provider.account.id]
        policies = validate_session_policies(request.policies, account, self.managed_policies)
        return build_session(authorized, seconds, sources.now, policies)

    def _get_provider(self, arn: str, sources: Sources) -> TrustedProvider:
        try:
            provider = self.providers.find(sources.configuration, arn, sources.now)
        except (MetadataExpired, MetadataRefused) as error:
            raise provider_unusable(error) from None
        if provider is None:
            raise provider_unknown(arn)
        return provider

    def _mint(
        self,
        unit: UnitOfWork,
        request: AssumeRoleWithSAMLRequest,
        authorized: Authorized,
        session: SessionFacts,
        attempt: Attempt,
    ) -> AssumeRoleWithSAMLResult:
        """Claim, mint and record in one transaction, committed before the answer is given."""
        size = request.minimum_session_token_size
        opened = open_session(session, self.sealing_keys, self.ids, minimum_token_size=size)
        verified = authorized.vouched.verified
        if self.is_single_use:
            claim(unit, "sts", verified, self.providers.skew, authorized.role_arn)
        unit.audit.record(describe_success(attempt, opened))
        unit.commit()
        return _build_result(authorized, opened)


def _choose_duration(requested: int | None, authorized: Authorized, now: datetime) -> int:
    """DurationSeconds, which the assertion may shorten and never lengthen (IAM User Guide)."""
    seconds = choose_role_duration(requested, authorized.role)
    attribute = authorized.vouched.claims.session_duration
    if attribute is not None:
        seconds = min(seconds, attribute)
    return limit_duration(seconds, authorized.vouched.verified, now)


def _build_result(authorized: Authorized, opened: Opened) -> AssumeRoleWithSAMLResult:
    verified, session = authorized.vouched.verified, opened.session
    size = len(opened.issued.session_token)
    return AssumeRoleWithSAMLResult(
        credentials=opened.issued,
        assumed_role_id=session.user_id,
        assumed_role_arn=session.principal_arn,
        subject=verified.name_id.value,
        subject_type=subject_type(verified.name_id.format),
        issuer=verified.issuer,
        audience=verified.recipient,
        name_qualifier=authorized.vouched.name_qualifier,
        source_identity=session.source_identity,
        packed_policy_size=opened.packed_policy_size,
        session_token_size=size,
        session_token_utilization=measure_utilization(size),
    )
