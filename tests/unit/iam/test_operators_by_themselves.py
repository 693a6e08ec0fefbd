"""Operators of texts, numbers and dates as their modules make them: what equals, what is counted.

The modules are run once more for it, since they make their operators while they are imported.
"""

from importlib.util import find_spec, module_from_spec

import pytest

from rolebridge.iam.conditions import date, numeric, string
from rolebridge.iam.context import RequestContext
from rolebridge.iam.variables import Template


def run_once_more(module):
    spec = find_spec(module.__name__)
    copy = module_from_spec(spec)
    spec.loader.exec_module(copy)
    return copy


@pytest.fixture
def operators():
    families = [run_once_more(module) for module in (string, numeric, date)]
    return {operator.name: operator for family in families for operator in family.OPERATORS}


PLAIN, NEGATED = (False, False, False), (True, False, False)
WITH_VARIABLES, NEGATED_WITH_VARIABLES = (False, True, False), (True, True, False)


def test_each_says_what_its_values_are_and_whether_it_is_negated(operators):
    told = {o.name: (o.is_negated, o.has_variables, o.has_wildcards) for o in operators.values()}

    orders = ("LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
    assert told == {
        "StringEquals": WITH_VARIABLES,
        "StringNotEquals": NEGATED_WITH_VARIABLES,
        "StringEqualsIgnoreCase": WITH_VARIABLES,
        "StringNotEqualsIgnoreCase": NEGATED_WITH_VARIABLES,
        "StringLike": (False, True, True),
        "StringNotLike": (True, True, True),
        **{family + order: PLAIN for family in ("Numeric", "Date") for order in orders},
        **{f"{family}Equals": PLAIN for family in ("Numeric", "Date")},
        **{f"{family}NotEquals": NEGATED for family in ("Numeric", "Date")},
    }


# Operator, values of the policy, values of the request that equal one of them, and that do not.
COMPARED = [
    ("StringEquals", ["a"], ["a"], ["A", "ab", "b"]),
    ("StringEquals", ["a", "b"], ["a", "b"], ["c"]),
    ("StringEquals", ["a*"], ["a*"], ["ab"]),
    ("StringEquals", [], [], ["a"]),
    ("StringEquals", ["${k:Other}"], ["put in"], ["Put in", "${k:Other}", "fixed"]),
    ("StringEquals", ["${k:Other}", "fixed", "${k:Other}s"], ["put in", "fixed", "put ins"], ["x"]),
    ("StringEquals", ["${k:Absent}"], [], ["a", "${k:Absent}"]),
    ("StringEquals", ["${k:Absent}", "a"], ["a"], ["b"]),
    ("StringNotEquals", ["a"], ["a"], ["b"]),
    ("StringEqualsIgnoreCase", ["Ab"], ["aB"], ["a", "b"]),
    ("StringEqualsIgnoreCase", ["${k:Other}"], ["PUT in"], ["other"]),
    ("StringNotEqualsIgnoreCase", ["Ab"], ["aB"], ["a"]),
    ("StringLike", ["a*"], ["a", "ab"], ["A", "ba"]),
    ("StringNotLike", ["a*"], ["ab"], ["ba"]),
    ("NumericEquals", ["1", "2.50"], ["1.0", "2.5"], ["3", "one"]),
    ("NumericEquals", [], [], ["1"]),
    ("NumericNotEquals", ["1"], ["1.0"], ["2", "one"]),
    ("NumericLessThan", ["2"], ["1"], ["2", "3", "one"]),
    ("NumericLessThan", ["2", "4", "1"], ["3"], ["4", "5"]),
    ("NumericLessThan", [], [], ["1", "one"]),
    ("NumericLessThanEquals", ["2"], ["1", "2"], ["3", "one"]),
    ("NumericLessThanEquals", ["2", "4"], ["4"], ["5"]),
    ("NumericGreaterThan", ["2"], ["3"], ["1", "2", "one"]),
    ("NumericGreaterThan", ["4", "2"], ["3"], ["2", "1"]),
    ("NumericGreaterThan", [], [], ["1"]),
    ("NumericGreaterThanEquals", ["2"], ["2", "3"], ["1", "one"]),
    ("DateEquals", ["2026-01-01"], ["2026-01-01T00:00:00Z"], ["2026-01-02", "never"]),
    ("DateNotEquals", ["2026-01-01"], ["2026-01-01T00:00:00Z"], ["2026-01-02"]),
    ("DateLessThan", ["2026"], ["2025-12-31"], ["2026-01-01", "never"]),
    ("DateGreaterThanEquals", ["2026"], ["2026-01-01", "2027"], ["2025", "never"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "written", "equal", "others"), COMPARED)
def test_values_are_compared_one_by_one_and_counted_together(
    operators, name, written, equal, others
):
    operator = operators[name]
    values = [
        Template.parse(text, variables=operator.has_variables, wildcards=operator.has_wildcards)
        for text in written
    ]
    context = RequestContext.of({"k:Key": (*others, *equal), "k:Other": "put in"})

    matcher = operator.prepare(values)

    assert [text for text in (*equal, *others) if matcher.equals(text, context)] == equal
    assert matcher.count("k:key", context) == (len(equal), len(equal) + len(others))


def test_values_that_are_read_alike_are_counted_once(operators):
    context = RequestContext.of({"k:Key": ("AB", "ab", "c", "C", "d")})

    matcher = operators["StringEqualsIgnoreCase"].prepare(
        [Template.parse(text, variables=True, wildcards=False) for text in ("aB", "D")]
    )

    assert matcher.count("k:key", context) == (2, 3)
