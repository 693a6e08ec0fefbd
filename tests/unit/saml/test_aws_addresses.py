"""Audiences, recipients, the name qualifier and the saml:* condition keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from rolebridge.arn import Partition
from rolebridge.saml.aws import (
    AWS_AUDIENCE,
    AWS_RECIPIENTS,
    condition_keys,
    default_recipient,
    name_qualifier,
    subject_type,
)
from rolebridge.saml.values import NameID

V2 = "urn:oasis:names:tc:SAML:2.0:nameid-format:"
V1 = "urn:oasis:names:tc:SAML:1.1:nameid-format:"


SUBJECT = NameID("alice", V2 + "persistent")


@dataclass(frozen=True)
class Asserted:
    """As much of a verified assertion as condition keys are made from."""

    name_id: NameID = SUBJECT
    issuer: str = "https://idp.example.com"
    recipient: str = "https://signin.aws.amazon.com/saml"
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def keys(**changes):
    return condition_keys(Asserted(**changes), account="111122223333", provider_name="ExampleCorp")


@pytest.mark.parametrize(
    ("partition", "audience", "recipient"),
    [
        ("aws", "urn:amazon:webservices", "https://signin.aws.amazon.com/saml"),
        ("aws-cn", "urn:amazon:webservices:cn-north-1", "https://signin.amazonaws.cn/saml"),
        (
            "aws-us-gov",
            "urn:amazon:webservices:govcloud",
            "https://signin.amazonaws-us-gov.com/saml",
        ),
    ],
)
def test_each_partition_has_its_audience_and_recipient(partition, audience, recipient):
    assert AWS_AUDIENCE[Partition(partition)] == audience
    assert default_recipient(partition) == recipient
    assert recipient in AWS_RECIPIENTS(partition)


def test_regional_and_older_recipients_are_known():
    known = AWS_RECIPIENTS("aws")
    assert "https://eu-central-1.signin.aws.amazon.com/saml" in known
    assert "https://signin.aws.amazon.com/static/saml" in known


@pytest.mark.parametrize(
    "url",
    [
        "https://signin.aws.amazon.com/saml/",
        "http://signin.aws.amazon.com/saml",
        "https://signin.aws.amazon.com.evil.example/saml",
        "https://evil.signin.aws.amazon.com/saml",
        "https://signin.amazonaws.cn/saml",
        "https://SIGNIN.aws.amazon.com/saml",
    ],
)
def test_other_addresses_are_not_aws(url):
    assert url not in AWS_RECIPIENTS("aws")


def test_name_qualifier_of_a_recorded_answer():
    qualifier = name_qualifier(
        "http://www.okta.com/exksfwc0mwQGJQoJ62p6", "671568874969", "SplunkcloudOkta"
    )
    assert qualifier == "g4RD/xcF3dcnEghdegAhfaPo+ow="


@pytest.mark.parametrize(
    ("name_id_format", "in_answer", "as_key"),
    [
        (V2 + "persistent", "persistent", "persistent"),
        (V2 + "transient", "transient", "transient"),
        (V2 + "entity", "entity", V2 + "entity"),
        (V1 + "emailAddress", V1 + "emailAddress", V1 + "emailAddress"),
        (V1 + "unspecified", "unspecified", V1 + "unspecified"),
        (None, "unspecified", V1 + "unspecified"),
    ],
)
def test_subject_types(name_id_format, in_answer, as_key):
    assert subject_type(name_id_format) == in_answer
    assert keys(name_id=NameID("alice", name_id_format))["saml:sub_type"] == (as_key,)


def test_the_keys_every_assertion_has():
    assert keys() == {
        "saml:namequalifier": (
            name_qualifier("https://idp.example.com", "111122223333", "ExampleCorp"),
        ),
        "saml:sub": ("alice",),
        "saml:sub_type": ("persistent",),
        "saml:aud": ("https://signin.aws.amazon.com/saml",),
        "saml:iss": ("https://idp.example.com",),
        "saml:doc": ("111122223333/ExampleCorp",),
    }


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("urn:oid:1.3.6.1.4.1.5923.1.1.1.1", "saml:edupersonaffiliation"),
        ("urn:oid:1.3.6.1.4.1.5923.1.1.1.11", "saml:edupersonassurance"),
        ("urn:oid:1.3.6.1.4.1.5923.1.2.1.2", "saml:eduorghomepageuri"),
        ("urn:oid:1.3.6.1.4.1.5923.1.2.1.6", "saml:eduorgwhitepagesuri"),
        ("urn:oid:2.5.4.3", "saml:cn"),
        ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "saml:mail"),
        ("2.4.5.42", "saml:givenName"),
        ("0.9.2342.19200300.100.1.45", "saml:organizationStatus"),
    ],
)
def test_attributes_fill_their_keys_with_all_values(name, key):
    assert keys(attributes={name: ("one", "two")})[key] == ("one", "two")


def test_the_primary_group_fills_two_keys():
    name = "http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid"
    found = keys(attributes={name: ("S-1",)})
    assert found["saml:uid"] == found["saml:primaryGroupSID"] == ("S-1",)


def test_of_two_attributes_for_one_key_the_first_counts():
    found = keys(
        attributes={
            "2.5.4.4": ("first",),
            "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname": ("second",),
        }
    )
    assert found["saml:surname"] == ("first",)


def test_an_attribute_cannot_replace_what_is_computed():
    assert keys(attributes={"saml:aud": ("x",), "urn:oid:2.5.4.3": ()}) == keys()
