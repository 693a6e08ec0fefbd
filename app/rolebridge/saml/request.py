"""An AuthnRequest: read, and checked against the service provider that it says it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rolebridge.clock import format_instant, parse_instant
from rolebridge.saml.authn_context import Comparison
from rolebridge.saml.bindings import InboundMessage, verify_query_signature
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.metadata import SPDescription
from rolebridge.saml.refusals import AuthnRequestRefused, RequestFault
from rolebridge.saml.schema import validate_schema
from rolebridge.saml.signature import VerificationKey, load_usable_keys, verify_enveloped
from rolebridge.saml.values import Binding
from rolebridge.saml.xml import DS, SAML, SAMLP, parse_untrusted

MAX_AGE = timedelta(minutes=10)
_ENTITY_FORMAT = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"
_SIGNATURE = f"{{{DS}}}Signature"


@dataclass(frozen=True, slots=True)
class UnverifiedRequest:
    """A well-formed request. The issuer serves to choose whose keys and addresses count."""

    message: InboundMessage
    element: Any
    unverified_issuer: str


@dataclass(frozen=True, slots=True)
class NameIDPolicy:
    """What the service provider wants the subject to be called (SAML Core 3.4.1.1)."""

    format: str | None = None
    sp_name_qualifier: str | None = None
    allow_create: bool = False


@dataclass(frozen=True, slots=True)
class AuthnRequest:
    """A request whose sender, destination, age and, where there is one, signature are checked.

    `signed` tells that a key of the sender's verified. Classes are those of
    RequestedAuthnContext; `idps` are the providers of an IDPList.
    """

    id: str
    issuer: str
    signed: bool
    acs_url: str | None = None
    acs_index: int | None = None
    protocol_binding: str | None = None
    force_authn: bool = False
    is_passive: bool = False
    name_id_policy: NameIDPolicy = NameIDPolicy()
    context_classes: tuple[str, ...] = ()
    context_comparison: Comparison = Comparison.EXACT
    has_context_declarations: bool = False
    has_subject: bool = False
    idps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RequestRules:
    """What a request is held against: our address, the moment, and whether it must be signed."""

    sso_location: str
    now: datetime
    skew: timedelta
    require_signature: bool


def parse_authn_request(message: InboundMessage) -> UnverifiedRequest:
    """Parse a message through the hardened gate and the schema. Raises AuthnRequestRefused."""
    try:
        element = parse_untrusted(message.xml)
        if element.tag != f"{{{SAMLP}}}AuthnRequest":
            raise AuthnRequestRefused(RequestFault.MALFORMED, f"its root is {element.tag}")
        validate_schema(element)
    except CheckFailed as error:
        raise AuthnRequestRefused(RequestFault.MALFORMED, f"{error.code}: {error}") from None
    return UnverifiedRequest(message, element, _read_issuer(element))


def validate_authn_request(
    request: UnverifiedRequest, service_provider: SPDescription, rules: RequestRules
) -> AuthnRequest:
    """Check a request and read it, from the signed bytes where it is signed.

    Raises AuthnRequestRefused.
    """
    if request.unverified_issuer != service_provider.entity_id:
        raise AuthnRequestRefused(RequestFault.ISSUER, request.unverified_issuer)
    element, signed = _verify(request, service_provider, rules)
    if element.get("Version") != "2.0":
        raise AuthnRequestRefused(RequestFault.VERSION, element.get("Version"))
    _check_destination(element.get("Destination"), rules.sso_location, signed=signed)
    _check_age(element.get("IssueInstant"), rules)
    return _read(element, service_provider.entity_id, signed=signed)


def _read_issuer(element: Any) -> str:
    issuer = element.find(f"{{{SAML}}}Issuer")
    if issuer is None or not issuer.text:
        raise AuthnRequestRefused(RequestFault.ISSUER, "there is no Issuer")
    is_plain = set(issuer.attrib) <= {"Format"}
    if issuer.get("Format", _ENTITY_FORMAT) != _ENTITY_FORMAT or not is_plain:
        raise AuthnRequestRefused(RequestFault.ISSUER, "it is not a plain entity identifier")
    return str(issuer.text)


def _verify(
    request: UnverifiedRequest, service_provider: SPDescription, rules: RequestRules
) -> tuple[Any, bool]:
    """The element to read from, and whether a key of the service provider's signed it."""
    enveloped = _find_enveloped_signature(request)
    is_signed = enveloped is not None or request.message.signature is not None
    certificates = service_provider.signing_certificates
    if rules.require_signature and not (is_signed and certificates):
        raise AuthnRequestRefused(RequestFault.UNSIGNED, f"{len(certificates)} keys registered")
    if not is_signed or not certificates:
        return request.element, False
    try:
        return _verify_by(load_usable_keys(certificates), request), True
    except CheckFailed as error:
        raise AuthnRequestRefused(RequestFault.SIGNATURE, f"{error.code}: {error}") from None


def _find_enveloped_signature(request: UnverifiedRequest) -> Any:
    """The one signature of a posted request; in a redirect there is none (Bindings 3.4.4.1)."""
    element = request.element
    found = list(element.iter(_SIGNATURE))
    if not found:
        return None
    misplaced = len(found) > 1 or found[0].getparent() is not element
    if misplaced or request.message.binding is Binding.HTTP_REDIRECT:
        raise AuthnRequestRefused(RequestFault.SIGNATURE_PLACE, f"{len(found)} ds:Signature")
    return found[0]


def _verify_by(keys: Sequence[VerificationKey], request: UnverifiedRequest) -> Any:
    if request.message.signature is not None:
        verify_query_signature(request.message.signature, keys)
        return request.element
    return verify_enveloped(request.element, keys).element


def _check_destination(destination: str | None, expected: str, *, signed: bool) -> None:
    if destination is None and not signed:
        return
    if destination != expected:
        raise AuthnRequestRefused(RequestFault.DESTINATION, f"{destination}")


def _check_age(text: str, rules: RequestRules) -> None:
    try:
        issued_at = parse_instant(text)
    except ValueError as error:
        raise AuthnRequestRefused(RequestFault.MALFORMED, f"IssueInstant: {error}") from None
    if issued_at > rules.now + rules.skew:
        raise AuthnRequestRefused(RequestFault.NOT_YET, format_instant(issued_at))
    if issued_at < rules.now - MAX_AGE:
        raise AuthnRequestRefused(RequestFault.EXPIRED, format_instant(issued_at))


def _read(element: Any, issuer: str, *, signed: bool) -> AuthnRequest:
    context = element.find(f"{{{SAMLP}}}RequestedAuthnContext")
    index = element.get("AssertionConsumerServiceIndex")
    binding = element.get("ProtocolBinding")
    if index is not None and binding is not None:
        raise AuthnRequestRefused(RequestFault.ACS_AMBIGUOUS, "index and ProtocolBinding")
    return AuthnRequest(
        id=element.get("ID"),
        issuer=issuer,
        signed=signed,
        acs_url=element.get("AssertionConsumerServiceURL"),
        acs_index=None if index is None else int(index),
        protocol_binding=binding,
        force_authn=_read_boolean(element, "ForceAuthn"),
        is_passive=_read_boolean(element, "IsPassive"),
        name_id_policy=_read_policy(element.find(f"{{{SAMLP}}}NameIDPolicy")),
        context_classes=_texts(context, f"{{{SAML}}}AuthnContextClassRef"),
        context_comparison=_read_comparison(context),
        has_context_declarations=bool(_texts(context, f"{{{SAML}}}AuthnContextDeclRef")),
        has_subject=element.find(f"{{{SAML}}}Subject") is not None,
        idps=tuple(entry.get("ProviderID") for entry in element.iter(f"{{{SAMLP}}}IDPEntry")),
    )


def _read_boolean(element: Any, name: str) -> bool:
    """An xs:boolean that the schema has let through; absent means false."""
    return element.get(name, "false").strip() in ("true", "1")


def _read_policy(element: Any) -> NameIDPolicy:
    if element is None:
        return NameIDPolicy()
    return NameIDPolicy(
        format=element.get("Format"),
        sp_name_qualifier=element.get("SPNameQualifier"),
        allow_create=_read_boolean(element, "AllowCreate"),
    )


def _read_comparison(context: Any) -> Comparison:
    return Comparison("exact" if context is None else context.get("Comparison", "exact"))


def _texts(parent: Any, tag: str) -> tuple[str, ...]:
    if parent is None:
        return ()
    return tuple((child.text or "").strip() for child in parent.findall(tag))
