"""An identity provider on fakes, service providers to sign in to, and requests as they send them.

    idp = make_idp(make_configuration(make_service_provider()), people=[alice])
    request = idp.sso.receive(redirect(authn_request()), ORIGIN)
    form = idp.sso.answer(request, idp.session(alice), ORIGIN)

Requests are written by hand here, not by the code under test.
"""

import base64
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape

from rolebridge.audit.events import Origin
from rolebridge.clock import format_instant
from rolebridge.directory.people import Person
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import ServiceProviderEntry
from rolebridge.idp.issue import Issuer
from rolebridge.idp.name_ids import NameIDs
from rolebridge.idp.ports import BrowserSession, PostForm
from rolebridge.idp.receive import Reception
from rolebridge.idp.start import SingleSignOn
from rolebridge.saml.bindings import (
    InboundMessage,
    build_redirect_query,
    decode_post,
    decode_redirect,
)
from rolebridge.saml.signature import PrivateKeySigner
from support.fakes import MemoryStore
from support.ids import CountingIds
from support.keys import KeyPair, rsa_pair
from support.organisation import make_configuration

NOW = datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC)
BASE = "https://idp.example.com"
IDP = f"{BASE}/saml/metadata"
SSO = f"{BASE}/saml/sso"
AWS_LOCATION = f"{BASE}/aws/saml"
SP = "https://sp.example.com/metadata"
ACS = "https://sp.example.com/acs"
ORIGIN = Origin("request-1", "192.0.2.7", "Browser/1.0")
SECRET = b"s" * 32

POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
ARTIFACT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact"


@cache
def make_signer(pair: KeyPair | None = None) -> PrivateKeySigner:
    pair = pair or rsa_pair()
    return PrivateKeySigner.from_pem(pair.private_pem, pair.certificate_pem)


def bare(certificate_pem: str) -> str:
    """The base64 inside a PEM certificate."""
    return "".join(certificate_pem.split("-----")[2].split())


def sp_metadata(
    *services: str,
    entity_id: str = SP,
    signing: str | None = None,
    encryption: str | None = None,
    inside: str = "",
    attributes: str = "",
    entity_attributes: str = "",
) -> str:
    """`services` are AssertionConsumerService elements; without any there is one at ACS."""
    keys = "".join(
        f'<KeyDescriptor use="{use}"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
        f"<ds:X509Data><ds:X509Certificate>{bare(pem)}</ds:X509Certificate></ds:X509Data>"
        "</ds:KeyInfo></KeyDescriptor>"
        for use, pem in (("signing", signing), ("encryption", encryption))
        if pem
    )
    return (
        f'<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity_id}" '
        f"{entity_attributes}>"
        '<SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" '
        f"{attributes}>{keys}{inside}{''.join(services) or consumer_service()}</SPSSODescriptor>"
        "</EntityDescriptor>"
    )


def consumer_service(
    location: str = ACS, index: str | int = 0, binding: str = POST, more: str = ""
) -> str:
    return (
        f'<AssertionConsumerService Binding="{binding}" Location="{escape(location)}" '
        f'index="{index}" {more}/>'
    )


def make_service_provider(
    metadata: str | None = None, entity_id: str = SP, **more
) -> ServiceProviderEntry:
    defaults = {"name": "Example Wiki", "metadata": metadata or sp_metadata()}
    return ServiceProviderEntry(entity_id, **{**defaults, **more})


def authn_request(
    *children: str,
    request_id: str = "_request1",
    issuer: str = SP,
    issued_at: datetime = NOW,
    destination: str | None = SSO,
    acs: str | None = ACS,
    attributes: str = "",
) -> bytes:
    parts = [f'Destination="{destination}"' if destination is not None else ""]
    parts += [f'AssertionConsumerServiceURL="{escape(acs)}"' if acs is not None else ""]
    return (
        '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
        'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Version="2.0" '
        f'ID="{request_id}" IssueInstant="{format_instant(issued_at)}" {" ".join(parts)} {attributes}>'
        f"<saml:Issuer>{issuer}</saml:Issuer>{''.join(children)}</samlp:AuthnRequest>"
    ).encode()


def redirect(xml: bytes, relay_state: str | None = None, signer=None) -> InboundMessage:
    return decode_redirect(build_redirect_query(xml, relay_state, signer))


def post(xml: bytes, relay_state: str | None = None) -> InboundMessage:
    fields = [("SAMLRequest", base64.b64encode(xml).decode())]
    if relay_state is not None:
        fields.append(("RelayState", relay_state))
    return decode_post(fields)


def response_of(form: PostForm) -> bytes:
    return base64.b64decode(dict(form.fields)["SAMLResponse"])


@dataclass
class IdentityProvider:
    """The use case with the store and the clock behind it within reach."""

    store: MemoryStore
    sso: SingleSignOn
    now: datetime = NOW

    def session(self, person: Person, **more) -> BrowserSession:
        defaults = {
            "authenticated_at": self.now - timedelta(minutes=5),
            "last_seen_at": self.now,
            "expires_at": self.now + timedelta(hours=12),
        }
        return BrowserSession("handle", person, **{**defaults, **more})

    def configure(self, configuration: Configuration) -> None:
        self.store.configuration = configuration


def make_idp(
    configuration: Configuration | None = None, *, pair: KeyPair | None = None
) -> IdentityProvider:
    ids, signer = CountingIds(), make_signer(pair)
    store = MemoryStore(configuration or make_configuration(make_service_provider()))
    issuer = Issuer(IDP, lambda: signer, NameIDs(IDP, ids, SECRET), ids)
    idp = IdentityProvider(store, sso=None)
    idp.sso = SingleSignOn(
        store.unit_of_work, lambda: idp.now, ids, Reception(IDP, SSO, AWS_LOCATION), issuer
    )
    return idp


def with_entry(entry: ServiceProviderEntry, **changes) -> Configuration:
    return make_configuration(replace(entry, **changes))
