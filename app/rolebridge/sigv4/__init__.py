"""AWS Signature Version 4, verified: header and query form.

Owns: reading what a request presents (`presented`), the canonical request (`canonical`), the
scope and the signing key (`scope`), and the comparison (`verify`). The codes and texts of a
refusal are AWS's where they are known.
Refused, so that nothing is guessed: SigV4A and Version 2; a body that is not signed as a whole
(UNSIGNED-PAYLOAD, STREAMING-*, aws-chunked); a presigned request after 15 minutes, whatever its
X-Amz-Expires; a session token that was added after signing; a Date that is an HTTP date; and every
spelling that two signers read in two ways (a bare `+`, an empty parameter, tabs, non-ASCII).
Must not know whose key it is, where secrets are kept, or what time it is: they are arguments. It
signs nothing: our clients are the stock ones.
"""

from rolebridge.sigv4.canonical import build_canonical_request
from rolebridge.sigv4.errors import SigV4Error
from rolebridge.sigv4.presented import Location, Presented, parse_presented
from rolebridge.sigv4.request import SignedRequest
from rolebridge.sigv4.scope import CredentialScope
from rolebridge.sigv4.verify import verify_signature

__all__ = [
    "CredentialScope",
    "Location",
    "Presented",
    "SigV4Error",
    "SignedRequest",
    "build_canonical_request",
    "parse_presented",
    "verify_signature",
]
