"""What must hold of operators for every value, beyond the cases of the vector files."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rolebridge.iam.conditions import OPERATORS, Quantifier, find_operator
from rolebridge.iam.variables import Template
from support.policies import is_met

POSITIVE_TWINS = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}
SAMPLES = {"Str": "x", "Num": "5", "Dat": "2026", "Not": "10.0.0.0/8", "Arn": "arn:aws:a:b:c:d"}
words = st.text(alphabet="ab*?$ {}'", min_size=1, max_size=6)


def test_the_operators_of_the_language_are_all_there():
    assert len(OPERATORS) == 27
    negated = {o.name for o in OPERATORS.values() if o.is_negated}
    assert negated == set(POSITIVE_TWINS)


@pytest.mark.parametrize("name", POSITIVE_TWINS)
@pytest.mark.parametrize("value", ["x", "5", "2026", "10.1.2.3", "arn:aws:a:b:c:d", "!", "\u0665"])
def test_a_negated_operator_is_the_opposite_of_its_twin_for_one_value(name, value):
    policy, context = SAMPLES[name[:3]], {"k:K": value}

    twin = is_met({POSITIVE_TWINS[name]: {"k:K": policy}}, context)

    assert is_met({name: {"k:K": policy}}, context) is not twin


@pytest.mark.parametrize("name", [o.name for o in OPERATORS.values() if o.name != "Null"])
def test_modifiers_go_with_every_operator_in_any_case(name):
    use = find_operator(f"forANYvalue:{name.upper()}IFEXISTS")

    assert use is not None
    assert (use.operator.name, use.quantifier, use.if_exists) == (name, Quantifier.ANY, True)


@settings(deadline=None)
@given(words, words)
def test_a_substituted_value_is_never_a_pattern(value, other):
    condition = {"StringLike": {"k:A": "${k:B}"}}

    assert is_met(condition, {"k:A": other, "k:B": value}) is (value == other)


@settings(deadline=None)
@given(words)
def test_an_escaped_text_matches_itself_only(value):
    escaped = "".join("${" + c + "}" if c in "*?$" else c for c in value)

    assert is_met({"StringLike": {"k:A": escaped}}, {"k:A": value})
    assert not is_met({"StringLike": {"k:A": escaped}}, {"k:A": value + "a"})


def test_a_template_is_cut_outside_its_variables_only():
    template = Template.parse("a:${k:x, 'b:c'}:d*:e", variables=True, wildcards=True)

    pieces = template.split(":", 2)

    assert len(pieces) == 3
    assert pieces[1].has_variables
    assert [piece.literal for piece in pieces] == ["a", None, None]


@pytest.mark.parametrize("quantifier", ["ForAnyValue", "ForAllValues"])
def test_a_set_operator_fills_in_variables_for_one_value_too(quantifier):
    condition = {f"{quantifier}:StringLike": {"k:K": "${k:Other}*"}}

    assert is_met(condition, {"k:K": "ab", "k:Other": "a"})
    assert not is_met(condition, {"k:K": "ab", "k:Other": "b"})


def test_two_keys_that_differ_in_case_only_must_both_be_met():
    condition = {"StringEquals": {"saml:sub": "alice", "SAML:sub": "bob"}}

    assert not is_met(condition, {"saml:sub": "alice"})
