"""Key sets of the issuers that AWS knows, from a folder."""

import pytest

from rolebridge.store.built_in_keys import BuiltInKeysRefused, read_built_in_keys
from support.oidc import jwks_of, public_jwk, rsa_key

KEYS = jwks_of(public_jwk(rsa_key(), kid="one"))


def test_each_file_is_the_key_set_of_the_issuer_it_is_named_after(tmp_path):
    (tmp_path / "accounts.google.com.json").write_text(KEYS)
    (tmp_path / "README.md").write_text("not looked at")
    assert read_built_in_keys(tmp_path) == {"accounts.google.com": KEYS}


def test_without_a_folder_there_are_none():
    assert read_built_in_keys(None) == {}


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("login.example.com.json", KEYS.encode(), "the names here are"),
        ("www.amazon.com.json", b"{}", "must be a list"),
        ("www.amazon.com.json", b"\xff", "cannot be read"),
        ("www.amazon.com.json", b" " * 300_000, "is longer than"),
    ],
)
def test_file_that_is_no_key_set_is_refused_by_its_name(tmp_path, name, content, rule):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BuiltInKeysRefused, match=rule) as refused:
        read_built_in_keys(tmp_path)
    assert refused.value.path == tmp_path / name
