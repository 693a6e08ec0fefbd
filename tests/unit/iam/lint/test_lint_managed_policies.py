"""AWS's own policies, hundreds of them: what lint says of them has to be rare and true.

They are written by those who know the language best, and are in use. Every class that fires on
them was judged by reading; the bounds keep it from firing more often without anybody looking.
"""

import json
from collections import Counter

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from rolebridge.iam import PolicyKind, parse_policy
from rolebridge.iam.lint import CATALOGUE, Code, Severity, find_findings
from support.lint import service_data

EVERY = 4

# In how many policies of a hundred a code may be found. The reference lags behind for retired
# services, and AWS likes one statement for actions that need "*" and others that do not.
BOUNDS = {
    Code.RESOURCE_NEEDS_STAR: 16,
    Code.RESOURCE_TYPE_UNSUPPORTED: 5,
    Code.RESOURCE_REDUNDANT: 4,
    Code.FOR_ALL_VALUES_ADMITS_MISSING: 4,
    Code.SERVICE_UNKNOWN: 3,
    Code.ACTION_DEPRECATED: 2.5,
    Code.STATEMENT_REDUNDANT: 2.5,
    Code.ACTION_REDUNDANT: 2,
    Code.DOCUMENT_NEARLY_FULL: 2,
    Code.NEGATION_ADMITS_MISSING: 2,
    Code.KEY_TYPE: 1.5,
}
# Every other code together.
FURTHER_WARNINGS = 4


@pytest.fixture(scope="module")
def policies():
    documents = json.loads(aws_managed_policies_data)
    return [
        parse_policy(json.dumps(documents[name]["Document"]), PolicyKind.MANAGED)
        for name in sorted(documents)[::EVERY]
    ]


@pytest.fixture(scope="module")
def found(policies):
    """For each policy the codes that were found in it."""
    return [{each.code for each in find_findings(policy, service_data())} for policy in policies]


def test_there_are_hundreds_of_them(policies):
    assert len(policies) > 300


def test_no_finding_is_an_error(found):
    codes = set().union(*found)

    assert [code for code in codes if CATALOGUE[code].severity is Severity.ERROR] == []


@pytest.mark.parametrize("code", BOUNDS, ids=lambda code: code.value)
def test_a_code_that_is_found_in_them_stays_rare(found, code):
    share = 100 * sum(code in codes for codes in found) / len(found)

    assert share <= BOUNDS[code]


def test_whatever_else_is_found_is_very_rare(found):
    others = Counter(code for codes in found for code in codes - set(BOUNDS))

    assert 100 * others.total() / len(found) <= FURTHER_WARNINGS, others


def test_most_of_them_have_no_warning(found):
    clean = sum(
        all(CATALOGUE[code].severity is Severity.SUGGESTION for code in codes) for codes in found
    )
    assert clean / len(found) > 0.9
