"""Time-based one-time passwords of virtual MFA devices: six digits, HMAC-SHA-1, steps of 30 s.

Source: RFC 6238, RFC 4226 5.3. A code is taken one step early or late, and once (RFC 6238 5.2).
"""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from rolebridge.access.ports import ReplayRepository, SealingKeys
from rolebridge.access.seal import Kind, seal, unseal
from rolebridge.ids import IdSource

SEED_BYTES = 64
STEP = timedelta(seconds=30)
_DIGITS = 6
_WINDOW = (-1, 0, 1)
_REPLAY_KIND = "mfa-code"
# The first instant at which no step of the window is the claimed one any more, with room to spare.
_KEPT = 4 * STEP


def mint_seed(ids: IdSource) -> bytes:
    """A new seed, as long as those that AWS makes."""
    return ids.random_bytes(SEED_BYTES)


def format_seed(seed: bytes) -> str:
    """A seed in base32 without padding, as authenticator programs take it (Base32StringSeed)."""
    return base64.b32encode(seed).rstrip(b"=").decode()


def seal_seed(seed: bytes, serial: str, keys: SealingKeys, ids: IdSource) -> str:
    """A seed as it rests in `MFADevice.sealed_seed`."""
    return seal(seed, kind=Kind.MFA_SEED, name=serial, keys=keys, ids=ids)


def unseal_seed(sealed: str, serial: str, keys: SealingKeys) -> bytes:
    """The seed that `seal_seed` sealed for the device of this serial number. Raises SealBroken."""
    return unseal(sealed, kind=Kind.MFA_SEED, name=serial, keys=keys)


def compute_code(seed: bytes, step: int) -> str:
    """The code of a time step, six digits (RFC 4226 5.3)."""
    digest = hmac.digest(seed, step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**_DIGITS).zfill(_DIGITS)


def find_step(seed: bytes, code: str, now: datetime) -> int | None:
    """The time step whose code it is, or None. All steps are compared, whichever fits."""
    present = _step_of(now)
    return _find(
        [(present + ahead, code, compute_code(seed, present + ahead)) for ahead in _WINDOW]
    )


def find_step_of_pair(seed: bytes, first: str, second: str, now: datetime) -> int | None:
    """The time step of the second of two consecutive codes, or None (IAM EnableMFADevice).

    The second is taken one step early or late; the first is the one before it.
    """
    present = _step_of(now)
    given = f"{first}/{second}"
    pairs = []
    for ahead in _WINDOW:
        step = present + ahead
        pairs.append((step, given, f"{compute_code(seed, step - 1)}/{compute_code(seed, step)}"))
    return _find(pairs)


def name_seed(seed: bytes) -> str:
    """What codes of a seed are remembered by: a device that is made anew has codes of its own."""
    return hashlib.sha256(b"seed of codes\0" + seed).hexdigest()


def claim_step(replays: ReplayRepository, seed_name: str, step: int, now: datetime) -> bool:
    """Take the code of a step, wherever it was shown; False for one that was taken before."""
    return replays.claim(_REPLAY_KIND, f"{seed_name}\0{step}", now + _KEPT)


def _step_of(now: datetime) -> int:
    return int(now.timestamp()) // int(STEP.total_seconds())


def _find(candidates: list[tuple[int, str, str]]) -> int | None:
    """The latest step whose text is the one given; how long it takes does not tell which."""
    found = None
    for step, given, wanted in candidates:
        if hmac.compare_digest(given.encode(), wanted.encode()):
            found = step
    return found
