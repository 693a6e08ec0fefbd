"""Explaining decisions of several layers: what each said, and why they combined as they did."""

import pytest

from rolebridge.iam import ANONYMOUS, Grade, Layer, Outcome
from rolebridge.iam.explanation.differences import Element
from support.questions import (
    ACCOUNT,
    BUCKET,
    EVERYTHING,
    NOTHING,
    OBJECT,
    OTHER_ACCOUNT,
    ROLE,
    ROOT,
    SESSION,
    USER,
    allow,
    ask,
    attach,
    codes_of,
    deny,
    explain,
    resource_policy,
)


def layers_of(explanation):
    (report,) = explanation.actions
    return [(layer.name, layer.outcome.value) for layer in report.layers]


def test_every_layer_that_counts_is_told_level_by_level():
    explanation = explain(
        identity=EVERYTHING,
        resource=resource_policy(USER),
        boundary=NOTHING,
        session=[deny()],
        scp=[allow(), deny(Action="sqs:*")],
        rcp=[deny(Principal="*", Action="sqs:*")],
        by=SESSION,
    )

    assert layers_of(explanation) == [
        ("scp level 1", "Allowed"),
        ("scp level 2", "ImplicitlyDenied"),
        ("rcp level 1", "ImplicitlyDenied"),
        ("resource", "ImplicitlyDenied"),
        ("identity", "Allowed"),
        ("boundary", "ImplicitlyDenied"),
        ("session", "ExplicitlyDenied"),
    ]
    assert (explanation.outcome, explanation.layer) == (Outcome.EXPLICIT_DENY, Layer.SESSION)
    assert codes_of(explanation.reasons) == ["explicit_deny"]


@pytest.mark.parametrize(
    ("named", "grade"), [(SESSION, Grade.SELF), (ROLE, Grade.PARENT), (ROOT, Grade.ACCOUNT)]
)
def test_the_policy_of_the_resource_tells_how_closely_it_names_the_caller(named, grade):
    (layer,) = explain(resource=resource_policy(named), by=SESSION).actions[0].layers

    assert (layer.grade, layer.statements[0].grade) == (grade, grade)
    assert layer.as_dict()["grade"] == grade.name.lower()


def test_a_policy_that_names_somebody_else_has_no_grade():
    (layer,) = explain(resource=resource_policy(USER), by=SESSION).actions[0].layers

    assert (layer.grade, layer.statements[0].failed) == (None, Element.PRINCIPAL)
    assert layer.as_dict()["grade"] is None


def test_the_closest_of_several_grades_counts():
    explanation = explain(resource=resource_policy(ROOT) + resource_policy(ROLE), by=SESSION)

    (layer,) = explanation.actions[0].layers
    assert [statement.grade for statement in layer.statements] == [Grade.ACCOUNT, Grade.PARENT]
    assert layer.grade is Grade.PARENT


def test_the_first_element_that_failed_is_told_in_every_layer():
    policy = [
        allow(Action="sqs:*", Principal={"AWS": USER}),
        allow(Principal={"AWS": ROLE}, Resource=BUCKET),
        allow(Principal={"AWS": USER}, Resource=[BUCKET, f"{BUCKET}/${{aws:username}}/*"]),
        allow(Principal="*", Condition={"Bool": {"aws:SecureTransport": "true"}}),
    ]

    statements = explain(resource=policy, context={"aws:username": "bob"}).actions[0].statements

    assert [(s.failed, s.expected, s.actual) for s in statements] == [
        (Element.ACTION, ("sqs:*",), "s3:GetObject"),
        (Element.PRINCIPAL, (f"AWS: {ROLE}",), USER),
        (
            Element.RESOURCE,
            (BUCKET, f"{BUCKET}/${{aws:username}}/* (here {BUCKET}/bob/*)"),
            OBJECT,
        ),
        (Element.CONDITION, ("Bool true",), "aws:SecureTransport = no such key"),
    ]


def test_negated_elements_are_told_as_exceptions():
    statements = (
        explain(
            identity=[allow(Resource=None, NotResource=[OBJECT])],
            resource=[deny(Principal=None, NotPrincipal={"AWS": USER})],
        )
        .actions[0]
        .statements
    )

    assert [s.expected for s in statements] == [
        (f"anything but AWS: {USER}",),
        (f"anything but {OBJECT}",),
    ]


def test_layers_that_do_not_count_for_the_caller_are_not_told():
    attached = {"identity": [deny()], "boundary": [deny()], "session": [deny()]}
    told = [
        layers_of(explain(by=by, resource=resource_policy("*"), scp=[allow()], **attached))
        for by in (ROOT, "sns.amazonaws.com")
    ]

    assert told == [
        [("scp level 1", "Allowed"), ("resource", "Allowed")],
        [("resource", "Allowed")],
    ]


def test_an_explanation_agrees_with_the_decision_in_every_combination():
    """Every layer absent, silent, allowing or denying, for callers of every kind."""
    own = {"absent": None, "silent": NOTHING, "allows": EVERYTHING, "denies": [deny()]}
    of_resource = {
        "absent": None,
        "account": resource_policy(ROOT),
        "role": resource_policy(ROLE),
        "self": resource_policy("*"),
        "denies": [deny(Principal="*")],
    }
    callers = [SESSION, USER, ROOT, ROLE, ANONYMOUS, "sns.amazonaws.com"]
    for resource in of_resource.values():
        for identity in own.values():
            for session in own.values():
                for account in (ACCOUNT, OTHER_ACCOUNT):
                    layers = attach(resource=resource, identity=identity, session=session)
                    for by in callers:
                        _check_agreement(ask(layers, by=by, account=account))


def _check_agreement(decision):
    explanation = decision.explain()
    (report,) = explanation.actions
    said = {layer.layer: layer.outcome for layer in report.layers}
    assert (report.outcome, report.layer) == (decision.outcome, decision.layer)
    assert explanation.reasons
    if decision.outcome is Outcome.EXPLICIT_DENY:
        assert said[decision.layer] is Outcome.EXPLICIT_DENY
    else:
        assert Outcome.EXPLICIT_DENY not in said.values()
    if decision.outcome is Outcome.IMPLICIT_DENY:
        assert said.get(decision.layer) is not Outcome.ALLOWED
    elif decision.outcome is Outcome.ALLOWED and report.layers:
        by_root = decision.requests[0].principal.kind.value == "root"
        assert by_root or said[decision.layer] is Outcome.ALLOWED
