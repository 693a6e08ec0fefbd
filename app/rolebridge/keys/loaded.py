"""The key ring as read from its folder at one time: parsed, ready, and never changed."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field

from rolebridge.keys.files import KeyFileRefused, PrivateFolder
from rolebridge.keys.pairs import read_certificate_der
from rolebridge.keys.state import KeyUse, RingState, parse_state
from rolebridge.saml.encryption import DecryptionKey, load_decryption_key
from rolebridge.saml.signature import PrivateKeySigner

STATE_FILE = "ring.json"
SEALING_BYTES = 32
_REMEDY = "Restore it from a backup."


@dataclass(frozen=True, slots=True)
class LoadedRing:
    """Every key of one state of the ring."""

    state: RingState
    signer: PrivateKeySigner
    signing_certificates: Mapping[str, bytes]
    encryption_certificates: Mapping[str, bytes]
    decryption_keys: tuple[DecryptionKey, ...] = field(repr=False)
    sealing_keys: Mapping[str, bytes] = field(repr=False)


def key_file(use: KeyUse, key_id: str) -> str:
    """The name of the file with the secret part of a key."""
    return f"{use}-{key_id}.key"


def certificate_file(use: KeyUse, key_id: str) -> str:
    """The name of the file with the certificate of a key."""
    return f"{use}-{key_id}.crt"


def load_ring(folder: PrivateFolder) -> LoadedRing:
    """Read and parse everything. Raises KeyFileRefused."""
    folder.check()
    state = read_state(folder)
    return LoadedRing(
        state=state,
        signer=_load_signer(folder, state.signing.current),
        signing_certificates=_load_certificates(folder, state, KeyUse.SIGNING),
        encryption_certificates=_load_certificates(folder, state, KeyUse.ENCRYPTION),
        decryption_keys=tuple(
            _load_decryption_key(folder, key_id) for _, key_id in state.encryption.ids()
        ),
        sealing_keys={
            key_id: _load_sealing_key(folder, key_id) for _, key_id in state.sealing.ids()
        },
    )


def read_state(folder: PrivateFolder) -> RingState:
    """Which keys there are. Raises KeyFileRefused."""
    try:
        return parse_state(folder.read(STATE_FILE))
    except ValueError as error:
        raise KeyFileRefused(folder.path / STATE_FILE, f"is damaged ({error})", _REMEDY) from None


def _load_signer(folder: PrivateFolder, key_id: str) -> PrivateKeySigner:
    private = folder.read(key_file(KeyUse.SIGNING, key_id))
    certificate = folder.read(certificate_file(KeyUse.SIGNING, key_id))
    try:
        return PrivateKeySigner.from_pem(private, certificate.decode("ascii"))
    except ValueError as error:
        raise _damaged(folder, key_file(KeyUse.SIGNING, key_id), error) from None


def _load_decryption_key(folder: PrivateFolder, key_id: str) -> DecryptionKey:
    name = key_file(KeyUse.ENCRYPTION, key_id)
    try:
        return load_decryption_key(folder.read(name))
    except ValueError as error:
        raise _damaged(folder, name, error) from None


def _load_certificates(folder: PrivateFolder, state: RingState, use: KeyUse) -> dict[str, bytes]:
    certificates = {}
    for _, key_id in state.of(use).ids():
        name = certificate_file(use, key_id)
        try:
            certificates[key_id] = read_certificate_der(folder.read(name))
        except ValueError as error:
            raise _damaged(folder, name, error) from None
    return certificates


def _load_sealing_key(folder: PrivateFolder, key_id: str) -> bytes:
    name = key_file(KeyUse.SEALING, key_id)
    try:
        key = base64.b64decode(folder.read(name).strip(), validate=True)
    except binascii.Error as error:
        raise _damaged(folder, name, error) from None
    if len(key) != SEALING_BYTES:
        raise _damaged(folder, name, ValueError(f"{len(key)} bytes"))
    return key


def _damaged(folder: PrivateFolder, name: str, error: Exception) -> KeyFileRefused:
    return KeyFileRefused(folder.path / name, f"is damaged ({type(error).__name__})", _REMEDY)
