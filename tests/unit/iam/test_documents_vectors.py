"""Every row of the document vectors, at both doors."""

import pytest

from rolebridge.iam import MalformedPolicy, PolicyKind, parse_policy, validate_policy
from support.documents import build_document
from support.vectors import load_cases


@pytest.mark.parametrize("case", load_cases("iam", "documents_refused"))
def test_a_faulty_document_is_refused_with_line_path_rule_and_aws_text(case):
    expected = case["expected"]

    with pytest.raises(MalformedPolicy) as refused:
        validate_policy(build_document(case), PolicyKind(case["kind"]))

    error = refused.value
    assert (error.rule.value, error.line) == (expected["rule"], expected["line"])
    assert error.aws_text == expected["aws_text"]
    if expected["path"] is not None:
        assert error.path == expected["path"]


@pytest.mark.parametrize("case", load_cases("iam", "documents_refused"))
def test_only_what_new_documents_are_asked_for_does_not_keep_one_from_being_read(case):
    text = build_document(case)

    if case.get("door") == "writing":
        assert parse_policy(text, PolicyKind(case["kind"])).text == text
    else:
        with pytest.raises(MalformedPolicy):
            parse_policy(text, PolicyKind(case["kind"]))


@pytest.mark.parametrize("case", load_cases("iam", "documents_accepted"))
@pytest.mark.parametrize("read", [parse_policy, validate_policy])
def test_a_good_document_is_taken_and_keeps_its_text(case, read):
    text = build_document(case)

    policy = read(text, PolicyKind(case["kind"]))

    assert (policy.kind.value, policy.text) == (case["kind"], text)
