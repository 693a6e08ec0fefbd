"""No value of a person can become structure, or another value, on its way out (threats B21, B22).

Whatever a directory holds, the receiver reads exactly that, or nothing was sent at all.
"""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rolebridge.idp.refusals import ClaimRefused
from rolebridge.saml.expected import Profile
from support.identity_provider import make_service_provider
from support.issuing import aws, consume, issue, issue_aws
from support.organisation import make_person

ANY_TEXT = st.text(st.characters(), min_size=1, max_size=60)
ROLE = "https://aws.amazon.com/SAML/Attributes/Role"
INJECTIONS = [
    "x</saml:AttributeValue></saml:Attribute><saml:Attribute Name='admin'><saml:AttributeValue>y",
    f"x</saml:AttributeValue></saml:Attribute><saml:Attribute Name='{ROLE}'><saml:AttributeValue>",
    "admin<!-- -->@example.com",
    "<![CDATA[admin]]>",
    "&admin; &#97; &lt;",
    "admin\rx",
    "admin\x00x",
    "admin\ufffex",
    "admin\ud800x",
    "</saml:Assertion>",
]


def person_with(value: str):
    attributes = {"note": (value,), "langs": ("de",), "team": ("platform",)}
    return make_person("alice", "aws-admins", attributes=attributes)


def attempt(call, *arguments):
    """What is issued, or else the field that was refused."""
    try:
        return call(*arguments), None
    except ClaimRefused as error:
        return None, error.field


def with_examples(test):
    for text in INJECTIONS:
        test = example(text)(test)
    return test


@with_examples
@settings(deadline=None, max_examples=100)
@given(ANY_TEXT)
def test_a_released_value_arrives_as_it_is_or_not_at_all(value):
    entry = make_service_provider(attributes={"note": "note", "mixed": "a {attribute.note} b"})
    form, refused = attempt(issue, entry, person_with(value))
    if form is None:
        assert refused in ("note", "mixed")
        return
    attributes = consume(form, Profile.SP).attributes
    assert attributes == {"note": (value,), "mixed": (f"a {value} b",)}


@with_examples
@settings(deadline=None, max_examples=100)
@given(ANY_TEXT)
def test_a_session_tag_arrives_as_it_is_or_not_at_all(value):
    entry = aws(tags={"note": "{attribute.note}"}, transitive_tags=("note",))
    issued, refused = attempt(issue_aws, entry, person_with(value))
    if issued is None:
        assert refused == "PrincipalTag:note"
        return
    assert consume(issued[1]).aws.principal_tags == {"note": value}


@with_examples
@settings(deadline=None, max_examples=50)
@given(ANY_TEXT)
def test_a_session_name_is_of_plain_characters(value):
    with_note = aws(role_session_name="{attribute.note}", source_identity=None)
    issued, refused = attempt(issue_aws, with_note, person_with(value))
    if issued is None:
        assert refused == "RoleSessionName"
        return
    assert consume(issued[1]).aws.role_session_name == value
    assert value.isascii()


@pytest.mark.parametrize("value", ["{username}", "{attribute.team}", "{role}", "{", "}"])
def test_a_value_with_braces_is_not_read_as_a_template(value):
    entry = make_service_provider(attributes={"mixed": "{attribute.note}/{username}"})
    form = issue(entry, person_with(value))
    assert consume(form, Profile.SP).attributes["mixed"] == (f"{value}/alice",)


@pytest.mark.parametrize("value", INJECTIONS)
def test_a_user_name_stays_a_user_name(value):
    entry = make_service_provider(
        name_id_format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
    )
    person = make_person(value, email=None)
    form, refused = attempt(issue, entry, person)
    if form is None:
        assert refused == "NameID"
        return
    assert consume(form, Profile.SP).name_id.value == value
