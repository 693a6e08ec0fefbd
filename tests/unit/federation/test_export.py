import json

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rolebridge.federation.account import AccountEntry, RoleEntry
from rolebridge.federation.export.file import export_federation
from rolebridge.federation.export.tree import write_policy
from rolebridge.federation.json_text import build_json_text, find_path_of_line, find_yaml_twin
from rolebridge.federation.organisation import Organisation, PersonEntry
from rolebridge.federation.parse import parse_federation
from rolebridge.federation.placed import WrittenNumber
from rolebridge.federation.reader import read_yaml
from support.organisation_strategies import organisations
from support.organisations import TRUST, WHOLE


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(organisations())
def test_what_is_exported_parses_back_to_an_equal_organisation(organisation):
    text = export_federation(organisation)
    assert parse_federation(text).organisation == organisation


def test_an_export_is_stable():
    organisation = parse_federation(WHOLE).organisation
    text = export_federation(organisation)
    assert export_federation(parse_federation(text).organisation) == text


def test_both_yaml_parsers_read_an_export_alike():
    text = export_federation(parse_federation(WHOLE).organisation)
    assert read_yaml(text, "f", loader=yaml.SafeLoader) == read_yaml(text, "f")


def test_sections_that_are_not_known_stay_out():
    text = export_federation(Organisation(groups=()))
    assert parse_federation(text).organisation == Organisation(groups=())
    assert "people" not in text.partition("groups:")[2]


def test_an_export_says_what_a_section_means_and_hides_nothing_it_holds():
    text = export_federation(parse_federation(WHOLE).organisation)
    assert text.startswith("rolebridge: federation/1\n")
    assert "whole truth" in text
    assert 'id: "444455556666"' in text
    assert "groups: [dev]" in text
    assert "- username: bob\n    display_name: Bob Baker\n    email: bob@example.com\n" in text
    assert 'trust_policy:\n          Version: "2012-10-17"\n          Statement:\n' in text


def test_a_policy_is_yaml_where_that_gives_the_text_back_and_text_elsewhere():
    canonical = json.dumps(TRUST, indent=2)
    assert write_policy(canonical) == TRUST
    for text in (json.dumps(TRUST), canonical + "\n", "", "nonsense", '{"file": 1}'):
        assert write_policy(text) == text


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '{"a": NaN}',
        '{"a": "\\u0000"}',
        '{"a": "\\ud800"}',
        '{\n  "a": ' + "9" * 41 + "\n}",
        "[" * 100_000,
        "[]",
        "{\n" + '  "a": [\n' * 60,
    ],
    ids=lambda text: text[:12],
)
def test_json_without_a_yaml_twin_stays_text(text):
    assert find_yaml_twin(text) is None


def test_deep_json_stays_text():
    value = []
    for _ in range(45):
        value = [value]
    assert find_yaml_twin(build_json_text({"a": value})) is None


def test_numbers_keep_their_digits():
    text = '{\n  "a": [\n    1.50,\n    -0,\n    1e3,\n    17,\n    -1\n  ]\n}'
    twin = find_yaml_twin(text)
    assert isinstance(twin["a"][0], WrittenNumber)
    assert build_json_text(twin) == text


def test_numbers_keep_their_digits_through_yaml():
    policy = '{\n  "Statement": [\n    {\n      "Effect": "Allow",\n      "Action": "*",\n      "Resource": "*",\n      "Condition": {\n        "NumericLessThan": {\n          "aws:MultiFactorAuthAge": [\n            1.50,\n            0.10,\n            17\n          ]\n        },\n        "Bool": {\n          "aws:SecureTransport": true\n        }\n      }\n    }\n  ]\n}'
    role = RoleEntry("R", json.dumps(TRUST), inline_policies={"P": policy})
    organisation = Organisation(accounts=(AccountEntry("444455556666", roles=(role,)),))
    text = export_federation(organisation)
    assert "- 1.50\n" in text
    assert "- 0.10\n" in text
    assert parse_federation(text).organisation == organisation


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)  # fmt: skip


@given(JSON_VALUES)
def test_json_text_is_laid_out_as_pythons_own(value):
    text = build_json_text(value)
    assert text == json.dumps(value, indent=2, ensure_ascii=False)
    lines = text.split("\n")
    assert find_path_of_line(value, len(lines)) == ()
    for number in range(1, len(lines) + 1):
        path = find_path_of_line(value, number)
        found = value
        for step in path:
            found = found[step]
        if not isinstance(found, dict | list) or not found:
            assert build_json_text(found) in lines[number - 1]


def test_lines_outside_the_text_belong_to_the_whole():
    assert find_path_of_line({"a": 1}, 0) == ()
    assert find_path_of_line({"a": 1}, 99) == ()


def test_a_person_without_credentials_has_no_password_key():
    person = PersonEntry("bob", "Bob")
    text = export_federation(Organisation(people=(person,)))
    assert "password" not in text
    assert parse_federation(text).organisation.people == (person,)
