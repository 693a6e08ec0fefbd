"""An AuthnRequest as it arrived, to a checked request with a verified address for the answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rolebridge.arn import InvalidARN, parse_role_arn
from rolebridge.federation.configuration import Configuration
from rolebridge.idp.issue import get_authn_context
from rolebridge.idp.name_ids import choose_format
from rolebridge.idp.ports import SignInRequest
from rolebridge.idp.refusals import RequestRefused
from rolebridge.idp.service_providers import ServiceProvider, get_service_provider
from rolebridge.saml.bindings import BindingRefused, InboundMessage, validate_relay_state
from rolebridge.saml.consumer_service import choose_consumer_service
from rolebridge.saml.metadata import MetadataRefused
from rolebridge.saml.refusals import AuthnRequestRefused, RequestDeclined
from rolebridge.saml.request import (
    AuthnRequest,
    RequestRules,
    parse_authn_request,
    validate_authn_request,
)
from rolebridge.saml.status import Status, StatusCode
from rolebridge.saml.values import Binding

_SUBJECT = Status(
    StatusCode.REQUESTER,
    StatusCode.REQUEST_DENIED,
    "Signing in a person that the request names is not supported.",
)
_BINDING = Status(
    StatusCode.REQUESTER,
    StatusCode.UNSUPPORTED_BINDING,
    "Answers are sent by HTTP-POST only.",
)
_OTHER_IDP = Status(
    StatusCode.RESPONDER,
    StatusCode.NO_AVAILABLE_IDP,
    "The request asks for other identity providers than this one.",
)
_DECLARATION = Status(
    StatusCode.RESPONDER,
    StatusCode.NO_AUTHN_CONTEXT,
    "Authentication context declarations are not supported.",
)


@dataclass(frozen=True, slots=True)
class Received:
    """A checked request with its sender; `objection` tells why there will be no assertion."""

    request: SignInRequest
    service_provider: ServiceProvider
    objection: Status | None


@dataclass(frozen=True, slots=True)
class Reception:
    """Our own addresses and the skew that requests are held against."""

    entity_id: str
    sso_location: str
    aws_location: str
    skew: timedelta = timedelta(seconds=60)

    def receive(
        self, message: InboundMessage, configuration: Configuration, now: datetime
    ) -> Received:
        """Check a message. Raises RequestRefused as long as no address for an answer is verified.

        Everything that is wrong after that is an `objection` (SAML Profiles 4.1.4.1).
        """
        try:
            unverified = parse_authn_request(message)
            service_provider = self.get_service_provider(
                unverified.unverified_issuer, configuration, now
            )
            rules = RequestRules(
                self.sso_location, now, self.skew, service_provider.requires_signed_requests
            )
            _refuse_aws(service_provider)
            request = validate_authn_request(unverified, service_provider.description, rules)
            acs = choose_consumer_service(
                service_provider.description, request.acs_url, request.acs_index
            )
        except (AuthnRequestRefused, MetadataRefused) as error:
            raise RequestRefused(str(error), code=error.code, detail=error.detail) from None
        wanted = _build_request(request, message, acs.location, now)
        return Received(
            wanted, service_provider, self._find_objection(request, wanted, service_provider)
        )

    def begin(
        self,
        entity_id: str,
        relay_state: str | None,
        role_arn: str | None,
        *,
        configuration: Configuration,
        now: datetime,
    ) -> SignInRequest:
        """A sign-in that no message asks for, to the default address. Raises RequestRefused."""
        found = self.get_service_provider(entity_id, configuration, now)
        if not found.allows_idp_initiated:
            text = f"Sign-in to {found.name} starts at {found.name} itself, not here."
            raise RequestRefused(text, code="idp_initiated_off")
        if role_arn is not None and not found.is_aws:
            raise RequestRefused(f"{found.name} knows no AWS roles.", code="role_not_applicable")
        try:
            if role_arn is not None:
                parse_role_arn(role_arn)
            acs = choose_consumer_service(found.description)
            relayed = validate_relay_state(relay_state)
        except InvalidARN as error:
            raise RequestRefused("That is not the ARN of a role.", code=error.code) from None
        except (AuthnRequestRefused, BindingRefused) as error:
            raise RequestRefused(str(error), code=error.code) from None
        return SignInRequest(
            found.entity_id, acs.location, now, relay_state=relayed, role_arn=role_arn
        )

    def get_service_provider(
        self, entity_id: str, configuration: Configuration, now: datetime
    ) -> ServiceProvider:
        """The registered service provider. Raises RequestRefused."""
        return get_service_provider(configuration, entity_id, self.aws_location, now)

    def _find_objection(
        self, request: AuthnRequest, wanted: SignInRequest, service_provider: ServiceProvider
    ) -> Status | None:
        if request.protocol_binding not in (None, Binding.HTTP_POST):
            return _BINDING
        if request.has_subject:
            return _SUBJECT
        if request.idps and self.entity_id not in request.idps:
            return _OTHER_IDP
        if request.has_context_declarations:
            return _DECLARATION
        try:
            get_authn_context(wanted)
            choose_format(service_provider, wanted.name_id_format, wanted.sp_name_qualifier)
        except RequestDeclined as declined:
            return declined.status
        return None


def _refuse_aws(service_provider: ServiceProvider) -> None:
    if service_provider.is_aws:
        raise RequestRefused(
            f"{service_provider.name} sends no sign-in requests: its sign-in starts here, "
            "from the portal.",
            code="idp_initiated_only",
        )


def _build_request(
    request: AuthnRequest, message: InboundMessage, acs_location: str, now: datetime
) -> SignInRequest:
    policy = request.name_id_policy
    return SignInRequest(
        service_provider=request.issuer,
        acs_location=acs_location,
        received_at=now,
        request_id=request.id,
        relay_state=message.relay_state,
        signed=request.signed,
        force_authn=request.force_authn,
        is_passive=request.is_passive,
        authn_context_classes=request.context_classes,
        authn_context_comparison=request.context_comparison.value,
        name_id_format=policy.format,
        sp_name_qualifier=policy.sp_name_qualifier,
        allow_create=policy.allow_create,
    )
