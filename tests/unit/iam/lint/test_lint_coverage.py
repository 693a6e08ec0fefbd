"""Findings about statements that others make pointless."""

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rolebridge.iam import PolicyKind
from support.lint import (
    ACCOUNT,
    OTHER_ACCOUNT,
    RECIPIENT,
    codes,
    lint,
    places,
    statement,
    text_of,
    trust,
)
from support.questions import ask, attach

ROLE = f"arn:aws:iam::{ACCOUNT}:role/Dev"
TLS = {"Bool": {"aws:SecureTransport": "true"}}
READ, WRITE = "s3:GetObject", "s3:PutObject"


def deny(**elements):
    return statement(**{"Effect": "Deny", **elements})


@pytest.mark.parametrize(
    ("denial", "is_unreachable"),
    [
        (deny(), True),
        (deny(Action="s3:*"), True),
        (deny(Action="s3:?etObject"), True),
        (deny(Action="*", Resource="*"), True),
        (deny(Resource="arn:aws:s3:::rep*"), True),
        (deny(Action=None, NotAction="iam:*"), True),
        (deny(Action=[WRITE, READ], Condition=None), True),
        (deny(Action=None, NotAction="s3:Get*"), False),
        (deny(Action=WRITE), False),
        (deny(Resource="arn:aws:s3:::reports/2026/*"), False),
        (deny(Resource=None, NotResource="arn:aws:s3:::reports/*"), False),
        (deny(Condition=TLS), False),
    ],
)
def test_a_statement_that_a_denial_covers_is_unreachable(denial, is_unreachable):
    findings = lint(statement(), denial)

    assert ("statement_unreachable" in codes(findings)) is is_unreachable
    assert places(findings, "statement_unreachable") == ["Statement[0]"] * is_unreachable


def test_a_denial_with_conditions_covers_what_has_the_same_conditions():
    assert "statement_unreachable" in codes(lint(statement(Condition=TLS), deny(Condition=TLS)))
    more = {**TLS, "StringEquals": {"aws:userid": "x"}}
    assert "statement_unreachable" in codes(lint(statement(Condition=more), deny(Condition=TLS)))
    assert "statement_unreachable" not in codes(
        lint(statement(Condition=TLS), deny(Condition=more))
    )


def test_of_what_is_denied_as_a_whole_nothing_else_is_said():
    assert codes(lint(statement(), deny(), statement())) == ["statement_unreachable"] * 2
    exceptions = statement(Action=None, NotAction="iam:*")
    found = lint(exceptions, deny(Action=WRITE), exceptions)
    assert places(found, "statement_redundant") == ["Statement[2]"]


def test_the_finding_names_the_denial_by_number_and_sid():
    (finding,) = lint(statement(), deny(Sid="No"))

    assert "statement 2 (No) denies all of it" in finding.sentence


def test_the_finding_names_the_statement_that_covers_another():
    (finding,) = lint(statement(), statement(Action="s3:*", Sid="All"))

    assert finding.sentence == "Statement 2 (All) covers this statement whole."


def test_a_statement_without_resources_is_compared_only_with_its_like():
    """A policy of a repository needs none."""
    pull = {"Action": "ecr:BatchGetImage", "Principal": {"AWS": ROLE}}
    bare = statement(**pull, Resource=None)
    about = bare | {"Resource": "*"}
    kind = PolicyKind.RESOURCE

    assert "statement_redundant" not in codes(lint(bare, about, kind=kind))
    assert "statement_redundant" not in codes(lint(about, bare, kind=kind))
    assert "statement_redundant" in codes(lint(bare, bare, kind=kind))


def test_one_action_of_several_that_is_denied_is_told_of_by_itself():
    findings = lint(statement(Action=[READ, WRITE]), deny(Action=WRITE))

    assert codes(findings) == ["action_always_denied"]
    assert places(findings, "action_always_denied") == ["Statement[0].Action[1]"]


def test_exceptions_that_are_denied_in_part_are_left_alone():
    assert "action_always_denied" not in codes(
        lint(statement(Action=None, NotAction="iam:*"), deny(Action=WRITE))
    )


@pytest.mark.parametrize(
    ("one", "other", "needless"),
    [
        (statement(), statement(Action="s3:*"), [0]),
        (statement(Action="s3:*"), statement(), [1]),
        (statement(), statement(), [1]),
        (statement(), statement(Action="*", Resource="*"), [0]),
        (statement(Condition=TLS), statement(), [0]),
        (statement(), statement(Condition=TLS), [1]),
        (deny(), deny(Action="s3:*"), [0]),
        (deny(Action=None, NotAction=["s3:*", "iam:*"]), deny(Action=None, NotAction="s3:*"), [0]),
        (deny(Action=None, NotAction="s3:*"), deny(Action="*"), [0]),
        (deny(Resource=None, NotResource="*"), deny(Resource=None, NotResource="*"), [1]),
        (statement(), statement(Action=WRITE), []),
        (statement(), deny(Action=WRITE), []),
        (deny(Action=None, NotAction="s3:*"), deny(Action="s3:*"), []),
        (deny(Resource=None, NotResource="*"), deny(Resource=None, NotResource="arn:aws:s3:::a"), []),
    ],
)  # fmt: skip
def test_a_statement_that_another_covers_is_needless(one, other, needless):
    findings = lint(one, other)

    assert places(findings, "statement_redundant") == [f"Statement[{n}]" for n in needless]


@pytest.mark.parametrize(
    ("wide", "narrow", "covers"),
    [
        ({"StringEquals": {"aws:userid": ["a", "b"]}}, {"StringEquals": {"AWS:USERID": "a"}}, True),
        ({"StringNotEquals": {"aws:userid": "a"}}, {"StringNotEquals": {"aws:userid": ["a", "b"]}}, True),
        ({"StringNotEquals": {"aws:userid": "a"}}, {"StringNotEquals": {"AWS:userid": "a"}}, True),
        ({"StringEqualsIfExists": {"aws:userid": "a"}}, {"StringEquals": {"aws:userid": "a"}}, True),
        ({"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}}, {"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}}, True),
        ({"StringEquals": {"aws:userid": "a"}}, {"StringEquals": {"aws:userid": ["a", "b"]}}, False),
        ({"StringNotEquals": {"aws:userid": ["a", "b"]}}, {"StringNotEquals": {"aws:userid": "a"}}, False),
        ({"StringEquals": {"aws:userid": "a"}}, {"StringEqualsIfExists": {"aws:userid": "a"}}, False),
        ({"StringEquals": {"aws:userid": "a"}}, {"StringLike": {"aws:userid": "a"}}, False),
        ({"StringEquals": {"aws:userid": "a"}}, {"StringEquals": {"aws:PrincipalArn": "a"}}, False),
        ({"ForAnyValue:StringEquals": {"aws:TagKeys": ["a", "b"]}}, {"ForAllValues:StringEquals": {"aws:TagKeys": "a"}}, False),
    ],
)  # fmt: skip
def test_conditions_that_follow_from_others(wide, narrow, covers):
    findings = lint(statement(Condition=narrow), statement(Action="s3:*", Condition=wide))

    assert (places(findings, "statement_redundant") == ["Statement[0]"]) is covers


@pytest.mark.parametrize(
    ("denied", "allowed", "covers"),
    [
        ({"AWS": ACCOUNT}, {"AWS": ROLE}, True),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, {"AWS": [ACCOUNT, ROLE]}, True),
        ("*", {"AWS": ROLE}, True),
        ({"AWS": [ROLE, ACCOUNT]}, {"AWS": ROLE}, True),
        ({"AWS": ACCOUNT}, {"AWS": f"arn:aws:iam::{ACCOUNT}:role/a:b/c:d/Dev"}, True),
        ({"AWS": OTHER_ACCOUNT}, {"AWS": ROLE}, False),
        ({"AWS": ROLE}, {"AWS": ACCOUNT}, False),
        ({"Service": "ec2.amazonaws.com"}, {"AWS": ROLE}, False),
        ({"AWS": ACCOUNT}, {"Service": "ec2.amazonaws.com"}, False),
    ],
)
def test_whom_a_denial_names(denied, allowed, covers):
    findings = lint(statement(Principal=allowed), deny(Principal=denied), kind=PolicyKind.RESOURCE)
    assert ("statement_unreachable" in codes(findings)) is covers


def test_an_account_that_is_allowed_covers_nobody_in_it():
    """To name the account only delegates: its own policies must allow as well."""
    findings = lint(
        statement(Principal={"AWS": ROLE}), statement(Principal={"AWS": ACCOUNT}),
        kind=PolicyKind.RESOURCE,
    )  # fmt: skip

    assert codes(findings) == []


def test_exceptions_of_principals_are_compared_only_with_themselves():
    some = {"NotPrincipal": {"AWS": [f"arn:aws:iam::{ACCOUNT}:root", ROLE]}}
    other = {"NotPrincipal": {"AWS": [f"arn:aws:iam::{OTHER_ACCOUNT}:root"]}}
    kind = PolicyKind.RESOURCE

    assert "statement_redundant" in codes(lint(deny(**some), deny(**some), kind=kind))
    assert "statement_redundant" not in codes(lint(deny(**some), deny(**other), kind=kind))
    named = deny(Principal=some["NotPrincipal"])
    assert "statement_redundant" not in codes(lint(deny(**some), named, kind=kind))
    assert "statement_redundant" not in codes(lint(named, deny(**some), kind=kind))


def test_statements_of_trust_policies_have_no_resources_to_compare():
    findings = lint(trust(), trust(Action="sts:*"), kind=PolicyKind.TRUST)

    assert codes(findings) == ["statement_redundant"]
    apart = lint(
        trust(),
        trust(Condition={**RECIPIENT, "Null": {"saml:sub": "false"}}),
        kind=PolicyKind.TRUST,
    )
    assert places(apart, "statement_redundant") == ["Statement[1]"]


ACTIONS = ("s3:GetObject", "s3:Get*", "s3:*", "s3:PutObject", "*", "s3:?etObject")
RESOURCES = (
    "*",
    "arn:aws:s3:::a/*",
    "arn:aws:s3:::a/x",
    "arn:aws:s3:::*",
    "arn:aws:s3:::a/${aws:userid}",
)
BLOCKS = (
    None,
    TLS,
    {"StringEquals": {"aws:userid": ["x", "y"]}},
    {"StringEquals": {"aws:userid": "x"}},
    {"StringNotEquals": {"aws:userid": "x"}},
    {"StringNotEqualsIfExists": {"aws:userid": ["x", "y"]}},
    {"ForAllValues:StringEquals": {"aws:userid": "x"}},
)
REQUESTS = list(itertools.product(
    ("s3:GetObject", "s3:PutObject", "s3:ListBucket", "sqs:SendMessage"),
    ("arn:aws:s3:::a/x", "arn:aws:s3:::a/y", "arn:aws:s3:::b", "*"),
    ({}, {"aws:userid": "x"}, {"aws:userid": "y", "aws:SecureTransport": "true"}, {"aws:userid": "z"}),
))  # fmt: skip


@st.composite
def statements(draw):
    elements = {"Effect": draw(st.sampled_from(["Allow", "Deny"]))}
    for name, pool in (("Action", ACTIONS), ("Resource", RESOURCES)):
        negated = draw(st.integers(0, 4)) == 0
        elements[f"Not{name}" if negated else name] = draw(
            st.lists(st.sampled_from(pool), min_size=1, max_size=2, unique=True)
        )
    block = draw(st.sampled_from(BLOCKS))
    return elements if block is None else elements | {"Condition": block}


def outcomes(chosen):
    layers = attach(identity=chosen) if chosen else attach()
    return [
        ask(layers, action=action, on=resource, context=context).outcome
        for action, resource, context in REQUESTS
    ]


@settings(max_examples=250, deadline=None)
@given(st.lists(statements(), min_size=2, max_size=4))
def test_a_statement_that_is_said_to_be_pointless_changes_no_decision(chosen):
    """Asked of the engine, which knows nothing of lint."""
    findings = lint(*chosen)
    for code in ("statement_redundant", "statement_unreachable"):
        for place in places(findings, code):
            index = int(place.removeprefix("Statement[").removesuffix("]"))
            without = chosen[:index] + chosen[index + 1 :]
            assert outcomes(chosen) == outcomes(without), json.dumps(chosen)


@settings(max_examples=250, deadline=None)
@given(st.lists(statements(), min_size=1, max_size=3))
def test_an_entry_that_is_said_to_be_needless_changes_no_decision(chosen):
    findings = lint(*chosen)
    for code in ("action_redundant", "resource_redundant", "action_always_denied"):
        for finding in findings:
            if finding.code.value != code or len(finding.path) < 4:
                continue
            _, index, element, position = finding.path
            entries = chosen[index][element]
            if len(entries) > 1:
                fewer = {**chosen[index], element: entries[:position] + entries[position + 1 :]}
                changed = [*chosen[:index], fewer, *chosen[index + 1 :]]
                assert outcomes(chosen) == outcomes(changed), text_of(*chosen)
