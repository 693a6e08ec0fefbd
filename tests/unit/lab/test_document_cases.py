import json

import pytest

from rolebridge.lab.document_cases import (
    LONGEST_LINE,
    judge_document_case,
    judge_document_line,
)
from support.documents import build_document
from support.vectors import load_cases

GOOD = '{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}'


def ask(document=GOOD, kind="identity", **members):
    line = json.dumps({"id": "a", "document": document, "kind": kind, **members})
    return judge_document_line(line.encode()).as_dict()


def test_a_document_that_aws_would_store_is_valid_and_has_no_message():
    assert ask() == {"id": "a", "valid": True, "message": None}


def test_the_message_is_the_sentence_of_aws_where_it_is_known():
    assert ask(GOOD.replace("Allow", "allow")) == {
        "id": "a",
        "valid": False,
        "message": "The policy failed legacy parsing",
    }


def test_the_message_is_ours_with_line_and_place_where_it_is_not():
    document = '{"Id": "x",\n "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'

    assert ask(document) == {
        "id": "a",
        "valid": False,
        "message": "line 1, Id: Id does not exist in this kind of policy",
    }


@pytest.mark.parametrize("case", load_cases("iam", "documents_refused"))
def test_every_faulty_document_gets_a_message(case):
    verdict = ask(build_document(case), case["kind"])

    assert verdict["valid"] is False
    assert verdict["message"] == case["expected"]["aws_text"] or (
        case["expected"]["aws_text"] is None and verdict["message"].startswith("line ")
    )


def test_a_document_may_stand_as_an_object_and_loses_nothing_by_it():
    statement = '{"Effect": "Deny", "Effect": "Allow", "Action": "*", "Resource": "*"}'
    line = f'{{"id": 7, "kind": "identity", "document": {{"Statement": {statement}}}}}'

    verdict = judge_document_line(line.encode())

    assert verdict.id == 7
    assert verdict.is_valid is False
    assert verdict.message == "line 1, Statement.Effect: Duplicate key 'Effect'"
    assert ask(json.loads(GOOD))["valid"] is True


def test_a_missing_id_is_null():
    line = json.dumps({"document": GOOD, "kind": "session"})

    assert judge_document_line(line.encode()).as_dict() == {
        "id": None,
        "valid": True,
        "message": None,
    }


@pytest.mark.parametrize(
    ("line", "identifier", "error"),
    [
        (b"", None, "the line: it is not JSON: Expecting value at line 1, column 1"),
        (b"\xff", None, "the line: it is not UTF-8"),
        (b"[" * 100_000, None, "the line: it is nested too deeply"),
        (b" " * (LONGEST_LINE + 1), None, f"the line: longer than {LONGEST_LINE} bytes"),
        (b"[]", None, "the case: a list is not an object"),
        (b'{"kind": "scp", "kind": "rcp"}', None, 'the case: the key "kind" stands twice'),
        (b'{"id": {}}', None, "id: an object is not a string or an integer"),
        (b'{"id": true}', None, "id: true is not a string or an integer"),
        (b'{"id": 1}', 1, "document: missing"),
        (b'{"id": 1, "document": "{}"}', 1, "kind: missing"),
        (b'{"id": 1, "document": null, "kind": "scp"}', 1, "document: null is not a string"),
        (b'{"id": 1, "document": ["x"], "kind": "scp"}', 1, "document: a list is not a string"),
        (b'{"id": 1, "document": "{}", "kind": 5}', 1, "kind: 5 is not a string"),
    ],
)
def test_a_line_that_asks_nothing_is_neither_valid_nor_invalid(line, identifier, error):
    assert judge_document_line(line).as_dict() == {
        "id": identifier,
        "valid": None,
        "message": None,
        "error": error,
    }


def test_an_unknown_kind_is_told_which_ones_there_are():
    error = ask(kind="bucket")["error"]

    assert error.startswith('kind: "bucket" is not one of trust, identity, managed, ')


def test_an_object_that_is_no_json_is_an_error():
    verdict = judge_document_case({"id": "a", "kind": "scp", "document": {"Statement": {1, 2}}})

    assert verdict.is_valid is None
    assert verdict.error.startswith("document: it is not JSON")


def test_a_verdict_is_one_line_of_ascii():
    line = json.dumps({"id": "\u00fc\n", "document": '{"\u00fc": 1}', "kind": "trust"})

    text = judge_document_line(line.encode()).to_json()

    assert text.isascii()
    assert "\n" not in text
    assert json.loads(text)["message"] == "Unknown field \u00fc"
