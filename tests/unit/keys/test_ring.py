"""The key ring: private files, a rollover in three steps, and changes seen without a restart."""

import base64
import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from rolebridge.access.seal import SealBroken, unseal_secret
from rolebridge.errors import RolebridgeError
from rolebridge.ids import account_of_aws_id
from rolebridge.keys import (
    KeyChangeRefused,
    KeyFileRefused,
    KeyRing,
    KeyUse,
    RootKeyUnknown,
    Slot,
)
from rolebridge.keys.resealing import reseal_secrets
from support.sealing import SeededIds

ACCOUNT = "111122223333"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A ring is slow to make; each test gets a copy."""
    from datetime import UTC, datetime

    home = tmp_path_factory.mktemp("home")
    KeyRing.create(home, lambda: datetime(2026, 11, 23, 10, tzinfo=UTC), SeededIds())
    return home


@pytest.fixture
def home(made, tmp_path):
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    for file in (made / "keys").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
        (folder / file.name).chmod(0o600)
    return tmp_path


@pytest.fixture
def open_ring(home, now):
    ids = SeededIds(2)
    return lambda: KeyRing.open(home, lambda: now, ids)


@pytest.fixture
def ring(open_ring):
    return open_ring()


def verify(certificate_der: bytes, signature: bytes, data: bytes) -> None:
    certificate = x509.load_der_x509_certificate(certificate_der)
    certificate.public_key().verify(signature, data, padding.PKCS1v15(), SHA256())


def test_a_new_ring_has_one_key_for_each_use(ring, now):
    for use in KeyUse:
        slots = ring.slots(use)
        assert slots.ids() == ((Slot.CURRENT, slots.current),)
        assert slots.current.startswith("20261123-")
    (certificate_der,) = ring.published_certificates()
    assert ring.signer().certificate_der == certificate_der
    verify(certificate_der, ring.signer().sign_bytes(b"x"), b"x")
    certificate = x509.load_der_x509_certificate(certificate_der)
    assert certificate.public_key().key_size == 2048
    assert certificate.not_valid_before_utc < now < certificate.not_valid_after_utc
    assert certificate.issuer == certificate.subject


def test_keys_of_one_use_serve_no_other(ring):
    (signing,) = ring.published_certificates()
    (encryption,) = ring.encryption_certificates()
    assert signing != encryption
    public = x509.load_der_x509_certificate(encryption).public_key()
    (decryption,) = ring.decryption_keys()
    assert decryption.private_key.public_key() == public
    assert ring.certificate(KeyUse.SIGNING, ring.slots(KeyUse.SIGNING).current) == signing
    assert ring.certificate(KeyUse.ENCRYPTION, ring.slots(KeyUse.ENCRYPTION).current) == encryption
    assert ring.certificate(KeyUse.SEALING, ring.slots(KeyUse.SEALING).current) is None


def test_every_file_is_for_its_owner_alone(made):
    folder = made / "keys"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_creating_again_changes_nothing(home, ring, now):
    before = ring.published_certificates()
    again = KeyRing.create(home, lambda: now, SeededIds(3))
    assert again.published_certificates() == before
    assert again.current() == ring.current()


def test_processes_that_create_at_once_make_one_ring(tmp_path, now):
    def create(seed: int) -> KeyRing:
        return KeyRing.create(tmp_path, lambda: now, SeededIds(seed))

    with ThreadPoolExecutor(3) as pool:
        rings = list(pool.map(create, range(3)))
    assert len({ring.published_certificates() for ring in rings}) == 1


def test_a_rollover_has_three_steps_and_is_seen_by_a_running_server(ring, open_ring):
    server = open_ring()
    (old,) = server.published_certificates()
    old_id = ring.slots(KeyUse.SIGNING).current
    new_id = ring.add_next(KeyUse.SIGNING)
    published = server.published_certificates()
    assert published[0] == old
    assert len(published) == 2
    assert server.signer().certificate_der == old
    assert ring.promote(KeyUse.SIGNING) == new_id
    assert server.published_certificates() == (published[1], old)
    verify(published[1], server.signer().sign_bytes(b"x"), b"x")
    ring.retire(KeyUse.SIGNING, old_id)
    assert server.published_certificates() == (published[1],)
    assert server.slots(KeyUse.SIGNING).ids() == ((Slot.CURRENT, new_id),)


def test_a_retired_key_leaves_no_file(ring, home):
    old_id = ring.slots(KeyUse.ENCRYPTION).current
    ring.add_next(KeyUse.ENCRYPTION)
    ring.promote(KeyUse.ENCRYPTION)
    assert len(ring.decryption_keys()) == 2
    assert len(ring.encryption_certificates()) == 1
    ring.retire(KeyUse.ENCRYPTION, old_id)
    assert len(ring.decryption_keys()) == 1
    assert not [file for file in (home / "keys").iterdir() if old_id in file.name]


def test_the_signer_is_parsed_once_while_nothing_changes(ring):
    assert ring.signer() is ring.signer()


@pytest.mark.parametrize("use", KeyUse)
def test_steps_out_of_order_are_refused_and_change_nothing(ring, use, home):
    before = (home / "keys" / "ring.json").read_bytes()
    files = len(list((home / "keys").iterdir()))
    with pytest.raises(KeyChangeRefused, match="no next key"):
        ring.promote(use)
    with pytest.raises(KeyChangeRefused, match="in use"):
        ring.retire(use, ring.slots(use).current)
    with pytest.raises(KeyChangeRefused, match="no key"):
        ring.retire(use, "20200101-000000")
    assert (home / "keys" / "ring.json").read_bytes() == before
    ring.add_next(use)
    with pytest.raises(KeyChangeRefused, match="already"):
        ring.add_next(use)
    ring.retire(use, ring.slots(use).next)
    assert (home / "keys" / "ring.json").read_bytes() == before
    assert len(list((home / "keys").iterdir())) <= files + 1  # The lock's own file.


def test_a_key_size_that_others_do_not_take_is_refused(ring):
    for bits in (1024, 2047, 8192):
        with pytest.raises(KeyChangeRefused, match="2048, 3072, 4096"):
            ring.add_next(KeyUse.SIGNING, bits=bits)


def test_a_longer_key_can_be_asked_for(ring):
    key_id = ring.add_next(KeyUse.SIGNING, bits=3072)
    certificate = x509.load_der_x509_certificate(ring.certificate(KeyUse.SIGNING, key_id))
    assert isinstance(certificate.public_key(), rsa.RSAPublicKey)
    assert certificate.public_key().key_size == 3072


def test_a_rotated_sealing_key_opens_what_the_old_one_sealed(ring):
    old_id, old_key = ring.current()
    assert len(old_key) == 32
    new_id = ring.rotate_sealing()
    assert ring.current()[0] == new_id != old_id
    assert ring.find(old_id) == old_key
    assert ring.find(new_id) == ring.current()[1] != old_key
    assert ring.find("unknown") is None
    ring.retire(KeyUse.SEALING, old_id)
    assert ring.find(old_id) is None


@pytest.mark.parametrize("name", ["keys", "keys/ring.json", "signing", "sealing", "crt"])
@pytest.mark.parametrize("mode", [0o040, 0o004, 0o020, 0o001])
def test_what_others_can_reach_is_refused_with_the_command_that_mends_it(
    home, open_ring, name, mode
):
    path = find(home, name)
    path.chmod(path.stat().st_mode | mode)
    with pytest.raises(KeyFileRefused) as refused:
        open_ring()
    assert refused.value.path == path
    assert f"chmod {'700' if path.is_dir() else '600'} {path}" in str(refused.value)


@pytest.mark.parametrize("name", ["keys", "keys/ring.json", "signing", "sealing", "crt"])
def test_a_link_is_not_followed(home, open_ring, name):
    path = find(home, name)
    moved = home / "elsewhere"
    path.rename(moved)
    path.symlink_to(moved)
    with pytest.raises(KeyFileRefused):
        open_ring()


@pytest.mark.parametrize("name", ["keys", "keys/ring.json", "signing", "sealing", "crt"])
def test_what_is_missing_is_named(home, open_ring, name):
    path = find(home, name)
    path.rename(home / "elsewhere")
    with pytest.raises(KeyFileRefused, match="is missing") as refused:
        open_ring()
    assert refused.value.path == path


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("name", ["keys", "keys/ring.json", "signing"])
def test_what_belongs_to_somebody_else_is_refused(home, open_ring, name):
    os.chown(find(home, name), 65534, -1)
    with pytest.raises(KeyFileRefused, match="belongs to another user"):
        open_ring()


@pytest.mark.parametrize("name", ["keys", "keys/ring.json", "signing"])
def test_something_that_is_no_file_or_folder_is_refused(home, open_ring, name):
    path = find(home, name)
    path.rename(home / "elsewhere")
    if name == "keys":
        path.write_text("a file")
    else:
        path.mkdir(mode=0o700)
    with pytest.raises(KeyFileRefused, match="is not a"):
        open_ring()


def test_a_pipe_in_the_place_of_a_key_does_not_hold_anybody_up(home, open_ring):
    path = find(home, "sealing")
    path.unlink()
    os.mkfifo(path, 0o600)
    with pytest.raises(KeyFileRefused, match="is not a plain file"):
        open_ring()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"format": 2}',
        b'{"format": 1}',
        b'{"format": 1, "signing": {"current": "a"}}',
        b'{"format": 1, "signing": {"current": "../x", "next": null, "previous": []}}',
        b'{"format": 1, "signing": {"current": "a", "next": 1, "previous": []}}',
        b'{"format": 1, "signing": {"current": "a", "next": null, "previous": "a"}}',
        b"\xff",
    ],
)
def test_a_damaged_state_is_refused(home, open_ring, content):
    (home / "keys" / "ring.json").write_bytes(content)
    with pytest.raises(KeyFileRefused, match="damaged"):
        open_ring()


@pytest.mark.parametrize("name", ["signing", "encryption", "sealing", "crt", "encryption-crt"])
@pytest.mark.parametrize("content", [b"", b"nonsense \xff", base64.b64encode(b"x" * 31)])
def test_a_damaged_key_is_refused_without_being_shown(home, open_ring, name, content):
    find(home, name).write_bytes(content)
    with pytest.raises(KeyFileRefused, match="damaged") as refused:
        open_ring()
    assert "nonsense" not in f"{refused.value}{refused.value.detail}"


def test_a_running_server_keeps_its_keys_when_the_new_state_cannot_be_read(ring, home, caplog):
    before = ring.published_certificates()
    state = home / "keys" / "ring.json"
    good = state.read_bytes()
    state.write_bytes(b"{")
    assert ring.published_certificates() == before
    assert ring.published_certificates() == before
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    state.unlink()
    assert ring.published_certificates() == before
    state.write_bytes(good)
    state.chmod(0o600)
    assert ring.published_certificates() == before
    assert len(caplog.records) == 2


def test_a_root_key_is_made_once_and_shown_again(ring, home):
    stored = ring.mint_root_key(ACCOUNT)
    shown = ring.read_root_key(ACCOUNT)
    assert stored.access_key_id == shown.access_key_id
    assert shown.access_key_id.startswith("AKIA")
    assert account_of_aws_id(shown.access_key_id) == ACCOUNT
    assert len(shown.access_key_id) == 20
    assert len(shown.secret_access_key) == 40
    assert stored.principal_arn == f"arn:aws:iam::{ACCOUNT}:root"
    assert (stored.account, stored.user_id, stored.is_active) == (ACCOUNT, ACCOUNT, True)
    assert shown.secret_access_key not in repr(shown) + repr(stored)
    assert (
        unseal_secret(stored.sealed_secret, stored.access_key_id, ring) == shown.secret_access_key
    )
    assert ring.root_key_accounts() == (ACCOUNT,)
    file = home / "root-keys" / f"{ACCOUNT}.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_root_key_names_the_partition_of_its_account(ring):
    assert ring.mint_root_key(ACCOUNT, "aws-cn").principal_arn == f"arn:aws-cn:iam::{ACCOUNT}:root"


@pytest.mark.parametrize("account", [ACCOUNT, "", "../keys/ring", "1" * 11, "١" * 12])
def test_there_is_no_root_key_of_what_has_none(ring, account):
    with pytest.raises(RootKeyUnknown):
        ring.read_root_key(account)
    assert ring.root_key_accounts() == ()


def test_a_root_key_file_that_others_can_read_or_that_is_damaged_is_refused(ring, home):
    ring.mint_root_key(ACCOUNT)
    file = home / "root-keys" / f"{ACCOUNT}.json"
    file.write_bytes(b'{"AccessKeyId": 1}')
    with pytest.raises(KeyFileRefused, match="damaged"):
        ring.read_root_key(ACCOUNT)
    file.chmod(0o644)
    with pytest.raises(KeyFileRefused, match="chmod 600"):
        ring.read_root_key(ACCOUNT)


class Secrets:
    """Stored keys, as the store hands them to resealing."""

    def __init__(self, *keys):
        self.keys = {key.access_key_id: key for key in keys}

    def list_all(self):
        return tuple(self.keys.values())

    def set_sealed_secret(self, access_key_id, sealed_secret):
        from dataclasses import replace

        self.keys[access_key_id] = replace(self.keys[access_key_id], sealed_secret=sealed_secret)


def test_stored_secrets_follow_the_sealing_key(ring, ids):
    secrets = Secrets(ring.mint_root_key(ACCOUNT), ring.mint_root_key("444455556666"))
    old_id, _ = ring.current()
    ring.rotate_sealing()
    assert reseal_secrets(secrets, ring, SeededIds(9)) == 2
    ring.retire(KeyUse.SEALING, old_id)
    key = secrets.keys[ring.read_root_key("444455556666").access_key_id]
    shown = ring.read_root_key("444455556666")
    assert unseal_secret(key.sealed_secret, key.access_key_id, ring) == shown.secret_access_key


def test_a_secret_whose_sealing_key_is_gone_is_told(ring):
    secrets = Secrets(ring.mint_root_key(ACCOUNT))
    old_id, _ = ring.current()
    ring.rotate_sealing()
    ring.retire(KeyUse.SEALING, old_id)
    with pytest.raises(SealBroken):
        reseal_secrets(secrets, ring, SeededIds(9))


def test_refusals_are_errors_of_ours():
    assert issubclass(KeyFileRefused, RolebridgeError)
    assert issubclass(KeyChangeRefused, RolebridgeError)


def find(home, name):
    patterns = {
        "signing": "signing-*.key",
        "encryption": "encryption-*.key",
        "sealing": "sealing-*.key",
        "crt": "signing-*.crt",
        "encryption-crt": "encryption-*.crt",
    }
    if name in patterns:
        (path,) = (home / "keys").glob(patterns[name])
        return path
    return home / name
