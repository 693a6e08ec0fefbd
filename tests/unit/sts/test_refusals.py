"""Every code that STS can answer with has the status that the service model, or AWS, gives it."""

import gzip
import json
from pathlib import Path

import botocore
import pytest

from rolebridge.access import refusals as shared
from rolebridge.errors import RolebridgeError
from rolebridge.saml.checks import CATALOGUE, CheckFailed
from rolebridge.sigv4 import SigV4Error
from rolebridge.sts import refusals, signed_refusals

# "Common errors" of the STS API reference, and those on record that no model holds.
COMMON = {
    "AccessDenied": 403,
    "ExpiredToken": 403,
    "IncompleteSignature": 400,
    "InvalidAction": 400,
    "InvalidClientTokenId": 403,
    "InvalidParameterValue": 400,
    "InvalidQueryParameter": 400,
    "MissingAction": 400,
    "MissingAuthenticationToken": 403,
    "RequestExpired": 400,
    "SignatureDoesNotMatch": 403,
    "ValidationError": 400,
}


@pytest.fixture(scope="module")
def statuses():
    path = Path(botocore.__file__).parent / "data/sts/2011-06-15/service-2.json.gz"
    shapes = json.loads(gzip.decompress(path.read_bytes()))["shapes"].values()
    modelled = {s["error"]["code"]: s["error"]["httpStatusCode"] for s in shapes if "error" in s}
    assert not modelled.keys() & COMMON.keys()
    return modelled | COMMON


EVERY_REFUSAL = (
    shared.validation_error(["x"]),
    shared.invalid_query_parameter("x"),
    shared.invalid_parameter_value("x"),
    shared.request_arn_invalid(),
    refusals.provider_unknown("arn"),
    refusals.provider_unusable(RolebridgeError("x")),
    refusals.not_authorized("role_unknown", "x"),
    refusals.duration_exceeds_maximum(2, 1),
    shared.malformed_policy("x", has_aws_text=False),
    shared.policy_arn_invalid("x"),
    refusals.packed_too_large(101, tags_only=True),
    refusals.assertion_reused(),
    refusals.chained_too_long(7200),
    refusals.duplicate_tag_keys(),
    refusals.reserved_tag_key("aws:x"),
    signed_refusals.transitive_key_missing(),
    signed_refusals.transitive_key_taken(),
    signed_refusals.source_identity_fixed(),
    signed_refusals.role_arn_invalid("x"),
    signed_refusals.context_provider_unknown("x"),
    signed_refusals.root_may_not_assume(),
    signed_refusals.not_with_session("GetSessionToken"),
    signed_refusals.not_with_kind("AssumeRole", "federated-user"),
    signed_refusals.not_permitted("x", "role_unknown"),
    signed_refusals.mfa_incomplete(),
    signed_refusals.mfa_device_unknown("x"),
    signed_refusals.mfa_code_invalid("x", "y"),
    signed_refusals.mfa_throttled("x"),
    signed_refusals.target_invalid("x"),
    signed_refusals.task_unknown("x"),
    signed_refusals.access_key_unknown("x"),
    signed_refusals.authorization_message_invalid("x"),
    signed_refusals.trade_in_token_expired(),
    signed_refusals.outbound_federation_disabled(),
    signed_refusals.region_disabled("eu-south-2", "111122223333"),
    shared.invalid_client_token("x"),
    refusals.token_expired(),
    refusals.signature_refused(SigV4Error("x")),
    *(refusals.check_failed(CheckFailed(check, "a", "b")) for check in CATALOGUE),
)


@pytest.mark.parametrize("refusal", EVERY_REFUSAL, ids=lambda refusal: refusal.code)
def test_the_status_is_that_of_the_code(statuses, refusal):
    assert statuses[refusal.aws_code] == refusal.status


@pytest.mark.parametrize("refusal", EVERY_REFUSAL, ids=lambda refusal: refusal.code)
def test_the_public_text_is_the_message_and_nothing_more(refusal):
    assert str(refusal) == refusal.message
    assert refusal.explanation


def test_the_texts_that_clients_match():
    assert "requested DurationSeconds exceeds the MaxSessionDuration" in str(
        refusals.duration_exceeds_maximum(2, 1)
    )
    assert str(refusals.packed_too_large(112, tags_only=True)) == (
        "Packed size of session tags consumes 112% of allotted space."
    )
    assert str(refusals.packed_too_large(105, tags_only=False)) == (
        "Packed policy consumes 105% of allotted space, please use smaller policy."
    )


@pytest.mark.parametrize("check", CATALOGUE, ids=lambda check: check.code)
def test_aws_speaks_where_its_text_is_known_and_we_where_it_is_not(check):
    error = CheckFailed(check, "wanted", "found")
    refusal = refusals.check_failed(error)
    assert refusal.has_aws_text is (check.aws_text is not None)
    assert refusal.message == (check.aws_text or str(error))
    assert refusal.code == check.code
