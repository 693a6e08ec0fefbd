"""Issuing to AWS and to a service provider, and reading back by our own consumer."""

from dataclasses import replace

from rolebridge.federation.organisation import AWSSession
from rolebridge.saml.expected import Expected, Profile
from rolebridge.saml.response import validate_response
from rolebridge.saml.signature import load_verification_key
from support.identity_provider import (
    ACS,
    AWS_LOCATION,
    IDP,
    NOW,
    ORIGIN,
    SP,
    authn_request,
    make_idp,
    redirect,
)
from support.keys import rsa_pair
from support.organisation import (
    AWS,
    AWS_ENTITY_ID,
    make_configuration,
    make_person,
)

SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
FORMATS = "urn:oasis:names:tc:SAML:"
PERSISTENT = FORMATS + "2.0:nameid-format:persistent"
EMAIL = FORMATS + "1.1:nameid-format:emailAddress"
PREFIX = "https://aws.amazon.com/SAML/Attributes/"
SP_PAIR = rsa_pair("sp")
ALICE = make_person(
    "alice", "aws-admins", attributes={"team": ("platform",), "langs": ("de", "en")}
)
SESSION = AWSSession(
    role_session_name="{username}",
    duration=7200,
    source_identity="{email}",
    tags={"team": "{attribute.team}", "floor": "{attribute.floor}", "kind": "staff"},
    transitive_tags=("team", "floor"),
)


def aws(**changes):
    return replace(AWS, session=replace(SESSION, **changes))


def issue_aws(entry=None, person=ALICE, role_arn=None, relay_state=None, **organisation):
    idp = make_idp(make_configuration(entry or aws(), **organisation))
    request = idp.sso.start(AWS_ENTITY_ID, relay_state, ORIGIN, role_arn)
    return idp, idp.sso.answer(request, idp.session(person), ORIGIN)


def issue(entry, person=ALICE, xml=None, pair=None, now=NOW):
    idp = make_idp(make_configuration(entry), pair=pair)
    idp.now = now
    request = idp.sso.receive(redirect(xml or authn_request(issued_at=now)), ORIGIN)
    return idp.sso.answer(request, idp.session(person), ORIGIN)


def expected(profile: Profile, **changes) -> Expected:
    to_aws = profile is Profile.AWS
    recipient = "https://signin.aws.amazon.com/saml" if to_aws else ACS
    facts = {
        "issuer": IDP,
        "keys": (load_verification_key(rsa_pair().certificate_pem),),
        "audience": frozenset({AWS_ENTITY_ID if to_aws else SP}),
        "recipients": frozenset({recipient}),
        "destinations": frozenset({AWS_LOCATION if to_aws else ACS}),
        "profile": profile,
        "request_id": None if to_aws else "_request1",
    }
    return Expected(**{**facts, **changes})


def consume(form, profile=Profile.AWS, now=NOW, **changes):
    return validate_response(dict(form.fields)["SAMLResponse"], expected(profile, **changes), now)
