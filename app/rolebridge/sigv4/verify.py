"""The comparison: was this request signed with this secret, for us, just now?"""

import hashlib
import hmac
import re
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from rolebridge.sigv4.canonical import (
    build_canonical_request,
    build_string_to_sign,
    canonical_value,
)
from rolebridge.sigv4.errors import RequestExpired, SignatureDoesNotMatch
from rolebridge.sigv4.presented import Presented
from rolebridge.sigv4.request import SignedRequest
from rolebridge.sigv4.scope import TERMINATOR, CredentialScope, derive_signing_key

_WINDOW = timedelta(minutes=15)
_HEX_DIGEST = re.compile(r"[0-9a-f]{64}")
_TOKEN_LINE = re.compile(r"(?m)^x-amz-security-token:.*$")
_TOKEN_PARAMETER = re.compile(r"X-Amz-Security-Token=[^&\n]*")


def verify_signature(
    request: SignedRequest,
    presented: Presented,
    secret: str,
    *,
    now: datetime,
    service: str,
    regions: AbstractSet[str] | None,
    hosts: AbstractSet[str],
) -> Presented:
    """Return what was presented, now trustworthy, or raise.

    `regions` are those that a scope may name, None for any. `hosts` are the values of the Host
    header that mean us, in lower case, each with its port where it is not the scheme's own: a
    request that was signed for another endpoint is refused.

    Raises SignatureDoesNotMatch (with AWS's text for the scope, the clock or the signature) and
    RequestExpired for a presigned request whose own time is over. That time can shorten the
    quarter of an hour that a signature is good for, never lengthen it: only S3 does that.

    For an access key id that is not known, call it with any secret: the work is then the same as
    for one that is. The header form does not sign the key id, so whose secret it was is all that a
    signature proves: take secret and principal from one record.
    """
    _check_scope(presented, service, regions)
    _check_host(presented, hosts)
    _check_time(presented, now)
    canonical = build_canonical_request(
        request.method,
        request.path,
        parameters=presented.parameters,
        headers=presented.headers,
        signed_headers=presented.signed_headers,
        body_hash=presented.body_hash,
    )
    string_to_sign = build_string_to_sign(presented.timestamp, str(presented.scope), canonical)
    key = derive_signing_key(secret, presented.scope)
    expected = hmac.digest(key, string_to_sign.encode(), hashlib.sha256).hex()
    # A signature of another shape is compared all the same, as one that is certainly wrong.
    shaped = presented.signature if _HEX_DIGEST.fullmatch(presented.signature) else ""
    if not hmac.compare_digest(expected.encode(), shaped.encode()):
        raise SignatureDoesNotMatch(
            canonical_request=_without_token(canonical), string_to_sign=string_to_sign
        )
    return presented


def _check_scope(presented: Presented, service: str, regions: AbstractSet[str] | None) -> None:
    scope: CredentialScope = presented.scope
    if scope.date != presented.timestamp[:8]:
        raise SignatureDoesNotMatch(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
            "HTTP",
            detail=f"{scope.date!r} and {presented.timestamp!r}",
        )
    if not _is_region(scope.region) or (regions is not None and scope.region not in regions):
        raise SignatureDoesNotMatch(
            f"Credential should be scoped to a valid Region, not {_shown(scope.region)}"
        )
    if scope.service != service:
        raise SignatureDoesNotMatch(f"Credential should be scoped to correct service: '{service}'")
    if scope.terminator != TERMINATOR:
        raise SignatureDoesNotMatch(
            f"Credential should be scoped with a valid terminator: '{TERMINATOR}'"
        )


def _check_host(presented: Presented, hosts: AbstractSet[str]) -> None:
    host = canonical_value(presented.headers["host"])
    if host.lower() not in hosts:
        raise SignatureDoesNotMatch(
            "The request was signed for another host than this one.", detail=f"host {host!r}"
        )


def _check_time(presented: Presented, now: datetime) -> None:
    signed_at, stamp = presented.signed_at, presented.timestamp
    if signed_at > now + _WINDOW:
        raise SignatureDoesNotMatch(
            f"Signature not yet current: {stamp} is still later than {_basic(now + _WINDOW)} "
            f"({_basic(now)} + 15 min.)"
        )
    if signed_at < now - _WINDOW:
        raise SignatureDoesNotMatch(
            f"Signature expired: {stamp} is now earlier than {_basic(now - _WINDOW)} "
            f"({_basic(now)} - 15 min.)"
        )
    if presented.expires is not None and signed_at + timedelta(seconds=presented.expires) <= now:
        raise RequestExpired(
            f"The request was signed at {stamp} for {presented.expires} seconds, which are over."
        )


def _shown(text: str) -> str:
    """A name of the request as an answer in XML may repeat it."""
    short = text[:64]
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in short)


def _is_region(text: str) -> bool:
    return re.fullmatch(r"[a-z0-9-]{1,64}", text) is not None


def _basic(instant: datetime) -> str:
    return instant.strftime("%Y%m%dT%H%M%SZ")


def _without_token(canonical: str) -> str:
    hidden = _TOKEN_LINE.sub("x-amz-security-token:...", canonical)
    return _TOKEN_PARAMETER.sub("X-Amz-Security-Token=...", hidden)
