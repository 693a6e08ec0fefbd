"""Who signs a call: session credentials by their token alone, long-term keys by the database."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rolebridge.access.caller import Caller
from rolebridge.access.model import Service
from rolebridge.access.ports import LongTermKey, SealingKeys
from rolebridge.access.refusals import AWSRefused, invalid_client_token
from rolebridge.access.seal import SealBroken, unseal_secret
from rolebridge.audit.events import Action, Event, Origin, Outcome
from rolebridge.clock import Clock
from rolebridge.errors import RolebridgeError
from rolebridge.sigv4 import (
    Presented,
    SignedRequest,
    SigV4Error,
    parse_presented,
    verify_signature,
)
from rolebridge.sts.credentials import InvalidSessionToken, unseal_session
from rolebridge.sts.ports import UnitOfWork
from rolebridge.sts.refusals import signature_refused, token_expired

_SESSION_PREFIX = "ASIA"
# Signs nothing: with it an unknown key costs the same work as a known one.
_NO_SECRET = "0" * 40
# That a key is in use is worth a row now and then, and not with every call.
_USE_IS_NEWS_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Found:
    """Whose a key is and what it signs with; `key` is the stored row of a long-term one."""

    caller: Caller
    secret: str = field(repr=False)
    key: LongTermKey | None = None


@dataclass(frozen=True, slots=True)
class Callers:
    """Identifies callers. `hosts` are the values of Host, port included, that are ours."""

    unit_of_work: Callable[[], UnitOfWork]
    clock: Clock
    sealing_keys: SealingKeys
    hosts: frozenset[str]

    def identify(self, request: SignedRequest, origin: Origin, service: Service) -> Caller:
        """Parse, look the key up, judge its expiry, verify the signature: in this order.

        Session credentials read nothing from the database. Raises AWSRefused, whose row in the
        trail is committed by then.
        """
        now = self.clock()
        presented = None
        try:
            presented = _parse(request)
            found = self._find(presented, request, now, service)
            session = found.caller.session
            if session is not None and now >= session.expires_at:
                raise token_expired()
            self._verify(request, presented, found.secret, now, service)
        except AWSRefused as refusal:
            self._record(refusal, presented, origin, now)
            raise
        if found.key is not None:
            self._record_use(found.key, found.caller.region, now, service)
        return found.caller

    def _find(
        self, presented: Presented, request: SignedRequest, now: datetime, service: Service
    ) -> _Found:
        """The key's owner and secret. Raises AWSRefused after the same work as for a known key."""
        try:
            if presented.access_key_id.startswith(_SESSION_PREFIX):
                return self._find_session(presented)
            return self._find_long_term(presented)
        except AWSRefused:
            with suppress(AWSRefused):
                self._verify(request, presented, _NO_SECRET, now, service)
            raise

    def _find_session(self, presented: Presented) -> _Found:
        key_id, token = presented.access_key_id, presented.session_token
        if token is None:
            raise invalid_client_token("temporary key without its token")
        try:
            session, secret = unseal_session(key_id, token, self.sealing_keys)
        except InvalidSessionToken as error:
            raise invalid_client_token(error.detail) from None
        arn, user_id = session.principal_arn, session.user_id
        region = presented.scope.region
        return _Found(Caller(arn, user_id, session.account, key_id, session, region), secret)

    def _find_long_term(self, presented: Presented) -> _Found:
        key_id = presented.access_key_id
        if presented.session_token is not None:
            raise invalid_client_token("long-term key with a token")
        with self.unit_of_work() as unit:
            key = unit.access_keys.find(key_id)
        if key is None or not key.is_active:
            raise invalid_client_token("unknown key" if key is None else "inactive key")
        try:
            secret = unseal_secret(key.sealed_secret, key_id, self.sealing_keys)
        except SealBroken as error:
            raise invalid_client_token(f"stored secret: {error.detail}") from None
        region = presented.scope.region
        caller = Caller(key.principal_arn, key.user_id, key.account, key_id, None, region)
        return _Found(caller, secret, key)

    def _record_use(self, key: LongTermKey, region: str, now: datetime, service: Service) -> None:
        last = key.last_used_at
        if last is not None and now - last < _USE_IS_NEWS_AFTER:
            return
        try:
            with self.unit_of_work() as unit:
                unit.access_keys.record_use(key.access_key_id, now, region, service.value)
                unit.commit()
        except RolebridgeError as error:
            # A database that is busy for a moment must not refuse a call for the sake of a note.
            if not error.is_temporary:
                raise

    def _record(
        self, refusal: AWSRefused, presented: Presented | None, origin: Origin, now: datetime
    ) -> None:
        with self.unit_of_work() as unit:
            unit.audit.record(
                Event(
                    at=now,
                    action=Action.STS_CALL,
                    outcome=Outcome.REFUSED,
                    origin=origin,
                    target=presented.access_key_id if presented else None,
                    reason=refusal.code,
                    detail=refusal.detail,
                    facts={"aws_code": refusal.aws_code},
                )
            )
            unit.commit()

    def _verify(
        self,
        request: SignedRequest,
        presented: Presented,
        secret: str,
        now: datetime,
        service: Service,
    ) -> None:
        """Any region will do: clients sign for theirs, whatever endpoint they were given."""
        try:
            verify_signature(
                request,
                presented,
                secret,
                now=now,
                service=service.value,
                regions=None,
                hosts=self.hosts,
            )
        except SigV4Error as error:
            raise signature_refused(error) from None


def _parse(request: SignedRequest) -> Presented:
    try:
        return parse_presented(request)
    except SigV4Error as error:
        raise signature_refused(error) from None
