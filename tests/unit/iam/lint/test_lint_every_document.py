"""Whatever a document says, lint has an answer."""

import json

import pytest

from fuzz.cases import build_case
from fuzz.walk import list_documents
from rolebridge.iam import MalformedPolicy, PolicyKind, validate_policy
from rolebridge.iam.lint import Code, Finding, Severity, lint_policy
from support.documents import build_document
from support.lint import service_data
from support.vectors import load_cases

CASES = load_cases("iam", "documents_accepted", "documents_refused")
TEXTS = [build_document(case.values[0]) for case in CASES]


def lint(text, kind):
    return lint_policy(text, PolicyKind(kind), service_data())


@pytest.mark.parametrize("kind", list(PolicyKind))
def test_every_document_that_the_vectors_know_is_linted_as_every_kind(kind):
    for text in TEXTS:
        findings = lint(text, kind)

        assert all(isinstance(finding, Finding) and finding.line >= 1 for finding in findings)
        assert all(finding.sentence and finding.fix for finding in findings)


@pytest.mark.parametrize("kind", list(PolicyKind))
def test_a_document_is_refused_by_lint_if_it_is_refused_at_all(kind):
    for text in TEXTS:
        try:
            validate_policy(text, kind)
        except MalformedPolicy as refused:
            faults = len(refused.faults)
        else:
            faults = 0
        told = [each for each in lint(text, kind) if each.code is Code.POLICY_MALFORMED]
        assert len(told) == faults


def test_random_documents_are_linted():
    for index in range(300):
        for layer, document in list_documents(build_case(11, index)):
            findings = lint(json.dumps(document), layer)
            assert all(finding.severity in Severity for finding in findings)
