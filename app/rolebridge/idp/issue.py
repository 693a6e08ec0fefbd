"""From a checked request and a signed-in person to the form that carries a signed response."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from rolebridge.federation.organisation import SignedPart
from rolebridge.idp.content import Content
from rolebridge.idp.name_ids import NameIDs, choose_format
from rolebridge.idp.ports import BrowserSession, PostForm, SignInRequest
from rolebridge.idp.refusals import ClaimRefused
from rolebridge.idp.service_providers import ServiceProvider
from rolebridge.ids import IdSource, new_xml_id
from rolebridge.saml.assertion import Envelope, build_assertion, build_refusal, build_response
from rolebridge.saml.authn_context import Comparison, find_authn_context
from rolebridge.saml.aws import MAX_RESPONSE_CHARACTERS
from rolebridge.saml.bindings import build_post_form_fields
from rolebridge.saml.canonical import Canonical, canonicalize
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.elements import IllegalCharacter
from rolebridge.saml.encryption import encrypt_assertion
from rolebridge.saml.refusals import RequestDeclined
from rolebridge.saml.signature import Signer
from rolebridge.saml.signer import sign
from rolebridge.saml.status import Status, StatusCode
from rolebridge.saml.values import Assertion, Attribute
from rolebridge.saml.xml import parse_canonical

LIFETIME = timedelta(minutes=5)
NO_CONTEXT = Status(
    StatusCode.RESPONDER,
    StatusCode.NO_AUTHN_CONTEXT,
    "The way of signing in that was asked for is not offered here.",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is about to be answered: the request, to whom, for whom, and when."""

    request: SignInRequest
    service_provider: ServiceProvider
    session: BrowserSession
    now: datetime


@dataclass(frozen=True, slots=True)
class Issued:
    """A signed answer that has not left yet, with what the audit trail says of it."""

    form: PostForm
    assertion_id: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Issuer:
    """Builds and signs. `signer` is asked each time, so that a new key is used at once.

    `skew` is how far before the present an assertion begins to be valid.
    """

    entity_id: str
    signer: Callable[[], Signer]
    name_ids: NameIDs
    ids: IdSource
    skew: timedelta = timedelta(seconds=60)

    def issue(self, answer: Answer, content: Content) -> Issued:
        """The form that signs the person in; `content` is what it tells about them.

        Raises ClaimRefused where a value cannot be sent, RequestDeclined where the request cannot
        be met.
        """
        try:
            assertion = self._assertion(answer, content.attributes)
            response = self._build(assertion, answer)
        except IllegalCharacter as error:
            source = answer.session.person.username
            raise _refused(answer, error.field, source, str(error).rstrip(".")) from None
        if answer.service_provider.is_aws:
            _check_size(answer, response)
        facts = {
            "name_id_format": assertion.name_id.format or "",
            "roles": str(len(content.grants)),
        }
        form = _form(response, answer.request, answer.service_provider)
        return Issued(form, assertion.id, facts)

    def build_refusal_form(
        self,
        request: SignInRequest,
        service_provider: ServiceProvider,
        status: Status,
        now: datetime,
    ) -> PostForm:
        """The form that tells the service provider why there is no assertion.

        It is signed only if the request was: signing for whoever sends an unsigned request would
        hand out signatures over what strangers wrote.
        """
        response = build_refusal(self._envelope(request, now), status)
        text = sign(response, self.signer()) if request.signed else response.text
        return _form(text.encode(), request, service_provider)

    def _assertion(self, answer: Answer, attributes: tuple[Attribute, ...]) -> Assertion:
        request, service_provider = answer.request, answer.service_provider
        return Assertion(
            id=new_xml_id(self.ids),
            issuer=self.entity_id,
            issue_instant=answer.now,
            name_id=self.name_ids.build(
                choose_format(service_provider, request.name_id_format, request.sp_name_qualifier),
                service_provider,
                answer.session.person,
            ),
            audience=service_provider.audience,
            recipient=service_provider.recipient(request.acs_location),
            not_before=answer.now - self.skew,
            not_on_or_after=answer.now + LIFETIME,
            authn_instant=answer.session.authenticated_at,
            authn_context=get_authn_context(request),
            session_index=new_xml_id(self.ids),
            session_not_on_or_after=answer.session.expires_at,
            in_response_to=request.request_id,
            attributes=attributes,
        )

    def _build(self, assertion: Assertion, answer: Answer) -> bytes:
        """Sign what is to be signed, the assertion before it is encrypted (SAML Core 6.2)."""
        signer, service_provider = self.signer(), answer.service_provider
        entry, description = service_provider.entry, service_provider.description
        unsigned = build_assertion(assertion)
        signs = entry.signed is not SignedPart.RESPONSE or description.want_assertions_signed
        text = sign(unsigned, signer) if signs else unsigned.text
        if service_provider.encrypts_assertions:
            text = _encrypt(text, answer)
        response = build_response(self._envelope(answer.request, answer.now), text)
        signs = entry.signed is not SignedPart.ASSERTION
        return (sign(response, signer) if signs else response.text).encode()

    def _envelope(self, request: SignInRequest, now: datetime) -> Envelope:
        return Envelope(
            id=new_xml_id(self.ids),
            issuer=self.entity_id,
            issue_instant=now,
            destination=request.acs_location,
            in_response_to=request.request_id,
        )


def get_authn_context(request: SignInRequest) -> str:
    """The authentication context class to state. Raises RequestDeclined (NoAuthnContext)."""
    comparison = Comparison(request.authn_context_comparison)
    context = find_authn_context(request.authn_context_classes, comparison)
    if context is None:
        raise RequestDeclined(NO_CONTEXT)
    return context


def _encrypt(assertion: Canonical, answer: Answer) -> Canonical:
    """Encrypt for the first key in the service provider's metadata. Raises ClaimRefused."""
    certificates = answer.service_provider.description.encryption_certificates
    if not certificates:
        rule = "its metadata holds no key to encrypt for"
        raise _refused(answer, "EncryptedAssertion", "encrypt_assertions", rule)
    try:
        encrypted = encrypt_assertion(parse_canonical(assertion.encode()), certificates[0])
    except CheckFailed as error:
        rule = f"the key in its metadata cannot be used; {error}".rstrip(".")
        raise _refused(answer, "EncryptedAssertion", "encrypt_assertions", rule) from None
    return Canonical(canonicalize(encrypted).decode())


def _check_size(answer: Answer, response: bytes) -> None:
    characters = (len(response) + 2) // 3 * 4
    if characters > MAX_RESPONSE_CHARACTERS:
        rule = f"{characters} characters; AWS takes {MAX_RESPONSE_CHARACTERS}"
        raise _refused(answer, "SAMLResponse", "mapping_rules", rule)


def _refused(answer: Answer, field: str, source: str, rule: str) -> ClaimRefused:
    return ClaimRefused(answer.service_provider.name, field, source, rule)


def _form(response: bytes, request: SignInRequest, service_provider: ServiceProvider) -> PostForm:
    fields = build_post_form_fields(response, request.relay_state)
    return PostForm(request.acs_location, fields, service_provider.name)
