"""What people read when a document is refused: the rule broken in words, and where."""

import json

import pytest

from rolebridge.iam import MalformedPolicy, PolicyKind, UnknownPrincipal, build_principal
from rolebridge.iam.documents import validate_policy
from rolebridge.iam.resources import InvalidResource, parse_resource
from support.questions import USER, allow, deny

TEN_KILOBYTES = "arn:aws:s3:::" + "x" * 10_000


def faults_of(kind, *statements, **elements):
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements), **elements})
    with pytest.raises(MalformedPolicy) as refused:
        validate_policy(text, kind)
    return refused.value.faults


@pytest.mark.parametrize(
    ("kind", "statement", "place", "text"),
    [
        (
            PolicyKind.RCP,
            deny(Principal={"AWS": "*"}, Action="s3:*"),
            "Principal",
            'a resource control policy has "Principal": "*"',
        ),
        (
            PolicyKind.RCP,
            allow(Principal="*", Action="s3:*"),
            "Effect",
            "a resource control policy denies; it allows only everything, to everybody",
        ),
        (
            PolicyKind.RCP,
            deny(Principal="*", Action=None, NotAction="s3:*"),
            "NotAction",
            "a resource control policy has no NotAction",
        ),
        (
            PolicyKind.RCP,
            deny(Principal="*"),
            "Action",
            "a resource control policy names the services whose actions it denies",
        ),
        (
            PolicyKind.RESOURCE,
            allow(NotPrincipal={"AWS": USER}),
            "NotPrincipal",
            "NotPrincipal with Allow lets in everybody else, anonymous callers too",
        ),
        (
            PolicyKind.TRUST,
            allow(Principal="*", Action="sts:AssumeRole"),
            "Resource",
            "a trust policy has no resource: the role that carries it is the resource",
        ),
        (
            PolicyKind.TRUST,
            deny(NotPrincipal={"AWS": USER}, Action="sts:AssumeRole", Resource=None),
            "NotPrincipal",
            "NotPrincipal is refused: name in Principal whom the statement is for",
        ),
    ],
)
def test_a_refused_element_is_named_with_the_rule_it_breaks(kind, statement, place, text):
    (fault,) = faults_of(kind, statement)

    assert (fault.path, fault.text) == (f"Statement[0].{place}", text)


@pytest.mark.parametrize(
    ("resource", "shown"),
    [
        ("arn:foo:", "arn:foo:*:*:*:*"),
        ("arn:foo:s3", "arn:foo:s3:*:*:*"),
        ("arn:foo:s3:::a:b", "arn:foo:s3:::a:b"),
    ],
)
def test_a_resource_of_no_partition_is_shown_as_far_as_it_is_understood(resource, shown):
    (fault,) = faults_of(PolicyKind.IDENTITY, allow(Resource=resource))

    assert fault.aws_text == f'Partition "foo" is not valid for resource "{shown}".'


@pytest.mark.parametrize(
    ("kind", "principal", "text"),
    [
        (PolicyKind.TRUST, {"AWS": []}, "Principal names nobody"),
        (PolicyKind.TRUST, "bob", 'a map such as {"Federated": "arn:..."}, or "*"'),
        (PolicyKind.RCP, {"AWS": USER}, 'a resource control policy is for everybody: "*"'),
    ],
)
def test_a_principal_element_that_names_nobody_in_particular_is_told(kind, principal, text):
    of_kind = allow(Principal=principal, Action="sts:AssumeRole", Resource=None)
    of_kind |= {} if kind is PolicyKind.TRUST else {"Effect": "Deny", "Resource": "*"}

    assert text in [fault.text for fault in faults_of(kind, of_kind)]


def test_full_access_may_be_written_as_lists():
    full = allow(Principal="*", Action=["*"], Resource=["*"])
    text = json.dumps({"Version": "2012-10-17", "Statement": [full]})

    assert validate_policy(text, PolicyKind.RCP).text == text


def test_canonical_users_are_told_where_they_exist():
    (fault,) = faults_of(
        PolicyKind.RESOURCE, allow(Principal={"CanonicalUser": "x"}, Action="sqs:SendMessage")
    )

    assert fault.text.endswith(": canonical user ids exist in S3 policies only")


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (PolicyKind.MANAGED, "where 6144 are allowed (white space not counted)"),
        (PolicyKind.SCP, "where 10240 are allowed"),
    ],
)
def test_a_document_over_its_quota_is_told_how_it_was_counted(kind, told):
    statement = deny(Resource=[TEN_KILOBYTES, TEN_KILOBYTES])

    (fault,) = faults_of(kind, statement)

    assert fault.text.endswith(told)
    assert fault.line == 1


def test_resources_of_iam_may_begin_with_a_variable():
    good = f"arn:aws:iam::{'1' * 12}:${{aws:username}}"
    bad = f"arn:aws:iam::{'1' * 12}:else/${{aws:username}}"

    (fault,) = faults_of(PolicyKind.IDENTITY, allow(Resource=[good, bad]))

    assert fault.path == "Statement[0].Resource[1]"


def test_wildcards_for_the_region_are_no_region():
    """What stands on either side of the segment is not looked at, letters included."""
    anywhere = [f"arn:aws:iam:{region}::role/x:y:z" for region in ("", "*", "?*")]
    somewhere = [f"arn:aws:iam:{region}::role/x:y:z" for region in ("X", "XX", "x*", " ")]

    faults = faults_of(PolicyKind.IDENTITY, allow(Resource=[*anywhere, *somewhere]))

    assert [fault.path for fault in faults] == [f"Statement[0].Resource[{n}]" for n in (3, 4, 5, 6)]


def test_a_text_that_gets_long_is_cut():
    rest = ' is neither an ARN nor "*"'
    fits = "x" * (400 - len(f"''{rest}"))

    (whole,) = faults_of(PolicyKind.IDENTITY, allow(Resource=fits))
    (cut,) = faults_of(PolicyKind.IDENTITY, allow(Resource=f"{fits}x"))

    assert whole.text == f"'{fits}'{rest}"
    assert cut.text == f"'{fits}x'{rest}"[:400] + "..."


def test_an_unknown_caller_is_told_what_callers_there_are():
    name = "x" * 250

    with pytest.raises(UnknownPrincipal) as refused:
        build_principal(name)

    assert refused.value.name == name
    assert str(refused.value) == (
        f"{name[:200]!r} is no caller: not an account, nor the ARN of a root, user, role, session, "
        "federated user or identity provider, nor a service or web identity provider"
    )


@pytest.mark.parametrize(
    ("principal", "text"),
    [
        ({"AWS": "arn:aws:iam::111122223333:group/Devs"}, "a group cannot be a principal"),
        (
            {"AWS": "arn:aws:iam::111122223333:saml-provider/Corp"},
            "an identity provider stands under Federated",
        ),
        (
            {"AWS": "arn:aws:iam::111122223333:oidc-provider/idp.example.org"},
            "an identity provider stands under Federated",
        ),
        (
            {"AWS": "bob"},
            "not an account id, nor the ARN of an account root, user, role or session",
        ),
        (
            {"AWS": "arn:aws:iam::111122223333:role/*"},
            'a wildcard may only stand alone, as "*" or {"AWS": "*"}',
        ),
        (
            {"AWS": "arn:aws:iam::111122223333:role/?"},
            'a wildcard may only stand alone, as "*" or {"AWS": "*"}',
        ),
        (
            {"AWS": "arn:aws:iam::111122223333:role/${aws:username}"},
            "policy variables do not exist in Principal",
        ),
        ({"Service": "ec2"}, "not the name of a service such as ec2.amazonaws.com"),
        (
            {"Federated": "idp"},
            (
                "not the ARN of a SAML or OpenID Connect provider, nor a built-in web identity "
                "provider"
            ),
        ),
    ],
)
def test_what_is_wrong_with_a_principal_is_told(principal, text):
    trusted = allow(Principal=principal, Action="sts:AssumeRole", Resource=None)

    (fault,) = faults_of(PolicyKind.TRUST, trusted)

    (value,) = principal.values()
    assert fault.text.endswith(f": {text}")
    assert value in fault.text


def test_a_policy_for_several_services_has_the_usual_quota():
    long = allow(
        Principal="*", Action=["sqs:*", "logs:*"], Resource="arn:aws:sqs:*:*:" + "x" * 10_000
    )
    text = json.dumps({"Version": "2012-10-17", "Statement": [long]})

    assert validate_policy(text, PolicyKind.RESOURCE).text == text
    (fault,) = faults_of(PolicyKind.RESOURCE, long | {"Action": "sqs:*"})
    assert fault.line == 1


def test_a_resource_that_is_read_alone_says_what_is_wrong_with_it():
    with pytest.raises(InvalidResource, match=r"^'arn:foo:s3:::a' names no partition of AWS$"):
        parse_resource("arn:foo:s3:::a", variables=True)
