"""The case format: what is read, what comes back, and how faults are named."""

import json

import pytest

from rolebridge.lab.policy_cases import LONGEST_LINE, judge_case, judge_line
from support.questions import ACCOUNT, OBJECT, ROLE, SESSION, USER, allow, deny, document

PROVIDER = f"arn:aws:iam::{ACCOUNT}:saml-provider/Corp"
ALLOWED = ("Allowed", "identity")


def doc(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def case(policies=None, *, number="one", **request):
    asked = {"principal": USER, "action": "s3:GetObject", "resource": OBJECT, "context": {}}
    return {"id": number, "request": asked | request, "policies": policies or {}}


def verdict_of(policies=None, **request):
    answer = judge_case(case(policies, **request)).as_dict()
    assert "error" not in answer, answer
    return answer["verdict"], answer["deciding_layer"]


def error_of(value):
    answer = judge_case(value).as_dict()
    assert (answer["verdict"], answer["deciding_layer"]) == ("Error", None)
    return answer["error"]


def test_a_verdict_has_id_outcome_and_layer():
    answer = judge_case(case({"identity": [doc(allow())]}))

    assert answer.as_dict() == {"id": "one", "verdict": "Allowed", "deciding_layer": "identity"}
    assert json.loads(answer.to_json()) == answer.as_dict()


def test_the_tree_is_added_only_where_it_is_wanted():
    answer = judge_case(case())

    assert answer.as_dict(explained=True) == {
        **answer.as_dict(),
        "explanation": answer.decision.explain().as_dict(),
    }
    assert "explanation" not in judge_case(5).as_dict(explained=True)


@pytest.mark.parametrize(
    ("policies", "verdict"),
    [
        ({}, ("ImplicitlyDenied", "identity")),
        ({"identity": []}, ("ImplicitlyDenied", "identity")),
        ({"identity": [doc(allow())]}, ALLOWED),
        ({"identity": [doc(allow(Action="sqs:*")), doc(allow())]}, ALLOWED),
        ({"identity": [document(allow())]}, ALLOWED),
        ({"identity": [doc(allow())], "boundary": []}, ALLOWED),
        ({"identity": [doc(allow())], "boundary": [doc(deny())]}, ("ExplicitlyDenied", "boundary")),
        ({"identity": [doc(allow())], "session": []}, ALLOWED),
        ({"identity": [doc(allow())], "session": doc(deny())}, ("ExplicitlyDenied", "session")),
        ({"identity": [doc(allow())], "session": document(deny())}, ("ExplicitlyDenied", "session")),
        ({"identity": [doc(allow())], "session": [doc(allow()), doc(allow())]}, ALLOWED),
        ({"identity": [doc(allow())], "scp": []}, ALLOWED),
        ({"identity": [doc(allow())], "scp": [[]]}, ("ImplicitlyDenied", "scp")),
        ({"identity": [doc(allow())], "scp": [[doc(allow())], [doc(deny())]]}, ("ExplicitlyDenied", "scp")),
        ({"identity": [doc(allow())], "rcp": [[]]}, ALLOWED),
        (
            {"identity": [doc(allow())], "rcp": [[doc(deny(Principal="*"))]]},
            ("ExplicitlyDenied", "rcp"),
        ),
        ({"resource": doc(allow(Principal="*"))}, ("Allowed", "resource")),
    ],
)  # fmt: skip
def test_every_layer_is_read(policies, verdict):
    assert verdict_of(policies) == verdict


def test_no_quota_is_asked_of_documents():
    many = [f"arn:aws:s3:::bucket-{n:04}/*" for n in range(1000)]
    long = doc(allow(Resource=[*many, "*"]))

    assert verdict_of({"identity": [long], "session": long}) == ALLOWED


@pytest.mark.parametrize(
    "action",
    ["sts:AssumeRole", "STS:assumerolewithsaml", "sts:TagSession", "sts:SetSourceIdentity"],
)
def test_the_resource_policy_of_a_role_is_its_trust_policy(action):
    trust = doc({"Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": "sts:*"})

    assert verdict_of({"resource": trust}, principal=PROVIDER, action=action, resource=ROLE) == (
        "Allowed",
        "trust",
    )


@pytest.mark.parametrize(
    ("action", "resource"),
    [("iam:GetRole", ROLE), ("sts:AssumeRole", ROLE.replace("role", "user"))],
)
def test_other_resource_policies_are_no_trust_policies(action, resource):
    policy = doc(allow(Principal={"AWS": USER}))

    assert verdict_of({"resource": policy}, action=action, resource=resource) == (
        "Allowed",
        "resource",
    )


@pytest.mark.parametrize(
    ("principal", "verdict"),
    [
        ({"type": "Anonymous"}, ("Allowed", "resource")),
        ("sns.amazonaws.com", ("Allowed", "resource")),
        (PROVIDER, ("Allowed", "resource")),
        ("accounts.google.com", ("Allowed", "resource")),
        (SESSION, ("Allowed", "resource")),
        (ACCOUNT, ("Allowed", "resource")),
    ],
)
def test_callers_of_every_form_are_read(principal, verdict):
    assert verdict_of({"resource": doc(allow(Principal="*"))}, principal=principal) == verdict


def test_a_request_may_be_for_no_particular_resource():
    policies = {"identity": [doc(allow(Resource=OBJECT))]}

    assert verdict_of(policies, resource="*") == ("ImplicitlyDenied", "identity")
    assert verdict_of({"identity": [doc(allow())]}, resource="*") == ALLOWED


def test_the_context_has_single_and_several_values_and_may_be_absent():
    condition = {"StringEquals": {"a:b": "x"}, "ForAllValues:StringEquals": {"a:c": ["y", "z"]}}
    policies = {"identity": [doc(allow(Condition=condition))]}

    assert verdict_of(policies, context={"A:B": "x", "a:c": ["y", "z"]}) == ALLOWED
    assert verdict_of(policies, context={"a:b": ["x"], "a:c": []}) == ALLOWED
    without = case(policies)
    del without["request"]["context"]
    assert judge_case(without).as_dict()["verdict"] == "ImplicitlyDenied"


def test_the_account_of_the_resource_makes_it_foreign():
    policies = {"identity": [doc(allow())]}

    assert verdict_of(policies, resourceAccount="444455556666") == ("ImplicitlyDenied", "resource")
    assert verdict_of(policies, resourceAccount=ACCOUNT) == ALLOWED


def test_a_case_without_policies_or_id_has_a_verdict_too():
    answer = judge_case({"request": case()["request"], "expected": "is nobody's business here"})

    assert answer.as_dict() == {
        "id": None,
        "verdict": "ImplicitlyDenied",
        "deciding_layer": "identity",
    }


FAULTS = {
    "no object": (5, "the case: 5 is not an object"),
    "an id that is none": ({"id": ["x"]}, "id: a list is not a string or an integer"),
    "a truth as id": ({"id": True}, "id: true is not a string or an integer"),
    "no request": ({"id": 1}, "request: missing"),
    "a request that is none": ({"request": "x"}, 'request: "x" is not an object'),
    "no principal": ({"request": {}}, "request.principal: missing"),
    "an unknown field": (
        case(resourceacount="1"),
        (
            "request.resourceacount: unknown; known here are principal, action, resource, "
            "resourceAccount, context"
        ),
    ),
    "a principal of the wrong type": (
        case(principal={"type": "anonymous"}),
        (
            "request.principal: an object is not an ARN, the name of a service, or "
            '{"type": "Anonymous"}'
        ),
    ),
    "an action with a wildcard": (
        case(action="s3:*"),
        'request.action: "s3:*" is not an action such as "s3:GetObject"',
    ),
    "an action that is no text": (case(action=1), "request.action: 1 is not a string"),
    "a resource that is no arn": (
        case(resource="reports"),
        'request.resource: "reports" is not "*" or an ARN of six parts',
    ),
    "an account that is none": (
        case(resourceAccount="123"),
        'request.resourceAccount: "123" is not an account id of 12 digits',
    ),
    "a value that is no text": (
        case(context={"aws:MultiFactorAuthPresent": True}),
        'request.context["aws:MultiFactorAuthPresent"]: true is not a string or a list of strings',
    ),
    "a value in a list that is no text": (
        case(context={"Key": ["x", 1.5]}),
        "request.context.Key[1]: 1.5 is not a string",
    ),
    "a key without a name": (
        case(context={"": "x"}),
        'request.context[""]: a context key has a name',
    ),
    "a key that is named twice": (
        case(context={"a:b": "x", "A:B": "y"}),
        "request: context: a condition key is named twice, in different case",
    ),
    "an unknown layer": (
        case({"permissions": []}),
        (
            "policies.permissions: unknown; known here are identity, resource, session, boundary, "
            "scp, rcp"
        ),
    ),
    "a layer that is no list": (case({"identity": {}}), "policies.identity: an object is not a list"),
    "a layer that is a text": (case({"boundary": "x"}), 'policies.boundary: "x" is not a list'),
    "a level that is no list": (case({"scp": [{}]}), "policies.scp[0]: an object is not a list"),
    "a document that is none": (
        case({"scp": [[], [7]]}),
        "policies.scp[1][0]: 7 is not a policy document: an object, or a string that holds its JSON",
    ),
    "a document that is refused": (
        case({"identity": [doc(allow()), doc(allow(Effect="Grant"))]}),
        (
            'policies.identity[1]: line 1, Statement[0].Effect: "Allow" or "Deny", exactly '
            "(rule effect of identity policies)"
        ),
    ),
    "a text that is no document": (
        case({"resource": "{"}),
        (
            "policies.resource: line 1, the document: Expecting property name enclosed in double quotes "
            "(rule json of resource policies)"
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("value", "error"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_by_field_value_and_rule(value, error):
    assert error_of(value) == error


def test_an_error_keeps_the_id_of_its_case():
    assert judge_case(case(action="x", number=7)).as_dict()["id"] == 7
    assert judge_case({"id": {}}).as_dict()["id"] is None


def test_a_long_value_is_quoted_in_part():
    error = error_of(case(resourceAccount="1" * 5000))

    assert error == f'request.resourceAccount: "{"1" * 79}... is not an account id of 12 digits'


def test_a_principal_that_nobody_is_is_told():
    assert error_of(case(principal="bob")).startswith("request.principal: 'bob' is no caller")


def test_an_arn_that_is_too_long_for_a_request_is_told():
    error = error_of(case(resource="arn:aws:s3:::" + "x" * 3000))

    assert error.startswith("request: resource: 3013 characters")


LINES = {
    b"": "the line: it is not JSON: Expecting value at line 1, column 1",
    b'{"id": 1': "the line: it is not JSON: Expecting ',' delimiter at line 1, column 9",
    b'{"id": "\xff"}': "the line: it is not UTF-8",
    b'{"id": NaN}': "the line: it is not JSON: NaN is no number",
    b"[" * 100_000: "the line: it is nested too deeply",
    b" " * (LONGEST_LINE + 1): f"the line: longer than {LONGEST_LINE} bytes",
    b'{"id": 1, "id": 2}': 'the case: the key "id" stands twice',
    b'{"id": 1, "request": {"action": 1, "action": 2}}': 'request: the key "action" stands twice',
}


@pytest.mark.parametrize(("line", "error"), LINES.items(), ids=map(str, range(len(LINES))))
def test_a_line_that_is_no_case_is_an_error_like_any_other(line, error):
    assert judge_line(line).as_dict()["error"] == error


def test_a_line_may_begin_with_a_byte_order_mark():
    line = b"\xef\xbb\xbf" + json.dumps(case({"identity": [doc(allow())]})).encode()

    assert judge_line(line).as_dict()["verdict"] == "Allowed"


def test_a_document_reaches_the_policy_language_as_it_was_written():
    condition = '{"StringEquals": {"a:b": 1.10, "a:c": 1e2, "a:d": true, "a:e": 12}}'
    statement = f'{{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {condition}}}'
    policies = f'{{"identity": [{{"Version": "2012-10-17", "Statement": {statement}}}]}}'
    context = {"a:b": "1.10", "a:c": "1e2", "a:d": "true", "a:e": "12"}
    asked = json.dumps(case(context=context)["request"])

    answer = judge_line(f'{{"id": 1, "request": {asked}, "policies": {policies}}}'.encode())

    assert answer.as_dict()["verdict"] == "Allowed"


def test_a_key_that_stands_twice_in_a_document_is_the_fault_of_the_document():
    twice = '{"Statement": {"Effect": "Deny", "Effect": "Allow", "Action": "*", "Resource": "*"}}'
    asked = json.dumps(case()["request"])
    policies = f'{{"identity": [{twice}]}}'

    answer = judge_line(f'{{"id": 1, "request": {asked}, "policies": {policies}}}'.encode())

    assert answer.as_dict()["id"] == 1
    assert answer.as_dict()["error"].startswith(
        "policies.identity[0]: line 1, Statement.Effect: Duplicate key 'Effect'"
    )


@pytest.mark.parametrize("text", ["Zoë", "東京", "\U0001f600"])
def test_characters_of_every_script_can_stand_in_a_document(text):
    policies = {"identity": [doc(allow(Condition={"StringEquals": {"a:b": text}}))]}

    assert verdict_of(policies, context={"a:b": text}) == ALLOWED


def test_half_a_character_in_a_document_is_refused():
    policies = {"identity": [doc(allow(Condition={"StringEquals": {"a:b": "\ud800"}}))]}

    assert "no character on its own" in error_of(case(policies))


def test_values_that_json_has_not_are_refused():
    assert error_of(case({"identity": [{"Statement": object()}]})).startswith(
        "policies.identity[0]: it is not JSON"
    )
    deep = []
    for _ in range(100_000):
        deep = [deep]
    assert error_of(case({"identity": [{"Statement": deep}]})) == (
        "policies.identity[0]: it is nested too deeply"
    )


def test_nothing_is_remembered_between_cases():
    first = judge_case(case({"identity": [doc(allow())]}))
    second = judge_case(case({"identity": [doc(deny())]}))
    again = judge_case(case({"identity": [doc(allow())]}))

    assert first.as_dict() == again.as_dict() != second.as_dict()


def test_a_null_is_what_is_not_there():
    layers = dict.fromkeys(("resource", "session", "boundary", "scp", "rcp"))
    attached = {"identity": [doc(allow())], **layers}
    assert verdict_of(attached, resourceAccount=None, context=None) == ALLOWED
    assert judge_case(case() | {"policies": None}).as_dict()["verdict"] == "ImplicitlyDenied"
    assert error_of(case(action=None)) == "request.action: missing"
