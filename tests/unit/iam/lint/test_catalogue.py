"""The catalogue of findings: whole, and fit to be shown."""

import ast
import string
from pathlib import Path

import pytest

import rolebridge.iam.lint
from rolebridge.iam.lint import CATALOGUE, Code, Severity

TESTS = Path(__file__).parents[2]
# Found in files and not in policies: the use case tells of it.
TOLD_ELSEWHERE = TESTS / "lab" / "test_lint.py"


def test_every_code_has_a_row_and_every_row_a_code():
    assert set(CATALOGUE) == set(Code)


@pytest.mark.parametrize("code", list(Code))
def test_every_row_is_a_sentence_with_a_fix(code):
    entry = CATALOGUE[code]

    assert isinstance(entry.severity, Severity)
    for text in (entry.sentence, entry.fix):
        assert text[-1] in ".}"
        assert list(string.Formatter().parse(text))


@pytest.mark.parametrize("code", list(Code))
def test_every_code_is_reported_somewhere_with_all_the_facts_of_its_row(code):
    """Read from the source, because a fact that is missing shows only when the finding occurs."""
    entry = CATALOGUE[code]
    places = {
        field
        for text in (entry.sentence, entry.fix)
        for _, field, _, _ in string.Formatter().parse(text)
        if field
    }
    source = Path(rolebridge.iam.lint.__file__).parent
    reports = [
        (path.name, {keyword.arg for keyword in call.keywords})
        for path in source.glob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and _reports(call, code)
    ]
    assert all(facts >= places for _, facts in reports), (places, reports)


def _reports(call, code):
    """Whether it is `report.add(Code.X, ...)`."""
    first = call.args[0] if call.args else None
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "add"
        and isinstance(first, ast.Attribute)
        and first.attr == code.name
    )


@pytest.mark.parametrize("code", list(Code))
def test_every_code_is_expected_by_some_test(code):
    texts = [
        path.read_text() for path in (*Path(__file__).parent.glob("test_lint*.py"), TOLD_ELSEWHERE)
    ]

    assert any(f'"{code.value}"' in text for text in texts)
