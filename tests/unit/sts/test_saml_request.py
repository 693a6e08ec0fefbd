"""The parameters of AssumeRoleWithSAML are checked as the model says, in AWS's words."""

import gzip
import json
from pathlib import Path

import botocore
import pytest

from rolebridge.access.refusals import AWSRefused
from rolebridge.access.session import SessionPolicies
from rolebridge.sts.saml_request import parse_request

ROLE = "arn:aws:iam::111122223333:role/ReadOnly"
PROVIDER = "arn:aws:iam::111122223333:saml-provider/ExampleCorp"
GOOD = {"RoleArn": ROLE, "PrincipalArn": PROVIDER, "SAMLAssertion": "PHg+"}
ARN_PATTERN = r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+"


def refuse(**changes):
    parameters = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    with pytest.raises(AWSRefused) as caught:
        parse_request(parameters)
    return caught.value


def fault(where, rule):
    return f"1 validation error detected: {where} failed to satisfy constraint: Member must {rule}"


def test_the_bare_minimum():
    request = parse_request(GOOD)
    assert (request.role_arn, request.principal_arn) == (ROLE, PROVIDER)
    assert request.saml_assertion == "PHg+"
    assert request.duration_seconds is None
    assert request.policies == SessionPolicies()
    assert request.minimum_session_token_size == 0


def test_everything_there_is():
    arns = {f"PolicyArns.member.{n}.arn": f"arn:aws:iam::aws:policy/P{n:02}" for n in (10, 2, 1)}
    request = parse_request(
        {
            **GOOD,
            **arns,
            "DurationSeconds": "900",
            "Policy": "{}",
            "MinimumSessionTokenSize": "0",
            "Action": "AssumeRoleWithSAML",
            "Whatever": "is ignored",
        }
    )
    assert request.duration_seconds == 900
    assert request.policies.inline == "{}"
    assert [arn[-3:] for arn in request.policies.managed] == ["P01", "P02", "P10"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"RoleArn": None}, fault("Value null at 'roleArn'", "not be null")),
        ({"PrincipalArn": None}, fault("Value null at 'principalArn'", "not be null")),
        ({"SAMLAssertion": None}, fault("Value null at 'sAMLAssertion'", "not be null")),
        (
            {"RoleArn": "arn:short"},
            fault("Value 'arn:short' at 'roleArn'", "have length greater than or equal to 20"),
        ),
        (
            {"RoleArn": "x" * 2049},
            fault(f"Value '{'x' * 200}...' at 'roleArn'", "have length less than or equal to 2048"),
        ),
        (
            {"PrincipalArn": "arn:aws:iam::\x01:saml-provider/x"},
            fault(
                "Value 'arn:aws:iam::\N{REPLACEMENT CHARACTER}:saml-provider/x' at 'principalArn'",
                f"satisfy regular expression pattern: {ARN_PATTERN}",
            ),
        ),
        (
            {"SAMLAssertion": "PHg"},
            fault("Value at 'sAMLAssertion'", "have length greater than or equal to 4"),
        ),
        (
            {"SAMLAssertion": "P" * 100_001},
            fault("Value at 'sAMLAssertion'", "have length less than or equal to 100000"),
        ),
        (
            {"DurationSeconds": "899"},
            fault("Value '899' at 'durationSeconds'", "have value greater than or equal to 900"),
        ),
        (
            {"DurationSeconds": "-5"},
            fault("Value '-5' at 'durationSeconds'", "have value greater than or equal to 900"),
        ),
        (
            {"DurationSeconds": "43201"},
            fault("Value '43201' at 'durationSeconds'", "have value less than or equal to 43200"),
        ),
        (
            {"MinimumSessionTokenSize": "4097"},
            fault(
                "Value '4097' at 'minimumSessionTokenSize'",
                "have value less than or equal to 4096",
            ),
        ),
        (
            {"Policy": ""},
            (
                "2 validation errors detected: Value '' at 'policy' failed to satisfy constraint: "
                r"Member must satisfy regular expression pattern: [\u0009\u000A\u000D\u0020-\u00FF]+; "
                "Value '' at 'policy' failed to satisfy constraint: "
                "Member must have length greater than or equal to 1"
            ),
        ),
        (
            {"Policy": "{}" + " " * 2047},
            fault(
                f"Value '{'{}' + ' ' * 198}...' at 'policy'",
                "have length less than or equal to 2048",
            ),
        ),
        (
            {"PolicyArns.member.3.arn": "short"},
            fault(
                "Value 'short' at 'policyArns.1.member.arn'",
                "have length greater than or equal to 20",
            ),
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_the_models_limits_in_aws_words(changes, message):
    refusal = refuse(**changes)
    assert (refusal.aws_code, refusal.status) == ("ValidationError", 400)
    assert refusal.message == message


def test_all_faults_are_told_at_once():
    refusal = refuse(RoleArn="x", PrincipalArn="y", DurationSeconds="1")
    assert refusal.message.startswith("3 validation errors detected: Value 'x' at 'roleArn' ")
    assert refusal.message.count("; Value ") == 2


def test_at_most_ten_policy_arns():
    arns = {f"PolicyArns.member.{n}.arn": "arn:aws:iam::aws:policy/P" for n in range(1, 12)}
    refusal = refuse(**arns)
    assert refusal.message == fault("Value at 'policyArns'", "have length less than or equal to 10")


@pytest.mark.parametrize(
    "changes",
    [
        {"RoleArn": "arn:aws:iam::111122223333:user/bob"},
        {"RoleArn": "arn:aws:iam::1111222233:role/ReadOnly"},
        {"RoleArn": "arn:aws:iam::111122223333:role/ReadOnly\n"},
        {"RoleArn": "nonsense but long enough"},
        {"PrincipalArn": ROLE},
        {"PrincipalArn": "arn:aws:iam::111122223333:saml-provider/a/b"},
        {"RoleArn": "arn:aws:iam::١١١١٢٢٢٢٣٣٣٣:role/ReadOnly"},
    ],
    ids=str,
)
def test_an_arn_of_another_kind(changes):
    refusal = refuse(**changes)
    assert (refusal.aws_code, refusal.status) == ("ValidationError", 400)
    assert refusal.message == "Request ARN is invalid"


@pytest.mark.parametrize(
    "value", ["", "1h", "3600.0", "1e3", " 900", "9_00", "٩٠٠", "--900", "+900", "9" * 20]
)
def test_a_number_is_digits(value):
    refusal = refuse(DurationSeconds=value)
    assert (refusal.aws_code, refusal.status) == ("InvalidParameterValue", 400)


@pytest.mark.parametrize(
    "name",
    [
        "policy",
        "POLICY",
        "durationSeconds",
        "PolicyArns",
        "PolicyArns.member.1",
        "PolicyArns.member.1.Arn",
        "PolicyArns.member.0.arn",
        "PolicyArns.1.arn",
        "policyArns.member.1.arn",
        "Policy.1",
    ],
)
def test_a_misspelt_parameter_never_passes_for_an_unknown_one(name):
    refusal = refuse(**{name: "arn:aws:iam::aws:policy/ReadOnlyAccess"})
    assert (refusal.aws_code, refusal.status) == ("InvalidQueryParameter", 400)
    assert name in refusal.message


def test_the_assertion_is_never_repeated():
    assert "SECRET" not in str(refuse(SAMLAssertion="SECRET" * 20_000))


def test_the_limits_are_those_of_the_service_model():
    path = Path(botocore.__file__).parent / "data/sts/2011-06-15/service-2.json.gz"
    shapes = json.loads(gzip.decompress(path.read_bytes()))["shapes"]
    members = shapes["AssumeRoleWithSAMLRequest"]["members"]
    limits = {
        name: (shapes[member["shape"]].get("min"), shapes[member["shape"]].get("max"))
        for name, member in members.items()
    }
    assert limits == {
        "RoleArn": (20, 2048),
        "PrincipalArn": (20, 2048),
        "SAMLAssertion": (4, 100_000),
        "PolicyArns": (None, None),
        "Policy": (1, 2048),
        "DurationSeconds": (900, 43_200),
        "MinimumSessionTokenSize": (0, 4096),
    }
    assert shapes["arnType"]["pattern"] == ARN_PATTERN
