"""The command as a whole: every verb explains itself, and exit statuses mean what they should."""

import os
import subprocess

import pytest
from click.testing import CliRunner

from rolebridge.cli import rolebridge
from support.live import COMMAND

VERBS = (
    "apply", "audit", "bench", "console", "credentials", "demo", "explain", "export", "init", "keys",
    "lint", "metadata", "people", "schema", "serve", "token", "validate",
)  # fmt: skip


@pytest.fixture
def run():
    return lambda *arguments, **more: CliRunner().invoke(rolebridge, arguments, **more)


def test_the_verbs_are_those_of_the_contract_that_exist(run):
    listed = run("--help").output.partition("Verbs:")[2].splitlines()
    assert (
        tuple(line.split()[0] for line in listed if line.startswith("  ") and line[2] != " ")
        == VERBS
    )


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(run, verb):
    answer = run(verb, "--help")
    assert answer.exit_code == 0
    assert answer.output.startswith("Usage: ")
    assert len(answer.output.splitlines()) > 5


@pytest.mark.parametrize("family", ["keys", "people", "metadata"])
def test_no_summary_of_a_family_is_cut_off(run, family):
    summaries = run(family, "--help").output.partition("Commands:")[2]
    assert summaries
    assert "..." not in summaries


def test_a_file_that_cannot_be_written_is_named_without_a_traceback(run, tmp_path):
    settings = {"ROLEBRIDGE_HOME": str(tmp_path / "home")}
    assert run("init", env=settings).exit_code == 0
    nowhere = str(tmp_path / "nowhere" / "idp.xml")
    refused = subprocess.run(
        [*COMMAND, "metadata", "idp", "--output", nowhere],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode == 1
    assert refused.stderr == f"rolebridge: {nowhere}: No such file or directory\n"


@pytest.mark.parametrize("verb", ["credentials", "console"])
def test_an_address_without_a_scheme_is_misuse(run, verb):
    answer = run(verb, "--user", "alice", "--role", "ReadOnly", "--url", "localhost:8000")
    assert answer.exit_code == 2
    assert "must begin with http:// or https://" in answer.stderr


def test_misuse_has_status_2(run):
    assert run("nonsense").exit_code == 2
    assert run("credentials", "--user", "alice").exit_code == 2
    assert run("validate").exit_code == 2
