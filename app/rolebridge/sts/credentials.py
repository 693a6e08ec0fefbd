"""Temporary credentials: mint them, and read back what their session token says.

The token is sealed and self-contained: any process that holds the sealing keys can verify a call
without asking the database. The secret travels inside the token, under the same seal.
"""

import base64
import json
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rolebridge.access.ports import SealingKeys
from rolebridge.access.seal import Kind, SealBroken, seal, unseal
from rolebridge.access.session import Federation, SessionFacts, SessionKind
from rolebridge.errors import RolebridgeError
from rolebridge.ids import IdSource, new_aws_id
from rolebridge.sts.packing import Packed, pack, unpack

MAX_TOKEN_CHARACTERS = 4096
"""No session token is longer; MinimumSessionTokenSize of the STS model ends here too."""

_SECRET_BYTES = 30  # 40 characters of base64, as every AWS secret has
_FEDERATION = Federation.__slots__
_LENGTHS = struct.Struct(">HHH")
_encode_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class InvalidSessionToken(RolebridgeError):
    """A session token that is not ours, was changed, or belongs to another access key."""

    code = "session_token_invalid"

    def __init__(self, detail: str = "") -> None:
        super().__init__("The security token included in the request is invalid.", detail=detail)


class SessionTokenTooLong(RolebridgeError):
    """What the session carries does not fit into a token."""

    code = "session_token_too_long"

    def __init__(self, length: int) -> None:
        super().__init__(f"The session token would have {length} characters.")
        self.length = length


@dataclass(frozen=True, slots=True)
class IssuedCredentials:
    """What a client signs with. Not shown by repr, so that no log line holds a secret."""

    access_key_id: str
    secret_access_key: str
    session_token: str
    expiration: datetime

    def __repr__(self) -> str:
        return f"IssuedCredentials({self.access_key_id!r})"


def mint_credentials(
    facts: SessionFacts, keys: SealingKeys, ids: IdSource, *, minimum_token_size: int = 0
) -> IssuedCredentials:
    """Make an access key, a secret and a token of at least the size asked for.

    Raises SessionTokenTooLong where the token would exceed MAX_TOKEN_CHARACTERS.
    """
    access_key_id = new_aws_id("ASIA", facts.account, ids)
    secret = ids.random_bytes(_SECRET_BYTES)
    plaintext = secret + _encode(facts)
    token = _seal(plaintext, access_key_id, keys, ids)
    if len(token) < minimum_token_size:
        padding = -(-(minimum_token_size - len(token)) * 3 // 4)
        token = _seal(plaintext + bytes(padding), access_key_id, keys, ids)
    if len(token) > MAX_TOKEN_CHARACTERS:
        raise SessionTokenTooLong(len(token))
    return IssuedCredentials(
        access_key_id=access_key_id,
        secret_access_key=base64.b64encode(secret).decode(),
        session_token=token,
        expiration=facts.expires_at,
    )


def unseal_session(access_key_id: str, token: str, keys: SealingKeys) -> tuple[SessionFacts, str]:
    """What the token says, and the secret access key. Expiry is the caller's to judge.

    Raises InvalidSessionToken, one text for every cause.
    """
    if len(token) > MAX_TOKEN_CHARACTERS:
        raise InvalidSessionToken("longer than any token")
    try:
        plaintext = unseal(token, kind=Kind.SESSION_TOKEN, name=access_key_id, keys=keys)
        facts = _decode(plaintext[_SECRET_BYTES:])
    except SealBroken as error:
        raise InvalidSessionToken(error.detail) from None
    except (ValueError, TypeError, struct.error) as error:
        raise InvalidSessionToken(f"contents: {type(error).__name__}") from None
    return facts, base64.b64encode(plaintext[:_SECRET_BYTES]).decode()


def _seal(plaintext: bytes, access_key_id: str, keys: SealingKeys, ids: IdSource) -> str:
    return seal(plaintext, kind=Kind.SESSION_TOKEN, name=access_key_id, keys=keys, ids=ids)


def _encode(facts: SessionFacts) -> bytes:
    """Three lengths, the plain facts as a JSON array, packed tags, packed policies."""
    federation = facts.federation
    plain = _encode_json(
        [
            facts.kind,
            facts.issuer_arn,
            facts.issuer_id,
            facts.name,
            _to_seconds(facts.issued_at),
            _to_seconds(facts.expires_at),
            [getattr(federation, name) for name in _FEDERATION] if federation else None,
            facts.source_identity,
            facts.transitive_tag_keys,
            _to_seconds(facts.mfa_at) if facts.mfa_at else None,
            facts.is_chained,
        ]
    ).encode()
    packed = pack(facts.tags, facts.policies)
    lengths = _LENGTHS.pack(len(plain), len(packed.tags), len(packed.policies))
    return lengths + plain + packed.tags + packed.policies


def _decode(encoded: bytes) -> SessionFacts:
    plain, tags, policies = _LENGTHS.unpack_from(encoded)
    start, end = _LENGTHS.size, _LENGTHS.size + plain
    parts: list[Any] = json.loads(encoded[start:end])
    packed = Packed(encoded[end : end + tags], encoded[end + tags : end + tags + policies])
    unpacked_tags, unpacked_policies = unpack(packed)
    kind, issuer_arn, issuer_id, name, issued_at, expires_at, *more = parts
    federation, source_identity, transitive, mfa_at, is_chained = more
    return SessionFacts(
        kind=SessionKind(kind),
        issuer_arn=issuer_arn,
        issuer_id=issuer_id,
        name=name,
        issued_at=_from_seconds(issued_at),
        expires_at=_from_seconds(expires_at),
        federation=Federation(*federation) if federation else None,
        source_identity=source_identity,
        tags=unpacked_tags,
        transitive_tag_keys=tuple(transitive),
        policies=unpacked_policies,
        mfa_at=_from_seconds(mfa_at) if mfa_at else None,
        is_chained=is_chained,
    )


def _to_seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def _from_seconds(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
