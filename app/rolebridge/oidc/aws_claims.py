"""The claims by which a token tags an AWS session (IAM User Guide, "Pass session tags", OIDC)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rolebridge.oidc.refusals import ClaimMalformed

TAGS = "https://aws.amazon.com/tags"
SOURCE_IDENTITY = "https://aws.amazon.com/source_identity"
_MOST_TAGS = 50


@dataclass(frozen=True, slots=True)
class SessionClaims:
    """What a token asks for its session; the limits of each value are STS's to enforce."""

    tags: Mapping[str, str]
    transitive_tag_keys: tuple[str, ...]
    source_identity: str | None


def build_session_claims(
    tags: Mapping[str, str], transitive_tag_keys: Sequence[str], source_identity: str | None
) -> dict[str, Any]:
    """The claims for these values; none where there is nothing to say."""
    claims: dict[str, Any] = {}
    if tags:
        claims[TAGS] = {
            "principal_tags": {key: [value] for key, value in tags.items()},
            "transitive_tag_keys": list(transitive_tag_keys),
        }
    if source_identity is not None:
        claims[SOURCE_IDENTITY] = source_identity
    return claims


def read_session_claims(claims: Mapping[str, Any]) -> SessionClaims:
    """Both claims of a verified token. Raises ClaimMalformed.

    A tag is a list of one text, as AWS documents it, or the text itself.
    """
    written = claims.get(TAGS, {})
    if not isinstance(written, dict):
        raise ClaimMalformed(TAGS, "it must be a JSON object")
    tags = written.get("principal_tags", {})
    if not isinstance(tags, dict) or len(tags) > _MOST_TAGS:
        raise ClaimMalformed(TAGS, f"principal_tags must be an object of at most {_MOST_TAGS} tags")
    transitive = written.get("transitive_tag_keys", [])
    if not isinstance(transitive, list) or not all(isinstance(key, str) for key in transitive):
        raise ClaimMalformed(TAGS, "transitive_tag_keys must be a list of texts")
    source = claims.get(SOURCE_IDENTITY)
    if source is not None and not isinstance(source, str):
        raise ClaimMalformed(SOURCE_IDENTITY, "it must be a text")
    return SessionClaims(
        {key: _read_tag(key, value) for key, value in tags.items()},
        tuple(dict.fromkeys(transitive)),
        source,
    )


def _read_tag(key: str, value: object) -> str:
    values = value if isinstance(value, list) else [value]
    if len(values) != 1 or not isinstance(values[0], str):
        raise ClaimMalformed(TAGS, f"the tag {key[:128]!a} must have one value")
    return values[0]
