"""Cases for scripts: one line in, one verdict out, whatever the line says."""

import json

import pytest

from rolebridge.saml.cases import judge_line
from rolebridge.saml.expected import Profile
from support.keys import ec_pair, rsa_pair
from support.saml import ASSERTION, DS, NOW, Message, encode, encrypt, sign, signed

IDP, SERVICE = rsa_pair(), rsa_pair("service")
AWS = Message()
SP = Message(profile=Profile.SP, attributes={"mail": ("a", "b"), "none": ()})


def case(message=AWS, root=None, **changes):
    root = signed(message, IDP) if root is None else root
    fields = {
        "id": "case-1",
        "response": encode(root),
        "profile": message.profile.value,
        "certificates": [IDP.certificate_pem],
        "now": "2026-11-23T10:00:00Z",
        "acs": message.acs,
        "audience": message.audience,
        "issuer": message.issuer,
    } | changes
    return {name: value for name, value in fields.items() if value is not ...}


def judge(fields):
    line = json.dumps(fields).encode()
    return json.loads(judge_line(line).to_json())


def test_a_valid_case_is_accepted_with_subject_and_attributes():
    assert judge(case(SP)) == {
        "id": "case-1",
        "verdict": "accept",
        "code": None,
        "message": "The response is valid.",
        "subject": "alice@example.com",
        "attributes": {"mail": ["a", "b"], "none": []},
    }


def test_a_refused_case_has_code_and_message_and_nothing_of_the_assertion():
    assert judge(case(SP, audience="https://else")) == {
        "id": "case-1",
        "verdict": "reject",
        "code": "audience_mismatch",
        "message": "The assertion is meant for urn:amazon:webservices; this is https://else.",
        "subject": None,
        "attributes": {},
    }


def test_the_profile_decides_about_aws_attributes():
    assert judge(case(AWS))["verdict"] == "accept"
    assert judge(case(SP, profile="aws"))["code"] == "role_missing"


def test_now_may_have_an_offset_or_fractions_and_without_an_offset_is_utc():
    for now in ("2026-11-23T11:00:00+01:00", "2026-11-23T10:00:00.5Z", "2026-11-23T10:00:00"):
        assert judge(case(now=now))["verdict"] == "accept"
    assert judge(case(now="2026-11-23T10:00:00+01:00"))["code"] == "issue_instant_future"


def test_now_counts():
    assert judge(case(now="2026-11-23T12:00:00Z"))["code"] == "redemption_window"
    late = case(SP, now="2026-11-23T12:00:00Z")
    assert judge(late)["code"] == "subjectconfirmation_expired"


def test_the_skew_is_sixty_seconds_unless_the_case_says_otherwise():
    late = "2026-11-23T10:05:30Z"
    assert judge(case(SP, now=late))["verdict"] == "accept"
    assert judge(case(SP, now=late, skew=0))["verdict"] == "reject"
    assert judge(case(SP, now="2026-11-23T10:08:00Z", skew=300.5))["verdict"] == "accept"


def test_several_destinations_and_audiences_may_be_ours():
    fields = case(acs=["https://first", AWS.acs], audience=["urn:first", AWS.audience])
    assert judge(fields)["verdict"] == "accept"


def test_a_request_id_is_compared_where_given():
    message = SP.but(in_response_to="_r")
    assert judge(case(message, request_id="_r"))["verdict"] == "accept"
    assert judge(case(message, request_id=None))["verdict"] == "accept"
    assert judge(case(message, request_id="_x"))["code"] == "in_response_to_mismatch"


def test_an_encrypted_case_needs_the_key():
    root = signed(AWS, IDP)
    encrypt(root, SERVICE)
    assert judge(case(root=root))["code"] == "no_decryption_key"
    fields = case(root=root, decryption_key=SERVICE.private_pem.decode())
    assert judge(fields)["verdict"] == "accept"


def test_the_legacy_switches_are_off_unless_allowed():
    root = AWS.parse()
    sign(root.find(ASSERTION), IDP, method=f"{DS}rsa-sha1", digest=f"{DS}sha1")
    assert judge(case(root=root))["code"] == "weak_algorithm"
    assert judge(case(root=root, allow=["cbc", "rsa15", "rsa1024"]))["code"] == "weak_algorithm"
    assert judge(case(root=root, allow=["sha1"]))["verdict"] == "accept"


def test_a_short_key_needs_its_switch():
    short = rsa_pair("short", 1024)
    root = signed(AWS, short)
    fields = case(root=root, certificates=[short.certificate_pem])
    assert judge(fields)["code"] == "weak_key"
    assert judge(fields | {"allow": ["rsa1024"]})["verdict"] == "accept"


def test_the_right_certificate_may_stand_beside_others():
    certificates = [ec_pair().certificate_pem, rsa_pair("old").certificate_pem, IDP.certificate_pem]
    assert judge(case(certificates=certificates))["verdict"] == "accept"


def test_nothing_is_remembered_between_cases():
    fields = case()
    assert [judge(fields)["verdict"] for _ in range(3)] == ["accept"] * 3


def test_fields_nobody_knows_do_not_matter():
    assert judge(case(note="why", expect="accept"))["verdict"] == "accept"


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"response": ...}, "response"),
        ({"response": 7}, "response"),
        ({"profile": "saml"}, "profile"),
        ({"profile": None}, "profile"),
        ({"certificates": "x" * 3}, "certificate"),
        ({"certificates": [7]}, "certificates"),
        ({"certificates": ...}, "certificate"),
        ({"certificates": []}, "certificate"),
        ({"now": "yesterday"}, "now"),
        ({"now": 1700000000}, "now"),
        ({"now": "9999-12-31T23:59:59-23:59"}, "now"),
        ({"acs": ...}, "acs"),
        ({"acs": []}, "acs"),
        ({"audience": {}}, "audience"),
        ({"issuer": None}, "issuer"),
        ({"request_id": 7}, "request_id"),
        ({"allow": ["md5"]}, "allow"),
        ({"allow": 7}, "allow"),
        ({"skew": "60"}, "skew"),
        ({"skew": -1}, "skew"),
        ({"skew": True}, "skew"),
        ({"skew": float("nan")}, "skew"),
        ({"skew": 10**400}, "skew"),
        ({"skew": 86_401}, "skew"),
        ({"decryption_key": "rubbish"}, "decryption_key"),
        ({"decryption_key": IDP.certificate_pem}, "decryption_key"),
        ({"decryption_key": "é"}, "decryption_key"),
    ],
)
def test_a_field_of_the_wrong_kind_is_named(changes, word):
    verdict = judge(case(**changes))
    assert verdict["verdict"] == "reject"
    assert verdict["code"] in {"malformed_case", "bad_trust_anchor"}
    assert verdict["id"] == "case-1"
    assert word in verdict["message"]


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b"[]",
        b"7",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b"{",
        b"[" * 100_000,
        b"9" * 10_000,
        b'{"id": 1}',
        b"{}",
    ],
)
def test_a_line_that_is_no_case_is_rejected_like_one(line):
    verdict = json.loads(judge_line(line).to_json())
    assert (verdict["verdict"], verdict["code"]) == ("reject", "malformed_case")
    assert verdict["message"]
    assert verdict["subject"] is None
    assert verdict["attributes"] == {}


@pytest.mark.parametrize("identifier", ["x", 7, None, ["a"], {"a": 1}])
def test_the_id_comes_back_as_it_was(identifier):
    assert judge(case(id=identifier))["id"] == identifier


def test_the_answer_is_one_line_of_ascii():
    message = SP.but(name_id="zo\u00eb\u2028", attributes={"\u00e4": ("\U0001f600",)})
    line = judge_line(json.dumps(case(message)).encode()).to_json()
    assert line.isascii()
    assert "\n" not in line
    assert json.loads(line)["attributes"] == {"\u00e4": ["\U0001f600"]}


def test_the_instant_of_the_case_is_the_only_clock():
    assert judge(case(now=NOW.isoformat()))["verdict"] == "accept"
