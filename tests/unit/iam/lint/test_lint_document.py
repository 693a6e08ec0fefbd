"""Findings about a document as a whole, and how findings are told."""

import json

import pytest

from rolebridge.iam import PolicyKind
from rolebridge.iam.lint import Severity, lint_policy
from support.lint import codes, lint, places, service_data, statement, text_of


def test_a_document_with_nothing_odd_has_no_findings():
    assert lint(statement()) == ()


def test_a_refused_document_has_all_its_faults_with_awss_words():
    findings = lint({"Effect": "allow", "Resource": "*"})

    assert codes(findings) == ["policy_malformed"] * 2
    assert {finding.severity for finding in findings} == {Severity.ERROR}
    said = " ".join(finding.sentence for finding in findings)
    assert "(AWS: 'The policy failed legacy parsing')" in said
    assert "(AWS: 'Policy statement must contain actions.')" in said


def test_a_fault_without_known_words_of_awss_is_told_in_ours():
    (finding,) = lint_policy('{"a": 1, "a": 2}', PolicyKind.IDENTITY, service_data())

    assert "Duplicate key" in finding.sentence
    assert "AWS" not in finding.sentence


def test_what_aws_would_not_store_but_the_language_reads_is_linted_all_the_same():
    """An old version in a managed policy: refused when it is written, and yet it has a meaning."""
    found = codes(lint(statement(Action="s3:*Objct"), kind=PolicyKind.MANAGED, version=None))

    assert found == ["action_matches_nothing", "policy_malformed", "version_missing"]


def test_findings_stand_in_the_order_of_their_lines():
    findings = lint(statement(Sid=""), statement(Action="s3:GetObjct"), statement(Action="ec2:X"))

    lines = [finding.line for finding in findings]
    assert lines == sorted(lines)
    assert len(set(lines)) > 1


def test_a_finding_names_the_line_of_its_entry():
    (finding,) = lint(statement(Action=["s3:GetObject", "s3:GetObjct"]))

    line = text_of(statement(Action=["s3:GetObject", "s3:GetObjct"])).splitlines()[finding.line - 1]
    assert "GetObjct" in line


def test_long_texts_are_cut_in_sentences():
    (finding,) = lint(statement(Action="s3:" + "Get" * 500))

    assert len(finding.sentence) < 400


@pytest.mark.parametrize(("version", "found"), [("2012-10-17", []), (None, ["version_missing"])])
def test_a_document_without_version_is_told_of(version, found):
    assert codes(lint(statement(), version=version)) == found


@pytest.mark.parametrize("version", ["2008-10-17", None])
def test_variables_in_an_old_version_are_plain_text(version):
    home = statement(Resource="arn:aws:s3:::reports/${aws:userid}/*")
    limited = statement(
        Action="s3:ListBucket",
        Resource="arn:aws:s3:::reports",
        Condition={"StringLike": {"s3:prefix": ["${aws:userid}/*", "public/*"]}},
    )

    findings = lint(home, limited, version=version)

    assert codes(findings) == ["variable_in_old_version"] * 2
    assert places(findings, "variable_in_old_version") == [
        "Statement[0].Resource",
        "Statement[1].Condition.StringLike['s3:prefix'][0]",
    ]


def test_operators_without_variables_take_dollar_signs_as_they_are():
    counted = statement(Condition={"Bool": {"aws:SecureTransport": "true"}})

    assert codes(lint(counted, version="2008-10-17")) == []


@pytest.mark.parametrize(
    ("kind", "filler", "is_full"),
    [
        (PolicyKind.IDENTITY, 9100, False),
        (PolicyKind.IDENTITY, 9300, True),
        (PolicyKind.MANAGED, 5300, False),
        (PolicyKind.MANAGED, 5700, True),
    ],
)
def test_a_document_near_its_quota_is_told_of(kind, filler, is_full):
    long = statement(Resource=f"arn:aws:s3:::reports/{'x' * filler}")

    assert ("document_nearly_full" in codes(lint(long, kind=kind))) is is_full


def test_how_full_a_document_is_is_told_until_it_is_full():
    quota = 10_240
    written = len("".join(text_of(statement(Resource="arn:aws:s3:::a/")).split()))

    def lint_of_size(size):
        (finding,) = lint(statement(Resource="arn:aws:s3:::a/" + "x" * (size - written)))
        return finding

    full, over = lint_of_size(quota), lint_of_size(quota + 1)

    assert full.code.value == "document_nearly_full"
    assert f"has {quota} of the {quota} characters" in full.sentence
    assert "has 10000 of the 10240 characters" in lint_of_size(10_000).sentence
    assert over.code.value != "document_nearly_full"


def test_a_document_over_its_quota_is_an_error_alone():
    long = statement(Resource=f"arn:aws:s3:::reports/{'x' * 12_000}")

    assert codes(lint(long)) == ["policy_malformed"]


def test_empty_sids_name_nothing():
    findings = lint(statement(Sid=""), statement(Sid="", Action="s3:PutObject"))

    assert places(findings, "sid_empty") == ["Statement[0].Sid", "Statement[1].Sid"]


def test_a_resource_policy_may_repeat_a_sid_and_is_told_of_it():
    one = statement(Sid="A", Principal={"AWS": "111122223333"})
    two = statement(Sid="A", Principal={"AWS": "111122223333"}, Action="s3:PutObject")

    findings = lint(one, two, kind=PolicyKind.RESOURCE)

    assert places(findings, "sid_repeated") == ["Statement[1].Sid"]
    assert "statement 1" in findings[0].sentence


def test_a_statement_that_stands_alone_has_its_path_without_a_number():
    text = json.dumps({"Version": "2012-10-17", "Statement": statement(Action="s3:GetObjct")})

    (finding,) = lint_policy(text, PolicyKind.IDENTITY, service_data())

    assert finding.place == "Statement.Action"
    assert finding.path == ("Statement", "Action")


def test_a_hostile_document_gives_findings_of_bounded_length():
    many = statement(Action=[f"s3:Get{'X' * 60}{number}" for number in range(120)])

    findings = lint(many)

    assert codes(findings) == ["action_unknown"] * 120


def test_a_fault_that_aws_has_no_words_for_is_told_in_ours():
    (finding,) = lint(statement(Sid=1, Principal="*"), kind=PolicyKind.RESOURCE)

    assert finding.code.value == "policy_malformed"
    assert (finding.path, finding.place) == ((), "Statement[0].Sid")
    assert finding.sentence == "Sid is a string"
    assert finding.fix


@pytest.mark.parametrize(("length", "shown"), [(200, "'{}'"), (201, "'{}...'")])
def test_a_fact_that_is_very_long_is_cut(length, shown):
    key = "aws:" + "x" * (length - 4)

    (finding,) = lint(statement(Condition={"StringEquals": {key: "x"}}))

    assert shown.format(key[:200]) in finding.sentence
