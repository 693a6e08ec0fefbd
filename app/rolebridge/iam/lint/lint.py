"""Lints one policy: reads it as AWS would, then asks every family of findings about it."""

from rolebridge.iam.documents import parse_policy, validate_policy
from rolebridge.iam.faults import MalformedPolicy
from rolebridge.iam.kinds import PolicyKind
from rolebridge.iam.lint.actions import check_actions
from rolebridge.iam.lint.breadth import check_breadth
from rolebridge.iam.lint.coverage import check_coverage
from rolebridge.iam.lint.document import check_document
from rolebridge.iam.lint.escalation import check_escalation
from rolebridge.iam.lint.globs import Alphabet
from rolebridge.iam.lint.keys import check_keys
from rolebridge.iam.lint.operators import check_operators
from rolebridge.iam.lint.principals import check_principals
from rolebridge.iam.lint.reach import Reach
from rolebridge.iam.lint.recipients import check_recipients
from rolebridge.iam.lint.report import Finding, Report, build_refusal
from rolebridge.iam.lint.resources import check_resources
from rolebridge.iam.lint.shapes import Shape
from rolebridge.iam.lint.subject import LintedPolicy, Surroundings
from rolebridge.iam.lint.trust import check_trust
from rolebridge.iam.lint.values import check_values
from rolebridge.iam.policy import Policy
from rolebridge.iam.service_data import ServiceData

NOWHERE = Surroundings()


def lint_policy(
    text: str, kind: PolicyKind, services: ServiceData, surroundings: Surroundings = NOWHERE
) -> tuple[Finding, ...]:
    """Everything found in a policy document, in the order of its lines. Never raises.

    The faults for which AWS refuses to store the document come first. Where the language gives it
    no meaning at all there is nothing else to say.
    """
    refusal: tuple[Finding, ...] = ()
    try:
        policy = validate_policy(text, kind)
    except MalformedPolicy as refused:
        refusal = build_refusal(refused)
        try:
            policy = parse_policy(text, kind)
        except MalformedPolicy:
            return refusal
    return refusal + find_findings(policy, services, surroundings)


def find_findings(
    policy: Policy, services: ServiceData, surroundings: Surroundings = NOWHERE
) -> tuple[Finding, ...]:
    """What is odd about a policy that was read."""
    linted = LintedPolicy.of(policy, services, surroundings)
    alphabet, report = Alphabet(), Report()
    reach = Reach(services, alphabet.effort)
    shapes = tuple(Shape(each, alphabet, policy.has_variables) for each in linted.statements)
    check_document(linted, report)
    check_principals(linted, report)
    check_breadth(linted, report)
    check_actions(linted, shapes, reach, report)
    check_resources(linted, shapes, reach, report)
    check_keys(linted, shapes, reach, report)
    check_operators(linted, reach, report)
    check_values(linted, report)
    check_coverage(shapes, report)
    check_trust(linted, shapes, report)
    check_recipients(linted, report)
    check_escalation(linted, shapes, report)
    return report.build_findings(policy.text)
