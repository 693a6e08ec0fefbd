"""Console federation: temporary credentials for a sign-in token, and that for a console session.

What a company's own broker does (IAM User Guide, "Enable custom identity broker access to the AWS
console"): `getSigninToken` with the credentials of a session, then a login URL with the token,
which is good for fifteen minutes. The token is sealed and self-contained, as a session's is.
"""

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rolebridge.access.caller import Caller
from rolebridge.access.permissions import Permissions
from rolebridge.access.ports import SealingKeys
from rolebridge.access.refusals import AWSRefused
from rolebridge.access.seal import Kind, SealBroken, seal, unseal
from rolebridge.access.session import SessionFacts, SessionKind
from rolebridge.audit.events import Action, Event, Origin, Outcome
from rolebridge.clock import Clock, format_instant
from rolebridge.federation.configuration import Configuration
from rolebridge.ids import IdSource, hash_token, new_token
from rolebridge.sts.cloudtrail import tell_console, tell_console_refusal
from rolebridge.sts.console_values import ConsoleRefused, ConsoleSignedIn, describe_session
from rolebridge.sts.credentials import InvalidSessionToken, mint_credentials, unseal_session
from rolebridge.sts.ports import ConsoleSessionRow, UnitOfWork

LIFETIME = timedelta(minutes=15)
MIN_SECONDS, MAX_SECONDS = 900, 43_200
MAX_SESSION_CHARACTERS = 8192

_NAME = "console sign-in token"  # What the seal is bound to, beside its kind.
# What CloudTrail calls the two events.
_EVENTS = {Action.SIGNIN_TOKEN: "GetSigninToken", Action.CONSOLE_SIGN_IN: "ConsoleLogin"}
_FIELDS = ("sessionId", "sessionKey", "sessionToken")


class SigninTokenRefused(ConsoleRefused):
    """No token is given for these credentials, or the token opens nothing."""

    code = "signin_token_refused"

    def __init__(self, explanation: str, *, detail: str = "") -> None:
        super().__init__(self.code, explanation, detail=detail)


@dataclass(frozen=True, slots=True)
class SigninTokens:
    """Gives sign-in tokens and takes them. Each call leaves a row in the trail."""

    unit_of_work: Callable[[], UnitOfWork]
    clock: Clock
    ids: IdSource
    sealing_keys: SealingKeys

    def issue(self, session: str, duration: str | None, origin: Origin) -> str:
        """A token for the session whose credentials stand in a JSON object.

        `duration` is the SessionDuration, in seconds. Raises SigninTokenRefused.
        """
        now = self.clock()
        try:
            access_key_id, token, facts = self._read_credentials(session, now)
            self._require_entity(access_key_id, facts)
            seconds = _read_duration(duration, facts)
        except SigninTokenRefused as refusal:
            self._record_refusal(Action.SIGNIN_TOKEN, refusal, origin, now)
            raise
        content = json.dumps([access_key_id, token, seconds, int(now.timestamp())])
        sealed = seal(
            content.encode(),
            kind=Kind.SIGNIN_TOKEN,
            name=_NAME,
            keys=self.sealing_keys,
            ids=self.ids,
        )
        with self.unit_of_work() as unit:
            unit.audit.record(_describe(Action.SIGNIN_TOKEN, facts, access_key_id, origin, now))
            unit.commit()
        return sealed

    def redeem(self, token: str, origin: Origin) -> ConsoleSignedIn:
        """Open a console session. Raises SigninTokenRefused."""
        now = self.clock()
        try:
            access_key_id, facts = self._open(token, now)
            configuration = self._require_entity(access_key_id, facts)
        except SigninTokenRefused as refusal:
            self._record_refusal(Action.CONSOLE_SIGN_IN, refusal, origin, now)
            raise
        issued = mint_credentials(facts, self.sealing_keys, self.ids)
        cookie = new_token(self.ids)
        row = ConsoleSessionRow(
            hash_token(cookie), issued.access_key_id, issued.session_token, facts.expires_at
        )
        with self.unit_of_work() as unit:
            unit.console_sessions.add(row)
            event = _describe(Action.CONSOLE_SIGN_IN, facts, issued.access_key_id, origin, now)
            unit.audit.record(event)
            unit.commit()
        return ConsoleSignedIn(cookie, describe_session(facts, configuration))

    def _read_credentials(self, session: str, now: datetime) -> tuple[str, str, SessionFacts]:
        """Access key id, session token and what it says. One text, whichever of them is wrong."""
        access_key_id, secret, token = _parse_session(session)
        try:
            facts, known = unseal_session(access_key_id, token, self.sealing_keys)
        except InvalidSessionToken as error:
            raise _wrong_credentials(error.detail) from None
        if not hmac.compare_digest(known.encode(), secret.encode()):
            raise _wrong_credentials("secret")
        if now >= facts.expires_at:
            raise SigninTokenRefused("The credentials in Session have expired.")
        if facts.kind not in (SessionKind.ROLE, SessionKind.FEDERATED_USER):
            raise SigninTokenRefused(
                "Session must hold credentials of AssumeRole, AssumeRoleWithSAML, "
                f"AssumeRoleWithWebIdentity or GetFederationToken, not of a {facts.kind.value} "
                "session."
            )
        return access_key_id, token, facts

    def _open(self, token: str, now: datetime) -> tuple[str, SessionFacts]:
        """The session that the console is to have. A duration given for it replaces what is left
        of the credentials; when they were issued stays, so that revoking them ends it too. The
        console's own credentials count as chained: with them no other duration is had, or a
        session could be made longer for ever.
        """
        try:
            content = unseal(token, kind=Kind.SIGNIN_TOKEN, name=_NAME, keys=self.sealing_keys)
            access_key_id, session_token, seconds, given_at = json.loads(content)
            facts, _ = unseal_session(access_key_id, session_token, self.sealing_keys)
        except (SealBroken, InvalidSessionToken) as error:
            raise SigninTokenRefused(
                "The SigninToken is not one that was given here.", detail=error.detail
            ) from None
        if now - LIFETIME >= datetime.fromtimestamp(given_at, now.tzinfo):
            raise SigninTokenRefused("The SigninToken has expired: it is good for 15 minutes.")
        if seconds is not None:
            begin = now.replace(microsecond=0)
            until = begin + timedelta(seconds=seconds)
            facts = replace(facts, expires_at=until, is_chained=True)
        if now >= facts.expires_at:
            raise SigninTokenRefused("The credentials behind the SigninToken have expired.")
        return access_key_id, facts

    def _require_entity(self, access_key_id: str, facts: SessionFacts) -> Configuration:
        """The role, user or account behind the session must still be there."""
        caller = Caller(facts.principal_arn, facts.user_id, facts.account, access_key_id, facts)
        with self.unit_of_work() as unit:
            configuration = unit.configuration.current()
        try:
            Permissions(configuration).require_caller(caller)
        except AWSRefused as refusal:
            raise _wrong_credentials(refusal.detail) from None
        return configuration

    def _record_refusal(
        self, action: Action, refusal: SigninTokenRefused, origin: Origin, now: datetime
    ) -> None:
        event = Event(
            at=now,
            action=action,
            outcome=Outcome.REFUSED,
            origin=origin,
            reason=refusal.code,
            detail=refusal.detail or str(refusal),
            aws=tell_console_refusal(_EVENTS[action], str(refusal)),
        )
        with self.unit_of_work() as unit:
            unit.audit.record(event)
            unit.commit()


def _parse_session(text: str) -> tuple[str, str, str]:
    rule = "Session must be a JSON object with the texts sessionId, sessionKey and sessionToken."
    if len(text) > MAX_SESSION_CHARACTERS:
        raise SigninTokenRefused(rule, detail="too long")
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise SigninTokenRefused(rule, detail="no JSON") from None
    given = [values.get(name) for name in _FIELDS] if isinstance(values, dict) else []
    texts = [value for value in given if isinstance(value, str) and value.isascii()]
    if len(texts) != len(_FIELDS):
        raise SigninTokenRefused(rule, detail="fields")
    access_key_id, secret, token = texts
    return access_key_id, secret, token


def _read_duration(text: str | None, facts: SessionFacts) -> int | None:
    """SessionDuration in seconds; None for what is left of the credentials."""
    if text is None:
        return None
    if facts.kind is SessionKind.FEDERATED_USER:
        raise SigninTokenRefused(
            "SessionDuration must be left out with credentials of GetFederationToken."
        )
    if facts.is_chained:
        raise SigninTokenRefused(
            "SessionDuration must be left out with a role that was assumed by role chaining."
        )
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        raise SigninTokenRefused("SessionDuration must be a whole number of seconds.")
    if not MIN_SECONDS <= int(text) <= MAX_SECONDS:
        raise SigninTokenRefused(
            f"SessionDuration is {int(text)}; it must be from {MIN_SECONDS} to {MAX_SECONDS} "
            "seconds."
        )
    return int(text)


def _wrong_credentials(detail: str) -> SigninTokenRefused:
    return SigninTokenRefused("The credentials in Session are not valid.", detail=detail)


def _describe(
    action: Action, facts: SessionFacts, access_key_id: str, origin: Origin, now: datetime
) -> Event:
    return Event(
        at=now,
        action=action,
        outcome=Outcome.SUCCESS,
        origin=origin,
        person=facts.name,
        assertion_id=facts.federation.token_id if facts.federation else None,
        target=facts.issuer_arn,
        facts={"access_key_id": access_key_id, "expires_at": format_instant(facts.expires_at)},
        aws=tell_console(facts, access_key_id, _EVENTS[action]),
    )
