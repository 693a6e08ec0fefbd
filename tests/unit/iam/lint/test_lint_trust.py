"""Findings about trust policies."""

import pytest

from support.lint import (
    ACCOUNT,
    OIDC,
    RECIPIENT,
    SAML,
    WITH_SAML,
    WITH_WEB,
    codes,
    lint,
    lint_trust,
    places,
    statement,
    trust,
)

ROOT = f"arn:aws:iam::{ACCOUNT}:root"
CLAIM = {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:example/*"}}
CHINA = f"arn:aws-cn:iam::{ACCOUNT}:saml-provider/ExampleCorp"


_AUDIENCES = ("urn:amazon:webservices", "urn:amazon:webservices:cn-north-1")


def recipient(value, operator="StringEquals"):
    return trust(Condition={operator: {"saml:aud": value}})


def test_the_usual_trust_policies_have_nothing_odd_about_them():
    assert codes(lint_trust(trust())) == []
    assert codes(lint_trust(trust(Action=[WITH_SAML, "sts:TagSession"]))) == []
    web = trust(Principal={"Federated": OIDC}, Action=WITH_WEB, Condition=CLAIM)
    assert codes(lint_trust(web)) == []
    service = {"Service": "ec2.amazonaws.com"}
    own = trust(Principal=service, Action="sts:AssumeRole", Condition=None)
    assert codes(lint_trust(own)) == []


@pytest.mark.parametrize(
    ("principal", "action", "told"),
    [
        ({"Federated": SAML}, "sts:AssumeRole", "sts:AssumeRoleWithSAML"),
        ({"Federated": SAML}, WITH_WEB, "sts:AssumeRoleWithSAML"),
        ({"Federated": OIDC}, WITH_SAML, "sts:AssumeRoleWithWebIdentity"),
        ({"Federated": "accounts.google.com"}, WITH_SAML, "sts:AssumeRoleWithWebIdentity"),
        ({"AWS": ROOT}, WITH_SAML, "call sts:AssumeRole"),
        ({"Service": "ec2.amazonaws.com"}, WITH_SAML, "call sts:AssumeRole"),
    ],
)
def test_a_principal_that_cannot_make_the_call_is_told_of(principal, action, told):
    found = lint_trust(trust(Principal=principal, Action=action, Condition=CLAIM))
    (finding,) = (each for each in found if each.code.value == "principal_cannot_call")

    assert told in finding.sentence
    assert finding.place.startswith("Statement[0].Principal.")


def test_all_the_calls_are_named_that_a_principal_cannot_make():
    both = ["sts:AssumeRole", WITH_WEB]

    found = lint_trust(trust(Action=both, Condition=None))

    (finding,) = (each for each in found if each.code.value == "principal_cannot_call")
    assert f"sts:AssumeRole or {WITH_WEB}" in finding.sentence


@pytest.mark.parametrize(
    ("principal", "actions"),
    [
        ("*", "sts:AssumeRoleWithSAML"),
        ({"Federated": SAML, "AWS": ROOT}, ["sts:AssumeRole", WITH_SAML]),
        ({"Federated": SAML}, "sts:Assume*"),
        ({"Federated": SAML}, "sts:TagSession"),
    ],
)
def test_principals_that_can_make_the_call_are_left_alone(principal, actions):
    found = codes(lint_trust(trust(Principal=principal, Action=actions)))

    assert "principal_cannot_call" not in found


def test_everyone_trusted_with_the_plain_call_is_an_error():
    everyone = trust(Principal="*", Action="sts:AssumeRole", Condition=None)

    assert codes(lint_trust(everyone)) == ["everyone_trusted"]
    assert codes(lint_trust(everyone | {"Effect": "Deny"})) == []
    limited = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}
    assert codes(lint_trust(everyone | {"Condition": limited})) == []


def test_everyone_whom_a_provider_signs_in_is_not_everyone():
    """The provider of an AssumeRoleWithSAML call is one of the role's own account."""
    assert codes(lint_trust(trust(Principal="*"))) == []


def test_an_assertion_for_any_recipient_is_told_of():
    found = lint_trust(trust(Condition=None))

    assert codes(found) == ["recipient_unchecked"]
    assert places(found, "recipient_unchecked") == ["Statement[0]"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("urn:amazon:webservices", ["audience_for_recipient"]),
        (["urn:amazon:webservices", "urn:amazon:webservices:cn-north-1"],
         ["audience_for_recipient"] * 2),
        (["urn:amazon:webservices", "https://signin.aws.amazon.com/saml"], []),
        ("https://signin.aws.amazon.com/saml/", ["recipient_path"]),
        ("https://signin.aws.amazon.com", ["recipient_path"]),
        ("https://signin.amazonaws.cn/saml", ["recipient_other_partition"]),
        ("https://us-gov-west-1.signin.amazonaws-us-gov.com/saml", ["recipient_other_partition"]),
        ("https://eu-west-1.signin.aws.amazon.com/saml", []),
        ("https://signin.aws.amazon.com/saml/acs/SAMLSPABCDEFGH", []),
        ("http://localhost:8000/aws/saml", []),
        ("https://idp.example.org/aws/saml", []),
    ],
)  # fmt: skip
def test_what_saml_aud_is_compared_with_is_a_sign_in_address(value, found):
    assert codes(lint_trust(recipient(value))) == found


def test_only_saml_aud_in_trust_policies_is_compared_with_addresses():
    subject = {"StringEquals": {**RECIPIENT["StringEquals"], "saml:sub": _AUDIENCES[0]}}
    own = statement(Condition={"StringEquals": {"saml:aud": _AUDIENCES[0]}})

    assert codes(lint_trust(trust(Condition=subject))) == []
    assert "audience_for_recipient" not in codes(lint(own))


def test_a_value_that_stands_alone_has_no_number():
    one, several = (recipient(value) for value in ("urn:amazon:webservices", [*_AUDIENCES]))

    place = "Statement[0].Condition.StringEquals['saml:aud']"
    assert places(lint_trust(one), "audience_for_recipient") == [place]
    assert places(lint_trust(several), "audience_for_recipient") == [f"{place}[0]", f"{place}[1]"]


def test_the_sign_in_address_of_china_suits_a_provider_there():
    china = recipient("https://signin.amazonaws.cn/saml") | {"Principal": {"Federated": CHINA}}

    assert codes(lint_trust(china)) == []


def test_the_partitions_of_all_the_providers_are_named():
    both = recipient("https://signin.amazonaws-us-gov.com/saml")

    found = lint_trust(both | {"Principal": {"Federated": [SAML, CHINA]}})

    (finding,) = (each for each in found if each.code.value == "recipient_other_partition")
    assert "aws and aws-cn" in finding.sentence


def test_a_pattern_for_addresses_is_not_judged_by_its_path():
    assert codes(lint_trust(recipient("https://*.signin.aws.amazon.com/*", "StringLike"))) == []


def test_only_strings_are_compared_with_addresses():
    present = trust(Condition={**RECIPIENT, "Null": {"saml:aud": "false"}})

    assert codes(lint_trust(present)) == []


@pytest.mark.parametrize(
    ("provider", "issuer"),
    [
        (OIDC, "token.actions.githubusercontent.com"),
        ("accounts.google.com", "accounts.google.com"),
    ],
)
def test_any_token_of_an_issuer_is_told_of(provider, issuer):
    web = trust(Principal={"Federated": provider}, Action=WITH_WEB, Condition=None)

    (finding,) = lint_trust(web)

    assert finding.code.value == "web_identity_unrestricted"
    assert f" {issuer}:sub" in finding.fix


def test_a_point_in_the_name_of_a_tag_makes_it_no_claim():
    tags = {"StringEquals": {"aws:RequestTag/cost.center:a": "1"}}
    web = trust(Principal={"Federated": OIDC}, Action=[WITH_WEB, "sts:TagSession"], Condition=tags)

    assert codes(lint_trust(web)) == ["web_identity_unrestricted"]


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("aws:RequestTag/team", "tag_session_missing"),
        ("aws:TagKeys", "tag_session_missing"),
        ("sts:TransitiveTagKeys", "tag_session_missing"),
        ("sts:SourceIdentity", "set_source_identity_missing"),
    ],
)
def test_what_only_a_further_action_brings_needs_that_action(key, code):
    operator = "StringLike" if "Tag" not in key or "/" in key else "ForAnyValue:StringLike"
    compared = {**RECIPIENT, operator: {key: "x*"}}

    found = lint_trust(trust(Condition=compared))
    assert codes(found) == [code]
    with_action = trust(
        Action=[WITH_SAML, "sts:TagSession", "sts:SetSourceIdentity"], Condition=compared
    )
    assert codes(lint_trust(with_action)) == []


def test_a_further_action_may_stand_in_a_statement_of_its_own():
    compared = {**RECIPIENT, "StringLike": {"aws:RequestTag/team": "x*"}}
    further = trust(Action="sts:TagSession", Condition=None)

    assert codes(lint_trust(trust(Condition=compared), further)) == []


def test_keys_that_must_be_absent_need_no_further_action():
    absent = {**RECIPIENT, "Null": {"sts:SourceIdentity": "true"}}

    assert codes(lint_trust(trust(Condition=absent))) == []


@pytest.mark.parametrize(
    ("known", "action", "code"),
    [
        ("sends_session_tags", "sts:TagSession", "session_tags_refused"),
        ("sends_source_identity", "sts:SetSourceIdentity", "source_identity_refused"),
    ],
)
def test_what_assertions_carry_must_be_allowed(known, action, code):
    assert codes(lint_trust(trust(), **{known: True})) == [code]
    assert codes(lint_trust(trust(Action=[WITH_SAML, action]), **{known: True})) == []
    plain = trust(Principal={"AWS": ROOT}, Action="sts:AssumeRole", Condition=None)
    assert codes(lint_trust(plain, **{known: True})) == []
