"""Hostile policy documents and hostile requests. Each is refused, or decided as if it were tame."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rolebridge.iam import MalformedPolicy, PolicyKind, Rule, parse_policy
from support.policies import PROVIDER, decide, is_met, statement, trust, trust_text

LOOKALIKES = {
    "Kelvin sign": ("k", "\u212a"),
    "long s": ("s", "\u017f"),
    "dotted capital I": ("i", "\u0130"),
    "sharp s": ("ss", "\u00df"),
    "composed and decomposed": ("\u00e9", "e\u0301"),
    "full width": ("a", "\uff41"),
    "right-to-left mark": ("a", "a\u200f"),
    "zero-width space": ("a", "a\u200b"),
}


def refuse(text: str, kind: PolicyKind = PolicyKind.TRUST) -> MalformedPolicy:
    with pytest.raises(MalformedPolicy) as refused:
        parse_policy(text, kind)
    return refused.value


def find_refusal(text: str, kind: PolicyKind) -> MalformedPolicy | None:
    try:
        parse_policy(text, kind)
    except MalformedPolicy as error:
        return error
    return None


@pytest.mark.parametrize(
    "text",
    [
        '{"Statement": {"Effect": "Deny", "Effect": "Allow", "Principal": "*", "Action": "sts:*"}}',
        '{"Statement": [], "Statement": {"Effect": "Allow"}}',
        '{"Statement": {"Condition": {"Null": {"a": "true", "a": "false"}}}}',
        '{"Statement": {"Condition": {"Null": {"a": "true"}, "Null": {}}}}',
        '{"Statement": {"Effect": "Deny", "Eff\\u0065ct": "Allow"}}',
        '{"Statement": {"x": [[[[[[[[[[{"a": 1, "a": 2}]]]]]]]]]]}}',
    ],
)
def test_a_key_that_stands_twice_is_refused_wherever_it_stands(text):
    assert refuse(text).rule is Rule.DUPLICATE_KEY


@pytest.mark.parametrize(
    "name",
    ["effect", "EFFECT", "principal", "action", "condition", "notAction", "Effect ", "\u0395ffect"],
)
def test_an_element_in_another_spelling_is_never_read_as_the_element(name):
    error = refuse(trust_text(statement()).replace('"Effect"', json.dumps(name)))

    assert Rule.UNKNOWN_ELEMENT in {fault.rule for fault in error.faults}


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"Statement":'])
@pytest.mark.parametrize("count", [300, 1000, 2048])
def test_deep_nesting_is_refused_and_not_followed(opening, count):
    text = opening * (count // len(opening))

    assert refuse(text).rule in (Rule.JSON, Rule.DOCUMENT_TYPE)


def test_deep_nesting_that_closes_is_refused_too():
    error = refuse('{"Statement":' + "[" * 900 + "]" * 900 + "}")

    assert error.rule in (Rule.JSON, Rule.ELEMENT_TYPE)


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_does_not_have_are_refused(constant):
    text = trust_text(statement(Condition={"NumericEquals": {"k:K": 1}}))

    assert refuse(text.replace(": 1}", f": {constant}" + "}")).rule is Rule.JSON


@pytest.mark.parametrize("number", ["9" * 1500, "1e999999999", "-0." + "1" * 1500])
def test_a_huge_number_costs_nothing_and_is_no_value(number):
    text = trust_text(statement(Condition={"NumericEquals": {"k:K": 1}}))

    assert refuse(text.replace(": 1}", f": {number}" + "}")).rule is Rule.CONDITION_VALUE


@pytest.mark.parametrize(
    "text",
    ["\ufeff{}", "{}\x00", "{}\x0b", "{}\x7f\u0100", "\ud800", "{}\x1b", "\u2028{}"],
)
def test_characters_that_a_policy_cannot_hold_are_refused(text):
    assert refuse(text).rule in (Rule.CHARACTERS, Rule.JSON)


@pytest.mark.parametrize("escape", ["\\ud800", "\\udc00\\ud800", "\\u0000", "\\uDBFF", "a\\udfff"])
def test_escapes_that_spell_no_character_are_refused(escape):
    text = trust_text(statement(Sid="x")).replace('"x"', f'"{escape}"')

    assert refuse(text).rule is Rule.JSON


@pytest.mark.parametrize("tail", ["{}", ",", "]", "null", '"', "\n\n[]"])
def test_whatever_follows_the_document_is_refused(tail):
    assert refuse(trust_text(statement()) + tail).rule is Rule.JSON


def test_a_document_full_of_faults_is_refused_with_all_of_them():
    error = refuse(trust_text(statement(Action=["x"] * 400)))

    assert len(error.faults) == 400
    assert error.path == "Statement[0].Action[0]"


def test_a_string_that_never_ends_behind_a_duplicate_is_refused():
    refuse('{"a":1,"a":{' + '\\"' * 900)


@pytest.mark.parametrize(
    "account",
    [
        "111122223333\n",
        "\u0661" * 12,
        "\uff11" * 12,
        " 111122223333",
        "1111222233334",
        "11112222333x",
    ],
)
def test_an_account_is_twelve_ascii_digits_and_nothing_else(account):
    text = trust_text(statement(Principal={"AWS": account}))

    assert refuse(text).rule is Rule.PRINCIPAL_FORM


@pytest.mark.parametrize(
    "provider",
    [
        PROVIDER + "\n",
        PROVIDER + "*",
        PROVIDER + "/x",
        PROVIDER + " ",
        PROVIDER.replace("1111", "\u0661" * 4),
        "arn:aws:iam::*:saml-provider/ExampleCorp",
        "arn:aws:iam::111122223333:saml-provider/",
        "arn:aws:iam::111122223333:saml-provider/${saml:sub}",
        "ARN:aws:iam::111122223333:saml-provider/ExampleCorp",
    ],
)
def test_a_provider_is_named_in_full_and_exactly(provider):
    text = trust_text(statement(Principal={"Federated": provider}))

    assert refuse(text).rule is Rule.PRINCIPAL_FORM


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ("a*" * 8 + "b", "a" * 60),
        ("*a" * 500 + "b", "a" * 4000),
        ("*" * 900 + "b", "a" * 4000),
        ("*a?" * 300 + "b", "a" * 4000),
        ("?" * 900 + "*b", "a" * 4000),
        ("*" + "a?" * 400 + "b", "a" * 4000),
        ("*aaaaaaaaab" * 80, "a" * 4000),
    ],
)
def test_wildcards_do_not_make_a_decision_slow(pattern, value):
    # The limit is that of the suite: a matcher that tries again would not come back in its time.
    policy = trust(statement(Condition={"StringLike": {"saml:sub": pattern}}))

    assert not decide(policy, {"saml:sub": value}).is_allowed


@pytest.mark.parametrize(
    "pattern", ["a[a-z]c", "a{b,c}", "a.c", "a+", "(a|b)", "a\\*", "^a$", "[!x]"]
)
def test_no_other_language_of_patterns_is_understood(pattern):
    assert is_met({"StringLike": {"saml:sub": pattern}}, {"saml:sub": pattern})
    for value in ("abc", "ab", "ac", "a", "aa", "b", "a*", "y"):
        assert not is_met({"StringLike": {"saml:sub": pattern}}, {"saml:sub": value})


@pytest.mark.parametrize(("plain", "like"), LOOKALIKES.values(), ids=LOOKALIKES)
@pytest.mark.parametrize("operator", ["StringEquals", "StringEqualsIgnoreCase", "StringLike"])
def test_letters_that_look_or_fold_alike_are_not_equal(operator, plain, like):
    text = trust_text(statement(Condition={operator: {"saml:sub": plain}}))
    policy = parse_policy(text, PolicyKind.TRUST)

    assert decide(policy, {"saml:sub": plain}).is_allowed
    assert not decide(policy, {"saml:sub": like}).is_allowed


def test_an_action_is_folded_in_ascii_only():
    policy = trust(statement(Action="sts:*"))

    assert not decide(policy, actions=("\u017fts:AssumeRoleWithSAML",)).is_allowed


@pytest.mark.parametrize("value", ["*", "a*", "?", "${saml:doc}", "${*}", "a', 'b", "}", "a:b:c:d"])
def test_what_a_caller_sends_is_never_a_pattern_or_a_variable(value):
    policy = trust(statement(Condition={"StringLike": {"sts:RoleSessionName": "team-${saml:sub}"}}))

    sent = {"saml:sub": value, "saml:doc": "x", "sts:RoleSessionName": "team-x"}
    same = {**sent, "sts:RoleSessionName": f"team-{value}"}

    assert not decide(policy, sent).is_allowed
    assert decide(policy, same).is_allowed


@pytest.mark.parametrize(
    "value", ["0x10", "1e1", "1_0", "\u0661\u0660", " 10", "10\n", "+-10", "10.", "", "1" * 5000]
)
def test_what_is_no_number_equals_no_number(value):
    assert not is_met({"NumericGreaterThan": {"k:K": "0"}}, {"k:K": value})


@pytest.mark.parametrize(
    "value",
    ["10.0.0.1\n", "010.0.0.1", "10.1", "::ffff:10.0.0.1", "\u0661\u0660.0.0.1", "0xa.0.0.1"],
)
def test_what_is_no_plain_address_is_in_no_range(value):
    assert not is_met({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, {"aws:SourceIp": value})


@pytest.mark.parametrize("value", ["true\n", "TRUE ", "t\u0280ue", "1", "", "\uff54rue"])
def test_what_is_no_boolean_is_neither_true_nor_false(value):
    assert not is_met({"Bool": {"k:K": ["true", "false"]}}, {"k:K": value})


@pytest.mark.parametrize(
    "value", ["2026-11-23T10:00:00Z\n", "\u0662\u0660\u0662\u0666", "2026-1-1", "9" * 65]
)
def test_what_is_no_date_is_before_and_after_nothing(value):
    assert not is_met({"DateGreaterThan": {"k:K": "1970"}}, {"k:K": value})
    assert not is_met({"DateLessThan": {"k:K": "9999"}}, {"k:K": value})


def test_a_session_tag_key_cannot_pass_for_another():
    condition = {"StringEquals": {"aws:RequestTag/team": "red"}}

    assert not is_met(condition, {"aws:RequestTag/team ": "red"})
    assert not is_met(condition, {"aws:RequestTag/tea\u1d50": "red"})
    assert is_met(condition, {"aws:RequestTag/TEAM": "red"})


def test_absence_never_allows_by_accident():
    for operator in ("StringEquals", "StringLike", "ForAnyValue:StringEquals"):
        assert not is_met({operator: {"saml:sub": ["*", "", "None", "null"]}}, {})


@settings(deadline=None)
@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda b: b.decode("latin-1")))
def test_no_text_at_all_makes_anything_but_a_refusal(text):
    for kind in PolicyKind:
        refuse(text, kind)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(
    st.sampled_from(["Sid", "Effect", "Principal", "Action", "Resource", "Condition", "NotAction"]),
    json_values,
)
def test_no_value_of_an_element_makes_anything_but_a_policy_or_a_refusal(name, value):
    text = trust_text(statement(**{name: value}))

    for kind in PolicyKind:
        error = find_refusal(text, kind)
        assert error is None or (error.faults and error.line == 1)


SAMPLES = {
    "StringLike": "*a?${saml:sub, 'x'}",
    "ArnLike": "arn:aws:*:*:*:${saml:sub}",
    "NumericLessThan": "5",
    "DateLessThan": "2026",
    "IpAddress": "10.0.0.0/8",
    "BinaryEquals": "QQ==",
    "Bool": "true",
    "ForAllValues:StringNotEquals": "x",
}


@settings(deadline=None)
@given(st.text(max_size=12) | st.lists(st.text(max_size=8), max_size=3).map(tuple), st.text())
def test_no_request_makes_anything_but_a_decision(value, subject):
    conditions = {operator: {"k:K": sample} for operator, sample in SAMPLES.items()}

    for effect in ("Allow", "Deny"):
        policy = trust(statement(Effect=effect, Condition=conditions))
        tree = decide(policy, {"k:K": value, "saml:sub": subject}).explain().as_dict()
        assert tree["outcome"] in ("ImplicitlyDenied", "ExplicitlyDenied", "Allowed")
