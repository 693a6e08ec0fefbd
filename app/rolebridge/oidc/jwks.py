"""Key sets (RFC 7517): which of an issuer's public keys can be used to verify its tokens."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from rolebridge.oidc.algorithms import Algorithm, KeyKind, find_algorithm
from rolebridge.oidc.base64url import decode_base64url
from rolebridge.oidc.json_text import Members, parse_json_object
from rolebridge.oidc.refusals import KeysRefused, show

MAX_CHARACTERS = 262_144
_MOST_KEYS = 100
_SHORTEST_RSA = 2048
_LONGEST_RSA = 8192
# Each of these would let its reader sign: RFC 7518, 6.2.2, 6.3.2 and 6.4.1.
_PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that may verify: `algorithm` narrows it where the issuer says so."""

    kind: KeyKind
    key_id: str | None
    algorithm: Algorithm | None
    key: RSAKey | ECKey = field(repr=False)

    def fits(self, algorithm: Algorithm) -> bool:
        """Whether a token by this algorithm may be verified with the key."""
        return self.kind is algorithm.kind and self.algorithm in (None, algorithm)


@dataclass(frozen=True, slots=True)
class KeySet:
    """The usable keys of an issuer; `notes` say which other ones there are, and why not."""

    keys: tuple[PublicKey, ...]
    notes: tuple[str, ...] = ()

    def has_key_id(self, key_id: str) -> bool:
        """Whether a key goes by this id."""
        return any(key.key_id == key_id for key in self.keys)

    def list_candidates(self, key_id: str | None, algorithm: Algorithm) -> tuple[PublicKey, ...]:
        """The keys that a token may be verified with.

        A token without a key id is verified only where the issuer has one key for its algorithm
        (RFC 7515, 4.1.4, leaves the choice open; trying all of them would blur who signed).
        """
        fitting = tuple(key for key in self.keys if key.fits(algorithm))
        if key_id is not None:
            return tuple(key for key in fitting if key.key_id == key_id)
        return fitting if len(fitting) == 1 else ()


@lru_cache(maxsize=256)
def parse_jwks(text: str) -> KeySet:
    """Read a key set. Raises KeysRefused where it is malformed, holds a secret, or nothing usable.

    Keys of other kinds and for other uses are skipped; short RSA keys are refused and noted.
    """
    if len(text) > MAX_CHARACTERS:
        raise KeysRefused(f"it is longer than {MAX_CHARACTERS} characters")
    items = _read_items(text)
    keys: list[PublicKey] = []
    notes: list[str] = []
    for position, item in enumerate(items):
        try:
            key = _read_key(item)
        except ValueError as error:
            notes.append(f"key {position + 1} {error}")
        else:
            keys.extend([key] if key else [])
    if not keys:
        raise KeysRefused("; ".join(["it holds no key that can verify a token", *notes]))
    return KeySet(tuple(keys), tuple(notes))


def _read_items(text: str) -> list[Any]:
    try:
        items = parse_json_object(text.encode("utf-8", "surrogatepass")).get("keys")
    except ValueError as error:
        raise KeysRefused(f"it {error}") from None
    if not isinstance(items, list) or len(items) > _MOST_KEYS:
        raise KeysRefused(f"`keys` must be a list of at most {_MOST_KEYS} keys")
    if any(isinstance(item, dict) and any(name in item for name in _PRIVATE) for item in items):
        raise KeysRefused("it holds a private or secret key; only public keys belong here")
    return items


def _read_key(item: object) -> PublicKey | None:
    """A usable key, or None for one of another kind or use. Raises ValueError."""
    if not isinstance(item, dict):
        raise ValueError("is no JSON object")  # noqa: TRY004  (a bad value in a document)
    if item.get("kty") not in ("RSA", "EC") or not _is_for_signatures(item):
        return None
    algorithm = find_algorithm(item.get("alg"))
    if "alg" in item and algorithm is None:
        return None
    key_id = item.get("kid")
    if key_id is not None and not isinstance(key_id, str):
        raise ValueError("has a `kid` that is no text")
    kind, key = _import_rsa(item) if item["kty"] == "RSA" else _import_curve(item)
    if algorithm is not None and algorithm.kind is not kind:
        raise ValueError(f"is of kind {kind} and says it is for {algorithm}")
    return PublicKey(kind, key_id, algorithm, key)


def _is_for_signatures(item: Members) -> bool:
    """RFC 7517, 4.2 and 4.3: a key without either is for anything."""
    operations = item.get("key_ops")
    may_verify = operations is None or (isinstance(operations, list) and "verify" in operations)
    return item.get("use") in (None, "sig") and may_verify


def _import_rsa(item: Members) -> tuple[KeyKind, RSAKey]:
    bits = int.from_bytes(_decode(item, "n"), "big").bit_length()
    if not _SHORTEST_RSA <= bits <= _LONGEST_RSA:
        raise ValueError(f"has {bits} bits; {_SHORTEST_RSA} to {_LONGEST_RSA} are accepted")
    _decode(item, "e")
    return KeyKind.RSA, _import(RSAKey, {name: item[name] for name in ("kty", "n", "e")})


def _import_curve(item: Members) -> tuple[KeyKind, ECKey]:
    curve = item.get("crv")
    kind = next((each for each in KeyKind if each.value == curve), None)
    if kind is None or kind is KeyKind.RSA:
        raise ValueError(f"is on the curve {show(str(curve))!r}, which is not accepted")
    for name in ("x", "y"):
        _decode(item, name)
    return kind, _import(ECKey, {name: item[name] for name in ("kty", "crv", "x", "y")})


def _decode(item: Members, name: str) -> bytes:
    value = item.get(name)
    if not isinstance(value, str):
        raise ValueError(f"has no `{name}`")  # noqa: TRY004  (a bad value in a document)
    return decode_base64url(value)


def _import(kind: Any, members: Members) -> Any:
    """By the library, which checks that the numbers make a key. Parsed now: a fault shows here."""
    try:
        key = kind.import_key(members)
        key.get_op_key("verify")
    except (JoseError, ValueError) as error:
        raise ValueError(f"is no key ({type(error).__name__})") from None
    return key
