"""The command as a whole: every verb explains itself, and exit statuses mean what they should."""

import pytest
from click.testing import CliRunner

from rolebridge.cli import rolebridge

VERBS = (
    "apply", "audit", "bench", "console", "credentials", "demo", "export", "init", "keys",
    "metadata", "people", "schema", "serve", "validate",
)  # fmt: skip


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(rolebridge, arguments)


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


def test_misuse_has_status_2(run):
    assert run("nonsense").exit_code == 2
    assert run("credentials", "--user", "alice").exit_code == 2
    assert run("validate").exit_code == 2
