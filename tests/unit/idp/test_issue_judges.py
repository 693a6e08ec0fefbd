"""What we issue is taken by another library and verified by xmlsec1."""

from datetime import UTC, datetime

import pytest
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from rolebridge.federation.organisation import SignedPart
from support.identity_provider import (
    ACS,
    IDP,
    POST,
    SP,
    SSO,
    bare,
    make_service_provider,
    response_of,
    sp_metadata,
)
from support.issuing import PERSISTENT, SAML, SAMLP, SP_PAIR, issue
from support.judges import xmlsec1_verifies
from support.keys import ec_pair, rsa_pair


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
