from pathlib import Path

import pytest

from rolebridge.settings import SETTINGS, Settings, SettingsInvalid


def faults(**environment):
    with pytest.raises(SettingsInvalid) as refusal:
        Settings.from_env({f"ROLEBRIDGE_{key}": value for key, value in environment.items()})
    return refusal.value.faults


def test_everything_has_a_default():
    settings = Settings.from_env({})
    assert settings.url == "http://localhost:8000"
    assert settings.bind == "127.0.0.1:8000"
    assert settings.home == Path("var").absolute()
    assert settings.workers == 2
    assert settings.is_loopback
    assert not settings.is_https


def test_the_url_follows_the_port():
    assert Settings.from_env({"ROLEBRIDGE_BIND": "127.0.0.1:9001"}).url == "http://localhost:9001"


def test_all_faults_are_told_at_once():
    told = faults(
        URL="ftp://x", BIND="8000", WORKERS="0", LOG_LEVEL="loud", SECRET_KEY="short", TYPO="1"
    )
    assert len(told) == 6
    assert not any("short" in fault.partition(":")[0] for fault in told)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "https://u:p@example.com",
        "https://example.com/app",
        "https://example.com?x=1",
        "https://example.com#x",
        "https://",
        "https://example.com:99999",
        "javascript:alert(1)",
        "localhost:8000",
    ],
)
def test_a_url_that_could_mislead_is_refused(url):
    assert len(faults(URL=url)) == 1


@pytest.mark.parametrize("number", ["0", "-1", "x", "٣", "1.5", "65", " 2", ""])
def test_numbers_are_plain_and_bounded(number):
    assert faults(WORKERS=number) == (
        f"ROLEBRIDGE_WORKERS={number}: not a whole number from 1 to 64",
    )


def test_a_secret_is_never_shown():
    (fault,) = faults(SECRET_KEY="hunter2")
    assert "hunter2" not in fault


@pytest.mark.parametrize(
    "environment",
    [
        {"ROLEBRIDGE_BIND": "0.0.0.0:8000"},
        {"ROLEBRIDGE_BIND": "192.168.1.5:8000"},
        {"ROLEBRIDGE_URL": "https://sso.example.com"},
        {"ROLEBRIDGE_DATABASE_URL": "postgresql://db.example.com/people"},
    ],
)
def test_the_demonstration_stays_on_this_machine(environment):
    with pytest.raises(SettingsInvalid):
        Settings.from_env(environment, demo=True)


def test_a_file_gives_settings_and_the_environment_wins(tmp_path):
    file = tmp_path / "rolebridge.toml"
    file.write_text('workers = 3\nsts_single_use = true\nlog_level = "debug"\n')
    settings = Settings.from_env({"ROLEBRIDGE_CONFIG": str(file), "ROLEBRIDGE_LOG_LEVEL": "error"})
    assert (settings.workers, settings.sts_single_use, settings.log_level) == (3, True, "error")


@pytest.mark.parametrize("text", ["workers = [1]", "nonsense = 1", "workers = ", '"\\xff"'])
def test_faults_of_the_file_name_it(tmp_path, text):
    file = tmp_path / "rolebridge.toml"
    file.write_text(text)
    (fault,) = faults(CONFIG=str(file))
    assert str(file) in fault


def test_a_missing_file_is_told():
    (fault,) = faults(CONFIG="/nonexistent/rolebridge.toml")
    assert "/nonexistent/rolebridge.toml" in fault


def test_where_the_managed_policies_are_may_be_said(tmp_path):
    assert Settings.from_env({}).aws_managed_policies is None
    named = Settings.from_env({"ROLEBRIDGE_AWS_MANAGED_POLICIES": str(tmp_path)})
    assert named.aws_managed_policies == tmp_path
    assert faults(AWS_MANAGED_POLICIES="/nonexistent/p.json") == (
        "ROLEBRIDGE_AWS_MANAGED_POLICIES=/nonexistent/p.json: there is no such file or folder",
    )


def test_readme_lists_every_setting_with_its_default():
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    table = readme.partition("<!-- settings -->")[2].partition("<!-- /settings -->")[0]
    rows = [
        f"| `ROLEBRIDGE_{s.name}` | {f'`{s.default}`' if s.default else ''} | {s.purpose} |"
        for s in SETTINGS
    ]
    assert [line for line in table.splitlines() if line.startswith("| `")] == rows


def test_sts_may_be_off_in_regions_and_have_a_management_account():
    plain = Settings.from_env({})
    assert (plain.sts_disabled_regions, plain.management_account) == (frozenset(), None)
    settings = Settings.from_env(
        {
            "ROLEBRIDGE_STS_DISABLED_REGIONS": "eu-south-2, us-gov-west-1",
            "ROLEBRIDGE_MANAGEMENT_ACCOUNT": "111122223333",
        }
    )
    assert settings.sts_disabled_regions == {"eu-south-2", "us-gov-west-1"}
    assert settings.management_account == "111122223333"
    assert faults(STS_DISABLED_REGIONS="here", MANAGEMENT_ACCOUNT="1") == (
        "ROLEBRIDGE_STS_DISABLED_REGIONS=here: not a region of AWS",
        "ROLEBRIDGE_MANAGEMENT_ACCOUNT=1: not an account id of 12 digits",
    )
