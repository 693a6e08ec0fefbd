"""The authorization endpoint: take a request, wait for the person, answer with a code."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from rolebridge.audit.events import Action, Origin
from rolebridge.clock import Clock
from rolebridge.errors import RolebridgeError
from rolebridge.idp.oidc.clients import check_redirect_uri, get_client, is_open_to
from rolebridge.idp.oidc.ports import AuthorizationRequest, GrantedCode, Redirection, UnitOfWork
from rolebridge.idp.oidc.refusals import AuthorizationDeclined, ClientRefused, ErrorCode
from rolebridge.idp.oidc.requests import (
    Parameters,
    ReturnAddress,
    read_request,
    read_return_address,
)
from rolebridge.idp.oidc.trail import build_event, record_refusal
from rolebridge.idp.ports import BrowserSession
from rolebridge.idp.start import SignInNeeded
from rolebridge.ids import IdSource, hash_token, new_token

CODE_LIFETIME = timedelta(minutes=1)
WAITING = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Authorize:
    """The use case. A code is good for one exchange within a minute (RFC 6749, 4.1.2)."""

    unit_of_work: Callable[[], UnitOfWork]
    clock: Clock
    ids: IdSource
    issuer: str

    def receive(self, parameters: Parameters, origin: Origin) -> AuthorizationRequest | Redirection:
        """Check a request; a Redirection tells the client why not. Raises ClientRefused."""
        now = self.clock()
        with self.unit_of_work() as work:
            configuration = work.configuration.current()
        try:
            address = read_return_address(parameters, configuration, self.issuer)
        except ClientRefused as refusal:
            client_id = next(iter(parameters.get("client_id", ())), None)
            self._record(refusal, origin, now, client_id)
            raise
        try:
            return read_request(parameters, address, now)
        except AuthorizationDeclined as declined:
            self._record(declined, origin, now, address.client_id)
            return self._decline(address, declined)

    def park(self, request: AuthorizationRequest) -> str:
        """Keep a request until its person has signed in, and return what it is found by."""
        now, token = self.clock(), new_token(self.ids)
        with self.unit_of_work() as work:
            work.authorizations.park(hash_token(token), request, now + WAITING)
            work.commit()
        return token

    def find(self, token: str) -> AuthorizationRequest | None:
        """A parked request, left where it is."""
        with self.unit_of_work() as work:
            return work.authorizations.find_request(hash_token(token), self.clock())

    def get_name(self, request: AuthorizationRequest) -> str:
        """The client's name, for pages. Raises ClientRefused."""
        with self.unit_of_work() as work:
            return get_client(request.client_id, work.configuration.current(), self.issuer).name

    def resume(self, token: str) -> AuthorizationRequest:
        """Take a parked request out, once. Raises ClientRefused where it is gone."""
        now = self.clock()
        with self.unit_of_work() as work:
            request = work.authorizations.take_request(hash_token(token), now)
            work.commit()
        if request is None:
            raise ClientRefused(
                "This sign-in has expired or was already used. Go back to the application and "
                "sign in again.",
                code="sign_in_gone",
            )
        return request

    def answer(
        self, request: AuthorizationRequest, session: BrowserSession | None, origin: Origin
    ) -> Redirection | SignInNeeded:
        """A code for whoever is signed in, or what the client must hear instead.

        Raises ClientRefused where the registration has changed meanwhile.
        """
        now = self.clock()
        address = ReturnAddress(request.client_id, request.redirect_uri, request.state)
        usable = session if _is_usable(request, session, now) else None
        if usable is None and not request.is_silent:
            return SignInNeeded(force=session is not None)
        person = usable.person.username if usable else None
        try:
            return self._grant(request, usable, origin, now)
        except AuthorizationDeclined as declined:
            self._record(declined, origin, now, request.client_id, person)
            return self._decline(address, declined)
        except ClientRefused as refusal:
            self._record(refusal, origin, now, request.client_id, person)
            raise

    def _grant(
        self,
        request: AuthorizationRequest,
        session: BrowserSession | None,
        origin: Origin,
        now: datetime,
    ) -> Redirection:
        with self.unit_of_work() as work:
            client = get_client(request.client_id, work.configuration.current(), self.issuer)
            check_redirect_uri(client, request.redirect_uri)
            if session is None:
                raise AuthorizationDeclined(
                    ErrorCode.LOGIN_REQUIRED, "Nobody is signed in, and the request forbids to ask."
                )
            if not is_open_to(client, session.person):
                raise AuthorizationDeclined(
                    ErrorCode.ACCESS_DENIED,
                    f"{session.person.username} is in none of the groups that may use this client.",
                )
            token = new_token(self.ids)
            code = _build_code(request, session)
            work.authorizations.add_code(hash_token(token), code, now + CODE_LIFETIME)
            username = session.person.username
            work.audit.record(
                build_event(
                    Action.OIDC_AUTHORIZE,
                    origin,
                    now,
                    client_id=request.client_id,
                    person=username,
                    facts={"scope": " ".join(request.scopes)},
                )
            )
            work.commit()
        answer = {"code": token, "state": request.state}
        return self._redirect(request.redirect_uri, answer)

    def _decline(self, address: ReturnAddress, declined: AuthorizationDeclined) -> Redirection:
        answer = {
            "error": declined.error.value,
            "error_description": str(declined).encode("ascii", "replace").decode(),
            "state": address.state,
        }
        return self._redirect(address.redirect_uri, answer)

    def _redirect(self, redirect_uri: str, answer: dict[str, str | None]) -> Redirection:
        """A query that the address has already stays in front (RFC 6749, 3.1.2)."""
        present = {name: value for name, value in answer.items() if value is not None}
        query = urlencode(present | {"iss": self.issuer})
        separator = "&" if urlsplit(redirect_uri).query else "?"
        return Redirection(f"{redirect_uri.removesuffix('?')}{separator}{query}")

    def _record(
        self,
        refusal: RolebridgeError,
        origin: Origin,
        now: datetime,
        client_id: str | None,
        person: str | None = None,
    ) -> None:
        record_refusal(
            self.unit_of_work,
            Action.OIDC_AUTHORIZE,
            refusal,
            origin,
            now,
            client_id=client_id,
            person=person,
        )


def _is_usable(
    request: AuthorizationRequest, session: BrowserSession | None, now: datetime
) -> bool:
    """Whether the session is fresh enough (OpenID Connect Core 3.1.2.1: prompt and max_age)."""
    if session is None or session.person.is_disabled or session.expires_at <= now:
        return False
    if session.authenticated_at >= request.received_at:
        return True
    if request.must_sign_in:
        return False
    if request.max_age is None:
        return True
    return now - session.authenticated_at <= timedelta(seconds=request.max_age)


def _build_code(request: AuthorizationRequest, session: BrowserSession) -> GrantedCode:
    return GrantedCode(
        client_id=request.client_id,
        redirect_uri=request.redirect_uri,
        scopes=request.scopes,
        code_challenge=request.code_challenge,
        subject_id=session.person.subject_id,
        authenticated_at=session.authenticated_at,
        nonce=request.nonce,
    )
