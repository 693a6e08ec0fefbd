"""The verbs from end to end, on a home folder of their own."""

import json

import pytest
from click.testing import CliRunner

from rolebridge.cli import rolebridge
from support.organisations import GROUPS, KIND, WHOLE

POLICY = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
ACCOUNT_WITH_ROLE = """accounts:
  - id: "444455556666"
    roles:
      - name: Auditor
        trust_policy: {Version: "2012-10-17", Statement: {Effect: Allow,
          Action: "sts:AssumeRole", Principal: {Service: ec2.amazonaws.com}}}
"""


def make_home(folder):
    runner = CliRunner(env={"ROLEBRIDGE_HOME": str(folder)})

    def run(*arguments, text=None, env=None):
        return runner.invoke(rolebridge, arguments, input=text, env=env)

    assert run("init").exit_code == 0
    return run


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return make_home(tmp_path_factory.mktemp("home"))


def test_a_file_is_planned_applied_and_exported(run, tmp_path):
    file = tmp_path / "federation.yaml"
    file.write_text(WHOLE, encoding="utf-8")
    planned = run("apply", "--dry-run", str(file))
    assert "This was a dry run" in planned.output
    applied = run("apply", str(file))
    assert applied.exit_code == 0
    assert "Applied.\nRoot access keys were made for 444455556666" in applied.output
    assert run("apply", str(file)).output == "Nothing to change.\n"
    exported = run("export")
    assert exported.output.startswith("rolebridge: federation/1\n")
    assert run("apply", "-", text=exported.output).output == "Nothing to change.\n"
    assert run("export", "--output", str(tmp_path / "out.yaml")).output == ""
    assert (tmp_path / "out.yaml").read_text(encoding="utf-8") == exported.output
    assert "people:" not in run("export", "--without-people").output


def test_a_refusal_is_exit_status_1_and_names_every_fault(run):
    refused = run("apply", "-", text=f"{KIND}\n{GROUPS.replace('[staff]', '[stuff]')}\npeople: 7\n")
    assert refused.exit_code == 1
    assert "(stdin):2: groups[1].member_of[0]" in refused.stderr
    assert "(stdin):3: people: 7 is not a list" in refused.stderr
    as_json = run("apply", "--json", "-", text="x: y")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["faults"][0]["line"] == 1


def test_misuse_is_exit_status_2(run):
    assert run("apply", "/does/not/exist.yaml").exit_code == 2
    assert run("apply").exit_code == 2


def test_a_policy_of_aws_that_is_not_known_is_a_warning_or_a_fault(tmp_path):
    run = make_home(tmp_path / "home")
    unknown = "arn:aws:iam::aws:policy/SecurityAudit"
    file = tmp_path / "federation.yaml"
    attached = f"        attached_policies: [{unknown}]"
    file.write_text(f"{KIND}\n{ACCOUNT_WITH_ROLE}{attached}\n", encoding="utf-8")

    planned = run("apply", "--dry-run", str(file))
    assert planned.exit_code == 0
    assert planned.stderr.startswith(f"warning: {file}:8: accounts[0].roles[0].attached_policies")
    as_json = json.loads(run("apply", "--dry-run", "--json", str(file)).stdout)
    assert [unknown in warning for warning in as_json["warnings"]] == [True]

    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "Other.json").write_text(POLICY, encoding="utf-8")
    source = {"ROLEBRIDGE_AWS_MANAGED_POLICIES": str(tmp_path / "policies")}
    refused = run("apply", "--dry-run", str(file), env=source)
    assert refused.exit_code == 1
    assert "is not among AWS's managed policies" in refused.stderr

    (tmp_path / "policies" / "SecurityAudit.json").write_text(POLICY, encoding="utf-8")
    known = run("apply", "--dry-run", str(file), env=source)
    assert (known.exit_code, known.stderr) == (0, "")
