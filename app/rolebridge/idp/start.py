"""Single sign-on: take a request, wait for the person, answer. One transaction for each step."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rolebridge.audit.events import Event, Origin
from rolebridge.clock import Clock
from rolebridge.idp.content import ContentMemory
from rolebridge.idp.issue import Answer, Issuer
from rolebridge.idp.ports import BrowserSession, PostForm, SignInRequest, UnitOfWork
from rolebridge.idp.receive import Reception
from rolebridge.idp.refusals import ClaimRefused, RequestRefused, RoleNotGranted, SAMLRefusal
from rolebridge.idp.service_providers import ServiceProvider
from rolebridge.idp.trail import build_declined_event, build_issued_event, build_refused_event
from rolebridge.ids import IdSource, new_token
from rolebridge.saml.bindings import BindingRefused, InboundMessage
from rolebridge.saml.consumer_service import choose_consumer_service
from rolebridge.saml.metadata import MetadataRefused
from rolebridge.saml.refusals import AuthnRequestRefused, RequestDeclined
from rolebridge.saml.request import MAX_AGE
from rolebridge.saml.status import Status, StatusCode

__all__ = [
    "ClaimRefused",
    "RequestRefused",
    "RoleNotGranted",
    "SAMLRefusal",
    "SignInNeeded",
    "SingleSignOn",
]

_NO_PASSIVE = Status(
    StatusCode.RESPONDER,
    StatusCode.NO_PASSIVE,
    "Nobody is signed in, and the request forbids to ask.",
)


@dataclass(frozen=True, slots=True)
class SignInNeeded:
    """The person must sign in first; with `force` even if they are signed in already."""

    force: bool


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """The issuing use case. `waiting` is how long a request waits for its person."""

    unit_of_work: Callable[[], UnitOfWork]
    clock: Clock
    ids: IdSource
    reception: Reception
    issuer: Issuer
    waiting: timedelta = timedelta(minutes=15)
    memory: ContentMemory = field(default_factory=ContentMemory)

    def receive(self, message: InboundMessage, origin: Origin) -> SignInRequest:
        """Check an AuthnRequest.

        Raises RequestRefused (for a page of ours) or SAMLRefusal (for the service provider).
        """
        now = self.clock()
        try:
            with self.unit_of_work() as work:
                configuration = work.configuration.current()
                received = self.reception.receive(message, configuration, now)
                status = received.objection
                if status is None:
                    return received.request
                request, found = received.request, received.service_provider
                form, event = self._decline(request, found, status, None, origin=origin, now=now)
                self._conclude(work, request, event)
        except RequestRefused as refusal:
            self._record(build_refused_event(refusal, origin, now))
            raise
        raise SAMLRefusal(status.code, status.message, form)

    def start(
        self,
        service_provider: str,
        relay_state: str | None,
        origin: Origin,
        role_arn: str | None = None,
    ) -> SignInRequest:
        """A sign-in that begins here, to the default address of the service provider.

        Raises RequestRefused. Whether the role is granted is decided when it is answered.
        """
        now = self.clock()
        with self.unit_of_work() as work:
            configuration = work.configuration.recent()
        try:
            return self.reception.begin(
                service_provider, relay_state, role_arn, configuration=configuration, now=now
            )
        except RequestRefused as refusal:
            self._record(build_refused_event(refusal, origin, now, target=service_provider))
            raise

    def record_unreadable(self, refusal: BindingRefused, origin: Origin) -> None:
        """Leave a row of a message that did not arrive as its binding demands.

        Whoever takes messages off the wire finds that out before there is a message to receive.
        """
        self._record(build_refused_event(refusal, origin, self.clock()))

    def get_name(self, request: SignInRequest) -> str:
        """The name of the service provider that a checked request belongs to, for pages."""
        with self.unit_of_work() as work:
            configuration = work.configuration.current()
        return self.reception.get_service_provider(
            request.service_provider, configuration, request.received_at
        ).name

    def park(self, request: SignInRequest) -> str:
        """Keep a request until its person has signed in, and return the id it is found by."""
        now, pending_id = self.clock(), new_token(self.ids)
        with self.unit_of_work() as work:
            work.pending.park(pending_id, request, now + self.waiting)
            work.commit()
        return pending_id

    def find(self, pending_id: str) -> SignInRequest | None:
        """A parked request, left where it is."""
        now = self.clock()
        with self.unit_of_work() as work:
            return work.pending.find(pending_id, now)

    def resume(self, pending_id: str) -> SignInRequest:
        """Take a parked request out, once. Raises RequestRefused where it is gone."""
        now = self.clock()
        with self.unit_of_work() as work:
            request = work.pending.take(pending_id, now)
            work.commit()
        if request is None:
            raise RequestRefused(
                "This sign-in has expired or was already used. Go back to the application and "
                "sign in again.",
                code="sign_in_gone",
            )
        return request

    def answer(
        self, request: SignInRequest, session: BrowserSession | None, origin: Origin
    ) -> PostForm | SignInNeeded:
        """Answer a request for whoever is signed in; the audit row is committed first.

        Raises RequestRefused, RoleNotGranted or ClaimRefused. What the service provider must be
        told instead (NoPassive, NoAuthnContext, InvalidNameIDPolicy) is a form as well.
        """
        now = self.clock()
        usable = session if _is_usable(request, session, now) else None
        if usable is None and not request.is_passive:
            return SignInNeeded(force=request.force_authn)
        try:
            with self.unit_of_work() as work:
                form, event = self._decide(work, request, usable, origin, now)
                self._conclude(work, request, event)
        except (RequestRefused, RoleNotGranted, ClaimRefused) as refusal:
            person = usable.person.username if usable else None
            target = request.service_provider
            self._record(build_refused_event(refusal, origin, now, target=target, person=person))
            raise
        return form

    def _decide(
        self,
        work: UnitOfWork,
        request: SignInRequest,
        session: BrowserSession | None,
        origin: Origin,
        now: datetime,
    ) -> tuple[PostForm, Event]:
        """The form and what the audit trail will say; the registration may have changed since.

        `recent` is exact here: finding the session has just compared revisions. Whoever brings a
        session from elsewhere sees a change after a second.
        """
        configuration = work.configuration.recent()
        found = self.reception.get_service_provider(request.service_provider, configuration, now)
        _check_address(request, found)
        if session is None:
            return self._decline(request, found, _NO_PASSIVE, None, origin=origin, now=now)
        answer = Answer(request, found, session, now)
        try:
            content = self.memory.build(configuration, found, session.person, request.role_arn)
            issued = self.issuer.issue(answer, content)
        except RequestDeclined as declined:
            person = session.person.username
            return self._decline(request, found, declined.status, person, origin=origin, now=now)
        return issued.form, build_issued_event(answer, issued, origin)

    def _decline(
        self,
        request: SignInRequest,
        service_provider: ServiceProvider,
        status: Status,
        person: str | None,
        *,
        origin: Origin,
        now: datetime,
    ) -> tuple[PostForm, Event]:
        form = self.issuer.build_refusal_form(request, service_provider, status, now)
        return form, build_declined_event(request, status, person, origin, now)

    def _conclude(self, work: UnitOfWork, request: SignInRequest, event: Event) -> None:
        """Claim the request, so that it is answered once, and commit with the audit row."""
        if request.request_id is not None:
            key = f"{request.service_provider}\n{request.request_id}"
            # A copy of the request can come in as long as it is fresh, and then wait for a person.
            end = event.at + MAX_AGE + self.waiting + self.reception.skew
            if not work.replays.claim("authn-request", key, end):
                raise RequestRefused(
                    "This sign-in request was already answered. Go back to the application and "
                    "sign in again.",
                    code="request_replayed",
                )
        work.audit.record(event)
        work.commit()

    def _record(self, event: Event) -> None:
        with self.unit_of_work() as work:
            work.audit.record(event)
            work.commit()


def _is_usable(request: SignInRequest, session: BrowserSession | None, now: datetime) -> bool:
    """Whether the session answers this request.

    With ForceAuthn the person must have signed in since the request came (SAML Core 3.4.1). A
    session of the same instant counts: stores keep times less finely than clocks tell them.
    """
    if session is None or session.person.is_disabled or session.expires_at <= now:
        return False
    return not request.force_authn or session.authenticated_at >= request.received_at


def _check_address(request: SignInRequest, service_provider: ServiceProvider) -> None:
    """The address was checked when the request came; it must still be registered."""
    try:
        choose_consumer_service(service_provider.description, request.acs_location)
    except (AuthnRequestRefused, MetadataRefused) as error:
        raise RequestRefused(str(error), code=error.code, detail=error.detail) from None
