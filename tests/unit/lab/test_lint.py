"""Linting files: what a file is taken for, and what a federation file tells about its policies."""

import json
from pathlib import Path

import pytest

from rolebridge.federation.demonstration import read_demonstration_text
from rolebridge.federation.files import FolderReader, UnreadableFile
from rolebridge.iam import PolicyKind
from rolebridge.iam.lint import Severity
from rolebridge.lab.lint import LintOptions, LintReport, guess_kind, lint_file
from support.lint import ACCOUNT, SAML, WITH_SAML, service_data, statement, text_of, trust

EXAMPLES = Path(__file__).parents[3] / "examples"
FEDERATION = f"""\
# People and roles.

rolebridge: federation/1
organisation: {{name: Example}}
accounts:
  - id: "{ACCOUNT}"
    saml_providers: [{{name: ExampleCorp, metadata: self}}]
    roles:
      - name: Dev
        trust_policy:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: {{Federated: "{SAML}"}}
              Action: [{WITH_SAML}, sts:TagSession]
              Condition: {{StringEquals: {{"saml:aud": "https://signin.aws.amazon.com/saml"}}}}
        inline_policies:
          Home: |
            {{
              "Version": "2012-10-17",
              "Statement": [
                {{"Effect": "Allow", "Action": "s3:GetObject",
                 "Resource": "arn:aws:s3:::homes/${{aws:userid}}"}}
              ]
            }}
      - name: Reader
        trust_policy: {{file: trust.json}}
    policies:
      - name: Read
        document: {{file: read.json}}
service_providers:
  - entity_id: urn:amazon:webservices
    profile: aws
    session: {{role_session_name: "{{email}}", tags: {{team: x}}, source_identity: "{{username}}"}}
"""
TRUST = text_of(trust(Action=[WITH_SAML, "sts:TagSession", "sts:SetSourceIdentity"]))
READ = text_of(statement())
CLEAN = FEDERATION.replace("sts:TagSession]", "sts:TagSession, sts:SetSourceIdentity]")


def lint(content, *, file="file", options=None, beside=None):
    def read_file(name):
        if name not in files:
            raise UnreadableFile("does not exist beside the federation file")
        return files[name]

    files = {"trust.json": TRUST, "read.json": READ} | (beside or {})
    raw = content if isinstance(content, bytes) else content.encode()
    return lint_file(raw, file, service_data(), options or LintOptions(), read_file)


def codes(findings):
    return sorted(placed.finding.code.value for placed in findings)


def document(*statements):
    return text_of(*statements)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (document(statement()), PolicyKind.IDENTITY),
        (document(trust()), PolicyKind.TRUST),
        (document(trust(Action="sts:*")), PolicyKind.TRUST),
        (document(trust(Action=["STS:AssumeRole", "sts:TagSession"])), PolicyKind.TRUST),
        (document(statement(Principal="*")), PolicyKind.RESOURCE),
        (document(statement(NotPrincipal={"AWS": "*"}, Effect="Deny")), PolicyKind.RESOURCE),
        (document(trust(), statement(Principal="*")), PolicyKind.RESOURCE),
        (document(trust(Action=None, NotAction="sts:*")), PolicyKind.TRUST),
        (document(trust(Action=None)), PolicyKind.RESOURCE),
        (json.dumps({"Statement": trust()}), PolicyKind.TRUST),
        (json.dumps({"Statement": ["no statement"]}), PolicyKind.IDENTITY),
        (json.dumps({"Statement": 5}), PolicyKind.IDENTITY),
        ("[]", PolicyKind.IDENTITY),
        ("no JSON", PolicyKind.IDENTITY),
    ],
)
def test_the_kind_of_a_document_is_guessed_by_its_principals(text, kind):
    assert guess_kind(text) is kind


def test_a_kind_that_is_given_is_not_guessed():
    (finding,) = lint(READ, options=LintOptions(PolicyKind.TRUST))[:1]

    assert finding.kind is PolicyKind.TRUST
    assert finding.finding.code.value == "policy_malformed"


def test_account_and_partition_are_held_against_the_document():
    elsewhere = document(
        statement(Action="sqs:SendMessage", Resource="arn:aws:sqs:*:444455556666:q")
    )

    assert codes(lint(elsewhere)) == []
    assert codes(lint(elsewhere, options=LintOptions(account=ACCOUNT))) == [
        "resource_other_account"
    ]
    assert codes(lint(elsewhere, options=LintOptions(partition="aws-cn"))) == [
        "resource_other_partition"
    ]


def test_a_byte_order_mark_is_no_fault():
    assert lint(b"\xef\xbb\xbf" + READ.encode()) == ()


def test_a_file_that_is_no_text_is_told_with_its_line():
    (placed,) = lint(b'{\n"Version": "\xff"}')

    assert codes([placed]) == ["file_unreadable"]
    assert (placed.line, placed.kind) == (2, None)
    assert "UTF-8" in placed.finding.sentence


def test_a_federation_file_with_nothing_odd_has_no_findings():
    assert lint(CLEAN) == ()


@pytest.mark.parametrize(
    "text", ["rolebridge: 1", '{"rolebridge": 1}', "---\n# a\n'rolebridge' : 1"]
)
def test_a_first_key_makes_it_a_federation_file(text):
    """Of a kind that is not read: its own fault is told, and not that it is no JSON."""
    (placed,) = lint(text)

    assert placed.path == "rolebridge"
    assert "federation/1" in placed.finding.sentence


def test_a_key_further_down_does_not():
    assert codes(lint("a: 1\nrolebridge: federation/1")) == ["policy_malformed"]


def test_yaml_that_cannot_be_read_is_told_with_its_line():
    (placed,) = lint("rolebridge: federation/1\naccounts: [")

    assert codes([placed]) == ["file_unreadable"]
    assert placed.line > 0


def test_what_assertions_carry_is_known_from_the_service_provider():
    (placed,) = lint(FEDERATION)

    assert codes([placed]) == ["source_identity_refused"]
    assert placed.path == "accounts[0].roles[0].trust_policy.Statement[0]"
    assert placed.kind is PolicyKind.TRUST


def test_providers_of_other_partitions_send_nothing_here():
    elsewhere = FEDERATION.replace("profile: aws\n", "profile: aws\n    partition: aws-cn\n")

    assert lint(elsewhere) == ()


def test_account_partition_role_and_provider_are_known():
    wrong = CLEAN.replace(SAML, SAML.replace("ExampleCorp", "ExampleCrop"))
    wrong = wrong.replace("homes/${aws:userid}", "homes/${aws:username}")

    findings = lint(wrong)

    assert codes(findings) == ["provider_unknown", "variable_without_value"]


def test_a_policy_in_another_account_is_told_of():
    beside = {
        "read.json": document(
            statement(Action="sqs:SendMessage", Resource="arn:aws:sqs:*:444455556666:q")
        )
    }

    (placed,) = lint(CLEAN, beside=beside)

    assert codes([placed]) == ["resource_other_account"]
    assert placed.kind is PolicyKind.MANAGED
    assert (placed.file, placed.line) == ("read.json", 7)


def line_of(text, part):
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


def test_a_finding_in_a_block_of_json_has_the_line_of_the_federation_file():
    wrong = CLEAN.replace('"s3:GetObject"', '"s3:GetObjct"')

    (placed,) = lint(wrong)

    assert placed.line == line_of(wrong, "GetObjct")
    assert placed.path == "accounts[0].roles[0].inline_policies.Home.Statement[0].Action"


def test_a_finding_in_a_policy_written_as_yaml_has_the_line_of_its_place():
    wrong = CLEAN.replace("https://signin.aws.amazon.com/saml", "urn:amazon:webservices")

    (placed,) = lint(wrong)

    assert codes([placed]) == ["audience_for_recipient"]
    assert placed.line == line_of(wrong, "urn:amazon:webservices")


def test_a_refused_policy_written_as_yaml_has_the_line_of_its_fault():
    wrong = CLEAN.replace("- Effect: Allow", "- Effect: allow")

    (placed,) = lint(wrong)

    assert codes([placed]) == ["policy_malformed"]
    assert placed.line == line_of(wrong, "Effect: allow")


def test_faults_of_the_file_are_told_beside_findings_in_its_policies():
    wrong = CLEAN.replace("name: Reader", "name: Reader\n        max_session_duration: 5")
    wrong = wrong.replace('"s3:GetObject"', '"s3:GetObjct"')

    findings = lint(wrong)

    assert codes(findings) == ["action_unknown", "file_unreadable"]
    assert [placed.line for placed in findings] == sorted(placed.line for placed in findings)


def test_a_file_that_is_missing_beside_it_is_told_once():
    (placed,) = lint(CLEAN.replace("file: read.json", "file: gone.json"))

    assert codes([placed]) == ["file_unreadable"]
    assert "gone.json" in placed.finding.sentence


def test_a_policy_that_two_roles_share_is_told_of_once():
    second = CLEAN.replace(
        "    policies:\n",
        "      - name: Third\n        trust_policy: {file: trust.json}\n    policies:\n",
        1,
    )
    beside = {
        "trust.json": text_of(
            trust(Action=["sts:TagSession", "sts:SetSourceIdentity", WITH_SAML, WITH_SAML])
        )
    }

    (placed,) = lint(second, beside=beside)

    assert codes([placed]) == ["action_redundant"]


def test_metadata_is_no_policy():
    own = CLEAN.replace("metadata: self", "metadata: {file: idp.xml}")

    (placed,) = lint(own, beside={"idp.xml": "<x/>"})

    assert codes([placed]) == ["file_unreadable"]
    assert placed.path == "accounts[0].saml_providers[0].metadata"


def test_the_demonstration_has_nothing_odd_about_it():
    assert lint(read_demonstration_text()) == ()


@pytest.mark.parametrize(
    "name",
    ["federation.yaml", *(f"policies/{each.name}" for each in (EXAMPLES / "policies").iterdir())],
)
def test_the_examples_have_nothing_odd_about_them(name):
    content = (EXAMPLES / name).read_bytes()

    assert lint_file(content, name, service_data(), LintOptions(), FolderReader(EXAMPLES)) == ()


def test_the_example_of_mistakes_has_them():
    assert codes(lint((EXAMPLES / "lint" / "mistakes.json").read_bytes())) == [
        "action_unknown",
        "condition_never_met",
        "mfa_deny_admits_missing",
        "pass_role_any",
        "resource_type_unsupported",
        "wildcard_is_literal",
    ]


def test_a_report_counts_by_severity_and_is_plain_data():
    report = LintReport(
        lint(document(statement(Action=["s3:GetObjct", "s3:GetObject", "s3:GetObject"])))
    )

    assert [report.count(severity) for severity in Severity] == [0, 1, 1]
    data = json.loads(json.dumps(report.as_dict()))
    assert data["counts"] == {"error": 0, "warning": 1, "suggestion": 1}
    assert data["findings"][0] | {"sentence": "", "fix": ""} == {
        "severity": "warning",
        "code": "action_unknown",
        "file": "file",
        "line": 7,
        "path": "Statement[0].Action[0]",
        "kind": "identity",
        "sentence": "",
        "fix": "",
    }


def test_text_from_a_file_cannot_steer_a_terminal():
    (placed,) = lint(document(statement(Sid="A", Action="s3:Get\x1b[31mObjct", Effect="Deny")))[:1]

    assert "\x1b" not in placed.text + placed.fix
    assert placed.text.startswith("file:")


HOLDERS = """rolebridge: federation/1
accounts:
  - id: "111122223333"
    users:
      - name: ann
        inline_policies:
          Own: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObjct",
            "Resource":"arn:aws:s3:::home/${aws:username}/*"}}'
    user_groups:
      - name: staff
        inline_policies:
          Shared: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObjct",
            "Resource":"*"}}'
"""


def test_policies_of_users_and_groups_are_looked_at_and_users_have_a_name():
    found = {placed.path: placed.finding.code for placed in lint(HOLDERS)}

    assert found == {
        "accounts[0].users[0].inline_policies.Own.Statement.Action": "action_unknown",
        "accounts[0].user_groups[0].inline_policies.Shared.Statement.Action": "action_unknown",
    }
