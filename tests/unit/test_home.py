import pytest

from rolebridge.home import Home, HomeKind, HomeRefused, derive_secret


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path / "var")


def test_a_home_keeps_its_secret_and_is_closed_to_others(home):
    home.create(HomeKind.ORGANISATION)
    secret = home.read_secret()
    home.create(HomeKind.ORGANISATION)
    assert home.read_secret() == secret
    assert len(secret) >= 32
    assert home.folder.stat().st_mode & 0o777 == 0o700
    assert (home.folder / "secret-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("made", "asked"), [tuple(HomeKind), tuple(reversed(HomeKind))])
def test_a_home_made_for_one_kind_serves_no_other(home, made, asked):
    home.create(made)
    with pytest.raises(HomeRefused):
        home.require(asked)
    with pytest.raises(HomeRefused):
        home.create(asked)
    home.require(*HomeKind)


def test_a_folder_that_is_not_prepared_is_told_so(home):
    with pytest.raises(HomeRefused, match="rolebridge init"):
        home.require(*HomeKind)
    with pytest.raises(HomeRefused, match="rolebridge init"):
        home.read_secret()


def test_a_secret_that_others_can_read_is_refused(home):
    home.create(HomeKind.ORGANISATION)
    (home.folder / "secret-key").chmod(0o644)
    with pytest.raises(HomeRefused, match="secret-key"):
        home.read_secret()


def test_a_secret_behind_a_link_is_refused(home, tmp_path):
    home.create(HomeKind.ORGANISATION)
    elsewhere = tmp_path / "elsewhere"
    (home.folder / "secret-key").rename(elsewhere)
    (home.folder / "secret-key").symlink_to(elsewhere)
    with pytest.raises(HomeRefused):
        home.read_secret()


def test_a_folder_open_to_others_is_refused(home):
    home.folder.mkdir(mode=0o755)
    with pytest.raises(HomeRefused):
        home.create(HomeKind.ORGANISATION)


def test_no_purpose_shares_its_secret_with_another():
    assert derive_secret("k" * 40, "a") != derive_secret("k" * 40, "b")
    assert len(derive_secret("k" * 40, "a")) == 32
