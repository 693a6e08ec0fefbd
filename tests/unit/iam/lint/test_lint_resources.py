"""Findings about resources: of the wrong type, in the wrong place, or needless."""

import pytest

from support.lint import ACCOUNT, OTHER_ACCOUNT, codes, lint, places, statement


def found(actions, resources, **surroundings):
    return codes(lint(statement(Action=actions, Resource=resources), **surroundings))


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:ListBucket", "arn:aws:s3:::reports/*"),
        ("s3:GetObject", "arn:aws:s3:::reports"),
        ("s3:GetObject", "arn:aws:s3:eu-central-1:111122223333:reports/*"),
        ("iam:GetRole", "arn:aws:iam::111122223333:user/Dev"),
        ("sqs:SendMessage", "arn:aws:sns:*:111122223333:queue"),
        ("dynamodb:GetItem", "arn:aws:dynamodb:*:*:stream/x"),
    ],
)
def test_an_action_that_none_of_the_entries_can_be_for_is_told_of(action, resource):
    assert found([action], [resource]) == ["resource_type_unsupported"]


@pytest.mark.parametrize(
    ("actions", "resources"),
    [
        ("s3:ListBucket", "arn:aws:s3:::reports"),
        ("s3:ListBucket", "arn:aws:s3:::reports*"),
        ("s3:ListBucket", "arn:aws:s3:::*"),
        ("s3:GetObject", "arn:aws:s3:::reports*"),
        ("s3:GetObject", "arn:aws:s3:::${aws:PrincipalTag/bucket}"),
        (["s3:ListBucket", "s3:GetObject"], ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"]),
        (["s3:ListBucket", "ec2:DescribeInstances"], "*"),
        ("iam:GetRole", "arn:aws:iam::*:role/*"),
        ("iam:GetRole", "arn:aws:iam::111122223333:*"),
        ("ec2:RunInstances", "arn:aws:ec2:*:111122223333:image/ami-1"),
        ("sts:AssumeRole", "arn:aws:iam::444455556666:role/Reader"),
        ("quicksight:DescribeVPCConnection", "arn:aws:quicksight:*:*:vpcconnection/*"),
        ("apigateway:SetWebACL", "arn:aws:apigateway:*::/restapis/*/stages/*"),
        ("s3:Get*", "arn:aws:s3:::reports"),
        ("s3:ListBucket*", "arn:aws:s3:::reports/*"),
        ("dynamodb:TagResource", "arn:aws:dynamodb:*:*:nonsense/x"),
        ("nosuchservice:Do", "arn:aws:s3:::reports"),
    ],
)
def test_entries_that_may_be_of_a_type_are_left_alone(actions, resources):
    assert set(found(actions, resources)) <= {"service_unknown"}


@pytest.mark.parametrize("element", ["NotAction", "NotResource"])
def test_nothing_is_said_of_types_where_an_element_lists_exceptions(element):
    base = statement(Effect="Deny", Action="s3:ListBucket", Resource="arn:aws:s3:::reports/*")
    base[element] = base.pop(element.removeprefix("Not"))

    assert codes(lint(base)) == []


def test_the_finding_names_types_and_the_form_of_their_arns():
    (finding,) = lint(statement(Action="kms:Decrypt", Resource="arn:aws:kms:*:*:alias/x"))

    assert finding.sentence.startswith("kms:Decrypt works on key, ")
    assert "arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}" in finding.fix


def test_several_types_and_forms_are_listed():
    (finding,) = lint(statement(Action="glue:GetTable", Resource="arn:aws:sns:*:*:x"))

    assert finding.sentence.startswith("glue:GetTable works on catalog, database, rootcatalog, ")
    assert ":catalog/${CatalogName} or arn:${Partition}:glue:" in finding.fix


def test_an_action_without_resource_types_needs_the_star():
    assert found("ec2:DescribeInstances", "arn:aws:ec2:*:*:instance/*") == ["resource_needs_star"]
    assert found("ec2:DescribeInstances", "*") == []
    assert found("s3:ListAllMyBuckets", "arn:aws:sqs:*:*:*") == ["resource_needs_star"]


def test_all_that_a_service_has_may_stand_for_the_star():
    assert found("s3:ListAllMyBuckets", "arn:aws:s3:::*") == []
    assert found("iam:ListUsers", "arn:aws:iam::111122223333:*") == []


@pytest.mark.parametrize(
    ("resources", "needless"),
    [
        (["arn:aws:s3:::reports/*", "arn:aws:s3:::reports/2026/*"], [1]),
        (["arn:aws:s3:::reports/2026/*", "arn:aws:s3:::reports/*"], [0]),
        (["arn:aws:s3:::reports/*", "*"], [0]),
        (["arn:aws:s3:::*", "arn:aws:s3:::a:b:c"], [1]),
        (["arn:aws:s3:::a/x", "arn:aws:s3:::a/x", "arn:aws:s3:::b/*", "arn:aws:s3:::b/y"], [1, 3]),
        (["arn:aws:s3:::reports/a", "arn:aws:s3:::reports/a"], [1]),
        (["arn:aws:s3:::reports/*", "arn:aws:s3:::reports/${aws:userid}"], [1]),
        (["arn:aws:s3:::reports/${aws:userid}", "arn:aws:s3:::reports/${aws:USERID}"], [1]),
        (["arn:aws:s3:::reports/a", "arn:aws:s3:::reports/A"], []),
        (["arn:aws:s3:::reports/?", "arn:aws:s3:::reports/${aws:userid}"], []),
        (["arn:aws:s3:::reports/${aws:userid}", "arn:aws:s3:::reports/${aws:SourceIp}"], []),
    ],
)
def test_an_entry_that_another_covers_is_needless(resources, needless):
    findings = lint(statement(Resource=resources))

    expected = [f"Statement[0].Resource[{n}]" for n in needless]
    assert places(findings, "resource_redundant") == expected


@pytest.mark.parametrize(
    ("resource", "known", "code"),
    [
        (f"arn:aws:sqs:*:{OTHER_ACCOUNT}:q", {"account": ACCOUNT}, "resource_other_account"),
        (f"arn:aws:sqs:*:{OTHER_ACCOUNT}:q:a:b", {"account": ACCOUNT}, "resource_other_account"),
        (f"arn:aws-cn:sqs:*:{ACCOUNT}:q", {"partition": "aws"}, "resource_other_partition"),
        (f"arn:aws:sqs:cn-north-1:{ACCOUNT}:q", {}, "region_not_in_partition"),
        (f"arn:aws-cn:sqs:eu-west-1:{ACCOUNT}:q", {}, "region_not_in_partition"),
        (f"arn:aws-us-gov:sqs:us-gov-west-1:{ACCOUNT}:q", {}, None),
        (f"arn:aws-iso-b:sqs:us-isob-east-1:{ACCOUNT}:q", {}, None),
        (f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q", {"account": ACCOUNT, "partition": "aws"}, None),
        ("arn:aws:sqs:*:*:q", {"account": ACCOUNT, "partition": "aws"}, None),
        (f"arn:*:sqs:cn-north-1:{ACCOUNT}:q", {"partition": "aws"}, None),
        (f"arn:aws:sqs:us-*:{ACCOUNT}:q", {}, None),
        ("*", {"account": ACCOUNT, "partition": "aws"}, None),
    ],
)
def test_a_resource_that_stands_elsewhere_is_told_of(resource, known, code):
    told = lint(statement(Action="sqs:SendMessage", Resource=resource), **known)
    assert all("None" not in each.sentence + each.fix for each in told)
    expected = [code] if code else []
    assert found("sqs:SendMessage", [resource], **known) == expected
