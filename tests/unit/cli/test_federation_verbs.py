import json
import stat

import pytest
from click.testing import CliRunner

from rolebridge.audit.events import Origin
from rolebridge.cli.apply import carry_out, describe
from rolebridge.cli.export import write_private
from rolebridge.cli.federation_file import (
    FederationInput,
    read_federation_input,
    refuse_with_faults,
)
from rolebridge.cli.schema import schema
from rolebridge.federation.apply import Federation
from rolebridge.federation.faults import FederationRefused
from rolebridge.federation.files import UnreadableFile, refuse_files
from rolebridge.federation.schema.file import build_json_schema
from support.federation_store import FakeFederationStore
from support.organisations import KIND, WHOLE

ORIGIN = Origin("request-1")
GIVEN = FederationInput(WHOLE, "f.yaml", refuse_files)


@pytest.fixture
def store():
    return FakeFederationStore()


@pytest.fixture
def federation(store, now):
    return Federation(store, lambda: now)


def test_applying_prints_the_plan_and_what_became_of_it(federation, store):
    plan = carry_out(federation, GIVEN, ORIGIN, dry_run=False)
    text = describe(plan, "f.yaml", dry_run=False, as_json=False)
    assert "+ mapping rule developers\n" in text
    assert "11 to add, 0 to change, 0 to remove.\nApplied.\n" in text
    assert "rolebridge keys root --show" in text
    assert store.commits == 1


def test_the_second_time_there_is_nothing_to_change(federation):
    carry_out(federation, GIVEN, ORIGIN, dry_run=False)
    plan = carry_out(federation, GIVEN, ORIGIN, dry_run=False)
    assert describe(plan, "f.yaml", dry_run=False, as_json=False) == "Nothing to change."


def test_a_dry_run_prints_the_same_plan_and_changes_nothing(federation, store):
    plan = carry_out(federation, GIVEN, ORIGIN, dry_run=True)
    assert describe(plan, "f.yaml", dry_run=True, as_json=False).endswith(
        "11 to add, 0 to change, 0 to remove.\nThis was a dry run: nothing was changed."
    )
    assert store.commits == 0


def test_programs_get_the_plan_as_json(federation):
    plan = carry_out(federation, GIVEN, ORIGIN, dry_run=True)
    values = json.loads(describe(plan, "f.yaml", dry_run=True, as_json=True))
    assert (values["version"], values["applied"]) == (1, False)
    assert values["summary"] == {"add": 11, "change": 0, "remove": 0}


def test_a_file_is_read_with_the_files_beside_it(tmp_path):
    (tmp_path / "f.yaml").write_text(KIND)
    (tmp_path / "p.json").write_text("{}\n")
    given = read_federation_input(str(tmp_path / "f.yaml"))
    assert (given.text, given.name) == (KIND, str(tmp_path / "f.yaml"))
    assert given.read_file("p.json") == "{}"


def test_standard_input_is_read_and_has_no_files_beside_it(federation):
    import click

    @click.command()
    def verb():
        given = read_federation_input("-")
        assert (given.text, given.name) == ("x: é", "(stdin)")
        with pytest.raises(UnreadableFile):
            given.read_file("p.json")

    result = CliRunner().invoke(verb, input="x: é".encode(), catch_exceptions=False)
    assert result.exit_code == 0


@pytest.mark.parametrize("as_json", [False, True])
def test_faults_are_printed_one_a_line_or_as_json(federation, capsys, as_json):
    faulty = FederationInput(
        KIND + "\ngroups: [{name: a, nmae: b}, {name: a}]", "f.yaml", refuse_files
    )
    with pytest.raises(FederationRefused) as refused:
        carry_out(federation, faulty, ORIGIN, dry_run=False)
    with pytest.raises(SystemExit) as left:
        refuse_with_faults(refused.value, as_json=as_json)
    assert left.value.code == 1
    out, err = capsys.readouterr()
    if as_json:
        first, second = json.loads(out)["faults"]
        assert first == {
            "file": "f.yaml",
            "line": 2,
            "column": 20,
            "path": "groups[0].nmae",
            "value": "",
            "rule": "is not a key here; known: name, description, member_of",
        }
        assert second["path"] == "groups[1].name"
    else:
        assert err.split("\n")[0].startswith("f.yaml:2: groups[0].nmae: is not a key here")
        assert err.endswith("2 faults; nothing was changed.\n")


def test_one_fault_is_one_fault(capsys):
    with pytest.raises(FederationRefused) as refused:
        carry_out(Federation(FakeFederationStore(), None), FederationInput("", "f", refuse_files), ORIGIN, dry_run=True)  # fmt: skip
    with pytest.raises(SystemExit):
        refuse_with_faults(refused.value, as_json=False)
    assert "1 fault; nothing was changed." in capsys.readouterr().err


def test_the_schema_is_printed():
    result = CliRunner().invoke(schema, ["federation"])
    assert result.exit_code == 0
    assert json.loads(result.output) == build_json_schema()
    assert CliRunner().invoke(schema, ["nothing"]).exit_code == 2


def test_an_export_file_is_its_owners_alone(tmp_path):
    target = tmp_path / "out.yaml"
    target.write_text("old")
    target.chmod(0o644)
    write_private(target, "new: ä\n")
    assert target.read_text(encoding="utf-8") == "new: ä\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["out.yaml"]


def test_an_export_that_cannot_be_written_leaves_nothing(tmp_path):
    (tmp_path / "out.yaml").mkdir()
    with pytest.raises(OSError):
        write_private(tmp_path / "out.yaml", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["out.yaml"]
