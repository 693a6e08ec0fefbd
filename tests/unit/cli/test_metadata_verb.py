"""`rolebridge metadata` on a home folder of its own."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from rolebridge.cli import rolebridge
from rolebridge.saml.metadata import parse_idp_metadata, parse_sp_metadata
from support.judges import schema_faults


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    home = str(tmp_path_factory.mktemp("home"))
    runner = CliRunner(env={"ROLEBRIDGE_HOME": home, "ROLEBRIDGE_URL": "https://idp.example.com"})

    def run(*arguments):
        return runner.invoke(rolebridge, arguments)

    assert run("init").exit_code == 0
    return run


def test_the_identity_providers_metadata(run):
    printed = run("metadata", "idp")
    assert printed.exit_code == 0
    description = parse_idp_metadata(printed.stdout)
    assert description.entity_id == "https://idp.example.com/saml/metadata"
    assert {each.location for each in description.sso} == {"https://idp.example.com/saml/sso"}
    assert len(description.signing_certificates) == 1
    assert not schema_faults(printed.stdout_bytes, "metadata")


def test_the_next_key_is_published_before_it_is_used(run):
    assert run("keys", "new").exit_code == 0
    description = parse_idp_metadata(run("metadata", "idp").stdout)
    assert len(description.signing_certificates) == 2


def test_the_aws_sides_metadata(run):
    description = parse_sp_metadata(run("metadata", "aws").stdout)
    assert description.entity_id == "urn:amazon:webservices"
    assert [each.location for each in description.acs] == ["https://idp.example.com/aws/saml"]


@pytest.mark.parametrize(("arguments", "days"), [((), 3650), (("--days", "90"), 90)])
def test_a_file_that_is_handed_over_is_valid_for_long(run, arguments, days):
    """AWS imports it once: thirty days later nobody would know why sign-in stopped."""
    for side, parse in (("idp", parse_idp_metadata), ("aws", parse_sp_metadata)):
        left = parse(run("metadata", side, *arguments).stdout).valid_until - datetime.now(UTC)
        assert timedelta(days=days - 1) < left <= timedelta(days=days)


def test_it_can_be_written_to_a_file(run, tmp_path):
    file = tmp_path / "metadata.xml"
    assert run("metadata", "aws", "--output", str(file)).stdout == ""
    assert parse_sp_metadata(file.read_text(encoding="utf-8"))


def test_without_a_home_folder_it_says_so(tmp_path):
    runner = CliRunner(env={"ROLEBRIDGE_HOME": str(tmp_path / "none")})
    assert runner.invoke(rolebridge, ("metadata", "idp")).exit_code != 0
    assert runner.invoke(rolebridge, ("metadata",)).exit_code == 2
