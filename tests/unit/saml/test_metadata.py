"""What may stand in metadata, and that what we write is read by others."""

from datetime import UTC, datetime, timedelta
from html import escape

import pytest
from lxml import etree
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

from rolebridge.arn import Partition
from rolebridge.saml.metadata import (
    MetadataExpired,
    MetadataRefused,
    build_aws_sp_metadata,
    build_idp_metadata,
    parse_idp_metadata,
    parse_sp_metadata,
    validate_freshness,
    validate_location,
)
from support.golden import check_golden_xml
from support.identity_provider import (
    ACS,
    ARTIFACT,
    IDP,
    POST,
    SP,
    SSO,
    bare,
    consumer_service,
    make_signer,
    sp_metadata,
)
from support.judges import schema_faults, xmlsec1_verifies
from support.keys import ec_pair, rsa_pair

UNTIL = datetime(2027, 1, 1, tzinfo=UTC)
MD = "urn:oasis:names:tc:SAML:2.0:metadata"


def refused(xml: str, parse=parse_sp_metadata) -> MetadataRefused:
    with pytest.raises(MetadataRefused) as caught:
        parse(xml)
    return caught.value


# --------------------------------------------------------------------------------- reading an SP


def test_the_least_a_service_provider_says():
    description = parse_sp_metadata(sp_metadata())
    assert description.entity_id == description.name == SP
    assert [(each.location, each.index, each.is_default) for each in description.acs] == [
        (ACS, 0, None)
    ]
    assert not description.authn_requests_signed
    assert not description.want_assertions_signed
    assert description.valid_until is None
    assert description.signing_certificates == description.encryption_certificates == ()


def test_everything_a_service_provider_says():
    xml = sp_metadata(
        consumer_service(index=3, more='isDefault="1"'),
        consumer_service(f"{ACS}/artifact", 4, ARTIFACT, 'isDefault="false"'),
        signing=rsa_pair().certificate_pem,
        encryption=rsa_pair("other").certificate_pem,
        inside="<NameIDFormat> urn:a </NameIDFormat><NameIDFormat>urn:b</NameIDFormat>",
        attributes='AuthnRequestsSigned="true" WantAssertionsSigned="1" validUntil="2026-12-31T00:00:00Z"',
        entity_attributes='validUntil="2027-01-01T00:00:00Z"',
    )
    description = parse_sp_metadata(xml)
    assert description.authn_requests_signed
    assert description.want_assertions_signed
    assert description.name_id_formats == ("urn:a", "urn:b")
    assert [each.is_default for each in description.acs] == [True, False]
    assert len(description.signing_certificates) == len(description.encryption_certificates) == 1
    assert description.signing_certificates != description.encryption_certificates
    assert description.valid_until == datetime(2026, 12, 31, tzinfo=UTC)


def test_a_key_without_a_use_serves_for_both():
    xml = sp_metadata(signing=rsa_pair().certificate_pem).replace(' use="signing"', "")
    description = parse_sp_metadata(xml)
    assert description.signing_certificates == description.encryption_certificates != ()


def test_of_a_chain_only_the_first_certificate_is_the_key():
    own, authority = rsa_pair().certificate_pem, rsa_pair("authority").certificate_pem
    chain = f"</ds:X509Certificate><ds:X509Certificate>{bare(authority)}</ds:X509Certificate>"
    xml = sp_metadata(signing=own).replace("</ds:X509Certificate>", chain)
    alone = parse_sp_metadata(sp_metadata(signing=own))
    assert parse_sp_metadata(xml).signing_certificates == alone.signing_certificates


def test_a_key_that_is_only_named_is_passed_over():
    inside = (
        '<KeyDescriptor><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
        "<ds:KeyName>k</ds:KeyName><ds:X509Data><ds:X509SKI>AAAA</ds:X509SKI></ds:X509Data>"
        "</ds:KeyInfo></KeyDescriptor>"
    )
    assert parse_sp_metadata(sp_metadata(inside=inside)).signing_certificates == ()


def test_comments_and_a_wrapping_descriptor_are_accepted():
    xml = f'<EntitiesDescriptor xmlns="{MD}"><!-- one -->{sp_metadata()}</EntitiesDescriptor>'
    assert parse_sp_metadata(xml).entity_id == SP


MDUI = (
    '<Extensions><mdui:UIInfo xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui">'
    '<mdui:DisplayName xml:lang="de">Das Wiki</mdui:DisplayName>'
    '<mdui:DisplayName xml:lang="en">The\n  Wiki</mdui:DisplayName>'
    "</mdui:UIInfo></Extensions>"
)
ORGANIZATION = (
    '<Organization><OrganizationName xml:lang="en">x</OrganizationName>'
    '<OrganizationDisplayName xml:lang="en">Wiki Inc.</OrganizationDisplayName>'
    '<OrganizationURL xml:lang="en">https://x.example</OrganizationURL></Organization>'
)


def service_named(name: str) -> str:
    return (
        f'<AttributeConsumingService index="1"><ServiceName xml:lang="fr">{name}</ServiceName>'
        '<RequestedAttribute Name="mail"/></AttributeConsumingService>'
    )


@pytest.mark.parametrize(
    ("inside", "name"),
    [
        (MDUI, "The Wiki"),
        (MDUI + ORGANIZATION, "The Wiki"),
        (service_named("Le Wiki"), "Le Wiki"),
        (ORGANIZATION + service_named("x" * 201), "Wiki Inc."),
        (service_named(" "), SP),
        (service_named("a\u202eb"), SP),
    ],
)
def test_the_name_for_people(inside, name):
    assert parse_sp_metadata(sp_metadata(inside=inside)).name == name


@pytest.mark.parametrize(
    ("location", "rule"),
    [
        ("javascript:alert(1)", "must begin with https"),
        ("data:text/html,x", "must begin with https"),
        ("http://sp.example.com/acs", "must be https"),
        ("http://localhost.example.com/acs", "must be https"),
        ("HTTPS://sp.example.com/acs", "must begin with https"),
        ("https://sp.example.com/acs#x", "no fragment"),
        ("https://user@sp.example.com/acs", "no user"),
        ("https://user:word@sp.example.com/acs", "no user"),
        ("https://sp.example.com\\@evil.example/acs", "plain ASCII"),
        ("https://sp.example.com/a b", "plain ASCII"),
        ("https://spä.example.com/acs", "plain ASCII"),
        ("https://sp.example.com/\u202eacs", "plain ASCII"),
        ("https:///acs", "name a host"),
        ("https://:443/acs", "name a host"),
        ("https://sp.example.com:0/acs", "name a host"),
        ("https://sp.example.com:99999/acs", "no address"),
        ("https://[::1/acs", "no address"),
        ("//sp.example.com/acs", "must begin with https"),
        ("/acs", "must begin with https"),
        ("", "plain ASCII"),
        ("https://sp.example.com/" + "x" * 2048, "plain ASCII"),
    ],
)
def test_addresses_that_a_browser_must_not_be_sent_to(location, rule):
    error = refused(sp_metadata(consumer_service(location)))
    assert error.field == "AssertionConsumerService/@Location"
    assert rule in error.rule
    assert error.value == location


@pytest.mark.parametrize(
    "location",
    [
        "https://sp.example.com",
        "https://sp.example.com:8443/acs?x=1&y='2'",
        "http://localhost:8000/acs",
        "http://127.0.0.1/acs",
        "http://[::1]:8000/acs",
        "https://xn--sp-uia.example.com/acs",
    ],
)
def test_good_addresses(location):
    assert parse_sp_metadata(sp_metadata(consumer_service(location))).acs[0].location == location
    assert validate_location("Location", location) == location


@pytest.mark.parametrize(
    ("xml", "field", "rule"),
    [
        ("nonsense", "document", "well-formed"),
        ("\ud800", "document", "surrogates"),
        ("<!DOCTYPE x><x/>", "document", "DOCTYPE"),
        ("<x/>", "document", "EntityDescriptor"),
        (f'<EntitiesDescriptor xmlns="{MD}"/>', "EntityDescriptor", "exactly one"),
        (
            f'<EntitiesDescriptor xmlns="{MD}">{sp_metadata()}{sp_metadata()}</EntitiesDescriptor>',
            "EntityDescriptor",
            "exactly one",
        ),
        (f'<EntityDescriptor xmlns="{MD}" entityID="x"/>', "SPSSODescriptor", "exactly one"),
        (
            sp_metadata().replace("SAML:2.0:protocol", "SAML:1.1:protocol"),
            "SPSSODescriptor",
            "SAML 2.0",
        ),
        (sp_metadata(entity_id=""), "EntityDescriptor/@entityID", "1 to 1024"),
        (sp_metadata(entity_id="x" * 1025), "EntityDescriptor/@entityID", "1 to 1024"),
        (sp_metadata(entity_id="a b"), "EntityDescriptor/@entityID", "no blanks"),
        (sp_metadata(entity_id="a&#10;b"), "EntityDescriptor/@entityID", "no blanks"),
        (sp_metadata(entity_attributes='validUntil="soon"'), "@validUntil", "UTC"),
        (
            sp_metadata(entity_attributes='validUntil="2027-01-01T00:00:00+01:00"'),
            "@validUntil",
            "UTC",
        ),
        (sp_metadata(attributes='AuthnRequestsSigned="yes"'), "@AuthnRequestsSigned", "true or"),
        (
            sp_metadata(consumer_service(index=1), consumer_service(f"{ACS}2", 1)),
            "AssertionConsumerService/@index",
            "once",
        ),
        (
            sp_metadata(
                consumer_service(more='isDefault="true"'),
                consumer_service(index=1, more='isDefault="true"'),
            ),
            "AssertionConsumerService/@isDefault",
            "once",
        ),
        (sp_metadata(consumer_service(index="-1")), "AssertionConsumerService/@index", "65535"),
        (sp_metadata(consumer_service(index="٣")), "AssertionConsumerService/@index", "65535"),
        (sp_metadata(consumer_service(index="70000")), "AssertionConsumerService/@index", "65535"),
        (sp_metadata(consumer_service(index="")), "AssertionConsumerService/@index", "65535"),
        (
            sp_metadata(consumer_service(binding=ARTIFACT)),
            "AssertionConsumerService",
            "HTTP-POST",
        ),
        (
            sp_metadata(consumer_service(more=f'ResponseLocation="{ACS}"')),
            "AssertionConsumerService/@ResponseLocation",
            "left out",
        ),
        (
            sp_metadata(signing=rsa_pair().certificate_pem).replace(
                "<ds:X509Certificate>", "<ds:X509Certificate>AAAA"
            ),
            "X509Certificate",
            "base64",
        ),
        (sp_metadata(signing="-----x-----AA*A-----x"), "X509Certificate", "base64"),
    ],
)
def test_what_breaks_a_rule_is_named(xml, field, rule):
    error = refused(xml)
    assert error.field == field
    assert rule in error.rule
    assert error.rule in str(error)


def test_metadata_is_limited_in_size():
    assert "10000000 bytes" in refused(sp_metadata() + " " * 10_000_000).rule


def test_an_entity_that_hides_in_a_large_document_is_refused():
    bomb = '<!DOCTYPE a [<!ENTITY b "x">]>' + sp_metadata(entity_id="&b;")
    assert refused(bomb).field == "document"


def test_freshness_ends_at_the_second_it_names():
    description = parse_sp_metadata(
        sp_metadata(entity_attributes='validUntil="2027-01-01T00:00:00Z"')
    )
    second = timedelta(seconds=1)
    validate_freshness(description, UNTIL - second)
    with pytest.raises(MetadataExpired, match="2027-01-01T00:00:00Z"):
        validate_freshness(description, UNTIL)
    validate_freshness(description, UNTIL, skew=second)
    validate_freshness(parse_sp_metadata(sp_metadata()), UNTIL)


# -------------------------------------------------------------------------------- writing our own


def certificate(name: str = "") -> bytes:
    return make_signer(rsa_pair(name) if name else rsa_pair()).certificate_der


def idp_metadata(pair=None) -> bytes:
    signer = make_signer(pair)
    return build_idp_metadata(
        IDP,
        SSO,
        (signer.certificate_der, certificate("next"), certificate("previous")),
        signer,
        UNTIL,
    )


def test_our_metadata_as_reviewed():
    xml = idp_metadata()
    root = etree.fromstring(xml)
    root.set("ID", "_depends-on-the-keys")
    root.find(".//{*}Reference").set("URI", "#_depends-on-the-keys")
    check_golden_xml("saml/idp_metadata.xml", etree.tostring(root))


def test_our_metadata_is_valid_and_stable():
    assert not schema_faults(idp_metadata(), "metadata")
    assert idp_metadata() == idp_metadata()
    assert 1_000 <= len(idp_metadata()) <= 10_000_000  # what CreateSAMLProvider takes


def test_our_metadata_reads_back():
    description = parse_idp_metadata(idp_metadata().decode())
    assert description.entity_id == IDP
    assert [each.location for each in description.sso] == [SSO, SSO]
    assert description.signing_certificates == (
        certificate(),
        certificate("next"),
        certificate("previous"),
    )
    assert description.valid_until == UNTIL


def test_unsigned_metadata_has_no_signature():
    xml = build_idp_metadata(IDP, SSO, (certificate(),), None, UNTIL)
    assert b"SignatureValue" not in xml
    assert not schema_faults(xml, "metadata")


def test_another_library_reads_our_metadata():
    read = OneLogin_Saml2_IdPMetadataParser.parse(idp_metadata())["idp"]
    assert read["entityId"] == IDP
    assert read["singleSignOnService"]["url"] == SSO
    assert len(read["x509certMulti"]["signing"]) == 3


@pytest.mark.parametrize("pair", [rsa_pair(), ec_pair()], ids=["rsa", "ec"])
def test_xmlsec1_verifies_our_metadata(pair, tmp_path):
    name = f"{MD}:EntityDescriptor"
    assert xmlsec1_verifies(idp_metadata(pair), name, pair.certificate_pem, tmp_path)
    assert not xmlsec1_verifies(
        idp_metadata(pair).replace(b"saml/sso", b"saml/evil"), name, pair.certificate_pem, tmp_path
    )


def test_the_aws_sides_metadata_as_reviewed():
    xml = build_aws_sp_metadata(
        "http://localhost:8000/aws/saml", UNTIL, encryption_certificates=(certificate(),)
    )
    assert not schema_faults(xml, "metadata")
    root = etree.fromstring(xml)
    root.set("ID", "_depends-on-the-keys")
    check_golden_xml("saml/aws_sp_metadata.xml", etree.tostring(root))


def test_the_aws_sides_metadata_reads_back():
    xml = build_aws_sp_metadata("https://x.example/saml", UNTIL, partition=Partition.GOVCLOUD)
    description = parse_sp_metadata(xml.decode())
    assert description.entity_id == "urn:amazon:webservices:govcloud"
    assert description.name == "AWS Management Console Single Sign-On"
    assert description.want_assertions_signed
    assert [(each.location, each.binding) for each in description.acs] == [
        ("https://x.example/saml", POST)
    ]


# -------------------------------------------------------------------------------- reading an IdP


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (f'Location="{SSO}"', 'Location="javascript:x"', "SingleSignOnService/@Location"),
        ("IDPSSODescriptor", "SPSSODescriptor", "IDPSSODescriptor"),
        ('use="signing"', 'use="encryption"', "KeyDescriptor"),
    ],
)
def test_an_identity_provider_that_cannot_be_relied_on(old, new, field):
    xml = build_idp_metadata(IDP, SSO, (certificate(),), None, UNTIL).decode()
    assert refused(xml.replace(old, escape(new, quote=False)), parse_idp_metadata).field == field
