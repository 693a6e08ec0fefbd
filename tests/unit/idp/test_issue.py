"""What is issued: read by our own consumer, by another library, by xmlsec1 and by the schema."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from rolebridge.audit.events import Action, Outcome
from rolebridge.directory.rules import Grant, GroupCondition, MappingRule
from rolebridge.federation.organisation import AWSSession, SignedPart
from rolebridge.idp.refusals import ClaimRefused, RoleNotGranted
from rolebridge.saml.encryption import load_decryption_key
from rolebridge.saml.expected import Expected, Profile
from rolebridge.saml.response import validate_response
from rolebridge.saml.signature import load_verification_key
from support.golden import check_golden, pretty
from support.identity_provider import (
    ACS,
    AWS_LOCATION,
    IDP,
    NOW,
    ORIGIN,
    POST,
    SP,
    SSO,
    authn_request,
    bare,
    make_idp,
    make_service_provider,
    redirect,
    response_of,
    sp_metadata,
)
from support.judges import needs_xmlsec1, schema_faults, xmlsec1_verifies
from support.keys import ec_pair, rsa_pair
from support.organisation import (
    AWS,
    AWS_ENTITY_ID,
    DEV,
    PROD,
    make_account,
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
    request = idp.sso.start(AWS_ENTITY_ID, relay_state, role_arn)
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


# -------------------------------------------------------------------------------------------- AWS


def test_our_own_consumer_takes_what_aws_would_get():
    idp, form = issue_aws(relay_state="token")
    verified = consume(form)
    claims = verified.aws
    assert [pair.role_arn for pair in claims.role_pairs] == [
        f"arn:aws:iam::{account}:role/{role}"
        for account in (PROD, DEV)
        for role in ("Administrator", "ReadOnly")
    ]
    assert claims.role_session_name == "alice"
    assert claims.session_duration == 7200
    assert claims.principal_tags == {"team": "platform", "kind": "staff"}
    assert claims.transitive_tag_keys == ("team",)
    assert claims.source_identity == "alice@example.com"
    assert verified.issuer == IDP
    assert verified.name_id.format == PERSISTENT
    assert verified.recipient == "https://signin.aws.amazon.com/saml"
    assert verified.not_on_or_after == NOW + timedelta(minutes=5)
    assert verified.authn_instant == NOW - timedelta(minutes=5)
    assert verified.session_not_on_or_after == NOW + timedelta(hours=12)
    assert form.action == AWS_LOCATION
    assert dict(form.fields)["RelayState"] == "token"
    assert form.service_provider_name == "AWS"
    (event,) = idp.store.events
    assert (event.action, event.outcome) == (Action.SAML_ISSUE, Outcome.SUCCESS)
    assert event.assertion_id == verified.id
    assert event.person == "alice"
    assert event.target == AWS_ENTITY_ID
    assert event.facts["roles"] == "4"


def test_the_response_to_aws_as_reviewed():
    _, form = issue_aws(relay_state="https://console.aws.amazon.com/s3")
    check_golden("idp/aws_response.xml", pretty(response_of(form)))
    fields = [(name, "..." if name == "SAMLResponse" else value) for name, value in form.fields]
    check_golden("idp/aws_form.txt", f"{form.action}\n{fields}\n")


def test_the_audit_row_is_committed_before_the_form_is_there():
    idp, _ = issue_aws()
    assert idp.store.commits == 1


def test_one_role_can_be_asked_for():
    arn = f"arn:aws:iam::{DEV}:role/ReadOnly"
    _, form = issue_aws(role_arn=arn)
    assert [pair.role_arn for pair in consume(form).aws.role_pairs] == [arn]


def test_recipient_location_and_partition_are_settings():
    entry = replace(
        aws(),
        partition="aws-us-gov",
        recipient="https://us-gov-west-1.signin.amazonaws-us-gov.com/saml",
        location="https://signin.amazonaws-us-gov.com/saml",
    )
    _, form = issue_aws(entry)
    verified = consume(
        form,
        audience=frozenset({"urn:amazon:webservices:govcloud"}),
        recipients=frozenset({entry.recipient}),
        destinations=frozenset({entry.location}),
    )
    assert verified.audience == ("urn:amazon:webservices:govcloud",)
    assert form.action == entry.location


@pytest.mark.parametrize("signed", list(SignedPart))
def test_each_signed_part_is_taken(signed):
    _, form = issue_aws(replace(aws(), signed=signed))
    consume(form)
    root = etree.fromstring(response_of(form))
    parents = {etree.QName(each.getparent()).localname for each in root.iter("{*}Signature")}
    assert (
        parents
        == {
            SignedPart.ASSERTION: {"Assertion"},
            SignedPart.RESPONSE: {"Response"},
            SignedPart.BOTH: {"Assertion", "Response"},
        }[signed]
    )


def test_the_schema_and_the_characters_of_aws():
    person = make_person(
        "älice",
        "aws-admins",
        email="alice@example.com",
        attributes={"team": ("Größe – 東京",), "langs": ("de",)},
    )
    entry = aws(
        role_session_name="{email}", tags={"langs": "{attribute.langs}"}, transitive_tags=()
    )
    _, form = issue_aws(entry, person)
    assert not schema_faults(response_of(form))


def test_a_role_name_with_commas_and_a_path_survives():
    accounts = (make_account(DEV, None, "team/a,b@c"),)
    rule = MappingRule(
        "odd", (GroupCondition("aws-admins"),), (Grant((DEV,), ("team/a,b@c",), "ExampleCorp"),)
    )
    _, form = issue_aws(accounts=accounts, rules=(rule,))
    (pair,) = consume(form).aws.role_pairs
    assert pair.role_arn == f"arn:aws:iam::{DEV}:role/team/a,b@c"


@pytest.mark.parametrize(
    ("changes", "field", "source", "rule"),
    [
        (
            {"role_session_name": "{attribute.floor}"},
            "RoleSessionName",
            "{attribute.floor}",
            "lacks",
        ),
        ({"source_identity": "{attribute.floor}"}, "SourceIdentity", "{attribute.floor}", "lacks"),
        (
            {"role_session_name": "{attribute.langs}"},
            "RoleSessionName",
            "{attribute.langs}",
            "2 values",
        ),
        ({"role_session_name": "a b"}, "RoleSessionName", "a b", "2 to 64"),
        ({"role_session_name": "{role}"}, "RoleSessionName", "{role}", "means nothing"),
        ({"source_identity": "{username}!"}, "SourceIdentity", "{username}!", "2 to 64"),
        ({"tags": {"team": "R&D"}}, "PrincipalTag:team", "R&D", "'&'"),
        (
            {"tags": {"langs": "{attribute.langs}"}},
            "PrincipalTag:langs",
            "{attribute.langs}",
            "2 values",
        ),
        ({"tags": {str(n): "x" for n in range(51)}}, "PrincipalTag", "session", "at most 50"),
        ({"duration": 60}, "SessionDuration", "session", "900 to 43200"),
    ],
)
def test_a_value_that_aws_would_refuse_is_named_with_its_template(changes, field, source, rule):
    entry = aws(**{"transitive_tags": (), **changes})
    idp = make_idp(make_configuration(entry))
    with pytest.raises(ClaimRefused) as caught:
        idp.sso.answer(idp.sso.start(AWS_ENTITY_ID, None), idp.session(ALICE), ORIGIN)
    error = caught.value
    assert (error.service_provider, error.field, error.source) == ("AWS", field, source)
    assert rule in str(error)
    (event,) = idp.store.events
    assert (event.outcome, event.reason, event.person) == (
        Outcome.REFUSED,
        "claim_refused",
        "alice",
    )


def test_a_role_that_makes_two_readings_is_refused_with_its_rule():
    path = f"x,arn:aws:iam::{DEV}:saml-provider/P"
    accounts = (make_account(DEV, None, f"{path}/Admin"),)
    rule = MappingRule(
        "sly", (GroupCondition("aws-admins"),), (Grant((DEV,), (f"{path}/Admin",), "ExampleCorp"),)
    )
    with pytest.raises(ClaimRefused) as caught:
        issue_aws(accounts=accounts, rules=(rule,))
    assert caught.value.source == "sly"


def test_nobody_without_a_role_gets_an_assertion():
    carol = make_person("carol", "finance")
    idp = make_idp(make_configuration(aws()))
    with pytest.raises(RoleNotGranted, match="No mapping rule gives carol any AWS role") as caught:
        idp.sso.answer(idp.sso.start(AWS_ENTITY_ID, None), idp.session(carol), ORIGIN)
    assert [result.rule.name for result in caught.value.results] == ["administrators", "developers"]
    assert not any(result.matched for result in caught.value.results)
    assert idp.store.events[0].reason == "role_not_granted"


def test_a_role_that_is_not_granted_is_refused_with_the_rules_that_could():
    bob = make_person("bob", "developers")
    wanted = f"arn:aws:iam::{DEV}:role/Administrator"
    with pytest.raises(RoleNotGranted, match="role/Administrator") as caught:
        issue_aws(person=bob, role_arn=wanted)
    (result,) = caught.value.results
    assert result.rule.name == "administrators"
    assert result.conditions[0].actual == "a member of 'developers'"


def test_what_is_no_role_arn_is_not_granted_by_any_rule():
    with pytest.raises(RoleNotGranted) as caught:
        issue_aws(role_arn="Administrator")
    assert caught.value.results == ()


def test_a_response_larger_than_aws_takes_is_refused():
    names = [f"{'x' * 50}{number}" for number in range(300)]
    accounts = (make_account(DEV, None, *(f"{'p' * 200}/{name}" for name in names)),)
    grant = Grant((DEV,), tuple(f"{'p' * 200}/{name}" for name in names), "ExampleCorp")
    rule = MappingRule("many", (GroupCondition("aws-admins"),), (grant,))
    with pytest.raises(ClaimRefused, match="AWS takes 100000"):
        issue_aws(accounts=accounts, rules=(rule,))


def test_aws_gets_released_attributes_but_not_made_up_roles():
    entry = replace(aws(), attributes={"urn:oid:2.5.4.3": "{username}"})
    _, form = issue_aws(entry)
    assert consume(form).attributes["urn:oid:2.5.4.3"] == ("alice",)
    forged = replace(aws(), attributes={PREFIX + "Role": "{attribute.team}"})
    with pytest.raises(ClaimRefused, match="grants and session settings only"):
        issue_aws(forged)


# ------------------------------------------------------------------------ plain service providers


def test_our_own_consumer_takes_what_a_service_provider_gets():
    entry = make_service_provider(
        attributes={
            "mail": "{email}",
            "urn:oid:2.5.4.42": "langs",
            "address": "{username}@{attribute.langs}.example.com",
            "gone": "floor",
            "also gone": "{attribute.floor}",
        }
    )
    verified = consume(issue(entry), Profile.SP)
    assert verified.attributes == {
        "mail": ("alice@example.com",),
        "urn:oid:2.5.4.42": ("de", "en"),
        "address": ("alice@de.example.com", "alice@en.example.com"),
    }
    assert verified.recipient == ACS
    assert verified.aws is None


def test_the_response_to_a_service_provider_as_reviewed():
    entry = make_service_provider(attributes={"mail": "{email}", "urn:oid:2.5.4.42": "langs"})
    check_golden("idp/sp_response.xml", pretty(response_of(issue(entry))))


def test_a_template_that_means_nothing_is_refused():
    with pytest.raises(ClaimRefused, match="means nothing"):
        issue(make_service_provider(attributes={"x": "{role}"}))


def test_a_person_without_attributes_gets_a_statement_less_assertion():
    form = issue(make_service_provider())
    assert b"AttributeStatement" not in response_of(form)
    assert not schema_faults(response_of(form))


def test_a_service_provider_that_wants_signed_assertions_gets_them():
    metadata = sp_metadata(attributes='WantAssertionsSigned="true"')
    form = issue(make_service_provider(metadata, signed=SignedPart.RESPONSE))
    assert response_of(form).count(b"<ds:SignatureValue>") == 2


@pytest.mark.parametrize("signed", list(SignedPart))
def test_an_encrypted_assertion_is_signed_first_and_opens(signed):
    metadata = sp_metadata(encryption=SP_PAIR.certificate_pem)
    entry = make_service_provider(
        metadata, encrypt_assertions=True, signed=signed, attributes={"mail": "{email}"}
    )
    form = issue(entry)
    assert b"alice@example.com" not in response_of(form)
    assert not schema_faults(response_of(form))
    key = load_decryption_key(SP_PAIR.private_pem)
    verified = consume(form, Profile.SP, decryption_keys=(key,))
    assert verified.attributes["mail"] == ("alice@example.com",)


@pytest.mark.parametrize(
    ("metadata", "rule"),
    [
        (sp_metadata(), "holds no key"),
        (sp_metadata(encryption=ec_pair().certificate_pem), "cannot be used"),
    ],
)
def test_nothing_leaves_in_clear_that_should_be_encrypted(metadata, rule):
    with pytest.raises(ClaimRefused, match=rule):
        issue(make_service_provider(metadata, encrypt_assertions=True))


def test_a_value_that_xml_cannot_carry_is_refused():
    person = make_person("alice", attributes={"note": ("a\x0bb",)})
    with pytest.raises(ClaimRefused) as caught:
        issue(make_service_provider(attributes={"note": "note"}), person)
    assert caught.value.field == "note"
    assert "U+000B" in str(caught.value)


def test_the_context_that_was_asked_for_is_stated():
    word = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"
    context = (
        "<samlp:RequestedAuthnContext><saml:AuthnContextClassRef>"
        f"{word}</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>"
    )
    form = issue(make_service_provider(), xml=authn_request(context))
    assert f">{word}<".encode() in response_of(form)


# ---------------------------------------------------------------------------- independent judges


def settings(**more) -> OneLogin_Saml2_Settings:
    return OneLogin_Saml2_Settings(
        {
            "strict": True,
            "sp": {
                "entityId": SP,
                "assertionConsumerService": {"url": ACS, "binding": POST},
                "x509cert": bare(SP_PAIR.certificate_pem),
                "privateKey": SP_PAIR.private_pem.decode(),
            },
            "idp": {
                "entityId": IDP,
                "singleSignOnService": {"url": SSO, "binding": POST},
                "x509cert": bare(rsa_pair().certificate_pem),
            },
            "security": {"wantNameId": True, **more},
        }
    )


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("signed", list(SignedPart))
def test_another_library_takes_it(signed, encrypted):
    metadata = sp_metadata(encryption=SP_PAIR.certificate_pem)
    entry = make_service_provider(
        metadata, signed=signed, encrypt_assertions=encrypted, attributes={"mail": "{email}"}
    )
    form = issue(entry, now=datetime.now(UTC))  # that library asks the machine for the time
    security = {
        "wantAssertionsSigned": signed is not SignedPart.RESPONSE,
        "wantMessagesSigned": signed is not SignedPart.ASSERTION,
        "wantAssertionsEncrypted": encrypted,
    }
    response = OneLogin_Saml2_Response(settings(**security), dict(form.fields)["SAMLResponse"])
    request = {"https": "on", "http_host": "sp.example.com", "script_name": "/acs", "get_data": {}}
    assert response.is_valid(request, request_id="_request1", raise_exceptions=True)
    assert response.get_attributes() == {"mail": ["alice@example.com"]}
    assert response.get_nameid_format() == PERSISTENT


@needs_xmlsec1
@pytest.mark.parametrize("pair", [rsa_pair(), ec_pair()], ids=["rsa", "ec"])
@pytest.mark.parametrize(
    ("signed", "element"),
    [(SignedPart.ASSERTION, f"{SAML}:Assertion"), (SignedPart.RESPONSE, f"{SAMLP}:Response")],
)
def test_xmlsec1_verifies_it(pair, signed, element, tmp_path):
    entry = make_service_provider(signed=signed, attributes={"mail": "{email}"})
    xml = response_of(issue(entry, pair=pair))
    assert xmlsec1_verifies(xml, element, pair.certificate_pem, tmp_path)
    forged = xml.replace(b"alice@example.com", b"admin@example.com")
    assert not xmlsec1_verifies(forged, element, pair.certificate_pem, tmp_path)
