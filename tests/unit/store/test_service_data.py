"""The package with service data, as lint sees it."""

import pytest

from rolebridge.iam.service_data import KeyType, name_without_tag
from rolebridge.store.global_keys import GLOBAL_KEYS
from rolebridge.store.service_data import PackagedServiceData


@pytest.fixture(scope="module")
def data():
    return PackagedServiceData()


def test_services_are_known_by_their_prefix(data):
    assert {"s3", "sts", "iam"} <= set(data.prefixes)
    assert data.find_service("s3").prefix == "s3"


@pytest.mark.parametrize("prefix", ["", "nonsense", "S3", "../services", "s3.json", "k\u212a"])
def test_what_is_no_prefix_leads_to_no_file(data, prefix):
    assert data.find_service(prefix) is None


def test_a_service_is_read_once(data):
    assert data.find_service("sqs") is data.find_service("sqs")


def test_only_services_that_were_asked_for_are_read():
    data = PackagedServiceData()
    data.find_service("sqs")

    assert set(data._services) == {"sqs"}


def test_an_action_has_its_resource_types_and_the_keys_of_all_of_them(data):
    s3 = data.find_service("s3")
    action = s3.actions["getobject"]

    assert action.name == "GetObject"
    assert "object" in action.resource_types
    assert {"s3:authtype", "s3:existingobjecttag/*", "s3:accesspointnetworkorigin"} <= action.keys
    assert (
        s3.resource_types["object"].arn_format
        == "arn:${Partition}:s3:::${BucketName}/${ObjectName}"
    )


@pytest.mark.parametrize(
    ("prefix", "name", "kind", "is_multivalued"),
    [
        ("s3", "s3:authType", KeyType.STRING, False),
        ("s3", "S3:EXISTINGOBJECTTAG/Team", KeyType.STRING, False),
        ("s3", "aws:TagKeys", KeyType.STRING, True),
        ("s3", "s3:DataAccessPointArn", KeyType.ARN, False),
        ("kms", "kms:GrantIsForAWSResource", KeyType.BOOL, False),
        ("sts", "sts:TransitiveTagKeys", KeyType.STRING, True),
    ],
)
def test_keys_have_a_type_and_one_value_or_several(data, prefix, name, kind, is_multivalued):
    key = data.find_service(prefix).keys.find(name)

    assert (key.type, key.is_multivalued) == (kind, is_multivalued)


def test_every_service_can_be_read_and_fits_together(data):
    for prefix in sorted(data.prefixes)[::12]:
        service = data.find_service(prefix)
        for action in service.actions.values():
            assert all(name.lower() in service.resource_types for name in action.resource_types)


@pytest.mark.parametrize(
    ("prefix", "action", "sentence"),
    [
        ("lambda", "invokeasync", "(Deprecated)"),
        (
            "es",
            "createelasticsearchdomain",
            "This permission is deprecated. Use CreateDomain instead",
        ),
        ("codedeploy", "batchgetdeploymenttargets", None),
        ("ec2", "enableimagedeprecation", None),
        ("swf", "undeprecatedomain", None),
    ],
)
def test_deprecation_is_read_from_what_the_reference_says(data, prefix, action, sentence):
    told = data.find_service(prefix).actions[action].deprecation

    assert told is None if sentence is None else sentence in told


@pytest.mark.parametrize(
    ("name", "kind", "is_multivalued", "is_always_present"),
    [
        ("aws:PrincipalArn", KeyType.ARN, False, True),
        ("aws:principalorgpaths", KeyType.STRING, True, False),
        ("aws:PrincipalTag/team", KeyType.STRING, False, False),
        ("aws:SourceIp", KeyType.IP_ADDRESS, False, False),
        ("aws:CurrentTime", KeyType.DATE, False, True),
        ("aws:MultiFactorAuthPresent", KeyType.BOOL, False, False),
        ("ec2:SourceInstanceARN", KeyType.ARN, False, False),
    ],
)
def test_global_keys(data, name, kind, is_multivalued, is_always_present):
    key = data.global_keys.find(name)

    assert (key.type, key.is_multivalued, key.is_always_present) == (
        kind, is_multivalued, is_always_present,
    )  # fmt: skip


def test_a_global_key_with_a_tag_needs_the_tag():
    assert GLOBAL_KEYS.find("aws:PrincipalTag/") is None
    assert GLOBAL_KEYS.find("aws:PrincipalTag") is None


def test_the_names_of_keys_are_spelt_as_documented():
    assert {"aws:PrincipalOrgID", "aws:RequestTag/${TagKey}"} <= set(GLOBAL_KEYS.names)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("aws:RequestTag/${TagKey}", "aws:requesttag/*"),
        ("s3:ExistingObjectTag/<key>", "s3:existingobjecttag/*"),
        ("ssm:resourceTag/tag-key", "ssm:resourcetag/*"),
        ("x:y${z}.value", "x:y*.value"),
        ("aws:userid", "aws:userid"),
    ],
)
def test_all_ways_of_writing_what_varies_are_one(name, plain):
    assert name_without_tag(name) == plain


def test_the_version_is_the_day_of_the_data(data):
    assert data.version.startswith("0.1.20")
