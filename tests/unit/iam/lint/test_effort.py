"""A document that is made to be slow loses findings, never time, and never gains a false one."""

import pytest

from rolebridge.iam import PolicyKind, parse_policy
from rolebridge.iam.lint import Code, Surroundings
from rolebridge.iam.lint.arn_formats import ArnFormats
from rolebridge.iam.lint.coverage import check_coverage
from rolebridge.iam.lint.effort import Effort
from rolebridge.iam.lint.globs import Alphabet
from rolebridge.iam.lint.nearest import Hints
from rolebridge.iam.lint.redundancy import find_covered
from rolebridge.iam.lint.report import Report
from rolebridge.iam.lint.shapes import ResourceShape, Shape
from rolebridge.iam.lint.subject import LintedPolicy
from rolebridge.iam.patterns import split_wildcards
from rolebridge.iam.service_data import ResourceType
from support.lint import codes, lint, places, service_data, statement, text_of


def test_without_effort_nothing_is_covered_and_everything_may_meet():
    alphabet = Alphabet(Effort(0))
    wide, narrow = (alphabet.read(split_wildcards(text)) for text in ("a*", "ab*"))
    apart = alphabet.read(split_wildcards("b*"))

    assert not wide.covers(narrow)
    assert wide.can_meet(apart)


def test_equal_patterns_are_equal_at_no_effort():
    alphabet = Alphabet(Effort(0))
    one, same = (alphabet.read(split_wildcards("a*")) for _ in range(2))

    assert list(find_covered([one, same], Effort(0))) == []
    assert list(find_covered([one, same], Effort(3))) == [(1, 0)]


def test_without_effort_a_resource_may_be_of_any_type():
    queue = ResourceType("queue", "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}")
    topic = ResourceShape.of("arn:aws:sns:*:*:topic", Alphabet(), variables=False)

    assert not ArnFormats(Effort()).can_be(topic, queue)
    assert ArnFormats(Effort(0)).can_be(topic, queue)


def test_more_patterns_than_can_be_looked_up_are_said_nothing_of():
    many = statement(Action=[f"ec2:*x{number:x}" for number in range(1500)], Resource="*")

    found = places(lint(many), "action_matches_nothing")

    assert 0 < len(found) < 1500


def test_without_effort_statements_are_not_compared():
    report = Report()
    policy = parse_policy(text_of(statement(), statement()), PolicyKind.IDENTITY)
    linted = LintedPolicy.of(policy, service_data(), Surroundings())

    for effort, found in ((Effort(0), []), (Effort(), [Code.STATEMENT_REDUNDANT])):
        shapes = tuple(Shape(each, Alphabet(effort), variables=True) for each in linted.statements)
        check_coverage(shapes, report)
        assert [finding.code for finding in report.build_findings(policy.text)] == found


SQS = "arn:${Partition}:sqs:${Region}:${Account}:"


@pytest.mark.parametrize(
    ("arn_format", "resource", "expected"),
    [
        (f"{SQS}one, {SQS}two", "arn:aws:sqs:*:*:one", True),
        (f"{SQS}one, {SQS}two", "arn:aws:sqs:*:*:two", True),
        (f"{SQS}one, {SQS}two", "arn:aws:sqs:*:*:three", False),
        ("arn:${Partition}:sqs:::kind:${Name}", "arn:aws:sqs:eu-west-1:1:kind:x", True),
        ("arn:${Partition}:sqs:::kind:${Name}", "arn:aws:sqs:eu-west-1:1:other:x", False),
        ("arn:${Partition}:iam:::kind:${Name}", "arn:aws:iam:eu-west-1:1:kind:x", False),
    ],
)
def test_a_resource_may_be_of_a_type_if_one_of_its_forms_allows(arn_format, resource, expected):
    shape = ResourceShape.of(resource, Alphabet(), variables=False)

    assert ArnFormats(Effort()).can_be(shape, ResourceType("thing", arn_format)) is expected


def test_only_a_name_that_is_near_and_not_endless_is_guessed():
    longest = "x" * 79 + "y"

    assert Hints().build("nothing like it", ["teams"]) == ""
    assert Hints().build(longest, ["x" * 80]) == f" (did you mean {'x' * 80!r}?)"
    assert Hints().build(longest + "y", ["x" * 81]) == ""


def test_guesses_end_after_some():
    hints = Hints(left=1)

    assert "'teams'" in hints.build("team", ["teams"])
    assert hints.build("team", ["teams"]) == ""


def test_many_conditions_on_one_key_are_not_tried_on_each_other():
    names = {
        "".join(c.upper() if n >> k & 1 else c for k, c in enumerate("stringequals"))
        for n in range(60)
    }

    def lint_first(count):
        chosen = {name: {"aws:userid": "x"} for name in sorted(names)[:count]}
        chosen["StringEquals"] = {"aws:userid": "y"}
        return codes(lint(statement(Condition=chosen)))

    assert lint_first(49) == ["condition_never_met"]
    assert lint_first(50) == []
