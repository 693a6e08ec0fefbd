"""Passwords: argon2id, the rule for new ones, and one-time tokens for the first sign-in.

A new password has 12 characters or more and no composition rule: such rules make people choose
`Password1!` and tell an attacker its shape (NIST SP 800-63B-4 3.1.1.2 forbids them, and asks for
8 characters beside a second factor and 15 without; sign-ins here are slowed down, which 12
presumes). At most 1024 bytes are hashed, so that nobody makes us work for nothing. Text is brought
to NFC once, here, so that a password typed on two keyboards has the same bytes.
"""

import hmac
import unicodedata
from dataclasses import dataclass, field

from argon2 import PasswordHasher, Type, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from rolebridge.directory.hashing_thread import HashingThread
from rolebridge.errors import RolebridgeError
from rolebridge.ids import IdSource, hash_token, new_token

FEWEST_CHARACTERS = 12
MOST_BYTES = 1024
_SALT_BYTES = 16
_TOKEN_BYTES = 20
# A hash from elsewhere may ask for more than ours, but not for all there is.
_MOST_MEMORY_KIB = 262_144
_MOST_PASSES = 20
_MOST_LANES = 16


class PasswordRefused(RolebridgeError):
    """A new password that breaks the rule for new passwords."""

    code = "password_refused"


@dataclass(frozen=True, slots=True)
class Argon2Parameters:
    """The cost of one hash (OWASP's second configuration: 19 MiB, two passes, one lane)."""

    memory_kib: int = 19_456
    passes: int = 2
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class Passwords:
    """Hashes and verifies, one at a time in each process; see `hashing_thread` for why.

    Made in each process after the fork, since making one computes a hash (the dummy).
    """

    ids: IdSource
    parameters: Argon2Parameters = Argon2Parameters()
    thread: HashingThread = field(default_factory=HashingThread)
    _hasher: PasswordHasher = field(init=False, repr=False)
    _dummy: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        cost = self.parameters
        hasher = PasswordHasher(cost.passes, cost.memory_kib, cost.lanes, type=Type.ID)
        object.__setattr__(self, "_hasher", hasher)
        object.__setattr__(self, "_dummy", self.mint_hash(new_token(self.ids)))

    def mint_hash(self, password: str) -> str:
        """The argon2id hash as PHC text, freshly salted. Raises PasswordRefused on its length."""
        raw = _encode(password)
        if raw is None:
            raise PasswordRefused(f"A password has 1 to {MOST_BYTES} bytes.")
        salt = self.ids.random_bytes(_SALT_BYTES)
        return self.thread.run(lambda: self._hasher.hash(raw, salt=salt))

    def is_correct(self, password: str, password_hash: str | None) -> bool:
        """Whether the password is the one that was hashed; computes exactly one hash either way.

        Without a hash to compare with (no such person, no password yet), or with a password that
        no hash can belong to, a dummy is computed, so that the caller waits as long.
        """
        raw = _encode(password)
        if raw is None or password_hash is None or not is_password_hash(password_hash):
            self._verify(self._dummy, b"-")
            return False
        return self._verify(password_hash, raw)

    def needs_rehash(self, password_hash: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)

    def _verify(self, password_hash: str, raw: bytes) -> bool:
        try:
            return self.thread.run(lambda: self._hasher.verify(password_hash, raw))
        except VerificationError:
            return False


def validate_new_password(password: str, username: str) -> str:
    """The password, if a person may choose it. Raises PasswordRefused with the rule."""
    if _encode(password) is None:
        raise PasswordRefused(f"A password has at most {MOST_BYTES} bytes.")
    if len(unicodedata.normalize("NFC", password)) < FEWEST_CHARACTERS:
        raise PasswordRefused(
            f"Choose at least {FEWEST_CHARACTERS} characters. A few words make a good password."
        )
    if password.casefold() == username.casefold() or len(set(password)) < 4:
        raise PasswordRefused("This password would be guessed at once. Choose another one.")
    return password


def is_password_hash(text: str) -> bool:
    """Whether the text is an argon2id hash in PHC form, of a cost that a server can bear."""
    try:
        cost = extract_parameters(text)
    except InvalidHashError:
        return False
    return (
        cost.type is Type.ID
        and cost.memory_cost <= _MOST_MEMORY_KIB
        and cost.time_cost <= _MOST_PASSES
        and cost.parallelism <= _MOST_LANES
    )


def mint_initial_token(ids: IdSource) -> str:
    """A one-time token of 160 random bits that stands in for a password until one is chosen."""
    return new_token(ids, _TOKEN_BYTES)


def hash_initial_token(token: str) -> str:
    """As for any token; what surrounds a pasted one does not count."""
    return hash_token(token.strip())


def is_initial_token(token: str, token_hash: str | None) -> bool:
    """Whether this is the token that was hashed, compared in constant time."""
    return token_hash is not None and hmac.compare_digest(
        hash_initial_token(token).encode(), token_hash.encode("utf-8", "surrogatepass")
    )


def _encode(password: str) -> bytes | None:
    """The bytes that are hashed, or None where there can be no hash of it."""
    if not password or len(password) > MOST_BYTES:
        return None
    try:
        raw = unicodedata.normalize("NFC", password).encode()
    except UnicodeEncodeError:
        return None
    return raw if len(raw) <= MOST_BYTES else None
