"""AssumeRoleWithWebIdentity: a token of a trusted issuer in, temporary credentials out.

Source: STS API reference, AssumeRoleWithWebIdentity; IAM User Guide, "OIDC federation".
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from rolebridge.access.call import AWSCall, Fields
from rolebridge.access.context import Sources, Values, describe_call
from rolebridge.access.ports import SealingKeys
from rolebridge.access.refusals import AWSRefused
from rolebridge.access.session import Federation, SessionFacts, SessionKind
from rolebridge.audit.events import Action
from rolebridge.clock import Clock
from rolebridge.federation.account import RoleEntry
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.ports import ManagedPolicies
from rolebridge.iam import InvalidRequest, RequestContext, build_federated_principal, decide_trust
from rolebridge.ids import IdSource
from rolebridge.oidc.condition_keys import build_condition_keys
from rolebridge.oidc.refusals import IssuerRefused, IssuerUnreachable, KeysRefused, TokenRefused
from rolebridge.oidc.tokens import UnverifiedToken, parse_token
from rolebridge.oidc.verify import Expected, VerifiedToken, verify_token
from rolebridge.sts.answers import write_assumed_role
from rolebridge.sts.carried import Carried
from rolebridge.sts.issuers import OAUTH_PROVIDERS, TrustedIssuer, TrustedIssuers
from rolebridge.sts.opening import open_session
from rolebridge.sts.ports import UnitOfWork
from rolebridge.sts.role_authorization import read_trust_policy
from rolebridge.sts.session_policies import validate_session_policies
from rolebridge.sts.session_request import choose_role_duration
from rolebridge.sts.trail import Attempt, describe_success, record_refusal
from rolebridge.sts.web_identity_refusals import (
    issuer_unknown,
    issuer_unreachable,
    keys_unusable,
    not_authorized,
    provider_id_mismatch,
    rejected_by_provider,
    token_refused,
)
from rolebridge.sts.web_identity_request import (
    AssumeRoleWithWebIdentityRequest,
    parse_request,
    read_carried,
)

ASSUME_ROLE_WITH_WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"


@dataclass(frozen=True, slots=True)
class _Identified:
    """A verified token with whoever vouches for it, and what its session is to carry."""

    trusted: TrustedIssuer
    token: VerifiedToken
    carried: Carried

    @property
    def audience(self) -> str:
        """The client that the token was issued to: the registered one where there are several."""
        known = self.trusted.client_ids or frozenset()
        audience = self.token.audience
        return next((each for each in audience if each in known), audience[0])


@dataclass(frozen=True, slots=True)
class WebIdentity:
    """The use case. `skew` is how far an issuer's clock may be ahead of ours."""

    unit_of_work: Callable[[], UnitOfWork]
    clock: Clock
    ids: IdSource
    sealing_keys: SealingKeys
    issuers: TrustedIssuers
    managed: ManagedPolicies | None = None
    skew: timedelta = timedelta(seconds=60)

    def __call__(self, call: AWSCall) -> Fields:
        """Exchange. Raises AWSRefused, whose row in the trail is committed by then.

        Unsigned by the service model: an Authorization header is not looked at.
        """
        attempt = Attempt(
            Action.STS_ASSUME_ROLE_WITH_WEB_IDENTITY,
            self.clock(),
            call.origin,
            role_arn=call.parameters.get("RoleArn"),
            operation=call.action,
        )
        try:
            request = parse_request(call.parameters)
            identified = self._identify(request, attempt)
            return self._open(call, request, identified, attempt)
        except AWSRefused as refusal:
            record_refusal(self.unit_of_work, attempt, refusal)
            raise

    def _identify(self, request: AssumeRoleWithWebIdentityRequest, attempt: Attempt) -> _Identified:
        """Verify the token. No transaction is open meanwhile: an issuer may have to be asked."""
        try:
            token = parse_token(request.web_identity_token)
        except TokenRefused as error:
            raise token_refused(error) from None
        with self.unit_of_work() as unit:
            configuration = unit.configuration.current()
        trusted = self._find_issuer(request, token, configuration)
        verified = self._verify(token, trusted, attempt)
        return _Identified(trusted, verified, read_carried(request.role_session_name, verified))

    def _find_issuer(
        self,
        request: AssumeRoleWithWebIdentityRequest,
        token: UnverifiedToken,
        configuration: Configuration,
    ) -> TrustedIssuer:
        account, issuer = request.role_arn.account, token.unverified_issuer
        trusted = self.issuers.find(configuration, account, issuer)
        if trusted is None:
            raise issuer_unknown(issuer, account)
        named = request.provider_id
        if named is not None and (named not in OAUTH_PROVIDERS or named != trusted.principal):
            raise provider_id_mismatch(named)
        return trusted

    def _verify(
        self, token: UnverifiedToken, trusted: TrustedIssuer, attempt: Attempt
    ) -> VerifiedToken:
        try:
            keys = self.issuers.get_keys(trusted, token.key_id)
        except IssuerUnreachable as error:
            raise issuer_unreachable(error) from None
        except (IssuerRefused, KeysRefused) as error:
            raise keys_unusable(error) from None
        expected = Expected(trusted.issuer, trusted.client_ids, self.skew)
        try:
            return verify_token(token, keys, expected, attempt.now)
        except TokenRefused as error:
            if trusted.principal in OAUTH_PROVIDERS:
                raise rejected_by_provider(error) from None
            raise token_refused(error) from None

    def _open(
        self,
        call: AWSCall,
        request: AssumeRoleWithWebIdentityRequest,
        identified: _Identified,
        attempt: Attempt,
    ) -> Fields:
        """Decide, mint and record in one transaction, committed before the answer is given."""
        with self.unit_of_work() as unit:
            sources = Sources(unit.configuration.current(), call.origin, call.facts, attempt.now)
            role = _authorize(str(request.role_arn), identified, sources)
            session = self._build_session(request, identified, role, sources)
            size = request.minimum_session_token_size
            opened = open_session(session, self.sealing_keys, self.ids, minimum_token_size=size)
            unit.audit.record(describe_success(attempt, opened))
            unit.commit()
        return opened.write(
            ("SubjectFromWebIdentityToken", identified.token.subject),
            ("AssumedRoleUser", write_assumed_role(session)),
            ("Provider", request.provider_id or identified.token.issuer),
            ("Audience", identified.audience),
        )

    def _build_session(
        self,
        request: AssumeRoleWithWebIdentityRequest,
        identified: _Identified,
        role: RoleEntry,
        sources: Sources,
    ) -> SessionFacts:
        seconds = choose_role_duration(request.duration_seconds, role)
        account = sources.configuration.accounts[request.role_arn.account]
        token, carried = identified.token, identified.carried
        issued_at = sources.now.replace(microsecond=0)
        return SessionFacts(
            kind=SessionKind.ROLE,
            issuer_arn=str(request.role_arn),
            issuer_id=role.unique_id,
            name=carried.name,
            issued_at=issued_at,
            expires_at=issued_at + timedelta(seconds=seconds),
            federation=Federation(
                provider=identified.trusted.principal,
                issuer=token.issuer,
                subject=token.subject,
                token_id=token.token_id,
                audience=identified.audience,
            ),
            source_identity=carried.source_identity,
            tags=carried.tags,
            transitive_tag_keys=carried.transitive_tag_keys,
            policies=validate_session_policies(request.policies, account, self.managed),
        )


def _authorize(role_arn: str, identified: _Identified, sources: Sources) -> RoleEntry:
    """Ask the trust policy, which alone decides. Raises AWSRefused: one text for every cause."""
    found = sources.configuration.roles.get(role_arn)
    role = found[1] if found else None
    trusted, carried = identified.trusted, identified.carried
    values: Values = {
        **describe_call(sources),
        **carried.describe(),
        **carried.describe_role(role.tags if role else {}),
        **build_condition_keys(identified.token, trusted.name),
    }
    try:
        decision = decide_trust(
            read_trust_policy(role, sources),
            build_federated_principal(trusted.principal),
            carried.list_actions(ASSUME_ROLE_WITH_WEB_IDENTITY),
            role_arn,
            RequestContext.of(values),
        )
    except InvalidRequest as error:
        explanation = "The claims of the token are more than a policy can be asked about."
        raise not_authorized("request_invalid", explanation, detail=str(error)) from None
    if role is None:
        raise not_authorized("role_unknown", f"There is no role {role_arn}.")
    if not decision.is_allowed:
        explanation = f"The trust policy of {role_arn} does not allow this web identity."
        raise not_authorized("trust_policy", explanation, decision=decision)
    return role
