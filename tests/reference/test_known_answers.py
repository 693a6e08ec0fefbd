"""The reference evaluator against answers that the documentation gives, row by row.

The judge of the differential is judged here: by a handful of rows of its own, and by every case of
the vector files.
"""

import json
from pathlib import Path

import pytest

from reference import judge

VECTORS = Path(__file__).resolve().parent.parent / "vectors" / "iam"
ACCOUNT, OTHER = "111122223333", "444455556666"
USER = f"arn:aws:iam::{ACCOUNT}:user/alice"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/Admin/alice"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/team/Admin"
OBJECT = "arn:aws:s3:::bucket/alice/x"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k"


def allow(**elements):
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", **elements}
    kept = {name: value for name, value in statement.items() if value != []}
    return {"Version": "2012-10-17", "Statement": kept}


def deny(**elements):
    document = allow(**elements)
    document["Statement"]["Effect"] = "Deny"
    return document


def ask(
    policies, principal=USER, action="s3:GetObject", resource=OBJECT, account=ACCOUNT, **context
):
    request = {
        "principal": principal,
        "action": action,
        "resource": resource,
        "resourceAccount": account,
        "context": {key.replace("__", ":"): value for key, value in context.items()},
    }
    answer = judge({"request": request, "policies": policies})
    return f"{answer['verdict']} {answer['deciding_layer'] or ''}".strip()


@pytest.mark.parametrize(
    ("operator", "missing"),
    [
        ("StringEquals", False),
        ("StringNotEquals", True),
        ("StringNotLikeIfExists", True),
        ("StringLikeIfExists", True),
        ("NumericLessThan", False),
        ("DateNotEquals", True),
        ("ForAllValues:StringEquals", True),
        ("ForAllValues:StringNotEquals", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
        ("ForAnyValue:StringEqualsIfExists", True),
    ],
)
def test_a_missing_key_is_judged_by_the_table(operator, missing):
    value = "10" if operator.startswith(("Numeric", "Date")) else "x"

    answer = ask({"identity": [allow(Condition={operator: {"k:K": value}})]})

    assert answer == ("Allowed identity" if missing else "ImplicitlyDenied identity")


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "held"),
    [
        ("StringEquals", "Alice", "alice", False),
        ("StringEqualsIgnoreCase", "Alice", "aLICE", True),
        ("StringEquals", "a*", "ab", False),
        ("StringLike", "a*c?", "abbcd", True),
        ("StringNotLike", ["a*", "b*"], "bc", False),
        ("NumericEquals", "10", "10.0", True),
        ("NumericNotEquals", "10", "ten", True),
        ("DateEquals", "2026-11-23T11:00:00+01:00", "1795428000", True),
        ("DateLessThan", "2000-03-01", "2000-02-29T23:59:59.9Z", True),
        ("Bool", "True", "tRUE", True),
        ("BinaryEquals", "QQ==", "QUI=", False),
        ("IpAddress", "10.0.0.0/31", "10.0.0.1", True),
        ("IpAddress", "0.0.0.0/0", "::1", False),
        ("IpAddress", "2001:db8::/32", "2001:DB8:1:0:0:0:0:9", True),
        ("NotIpAddress", "10.0.0.0/8", "nowhere", True),
        ("ArnLike", "arn:aws:*:x:*:*", "arn:aws:s3:::x", False),
        ("ArnEquals", "arn:aws:s3:::b/*", "arn:aws:s3:::b/a:c/d", True),
        ("ArnNotEquals", "arn:aws:s3:::b", "no arn", True),
        ("StringEquals", "a", ["a", "b"], False),
        ("ForAllValues:StringEquals", ["a", "b"], ["a", "b"], True),
        ("ForAnyValue:StringNotEquals", ["a", "b"], ["a", "c"], True),
        ("Null", "true", ["", ""], True),
        ("StringEquals", "${k:Other}", "v*", True),
        ("StringLike", "${k:Other}", "vx", False),
        ("StringEquals", "${k:Absent, 'd'}", "d", True),
        ("StringNotEquals", "${k:Absent}", "d", True),
        ("StringLike", "${*}", "x", False),
    ],
)
def test_a_condition_holds_as_documented(operator, wanted, given, held):
    policies = {"identity": [allow(Condition={operator: {"K:k": wanted}})]}

    answer = ask(policies, k__K=given, k__Other="v*")

    assert answer == ("Allowed identity" if held else "ImplicitlyDenied identity")


ALL = [allow()]
ONLY_EC2 = [allow(Action="ec2:*")]


@pytest.mark.parametrize(
    ("answer", "policies", "request_of"),
    [
        ("ImplicitlyDenied identity", {}, {}),
        ("ExplicitlyDenied scp", {"identity": [deny()], "scp": [[deny(), allow()]]}, {}),
        ("ImplicitlyDenied scp", {"identity": ALL, "scp": [ALL, []]}, {}),
        ("ExplicitlyDenied rcp", {"identity": ALL, "rcp": [[deny(Principal="*")]]}, {}),
        ("Allowed identity", {"identity": ALL, "rcp": [[]]}, {}),
        ("ImplicitlyDenied boundary", {"identity": ALL, "boundary": ONLY_EC2}, {}),
        ("ImplicitlyDenied session", {"identity": ALL, "session": ONLY_EC2}, {}),
        (
            "Allowed resource",
            {"resource": allow(Principal={"AWS": USER}), "boundary": ONLY_EC2},
            {},
        ),
        (
            "ImplicitlyDenied session",
            {"resource": allow(Principal={"AWS": ROLE}), "session": ONLY_EC2},
            {"principal": SESSION},
        ),
        (
            "Allowed resource",
            {"resource": allow(Principal={"AWS": ROLE}), "session": ALL},
            {"principal": SESSION},
        ),
        (
            "Allowed resource",
            {"resource": allow(Principal={"AWS": SESSION}), "session": ONLY_EC2},
            {"principal": SESSION},
        ),
        ("ImplicitlyDenied identity", {"resource": allow(Principal={"AWS": ACCOUNT})}, {}),
        ("ImplicitlyDenied resource", {"identity": ALL}, {"account": OTHER}),
        (
            "ImplicitlyDenied identity",
            {"resource": allow(Principal={"AWS": USER})},
            {"account": OTHER},
        ),
        (
            "Allowed identity",
            {"identity": ALL, "resource": allow(Principal={"AWS": USER})},
            {"account": OTHER},
        ),
        (
            "ImplicitlyDenied resource",
            {"identity": ALL},
            {"action": "kms:Decrypt", "resource": KEY},
        ),
        ("Allowed identity", {"identity": [deny()]}, {"principal": ACCOUNT}),
        ("ImplicitlyDenied resource", {"identity": ALL}, {"principal": "ec2.amazonaws.com"}),
        (
            "Allowed resource",
            {"resource": allow(Principal="*")},
            {"principal": {"type": "Anonymous"}},
        ),
        (
            "ExplicitlyDenied resource",
            {
                "resource": {
                    "Statement": [
                        {**deny(NotPrincipal={"AWS": USER})["Statement"]},
                        {**allow(Principal={"AWS": USER})["Statement"]},
                    ]
                },
                "boundary": ALL,
            },
            {},
        ),
        ("Error", {"identity": [allow(Resource="bucket")]}, {}),
        ("Error", {"identity": ALL, "identities": []}, {}),
        ("Error", {}, {"principal": "somebody"}),
    ],
)
def test_the_layers_decide_as_documented(answer, policies, request_of):
    assert ask(policies, **request_of) == answer


def test_a_role_trusts_nobody_of_its_account_unless_named():
    trust = {"Statement": {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:*"}}
    call = {"action": "STS:assumeRole", "resource": ROLE}

    assert ask({"identity": ALL}, **call) == "ImplicitlyDenied trust"
    assert ask({"resource": trust}, **call) == "ImplicitlyDenied identity"
    assert ask({"identity": ALL, "resource": trust}, **call) == "Allowed identity"


@pytest.mark.parametrize(
    ("entry", "covered"),
    [
        ("arn:aws:s3:::bucket/*", True),
        ("arn:aws:s3:::bucket/${aws:username}/*", True),
        ("arn:aws:s3:::bucket/${k:Absent}*", False),
        ("arn:aws:s3:::BUCKET/*", False),
        ("arn:*:s3:*:*:*/?", True),
        ("arn:aws:s3:*/x:*:*", False),
    ],
)
def test_a_resource_is_covered_segment_by_segment(entry, covered):
    inside = ask({"identity": [allow(Resource=entry)]}, aws__username="alice")
    outside = ask({"identity": [allow(Resource=[], NotResource=entry)]}, aws__username="alice")

    answers = {True: "Allowed identity", False: "ImplicitlyDenied identity"}
    assert (inside, outside) == (answers[covered], answers[not covered])


def load_rows():
    """Every row of the vector files that is a case. What documents are taken is not asked here:
    the reference reads those that mean something, and leaves the rest of the grammar to its tests.
    """
    for path in sorted(VECTORS.glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            if isinstance(row, dict) and "policies" in row:
                yield pytest.param(row, id=f"{path.stem}: {row['name']}")


HARSHEST = ["ExplicitlyDenied", "Error", "ImplicitlyDenied", "Allowed"]


@pytest.mark.parametrize("row", list(load_rows()))
def test_the_reference_answers_as_the_vectors_do(row):
    policies, request = dict(row["policies"]), dict(row["request"])
    if "trust" in policies:
        policies["resource"] = policies.pop("trust")
    actions = request.pop("actions", None) or [request["action"]]

    answers = [
        judge({"request": {**request, "action": action}, "policies": policies})
        for action in actions
    ]

    answer = min(answers, key=lambda one: HARSHEST.index(one["verdict"]))
    if isinstance(row["expected"], str):
        assert answer["verdict"] == row["expected"], row["because"]
    else:
        given = {key: row["expected"][key] for key in ("verdict", "deciding_layer")}
        assert {key: answer[key] for key in given} == given, row["because"]
