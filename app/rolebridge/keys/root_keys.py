"""Root access keys of accounts: made once, kept where only the owner of the home folder reads."""

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime

from rolebridge.access.ports import LongTermKey, SealingKeys
from rolebridge.access.seal import seal_secret
from rolebridge.arn import ACCOUNT_ID
from rolebridge.errors import RolebridgeError
from rolebridge.ids import IdSource, new_aws_id
from rolebridge.keys.files import KeyFileRefused, PrivateFolder

_SECRET_BYTES = 30  # 40 characters of base64, as every AWS secret has


class RootKeyUnknown(RolebridgeError):
    """There is no file with a root key of this account."""

    code = "root_key_unknown"

    def __init__(self, account: str) -> None:
        super().__init__(f"There is no root key of account {account!r} in this home folder.")
        self.account = account


@dataclass(frozen=True, slots=True)
class RootKey:
    """The root access key of an account, with its secret."""

    account: str
    access_key_id: str
    secret_access_key: str = field(repr=False)


class RootKeys:
    """One file for each account. The database holds the same secret, sealed."""

    def __init__(self, folder: PrivateFolder) -> None:
        self._folder = folder

    def mint(
        self, account: str, partition: str, keys: SealingKeys, ids: IdSource, now: datetime
    ) -> LongTermKey:
        """Make a key, write its file, and give what the caller is to store.

        The file is written first: a secret that nobody has seen would be worth nothing.
        """
        access_key_id = new_aws_id("AKIA", account, ids)
        secret = base64.b64encode(ids.random_bytes(_SECRET_BYTES)).decode()
        content = {"AccessKeyId": access_key_id, "SecretAccessKey": secret}
        self._folder.create()
        self._folder.write(_file(account), json.dumps(content, indent=2).encode() + b"\n")
        return LongTermKey(
            access_key_id=access_key_id,
            account=account,
            principal_arn=f"arn:{partition}:iam::{account}:root",
            user_id=account,
            sealed_secret=seal_secret(secret, access_key_id, keys, ids),
            created_at=now,
        )

    def read(self, account: str) -> RootKey:
        """The key of an account. Raises RootKeyUnknown or KeyFileRefused."""
        name = _file(account)
        if ACCOUNT_ID.fullmatch(account) is None or not (self._folder.path / name).exists():
            raise RootKeyUnknown(account)
        try:
            content = json.loads(self._folder.read(name))
            return RootKey(account, content["AccessKeyId"], content["SecretAccessKey"])
        except (ValueError, KeyError, TypeError):
            path = self._folder.path / name
            raise KeyFileRefused(path, "is damaged", "Make a new key with --new.") from None

    def accounts(self) -> tuple[str, ...]:
        """The accounts that have a key here."""
        if not self._folder.path.exists():
            return ()
        names = (name.removesuffix(".json") for name in self._folder.names())
        return tuple(name for name in names if ACCOUNT_ID.fullmatch(name))


def _file(account: str) -> str:
    return f"{account}.json"
