"""The questions that `rolebridge bench policy` asks: policies made by rule, in the form of cases.

They are plain data, so that the peer is asked the very same.
"""

import json
from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]

_ACCOUNT = "111122223333"
_CALLER = f"arn:aws:sts::{_ACCOUNT}:assumed-role/Developer/noor"
_ROLE = f"arn:aws:iam::{_ACCOUNT}:role/Developer"
_PROVIDER = f"arn:aws:iam::{_ACCOUNT}:saml-provider/ExampleCorp"
_AUDIENCE = "https://signin.aws.amazon.com/saml"
_CONTEXT = {"aws:PrincipalTag/team": "blue", "aws:SecureTransport": "true"}
# Actions on buckets and queues that both engines know.
_READING = ("GetObject", "PutObject", "DeleteObject", "ListBucket", "GetObjectTagging")
_OTHERS = ("sqs", "sns", "dynamodb", "lambda", "logs", "rds", "ecs", "ecr", "glue", "athena")


def build_cases(policies: int, statements: int) -> list[Case]:
    """Questions about so many policies of so many statements: some allowed, denied, or silent."""
    documents = [_build_policy(number, statements) for number in range(policies)]
    return [_ask_about_bucket(turn, {"identity": documents}) for turn in range(60)]


def build_wide_cases(unrelated: int) -> list[Case]:
    """The same questions about the same policy of 5, beside statements for other services."""
    document = _build_policy(0, 5)
    others = [
        _allow(f"{_OTHERS[n % 10]}:{verb}{n}*", "*")
        for n in range(unrelated)
        for verb in ("Describe", "Create")
    ]
    attached = {"identity": [document, *_cut(others)]}
    return [_ask_about_bucket(turn, attached) for turn in range(60)]


def build_sign_in_case() -> Case:
    """A SAML sign-in that a trust policy of three statements refuses, to be explained."""
    audience = {"StringEquals": {"SAML:aud": "urn:amazon:webservices"}}
    wrong = _trust("sts:AssumeRoleWithSAML", audience)
    tags = _trust("sts:TagSession", {"StringLike": {"aws:RequestTag/team": "*"}})
    other = _trust("sts:AssumeRoleWithSAML", {"StringEquals": {"saml:iss": "https://idp.example"}})
    document = {"Version": "2012-10-17", "Statement": [wrong, tags, other]}
    case = _ask("sts:AssumeRoleWithSAML", _ROLE, {"resource": document})
    context = {"saml:aud": _AUDIENCE, "saml:iss": "https://elsewhere.example", "saml:sub": "noor"}
    case["request"] |= {"principal": _PROVIDER, "context": context}
    return case


def build_long_case(statements: int) -> Case:
    """So many statements, a tenth of which speak of the action."""
    listed = [
        _allow("s3:GetObject" if n % 10 == 0 else f"sqs:Action{n}", f"arn:aws:s3:::other-{n}/*")
        for n in range(statements)
    ]
    return _ask("s3:GetObject", "arn:aws:s3:::bucket-0/key", {"identity": _cut(listed)})


def build_hostile_cases() -> Iterator[tuple[str, Case]]:
    """The worst that is legal: the longest documents and values, wildcards wherever they can be."""
    stars = {"Effect": "Deny", "Action": "*", "Resource": ["arn:aws:s3:::" + "*a?" * 660 + "b"] * 5}
    long = "arn:aws:s3:::" + "a" * 2030
    yield "resources", _ask("s3:GetObject", long, {"identity": [_document([stars])]})
    resources = [f"arn:aws:s3:::*a*a?{n}*b" for n in range(400)]
    many = {"Effect": "Deny", "Action": "*", "Resource": resources}
    yield "many resources", _ask("s3:GetObject", long, {"identity": [_document([many])]})
    patterns = [f"*{n % 10}*{n % 7}?{n}" for n in range(900)]
    like = {"ForAllValues:StringLike": {"aws:TagKeys": patterns}}
    tags = {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": like}
    case = _ask("s3:GetObject", "arn:aws:s3:::b/k", {"identity": [_document([tags])]})
    case["request"]["context"] = {"aws:TagKeys": [f"{n:08d}" for n in range(1000)]}
    yield "values by patterns", case
    names = {"Effect": "Deny", "NotAction": [f"s3:*a?*a{n}b" for n in range(700)], "Resource": "*"}
    action = "s3:" + "a" * 250
    yield "actions", _ask(action, "arn:aws:s3:::b/k", {"identity": [_document([names])]})


def write_cases(cases: list[Case]) -> str:
    """One case a line."""
    return "".join(json.dumps(case) + "\n" for case in cases)


def ask_about(documents: list[object], action: str) -> Case:
    """One question about documents from elsewhere, as identity policies."""
    return _ask(action, "arn:aws:s3:::bucket-0/key", {"identity": documents})


def _ask_about_bucket(turn: int, policies: dict[str, Any]) -> Case:
    return _ask(f"s3:{_READING[turn % 5]}", f"arn:aws:s3:::bucket-{turn % 4}/key", policies)


def _ask(action: str, resource: str, policies: dict[str, Any]) -> Case:
    request = {"principal": _CALLER, "action": action, "resource": resource}
    return {
        "id": action,
        "request": {**request, "resourceAccount": _ACCOUNT, "context": _CONTEXT},
        "policies": policies,
    }


def _build_policy(number: int, statements: int) -> dict[str, Any]:
    """A policy for one service, as most are; every tenth is for buckets. The last one denies."""
    service = "s3" if number % 10 == 0 else _OTHERS[number % 10]
    listed = [_build_statement(service, n) for n in range(statements - 1)]
    return _document([*listed, {"Effect": "Deny", "Action": f"{service}:Delete*", "Resource": "*"}])


def _build_statement(service: str, number: int) -> dict[str, Any]:
    """Every second one has conditions, every fourth a wildcard in its action."""
    name = f"arn:aws:{service}:::bucket-{number}"
    reading = f"{service}:Get*" if number % 4 == 3 else f"{service}:GetObject"
    statement = _allow([reading, f"{service}:PutObject"], [name, f"{name}/*"])
    if number % 2:
        statement["Condition"] = {
            "StringEquals": {"aws:PrincipalTag/team": "blue"},
            "Bool": {"aws:SecureTransport": "true"},
        }
    return statement


def _cut(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Documents of fifty statements each."""
    return [_document(statements[n : n + 50]) for n in range(0, len(statements), 50)]


def _document(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": statements}


def _allow(action: str | list[str], resource: str | list[str]) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


def _trust(action: str, condition: dict[str, Any]) -> dict[str, Any]:
    principal = {"Federated": _PROVIDER}
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Condition": condition}
