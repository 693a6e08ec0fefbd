"""A document that is made to be slow loses findings, never time, and never gains a false one."""

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


def test_guesses_end_after_some():
    hints = Hints(left=1)

    assert "'teams'" in hints.build("team", ["teams"])
    assert hints.build("team", ["teams"]) == ""


def test_many_conditions_on_one_key_are_not_tried_on_each_other():
    names = {
        "".join(c.upper() if n >> k & 1 else c for k, c in enumerate("stringequals"))
        for n in range(60)
    }
    many = statement(Condition={name: {"aws:userid": "x"} for name in names})

    assert codes(lint(many)) == []
