"""The catalogue: stable codes, plain words, and AWS's texts only where they are on record."""

from datetime import UTC, datetime

from rolebridge.saml.checks import (
    CATALOGUE,
    CheckFailed,
    Status,
    Trail,
    assertion,
    claims,
    document,
    envelope,
    signature,
)
from rolebridge.saml.checks.verdict import show

# The texts that AWS's documentation and real answers hold, and no others.
KNOWN_TEXTS = {
    "Response signature invalid",
    "Issuer not present in specified provider",
    "Response does not contain the required audience.",
    "Token must be redeemed within 5 minutes of issuance",
    "Not authorized to perform sts:AssumeRoleWithSAML",
    "RoleSessionName is required in AuthnResponse",
    "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}",
    'Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"',
    "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    "The specified transitive tag key must be included in the requested tags.",
}


def test_codes_are_unique_and_plain_words():
    codes = [check.code for check in CATALOGUE]
    assert len(set(codes)) == len(codes)
    assert all(code.replace("_", "").isalnum() and code == code.lower() for code in codes)


def test_every_check_says_what_it_is_and_where_it_comes_from():
    for check in CATALOGUE:
        assert check.title
        assert check.source
        assert "{" not in check.explain("wanted", "found")


def test_aws_texts_are_those_on_record():
    assert {check.aws_text for check in CATALOGUE} - {None} == KNOWN_TEXTS


def test_aws_codes_come_with_the_status_aws_gives_them():
    statuses = {(check.aws_code, check.aws_status) for check in CATALOGUE}
    assert statuses == {
        ("InvalidIdentityToken", 400),
        ("ExpiredTokenException", 400),
        ("AccessDenied", 403),
        ("InvalidParameterValue", 400),
    }


def test_the_order_is_document_signature_envelope_assertion_claims():
    first = [part.CHECKS[0] for part in (document, signature, envelope, assertion, claims)]
    positions = [CATALOGUE.index(check) for check in first]
    assert positions == sorted(positions)


def test_a_missing_role_has_a_text_for_the_page_of_its_own():
    assert claims.ROLE_MISSING.page_text == (
        "Your request included an invalid SAML response. To logout, click here"
    )


def test_a_failure_says_expected_and_actual_in_public():
    error = CheckFailed(assertion.AUDIENCE_MISMATCH, frozenset({"b", "a"}), ("c",), detail="d")
    assert str(error) == "The assertion is meant for c; this is a or b."
    assert (error.code, error.expected, error.actual, error.detail) == (
        "audience_mismatch",
        "a or b",
        "c",
        "d",
    )


def test_values_are_shown_short_on_one_line_and_without_controls():
    assert show("a\nb\x07\u202ec") == "a\ufffdb\ufffd\ufffdc"
    assert len(show("x" * 1000)) < 210
    assert show(None) == "nothing"
    assert show(()) == "nothing"
    assert show(12) == "12"
    assert show(datetime(2026, 11, 23, tzinfo=UTC)) == "2026-11-23T00:00:00Z"


def test_a_trail_keeps_the_last_word_on_each_check():
    trail = Trail()
    trail.require(True, assertion.EXPIRED, "now", "later")
    trail.passed(document.TOO_LARGE, assertion.EXPIRED)
    results = trail.results()
    assert [result.check.code for result in results] == ["expired", "too_large"]
    assert {result.status for result in results} == {Status.PASSED}
