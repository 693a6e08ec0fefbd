"""The browser door: a posted assertion, a choice of role, a console session with its own cookie."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from rolebridge.access.context import RequestFacts, Sources
from rolebridge.access.ports import SealingKeys
from rolebridge.access.refusals import AWSRefused
from rolebridge.access.session import SessionFacts
from rolebridge.audit.events import Action, Event, Origin, Outcome
from rolebridge.clock import Clock, format_instant
from rolebridge.federation.configuration import Configuration
from rolebridge.ids import IdSource, hash_token, new_token
from rolebridge.saml.bindings import BindingRefused
from rolebridge.saml.checks import CheckFailed, CheckResult
from rolebridge.saml.checks.claims import ROLE_MISSING
from rolebridge.sts.authorization import Authorized, authorize
from rolebridge.sts.console_values import (
    ConsoleRefused,
    ConsoleRole,
    ConsoleSession,
    ConsoleSignedIn,
    RoleChoice,
    describe_role,
    describe_session,
)
from rolebridge.sts.context import Vouched, get_claims
from rolebridge.sts.credentials import InvalidSessionToken, IssuedCredentials, unseal_session
from rolebridge.sts.offers import Offer, Offers, Posted, read_offers, report_offers
from rolebridge.sts.opening import open_session
from rolebridge.sts.ports import ConsoleSessionRow, UnitOfWork
from rolebridge.sts.providers import Providers
from rolebridge.sts.refusals import check_failed, not_authorized
from rolebridge.sts.replay import claim
from rolebridge.sts.saml_session import build_session, limit_duration
from rolebridge.sts.session_request import DEFAULT_DURATION
from rolebridge.sts.trail import Attempt, describe_success, record_refusal

__all__ = [
    "Console",
    "ConsoleRefused",
    "ConsoleRole",
    "ConsoleSession",
    "ConsoleSignedIn",
    "RoleChoice",
]


@dataclass(frozen=True, slots=True)
class Console:
    """Sign-in to the console, and the sessions it opens. An assertion signs in once."""

    unit_of_work: Callable[[], UnitOfWork]
    clock: Clock
    ids: IdSource
    sealing_keys: SealingKeys
    providers: Providers
    request_facts: RequestFacts

    def choose(
        self, saml_response: str, origin: Origin, provider_id: str | None = None
    ) -> RoleChoice:
        """The roles that the response offers; nothing is claimed yet. Raises ConsoleRefused.

        `provider_id` is the SAMLProviderUUID where it was posted to a provider's own address.
        """
        posted = Posted(saml_response, provider_id)
        attempt = Attempt(Action.CONSOLE_SIGN_IN, self.clock(), origin)
        with self._explaining(attempt, posted):
            configuration = self._read_configuration()
            offers = self._read_offers(posted, configuration, attempt)
        roles = tuple(describe_role(offer) for offer in offers.roles)
        return RoleChoice(get_claims(offers.verified).role_session_name, roles)

    def sign_in(
        self, saml_response: str, role_arn: str, origin: Origin, provider_id: str | None = None
    ) -> ConsoleSignedIn:
        """Open a console session in one of the offered roles. Raises ConsoleRefused.

        The assertion is taken here, in the transaction that stores the session.
        """
        posted = Posted(saml_response, provider_id)
        attempt = Attempt(Action.CONSOLE_SIGN_IN, self.clock(), origin, role_arn)
        with self._explaining(attempt, posted), self.unit_of_work() as unit:
            configuration = unit.configuration.current()
            offers = self._read_offers(posted, configuration, attempt)
            offer = _choose_offer(offers, role_arn)
            sources = Sources(configuration, origin, self.request_facts, attempt.now)
            authorized = authorize(Vouched(offers.verified, offer.provider), role_arn, sources)
            session = _open_console(authorized, attempt.now)
            token = self._store(unit, authorized, session, attempt)
        return ConsoleSignedIn(token, describe_session(session, configuration))

    def record_unreadable(self, refusal: BindingRefused, origin: Origin) -> None:
        """Leave a row of a form that is no one message, which its reader found out by itself."""
        event = Event(
            at=self.clock(),
            action=Action.CONSOLE_SIGN_IN,
            outcome=Outcome.REFUSED,
            origin=origin,
            reason=refusal.code,
            detail=str(refusal),
        )
        with self.unit_of_work() as unit:
            unit.audit.record(event)
            unit.commit()

    def find(self, token: str) -> ConsoleSession | None:
        """The live session of a cookie's value."""
        with self.unit_of_work() as unit:
            row = unit.console_sessions.find(hash_token(token))
            configuration = unit.configuration.current()
        opened = self._open_row(row, self.clock())
        return describe_session(opened[0], configuration) if opened else None

    def credentials(self, token: str, origin: Origin) -> IssuedCredentials:
        """The session's own credentials; showing them leaves a row. Raises ConsoleRefused."""
        now = self.clock()
        with self.unit_of_work() as unit:
            row = unit.console_sessions.find(hash_token(token))
            opened = self._open_row(row, now)
            if row is None or opened is None:
                raise ConsoleRefused("console_session_ended", "The console session has ended.")
            session, secret = opened
            unit.audit.record(_event(Action.CREDENTIALS_SHOWN, row, session, origin, now))
            unit.commit()
        return IssuedCredentials(row.access_key_id, secret, row.session_token, session.expires_at)

    def sign_out(self, token: str, origin: Origin) -> None:
        """End the session; the credentials it showed live on until they expire, as AWS's do."""
        now = self.clock()
        with self.unit_of_work() as unit:
            row = unit.console_sessions.find(hash_token(token))
            if row is None:
                return
            unit.console_sessions.remove(row.token_hash)
            opened = self._open_row(row, now)
            if opened is not None:
                unit.audit.record(_event(Action.CONSOLE_SIGN_OUT, row, opened[0], origin, now))
            unit.commit()

    def _read_configuration(self) -> Configuration:
        with self.unit_of_work() as unit:
            return unit.configuration.current()

    def _read_offers(
        self, posted: Posted, configuration: Configuration, attempt: Attempt
    ) -> Offers:
        offers = read_offers(posted, self.providers, configuration, attempt.now)
        attempt.verified = offers.verified
        if not offers.roles:
            wanted = "a role with a provider of its account that trusts this sign-in"
            raise CheckFailed(ROLE_MISSING, wanted, "none")
        return offers

    def _store(
        self, unit: UnitOfWork, authorized: Authorized, session: SessionFacts, attempt: Attempt
    ) -> str:
        """Claim, mint, store and record in one transaction; the cookie's value is returned."""
        opened = open_session(session, self.sealing_keys, self.ids)
        issued = opened.issued
        token = new_token(self.ids)
        row = ConsoleSessionRow(
            hash_token(token), issued.access_key_id, issued.session_token, issued.expiration
        )
        claim(unit, "console", authorized.vouched.verified, self.providers.skew)
        unit.console_sessions.add(row)
        unit.audit.record(describe_success(attempt, opened))
        unit.commit()
        return token

    def _open_row(
        self, row: ConsoleSessionRow | None, now: datetime
    ) -> tuple[SessionFacts, str] | None:
        if row is None:
            return None
        try:
            opened = unseal_session(row.access_key_id, row.session_token, self.sealing_keys)
        except InvalidSessionToken:
            return None
        return opened if now < opened[0].expires_at else None

    @contextmanager
    def _explaining(self, attempt: Attempt, posted: Posted) -> Iterator[None]:
        """Turn a refusal into a row of the trail and into what the page shows."""
        try:
            yield
        except (AWSRefused, CheckFailed) as error:
            refusal = check_failed(error) if isinstance(error, CheckFailed) else error
            record_refusal(self.unit_of_work, attempt, refusal)
            raise self._explain(refusal, posted, attempt) from None

    def _explain(self, refusal: AWSRefused, posted: Posted, attempt: Attempt) -> ConsoleRefused:
        aws_text = refusal.message if refusal.has_aws_text else None
        if refusal.check is not None:
            aws_text = refusal.check.check.page_text or aws_text
        return ConsoleRefused(
            refusal.code,
            refusal.explanation,
            aws_text=aws_text,
            checks=self._report(posted, attempt) if refusal.check else (),
            decision=refusal.decision.explain() if refusal.decision else None,
            detail=refusal.detail,
        )

    def _report(self, posted: Posted, attempt: Attempt) -> tuple[CheckResult, ...]:
        configuration = self._read_configuration()
        return report_offers(posted, self.providers, configuration, attempt.now)


def _choose_offer(offers: Offers, role_arn: str) -> Offer:
    offer = offers.find(role_arn)
    if offer is None:
        explanation = "The sign-in does not offer the role that was chosen."
        raise not_authorized("role_not_asserted", explanation)
    return offer


def _open_console(authorized: Authorized, now: datetime) -> SessionFacts:
    """SessionDuration sets the console's length, within what the assertion's session leaves; the
    role's MaxSessionDuration does not bind it (IAM User Guide, configuring SAML assertions).
    """
    wanted = authorized.vouched.claims.session_duration or DEFAULT_DURATION
    seconds = limit_duration(wanted, authorized.vouched.verified, now)
    return build_session(authorized, seconds, now)


def _event(
    action: Action, row: ConsoleSessionRow, session: SessionFacts, origin: Origin, now: datetime
) -> Event:
    return Event(
        at=now,
        action=action,
        outcome=Outcome.SUCCESS,
        origin=origin,
        person=session.name,
        assertion_id=session.federation.token_id if session.federation else None,
        target=session.issuer_arn,
        facts={
            "access_key_id": row.access_key_id,
            "expires_at": format_instant(session.expires_at),
        },
    )
