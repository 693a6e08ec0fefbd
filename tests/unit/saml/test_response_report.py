"""`report_response`: the validation as a list for pages, in step with the validation itself."""

from rolebridge.saml.checks import CATALOGUE, Status
from rolebridge.saml.expected import Profile
from rolebridge.saml.response import report_response
from support.keys import rsa_pair
from support.saml import ASSERTION, NOW, Message, encode, encrypt, restriction, sign, signed

IDP = rsa_pair()
SERVICE = rsa_pair("service")
SP = Message(profile=Profile.SP, attributes={"mail": ("a@example.com",)})


def test_a_report_of_success_names_every_check_with_its_values():
    message = Message()
    results = report_response(encode(signed(message, IDP)), message.expected(IDP), NOW)
    assert {result.status for result in results} == {Status.PASSED}
    by_code = {result.check.code: result for result in results}
    assert by_code["audience_mismatch"].expected == "urn:amazon:webservices"
    assert by_code["audience_mismatch"].actual == "urn:amazon:webservices"
    assert by_code["expired"].actual == "2026-11-23T10:05:00Z"
    assert "role_missing" in by_code
    assert "decrypt_failed" not in by_code


def test_a_report_of_refusal_agrees_with_the_refusal():
    message = Message(restrictions_xml=restriction("urn:other"))
    encoded, expected = encode(signed(message, IDP)), message.expected(IDP)
    results = report_response(encoded, expected, NOW)
    failed = [result for result in results if result.status is Status.FAILED]
    assert [result.check.code for result in failed] == ["audience_mismatch"]
    assert (failed[0].expected, failed[0].actual) == ("urn:amazon:webservices", "urn:other")
    position = results.index(failed[0])
    assert all(result.status is Status.PASSED for result in results[:position])
    assert all(result.status is Status.NOT_REACHED for result in results[position + 1 :])
    assert results[-1].check is CATALOGUE[-1]


def test_a_report_of_a_broken_signature_says_that_its_shape_was_in_order():
    message = Message()
    encoded = encode(signed(message, rsa_pair("foreign")))
    results = report_response(encoded, message.expected(IDP), NOW)
    passed = {result.check.code for result in results if result.status is Status.PASSED}
    assert {"reference_mismatch", "transforms", "weak_algorithm"} <= passed
    assert "signature_invalid" not in passed


def test_a_report_for_a_plain_service_provider_has_no_aws_checks():
    for encoded in (encode(signed(SP, IDP)), "rubbish!"):
        results = report_response(encoded, SP.expected(IDP), NOW)
        assert not any(result.check.code.startswith("role_") for result in results)


def test_a_report_names_no_check_twice_although_the_envelope_comes_before_decryption():
    message = Message()
    root = message.parse()
    sign(root.find(ASSERTION), rsa_pair("foreign"))
    encrypt(root, SERVICE)
    expected = message.expected(IDP, private_pems=[SERVICE.private_pem])
    results = report_response(encode(root), expected, NOW)
    codes = [result.check.code for result in results]
    assert len(set(codes)) == len(codes)
    assert [r.check.code for r in results if r.status is Status.FAILED] == ["signature_invalid"]
    assert "destination_mismatch" in [r.check.code for r in results if r.status is Status.PASSED]
