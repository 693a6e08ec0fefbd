"""`rolebridge token` makes what a web_identity_token_file holds, for whoever may read the keys."""

import json

import pytest
from click.testing import CliRunner

from rolebridge.cli import rolebridge
from rolebridge.oidc.aws_claims import TAGS
from rolebridge.oidc.jwks import parse_jwks
from rolebridge.oidc.tokens import parse_token
from rolebridge.oidc.verify import Expected, verify_token


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    environment = {"ROLEBRIDGE_HOME": str(tmp_path_factory.mktemp("token") / "home")}
    assert CliRunner().invoke(rolebridge, ["init"], env=environment).exit_code == 0
    return environment


@pytest.fixture
def run(home):
    return lambda *arguments: CliRunner().invoke(rolebridge, ["token", *arguments], env=home)


def test_token_is_all_that_is_written(run):
    printed = run("--subject", "build-of-main").output
    assert printed == printed.strip()
    assert parse_token(printed).unverified_issuer == "http://localhost:8000/oidc"


def test_token_verifies_with_the_keys_of_the_home_folder(run, home):
    from rolebridge.bootstrap import open_workplace, read_clock
    from rolebridge.settings import Settings

    printed = run("--subject", "build-of-main", "--audience", "api", "--lifetime", "60").output
    workplace = open_workplace(Settings.from_env(home))
    keys = parse_jwks(workplace.oidc.mint.build_jwks())
    workplace.close()
    expected = Expected("http://localhost:8000/oidc", frozenset({"api"}))
    token = verify_token(parse_token(printed), keys, expected, read_clock())
    assert token.subject == "build-of-main"
    assert (token.expires_at - token.issued_at).total_seconds() == 60


def test_json_tells_what_the_token_says(run):
    tags = {"principal_tags": {"team": ["web"]}, "transitive_tag_keys": []}
    printed = run(
        *("--subject", "build-of-main", "--json", "--claim", "ref=main"),
        *("--claim", f"{TAGS}={json.dumps(tags)}"),
    ).output
    told = json.loads(printed)
    assert told["claims"]["aud"] == "sts.amazonaws.com"
    assert (told["claims"]["ref"], told["claims"][TAGS]) == ("main", tags)
    assert told["claims"]["exp"] - told["claims"]["iat"] == 900
    assert told["token"].count(".") == 2


def test_token_leaves_a_row_that_does_not_hold_it(run, home):
    printed = run("--subject", "nightly-report", "--claim", "ref=main").output
    rows = CliRunner().invoke(rolebridge, ["audit", "--json"], env=home).output.splitlines()
    row = json.loads(rows[-1])
    assert (row["action"], row["target"]) == ("oidc.issue", "sts.amazonaws.com")
    assert row["facts"]["subject"] == "nightly-report"
    assert row["facts"]["claims"] == "ref"
    assert printed not in rows[-1]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([], "--subject is needed"),
        (["--subject", "short"], "6 to 255 characters"),
        (["--subject", "build-of-main", "--claim", "ref"], "is not NAME=VALUE"),
        (["--subject", "build-of-main", "--claim", "sub=alice"], "is set by the issuer"),
        (["--subject", "build-of-main", "--claim", "exp=1"], "is set by the issuer"),
        (["--subject", "build-of-main", "--claim", "a={"], "is not JSON"),
        (["--subject", "build-of-main", "--claim", "a=[NaN]"], "is not JSON"),
        (["--subject", "build-of-main", "--lifetime", "0"], "0 is not in the range"),
        (["--subject", "build-of-main", "--claim", "a=" + "x" * 20_000], "20000 characters"),
        (["--user", "alice", "--subject", "build-of-main"], "--subject goes without --user only"),
        (["--user", "alice", "--claim", "a=b"], "--claim goes without --user only"),
        (["--subject", "build-of-main", "--scope", "email"], "--scope goes with --user only"),
        (["--subject", "build-of-main", "--url", "x"], "--url goes with --user only"),
    ],
)
def test_misuse_is_told_and_makes_no_token(run, arguments, why):
    refused = run(*arguments)
    assert refused.exit_code == 2
    assert why in refused.output
    assert "eyJ" not in refused.output
