"""`validate_response`: each named check refuses what it is there for, and only that."""

from datetime import timedelta

import pytest
from lxml import etree

from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.expected import Profile
from rolebridge.saml.response import find_unverified_issuer, validate_response
from support.keys import ec_pair, rsa_pair
from support.saml import (
    ASSERTION,
    AWS,
    BEARER,
    NOW,
    ROLE,
    SAML,
    SAMLP,
    Message,
    attribute,
    aws_attributes,
    confirmation,
    encode,
    encrypt,
    restriction,
    sign,
    signed,
    statement,
)

IDP = rsa_pair()
SERVICE = rsa_pair("service")
SP = Message(profile=Profile.SP, audience="https://sp.example.com", acs="https://sp.example.com/acs",
             destination="https://sp.example.com/acs", attributes={"mail": ("a@example.com",)})  # fmt: skip
ACS = SP.acs
LATER = NOW + timedelta(minutes=5)


def validate(message, *what, **changes):
    encoded = encode(signed(message, IDP, *what))
    return validate_response(encoded, message.expected(IDP, **changes), message.now)


def refusal(message, *what, **changes):
    with pytest.raises(CheckFailed) as caught:
        validate(message, *what, **changes)
    return caught.value


@pytest.mark.parametrize("what", [("assertion",), ("response",), ("assertion", "response")])
@pytest.mark.parametrize("sealed", [False, True])
def test_any_signature_that_covers_the_assertion_is_enough(what, sealed):
    message = Message()
    root = message.parse()
    if "assertion" in what:
        sign(root.find(ASSERTION), IDP)
    if sealed:
        encrypt(root, SERVICE)
    if "response" in what:
        sign(root, IDP)
    expected = message.expected(IDP, private_pems=[SERVICE.private_pem])
    verified = validate_response(encode(root), expected, NOW)
    assert verified.name_id.value == "alice@example.com"


def test_everything_the_assertion_says_is_read():
    message = Message(
        name_id_attributes=' Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"'
        ' NameQualifier="idp" SPNameQualifier="urn:amazon:webservices"',
        session_end=NOW + timedelta(hours=1),
        authn_instant=NOW - timedelta(minutes=1),
    )
    verified = validate(message)
    assert verified.id == "_assertion"
    assert verified.response_id == "_response"
    assert verified.issuer == "https://idp.example.com/saml"
    assert verified.issue_instant == NOW
    assert verified.name_id.format == "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
    assert verified.name_id.name_qualifier == "idp"
    assert verified.name_id.sp_name_qualifier == "urn:amazon:webservices"
    assert verified.audience == ("urn:amazon:webservices",)
    assert verified.recipient == "https://signin.aws.amazon.com/saml"
    assert verified.not_on_or_after == LATER
    assert verified.authn_instant == NOW - timedelta(minutes=1)
    assert verified.session_index == "_session"
    assert verified.session_not_on_or_after == NOW + timedelta(hours=1)
    assert verified.attributes == aws_attributes()
    assert verified.aws.role_session_name == "alice"
    assert verified.aws.role_pairs[0].role_arn == "arn:aws:iam::111122223333:role/ReadOnly"
    assert verified.signed_by == message.expected(IDP).keys[0].fingerprint


def test_the_key_that_signed_the_assertion_itself_is_named():
    message, other = Message(), ec_pair()
    root = message.parse()
    sign(root.find(ASSERTION), other, method="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256")
    sign(root, IDP)
    expected = message.expected(IDP, other)
    verified = validate_response(encode(root), expected, NOW)
    assert verified.signed_by == expected.keys[1].fingerprint


def test_a_plain_service_provider_needs_no_aws_attributes_and_no_five_minutes():
    verified = validate(SP.but(issue_instant=NOW - timedelta(hours=2)))
    assert verified.aws is None
    assert verified.attributes == {"mail": ("a@example.com",)}


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (Message(version="2.1"), "version"),
        (Message(response_id=None), "missing_id"),
        (Message(assertion_id=None), "missing_id"),
        (Message(status_xml=""), "status_missing"),
        (Message(status_xml="<samlp:Status/>"), "status_missing"),
        (Message(status="urn:oasis:names:tc:SAML:2.0:status:Requester"), "status_not_success"),
        (Message(status="urn:oasis:names:tc:SAML:2.0:status:success"), "status_not_success"),
        (Message(status_xml="<samlp:Status><samlp:StatusCode Value='urn:oasis:names:tc:SAML:2.0:"
                 "status:Success'/></samlp:Status>" * 2), "schema_invalid"),
        (Message(extensions_xml="<samlp:Extensions/>"), "schema_invalid"),
        (Message(response_issuer="https://other.example.com"), "response_issuer_mismatch"),
        (Message(destination="https://signin.aws.amazon.com/saml/"), "destination_mismatch"),
        (Message(destination="HTTPS://signin.aws.amazon.com/saml"), "destination_mismatch"),
        (Message(destination="http://signin.aws.amazon.com/saml"), "destination_mismatch"),
        (Message(destination="https://signin.aws.amazon.com:443/saml"), "destination_mismatch"),
        (Message(destination=""), "destination_mismatch"),
        (Message(subject_xml=""), "subject_missing"),
        (Message(name_id=""), "nameid_empty"),
        (Message(name_id=" \u00a0 "), "nameid_empty"),
        (Message(name_id="a\nb"), "nameid_invalid"),
        (Message(name_id="a\x85b"), "nameid_invalid"),
        (Message(name_id="x" * 257), "nameid_invalid"),
        (Message(name_id_attributes=' SPNameQualifier="urn:other"'), "spnamequalifier_mismatch"),
        (Message(conditions_xml=""), "conditions_missing"),
        (Message(restrictions_xml=""), "audience_missing"),
        (Message(restrictions_xml=restriction("urn:amazon:webservices:other")), "audience_mismatch"),
        (Message(restrictions_xml=restriction("urn:amazon")), "audience_mismatch"),
        (Message(restrictions_xml=restriction("URN:AMAZON:WEBSERVICES")), "audience_mismatch"),
        (Message(restrictions_xml=restriction("urn:amazon:webservices") + restriction("urn:other")),
         "audience_mismatch"),
        (Message(authn_xml=""), "authnstatement_count"),
        (Message(attributes={}), "role_missing"),
        (Message(attributes={AWS + "Role": ("rubbish",), AWS + "RoleSessionName": ("alice",)}),
         "role_malformed"),
        (Message(attributes={AWS + "Role": (ROLE,)}), "role_session_name_missing"),
        (Message(attributes=aws_attributes() | {AWS + "RoleSessionName": ("é",)}),
         "role_session_name_invalid"),
        (Message(attributes=aws_attributes() | {AWS + "SessionDuration": ("60",)}),
         "session_duration_invalid"),
        (Message(attributes=aws_attributes() | {AWS + "SourceIdentity": ("aws:x",)}),
         "source_identity_invalid"),
        (Message(attributes=aws_attributes() | {AWS + "TransitiveTagKeys": ("Team",)}),
         "transitive_tag_unknown"),
        (Message(attributes=aws_attributes() | {AWS + "PrincipalTag:A": ("1",),
                 AWS + "PrincipalTag:a": ("2",)}), "tag_duplicate"),
    ],
)  # fmt: skip
def test_each_check_refuses_under_its_own_code(message, code):
    assert refusal(message).code == code


def test_a_missing_name_id_is_access_denied_at_aws():
    error = refusal(Message(subject_xml=f"<saml:Subject>{confirmation()}</saml:Subject>"))
    assert error.code == "nameid_missing"
    assert (error.check.aws_code, error.check.aws_status) == ("AccessDenied", 403)


def test_a_wrong_issuer_is_refused_whoever_signed():
    message = Message(response_issuer=None)
    error = refusal(message, issuer="https://other.example.com")
    assert error.code == "issuer_mismatch"
    assert error.check.aws_text == "Issuer not present in specified provider"


@pytest.mark.parametrize("padding", [" ", "\n", "\t"])
def test_an_issuer_is_compared_as_it_stands(padding):
    message = Message(response_issuer=None)
    assert refusal(message.but(issuer=message.issuer + padding), issuer=message.issuer).code == (
        "issuer_mismatch"
    )


def test_an_issuer_is_an_entity():
    root = Message().parse()
    root.find(ASSERTION)[0].set("Format", "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress")
    sign(root.find(ASSERTION), IDP)
    with pytest.raises(CheckFailed) as caught:
        validate_response(encode(root), Message().expected(IDP), NOW)
    assert caught.value.code == "issuer_format"


def test_the_response_may_leave_its_issuer_out_but_not_name_another():
    assert validate(Message(response_issuer=None)).issuer == Message().issuer
    assert validate(Message(response_issuer=None), "response").issuer == Message().issuer


def test_an_unsigned_response_may_leave_its_destination_out_and_a_signed_one_may_not():
    assert validate(Message(destination=None)).id == "_assertion"
    assert refusal(Message(destination=None), "response").code == "destination_missing"


def test_a_request_is_compared_where_one_was_sent():
    asked = SP.but(in_response_to="_request")
    assert validate(asked, request_id="_request").id == "_assertion"
    assert validate(asked).id == "_assertion"
    assert refusal(asked, request_id="_other").code == "in_response_to_mismatch"
    assert refusal(SP, request_id="_request").code == "in_response_to_mismatch"
    elsewhere = asked.but(confirmations_xml=confirmation(recipient=ACS, until=LATER))
    assert refusal(elsewhere, request_id="_request").code == "subjectconfirmation_in_response_to"


GOOD = confirmation(recipient=ACS, until=LATER)
HOLDER = confirmation(
    method="urn:oasis:names:tc:SAML:2.0:cm:holder-of-key", recipient=ACS, until=LATER
)
ELSEWHERE = confirmation(recipient="https://other/acs", until=LATER)


@pytest.mark.parametrize(
    ("confirmations", "code"),
    [
        ("", "subjectconfirmation_count"),
        (HOLDER, "subjectconfirmation_method"),
        (
            confirmation(method=BEARER.upper(), recipient=ACS, until=LATER),
            "subjectconfirmation_method",
        ),
        (confirmation(), "subjectconfirmation_data"),
        (f'<saml:SubjectConfirmation Method="{BEARER}"/>', "subjectconfirmation_data"),
        (confirmation(recipient=ACS), "subjectconfirmation_data"),
        (confirmation(until=LATER), "subjectconfirmation_data"),
        (
            confirmation(recipient=ACS, until=LATER, not_before=NOW),
            "subjectconfirmation_not_before",
        ),
        (ELSEWHERE, "recipient_mismatch"),
        (confirmation(recipient=ACS + "/", until=LATER), "recipient_mismatch"),
        (
            confirmation(recipient=ACS, until=NOW - timedelta(hours=1)),
            "subjectconfirmation_expired",
        ),
        (confirmation(recipient=ACS, until="2026-11-23T11:00:00+00:00"), "bad_instant"),
        (HOLDER + ELSEWHERE, "recipient_mismatch"),
    ],
)
def test_a_bearer_confirmation_must_hold(confirmations, code):
    assert refusal(SP.but(confirmations_xml=confirmations)).code == code


@pytest.mark.parametrize("confirmations", [GOOD, HOLDER + GOOD, ELSEWHERE + GOOD, GOOD + HOLDER])
def test_one_good_bearer_among_several_is_enough_for_a_plain_service_provider(confirmations):
    assert validate(SP.but(confirmations_xml=confirmations)).recipient == ACS


def test_aws_takes_exactly_one_confirmation():
    one = confirmation(recipient=Message().acs, until=LATER)
    assert refusal(Message(confirmations_xml=one + one)).code == "subjectconfirmation_count"


def test_several_audiences_are_alternatives_and_several_restrictions_all_count():
    either = Message(restrictions_xml=restriction("urn:other", "urn:amazon:webservices"))
    assert validate(either).audience == ("urn:other", "urn:amazon:webservices")
    both = Message(restrictions_xml=restriction("urn:amazon:webservices", "a") * 2)
    assert validate(both).audience == ("urn:amazon:webservices", "a")


def test_white_space_around_an_audience_is_not_part_of_it():
    assert validate(Message(restrictions_xml=restriction("\n  urn:amazon:webservices\n ")))


def test_known_conditions_are_understood_and_others_refused():
    known = restriction("urn:amazon:webservices") + (
        "<saml:OneTimeUse/><saml:ProxyRestriction Count='0'/>"
    )
    assert validate(Message(restrictions_xml=known))
    unknown = (
        restriction("urn:amazon:webservices")
        + '<saml:Condition xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xmlns:x="urn:x" xsi:type="x:Unknown"/>'
    )
    assert refusal(Message(restrictions_xml=unknown)).code == "bad_xsi_type"


def test_an_attribute_that_comes_twice_is_refused_in_one_statement_or_two():
    twice = attribute("mail", "a") + attribute("mail", "b")
    assert refusal(SP.but(attributes_xml=statement(twice))).code == "duplicate_attribute"
    apart = statement(attribute("mail", "a")) + statement(attribute("mail", "b"))
    assert refusal(SP.but(attributes_xml=apart)).code == "duplicate_attribute"


def test_an_attribute_value_with_elements_is_refused():
    value = (
        '<saml:Attribute Name="x"><saml:AttributeValue><b xmlns="urn:x">y</b></saml:AttributeValue>'
    )
    message = SP.but(attributes_xml=statement(value + "</saml:Attribute>"))
    assert refusal(message).code == "element_in_value"


@pytest.mark.parametrize(
    ("encoded", "code"),
    [
        ("", "bad_base64"),
        ("rubbish!", "bad_base64"),
        ("YWJj", "malformed_xml"),
        ("A" * 400_000, "too_large"),
        (encode(b"<a/>" + b" " * 262_144), "too_large"),
        (encode("<a/>"), "wrong_root"),
        (encode(f'<Response xmlns="{SAML}" Version="2.0" ID="x"/>'), "wrong_root"),
        (encode('<Response xmlns="urn:oasis:names:tc:SAML:1.0:protocol"/>'), "wrong_root"),
        (encode(Message().assertion_xml()), "wrong_root"),
        (encode(f'<LogoutResponse xmlns="{SAMLP}" Version="2.0" ID="x"/>'), "wrong_root"),
    ],
)
def test_what_is_no_response_is_refused_early(encoded, code):
    with pytest.raises(CheckFailed) as caught:
        validate_response(encoded, Message().expected(IDP), NOW)
    assert caught.value.code == code


def test_an_answer_without_success_says_what_the_provider_said():
    status = (
        '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder">'
        '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"/>'
        "</samlp:StatusCode><samlp:StatusMessage>No.</samlp:StatusMessage></samlp:Status>"
    )
    root = Message(status_xml=status).parse()
    root.remove(root.find(ASSERTION))
    with pytest.raises(CheckFailed) as caught:
        validate_response(encode(root), Message().expected(IDP), NOW)
    assert caught.value.code == "status_not_success"
    assert caught.value.actual.endswith("status:AuthnFailed, No.")


def test_the_issuer_can_be_read_before_anything_is_verified_and_only_for_that():
    root = Message(issuer="https://a", response_issuer="https://r").parse()
    assert find_unverified_issuer(encode(root)) == "https://a"
    encrypt(root, SERVICE)
    assert find_unverified_issuer(encode(root)) == "https://r"
    root.remove(root[0])
    assert find_unverified_issuer(encode(root)) is None
    assert find_unverified_issuer("rubbish!") is None


def test_public_words_hold_no_part_of_the_message_beyond_the_value_compared():
    error = refusal(Message(restrictions_xml=restriction("x" * 5000)))
    assert len(str(error)) < 400
    assert etree.tostring(Message().parse()).decode() not in str(error)
