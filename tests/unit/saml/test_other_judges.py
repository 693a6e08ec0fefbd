"""Another library, python3-saml, takes what we sign and encrypt, in its strict mode."""

from datetime import UTC, datetime, timedelta

import pytest
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from rolebridge.saml.encryption import encrypt_assertion
from rolebridge.saml.expected import Profile
from rolebridge.saml.signature import PrivateKeySigner
from support.keys import ec_pair, rsa_pair
from support.saml import ASSERTION, Message, encode
from support.signing import sign_within, signed_by

SERVICE = rsa_pair("service")
ACS = "https://sp.example.com/acs"


def settings_for(pair):
    return OneLogin_Saml2_Settings(
        {
            "strict": True,
            "sp": {
                "entityId": "https://sp.example.com",
                "assertionConsumerService": {"url": ACS},
                "x509cert": SERVICE.certificate_pem,
                "privateKey": SERVICE.private_pem.decode(),
            },
            "idp": {
                "entityId": "https://idp.example.com/saml",
                "singleSignOnService": {"url": "https://idp.example.com/sso"},
                "x509cert": pair.certificate_pem,
            },
            "security": {"rejectDeprecatedAlgorithm": True},
        },
        custom_base_path="/nonexistent",
    )


def message():
    """That library asks the real clock, so the message is made for this very moment."""
    now = datetime.now(UTC)
    return Message(
        profile=Profile.SP,
        now=now,
        audience="https://sp.example.com",
        acs=ACS,
        destination=ACS,
        not_before=now - timedelta(minutes=1),
        not_on_or_after=now + timedelta(minutes=5),
        confirmed_until=now + timedelta(minutes=5),
        authn_instant=now - timedelta(minutes=1),
        attributes={"mail": ("alice@example.com",)},
    )


@pytest.mark.parametrize("pair", [rsa_pair(), ec_pair()], ids=["rsa", "ec"])
@pytest.mark.parametrize("what", ["assertion", "response", "both"])
@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "encrypted"])
def test_python3_saml_takes_what_we_sign_and_encrypt(pair, what, sealed):
    root = message().parse()
    signer = PrivateKeySigner.from_pem(pair.private_pem, pair.certificate_pem)
    if what != "response":
        sign_within(root, ASSERTION, signer)
    if sealed:
        assertion = root.find(ASSERTION)
        root.replace(assertion, encrypt_assertion(assertion, SERVICE.certificate_pem))
    if what != "assertion":
        root = signed_by(signer, root)
    response = OneLogin_Saml2_Response(settings_for(pair), encode(root))
    request = {
        "https": "on",
        "http_host": "sp.example.com",
        "script_name": "/acs",
        "get_data": {},
        "post_data": {},
    }
    assert response.is_valid(request, raise_exceptions=True)
    assert response.get_nameid() == "alice@example.com"
    assert response.get_attributes() == {"mail": ["alice@example.com"]}
