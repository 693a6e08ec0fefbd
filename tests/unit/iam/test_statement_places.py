"""Where the statements of a document stand in its text."""

import pytest

from rolebridge.iam.explanation.places import list_statement_lines, list_statement_spans

ONE = '{"Effect": "Allow", "Action": "s3:*"}'
OTHER = '{ "Sid": "]},{" }'


@pytest.mark.parametrize(
    ("text", "statements", "lines"),
    [
        (f'{{"Statement": {ONE}}}', [ONE], ()),
        (f'{{"Statement":[{ONE}]}}', [ONE], ()),
        (f'{{"Version": "x", "Statement":[{ONE},{OTHER}]}}', [ONE, OTHER], ()),
        (f'{{\n"Id": [1],\n"Statement" : [ {ONE} ,\n {OTHER} ] }}', [ONE, OTHER], (3, 4)),
    ],
)
def test_statements_are_found_from_their_first_to_their_last_character(text, statements, lines):
    assert [text[begin:end] for begin, end in list_statement_spans(text)] == statements
    assert list_statement_lines(text) == lines
