"""The verb `lint`: what it reads, what it prints, and its exit status."""

import json

import pytest
from click.testing import CliRunner

from rolebridge.cli import rolebridge
from support.lint import ACCOUNT, OTHER_ACCOUNT, statement, text_of, trust

CLEAN = text_of(statement())
WARNED = text_of(statement(Action="s3:GetObjct"))
REFUSED = text_of(statement(Effect="allow"))
ELSEWHERE = text_of(
    statement(Action="sqs:SendMessage", Resource=f"arn:aws:sqs:*:{OTHER_ACCOUNT}:queue")
)


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (
        ("clean.json", CLEAN),
        ("warned.json", WARNED),
        ("refused.json", REFUSED),
        ("elsewhere.json", ELSEWHERE),
    ):
        (tmp_path / name).write_text(text)
    return lambda *arguments, **more: CliRunner().invoke(rolebridge, ["lint", *arguments], **more)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["clean.json"], 0),
        (["warned.json"], 0),
        (["warned.json", "--strict"], 1),
        (["clean.json", "--strict"], 0),
        (["refused.json"], 1),
        (["clean.json", "refused.json"], 1),
        (["clean.json", "warned.json"], 0),
        (["clean.json", "--kind", "trust"], 1),
    ],
)
def test_the_exit_status_tells_of_errors(run, arguments, status):
    assert run(*arguments).exit_code == status


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["absent.json"],
        ["."],
        ["clean.json", "absent.json"],
        ["nul\0l.json"],
        ["clean.json", "--kind", "nonsense"],
        ["clean.json", "--account", "12"],
        ["clean.json", "--partition", "aws-mars"],
        ["clean.json", "--policy-cases", "clean.json"],
        ["--policy-cases", "clean.json", "--json"],
        ["--policy-cases", "absent.jsonl"],
    ],
)
def test_misuse_has_status_2(run, arguments):
    answer = run(*arguments)

    assert answer.exit_code == 2
    assert answer.output.startswith("Usage: ")


def test_a_finding_is_two_lines_place_and_fix(run):
    answer = run("warned.json")

    first, second = answer.stdout.splitlines()
    assert first == (
        "warned.json:6: warning: Statement[0].Action: s3 has no action 'GetObjct' "
        "(did you mean 'GetObject'?). [action_unknown]"
    )
    assert second.startswith("    Check the spelling")
    assert answer.stderr == "0 errors, 1 warning, 0 suggestions\n"


def test_the_same_as_data(run):
    answer = run("warned.json", "refused.json", "--json")

    assert answer.exit_code == 1
    data = json.loads(answer.stdout)
    assert data["version"] == 1
    assert data["counts"] == {"error": 1, "warning": 1, "suggestion": 0}
    assert [(each["file"], each["code"]) for each in data["findings"]] == [
        ("warned.json", "action_unknown"),
        ("refused.json", "policy_malformed"),
    ]


def test_nothing_found_is_said_in_few_words(run):
    answer = run("clean.json")

    assert (answer.stdout, answer.stderr) == ("", "0 errors, 0 warnings, 0 suggestions\n")


def test_the_account_is_held_against_the_document(run):
    assert "resource_other_account" in run("elsewhere.json", "--account", ACCOUNT).stdout
    assert run("elsewhere.json", "--account", OTHER_ACCOUNT).stdout == ""
    refused = run("elsewhere.json", "--partition", "aws-cn")
    assert refused.exit_code == 1
    assert "resource_other_partition" in refused.stdout


def test_a_document_may_come_by_standard_input(run):
    answer = run("-", input=text_of(trust(Condition=None)))

    assert answer.exit_code == 0
    assert answer.stdout.startswith("(stdin):4: suggestion: Statement[0]: ")


def test_a_federation_file_has_the_files_beside_it(run, tmp_path):
    folder = tmp_path / "set-up"
    folder.mkdir()
    (folder / "read.json").write_text(WARNED)
    (folder / "all.yaml").write_text(
        f'rolebridge: federation/1\naccounts:\n  - id: "{ACCOUNT}"\n    policies:\n'
        "      - name: Read\n        document: {file: read.json}\n"
    )

    answer = run("set-up/all.yaml")

    assert answer.exit_code == 0
    assert answer.stdout.startswith("set-up/read.json:6: warning: accounts[0].policies[0].document")


def test_documents_in_bulk_get_one_verdict_a_line(run, tmp_path):
    cases = [
        {"id": 1, "document": CLEAN, "kind": "identity"},
        {"id": 2, "document": REFUSED, "kind": "identity"},
    ]
    lines = [json.dumps(case) for case in cases]
    (tmp_path / "cases.jsonl").write_text(
        "\n".join([lines[0], "", lines[1], "rubbish", "x" * (2 * 1024 * 1024)])
    )

    answer = run("--policy-cases", "cases.jsonl")

    assert answer.exit_code == 0
    verdicts = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [verdict["valid"] for verdict in verdicts] == [True, False, None, None]
    assert verdicts[1]["message"] == "The policy failed legacy parsing"


def test_bulk_may_come_by_standard_input(run):
    line = json.dumps({"id": "a", "document": CLEAN, "kind": "identity"})

    answer = run("--policy-cases", "-", input=line)

    assert json.loads(answer.stdout) == {"id": "a", "valid": True, "message": None}


def test_help_names_what_it_takes(run):
    text = run("--help").output
    for word in (
        "--kind",
        "--account",
        "--partition",
        "--strict",
        "--json",
        "--policy-cases",
        "federation",
    ):
        assert word in text
