"""Operators as their modules make them: what equals, what is counted.

The modules are run once more for it, since they make their operators while they are imported.
"""

from importlib.util import find_spec, module_from_spec

import pytest

from rolebridge.iam.conditions import arn, boolean, date, ip_address, numeric, string
from rolebridge.iam.context import RequestContext
from rolebridge.iam.variables import Template


def run_once_more(module):
    spec = find_spec(module.__name__)
    copy = module_from_spec(spec)
    spec.loader.exec_module(copy)
    return copy


FAMILIES = (boolean, string, numeric, date, arn, ip_address)


@pytest.fixture
def operators():
    families = [run_once_more(module) for module in FAMILIES]
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
        **{f"Arn{name}": (False, True, True) for name in ("Equals", "Like")},
        **{f"ArnNot{name}": (True, True, True) for name in ("Equals", "Like")},
        "Bool": WITH_VARIABLES,
        "IpAddress": PLAIN,
        "NotIpAddress": NEGATED,
        **{family + order: PLAIN for family in ("Numeric", "Date") for order in orders},
        **{f"{family}Equals": PLAIN for family in ("Numeric", "Date")},
        **{f"{family}NotEquals": NEGATED for family in ("Numeric", "Date")},
    }


OWN = "arn:aws:iam::1:"
TOPIC = "arn:aws:sns:eu-west-1:1:topic"
CONTEXT = {
    "k:Other": "put in",
    "k:Arn": OWN + "role/x*",
    "k:Topic": TOPIC,
    "k:Head": OWN.removesuffix(":"),
    "k:Account": "1",
    "k:Truth": "true",
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
    ("StringLike", ["exact", "a*"], ["ab", "exact"], ["b", "c"]),
    ("StringLike", ["*a?c*", "?"], ["xabcx", "aXc", "z"], ["ac", "", "xabx"]),
    ("StringLike", ["*a?b*"], [], ["", "zz"]),
    ("StringLike", ["*a?b*", ""], [""], ["zz"]),
    ("StringLike", ["*\xe9?*"], [], ["ab", "xb"]),
    ("StringLike", ["*?\u0142?*"], ["a\u0142b"], ["aBb", "a\u4242b"]),
    ("StringLike", ["*?a?*"], ["\ud800ab"], ["\ud800bb"]),
    ("StringLike", ["*?${k:Other}?*"], ["xput inx"], ["put inx", "xput_inx"]),
    ("StringLike", ["a", "b*"], ["a"], []),
    ("StringLike", ["a", "b"], ["a", "b"], []),
    ("Bool", ["true"], ["true"], ["false", "maybe"]),
    ("Bool", ["${k:Truth}"], ["true"], ["false"]),
    ("Bool", ["${k:Absent}", "false"], ["false"], ["true"]),
    ("ArnLike", [OWN + "x"], [OWN + "x"], []),
    ("ArnLike", ["${k:Arn}"], [OWN + "role/x*"], []),
    ("ArnLike", ["*"], [OWN + "role/x"], ["no ARN", "a:b"]),
    ("ArnLike", [OWN + "role/x", OWN + "user/*"], [OWN + "role/x", OWN + "user/y"], [OWN + "role/y"]),
    ("ArnLike", ["arn:aws:iam::*:role/?"], [OWN + "role/x", "arn:aws:iam::22:role/y"], [OWN + "role/xy", OWN + "user/x", "arn:aws:iam:::a:role/x"]),
    ("ArnLike", ["${k:Arn}"], [OWN + "role/x*"], [OWN + "role/xy", OWN + "role/x", "no ARN"]),
    ("ArnLike", ["${k:Arn}*"], [OWN + "role/x*", OWN + "role/x*y"], [OWN + "role/xy", "arn:aws:iam::2:role/x*"]),
    ("ArnLike", ["${k:Topic}:?"], [TOPIC + ":a"], [TOPIC, TOPIC + ":ab", TOPIC + "a:a"]),
    ("ArnLike", ["${k:Topic}:*:?"], [TOPIC + ":a:b"], [TOPIC + ":a", TOPIC + ":a:bb"]),
    ("ArnLike", ["${k:Head}:role/x"], [OWN + "role/x"], [OWN + "role/y", "arn:aws:iam::2:role/x"]),
    ("ArnLike", ["${k:Head}:role/?"], [OWN + "role/x"], [OWN + "role/xy", "arn:aws:iam::2:role/x"]),
    ("ArnLike", ["${k:Head}?role/x"], [], [OWN + "role/x"]),
    ("ArnLike", ["${k:Other}*"], [], [OWN + "role/x", "put in"]),
    ("ArnLike", ["${k:Other}"], [], ["put in"]),
    ("ArnLike", ["${k:Absent}*"], [], [OWN + "role/x"]),
    ("ArnLike", ["arn:aws:iam::${k:Account}:role/*"], [OWN + "role/x"], ["arn:aws:iam::2:role/x"]),
    ("ArnLike", ["arn:aws:iam::${k:Absent}:role/*", "arn:aws:iam::2:*", "arn:aws:iam::${k:Account}:*"], [OWN + "x", "arn:aws:iam::2:y"], ["arn:aws:iam::3:role/x", "arn:aws:iam:::x"]),
    ("ArnNotEquals", [OWN + "*"], [OWN + "x"], ["arn:aws:iam::2:x"]),
    ("IpAddress", ["10.0.0.0/8", "::1"], ["10.1.2.3", "::1"], ["11.0.0.1", "::2", "no address"]),
    ("IpAddress", ["10.0.0.0/8", "10.1.0.0/16", "10.0.0.0/24"], ["10.0.0.1", "10.200.0.1"], ["11.0.0.1"]),
    ("IpAddress", ["0.0.0.0/0", "::/16", "ff00::/8"], ["255.255.255.255", "::1", "ff01::"], ["1::1"]),
    ("IpAddress", ["10.0.0.5/32", "10.0.0.5"], ["10.0.0.5"], ["10.0.0.6", "10.0.0.4"]),
    ("NotIpAddress", ["10.0.0.0/8"], ["10.1.2.3"], ["11.0.0.1", "no address"]),
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
    context = RequestContext.of({"k:Key": (*others, *equal), **CONTEXT})

    matcher = operator.prepare(values)

    assert [text for text in (*equal, *others) if matcher.equals(text, context)] == equal
    assert matcher.count("k:key", context) == (len(equal), len(equal) + len(others))


def test_values_that_are_read_alike_are_counted_once(operators):
    context = RequestContext.of({"k:Key": ("AB", "ab", "c", "C", "d")})

    matcher = operators["StringEqualsIgnoreCase"].prepare(
        [Template.parse(text, variables=True, wildcards=False) for text in ("aB", "D")]
    )

    assert matcher.count("k:key", context) == (2, 3)
