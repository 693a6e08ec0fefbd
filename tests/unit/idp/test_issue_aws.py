"""What AWS gets: read by our own consumer, limited as AWS limits it, explained where refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import etree

from rolebridge.audit.events import Action, Outcome
from rolebridge.directory.rules import Grant, GroupCondition, MappingRule
from rolebridge.federation.organisation import SignedPart
from rolebridge.idp.refusals import ClaimRefused, RoleNotGranted
from rolebridge.saml.encryption import load_decryption_key
from support.golden import check_golden, check_golden_xml
from support.identity_provider import (
    AWS_LOCATION,
    IDP,
    NOW,
    ORIGIN,
    make_idp,
    response_of,
)
from support.issuing import (
    ALICE,
    PERSISTENT,
    PREFIX,
    SP_PAIR,
    aws,
    consume,
    issue_aws,
)
from support.judges import schema_faults
from support.organisation import (
    AWS_ENTITY_ID,
    DEV,
    PROD,
    make_account,
    make_configuration,
    make_person,
)


def test_our_own_consumer_takes_what_aws_would_get():
    idp, form = issue_aws(relay_state="token")
    verified = consume(form)
    claims = verified.aws
    assert [pair.role_arn for pair in claims.role_pairs] == [
        f"arn:aws:iam::{account}:role/{role}"
        for account in (PROD, DEV)
        for role in ("Administrator", "ReadOnly")
    ]
    assert claims.role_session_name == "alice"
    assert claims.session_duration == 7200
    assert claims.principal_tags == {"team": "platform", "kind": "staff"}
    assert claims.transitive_tag_keys == ("team",)
    assert claims.source_identity == "alice@example.com"
    assert verified.issuer == IDP
    assert verified.name_id.format == PERSISTENT
    assert verified.recipient == "https://signin.aws.amazon.com/saml"
    assert verified.not_on_or_after == NOW + timedelta(minutes=5)
    assert verified.authn_instant == NOW - timedelta(minutes=5)
    assert verified.session_not_on_or_after == NOW + timedelta(hours=12)
    assert form.action == AWS_LOCATION
    assert dict(form.fields)["RelayState"] == "token"
    assert form.service_provider_name == "AWS"
    (event,) = idp.store.events
    assert (event.action, event.outcome) == (Action.SAML_ISSUE, Outcome.SUCCESS)
    assert event.assertion_id == verified.id
    assert event.person == "alice"
    assert event.target == AWS_ENTITY_ID
    assert event.facts["roles"] == "4"


def test_the_response_to_aws_as_reviewed():
    _, form = issue_aws(relay_state="https://console.aws.amazon.com/s3")
    check_golden_xml("idp/aws_response.xml", response_of(form))
    fields = [(name, "..." if name == "SAMLResponse" else value) for name, value in form.fields]
    check_golden("idp/aws_form.txt", f"{form.action}\n{fields}\n")


def test_the_audit_row_is_committed_before_the_form_is_there():
    idp, _ = issue_aws()
    assert idp.store.commits == 1


def test_one_role_can_be_asked_for():
    arn = f"arn:aws:iam::{DEV}:role/ReadOnly"
    _, form = issue_aws(role_arn=arn)
    assert [pair.role_arn for pair in consume(form).aws.role_pairs] == [arn]


def test_recipient_location_and_partition_are_settings():
    entry = replace(
        aws(),
        partition="aws-us-gov",
        recipient="https://us-gov-west-1.signin.amazonaws-us-gov.com/saml",
        location="https://signin.amazonaws-us-gov.com/saml",
    )
    _, form = issue_aws(entry)
    verified = consume(
        form,
        audience=frozenset({"urn:amazon:webservices:govcloud"}),
        recipients=frozenset({entry.recipient}),
        destinations=frozenset({entry.location}),
    )
    assert verified.audience == ("urn:amazon:webservices:govcloud",)
    assert form.action == entry.location


@pytest.mark.parametrize("signed", list(SignedPart))
def test_each_signed_part_is_taken(signed):
    _, form = issue_aws(replace(aws(), signed=signed))
    consume(form)
    root = etree.fromstring(response_of(form))
    parents = {etree.QName(each.getparent()).localname for each in root.iter("{*}Signature")}
    assert (
        parents
        == {
            SignedPart.ASSERTION: {"Assertion"},
            SignedPart.RESPONSE: {"Response"},
            SignedPart.BOTH: {"Assertion", "Response"},
        }[signed]
    )


@pytest.mark.parametrize("signed", list(SignedPart))
def test_an_assertion_for_aws_is_encrypted_where_there_is_a_certificate(signed):
    entry = replace(aws(), encryption_certificate=SP_PAIR.certificate_pem, signed=signed)
    _, form = issue_aws(entry)
    assert b"RoleSessionName" not in response_of(form)
    key = load_decryption_key(SP_PAIR.private_pem)
    verified = consume(form, decryption_keys=(key,), requires_encryption=True)
    assert verified.aws.role_session_name == "alice"


def test_the_schema_and_the_characters_of_aws():
    person = make_person(
        "älice",
        "aws-admins",
        email="alice@example.com",
        attributes={"team": ("Größe – 東京",), "langs": ("de",)},
    )
    entry = aws(
        role_session_name="{email}", tags={"langs": "{attribute.langs}"}, transitive_tags=()
    )
    _, form = issue_aws(entry, person)
    assert not schema_faults(response_of(form))


def test_a_role_name_with_commas_and_a_path_survives():
    accounts = (make_account(DEV, None, "team/a,b@c"),)
    rule = MappingRule(
        "odd", (GroupCondition("aws-admins"),), (Grant((DEV,), ("team/a,b@c",), "ExampleCorp"),)
    )
    _, form = issue_aws(accounts=accounts, rules=(rule,))
    (pair,) = consume(form).aws.role_pairs
    assert pair.role_arn == f"arn:aws:iam::{DEV}:role/team/a,b@c"


@pytest.mark.parametrize(
    ("changes", "field", "source", "rule"),
    [
        (
            {"role_session_name": "{attribute.floor}"},
            "RoleSessionName",
            "{attribute.floor}",
            "lacks",
        ),
        ({"source_identity": "{attribute.floor}"}, "SourceIdentity", "{attribute.floor}", "lacks"),
        (
            {"role_session_name": "{attribute.langs}"},
            "RoleSessionName",
            "{attribute.langs}",
            "2 values",
        ),
        ({"role_session_name": "a b"}, "RoleSessionName", "a b", "2 to 64"),
        ({"role_session_name": "{role}"}, "RoleSessionName", "{role}", "means nothing"),
        ({"source_identity": "{username}!"}, "SourceIdentity", "{username}!", "2 to 64"),
        ({"tags": {"team": "R&D"}}, "PrincipalTag:team", "R&D", "'&'"),
        (
            {"tags": {"langs": "{attribute.langs}"}},
            "PrincipalTag:langs",
            "{attribute.langs}",
            "2 values",
        ),
        ({"tags": {str(n): "x" for n in range(51)}}, "PrincipalTag", "session", "at most 50"),
        ({"duration": 60}, "SessionDuration", "session", "900 to 43200"),
    ],
)
def test_a_value_that_aws_would_refuse_is_named_with_its_template(changes, field, source, rule):
    entry = aws(**{"transitive_tags": (), **changes})
    idp = make_idp(make_configuration(entry))
    with pytest.raises(ClaimRefused) as caught:
        idp.sso.answer(idp.sso.start(AWS_ENTITY_ID, None, ORIGIN), idp.session(ALICE), ORIGIN)
    error = caught.value
    assert (error.service_provider, error.field, error.source) == ("AWS", field, source)
    assert rule in str(error)
    (event,) = idp.store.events
    assert (event.outcome, event.reason, event.person) == (
        Outcome.REFUSED,
        "claim_refused",
        "alice",
    )


def test_a_role_that_makes_two_readings_is_refused_with_its_rule():
    path = f"x,arn:aws:iam::{DEV}:saml-provider/P"
    accounts = (make_account(DEV, None, f"{path}/Admin"),)
    rule = MappingRule(
        "sly", (GroupCondition("aws-admins"),), (Grant((DEV,), (f"{path}/Admin",), "ExampleCorp"),)
    )
    with pytest.raises(ClaimRefused) as caught:
        issue_aws(accounts=accounts, rules=(rule,))
    assert caught.value.source == "sly"


def test_nobody_without_a_role_gets_an_assertion():
    carol = make_person("carol", "finance")
    idp = make_idp(make_configuration(aws()))
    with pytest.raises(RoleNotGranted, match="No mapping rule gives carol any AWS role") as caught:
        idp.sso.answer(idp.sso.start(AWS_ENTITY_ID, None, ORIGIN), idp.session(carol), ORIGIN)
    assert [result.rule.name for result in caught.value.results] == ["administrators", "developers"]
    assert not any(result.matched for result in caught.value.results)
    assert idp.store.events[0].reason == "role_not_granted"


def test_a_role_that_is_not_granted_is_refused_with_the_rules_that_could():
    bob = make_person("bob", "developers")
    wanted = f"arn:aws:iam::{DEV}:role/Administrator"
    with pytest.raises(RoleNotGranted, match="role/Administrator") as caught:
        issue_aws(person=bob, role_arn=wanted)
    (result,) = caught.value.results
    assert result.rule.name == "administrators"
    assert result.conditions[0].actual == "a member of 'developers'"


def test_a_role_that_no_rule_speaks_of_is_refused_without_any():
    with pytest.raises(RoleNotGranted) as caught:
        issue_aws(role_arn=f"arn:aws:iam::{DEV}:role/Nobody")
    assert caught.value.results == ()


def test_a_response_larger_than_aws_takes_is_refused():
    names = [f"{'x' * 50}{number}" for number in range(300)]
    accounts = (make_account(DEV, None, *(f"{'p' * 200}/{name}" for name in names)),)
    grant = Grant((DEV,), tuple(f"{'p' * 200}/{name}" for name in names), "ExampleCorp")
    rule = MappingRule("many", (GroupCondition("aws-admins"),), (grant,))
    with pytest.raises(ClaimRefused, match="AWS takes 100000"):
        issue_aws(accounts=accounts, rules=(rule,))


def test_aws_gets_released_attributes_but_not_made_up_roles():
    entry = replace(aws(), attributes={"urn:oid:2.5.4.3": "{username}"})
    _, form = issue_aws(entry)
    assert consume(form).attributes["urn:oid:2.5.4.3"] == ("alice",)
    forged = replace(aws(), attributes={PREFIX + "Role": "{attribute.team}"})
    with pytest.raises(ClaimRefused, match="grants and session settings only"):
        issue_aws(forged)
