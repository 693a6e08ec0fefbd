"""Where statements stand in a document."""

import json

import pytest

from rolebridge.accounts.simulation.positions import Position, list_positions

ONE = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


def between(text, start, end):
    """The text of a statement, by its lines and columns, its opening brace included."""
    lines = text.split("\n")
    begin = sum(len(line) + 1 for line in lines[: start.line - 1]) + start.column - 1
    stop = sum(len(line) + 1 for line in lines[: end.line - 1]) + end.column - 1
    return text[begin - 1 : stop]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("statements", [ONE, [ONE], [ONE, {**ONE, "Sid": "a"}, ONE]])
def test_positions_hold_each_statement(indent, statements):
    text = json.dumps({"Version": "2012-10-17", "Id": "{x", "Statement": statements}, indent=indent)
    listed = statements if isinstance(statements, list) else [statements]
    found = [json.loads(between(text, *each)) for each in list_positions(text)]
    assert found == listed


def test_the_first_line_and_column_are_one():
    ((start, end),) = list_positions('{"Statement":\n{}}')
    assert (start, end) == (Position(2, 2), Position(2, 3))
