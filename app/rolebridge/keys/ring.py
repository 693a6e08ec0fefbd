"""The key ring of one home folder."""

import base64
import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from rolebridge.access.ports import LongTermKey
from rolebridge.clock import Clock
from rolebridge.ids import IdSource
from rolebridge.keys.files import KeyFileRefused, PrivateFolder
from rolebridge.keys.loaded import (
    SEALING_BYTES,
    STATE_FILE,
    LoadedRing,
    certificate_file,
    key_file,
    load_ring,
    read_state,
)
from rolebridge.keys.pairs import DEFAULT_BITS, mint_key_pair
from rolebridge.keys.root_keys import RootKey, RootKeys
from rolebridge.keys.state import KeyUse, RingState, Slots, format_state
from rolebridge.saml.encryption import DecryptionKey
from rolebridge.saml.signature import Signer

_LOG = logging.getLogger(__name__)
_ID_BYTES = 3

_Stamp = tuple[int, int, int]


class KeyRing:
    """Keys for every purpose, read again when the ring changes. May be shared by threads.

    It satisfies `sts.ports.SealingKeys`: `current` and `find` speak of sealing keys.
    """

    def __init__(self, home: Path, clock: Clock, ids: IdSource) -> None:
        self._folder = PrivateFolder(home / "keys")
        self._root_keys = RootKeys(PrivateFolder(home / "root-keys"))
        self._clock = clock
        self._ids = ids
        self._lock = Lock()
        self._state_file = self._folder.path / STATE_FILE
        self._stamp = self._read_stamp()
        self._loaded = load_ring(self._folder)

    @classmethod
    def open(cls, home: Path, clock: Clock, ids: IdSource) -> "KeyRing":
        """The ring of a home folder. Raises KeyFileRefused where it is missing or not private."""
        return cls(home, clock, ids)

    @classmethod
    def create(
        cls, home: Path, clock: Clock, ids: IdSource, *, bits: int = DEFAULT_BITS
    ) -> "KeyRing":
        """The same, with a first key for each use made where there is no ring yet."""
        folder = PrivateFolder(home / "keys")
        folder.create()
        with folder.lock():
            if not (folder.path / STATE_FILE).exists():
                slots = {
                    use.value: Slots(_add_key(folder, use, clock, ids, bits)) for use in KeyUse
                }
                folder.write(STATE_FILE, format_state(RingState(**slots)))
        return cls(home, clock, ids)

    def signer(self) -> Signer:
        """Signs with the current signing key."""
        return self._ring().signer

    def published_certificates(self) -> tuple[bytes, ...]:
        """What metadata shows, in DER: of the current signing key, the next, and previous ones."""
        return tuple(self._ring().signing_certificates.values())

    def encryption_certificates(self) -> tuple[bytes, ...]:
        """What others encrypt for us with, in DER: the current key's."""
        ring = self._ring()
        return (ring.encryption_certificates[ring.state.encryption.current],)

    def decryption_keys(self) -> tuple[DecryptionKey, ...]:
        """Every key that something may have been encrypted for."""
        return self._ring().decryption_keys

    def current(self) -> tuple[str, bytes]:
        """The id and key that new tokens and stored secrets are sealed with."""
        ring = self._ring()
        key_id = ring.state.sealing.current
        return key_id, ring.sealing_keys[key_id]

    def find(self, key_id: str) -> bytes | None:
        """A sealing key by its id."""
        return self._ring().sealing_keys.get(key_id)

    def slots(self, use: KeyUse) -> Slots:
        """The ids of one use's keys and where each stands."""
        return self._ring().state.of(use)

    def certificate(self, use: KeyUse, key_id: str) -> bytes | None:
        """The certificate of a key, in DER; sealing keys have none."""
        ring = self._ring()
        if use is KeyUse.SEALING:
            return None
        is_signing = use is KeyUse.SIGNING
        return (ring.signing_certificates if is_signing else ring.encryption_certificates)[key_id]

    def add_next(self, use: KeyUse, *, bits: int = DEFAULT_BITS) -> str:
        """Make a key and put it next in line; gives its id. Raises KeyChangeRefused."""
        with self._folder.lock():
            state = read_state(self._folder)
            state.of(use).with_next("probe")  # Refused before a key is made.
            key_id = _add_key(self._folder, use, self._clock, self._ids, bits)
            self._write(state.replaced(use, state.of(use).with_next(key_id)))
        return key_id

    def promote(self, use: KeyUse) -> str:
        """Make the next key current; gives its id. Raises KeyChangeRefused."""
        slots = self._change(use, lambda slots: slots.promoted())
        return slots.current

    def rotate_sealing(self) -> str:
        """A new sealing key at once: nobody outside has to learn of it. Gives its id."""
        self.add_next(KeyUse.SEALING)
        return self.promote(KeyUse.SEALING)

    def retire(self, use: KeyUse, key_id: str) -> None:
        """Take a next or previous key away and delete its files. Raises KeyChangeRefused."""
        self._change(use, lambda slots: slots.without(key_id))
        self._folder.remove(key_file(use, key_id))
        self._folder.remove(certificate_file(use, key_id))

    def mint_root_key(self, account: str, partition: str = "aws") -> LongTermKey:
        """Make an account's root key; its secret goes into a file, what to store is returned."""
        return self._root_keys.mint(account, partition, self, self._ids, self._clock())

    def read_root_key(self, account: str) -> RootKey:
        """An account's root key with its secret. Raises RootKeyUnknown."""
        return self._root_keys.read(account)

    def root_key_accounts(self) -> tuple[str, ...]:
        """The accounts whose root keys are in this home folder."""
        return self._root_keys.accounts()

    def _ring(self) -> LoadedRing:
        """What is loaded, after one look at the state file: a change is seen at once.

        A ring that cannot be read while the server runs is logged, and the one in use stays: a
        slip of the administrator must not end everybody's sign-in.
        """
        stamp = self._read_stamp()
        if stamp != self._stamp:
            with self._lock:
                if stamp != self._stamp:
                    try:
                        self._loaded = load_ring(self._folder)
                    except KeyFileRefused as error:
                        _LOG.error("key ring not reloaded: %s", error)
                    self._stamp = stamp
        return self._loaded

    def _read_stamp(self) -> _Stamp | None:
        try:
            found = self._state_file.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _change(self, use: KeyUse, step: Callable[[Slots], Slots]) -> Slots:
        with self._folder.lock():
            state = read_state(self._folder)
            slots = step(state.of(use))
            self._write(state.replaced(use, slots))
        return slots

    def _write(self, state: RingState) -> None:
        self._folder.write(STATE_FILE, format_state(state))


def _add_key(folder: PrivateFolder, use: KeyUse, clock: Clock, ids: IdSource, bits: int) -> str:
    """Write the files of a new key; nothing uses it before the state names it."""
    now = clock()
    key_id = f"{now:%Y%m%d}-{ids.random_bytes(_ID_BYTES).hex()}"
    if use is KeyUse.SEALING:
        key = base64.b64encode(ids.random_bytes(SEALING_BYTES)) + b"\n"
        folder.write(key_file(use, key_id), key)
        return key_id
    pair = mint_key_pair(use, key_id, now, bits)
    folder.write(key_file(use, key_id), pair.private_pem)
    folder.write(certificate_file(use, key_id), pair.certificate_pem)
    return key_id
