"""Each fault of a document as a whole in words, with its line."""

import json

import pytest

from rolebridge.iam import MalformedPolicy, PolicyKind, parse_policy
from support.questions import allow


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("[1]", 1, "a policy is a JSON object"),
        ('{"Id": 5, "Statement": []}', 1, "Id is a string"),
        ('{"Version": "x",\n"Statement": []}', 1, "a version is one of 2012-10-17, 2008-10-17"),
        ("{}", 1, "a policy has at least one Statement"),
        ('{\n"Statement": []}', 2, "a policy has at least one statement"),
        ('{"Statement": [5]}', 1, "a statement is an object"),
        (
            '\n{"Id": "\u0142"}\n\n',
            2,
            "U+0142: only tab, line ends and U+0020 to U+00FF may stand here",
        ),
        (" " * 262_145, 1, "262145 characters, where 262144 are read at most"),
        ("[" * 100_000, 1, "Nested too deeply"),
        (json.dumps({"Statement": allow(Condition=5)}), 1, "Condition is a map of operators"),
        (
            json.dumps({"Statement": allow(Condition={"Bool": 5})}),
            1,
            "an operator holds a map of condition keys",
        ),
        (json.dumps({"Statement": allow(Action=[])}), 1, "a statement names its actions"),
    ],
)
def test_a_fault_of_a_document_is_told_in_words(text, line, told):
    with pytest.raises(MalformedPolicy) as refused:
        parse_policy(text, PolicyKind.IDENTITY)

    assert (line, told) in [(fault.line, fault.text) for fault in refused.value.faults]


def test_version_and_id_are_kept():
    text = json.dumps({"Version": "2008-10-17", "Id": "mine", "Statement": allow()})
    without = json.dumps({"Statement": allow()})

    assert parse_policy(text, PolicyKind.IDENTITY).id == "mine"
    assert parse_policy(text, PolicyKind.IDENTITY).version == "2008-10-17"
    assert parse_policy(without, PolicyKind.IDENTITY).id is None
