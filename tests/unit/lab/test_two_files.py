"""One case in two files: what each file may be, and which layer a lone document is taken for."""

import json

import pytest

from rolebridge.lab.policy_cases import LONGEST_LINE
from rolebridge.lab.two_files import judge_files
from support.questions import ACCOUNT, OBJECT, ROLE, USER, allow, deny, document, resource_policy

REQUEST = {"principal": USER, "action": "s3:GetObject", "resource": OBJECT}
ASSUMING = REQUEST | {"action": "sts:AssumeRole", "resource": ROLE}
TRUST = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": USER}}


def judge(policy, request=REQUEST):
    """Each file is text, or a value that is written as JSON."""
    files = [value if isinstance(value, str) else json.dumps(value) for value in (policy, request)]
    return judge_files(*(text.encode() for text in files))


def verdict_of(policy, request=REQUEST):
    answer = judge(policy, request).as_dict()
    assert "error" not in answer, answer
    return answer["verdict"], answer["deciding_layer"]


@pytest.mark.parametrize(
    ("policy", "request_", "verdict"),
    [
        (document(allow()), REQUEST, ("Allowed", "identity")),
        (document(deny()), REQUEST, ("ExplicitlyDenied", "identity")),
        (document(*resource_policy(USER)), REQUEST, ("Allowed", "resource")),
        (
            document(deny(Principal=None, NotPrincipal={"AWS": ROLE})),
            REQUEST,
            ("ExplicitlyDenied", "resource"),
        ),
        (document(TRUST), ASSUMING, ("Allowed", "trust")),
        ({"Statement": allow()}, REQUEST, ("Allowed", "identity")),
        (
            {"identity": [json.loads(document(allow()))], "scp": [[]]},
            REQUEST,
            ("ImplicitlyDenied", "scp"),
        ),
        ({}, REQUEST, ("ImplicitlyDenied", "identity")),
    ],
)
def test_a_lone_document_is_taken_for_the_layer_that_it_fits(policy, request_, verdict):
    assert verdict_of(policy, request_) == verdict


def test_either_file_may_be_a_whole_case():
    whole = {
        "id": "x",
        "request": REQUEST,
        "policies": {"identity": [json.loads(document(allow()))]},
    }

    assert verdict_of(whole, whole) == ("Allowed", "identity")
    assert verdict_of(document(deny()), whole) == ("ExplicitlyDenied", "identity")


def test_lines_are_those_of_the_file():
    text = "\ufeff" + document(deny(Action="sqs:*"), allow(), indent=2)

    (action,) = judge(text).decision.explain().actions

    assert [statement.line for statement in action.statements] == [4, 9]


@pytest.mark.parametrize(
    ("policy", "request_", "error"),
    [
        ("{", REQUEST, "the policy file: it is not JSON: "),
        (document(allow()), "{", "the request file: it is not JSON: "),
        ({"statement": []}, REQUEST, "policies.identity[0]: line 1, "),
        ({"Version": "2012-10-17"}, REQUEST, "policies.identity[0]: line 1, "),
        ({"Statement": 5}, REQUEST, "policies.identity[0]: line 1, Statement"),
        ({"Statement": TRUST}, REQUEST | {"principal": "bob"}, "request.principal: "),
        ({"permissions": []}, REQUEST, "policies.permissions: unknown; "),
        ([], REQUEST, "policies: a list is not an object"),
        ({"identity": []}, {"principal": ACCOUNT}, "request.action: missing"),
        (document(allow()), [], "request: a list is not an object"),
        (" " * (LONGEST_LINE + 1), REQUEST, "the policy file: longer than "),
    ],
)
def test_what_is_wrong_with_a_file_is_told(policy, request_, error):
    answer = judge(policy, request_).as_dict()

    assert answer["verdict"] == "Error"
    assert answer["error"].startswith(error)
