"""Scenario: SAML federation to the API and to the console, with stock boto3 as the client.

Several accounts, the partitions of China and GovCloud, encrypted assertions at a provider's own
address, and two signing certificates during a rollover.
"""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
import requests
import yaml

from rolebridge.client import PortalClient
from rolebridge.federation import demonstration as packaged
from support.federation import metadata_of
from support.keys import rsa_pair
from support.live import demonstration
from support.saml import AWS, Message, encode, signed

pytestmark = pytest.mark.e2e

PROD, DEV = "111122223333", "444455556666"
CHINA, GOV, STRICT = "777788889999", "888899990000", "222233334444"
CALLS = Path(__file__).with_name("boto3_calls.py")
AT_AWS = "https://signin.aws.amazon.com/saml"
STRICT_SP = "urn:example:strict"
CORP = "https://idp.corp.example/saml"


class Form(HTMLParser):
    """The form that a sign-in leaves in the browser: where it goes, with which fields."""

    def __init__(self, page):
        super().__init__()
        self.action, self.fields = None, {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form" and self.action is None:
            self.action = found["action"]
        if tag == "input" and found.get("type") == "hidden":
            self.fields[found["name"]] = found["value"]


class Company:
    """A server of its own with accounts in three partitions; applies a file that says so."""

    def __init__(self, server, folder):
        self.server = server
        self.folder = folder
        self.file = build_file()

    def apply(self, *sections):
        """The whole file, or these sections of it: the others stay as they are."""
        said = (
            {name: self.file[name] for name in ("rolebridge", *sections)} if sections else self.file
        )
        path = self.folder / "federation.yaml"
        path.write_text(yaml.safe_dump(said, sort_keys=False))
        done = self.server.run("apply", str(path))
        assert done.returncode == 0, done.stdout + done.stderr

    def root(self, account):
        printed = self.server.run("keys", "root", "--account", account, "--show", "--json")
        (key,) = json.loads(printed.stdout)
        return {"AccessKeyId": key["access_key_id"], "SecretAccessKey": key["secret_access_key"]}

    def call(self, *calls):
        environment = {
            "AWS_ENDPOINT_URL": f"{self.server.url}/aws",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        done = subprocess.run(
            [sys.executable, str(CALLS)],
            env={**self.server.environment, **environment},
            input=json.dumps(calls),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def start(self, service_provider="urn:amazon:webservices"):
        """Sign alice in and give the form that her browser would post."""
        person = PortalClient(self.server.url)
        person.sign_in("alice", "alice-demo-password")
        answer = person._http.get(
            f"{self.server.url}/saml/start", params={"sp": service_provider}, timeout=20
        )
        return Form(answer.text)


def build_file():
    """The demonstration's accounts, and three more."""
    path = Path(packaged.__file__).with_name("demonstration.yaml")
    whole = yaml.safe_load(path.read_text())
    sections = ("rolebridge", "accounts", "service_providers", "mapping_rules")
    file = {name: whole[name] for name in sections}
    file["accounts"] += [
        build_account(CHINA, "example-china", "aws-cn"),
        build_account(GOV, "example-gov", "aws-us-gov"),
        build_account(STRICT, "example-strict", "aws"),
    ]
    for name, partition in (("cn-north-1", "aws-cn"), ("govcloud", "aws-us-gov")):
        file["service_providers"].append(
            {
                "entity_id": f"urn:amazon:webservices:{name}",
                "profile": "aws",
                "partition": partition,
            }
        )
    file["mapping_rules"].append(
        {
            "name": "everywhere",
            "when": [{"group": "aws-admins"}],
            "grant": [
                {"accounts": [CHINA, GOV, STRICT], "roles": ["Reader"], "provider": "ExampleCorp"}
            ],
        }
    )
    return file


def build_account(number, alias, partition):
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:{partition}:iam::{number}:saml-provider/ExampleCorp"},
        "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession", "sts:SetSourceIdentity"],
        "Condition": {"StringLike": {"saml:aud": "https://*"}},
    }
    role = {"name": "Reader", "trust_policy": {"Version": "2012-10-17", "Statement": [trust]}}
    return {
        "id": number,
        "alias": alias,
        "partition": partition,
        "saml_providers": [{"name": "ExampleCorp", "metadata": "self"}],
        "roles": [role],
    }


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("saml")
    with demonstration(folder / "home") as server:
        company = Company(server, folder)
        company.apply()
        yield company


def exchange(assertion, account, role, partition="aws", provider="ExampleCorp"):
    return [
        "sts",
        "assume_role_with_saml",
        {
            "RoleArn": f"arn:{partition}:iam::{account}:role/{role}",
            "PrincipalArn": f"arn:{partition}:iam::{account}:saml-provider/{provider}",
            "SAMLAssertion": assertion,
        },
        None,
    ]


def test_the_example_says_what_happened(run_example):
    *lines, address = run_example("saml_federation.py").splitlines()
    assert re.fullmatch(r"Its own address is http://.*/aws/saml/acs/[A-Z0-9]{22,64}\.", address)
    assert lines == [
        "alice signed in once, at the company.",
        *(
            f"example-{account}: {role}, as arn:aws:sts::{number}:assumed-role/{role}/alice."
            for account, number in (("dev", DEV), ("prod", PROD))
            for role in ("Administrator", "ReadOnly")
        ),
        (
            "A role that the assertion does not name: refused. "
            "Not authorized to perform sts:AssumeRoleWithSAML"
        ),
        "Read as a stranger would have changed it: refused. Response signature invalid",
        (
            f"arn:aws:iam::{DEV}:saml-provider/ExampleCorp: "
            f"valid until {datetime.now(UTC).year + 100}, encryption allowed."
        ),
    ]


def test_one_assertion_opens_roles_in_several_accounts(company):
    assertion = company.start().fields["SAMLResponse"]
    places = [(PROD, "Administrator"), (PROD, "ReadOnly"), (DEV, "Administrator")]
    answers = company.call(*(exchange(assertion, *place) for place in places))
    told = company.call(
        *(["sts", "get_caller_identity", {}, answer["Credentials"]] for answer in answers)
    )
    for (account, role), answer, identity in zip(places, answers, told, strict=True):
        assert answer["Audience"] == AT_AWS
        assert identity["Arn"] == f"arn:aws:sts::{account}:assumed-role/{role}/alice"
        assert identity["Arn"] == answer["AssumedRoleUser"]["Arn"]


@pytest.mark.parametrize(
    ("account", "partition", "service_provider", "recipient"),
    [
        (CHINA, "aws-cn", "cn-north-1", "https://signin.amazonaws.cn/saml"),
        (GOV, "aws-us-gov", "govcloud", "https://signin.amazonaws-us-gov.com/saml"),
    ],
)
def test_each_partition_has_its_own_audience_and_address(
    company, account, partition, service_provider, recipient
):
    theirs = company.start(f"urn:amazon:webservices:{service_provider}").fields["SAMLResponse"]
    ours = company.start().fields["SAMLResponse"]
    answer, refused, other_way = company.call(
        exchange(theirs, account, "Reader", partition),
        exchange(ours, account, "Reader", partition),
        exchange(theirs, DEV, "ReadOnly"),
    )
    assert answer["Audience"] == recipient
    assert answer["AssumedRoleUser"]["Arn"].startswith(f"arn:{partition}:sts::{account}:")
    for refusal in (refused, other_way):
        assert refusal["refused"][0] == "InvalidIdentityToken"
    (identity,) = company.call(["sts", "get_caller_identity", {}, answer["Credentials"]])
    assert identity["Account"] == account


def test_encrypted_assertions_at_a_providers_own_address(company):
    root, pair = company.root(STRICT), rsa_pair("provider")
    on_provider = {"SAMLProviderArn": f"arn:aws:iam::{STRICT}:saml-provider/ExampleCorp"}
    change = on_provider | {
        "AddPrivateKey": pair.private_pem.decode(),
        "AssertionEncryptionMode": "Required",
    }
    listed, _, shown = company.call(
        ["iam", "list_saml_providers", {}, root],
        ["iam", "update_saml_provider", change, root],
        ["iam", "get_saml_provider", on_provider, root],
    )
    assert [each["Arn"] for each in listed["SAMLProviderList"]] == [on_provider["SAMLProviderArn"]]
    assert shown["AssertionEncryptionMode"] == "Required"
    assert "PRIVATE" not in json.dumps(shown)
    number = shown["SAMLProviderUUID"]
    address = f"https://eu-west-1.signin.aws.amazon.com/saml/acs/{number}"
    entry = {
        "entity_id": STRICT_SP,
        "profile": "aws",
        "recipient": address,
        "location": f"{company.server.url}/aws/saml/acs/{number}",
    }
    company.file["service_providers"].append(entry)
    company.apply("service_providers")
    plain = company.start(STRICT_SP)
    entry["encryption_certificate"] = pair.certificate_pem
    company.apply("service_providers")
    form = company.start(STRICT_SP)
    generic = company.start()
    assert form.action == entry["location"]
    answer, in_clear, elsewhere = company.call(
        exchange(form.fields["SAMLResponse"], STRICT, "Reader"),
        exchange(plain.fields["SAMLResponse"], STRICT, "Reader"),
        exchange(generic.fields["SAMLResponse"], STRICT, "Reader"),
    )
    assert answer["Audience"] == address
    assert answer["AssumedRoleUser"]["Arn"].endswith(":assumed-role/Reader/alice")
    for refusal in (in_clear, elsewhere):
        assert refusal["refused"][0] == "InvalidIdentityToken"
    check_console(form)


def check_console(form):
    """A browser signs in at the provider's own address, and only there."""
    with requests.Session() as browser:
        browser.trust_env = False
        answer = browser.post(form.action, form.fields, timeout=20, allow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/aws/console")
        other = form.action.replace("/acs/SAMLSP", "/acs/SAMLSPX")
        refused = browser.post(other, form.fields, timeout=20, allow_redirects=False)
        assert refused.status_code in {400, 403}


def test_two_signing_certificates_during_a_rollover(company):
    root, old, new = company.root(DEV), rsa_pair("corp-1"), rsa_pair("corp-2")
    role, provider = "example-rollover", "example-corp"
    arn = f"arn:aws:iam::{DEV}:saml-provider/{provider}"
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": arn},
        "Action": "sts:AssumeRoleWithSAML",
        "Condition": {"StringEquals": {"SAML:aud": AT_AWS}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    both, last = metadata_of(CORP, old, new), metadata_of(CORP, new)
    *_, by_old, by_new, by_third = company.call(
        ["iam", "create_saml_provider", {"Name": provider, "SAMLMetadataDocument": both}, root],
        ["iam", "create_role", {"RoleName": role, "AssumeRolePolicyDocument": document}, root],
        *(exchange(corporate(key), DEV, role, "aws", provider) for key in (old, new)),
        exchange(corporate(rsa_pair("third")), DEV, role, "aws", provider),
    )
    for answer in (by_old, by_new):
        assert answer["Issuer"] == CORP
    assert by_third == {"refused": ["InvalidIdentityToken", "Response signature invalid"]}
    change = {"SAMLProviderArn": arn, "SAMLMetadataDocument": last}
    _, by_old, by_new, *_ = company.call(
        ["iam", "update_saml_provider", change, root],
        *(exchange(corporate(key), DEV, role, "aws", provider) for key in (old, new)),
        ["iam", "delete_role", {"RoleName": role}, root],
        ["iam", "delete_saml_provider", {"SAMLProviderArn": arn}, root],
    )
    assert by_old == {"refused": ["InvalidIdentityToken", "Response signature invalid"]}
    assert by_new["Issuer"] == CORP


def corporate(pair):
    """An assertion of a foreign identity provider, signed by xmlsec itself."""
    now = datetime.now(UTC).replace(microsecond=0)
    role = f"arn:aws:iam::{DEV}:role/example-rollover"
    provider = f"arn:aws:iam::{DEV}:saml-provider/example-corp"
    message = Message(
        now=now,
        issuer=CORP,
        response_issuer=CORP,
        not_before=now - timedelta(seconds=30),
        not_on_or_after=now + timedelta(minutes=5),
        confirmed_until=now + timedelta(minutes=5),
        authn_instant=now,
        attributes={AWS + "Role": (f"{role},{provider}",), AWS + "RoleSessionName": ("ann",)},
    )
    return encode(signed(message, pair))


def test_large_and_broken_metadata_gets_an_answer_and_nothing_else(company):
    root = company.root(DEV)
    good = metadata_of(CORP, rsa_pair("corp-1"))
    filler = "<!--" + "x" * (10_000_000 - len(good) - 7) + "-->"
    largest = good.replace("?>", f"?>{filler}", 1)
    assert len(largest) == 10_000_000
    documents = [
        "<" + "x" * 9_999_999,
        largest[:-2],
        "<a>" * 3_000_000,
        largest + " ",
        largest,
    ]
    calls = [
        ["iam", "create_saml_provider", {"Name": "large", "SAMLMetadataDocument": each}, root]
        for each in documents
    ]
    *broken, too_large, accepted = company.call(*calls)
    unparsed = {"refused": ["InvalidInput", "Could not parse metadata"]}
    assert broken == [unparsed] * 3
    assert too_large["refused"][0] == "ValidationError"
    arn = accepted["SAMLProviderArn"]
    shown, _ = company.call(
        ["iam", "get_saml_provider", {"SAMLProviderArn": arn}, root],
        ["iam", "delete_saml_provider", {"SAMLProviderArn": arn}, root],
    )
    assert shown["SAMLMetadataDocument"] == largest
